"""What a pleno asks of logistics: are the boxes there of which it will speak?

In: an election, a region (kecamatan or kabupaten), and how far boxes must have come: `kpps` (delivered before the
vote), `ppk` (back for the pleno of the kecamatan) or `kpu` (back for the pleno of the kabupaten). Out: how many there
should be, how many are there, by TPS or desa what is missing with the boxes' codes, a limited list. The number of
queries is constant. A pleno warns of what is missing; it is never stopped by it.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from electcoord.elections.models import Election
from electcoord.elections.places import contests_of
from logistics.models import Custody, HolderKind
from logistics.needs import DESA, TPS
from logistics.selectors import ready, returning
from logistics.selectors.returning import Goal

MOST = 200
LEVELS = ("kpps", *Goal.values)


@dataclass(frozen=True)
class Missing:
    """A place whose boxes are not all there; `codes`: those that exist and are missing, not more than the limit."""

    code: str
    expected: int
    received: int
    codes: tuple[str, ...]

    @property
    def missing(self) -> int:
        return self.expected - self.received


@dataclass(frozen=True)
class Received:
    expected: int
    received: int
    places: tuple[Missing, ...]

    @property
    def missing(self) -> int:
        return self.expected - self.received

    @property
    def is_whole(self) -> bool:
        return bool(self.expected) and not self.missing


def received(
    election: Election, code: str, level: str, *, by_desa: bool = False, most: int = MOST
) -> Received:  # fmt: skip
    """Boxes that have come to this level, of those that must; places with all of theirs are not listed.

    Expected is a box per contest in every TPS (regulations H.2), at any level: a box that nobody ever made or sent is
    missing at a pleno like one that is late. ValueError for a level that there is not.
    """
    if level not in LEVELS:
        raise ValueError(level)
    digits = DESA if by_desa else TPS
    due = ready.expected_in(election, contests_of(election), code, digits)
    if level == "kpps":
        been = Custody.objects.filter(container=OuterRef("pk"), holder__kind=HolderKind.KPPS)
        is_there = Q(Exists(been))
    else:
        # What never left the store was never at a TPS: it is not back.
        is_there = returning.is_back(level) & Q(step__gt=0)
    boxes = ready.boxes_in(election, code).order_by().annotate(part=ready.place_of(digits))
    counted = boxes.filter(is_there).values_list("part").annotate(n=Count("pk"))
    there: dict[str, int] = defaultdict(int, counted)
    absent: dict[str, list[str]] = defaultdict(list)
    for part, box in boxes.filter(~is_there).order_by("code").values_list("part", "code")[:most]:
        absent[part].append(box)
    places = tuple(
        Missing(part, tally.expected, min(there[part], tally.expected), tuple(absent[part]))
        for part, tally in sorted(due.items()) if there[part] < tally.expected
    )  # fmt: skip
    whole = sum(tally.expected for tally in due.values())
    return Received(whole, whole - sum(place.missing for place in places), places[:most])
