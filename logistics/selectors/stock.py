"""What the moves of stock add up to: what an account holds, and the balance of each lot (regulations H.6)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from electcoord.elections.models import Election
from logistics.accounts import IN_STORE, Account
from logistics.goods import NO_GOODS, codes_of
from logistics.models import Item, Lot, StockCount, StockMove, Warehouse

A = Account
Held = dict[Account, int]


def lots_of(election: Election) -> QuerySet[Lot]:
    """The lots of an election, ballots first in the order of their contests."""
    rows = Lot.objects.filter(election=election).select_related("contest", "election")
    return rows.order_by(F("contest__order").asc(nulls_last=True), "item_code")


def goods_codes(election: Election) -> list[str]:
    """What the stock may hold: the items of the election's catalogue, else those shipped for its regime."""
    own = Item.objects.filter(election=election).exclude(code__in=NO_GOODS).order_by("position", "code")
    return list(own.values_list("code", flat=True)) or codes_of(election.regime)


def held(lot: Lot, warehouse: Warehouse | None = None) -> Held:
    """What each account holds of a lot, of one warehouse or of all; sources below nothing by what came from them."""
    moves = StockMove.objects.filter(lot=lot)
    return _held(moves.filter(warehouse=warehouse) if warehouse else moves).get(lot.pk, _nothing())


def _nothing() -> Held:
    return dict.fromkeys(Account, 0)


def _held(moves: QuerySet[StockMove], *by: str) -> dict[Any, Held]:
    """{lot, or (lot, …) with further columns: account: sum}, in one query."""
    found: dict[Any, Held] = defaultdict(_nothing)
    rows = moves.order_by().values_list("lot", *by, "from_account", "to_account").annotate(total=Sum("quantity"))
    for *place, source, target, total in rows:
        held_there = found[tuple(place) if by else place[0]]
        held_there[Account(source)] -= total
        held_there[Account(target)] += total
    return found


def held_by_place(election: Election) -> dict[tuple[int, int], Held]:
    """{(lot, warehouse): account: sum} of an election."""
    return _held(StockMove.objects.filter(lot__election=election), "warehouse")


@dataclass(frozen=True)
class Balance:
    """One lot, or several together, as regulations H.6 close it.

    diterima = terdistribusi + stok PSU (ada dan dikeluarkan) + dimusnahkan + dipindahkan keluar - dipindahkan masuk,
    and what is left over on the right is the gap: what still lies in the warehouse, what is missing, less what was
    found.
    """

    received: int = 0
    taken_in: int = 0
    distributed: int = 0
    psu: int = 0
    psu_issued: int = 0
    destroyed: int = 0
    sent_away: int = 0
    unsorted: int = 0
    good: int = 0
    damaged: int = 0
    missing: int = 0
    found: int = 0
    between: int = 0

    @classmethod
    def of(cls, account: Held) -> "Balance":
        return cls(
            received=-account[A.PERCETAKAN], taken_in=-account[A.KAB_LAIN], distributed=account[A.TERKEMAS],
            psu=account[A.PSU], psu_issued=account[A.DIPAKAI_PSU], destroyed=account[A.DIMUSNAHKAN],
            sent_away=account[A.DIPINDAHKAN], between=account[A.ANTARGUDANG],
            unsorted=account[A.BELUM_DISORTIR], good=account[A.BAIK], damaged=account[A.RUSAK],
            missing=account[A.HILANG], found=-account[A.DITEMUKAN],
        )  # fmt: skip

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(**{name: value + getattr(other, name) for name, value in vars(self).items()})

    @property
    def accounted(self) -> int:
        """The right side of H.6."""
        held = self.distributed + self.psu + self.psu_issued + self.destroyed
        return held + self.sent_away - self.taken_in

    @property
    def gap(self) -> int:
        """Received less accounted for: not yet 0 while goods lie in the warehouse or are missing."""
        return self.received - self.accounted

    @property
    def in_store(self) -> int:
        """What lies in the warehouse and has no end yet; the stock for a repeated vote has its place."""
        return self.unsorted + self.good + self.damaged

    @property
    def unexplained(self) -> int:
        """What the gap holds that nothing names; double entry keeps it at 0."""
        return self.gap - self.in_store - self.missing - self.between + self.found

    @property
    def is_closed(self) -> bool:
        """Everything has its end: nothing lies about, nothing is missing, nothing came from nowhere."""
        return not (self.gap or self.in_store or self.missing or self.found or self.between)

    @property
    def parts(self) -> list[tuple[str, int]]:
        """What the gap consists of, in words; empty when it is closed."""
        named = [
            (_("belum disortir"), self.unsorted), (_("baik, belum dikemas"), self.good),
            (_("rusak, belum dimusnahkan"), self.damaged), (_("hilang"), self.missing),
            (_("antargudang"), self.between), (_("ditemukan lebih"), self.found),
            (_("tidak terjelaskan"), self.unexplained),
        ]  # fmt: skip
        return [(word, count) for word, count in named if count]


def balances(election: Election) -> list[tuple[Lot, Balance]]:
    """Each lot with its balance; two queries however many there are."""
    sums = _held(StockMove.objects.filter(lot__election=election))
    return [(lot, Balance.of(sums[lot.pk])) for lot in lots_of(election)]


def ballot_balances(election: Election) -> list[tuple[Lot, Balance]]:
    """Those of ballots: one per contest, so per dapil."""
    return [(lot, balance) for lot, balance in balances(election) if lot.is_ballot]


def together(rows: Iterable[Balance]) -> Balance:
    return sum(rows, Balance())


def open_counts(election: Election) -> QuerySet[StockCount]:
    """Stock-takes whose difference waits for a second person."""
    rows = StockCount.objects.filter(lot__election=election, state="selisih")
    return rows.select_related("lot__contest", "warehouse").order_by("pk")


def psu_target(election: Election) -> int | None:
    """How many ballots of a contest are kept for a repeated vote; None where the profile does not say."""
    return election.profile.get("stok_psu") if election.profile else None


def in_store_words() -> list[tuple[str, str]]:
    """The accounts that can be counted, for choices."""
    return [(account.value, account.label) for account in IN_STORE]
