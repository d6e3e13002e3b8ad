"""Two people at the same moment."""

from uuid import uuid4

import pytest

from logistics.actions import Seen, Statement, attach_seals, confirm, make_boxes, pack
from logistics.models import Confirmation, Container, Custody, Handover, Seal, Side
from tests.cast import HULU, TPS_1, TPS_2
from tests.concurrency.threads import failures, together
from tests.logistics.ground import holder, prepare
from tests.logistics.test_custody import NOON

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
BOX, OTHER_BOX = f"{TPS_1}-PPWP", f"{TPS_2}-PPWP"


@pytest.fixture
def way(real_cast):
    store = prepare(real_cast)
    make_boxes(real_cast.election, store, real_cast.actor("staf"))
    return real_cast, store, holder(f"ppk:{HULU}", real_cast.election)


def tell(way, side, codes, uuid, who="staf"):
    cast, store, ppk = way
    statement = Statement(uuid, side, store, ppk, tuple(Seen(code) for code in codes), NOON)
    return lambda: confirm(statement, key=uuid4(), actor=cast.actor(who))


def test_both_sides_at_once_make_one_hand_over(way):
    for codes in ((BOX,), (BOX, OTHER_BOX)):
        uuid = uuid4()
        results = together(*(tell(way, side, codes, uuid) for side in Side))
        if codes == (BOX,):
            assert not failures(results)
            assert Handover.objects.count() == 1 and Custody.objects.count() == 1
    assert Container.objects.get(code=OTHER_BOX).holder == way[2]


def test_sides_that_saw_different_boxes_meet_too(way):
    """They lock no box in common."""
    uuid = uuid4()
    results = together(tell(way, Side.PEMBERI, [BOX], uuid), tell(way, Side.PENERIMA, [OTHER_BOX], uuid))
    assert not failures(results)
    assert sorted(Handover.objects.get().lines.values_list("state", "reason")) == [
        ("selisih", "hanya_pemberi"), ("selisih", "hanya_penerima"),
    ]  # fmt: skip


def test_two_people_of_one_side_count_once(way):
    uuid = uuid4()
    tell(way, Side.PEMBERI, [BOX], uuid)()
    results = together(*(tell(way, Side.PENERIMA, [BOX], uuid, who) for who in ("staf", "operator", "sekretaris")))
    assert not failures(results)
    assert Confirmation.objects.filter(side=Side.PENERIMA).count() == 1 and Custody.objects.count() == 1


def test_two_receivers_of_one_box_make_one_custodian(way):
    cast, store, ppk = way
    other = holder("ppk:990102", cast.election)
    deeds = []
    for receiver in (ppk, other):
        uuid = uuid4()
        first = Statement(uuid, Side.PEMBERI, store, receiver, (Seen(BOX, step=0),), NOON)
        confirm(first, key=uuid4(), actor=cast.actor("staf"))
        second = Statement(uuid, Side.PENERIMA, store, receiver, (Seen(BOX, step=0),), NOON)
        deeds.append(lambda second=second: confirm(second, key=uuid4(), actor=cast.actor("operator")))
    assert not failures(together(*deeds))
    assert Custody.objects.get().holder == Container.objects.get(code=BOX).holder
    assert sorted(row.lines.get().state for row in Handover.objects.all()) == ["berpindah", "selisih"]


def test_one_seal_closes_one_box(way):
    cast = way[0]
    boxes = list(Container.objects.filter(code__in=[BOX, OTHER_BOX]))
    pack(boxes, cast.actor("staf"))
    results = together(*(lambda b=b: attach_seals(b, ["S1"], actor=cast.actor("staf")) for b in boxes))
    assert len(failures(results)) == 1 and Seal.objects.count() == 1
