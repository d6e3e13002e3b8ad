"""The board: which follow-ups are asked for, in their order, with counts, and as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS
from electcoord.common.names import region_name
from electcoord.common.refs import REF
from electcoord.regions.models import titled
from electcoord.situation import owners, selectors
from electcoord.situation.models import FollowUp
from electcoord.situation.states import OPEN, OWED, FollowUpState

PAGE = 50
MOST_ROWS = 10_000
LATE, ALL = "terlambat", "semua"


@dataclass(frozen=True)
class Wanted:
    """What the board is asked for; what is unknown finds nothing, it never fails."""

    state: str = ""
    institution: str = ""
    origin: str = ""
    region: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:90]

        state = text("keadaan")
        known = {LATE, ALL, *FollowUpState.values}
        return cls(state if state in known else "", text("lembaga"), text("asal"), text("wilayah"))

    @property
    def values(self) -> dict[str, str]:
        return {
            "keadaan": self.state, "lembaga": self.institution, "asal": self.origin, "wilayah": self.region,
        }  # fmt: skip

    def query(self, **changes: str) -> str:
        return urlencode({key: value for key, value in {**self.values, **changes}.items() if value})

    def narrowed(self, rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
        """By owner, origin and region; the state is counted beside them."""
        if self.institution:
            is_number = self.institution.isascii() and self.institution.isdigit() and len(self.institution) < 19
            rows = rows.filter(institution=int(self.institution)) if is_number else rows.none()
        if self.origin:
            is_ref = REF.fullmatch(self.origin)
            carried = FollowUp.objects.filter(notes__ref=self.origin).values("pk")
            rows = rows.filter(Q(origin=self.origin) | Q(pk__in=carried)) if is_ref else rows.none()
        if self.region:
            digits = self.region.isascii() and self.region.isdigit()
            rows = rows.filter(region__code__startswith=self.region) if digits else rows.none()
        return rows

    def in_state(self, rows: QuerySet[FollowUp], today: date) -> QuerySet[FollowUp]:
        if self.state == LATE:
            return rows.overdue(today)
        if self.state == ALL:
            return rows
        return rows.filter(state=self.state) if self.state else rows.open()


def ordered(rows: QuerySet[FollowUp], today: date) -> QuerySet[FollowUp]:
    """Overdue first, then what is open by its due day, then what is over."""
    rank = Case(
        When(Q(state__in=OWED, due__lt=today), then=Value(0)), When(state__in=OPEN, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    return rows.order_by(rank, "due", "pk")


def counts(rows: QuerySet[FollowUp], today: date) -> dict[str, int]:
    """How many in each state, and how many are late, in one query."""
    told = {state.value: Count("pk", filter=Q(state=state)) for state in FollowUpState}
    late = Count("pk", filter=Q(state__in=OWED, due__lt=today))
    return rows.order_by().aggregate(**told, **{LATE: late})


def board_page(request: HttpRequest) -> dict[str, Any]:
    wanted, today = Wanted.of(request.GET), timezone.localdate()
    seen = selectors.follow_ups_for(request.user)
    narrowed = wanted.narrowed(seen)
    rows = owners.with_holders(ordered(wanted.in_state(narrowed, today), today), today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    numbers = counts(narrowed, today)
    query = wanted.query()
    return {
        "page": page, "items": [selectors.line(row, today) for row in page],
        "page_query": f"{query}&" if query else "", "wanted": wanted, "today": today,
        "choices": choices(seen), "stats": stats(wanted, numbers),
        "is_narrowed": bool(wanted.query(keadaan="")), "is_filtered": bool(query),
        "may_open": access.has_anywhere(request.user, Can.MANAGE_FOLLOW_UPS),
        "files": [(form.upper(), f"{reverse('situation:board-file', args=[form])}?{query}") for form in FORMATS],
        "crumbs": selectors.crumbs(),
    }  # fmt: skip


def stats(wanted: Wanted, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """The counts as links to what they count."""
    running = sum(numbers[state.value] for state in OPEN)
    shown = [
        (_("Terlambat"), numbers[LATE], LATE, "galat" if numbers[LATE] else ""),
        (_("Berjalan"), running, "", "belum"),
        (_("Menunggu pemeriksaan"), numbers["dilaporkan"], "dilaporkan", "periksa" if numbers["dilaporkan"] else ""),
        (_("Selesai"), numbers["selesai"], "selesai", "selesai"),
    ]
    return [
        {"label": label, "value": value, "url": f"?{wanted.query(keadaan=state)}", "tone": tone,
         "is_chosen": wanted.state == state}
        for label, value, state, tone in shown
    ]  # fmt: skip


def choices(seen: QuerySet[FollowUp]) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: only what the account's own follow-ups have; three queries."""
    plain = seen.select_related(None).order_by()
    institutions = plain.values_list("institution", "institution__name").distinct()
    origins = plain.exclude(origin="").values_list("origin", "origin_title").distinct()
    regions = plain.values_list("region", "region__kind", "region__name").distinct()
    return {
        "states": [("", _("Berjalan")), (LATE, _("Terlambat")), *FollowUpState.choices, (ALL, _("Semua"))],
        "institutions": sorted(((str(pk), name) for pk, name in institutions), key=lambda pair: pair[1].casefold()),
        "origins": sorted(dict(origins[:200]).items(), key=lambda pair: pair[1].casefold()),
        "regions": sorted((code, titled(kind, region_name(name))) for code, kind, name in regions),
    }  # fmt: skip


def file_titles() -> list[str]:
    return [
        _("Arahan"), _("Penanggung jawab"), _("Jabatan"), _("Asal"), _("Kode wilayah"), _("Wilayah"), _("Sejak"),
        _("Tenggat"), _("Hari terlambat"), _("Keadaan"),
    ]  # fmt: skip


def file_rows(request: HttpRequest) -> Iterator[list[Any]]:
    """The board as it is filtered, all pages."""
    wanted, today = Wanted.of(request.GET), timezone.localdate()
    rows = wanted.in_state(wanted.narrowed(selectors.follow_ups_for(request.user)), today)
    for row in ordered(rows, today)[:MOST_ROWS]:
        yield [
            row.instruction, row.institution.name, row.office.title if row.office else "", row.origin_title,
            row.region_id, selectors.place_of(row), row.given_on.isoformat(), row.due.isoformat(),
            row.days_late(today), str(row.get_state_display()),
        ]  # fmt: skip
