"""The same hall, vehicle, escort or person needed twice: told before, or accepted knowingly and told in the ledger."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from electcoord.common.errors import RuleError
from electcoord.directory import actions
from electcoord.directory.actions import ClashError
from electcoord.directory.models import Booking
from electcoord.directory.selectors import clashes, clashes_of
from electcoord.ledger.models import Entry
from tests.cast import Cast
from tests.directory.ground import Ground, hours, lay_ground
from tests.standing import laid

OTHER = "meetings.meeting:dua"


@laid
def ground(cast: Cast) -> Ground:
    return lay_ground(cast)


@pytest.mark.parametrize(
    ("first", "last", "clashing"),
    [(-2, 0, 0), (-1, 1, 1), (0, 2, 1), (0.5, 1, 1), (-1, 3, 1), (1.5, 4, 1), (2, 3, 0)],
)
@pytest.mark.parametrize("what", ["hall", "truck", "squad"])
def test_times_that_share_a_moment_clash_and_touching_ones_do_not(
    ground: Ground, what: str, first: float, last: float, clashing: int
) -> None:
    resource = getattr(ground, what)
    mine = ground.book(resource, 0, 2)
    assert clashes(resource, **hours(first, last)) == [mine][:clashing]
    if not clashing:
        assert ground.book(resource, first, last, OTHER).acknowledged_clash is False
        return
    with pytest.raises(ClashError, match="Rakor persiapan") as refusal:
        ground.book(resource, first, last, OTHER)
    assert refusal.value.bookings == [mine]
    assert Booking.objects.count() == 1


def test_an_accepted_clash_is_stored_and_told(ground: Ground) -> None:
    mine = ground.book(ground.hall, 0, 2)
    theirs = ground.book(ground.hall, 1, 3, OTHER, accept_clash=True)
    assert theirs.acknowledged_clash is True
    entry = Entry.objects.latest("pk")
    told = json.loads(entry.payload)
    assert (entry.action, entry.subject) == ("directory.booking.made_clashing", f"directory.booking:{theirs.uuid}")
    assert (entry.chain, entry.election) == ("9901", "talang")
    assert (told["jumlah"], told["tabrakan"], told["nama"]) == (1, [str(mine.uuid)], "Aula Parai")


def test_accepting_what_does_not_clash_is_no_clash(ground: Ground) -> None:
    assert ground.book(ground.hall, 0, 2, accept_clash=True).acknowledged_clash is False


def test_the_same_booking_again_is_the_one_that_stands(ground: Ground) -> None:
    mine = ground.book(ground.hall, 0, 2)
    before = Entry.objects.count()
    assert ground.book(ground.hall, 0, 2) == mine
    assert Entry.objects.count() == before
    assert ground.book(ground.hall, 1, 3).acknowledged_clash is False, "one meeting does not clash with itself"


def test_a_person_clashes_through_every_office(ground: Ground) -> None:
    chief, judge = ground.office("Kapolres"), ground.office("Ketua Gakkumdu")
    one = ground.person("Arum Mandala", chief, judge)
    mine = ground.book(chief, 0, 2)
    assert (mine.person, mine.office) == (one, chief)
    assert clashes(judge, **hours(1, 3)) == clashes(one, **hours(1, 3)) == [mine]
    with pytest.raises(ClashError):
        ground.book(judge, 1, 3, OTHER)
    whole = " ".join(Entry.objects.values_list("payload", flat=True))
    assert "Kapolres" in whole and "Arum" not in whole


@pytest.mark.parametrize("holders", [0, 2])
def test_an_office_without_one_holder_is_booked_by_person(ground: Ground, holders: int) -> None:
    office = ground.office("Anggota", seats=4)
    for number in range(holders):
        ground.person(f"Anggota {number}", office)
    with pytest.raises(RuleError, match=f"dipangku {holders} orang"):
        ground.book(office, 0, 2)


def test_letting_go_frees_the_time_and_only_of_that_subject(ground: Ground) -> None:
    ground.book(ground.hall, 0, 2)
    ground.book(ground.truck, 0, 2)
    theirs = ground.book(ground.hall, 4, 5, OTHER)
    assert len(actions.release("meetings.meeting:satu", ground.clerk)) == 2
    assert list(Booking.objects.active()) == [theirs]
    before = Entry.objects.count()
    assert actions.release("meetings.meeting:satu", ground.clerk) == []
    assert Entry.objects.count() == before
    assert ground.book(ground.hall, 1, 3, OTHER).acknowledged_clash is False
    actions.release_booking(theirs, actor=ground.clerk)
    with pytest.raises(RuleError, match="sudah dilepas"):
        actions.release_booking(theirs, actor=ground.clerk)


def test_several_are_booked_together_or_not_at_all(ground: Ground) -> None:
    mine = [ground.book(ground.truck, 0, 1), ground.book(ground.squad, 1, 2)]
    before = Booking.objects.count()
    with pytest.raises(ClashError) as refusal:
        actions.book_all(
            [ground.hall, ground.squad, ground.truck], **hours(0, 4), title="Pleno", subject=OTHER,
            region=ground.hall.region, election=None, actor=ground.clerk,
        )  # fmt: skip
    assert refusal.value.bookings == mine
    assert Booking.objects.count() == before


@pytest.mark.parametrize(
    ("first", "last", "more", "sentence"),
    [
        (2, 2, {}, "sesudah waktu mulai"), (2, 1, {}, "sesudah waktu mulai"), (0, 1, {"title": " "}, "wajib diisi"),
        (0, 1, {"title": "x" * 161}, "paling panjang"), (0, 1, {"subject": ""}, "acuannya"),
    ],
)  # fmt: skip
def test_a_booking_that_says_nothing_is_refused(
    ground: Ground, first: float, last: float, more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RuleError, match=sentence):
        ground.book(ground.hall, first, last, **more)
    with pytest.raises(ValueError, match="aware"):
        ground.book(ground.hall, 0, 1, starts=datetime(2028, 2, 29, 9))


def test_what_is_not_used_any_more_is_not_booked(ground: Ground) -> None:
    hall = actions.change_venue(ground.hall, is_active=False, actor=ground.clerk)
    with pytest.raises(RuleError, match="tidak dipakai lagi"):
        ground.book(hall, 0, 1)


def test_many_resources_cost_as_many_queries_as_one(ground: Ground) -> None:
    def cost(resources: list[Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            for rows in clashes_of(resources, **hours(0, 9)).values():
                assert [str(row.resource) for row in rows]
        return len(captured)

    office = ground.office("Anggota", seats=30)
    people = [ground.person(f"Anggota {number}", office) for number in range(20)]
    for resource in (ground.hall, ground.truck, ground.squad, *people):
        ground.book(resource, 0, 2)
    few = cost([ground.hall, office])
    assert cost([ground.hall, ground.truck, ground.squad, office, *people]) == few


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM directory_booking",
        "UPDATE directory_booking SET starts = '2020-01-01'",
        "UPDATE directory_booking SET acknowledged_clash = true",
        "UPDATE directory_booking SET venue_id = NULL",
        "UPDATE directory_booking SET state = 'hilang'",
        "UPDATE directory_unit SET institution_id = institution_id + 1",
        "DELETE FROM directory_vehicle",
        "UPDATE directory_venue SET capacity = 0",
    ],
)
def test_the_database_refuses_to_rewrite_a_booking(ground: Ground, attack: str) -> None:
    ground.book(ground.hall, 0, 2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_what_was_let_go_stays_let_go(ground: Ground) -> None:
    ground.book(ground.hall, 0, 2)
    actions.release("meetings.meeting:satu", ground.clerk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE directory_booking SET state = 'aktif'")


def test_staff_keep_halls_vehicles_and_units_and_only_read_bookings(ground: Ground, as_person: Any) -> None:
    client = as_person("staf")
    data = {"institution": ground.police.pk, "plate": "bg 22 yz", "name": "Mobil patroli", "capacity_note": "4 orang"}
    assert client.post("/admin/directory/vehicle/add/", data).status_code == 302
    taken = client.post("/admin/directory/vehicle/add/", data)
    assert "BG 22 YZ sudah ada di direktori" in taken.content.decode()
    booking = ground.book(ground.hall, 0, 2)
    page = client.get(f"/admin/directory/booking/{booking.pk}/change/")
    assert "Aula Parai" in page.content.decode()
    assert client.post(f"/admin/directory/booking/{booking.pk}/change/", {"title": "Lain"}).status_code == 403
    assert client.get("/admin/directory/booking/add/").status_code == 403
