"""Two clerks, two witnesses, two chairs at the same moment."""

import pytest

from electcoord.common.errors import RuleError
from electcoord.elections.models import Party
from meetings import actions
from meetings.actions import attendance as desk
from meetings.models import Attendance, Guest
from tests.concurrency.threads import failures, together
from tests.meetings.hall import at, day, pleno

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_clerks_who_tick_one_guest_make_one_arrival(real_cast):
    found, people = pleno(real_cast)
    session = day(found)

    def tick(who):
        return lambda: actions.check_in(session, invitee=people[0], actor=real_cast.actor(who))

    results = together(tick("operator"), tick("staf"), tick("sekretaris"))
    assert not failures(results)
    assert sorted(arrival.is_new for arrival in results) == [False, False, True]
    assert Attendance.objects.count() == 1 and Guest.objects.count() == 1


def test_of_two_witnesses_of_a_party_one_goes_in(real_cast):
    found, _ = pleno(real_cast)
    session, clerk = day(found), real_cast.actor("operator")
    party = Party.objects.filter(election=real_cast.election)[0]
    guests = []
    for name in ("Saksi A", "Saksi B"):
        stay = actions.walk_in(session, name=name, actor=clerk).attendance
        actions.check_out(stay, actor=clerk)
        actions.check_mandate(stay.guest, contest_kind="dprd_kab", contestant=party, signer="Ketua", signer_office="Ketua",
                              letter=name, valid_from=at(0).date(), valid_to=at(9).date(), is_valid=True, actor=clerk)  # fmt: skip
        guests.append(stay.guest)
    results = together(*(lambda g=g: actions.check_in(session, guest=g, actor=clerk) for g in guests))
    assert [type(error) for error in failures(results)] == [RuleError]
    assert Attendance.objects.filter(left_at__isnull=True).count() == 1


def test_without_the_lock_both_witnesses_would_be_in(real_cast, monkeypatch):
    """The race is real: where the meeting is not held, both find the place free."""
    from threading import Barrier

    from django.db import connection

    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, with or without row locks")
    meet, plain = Barrier(2), desk.check_room

    def unlocked(session):
        return type(session).objects.select_related("meeting__election__profile").get(pk=session.pk)

    def slow(session, guest):
        plain(session, guest)
        meet.wait(timeout=20)

    found, _ = pleno(real_cast)
    session, clerk = day(found), real_cast.actor("operator")
    party = Party.objects.filter(election=real_cast.election)[0]
    guests = []
    for name in ("Saksi A", "Saksi B"):
        stay = actions.walk_in(session, name=name, actor=clerk).attendance
        actions.check_out(stay, actor=clerk)
        actions.check_mandate(stay.guest, contest_kind="dprd_kab", contestant=party, signer="Ketua", signer_office="Ketua",
                              letter=name, valid_from=at(0).date(), valid_to=at(9).date(), is_valid=True, actor=clerk)  # fmt: skip
        guests.append(stay.guest)
    monkeypatch.setattr(desk, "lock_day", unlocked)
    monkeypatch.setattr(desk, "check_room", slow)
    results = together(*(lambda g=g: actions.check_in(session, guest=g, actor=clerk) for g in guests))
    assert not failures(results) and Attendance.objects.filter(left_at__isnull=True).count() == 2


def test_two_chairs_open_a_day_once(real_cast):
    found, people = pleno(real_cast)
    session = day(found)
    for invitee in people[:5]:
        actions.check_in(session, invitee=invitee, actor=real_cast.actor("staf"))
    results = together(*(lambda w=w: actions.open_day(session, actor=real_cast.actor(w)) for w in ("ketua", "anggota")))
    assert len(failures(results)) == 1 and isinstance(failures(results)[0], RuleError)
    assert found.moves.filter(state="berlangsung").count() == 1
