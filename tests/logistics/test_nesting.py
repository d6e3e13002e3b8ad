"""What is inside passes with what is around it, in whatever order statements come; nothing enters what is sealed."""

from itertools import permutations
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from electcoord.common.errors import RuleError
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from logistics import actions
from logistics.actions import Seen, Statement
from logistics.ledger_actions import ContainerAction
from logistics.models import Container, Custody, HandoverLine, Holder, Side
from tests.cast import HULU, TPS_1, TPS_2, Cast
from tests.logistics.ground import holder, prepare
from tests.standing import laid

CRATE, SECOND = f"{HULU}-WADAH-01", f"{HULU}-WADAH-02"
BOX, OTHER_BOX = f"{TPS_1}-PPWP", f"{TPS_2}-PPWP"


class Yard:
    """Two crates and the ballot boxes in a warehouse, and who tells of them."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.actor = cast, cast.actor("staf")
        self.store = prepare(cast)
        actions.make_boxes(cast.election, self.store, self.actor)
        actions.make_containers(cast.election, "wadah", per="kecamatan", each=2, within=HULU, at=self.store,
                                actor=self.actor)  # fmt: skip
        self.ppk = holder(f"ppk:{HULU}", cast.election)
        self.pps = holder(f"pps:{TPS_1[:10]}", cast.election)

    def put(self, *codes: str, outer: str = CRATE) -> int:
        return actions.put_in(one(outer), [one(code) for code in codes], self.actor)

    def seal(self, code: str = CRATE) -> None:
        actions.pack([one(code)], self.actor)
        actions.attach_seals(one(code), [f"S-{code[-2:]}-{uuid4().hex[:4]}"], actor=self.actor)

    def statement(self, side: Side, giver: Holder, receiver: Holder, uuid: object, *seen: Seen) -> Statement:
        return Statement(uuid, side, giver, receiver, seen, timezone.now())

    def hand(self, giver: Holder, receiver: Holder, *codes: str) -> None:
        uuid = uuid4()
        for side in Side:
            self.tell(self.statement(side, giver, receiver, uuid, *(Seen(code) for code in codes)))

    def tell(self, statement: Statement) -> None:
        actions.confirm(statement, key=uuid4(), actor=self.actor)


@laid
def yard(cast: Cast) -> Yard:
    return Yard(cast)


def one(code: str) -> Container:
    return Container.objects.select_related("holder", "parent").get(code=code)


def places(*codes: str) -> list[tuple[str, int]]:
    return [(one(code).holder.key, one(code).step) for code in codes]


def test_containers_are_made_by_place_and_only_once(yard: Yard) -> None:
    made = yard.cast.election
    for kind, per, each, count in (("kotak_hasil", "tps", 1, 6), ("kotak_rekap", "kecamatan", 3, 6),
                                   ("sampul", "tps", 2, 12), ("karton", "desa", 1, 4)):  # fmt: skip
        args = {"per": per, "each": each, "within": "", "at": yard.store, "actor": yard.actor}
        assert actions.make_containers(made, kind, **args) == count
        assert actions.make_containers(made, kind, **args) == 0
        assert actions.make_containers(made, kind, **{**args, "each": each + 1}) == count // each
    assert one(f"{TPS_1}-HASIL-01").tps.code == TPS_1
    for change, message in (({"each": 0}, "1 sampai 50"), ({"per": "x"}, "Pilih jenis"), ({"at": None}, None)):
        if message:
            with pytest.raises(RuleError, match=message):
                actions.make_containers(made, "sampul", **{**args, **change})
    with pytest.raises(RuleError, match="kotak suara disiapkan"):
        actions.make_containers(made, "kotak", **args)
    assert verify()[0] is None


def test_what_is_inside_a_sealed_crate_passes_with_it(yard: Yard) -> None:
    assert yard.put(BOX, OTHER_BOX) == 2
    assert yard.put(BOX, OTHER_BOX) == 0
    yard.seal()
    yard.hand(yard.store, yard.ppk, CRATE)
    assert places(CRATE, BOX, OTHER_BOX) == [(yard.ppk.key, 1)] * 3
    assert one(BOX).parent == one(CRATE)
    assert {line.giver_seal for line in HandoverLine.objects.filter(container__code=BOX)} == {"tidak_dicek"}
    assert Entry.objects.filter(action=ContainerAction.PUT_IN).count() == 1
    assert verify()[0] is None


def test_the_order_of_statements_does_not_matter_to_contents(yard: Yard) -> None:
    """There and on: four statements in every order, with the steps that telephones knew."""
    yard.hand(yard.store, yard.ppk, BOX)
    yard.hand(yard.ppk, yard.store, BOX)
    yard.put(BOX)
    for order in permutations(range(4)):
        with transaction.atomic():
            first, second = uuid4(), uuid4()
            told = [yard.statement(side, yard.store, yard.ppk, first, Seen(CRATE, step=0)) for side in Side]
            told += [yard.statement(side, yard.ppk, yard.pps, second, Seen(CRATE, step=1)) for side in Side]
            for at in order:
                yard.tell(told[at])
            assert places(CRATE, BOX) == [(yard.pps.key, 2), (yard.pps.key, 4)], order
            assert one(BOX).parent == one(CRATE)
            assert not HandoverLine.objects.exclude(state="berpindah").exists()
            transaction.set_rollback(True)


def test_content_that_was_taken_out_stays_behind(yard: Yard) -> None:
    yard.put(BOX, OTHER_BOX)
    assert actions.take_out([one(OTHER_BOX)], yard.actor) == 1
    yard.hand(yard.store, yard.ppk, CRATE)
    assert places(CRATE, BOX, OTHER_BOX) == [(yard.ppk.key, 1), (yard.ppk.key, 1), (yard.store.key, 0)]


def test_content_taken_out_between_two_statements_is_a_difference(yard: Yard) -> None:
    yard.put(BOX, OTHER_BOX)
    uuid = uuid4()
    yard.tell(yard.statement(Side.PEMBERI, yard.store, yard.ppk, uuid, Seen(CRATE)))
    with pytest.raises(RuleError, match="belum selesai"):
        yard.put(f"{TPS_1}-DPRDKAB")
    actions.take_out([one(OTHER_BOX)], yard.actor)
    yard.tell(yard.statement(Side.PENERIMA, yard.store, yard.ppk, uuid, Seen(CRATE)))
    assert places(CRATE, BOX, OTHER_BOX) == [(yard.ppk.key, 1), (yard.ppk.key, 1), (yard.store.key, 0)]
    line = HandoverLine.objects.get(container__code=OTHER_BOX)
    assert (line.state, line.reason) == ("selisih", "hanya_pemberi")


def test_content_that_goes_its_own_way_is_not_inside_any_more(yard: Yard) -> None:
    yard.put(BOX, OTHER_BOX)
    yard.hand(yard.store, yard.pps, BOX)
    assert (one(BOX).parent, one(OTHER_BOX).parent.code) == (None, CRATE)
    yard.seal()
    # It was seen outside of a sealed crate: what both sides told is kept.
    yard.hand(yard.store, yard.ppk, OTHER_BOX)
    assert one(OTHER_BOX).parent is None
    yard.hand(yard.store, yard.ppk, CRATE)
    assert places(CRATE, OTHER_BOX) == [(yard.ppk.key, 1)] * 2
    assert Custody.objects.filter(container__code=OTHER_BOX).count() == 1
    assert verify()[0] is None


def test_what_cannot_stand_inside_is_refused(yard: Yard) -> None:
    yard.put(BOX)
    actions.make_containers(
        yard.cast.election, "sampul", per="tps", each=1, within=TPS_1, at=yard.store, actor=yard.actor
    )
    yard.hand(yard.store, yard.ppk, OTHER_BOX)
    for outer, inner, message in (
        (CRATE, CRATE, "Pilih 1 sampai"), (SECOND, CRATE, "sendiri berisi"), (SECOND, BOX, "di dalam wadah lain"),
        (BOX, SECOND, "satu tingkat"), (f"{TPS_1}-SAMPUL-01", SECOND, "adalah sampul"),
        (CRATE, OTHER_BOX, "pihak yang sama"),
    ):  # fmt: skip
        with pytest.raises(RuleError, match=message):
            yard.put(inner, outer=outer)
    yard.seal()
    with pytest.raises(RuleError, match="bersegel"):
        yard.put(f"{TPS_1}-DPRDKAB")
    with pytest.raises(RuleError, match="bersegel"):
        actions.take_out([one(BOX)], yard.actor)
    actions.open_container(one(CRATE), reason="pemeriksaan isi", actor=yard.actor)
    assert actions.take_out([one(BOX)], yard.actor) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE logistics_container SET parent_id = {crate} WHERE id = {crate}",
        "UPDATE logistics_container SET parent_id = {second} WHERE id = {crate}",
        "UPDATE logistics_container SET parent_id = {box} WHERE id = {second}",
        "UPDATE logistics_container SET parent_id = {crate} WHERE id = {away}",
        "UPDATE logistics_container SET parent_id = {sealed} WHERE id = {free}",
        "UPDATE logistics_container SET parent_id = NULL WHERE id = {kept}",
    ],
)
def test_the_database_itself_knows_what_fits_inside(yard: Yard, statement: str) -> None:
    kept, free = f"{TPS_1}-DPRDKAB", f"{TPS_2}-DPRDKAB"
    actions.make_containers(
        yard.cast.election, "wadah", per="kecamatan", each=3, within=HULU, at=yard.store, actor=yard.actor
    )
    sealed = f"{HULU}-WADAH-03"
    yard.put(BOX)
    yard.put(kept, outer=sealed)
    yard.seal(sealed)
    yard.hand(yard.store, yard.ppk, OTHER_BOX)
    codes = {
        "crate": CRATE,
        "second": SECOND,
        "box": BOX,
        "away": OTHER_BOX,
        "sealed": sealed,
        "kept": kept,
        "free": free,
    }
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(**{name: one(code).pk for name, code in codes.items()}))
