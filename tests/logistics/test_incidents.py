"""Differences of hand-overs open incidents by themselves (J3): once, in any order, and never at the hand-over's cost."""

from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from electcoord.directory import actions as directory
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from electcoord.regions.models import Region
from electcoord.situation import incidents
from electcoord.situation.models import Incident
from logistics.actions import Seen
from logistics.models import Handover, Reason, Side
from logistics.states import SealSeen
from tests.cast import HULU, KABUPATEN, TPS_1, TPS_2, Cast
from tests.logistics.test_custody import BOX, OTHER_BOX, Road
from tests.standing import laid

MORE = [f"{TPS_1}-DPRDKAB", f"{TPS_2}-DPRDKAB"]


@laid
def road(cast: Cast) -> Road:
    return Road(cast)


def raised() -> set[tuple[str, str]]:
    return set(Incident.objects.values_list("kind", "about"))


def about(uuid: UUID) -> str:
    return f"logistics.handover:{uuid}"


def tell_both(road: Road, given: list, taken: list, uuid: UUID | None = None) -> Handover:
    uuid = uuid or uuid4()
    road.tell(Side.PEMBERI, road.store, road.ppk, *given, uuid=uuid)
    return road.tell(Side.PENERIMA, road.store, road.ppk, *taken, uuid=uuid)


def test_a_box_that_never_came_opens_one_incident_with_its_deadline(road: Road, cast: Cast) -> None:
    before = timezone.now()
    way = tell_both(road, [BOX, OTHER_BOX], [BOX])
    row = Incident.objects.get()
    assert (row.label, row.kind, row.severity, row.state) == ("INS-1", "hilang", "tinggi", "terbuka")
    assert (row.about, row.is_automatic, row.region_id, row.institution) == (about(way.uuid), True, HULU, None)
    assert OTHER_BOX in row.what and BOX not in row.what.split(OTHER_BOX)[0]
    assert timedelta(minutes=118) < row.due - before < timedelta(minutes=121)
    assert row.notes.get().by == cast.actor("sekretariat-hulu").uuid
    assert verify()[0] is None


def test_the_regencys_kpu_owns_it_where_the_directory_knows_one(road: Road, cast: Cast) -> None:
    region = Region.objects.get(pk=KABUPATEN)
    kpu = directory.add_institution(kind="kpu", name="KPU Talang", region=region, actor=cast.actor("staf"))
    tell_both(road, [BOX, OTHER_BOX], [BOX])
    assert Incident.objects.get().institution == kpu
    directory.add_institution(kind="kpu", name="KPU Talang II", region=region, actor=cast.actor("staf"))
    tell_both(road, [OTHER_BOX], [*MORE[:1]])
    assert Incident.objects.order_by("number").last().institution is None


def test_a_bad_seal_opens_another_and_a_good_hand_over_none(road: Road) -> None:
    tell_both(road, [BOX], [BOX])
    assert not Incident.objects.exists()
    way = tell_both(road, [OTHER_BOX, *MORE], [Seen(OTHER_BOX, SealSeen.RUSAK), MORE[0]])
    assert raised() == {("segel_rusak", about(way.uuid)), ("hilang", about(way.uuid))}
    assert sorted(Incident.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("given", "taken", "kind"),
    [
        ([BOX], [OTHER_BOX], {"hilang", "selisih"}),
        ([BOX, Seen(OTHER_BOX, reason=Reason.TERTINGGAL)], [BOX], {"kekurangan"}),
        ([BOX, Seen(OTHER_BOX, reason=Reason.RUSAK)], [BOX], {"rusak"}),
        ([BOX, Seen(OTHER_BOX, reason=Reason.TERCECER)], [BOX], {"hilang"}),
        ([BOX, Seen(OTHER_BOX, reason=Reason.SALAH_PINDAI)], [BOX], {"selisih"}),
        ([BOX], [BOX, OTHER_BOX], {"selisih"}),
        ([Seen(BOX, SealSeen.TANPA)], [BOX], {"segel_rusak"}),
        ([BOX], [Seen(BOX, SealSeen.TIDAK_DICEK)], set()),
    ],
)
def test_the_kind_follows_from_what_was_seen(road: Road, given: list, taken: list, kind: set[str]) -> None:
    tell_both(road, given, taken)
    assert {row for row, _about in raised()} == kind


def test_telling_again_opens_nothing_more(road: Road) -> None:
    uuid = uuid4()
    for _turn in range(2):
        tell_both(road, [BOX, OTHER_BOX], [BOX], uuid)
    assert Incident.objects.count() == 1 and Incident.objects.get().note_count == 1


def test_what_a_later_statement_settles_comes_to_the_same_incident(road: Road, cast: Cast) -> None:
    """Two boxes of one hand-over turn out, one after the other, to be with somebody else already."""
    away = [Seen(BOX, step=0), Seen(OTHER_BOX, step=0)]
    late = uuid4()
    road.tell(Side.PEMBERI, road.ppk, road.pps, *away, uuid=late)
    road.tell(Side.PENERIMA, road.ppk, road.pps, *away, uuid=late)
    assert not Incident.objects.exists()
    road.hand(road.store, road.ppk, Seen(BOX, step=0))
    row = Incident.objects.get()
    assert (row.kind, row.about, row.note_count) == ("selisih", about(late), 1)
    clerk = cast.actor("staf")
    incidents.take_up(row, actor=clerk)
    incidents.close(row, result="salah_catat", text="Kotak ada di PPK.", actor=clerk)
    road.hand(road.store, road.ppk, Seen(OTHER_BOX, step=0))
    row = Incident.objects.get()
    assert (row.state, row.result, row.note_count) == ("terbuka", "", 4)
    assert row.notes.last().kind == "dibuka_lagi" and OTHER_BOX in row.notes.last().text
    assert verify()[0] is None


def test_any_order_of_statements_opens_the_same_incidents(road: Road) -> None:
    """Every order of six statements of three hand-overs; each world is undone again."""
    ways = [uuid4() for _ in range(3)]
    told = [
        (Side.PEMBERI, road.store, road.ppk, [Seen(BOX, step=0), Seen(OTHER_BOX, step=0)], ways[0]),
        (Side.PENERIMA, road.store, road.ppk, [Seen(BOX, SealSeen.BEDA, step=0)], ways[0]),
        (Side.PEMBERI, road.ppk, road.pps, [Seen(BOX, step=1)], ways[1]),
        (Side.PENERIMA, road.ppk, road.pps, [Seen(BOX, step=1), Seen(MORE[0], step=1)], ways[1]),
        (Side.PEMBERI, road.pps, road.kpps, [Seen(BOX, SealSeen.RUSAK, step=2)], ways[2]),
        (Side.PENERIMA, road.pps, road.kpps, [Seen(BOX, step=2)], ways[2]),
    ]
    expected = {
        ("hilang", about(ways[0])), ("segel_rusak", about(ways[0])), ("selisih", about(ways[1])),
        ("segel_rusak", about(ways[2])),
    }  # fmt: skip
    for order in list(permutations(told))[::17]:
        with pytest.raises(_Undo), transaction.atomic():
            for side, giver, receiver, codes, uuid in order:
                road.tell(side, giver, receiver, *codes, uuid=uuid)
            assert raised() == expected
            assert sorted(Incident.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
            raise _Undo


class _Undo(Exception):
    pass


def test_a_hand_over_without_a_difference_asks_nothing_of_incidents(road: Road) -> None:
    with CaptureQueriesContext(connection) as found:
        tell_both(road, [BOX], [BOX])
    assert not any("situation_incident" in query["sql"] for query in found)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE situation_incident SET state = 'selesai', result = 'teratasi'",
        "UPDATE situation_incident SET state = 'ditangani'",
        "UPDATE situation_incident SET what = 'lain'",
        "UPDATE situation_incident SET kind = 'lainnya'",
        "UPDATE situation_incident SET number = 9",
        "UPDATE situation_incident SET note_count = 5",
        "UPDATE situation_incident SET institution_id = {kpu}",
        "UPDATE situation_incident SET due = reported_at",
        "DELETE FROM situation_incident",
        "UPDATE situation_incidentnote SET text = 'lain'",
        "DELETE FROM situation_incidentnote",
        "UPDATE situation_incidentseries SET last = 0",
        "DELETE FROM situation_incidentseries",
    ],
)
def test_the_database_keeps_incidents_as_the_ledger_tells_them(road: Road, cast: Cast, statement: str) -> None:
    tell_both(road, [BOX, OTHER_BOX], [BOX])
    region = Region.objects.get(pk=KABUPATEN)
    kpu = directory.add_institution(kind="kpu", name="KPU Talang", region=region, actor=cast.actor("staf"))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(kpu=kpu.pk))


def test_numbers_that_somebody_saw_stand_in_the_incident_and_not_in_the_ledger(road: Road) -> None:
    seen = Seen(BOX, SealSeen.BEDA, numbers="KT-77, KT-78")
    tell_both(road, [Seen(BOX), OTHER_BOX], [seen, OTHER_BOX])
    found = Incident.objects.get()
    assert found.details == {"nomor_segel": f"{BOX}: KT-77, KT-78"}
    assert f"Nomor segel yang terlihat: {BOX}: KT-77, KT-78" in found.what
    assert not Entry.objects.filter(payload__contains="KT-77").exists()
    # Both tell, in the other order; a very long list ends with its sign.
    long = Seen(MORE[0], SealSeen.RUSAK, numbers="\x00KT-1 " * 100)
    tell_both(road, [long, Seen(MORE[1], SealSeen.BEDA, numbers="B")], [long, Seen(MORE[1], numbers="A")])
    second = Incident.objects.order_by("-pk").first()
    assert len(second.details["nomor_segel"]) <= 200 and second.details["nomor_segel"].endswith(" …")
    assert "\x00" not in second.what
