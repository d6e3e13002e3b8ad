"""Two who take the last of a lot at the same moment."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from electcoord.common.errors import RuleError
from electcoord.ledger import guards, recording
from logistics import actions
from logistics.accounts import Account
from logistics.database.stock import LOT
from logistics.ledger_actions import StockAction
from logistics.models import Container, Holder, Lot, NeedPlan, Packing, StockMove, Warehouse
from logistics.selectors import stock
from tests.cast import HULU, KABUPATEN, TPS_1, TPS_2, Cast
from tests.concurrency.threads import failures, together
from tests.logistics.store import ballots, lot, received, warehouse, yesterday

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
A = Account


@pytest.fixture
def ready(real_cast: Cast) -> tuple[Cast, Lot, Warehouse]:
    store = warehouse(real_cast)
    received(real_cast, store, ballots(real_cast, 100))
    return real_cast, lot(real_cast), store


def test_two_tables_that_sort_the_same_ballots_sort_them_once(ready: tuple[Cast, Lot, Warehouse]) -> None:
    cast, one, store = ready

    def table(who: str) -> Callable[[], object]:
        return lambda: actions.sort(one, store, day=yesterday(), workers=3, good=70, damage={}, actor=cast.actor(who))

    results = together(table("gudang"), table("staf"))
    assert [type(error) for error in failures(results)] == [RuleError]
    assert stock.held(one)[A.BELUM_DISORTIR] == 30


def _take(cast: Cast, one: Lot, store: Warehouse, chain: str, before_commit: Callable[[], None]) -> None:
    """70 of 100, straight into the table; in a chain of its own, so that the ledger does not line people up."""
    with transaction.atomic():
        actor = cast.actor("staf")
        with recording.entry(StockAction.SORTED, chain=chain, actor=actor, payload={}, subject=one.subject) as deed:
            StockMove(
                lot=one, warehouse=store, from_account=A.BELUM_DISORTIR, to_account=A.BAIK, quantity=70,
                subject=one.subject, entry=deed.uuid, at=timezone.now(), by=actor.uuid,
            ).save(force_insert=True)  # fmt: skip
        before_commit()


def _both(cast: Cast, one: Lot, store: Warehouse) -> list[Exception]:
    """The second takes while the first has taken and not yet committed."""
    taken = threading.Event()

    def first() -> None:
        def pause() -> None:
            taken.set()
            threading.Event().wait(1)

        _take(cast, one, store, KABUPATEN, pause)

    def second() -> None:
        assert taken.wait(20)
        _take(cast, one, store, HULU, lambda: None)

    return failures(together(first, second))


@pytest.fixture
def on_postgresql() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time")


def test_the_database_itself_gives_the_last_to_one(ready: tuple[Cast, Lot, Warehouse], on_postgresql: None) -> None:
    cast, one, store = ready
    [error] = _both(cast, one, store)
    assert isinstance(error, IntegrityError)
    assert "melebihi" in str(error)
    assert stock.held(one)[A.BELUM_DISORTIR] == 30


@pytest.fixture
def without_the_lock(on_postgresql: None) -> Iterator[None]:
    """The guard as it would be if it did not hold the lot."""
    name = "guard_logistics_stockmove_held"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [name])
        definition = cursor.fetchone()[0]
        hold = f"PERFORM 1 FROM public.{LOT} WHERE id = NEW.lot_id FOR NO KEY UPDATE;"
        assert hold in definition
        cursor.execute(definition.replace(hold, ""))
    yield
    guards.install()


def test_without_the_lock_both_would_have_it(ready: tuple[Cast, Lot, Warehouse], without_the_lock: None) -> None:
    """The race is real."""
    cast, one, store = ready
    assert not _both(cast, one, store)
    assert stock.held(one)[A.BELUM_DISORTIR] == -40


def test_an_old_picture_of_the_rows_is_refused(ready: tuple[Cast, Lot, Warehouse], on_postgresql: None) -> None:
    cast, one, store = ready
    with pytest.raises(IntegrityError, match="tingkat isolasi"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _take(cast, one, store, KABUPATEN, lambda: None)


def test_two_who_freeze_a_plan_at_once_freeze_one(real_cast: Cast) -> None:
    actions.load_catalogue(real_cast.election, real_cast.actor("staf"))

    def planner(who: str) -> Callable[[], object]:
        return lambda: actions.freeze_plan(real_cast.election, purpose="Cetak", actor=real_cast.actor(who))

    results = together(planner("staf"), planner("ketua"))
    [error] = failures(results)
    assert isinstance(error, RuleError) and "sejak rencana 1" in str(error)
    assert list(NeedPlan.objects.values_list("number", flat=True)) == [1]


def test_two_tables_that_pack_the_last_ballots_pack_one_box(ready: tuple[Cast, Lot, Warehouse]) -> None:
    """300 ballots, two boxes of 255 and 244; then both press for the same box."""
    cast, one, store = ready
    received(cast, store, ballots(cast, 200), note="SJ-2")
    actions.sort(one, store, day=yesterday(), workers=3, good=300, damage={}, actor=cast.actor("staf"))
    actions.prepare_holders(cast.election, cast.actor("staf"))
    actions.make_boxes(cast.election, Holder.objects.get(warehouse=store), cast.actor("staf"))
    boxes = [Container.objects.get(code=f"{code}-PPWP") for code in (TPS_1, TPS_2)]

    def table(box: Container, who: str) -> Callable[[], object]:
        return lambda: actions.pack([box], cast.actor(who))

    results = together(table(boxes[0], "staf"), table(boxes[1], "gudang"))
    assert [type(error) for error in failures(results)] == [RuleError]
    done = Packing.objects.get()
    assert stock.held(one)[A.TERKEMAS] in (255, 244)
    again = together(table(done.container, "staf"), table(done.container, "gudang"))
    assert again == [0, 0] and Packing.objects.count() == 1
