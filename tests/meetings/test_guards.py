"""What the database refuses about meetings, whoever writes."""

import pytest
from django.db import DatabaseError, connection, transaction

from meetings import actions
from meetings.models import Meeting
from tests.meetings.hall import day, pleno
from tests.standing import laid

pytestmark = pytest.mark.django_db


@laid
def held(cast) -> Meeting:
    """A pleno with everything in it, its minutes approved."""
    found, people = pleno(cast)
    session, staff, chair = day(found), cast.actor("staf"), cast.actor("ketua")
    for invitee in people[:5]:
        actions.check_in(session, invitee=invitee, actor=staff)
    gone = actions.check_in(session, invitee=people[5], actor=staff).attendance
    actions.check_out(gone, actor=staff)
    actions.open_day(session, actor=chair)
    said = actions.add_remark(session, text="Satu", speaker="Ketua", actor=staff)
    actions.change_remark(said, text="Dua", seen=1, actor=staff)
    actions.add_decision(session, text="Sepakat", kind="kesepakatan", actor=staff)
    actions.close_meeting(found, actor=chair)
    actions.start_minutes(found, actor=staff)
    return actions.approve_minutes(found, actor=chair)


ATTACKS = [
    "DELETE FROM meetings_meeting",
    "UPDATE meetings_meeting SET state = 'draf'",
    "UPDATE meetings_meeting SET state = 'diarsip'",
    # A legal move that no row tells.
    "UPDATE meetings_meeting SET state = 'ba_ditandatangani'",
    "UPDATE meetings_meeting SET region_id = '9902'",
    "UPDATE meetings_move SET reason = 'x'",
    "DELETE FROM meetings_move",
    "UPDATE meetings_session SET opening = 'biasa'",
    "UPDATE meetings_session SET title = 'x'",
    "UPDATE meetings_attendance SET arrived_at = '2020-01-01 00:00:00+00:00'",
    "UPDATE meetings_attendance SET left_at = '2099-01-01 00:00:00+00:00' WHERE left_at IS NOT NULL",
    "UPDATE meetings_attendance SET guest_id = guest_id + 1",
    "UPDATE meetings_guest SET office_id = NULL",
    "DELETE FROM meetings_guest",
    "UPDATE meetings_invitee SET office_id = NULL",
    "UPDATE meetings_remark SET text = 'Tiga'",
    "DELETE FROM meetings_remarkversion",
    "UPDATE meetings_remarkversion SET text = 'x'",
    "UPDATE meetings_decision SET text = 'x'",
    "UPDATE meetings_decision SET is_void = '1', void_reason = 'x'",
    'INSERT INTO meetings_remark (uuid, session_id, speaker, text, "order", version, at, by) SELECT '
    "'00000000000000000000000000000001', session_id, 'x', 'x', 99, 1, at, '' FROM meetings_remark",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_refuses_to_rewrite_a_meeting(attack, held):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_a_second_open_presence_or_skors_or_day_cannot_stand(cast):
    found, people = pleno(cast, days=2)
    session, staff = day(found), cast.actor("staf")
    actions.check_in(session, invitee=people[0], actor=staff)
    copy = (
        "INSERT INTO meetings_attendance (uuid, session_id, guest_id, arrived_at, method, recorded_by, is_void, void_reason, "
        "voided_by) SELECT '00000000000000000000000000000001', session_id, guest_id, arrived_at, method, '', is_void, '', '' "
        "FROM meetings_attendance"
    )
    with pytest.raises(DatabaseError, match=r"(?i)unique"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(copy)
    fresh = "UPDATE meetings_meeting SET state = 'berlangsung'"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(fresh)
