"""Two who approve at once, two at the training desk at once, and what the database keeps of a published circular."""

import pytest
from django.db import DatabaseError, connection, transaction

from electcoord.common.errors import ConflictError, RuleError
from electcoord.ledger.models import Entry
from electcoord.papers.models import DocumentVersion, Number
from meetings import actions
from meetings.actions import training as desk
from meetings.models import Circular, Decision, Meeting, Trainee
from tests.cast import TPS_1, TPS_2
from tests.concurrency.threads import failures, together
from tests.meetings.hall import day, institution, pleno
from tests.meetings.test_documents import held
from tests.meetings.test_training import opened

CLASS = {"classification": "PL.01", "issuer": "9901"}
race = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def circular(cast, *, about: str = "Netralitas", found: Meeting | None = None) -> Circular:
    """A draft with two recipients, of a meeting that called for it."""
    staff = cast.actor("staf")
    if found is None:
        found, people = pleno(cast)
        for one in people[:5]:
            actions.check_in(day(found), invitee=one, actor=staff)
        actions.open_day(day(found), actor=cast.actor("ketua"))
        actions.add_decision(day(found), text="ASN netral.", kind="imbauan", actor=staff)
    row = actions.draft_circular(
        found, Decision.objects.select_related("session"), kind="edaran", about=about, actor=staff
    )
    places = [institution(cast, f"{name} {about}") for name in ("Dinas", "Camat")]
    actions.address_circular(row, institutions=places, actor=staff)
    return row


def approve(row: Circular, cast, who: str):
    seen = row.document.latest.sha256
    return lambda: actions.approve_circular(row, **CLASS, seen=seen, actor=cast.actor(who))


ATTACKS = [
    "UPDATE meetings_circular SET points = 'lain'", "UPDATE meetings_circular SET about = 'lain'",
    "UPDATE meetings_circular SET kind = 'imbauan'", "UPDATE meetings_circular SET document_id = document_id + 1",
    "DELETE FROM meetings_circular", "DELETE FROM meetings_circularrecipient",
    "UPDATE meetings_circularrecipient SET is_active = '0'",
    "INSERT INTO meetings_circularrecipient (uuid, circular_id, institution_id, is_active) SELECT "
    "'00000000000000000000000000000001', circular_id, (SELECT MIN(id) FROM directory_institution), '1' "
    "FROM meetings_circularrecipient",
    "UPDATE papers_documentversion SET content = '{}'", "UPDATE papers_documentversion SET state = 'draf'",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("is_sent", [False, True])
def test_a_published_circular_stays_as_its_paper(cast, attack, is_sent):
    row = circular(cast)
    approve(row, cast, "ketua")()
    if is_sent:
        actions.send_circular(row, actor=cast.actor("staf"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    with pytest.raises(RuleError, match="sudah disahkan"):
        actions.change_circular(row, kind="edaran", about="Lain", basis="Lain", points="Lain", seen="",
                                actor=cast.actor("staf"))  # fmt: skip
    with pytest.raises(RuleError, match="sudah disahkan"):
        actions.address_circular(row, institutions=[institution(cast, "Baru")], actor=cast.actor("staf"))


@pytest.mark.django_db
def test_a_draft_is_not_marked_as_sent(cast):
    circular(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_circular SET sent_at = made_at")


class TestRaces:
    pytestmark = race

    def test_two_who_publish_at_once_take_one_number(self, real_cast):
        row = circular(real_cast)
        results = together(*(approve(row, real_cast, who) for who in ("ketua", "anggota", "sekretaris")))
        assert len(failures(results)) == 2 and all(isinstance(error, RuleError) for error in failures(results))
        [number] = Number.objects.filter(kind__code="SE")
        assert number.sequence == 1 and row.document.versions.get().register_number == number
        assert Entry.objects.filter(action="papers.number.taken").count() == 1

    def test_two_circulars_published_at_once_have_numbers_in_a_row(self, real_cast):
        first = circular(real_cast)
        second = circular(real_cast, about="Cuaca", found=first.meeting)
        results = together(approve(first, real_cast, "ketua"), approve(second, real_cast, "anggota"))
        assert not failures(results), failures(results)
        assert sorted(Number.objects.filter(kind__code="SE").values_list("sequence", flat=True)) == [1, 2]

    def test_two_who_send_at_once_send_once(self, real_cast):
        row = circular(real_cast)
        approve(row, real_cast, "ketua")()
        results = together(
            *(lambda w=w: actions.send_circular(row, actor=real_cast.actor(w)) for w in ("staf", "ketua"))
        )
        assert [type(error) for error in failures(results)] == [RuleError]
        assert Entry.objects.filter(action="meetings.circular.sent").count() == 1

    def test_two_who_approve_minutes_at_once_make_one_version(self, real_cast):
        found = held(real_cast)
        version = actions.draft_documents(found, actor=real_cast.actor("staf"))[0]

        def press(who):
            return lambda: actions.approve_document(found, version, **CLASS, seen=version.sha256,
                                                    actor=real_cast.actor(who))  # fmt: skip

        results = together(press("ketua"), press("anggota"))
        assert [isinstance(error, RuleError) for error in failures(results)] == [True], results
        row = DocumentVersion.objects.get(document__kind__code="NOT")
        assert row.state == "disahkan" and Number.objects.filter(kind__code="NOT").count() == 1
        assert Meeting.objects.get(pk=found.pk).moves.filter(state="notulen_disahkan").count() == 1

    def test_two_clerks_who_tick_one_trainee_make_one_attendance(self, real_cast):
        found = opened(real_cast)

        def tick(who, name):
            return lambda: actions.record_training(
                found, {TPS_1: {1: name}}, seen={TPS_1: ()}, actor=real_cast.actor(who)
            )

        results = together(tick("staf", "Kirana"), tick("operator", "Laras"), tick("sekretaris", ""))
        assert [type(error) for error in failures(results)] == [ConflictError, ConflictError]
        assert Trainee.objects.filter(is_void=False).count() == Trainee.objects.count() == 1
        assert Entry.objects.filter(action="meetings.training.recorded").count() == 1

    def test_two_files_of_one_trainee_at_once_make_one_attendance(self, real_cast):
        """A file has seen no page: the second finds the tick and adds nothing."""
        found = opened(real_cast)
        marks = {TPS_1: {1: "", 2: ""}, TPS_2: {1: ""}}
        results = together(*(lambda w=w: actions.record_training(found, marks, actor=real_cast.actor(w)) for w in ("staf", "operator")))  # fmt: skip
        assert not failures(results), failures(results)
        assert sorted(len(change.new) for change in results) == [0, 3] and Trainee.objects.count() == 3

    def test_without_the_lock_the_database_still_keeps_one(self, real_cast, monkeypatch):
        """The race is real: where the meeting is not held, both write, and the unique rule refuses the second."""
        from threading import Barrier

        if connection.vendor == "sqlite":
            pytest.skip("SQLite lets one writer in at a time, with or without row locks")
        meet, plain = Barrier(2), desk._compare
        found = opened(real_cast)

        def slow(*args):
            change = plain(*args)
            meet.wait(timeout=20)
            return change

        monkeypatch.setattr(
            desk, "lock_meeting", lambda pk: Meeting.objects.select_related("election__profile").get(pk=pk)
        )
        monkeypatch.setattr(desk, "_compare", slow)
        results = together(*(lambda w=w: actions.record_training(found, {TPS_1: {1: ""}}, actor=real_cast.actor(w)) for w in ("staf", "operator")))  # fmt: skip
        assert [isinstance(error, DatabaseError) for error in failures(results)] == [True]
        assert Trainee.objects.count() == 1
