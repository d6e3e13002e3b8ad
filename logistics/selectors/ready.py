"""How far the boxes of a region are, counted in SQL: whatever their number, no box is loaded here.

A box is *received* when a KPPS has held it, whoever holds it now: what came back after the vote was delivered before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr

from electcoord.elections import phases
from electcoord.elections.models import Contest, Election, Phase, Tps
from logistics.models import Container, ContainerKind, Custody, HandoverLine, HolderKind
from logistics.needs import DESA, TPS
from logistics.selectors import needs as reads
from logistics.selectors.differences import open_differences
from logistics.states import ContainerState, LineState

K, S = HolderKind, ContainerState
# The stage and the number of the profile that say when a box must be at its TPS (regulations H.4: H-1).
STAGE, DAYS = "perlengkapan_di_tps", "logistik_tiba_hari"


@dataclass(frozen=True)
class Tally:
    """Boxes of a place: how many there should be, are, and where; `closed`: sealed, or opened again later."""

    tps: int = 0
    expected: int = 0
    made: int = 0
    packed: int = 0
    closed: int = 0
    store: int = 0
    way: int = 0
    ppk: int = 0
    pps: int = 0
    kpps: int = 0
    received: int = 0
    waiting: int = 0
    wrong: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{name: value + getattr(other, name) for name, value in vars(self).items()})

    @property
    def missing(self) -> int:
        """Not yet received; more boxes than expected (an old contest's) hide no missing one of another place."""
        return max(self.expected - self.received, 0)


def boxes_in(election: Election, code: str) -> QuerySet[Container]:
    """The ballot boxes meant for TPS in or below a region (a TPS is one)."""
    rows = Container.objects.filter(election=election, kind=ContainerKind.KOTAK, tps__isnull=False)
    return rows.filter(tps__code=code) if len(code) == TPS else rows.filter(region__code__startswith=code)


def place_of(digits: int, box: str = "") -> Combinable:
    """The code, of so many digits, of the place that a box is meant for; `box`: the way to it (`container__`)."""
    return F(f"{box}tps__code") if digits == TPS else Substr(f"{box}region_id", 1, digits)


def expected_in(election: Election, contests: Iterable[Contest], code: str, digits: int) -> dict[str, Tally]:
    """By place: its TPS, and a box for each contest that each of them votes in (regulations H.2)."""
    rows = Tps.objects.filter(election=election, code__startswith=code).order_by()
    counted = rows.values_list("code" if digits == TPS else "desa_id").annotate(n=Count("pk"))
    areas = [reads.area_of(contest) for contest in contests]
    found: dict[str, Tally] = {}
    for one, count in counted:
        boxes = sum(count for area in areas if area.holds(one))
        part = one[:digits]
        found[part] = found.get(part, Tally()) + Tally(tps=count, expected=boxes)
    return found


def tallies(election: Election, contests: Iterable[Contest], code: str, digits: int) -> dict[str, Tally]:
    """The tally of every place with so many digits in a region, in five queries however many boxes there are."""
    found = {part: {**vars(tally)} for part, tally in expected_in(election, contests, code, digits).items()}
    for part, held_by, state, count in _standing(election, code, digits):
        row = found.setdefault(part, vars(Tally()).copy())
        row["made"] += count
        row["packed"] += count if state != S.DISIAPKAN else 0
        row["closed"] += count if state in (S.DISEGEL, S.DIBUKA) else 0
        row[_COLUMN[held_by]] += count
        row["received"] += count if held_by == K.KPPS else 0
    for name, counted in (("received", _been_there), ("waiting", _waiting), ("wrong", _wrong)):
        for part, count in counted(election, code, digits):
            found.setdefault(part, vars(Tally()).copy())[name] += count
    return {part: Tally(**row) for part, row in sorted(found.items())}


_COLUMN = {
    K.PERCETAKAN: "store", K.GUDANG: "store", K.PERJALANAN: "way", K.PPK: "ppk", K.PPS: "pps", K.KPPS: "kpps",
}  # fmt: skip


def _standing(election: Election, code: str, digits: int) -> QuerySet[Any]:
    rows = boxes_in(election, code).order_by().annotate(part=place_of(digits))
    return rows.values_list("part", "holder__kind", "state").annotate(n=Count("pk"))


def _been_there(election: Election, code: str, digits: int) -> QuerySet[Any]:
    """Boxes that a KPPS gave away: it had them, and has them no more."""
    rows = Custody.objects.filter(giver__kind=K.KPPS, container__in=boxes_in(election, code))
    rows = rows.exclude(container__holder__kind=K.KPPS).order_by().annotate(part=place_of(digits, "container__"))
    return rows.values_list("part").annotate(n=Count("container", distinct=True))


def _waiting(election: Election, code: str, digits: int) -> QuerySet[Any]:
    rows = HandoverLine.objects.filter(state=LineState.MENUNGGU, container__in=boxes_in(election, code))
    return _boxes_by_place(rows, digits)


def _wrong(election: Election, code: str, digits: int) -> QuerySet[Any]:
    return _boxes_by_place(open_differences(election).filter(container__in=boxes_in(election, code)), digits)


def _boxes_by_place(lines: QuerySet[HandoverLine], digits: int) -> QuerySet[Any]:
    rows = lines.order_by().annotate(part=place_of(digits, "container__"))
    return rows.values_list("part").annotate(n=Count("container", distinct=True))


@dataclass(frozen=True)
class Due:
    """When boxes must be at their TPS, who says so, and how that stands today (`left`: days, negative when over)."""

    day: date
    source: str
    left: int

    @property
    def is_over(self) -> bool:
        return self.left < 0


def due_of(election: Election, today: date) -> Due | None:
    """The stage of the election's calendar, else the profile's number of days before the vote; None without a day."""
    stage = Phase.objects.filter(election=election, key=STAGE).first()
    day = phases.span(stage)[1] if stage else None
    if day is not None:
        return Due(day, stage.source, (day - today).days)
    if election.day is None or DAYS not in election.profile.values:
        return None
    number = election.profile.values[DAYS]
    day = election.day - timedelta(days=number["nilai"])
    return Due(day, number["sumber"], (day - today).days)


def digits_below(code: str) -> int:
    """Of the places that a region is divided into."""
    return {4: 6, 6: DESA}.get(len(code), TPS)
