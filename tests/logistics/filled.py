"""A warehouse whose good ballots suffice for every box, and boxes that wait to be packed."""

from logistics import actions
from logistics.accounts import Account
from logistics.actions import Arrived
from logistics.models import Container, Holder, Lot, Warehouse
from logistics.selectors import stock
from tests.cast import Cast
from tests.logistics.store import ballots, lot, received, warehouse, yesterday

A = Account
KEYS = ("ppwp", "dprd_kab_1", "dprd_kab_2")


def fill(cast: Cast, count: int = 2000, *more: Arrived) -> Warehouse:
    """Ballots of every contest, sorted and good, and boxes at the same warehouse."""
    store = warehouse(cast)
    received(cast, store, *(ballots(cast, count, key=key) for key in KEYS), *more)
    for key in KEYS:
        actions.sort(lot(cast, key), store, day=yesterday(), workers=3, good=count, damage={}, actor=cast.actor("staf"))
    actions.prepare_holders(cast.election, cast.actor("staf"))
    actions.make_boxes(cast.election, at(store), cast.actor("staf"))
    return store


def at(store: Warehouse) -> Holder:
    return Holder.objects.get(warehouse=store)


def box(code: str) -> Container:
    return Container.objects.select_related("holder", "election").get(code=code)


def known(cast: Cast) -> list[Container]:
    """Boxes of TPS whose DPT is known."""
    return list(Container.objects.filter(election=cast.election, tps__dpt_p__isnull=False).order_by("code"))


def good(one: Lot) -> int:
    return stock.held(one)[A.BAIK]


def packed(one: Lot) -> int:
    return stock.held(one)[A.TERKEMAS]
