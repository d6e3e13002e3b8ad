"""Which incidents an account may see: the board, its file, and one of them as its page shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import User
from electcoord.common import refs
from electcoord.common.ages import age_words
from electcoord.common.download import FORMATS
from electcoord.common.names import region_name
from electcoord.common.templatetags.angka import waktu
from electcoord.ledger.recording import Actor
from electcoord.regions.models import titled
from electcoord.situation import kinds, owners, selectors
from electcoord.situation.board import ALL, LATE, MOST_ROWS, PAGE
from electcoord.situation.incident_paper import paper_of
from electcoord.situation.models import Incident
from electcoord.situation.states import (
    INCIDENT_LOOKS,
    INCIDENT_OPEN,
    SEVERITY_LOOKS,
    IncidentState,
    Severity,
)

NOBODY = "belum"


def place_q(codes: list[str]) -> Q:
    """In or below these codes; a KPPS' own is that of its TPS."""
    return access.region_q(codes, "region__code") | access.region_q(codes, "tps_code")


def incidents_for(user: Any, can: Can = Can.VIEW_INCIDENTS) -> QuerySet[Incident]:
    """What the account sees: by its grants, or because it owns it."""
    query = selectors.owned_q(user)
    for election in access.elections_of(user):
        if codes := access.scope(user, can, election):
            query |= Q(election=election) & place_q(codes)
    return Incident.objects.filter(query).select_related(*selectors.RELATED)


def owns(user: Any, row: Incident) -> bool:
    return Incident.objects.filter(selectors.owned_q(user), pk=row.pk).exists()


def incident_or_404(user: Any, uuid: UUID) -> Incident:
    """404 outside the account's regions, 403 inside them without the right; its owner may always."""
    row = Incident.objects.select_related(*selectors.RELATED).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    if not owns(user, row):
        access.check(user, Can.VIEW_INCIDENTS, region=row.place, election=row.election)
    return row


def may(user: Any, can: Can, row: Incident) -> bool:
    return access.may(user, can, region=row.place, election=row.election)


def acting(user: User, row: Incident, *, can: Can, as_owner: bool = False) -> Actor:
    """Who acts; an owner may do the owner's deeds without a grant. PermissionDenied otherwise."""
    if as_owner and not may(user, can, row) and owns(user, row):
        return Actor(str(user.uuid), selectors.OWNER)
    return access.acting(user, can, region=row.place, election=row.election)


@dataclass(frozen=True)
class Wanted:
    """What the board is asked for; what is unknown finds nothing, it never fails."""

    state: str = ""
    kind: str = ""
    severity: str = ""
    region: str = ""
    owner: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:40]

        state = text("keadaan")
        is_known = state in {LATE, ALL, *IncidentState.values}
        return cls(state if is_known else "", text("jenis"), text("tingkat"), text("wilayah"), text("lembaga"))

    def query(self, **changes: str) -> str:
        values = {
            "keadaan": self.state, "jenis": self.kind, "tingkat": self.severity, "wilayah": self.region,
            "lembaga": self.owner, **changes,
        }  # fmt: skip
        return urlencode({key: value for key, value in values.items() if value})

    def narrowed(self, rows: QuerySet[Incident]) -> QuerySet[Incident]:
        """By everything but the state, which is counted beside it."""
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.severity:
            rows = rows.filter(severity=self.severity)
        if self.region:
            is_code = self.region.isascii() and self.region.isdigit()
            rows = rows.filter(region__code__startswith=self.region) if is_code else rows.none()
        if self.owner == NOBODY:
            return rows.filter(institution=None)
        if self.owner:
            is_number = self.owner.isascii() and self.owner.isdigit() and len(self.owner) < 19
            rows = rows.filter(institution=int(self.owner)) if is_number else rows.none()
        return rows

    def in_state(self, rows: QuerySet[Incident], now: datetime) -> QuerySet[Incident]:
        if self.state == LATE:
            return rows.overdue(now)
        if self.state == ALL:
            return rows
        return rows.filter(state=self.state) if self.state else rows.open()


def ordered(rows: QuerySet[Incident], now: datetime) -> QuerySet[Incident]:
    """Late first, then what is open by its deadline, then what is over, the newest first."""
    rank = Case(
        When(Q(state__in=INCIDENT_OPEN, due__lt=now), then=Value(0)), When(state__in=INCIDENT_OPEN, then=Value(1)),
        default=Value(2), output_field=IntegerField(),
    )  # fmt: skip
    return rows.order_by(rank, "due", "-pk")


def counts(rows: QuerySet[Incident], now: datetime) -> dict[str, int]:
    """How many in each state, how many are late, and of what severity the open ones are; one query."""
    told = {state.value: Count("pk", filter=Q(state=state)) for state in IncidentState}
    grave = Count("pk", filter=Q(state__in=INCIDENT_OPEN, severity=Severity.TINGGI))
    late = Count("pk", filter=Q(state__in=INCIDENT_OPEN, due__lt=now))
    return rows.order_by().aggregate(**told, tinggi=grave, **{LATE: late})


def line(row: Incident, now: datetime | None = None) -> dict[str, Any]:
    """An incident as lists show it."""
    now = now or timezone.now()
    tone, icon = INCIDENT_LOOKS[IncidentState(row.state)]
    late = row.is_open and row.due < now
    place = titled(row.region.kind, region_name(row.region.name))
    return {
        "row": row, "url": reverse("situation:incident", args=[row.uuid]), "kind": kinds.kind_of(row.kind).label,
        "place": _("TPS %(n)s, %(place)s") % {"n": row.tps_code[-3:], "place": place} if row.tps_code else place,
        "tone": tone, "icon": icon, "severity_look": SEVERITY_LOOKS[Severity(row.severity)],
        "late": age_words(row.due, now) if late else "", "due": waktu(row.due), "owner": owners.label(row),
        "result": kinds.RESULTS.get(row.result, row.result),
    }  # fmt: skip


def board_page(request: HttpRequest) -> dict[str, Any]:
    wanted, now = Wanted.of(request.GET), timezone.now()
    seen = incidents_for(request.user)
    narrowed = wanted.narrowed(seen)
    page = Paginator(ordered(wanted.in_state(narrowed, now), now), PAGE).get_page(request.GET.get("hal"))
    query = wanted.query()
    return {
        "page": page, "items": [line(row, now) for row in page], "page_query": f"{query}&" if query else "",
        "wanted": wanted, "filters": filters(seen, wanted), "stats": stats(wanted, counts(narrowed, now)),
        "is_filtered": bool(query), "may_report": access.has_anywhere(request.user, Can.REPORT_INCIDENTS),
        "files": [
            (form.upper(), f"{reverse('situation:incidents-file', args=[form])}?{query}") for form in FORMATS
        ],
        "crumbs": crumbs(),
    }  # fmt: skip


def stats(wanted: Wanted, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """The counts as links to what they count."""
    running = sum(numbers[state.value] for state in INCIDENT_OPEN)
    shown = [
        (_("Terlambat"), numbers[LATE], {"keadaan": LATE}, "galat" if numbers[LATE] else ""),
        (_("Berjalan"), running, {"keadaan": ""}, "belum"),
        (_("Tingkat tinggi"), numbers["tinggi"], {"keadaan": "", "tingkat": "tinggi"},
         "periksa" if numbers["tinggi"] else ""),
        (_("Selesai"), numbers["selesai"], {"keadaan": "selesai"}, "selesai"),
    ]  # fmt: skip
    return [
        {"label": label, "value": value, "url": f"?{wanted.query(**change)}", "tone": tone}
        for label, value, change, tone in shown
    ]


def filters(seen: QuerySet[Incident], wanted: Wanted) -> list[dict[str, Any]]:
    """What the filters offer: only what the account's own incidents have; three queries."""
    plain = seen.select_related(None).order_by()
    found = plain.values_list("kind", flat=True).distinct()
    institutions = plain.values_list("institution", "institution__name").distinct()
    regions = plain.values_list("region", "region__kind", "region__name").distinct()
    named = sorted((str(pk or NOBODY), name or _("belum ditetapkan")) for pk, name in institutions)
    every = ("", _("Semua"))
    return [
        {"name": "keadaan", "label": _("Keadaan"), "value": wanted.state, "choices": [
            ("", _("Berjalan")), (LATE, _("Terlambat")), *IncidentState.choices, (ALL, _("Semua"))]},
        {"name": "jenis", "label": _("Jenis"), "value": wanted.kind,
         "choices": [every, *sorted((key, str(kinds.kind_of(key).label)) for key in found)]},
        {"name": "tingkat", "label": _("Tingkat"), "value": wanted.severity, "choices": [every, *Severity.choices]},
        {"name": "wilayah", "label": _("Wilayah"), "value": wanted.region, "choices": [
            every, *sorted((code, titled(kind, region_name(name))) for code, kind, name in regions)]},
        {"name": "lembaga", "label": _("Penanggung jawab"), "value": wanted.owner, "choices": [every, *named]},
    ]  # fmt: skip


def file_titles() -> list[str]:
    return [
        _("Nomor"), _("Jenis"), _("Tingkat"), _("Kejadian"), _("Kode wilayah"), _("Wilayah"), _("Kode TPS"),
        _("Mengenai"), _("Penanggung jawab"), _("Waktu kejadian"), _("Dilaporkan"), _("Tenggat"), _("Terlambat"),
        _("Keadaan"), _("Hasil"),
    ]  # fmt: skip


def file_rows(request: HttpRequest) -> Iterator[list[Any]]:
    """The board as it is filtered, all pages."""
    wanted, now = Wanted.of(request.GET), timezone.now()
    rows = wanted.in_state(wanted.narrowed(incidents_for(request.user)), now)
    for row in ordered(rows, now)[:MOST_ROWS]:
        shown = line(row, now)
        moments = [
            timezone.localtime(at).strftime("%Y-%m-%d %H:%M") for at in (row.occurred_at, row.reported_at, row.due)
        ]
        yield [
            row.label, str(shown["kind"]), str(row.get_severity_display()), row.what, row.region_id, shown["place"],
            row.tps_code, row.about_title, shown["owner"], *moments, shown["late"], str(row.get_state_display()),
            str(shown["result"]),
        ]  # fmt: skip


def detail_page(request: HttpRequest, row: Incident) -> dict[str, Any]:
    """One incident with its story and what this account may do about it."""
    user, kind = request.user, kinds.kind_of(row.kind)
    manages, is_owner = may(user, Can.MANAGE_INCIDENTS, row), owns(user, row)
    part = kind.part(request, row) if kind.part else None
    owed = selectors.follow_ups_for(user).filter(origin=row.subject).order_by("-pk")[:20]
    may_owe = access.may(user, Can.MANAGE_FOLLOW_UPS, region=row.region_id, election=row.election)
    opens = {"asal": row.subject, "judul": f"{row.label}: {kind.label}"[:200], "arahan": row.title}
    return {
        **(shown := line(row)), "line": shown, "incident": row, "kind_help": kind.help, "manages": manages,
        "may_take": (manages or is_owner) and row.state == IncidentState.TERBUKA,
        "may_close": manages and row.state == IncidentState.DITANGANI, "may_change": manages and row.is_open,
        "may_reopen": manages and not row.is_open,
        "may_note": is_owner or manages or may(user, Can.REPORT_INCIDENTS, row),
        "results": kinds.results_of(kind), "about_url": refs.url_of(row.about),
        "details": [(ask.label, row.details[ask.key]) for ask in kind.asks if ask.key in row.details],
        "story": selectors.story(row.notes.all(), []), "paper": paper_of(row),
        "part_template": part[0] if part else "", "part": part[1] if part else {},
        "follow_ups": [selectors.line(owe, timezone.localdate()) for owe in owed],
        "follow_up_url": f"{reverse('situation:open')}?{urlencode(opens)}" if may_owe else "",
        "crumbs": crumbs(row.label),
    }  # fmt: skip


def crumbs(*labels: str) -> list[dict[str, Any]]:
    home = {"label": _("Beranda"), "url": reverse("office:home")}
    board = {"label": _("Insiden"), "url": reverse("situation:incidents")}
    return [home, board, *({"label": label, "url": None} for label in labels)]
