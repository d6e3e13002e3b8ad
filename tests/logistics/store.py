"""A warehouse that works: ballots and boxes received, sorted, and helpers that spell a deed shortly."""

from datetime import date, timedelta

from django.utils import timezone

from electcoord.ledger import recording
from electcoord.regions.models import Region
from logistics import actions
from logistics.accounts import Account
from logistics.actions import Arrived
from logistics.actions.stock import Line, entry, post
from logistics.goods import BALLOT
from logistics.ledger_actions import StockAction
from logistics.models import Lot, Receipt, Warehouse
from tests.cast import Cast

A = Account


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def warehouse(cast: Cast, name: str = "Gudang Uji") -> Warehouse:
    """In use since a month ago."""
    region = Region.objects.get(pk=cast.election.kabupaten_id)
    return actions.add_warehouse(
        election=cast.election, name=name, region=region, used_from=yesterday() - timedelta(days=30),
        actor=cast.actor("staf"),
    )  # fmt: skip


def ballots(cast: Cast, announced: int, counted: int | None = None, damaged: int = 0, key: str = "ppwp") -> Arrived:
    return Arrived(BALLOT, cast.contest(key), announced, announced if counted is None else counted, damaged)


def received(cast: Cast, store: Warehouse, *lines: Arrived, note: str = "SJ-1", who: str = "gudang") -> Receipt:
    return actions.receive(
        election=cast.election, warehouse=store, printer="PT Cetak Contoh", delivery_note=note, day=yesterday(),
        lines=lines, actor=cast.actor(who),
    )  # fmt: skip


def lot(cast: Cast, key: str | None = "ppwp", code: str = BALLOT) -> Lot:
    rows = Lot.objects.select_related("election__profile", "contest")
    return rows.get(election=cast.election, item_code=code, contest__key=key)


def move(cast: Cast, one: Lot, store: Warehouse, source: Account, target: Account, quantity: int) -> None:
    """A bare move with its entry, as the deed of another room (packing) would make it."""
    line = Line(one, store, source, target, quantity)
    with entry(StockAction.SENT_AWAY, cast.election, cast.actor("staf"), one.subject, [line]) as deed:
        post(deed, [line])


def chain(cast: Cast) -> str:
    return recording.chain_of(cast.election.kabupaten_id)
