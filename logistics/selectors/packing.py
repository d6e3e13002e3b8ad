"""What goes into each box: by the catalogue, the profile and the DPT of its TPS (regulations H.1 to H.3)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from electcoord.elections.models import Contest, Election, Tps
from electcoord.elections.places import contests_of
from logistics.goods import BALLOT, known_as, name_of, unit_of
from logistics.models import Container, ContainerKind, Item, ItemBasis, ItemPlace, Lot, PackedLine, Packing
from logistics.needs import Area, Good, Reckon
from logistics.selectors import needs

# Conditions of thousands of keys come in pieces that SQLite takes.
PIECE = 5000


@dataclass(frozen=True)
class Wanted:
    """One line of a packing list. `wanted` is None where nobody has said how many; `dpt` and `reserve` of ballots."""

    item_code: str
    name: str
    unit: str
    contest: Contest | None
    wanted: int | None
    dpt: int | None = None
    reserve: int | None = None

    @property
    def is_ballot(self) -> bool:
        return self.item_code == BALLOT


class Lists:
    """The packing lists of an election; asks the database once for whatever holds for every box."""

    def __init__(self, election: Election) -> None:
        self.election = election
        self.profile = election.profile
        self.contests = contests_of(election)
        self.areas: dict[int, Area] = {contest.pk: needs.area_of(contest) for contest in self.contests}
        self.by_pk = {contest.pk: contest for contest in self.contests}
        self.spare: Reckon = needs.reckoner_of(self.profile)
        rows = Item.objects.filter(election=election, is_active=True).order_by("position", "code")
        self.items = [
            (item, needs.good_of(item, self.profile), str(item)) for item in rows if item.place != ItemPlace.LUAR
        ]
        self.ballots = name_of(BALLOT), unit_of(BALLOT)
        self._of_desa: dict[str, list[Contest]] = {}

    def contests_at(self, tps: Tps) -> list[Contest]:
        """The contests of a TPS in their order; areas end at desa, so TPS of one desa share them."""
        desa = tps.code[:10]
        if desa not in self._of_desa:
            self._of_desa[desa] = [one for one in self.contests if self.areas[one.pk].holds(tps.code)]
        return self._of_desa[desa]

    def of(self, box: Container) -> list[Wanted]:
        """The lines of one container; nothing is listed for what is no ballot box."""
        if box.kind != ContainerKind.KOTAK or box.contest_id is None or box.tps is None:
            return []
        here = self.contests_at(box.tps)
        contest, dpt = self.by_pk[box.contest_id], box.tps.dpt
        spare = None if dpt is None else self.spare(dpt)
        ballots = None if dpt is None or spare is None else dpt + spare
        first = bool(here) and here[0].pk == contest.pk
        lines = [Wanted(BALLOT, *self.ballots, contest, ballots, dpt, spare)]
        for item, good, name in self.items:
            if item.basis == ItemBasis.SURAT_SUARA or not (times := self._times(item, good, contest, here, first)):
                continue
            amount = None if good.amount is None else good.amount * times
            lines.append(Wanted(item.code, name, item.unit, None, amount))
        return lines

    def _times(self, item: Item, good: Good, contest: Contest, here: Sequence[Contest], first: bool) -> int:
        """How often the item's amount goes into this box."""
        if item.place == ItemPlace.KOTAK:
            return int(good.is_for(contest.kind))
        if not first:
            return 0
        return sum(good.is_for(one.kind) for one in here) if item.basis == ItemBasis.KONTES else 1


class Lots:
    """The stock that is kept in an election, found by item and contest."""

    def __init__(self, election: Election) -> None:
        rows = Lot.objects.filter(election=election).select_related("contest", "election").order_by("-pk")
        self._known = {(lot.item_code, lot.contest_id): lot for lot in rows}

    def of(self, item_code: str, contest: Contest | None) -> Lot | None:
        """None where no stock is kept of it; then packing takes it from nowhere, and says so."""
        key = contest.pk if contest else None
        codes = known_as(item_code)
        found = (self._known.get((code, place)) for place in dict.fromkeys((key, None)) for code in codes)
        return next((lot for lot in found if lot), None)


def open_packings(containers: Iterable[Container]) -> QuerySet[Packing]:
    """What the containers hold now."""
    rows = Packing.objects.filter(container__in=[row.pk for row in containers], unpacked_at__isnull=True)
    return rows.select_related("container", "warehouse", "ballots")


def lines_of(packings: Sequence[Packing]) -> dict[int, list[PackedLine]]:
    """The lines of these packings by their container."""
    rounds = {packing.container_id: packing.round for packing in packings}
    found: dict[int, list[PackedLine]] = defaultdict(list)
    rows = PackedLine.objects.filter(container__in=list(rounds)).select_related(
        "lot__contest", "lot__election", "contest"
    )
    for line in rows.order_by("container", "round", "number"):
        if rounds[line.container_id] == line.round:
            found[line.container_id].append(line)
    return found


def rounds_before(keys: Sequence[int]) -> dict[int, int]:
    """How many packings each container had already."""
    found: dict[int, int] = {}
    for start in range(0, len(keys), PIECE):
        rows = Packing.objects.filter(container__in=keys[start : start + PIECE]).order_by().values_list("container")
        found |= dict(rows.annotate(last=Max("round")))
    return found
