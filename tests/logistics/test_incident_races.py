"""Incidents when several people tell at the same moment."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from electcoord.ledger.verification import verify
from electcoord.regions.models import Region
from electcoord.situation import incidents
from electcoord.situation.models import Incident, IncidentNote
from logistics.actions import Aim, Plan, Seen, Statement, confirm, make_boxes, plan_movement
from logistics.actions.lateness import open_late
from logistics.models import Container, Side
from tests.cast import HULU, PASAR, TPS_1, TPS_2
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


def tell(cast, side, giver, receiver, codes, uuid):
    statement = Statement(uuid, side, giver, receiver, tuple(Seen(code, step=0) for code in codes), NOON)
    return lambda: confirm(statement, key=uuid4(), actor=cast.actor("staf"))


def reported(cast, **more):
    place = Region.objects.get(pk=HULU)
    told = incidents.Report(kind="lainnya", what="Genset mati.", election=cast.election, region=place,
                            occurred_at=timezone.now() - timedelta(hours=1), **more)  # fmt: skip
    return incidents.report(told, actor=cast.actor("staf"))


def test_two_who_settle_one_hand_over_from_two_sides_open_one_incident(way):
    """Two other hand-overs, with no box in common, take away what a third said it had passed on."""
    cast, store, ppk = way
    pps, late = holder(f"pps:{PASAR}", cast.election), uuid4()
    for side in Side:
        tell(cast, side, ppk, pps, [BOX, OTHER_BOX], late)()
    last = []
    for code in (BOX, OTHER_BOX):
        uuid = uuid4()
        tell(cast, Side.PEMBERI, store, ppk, [code], uuid)()
        last.append(tell(cast, Side.PENERIMA, store, ppk, [code], uuid))
    assert not failures(together(*last))
    row = Incident.objects.get()
    assert (row.kind, row.number, row.note_count) == ("selisih", 1, 2)
    assert verify()[0] is None


def test_the_same_statement_at_once_opens_one_incident(way):
    cast, store, ppk = way
    uuid = uuid4()
    tell(cast, Side.PEMBERI, store, ppk, [BOX, OTHER_BOX], uuid)()
    same = [tell(cast, Side.PENERIMA, store, ppk, [BOX], uuid) for _ in range(3)]
    assert not failures(together(*same))
    assert Incident.objects.get().note_count == 1


def test_hand_overs_that_differ_at_once_are_numbered_without_a_gap(way):
    cast, store, ppk = way
    deeds = []
    codes = list(Container.objects.filter(code__startswith=HULU).values_list("code", flat=True)[:4])
    for code in codes:
        uuid = uuid4()
        tell(cast, Side.PEMBERI, store, ppk, [code], uuid)()
        gone = next(other for other in Container.objects.values_list("code", flat=True) if other not in codes)
        deeds.append(tell(cast, Side.PENERIMA, store, ppk, [gone], uuid))
    deeds.append(lambda: reported(cast))
    assert not failures(together(*deeds))
    numbers = sorted(Incident.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) == 9
    assert verify()[0] is None


def test_two_who_close_at_once_close_it_once(way):
    cast = way[0]
    row = reported(cast)
    incidents.take_up(row, actor=cast.actor("staf"))
    closes = [
        lambda who=who: incidents.close(
            Incident.objects.get(), result="teratasi", text=who, seen=2, actor=cast.actor(who)
        )
        for who in ("staf", "ketua", "sekretaris")
    ]
    assert len(failures(together(*closes))) == 2
    assert IncidentNote.objects.filter(kind="selesai").count() == 1 and Incident.objects.get().state == "selesai"


def test_two_sweeps_open_one_incident_for_a_late_vehicle(way):
    cast, store, ppk = way
    leaves = timezone.now() - timedelta(hours=3)
    plan = Plan(leaves, (Aim(ppk, leaves + timedelta(hours=1)),))
    row = plan_movement(store, "antar", plan, actor=cast.actor("staf"))
    assert not failures(together(*[lambda: open_late([row], timezone.now())] * 2))
    found = Incident.objects.get()
    assert (found.about, found.note_count) == (row.subject, 1)
    assert verify()[0] is None
