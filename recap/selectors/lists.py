"""Lists of work: sheets by state (what is missing is a list, R20), and what every list shares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Contest, Election
from electcoord.papers.models import Placement
from recap import states
from recap.models import Sheet
from recap.selectors import places
from recap.selectors.places import Names
from recap.selectors.tables import SHORT

PAGE = 50
WORDS = {"belum": states.BELUM, "periksa": states.PERIKSA, "cocok": states.COCOK, "selesai": states.SELESAI}
OPEN = states.PERIKSA + states.BELUM
TABS = (("", lazy("Perlu dikerjakan"), OPEN), ("periksa", lazy("Periksa"), states.PERIKSA),
        ("belum", lazy("Belum"), states.BELUM),
        ("cocok", lazy("Cocok"), states.COCOK), ("selesai", lazy("Selesai"), states.SELESAI))  # fmt: skip
# Papers without a photo are missing whatever state their sheet is in.
EVERY = (("", lazy("Semua"), tuple(states.SheetState)), *TABS[1:])
NO_PHOTO = "belum"
NOTHING: dict[str, None] = dict.fromkeys(("kontes", "wilayah", "aturan", "tingkat", "umur", "kertas"))


def state_label(state: str) -> str:
    """In short where there is a short word; one label, where `get_state_display` would translate all of them."""
    return str(SHORT.get(state) or states.SheetState(state).label)


@dataclass(frozen=True)
class Filter:
    """What a list is asked for; unknown values find nothing or are passed over, they never fail."""

    contest: str = ""
    region: str = ""
    status: str = ""
    rule: str = ""
    severity: str = ""
    age: str = ""
    page: str = "1"
    paper: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filter":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:40]

        return cls(
            text("kontes"), text("wilayah"), text("status"), text("aturan"), text("tingkat"), text("umur"),
            text("hal") or "1", text("kertas"),
        )  # fmt: skip

    @property
    def narrows(self) -> bool:
        """Whether anything but the tab is chosen."""
        return bool(self.contest or self.region or self.rule or self.severity or self.age or self.paper)

    @property
    def values(self) -> dict[str, str]:
        """What the filter form holds."""
        return {"kontes": self.contest, "wilayah": self.region, "status": self.status, "aturan": self.rule,
                "tingkat": self.severity, "umur": self.age, "kertas": self.paper}  # fmt: skip

    def query(self, **changes: Any) -> str:
        values = {**self.values, **changes}
        return urlencode({key: value for key, value in values.items() if value})


def visible(request: HttpRequest, election: Election) -> list[str]:
    """Region codes whose sheets the account may see."""
    return access.scope(request.user, Can.VIEW_RECAP, election)


def frame(
    request: HttpRequest,
    election: Election,
    wanted: Filter,
    contests: list[Contest],
    rows: QuerySet,
    here: str,
    named: Iterable[str] = (),
) -> dict[str, Any]:
    """What every list shows around its rows: where one is, the filter, the page; `named`: codes that need names too."""
    page = Paginator(rows, PAGE).get_page(wanted.page)
    codes = {row.tps_code[:digits] for row in page for digits in (6, 10)} | {wanted.region}
    entrances = places.entrances(request.user, election)
    names = Names.of(election, {*codes, *entrances, *named}, children_of=election.kabupaten_id)
    query = wanted.query()
    return {
        "election": election,
        "crumbs": places.page_crumbs(election, here),
        "filter": wanted,
        "contests": contests,
        "regions": _region_choices(names, entrances, wanted.region),
        "reset_url": f"?{wanted.query(**NOTHING)}" if wanted.narrows else None,
        "page": page,
        "page_query": f"{query}&" if query else "",
        "names": names,
    }


def _region_choices(names: Names, entrances: list[str], chosen: str) -> list[tuple[str, str]]:
    """Kecamatan that the account may see and the region that a link named; below them the list itself leads on."""
    codes = [
        code
        for code in names.by_code
        if code == chosen
        or (len(code) == 6 and any(access.covers_or_all(top, code) or top.startswith(code) for top in entrances))
    ]
    return [(code, names.full(code)) for code in sorted(codes)]


def where(election: Election, contest: Contest, tps_code: str, names: Names) -> dict[str, Any]:
    """A sheet's place, and its paper on the page of its TPS."""
    return {
        "contest": contest,
        "url": places.tps_url(election, tps_code) + f"#{contest.key}",
        "tps": f"TPS {tps_code[10:]}",
        "place": f"{names.full(tps_code[:10])}, {names.full(tps_code[:6])}",
    }


def work_page(request: HttpRequest, election: Election, wanted: Filter) -> dict[str, Any]:
    """Sheets by state in the person's regions: what has not come in, what must be looked at."""
    contests = places.contests_of(election)
    rows = Sheet.objects.filter(access.region_q(visible(request, election), "tps_code"), election=election)
    if wanted.region:
        rows = rows.filter(tps_code__startswith=wanted.region)
    if wanted.contest:
        rows = rows.filter(contest__key=wanted.contest)
    unpictured = wanted.paper == NO_PHOTO
    if unpictured:
        here = Placement.objects.current().filter(contest=OuterRef("contest"), tps_code=OuterRef("tps_code"))
        rows = rows.filter(~Exists(here))
    tabs = EVERY if unpictured else TABS
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    detailed = wanted.status in states.SheetState.values
    chosen = (wanted.status,) if detailed else WORDS.get(wanted.status, tabs[0][2])
    shown = rows.filter(state__in=chosen).select_related("tps").order_by("tps_code", "contest__order")
    around = frame(request, election, wanted, contests, shown, _("Lembar menurut status"))
    by_pk = {contest.pk: contest for contest in contests}
    word = states.word(wanted.status) if detailed else wanted.status if wanted.status in WORDS else ""
    return {
        **around,
        "items": [
            {"sheet": sheet, "label": state_label(sheet.state),
             **where(election, by_pk[sheet.contest_id], sheet.tps_code, around["names"])}
            for sheet in around["page"]
        ],
        "tabs": [
            {"label": label, "count": sum(counts.get(state, 0) for state in members),
             "url": "?" + wanted.query(status=key or None), "active": word == key}
            for key, label, members in tabs
        ],
        "states": [
            {"state": state, "label": state.label, "count": counts[state], "active": wanted.status == state,
             "url": "?" + wanted.query(status=state.value)}
            for state in map(states.SheetState, WORDS.get(word, tabs[0][2]))
            if counts.get(state)
        ],
        "word": word,
        "unpictured": unpictured,
    }  # fmt: skip
