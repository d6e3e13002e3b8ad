"""Boxes pass from hand to hand: both sides tell, late, twice, in any order; each box is with one holder."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from electcoord.common.errors import ConflictError, RuleError
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import Actor
from electcoord.ledger.verification import verify
from logistics.actions import Seen, Statement, attach_seals, confirm, make_boxes, open_container, pack
from logistics.ledger_actions import CustodyAction
from logistics.models import Container, Custody, Handover, HandoverLine, Holder, Reason, Seal, Side
from logistics.states import ContainerState, LineState, SealSeen
from tests.cast import HULU, TPS_1, TPS_2, Cast
from tests.logistics.ground import holder, prepare
from tests.standing import laid

NOON = datetime(2029, 2, 13, 5, tzinfo=UTC)
BOX = f"{TPS_1}-PPWP"
OTHER_BOX = f"{TPS_2}-PPWP"


class Road:
    """Where boxes go in these tests, and who tells of it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.store = prepare(cast)
        make_boxes(cast.election, self.store, self.actor)
        self.ppk = holder(f"ppk:{HULU}", cast.election)
        self.pps = holder(f"pps:{TPS_1[:10]}", cast.election)
        self.kpps = holder(f"kpps:{TPS_1}", cast.election)

    @property
    def actor(self) -> Actor:
        return self.cast.actor("staf")

    def tell(
        self, side: Side, giver: Holder, receiver: Holder, *codes: str | Seen, uuid: UUID, key: UUID | None = None
    ) -> Handover:
        lines = tuple(code if isinstance(code, Seen) else Seen(code) for code in codes)
        actor = self.cast.actor("staf" if side == Side.PEMBERI else "sekretariat-hulu")
        return confirm(Statement(uuid, side, giver, receiver, lines, NOON), key=key or uuid4(), actor=actor)

    def hand(self, giver: Holder, receiver: Holder, *codes: str | Seen) -> Handover:
        uuid = uuid4()
        self.tell(Side.PEMBERI, giver, receiver, *codes, uuid=uuid)
        return self.tell(Side.PENERIMA, giver, receiver, *codes, uuid=uuid)


@laid
def road(cast: Cast) -> Road:
    return Road(cast)


def box(code: str = BOX) -> Container:
    return Container.objects.select_related("holder").get(code=code)


def lines(handover: Handover) -> dict[str, tuple[str, str]]:
    rows = handover.lines.select_related("container")
    return {row.container.code: (row.state, row.reason) for row in rows}


def test_a_box_passes_when_both_sides_told(road: Road) -> None:
    uuid = uuid4()
    made = road.tell(Side.PEMBERI, road.store, road.ppk, BOX, OTHER_BOX, uuid=uuid)
    assert box().holder == road.store
    assert lines(made) == {BOX: ("menunggu", ""), OTHER_BOX: ("menunggu", "")}
    road.tell(Side.PENERIMA, road.store, road.ppk, BOX, OTHER_BOX, uuid=uuid)
    assert (box().holder, box().step) == (road.ppk, 1)
    assert set(lines(made).values()) == {("berpindah", "")}
    told = Entry.objects.filter(subject=f"logistics.handover:{uuid}").values_list("action", flat=True)
    assert sorted(told) == [CustodyAction.PASSED, CustodyAction.TOLD, CustodyAction.TOLD]
    assert verify()[0] is None


def test_a_statement_sent_twice_counts_once(road: Road) -> None:
    uuid, key = uuid4(), uuid4()
    for _ in range(2):
        road.tell(Side.PEMBERI, road.store, road.ppk, BOX, uuid=uuid, key=key)
    road.tell(Side.PENERIMA, road.store, road.ppk, BOX, uuid=uuid)
    # Another telephone of the same side tells the same.
    road.tell(Side.PENERIMA, road.store, road.ppk, BOX, uuid=uuid)
    assert Custody.objects.count() == 1
    with pytest.raises(ConflictError, match="isi yang lain"):
        road.tell(Side.PENERIMA, road.store, road.ppk, OTHER_BOX, uuid=uuid)
    with pytest.raises(ConflictError, match="pemberi dan penerima yang lain"):
        road.tell(Side.PENERIMA, road.store, road.pps, BOX, uuid=uuid)
    with pytest.raises(ConflictError, match="isi yang lain"):
        road.tell(Side.PEMBERI, road.store, road.ppk, OTHER_BOX, uuid=uuid, key=key)


def test_what_comes_in_the_wrong_order_waits_for_what_was_before(road: Road) -> None:
    late = road.hand(road.pps, road.kpps, BOX)
    assert lines(late) == {BOX: ("menunggu", "")}
    middle = road.hand(road.ppk, road.pps, BOX)
    assert box().holder == road.store
    road.hand(road.store, road.ppk, BOX)
    assert (box().holder, box().step) == (road.kpps, 3)
    assert lines(late) == lines(middle) == {BOX: ("berpindah", "")}
    assert list(Custody.objects.order_by("step").values_list("holder", flat=True)) == [
        road.ppk.pk, road.pps.pk, road.kpps.pk,
    ]  # fmt: skip
    assert verify()[0] is None


def test_the_step_that_a_telephone_knew_tells_two_equal_roads_apart(road: Road) -> None:
    """There, back, and on to somebody else: the last comes in first."""
    on = road.hand(road.store, road.pps, Seen(BOX, step=2))
    assert lines(on) == {BOX: ("menunggu", "")}
    road.hand(road.ppk, road.store, Seen(BOX, step=1))
    road.hand(road.store, road.ppk, Seen(BOX, step=0))
    assert (box().holder, box().step) == (road.pps, 3)


def test_what_can_never_pass_any_more_is_a_difference(road: Road) -> None:
    road.hand(road.store, road.ppk, Seen(BOX, step=0))
    again = road.hand(road.store, road.pps, Seen(BOX, step=0))
    assert lines(again) == {BOX: ("selisih", "bukan_pemegang")}
    assert box().holder == road.ppk


def test_a_box_that_one_side_alone_saw_stays_where_it_was(road: Road) -> None:
    uuid = uuid4()
    road.tell(Side.PEMBERI, road.store, road.ppk, BOX, OTHER_BOX, uuid=uuid)
    made = road.tell(Side.PENERIMA, road.store, road.ppk, BOX, uuid=uuid)
    assert lines(made) == {BOX: ("berpindah", ""), OTHER_BOX: ("selisih", Reason.HANYA_PEMBERI)}
    assert box(OTHER_BOX).holder == road.store
    # Found and brought later, by a hand-over of its own.
    road.hand(road.store, road.ppk, OTHER_BOX)
    assert box(OTHER_BOX).holder == road.ppk
    assert verify()[0] is None


def test_a_reason_of_the_person_stands_before_the_computed_one(road: Road) -> None:
    uuid = uuid4()
    road.tell(Side.PENERIMA, road.store, road.ppk, BOX, uuid=uuid)
    made = road.tell(Side.PEMBERI, road.store, road.ppk, Seen(OTHER_BOX, reason=Reason.TERCECER), uuid=uuid)
    assert lines(made) == {
        BOX: ("selisih", Reason.HANYA_PENERIMA), OTHER_BOX: ("selisih", Reason.TERCECER),
    }  # fmt: skip


def test_a_broken_seal_passes_with_its_box_and_is_known(road: Road) -> None:
    uuid = uuid4()
    road.tell(Side.PEMBERI, road.store, road.ppk, BOX, uuid=uuid)
    road.tell(Side.PENERIMA, road.store, road.ppk, Seen(BOX, SealSeen.RUSAK), uuid=uuid)
    line = HandoverLine.objects.get(container__code=BOX)
    assert (line.state, line.giver_seal, line.receiver_seal) == (LineState.BERPINDAH, SealSeen.COCOK, SealSeen.RUSAK)
    assert box().holder == road.ppk


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ((), "Belum ada kotak"),
        ((Seen(BOX), Seen(BOX)), "dua kali"),
        ((Seen("TAK-ADA"),), "TAK-ADA"),
        ((Seen(BOX, "aneh"),), "tidak dikenal"),
        ((Seen(BOX, reason="aneh"),), "tidak dikenal"),
        ((Seen(BOX, step=-1),), "tidak dikenal"),
    ],
)
def test_an_impossible_statement_writes_nothing(road: Road, told: tuple[Seen, ...], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        road.tell(Side.PEMBERI, road.store, road.ppk, *told, uuid=uuid4())
    assert not Handover.objects.exists()


def test_nobody_hands_over_to_himself_or_to_another_election(road: Road, cast: Cast) -> None:
    far = prepare(cast, cast.other)
    for receiver in (road.store, far):
        with pytest.raises(RuleError):
            road.tell(Side.PEMBERI, road.store, receiver, BOX, uuid=uuid4())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE logistics_container SET holder_id = {kpps} WHERE id = {box}",
        "UPDATE logistics_container SET step = 5 WHERE id = {box}",
        "UPDATE logistics_container SET holder_id = {kpps}, step = 2 WHERE id = {box}",
        "UPDATE logistics_container SET code = 'LAIN-1' WHERE id = {box}",
        "DELETE FROM logistics_container WHERE id = {box}",
        "UPDATE logistics_custody SET holder_id = {kpps}",
        "DELETE FROM logistics_custody",
        "UPDATE logistics_handoverline SET state = 'menunggu', reason = ''",
        "UPDATE logistics_handoverline SET receiver_seal = 'rusak'",
        "DELETE FROM logistics_handoverline",
        "UPDATE logistics_confirmation SET side = 'pemberi'",
        "DELETE FROM logistics_handover",
        "INSERT INTO logistics_custody (uuid, container_id, step, giver_id, holder_id, handover_id, entry, at) "
        "SELECT {fresh}, {box}, 2, {ppk}, {kpps}, handover_id, entry, at FROM logistics_custody",
        "INSERT INTO logistics_custody (uuid, container_id, step, giver_id, holder_id, handover_id, entry, at) "
        "SELECT {fresh}, {other}, 1, {store}, {ppk}, handover_id, entry, at FROM logistics_custody",
    ],
)
def test_the_database_itself_knows_one_custodian(road: Road, statement: str) -> None:
    road.hand(road.store, road.ppk, BOX)
    fresh = uuid4()
    values = {
        "box": box().pk, "other": box(OTHER_BOX).pk, "kpps": road.kpps.pk, "ppk": road.ppk.pk, "store": road.store.pk,
        "fresh": f"'{fresh.hex if connection.vendor == 'sqlite' else fresh}'",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(**values))
    assert (box().holder, box().step) == (road.ppk, 1)


def test_seals_exist_once(road: Road) -> None:
    pack(list(Container.objects.all()), road.actor)
    attach_seals(box(), ["a 001", "A-002"], actor=road.actor)
    assert box().state == ContainerState.DISEGEL
    assert list(Seal.objects.values_list("number", flat=True)) == ["A-002", "A001"]
    for numbers, message in ((["A001"], BOX), (["B1", "b1"], "dua kali"), ([], "1 sampai"), (["B;1"], "tidak dikenal")):
        with pytest.raises(RuleError, match=message):
            attach_seals(box(OTHER_BOX), numbers, actor=road.actor)
    with pytest.raises(RuleError, match="sudah disegel"):
        attach_seals(box(), ["C1"], actor=road.actor)
    open_container(box(), reason="bukti perkara", actor=road.actor)
    with pytest.raises(RuleError, match="tidak bersegel"):
        open_container(box(), reason="lagi", actor=road.actor)
    attach_seals(box(), ["C1"], actor=road.actor)
    assert Seal.objects.filter(removed_at__isnull=True).get().number == "C1"
    assert verify()[0] is None


def test_a_changed_passing_is_found(road: Road) -> None:
    road.hand(road.store, road.ppk, BOX)
    from electcoord.ledger import guards
    from logistics.verify import custody_equals_the_ledger

    assert custody_equals_the_ledger() is None
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE logistics_custody SET step = 3")
        assert "berpindah" in str(custody_equals_the_ledger())
        cursor.execute("UPDATE logistics_custody SET step = 1")
        cursor.execute("UPDATE logistics_container SET holder_id = %s", [road.kpps.pk])
    assert "langkah terakhir" in str(custody_equals_the_ledger())
