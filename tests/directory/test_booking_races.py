"""Two who need the same hall at the same moment: one has it, the other is told."""

import threading
from typing import Any

import pytest
from django.db import connection

from electcoord.directory.actions import ClashError, bookings, release
from electcoord.directory.models import Booking
from electcoord.directory.selectors import clashes_of
from electcoord.ledger.verification import verify
from tests.cast import Cast
from tests.concurrency.threads import failures, together
from tests.directory.ground import lay_ground

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("count", [2, 4])
def test_of_those_who_book_at_once_one_has_it_and_the_others_are_told(real_cast: Cast, count: int) -> None:
    ground = lay_ground(real_cast)

    def want(number: int) -> Any:
        return lambda: ground.book(ground.hall, 0, 2 + number, f"meetings.meeting:{number}")

    results = together(*[want(number) for number in range(count)])
    refused = failures(results)
    assert [type(error) for error in refused] == [ClashError] * (count - 1)
    [mine] = Booking.objects.all()
    assert all(error.bookings == [mine] for error in refused)
    broken, _ = verify()
    assert broken is None, broken


def test_the_same_request_twice_is_one_booking(real_cast: Cast) -> None:
    ground = lay_ground(real_cast)
    results = together(*[lambda: ground.book(ground.hall, 0, 2)] * 3)
    assert failures(results) == []
    assert Booking.objects.count() == 1


def test_a_person_booked_through_two_offices_at_once_is_told(real_cast: Cast) -> None:
    ground = lay_ground(real_cast)
    chief, judge = ground.office("Kapolres"), ground.office("Ketua Gakkumdu")
    ground.person("Arum Mandala", chief, judge)
    results = together(
        lambda: ground.book(chief, 0, 2, "meetings.meeting:satu"),
        lambda: ground.book(judge, 1, 3, "meetings.meeting:dua"),
    )
    assert [type(error) for error in failures(results)] == [ClashError]


def test_letting_go_twice_at_once_lets_go_once(real_cast: Cast) -> None:
    ground = lay_ground(real_cast)
    ground.book(ground.hall, 0, 2)
    results = together(*[lambda: release("meetings.meeting:satu", ground.clerk)] * 2)
    assert failures(results) == []
    assert sorted(len(rows) for rows in results) == [0, 1]


def test_the_race_is_real_where_nothing_is_locked(real_cast: Cast, monkeypatch: Any) -> None:
    """Without the lock both look before either writes, and nobody is told; SQLite lets one write at a time anyway."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite mengunci seluruh basis data")
    ground, both_looked = lay_ground(real_cast), threading.Barrier(2)

    def look(*args: Any) -> Any:
        found = clashes_of(*args)
        both_looked.wait(timeout=20)
        return found

    monkeypatch.setattr(bookings, "_lock", lambda resources: None)
    monkeypatch.setattr(bookings, "clashes_of", look)
    results = together(*[lambda n=n: ground.book(ground.hall, 0, 2, f"meetings.meeting:{n}") for n in range(2)])
    assert failures(results) == []
    assert Booking.objects.filter(acknowledged_clash=False).count() == 2
