"""Follow-ups: who owes what by when, every move told once, and what the ledger and the database keep of it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from electcoord.common.errors import ConflictError, RuleError
from electcoord.directory import actions as directory
from electcoord.ledger import guards
from electcoord.ledger.models import Entry, UnledgeredWriteError
from electcoord.office.selectors import deeds
from electcoord.outbox import links, sending
from electcoord.outbox.models import Message, PersonalLink
from electcoord.outbox.reminders import send_due_reminders
from electcoord.regions.models import Region
from electcoord.situation import follow_ups, owners, selectors
from electcoord.situation.models import FollowUp, Note
from electcoord.situation.states import MOVES, FollowUpState
from tests.cast import HULU, KABUPATEN, Cast
from tests.outbox.letters import follow_up, institution

MEETING = "meetings.meeting:11111111-1111-4111-8111-111111111111"
NEXT = "meetings.meeting:22222222-2222-4222-8222-222222222222"


def test_an_instruction_from_its_opening_to_its_end(cast: Cast) -> None:
    clerk, chair = cast.actor("staf"), cast.actor("ketua")
    row = follow_up(cast, origin=MEETING, origin_title="Audiensi dengan Bupati")
    follow_ups.start(row, actor=clerk)
    follow_ups.report(row, text="Sudah dipetakan.", evidence="Surat 12/KOMINFO", actor=clerk)
    with pytest.raises(RuleError, match="orang lain"):
        follow_ups.accept(row, actor=clerk)
    follow_ups.send_back(row, text="Dua desa belum ada.", actor=chair)
    follow_ups.report(row, text="Lengkap.", actor=clerk)
    follow_ups.accept(row, actor=chair)
    row.refresh_from_db()
    assert row.state == "selesai"
    assert [note.kind for note in row.notes.all()] == [
        "dibuka", "dikerjakan", "dilaporkan", "dikembalikan", "dilaporkan", "diterima",
    ]  # fmt: skip
    told = Entry.objects.filter(subject=row.subject).order_by("pk")
    assert [entry.action.rpartition(".")[2] for entry in told] == [
        "opened", "started", "reported", "sent_back", "reported", "accepted",
    ]  # fmt: skip
    assert {entry.chain for entry in told} == {KABUPATEN}


def test_the_ledger_tells_institution_and_dates_but_no_text_and_nobody(cast: Cast) -> None:
    kominfo = institution(cast, email="kominfo@contoh.id")
    office = directory.add_office(kominfo, title="Kepala Dinas", actor=cast.actor("staf"))
    person = directory.add_person(name="Arum Mandala", email="arum@contoh.id", phone="0812", actor=cast.actor("staf"))
    row = follow_up(cast, institution=kominfo, office=office, person=person, origin_title="Rapat Bagas")
    follow_ups.report(row, text="Bagas sudah datang.", evidence="Catatan Bagas", actor=cast.actor("staf"))
    whole = " ".join(Entry.objects.filter(action__startswith="situation.").values_list("payload", flat=True))
    assert "Dinas Kominfo" in whole and "Kepala Dinas" in whole and row.due.isoformat() in whole
    assert not any(secret in whole for secret in ("Arum", "arum@", "Bagas", "Petakan", "0812"))


def test_a_follow_up_of_a_kecamatan_stands_on_its_chain(cast: Cast) -> None:
    row = follow_up(cast, region=HULU)
    assert Entry.objects.get(subject=row.subject).chain == HULU


@pytest.mark.parametrize("old", list(FollowUpState))
@pytest.mark.parametrize("new", list(FollowUpState))
def test_only_the_table_moves(cast: Cast, old: FollowUpState, new: FollowUpState) -> None:
    row, due = follow_up(cast), timezone.localdate() + timedelta(days=3)
    clerk, chair = cast.actor("staf"), cast.actor("ketua")
    to = {
        "terbuka": lambda: follow_ups.reopen(row, text="x", due=due, actor=chair),
        "dikerjakan": lambda: (
            follow_ups.start(row, actor=chair)
            if row.state == "terbuka"
            else follow_ups.send_back(row, text="x", actor=chair)
        ),
        "dilaporkan": lambda: follow_ups.report(row, text="x", actor=clerk),
        "selesai": lambda: follow_ups.accept(row, actor=chair),
        "batal": lambda: follow_ups.cancel(row, text="x", actor=chair),
    }
    way = {"terbuka": [], "dikerjakan": ["dikerjakan"], "dilaporkan": ["dilaporkan"], "batal": ["batal"],
           "selesai": ["dilaporkan", "selesai"]}  # fmt: skip
    for step in way[old]:
        to[step]()
    if new in MOVES[old]:
        to[new]()
        row.refresh_from_db()
        assert row.state == new
    else:
        with pytest.raises(RuleError, match="sudah"):
            to[new]()
        row.refresh_from_db()
        assert row.state == old


def test_a_stale_page_and_a_second_press_do_nothing_twice(cast: Cast) -> None:
    row = follow_up(cast)
    follow_ups.note(row, text="Sudah ditelepon.", seen=1, actor=cast.actor("staf"))
    with pytest.raises(ConflictError, match="berubah"):
        follow_ups.note(row, text="Sudah ditelepon.", seen=1, actor=cast.actor("staf"))
    assert row.notes.count() == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"instruction": " "}, {"instruction": "x\x00"}, {"instruction": "x" * 2001}, {"origin": "rapat"},
        {"due": date(2020, 1, 1)}, {"due": date(9999, 1, 1)}, {"region": "9902"}, {"origin_title": "x" * 201},
    ],
)  # fmt: skip
def test_an_instruction_that_cannot_be_followed_is_refused(cast: Cast, bad: dict) -> None:
    with pytest.raises(RuleError):
        follow_up(cast, **bad)
    assert not FollowUp.objects.exists()


def test_an_office_belongs_to_the_institution(cast: Cast) -> None:
    other = institution(cast, "Dinas Lain")
    office = directory.add_office(other, title="Kepala", actor=cast.actor("staf"))
    with pytest.raises(RuleError, match="bukan jabatan"):
        follow_up(cast, office=office)


def test_what_is_open_is_carried_once_and_opens_the_next_agenda(cast: Cast) -> None:
    clerk = cast.actor("staf")
    late = follow_up(cast, origin=MEETING, given_on=date(2026, 1, 1), due=date(2026, 1, 5))
    soon, done = follow_up(cast, origin=MEETING), follow_up(cast)
    follow_ups.cancel(done, text="Tidak perlu.", actor=clerk)
    assert follow_ups.carry([late, soon], NEXT, "Rakor kedua", clerk) == 2
    assert follow_ups.carry([late, soon], NEXT, "Rakor kedua", clerk) == 0
    assert follow_ups.carry([late], MEETING, "Rakor pertama", clerk) == 0
    with pytest.raises(RuleError, match="selesai atau batal"):
        follow_ups.carry([done], NEXT, "Rakor kedua", clerk)
    assert list(selectors.for_meeting(NEXT, cast.election)) == [late, soon]
    assert list(selectors.for_meeting(MEETING, cast.election)) == [late, soon]


def test_the_owner_gets_a_link_and_a_letter_and_is_reminded_once_per_day(cast: Cast, settings) -> None:
    settings.MAIL_IS_SET = True
    row = follow_up(cast, due=timezone.localdate() + timedelta(days=10))
    [door], [letter] = PersonalLink.objects.all(), Message.objects.all()
    assert (letter.to, letter.channel, letter.link) == ("kominfo@contoh.id", "email", door)
    assert "{tautan}" in letter.body and row.instruction in letter.body
    noon = timezone.now()
    counts = []
    for day in range(50):
        counts.append(send_due_reminders(noon + timedelta(days=day)))
        assert send_due_reminders(noon + timedelta(days=day)) == 0
    assert [day - 10 for day, count in enumerate(counts) if count] == list(owners.REMINDED)
    assert sum(counts) == len(owners.REMINDED)
    late = Message.objects.filter(subject="Tindak lanjut lewat tenggat")
    assert late.count() == 5 and all(message.link == door for message in late)


def test_a_missed_day_is_made_good_and_what_is_reported_or_new_is_not_reminded(cast: Cast) -> None:
    today = timezone.localdate()
    row = follow_up(cast, due=today + timedelta(days=5))
    assert send_due_reminders() == 0
    assert send_due_reminders(timezone.now() + timedelta(days=3)) == 1
    follow_ups.report(row, text="Sudah.", actor=cast.actor("staf"))
    assert send_due_reminders(timezone.now() + timedelta(days=7)) == 0


def test_what_is_over_cancels_the_letters_that_wait(cast: Cast) -> None:
    row = follow_up(cast)
    follow_ups.cancel(row, text="Tidak perlu.", actor=cast.actor("staf"))
    assert Message.objects.get().state == "batal"
    assert sending.send_due().sent == 0


def test_an_owner_without_mail_gets_a_text_for_a_telephone(cast: Cast) -> None:
    kominfo = institution(cast, "Tanpa Surel", phone="0812 3456 789")
    follow_up(cast, institution=kominfo)
    assert Message.objects.values_list("channel", "to").get() == ("whatsapp", "0812 3456 789")


def test_the_holder_of_the_office_today_is_written_to_and_an_office_of_two_is_not_guessed(cast: Cast) -> None:
    clerk, today = cast.actor("staf"), timezone.localdate()
    kominfo = institution(cast, email="kominfo@contoh.id")
    office = directory.add_office(kominfo, title="Kepala Dinas", seats=2, actor=clerk)
    for number, name in enumerate(("Arum", "Bagas")):
        person = directory.add_person(name=name, email=f"{name.lower()}@contoh.id", actor=clerk)
        directory.start_term(office, person, started=today - timedelta(days=9), actor=clerk)
        row = follow_up(cast, office=office)
        assert owners.recipient(row).to == ("arum@contoh.id", "kominfo@contoh.id")[number]


def test_the_link_acts_under_its_own_name(cast: Cast) -> None:
    row = follow_up(cast)
    [door] = links.live_links(row.subject, owners.PURPOSE)
    follow_ups.report(row, text="Sudah.", actor=links.actor(door))
    told = Entry.objects.filter(subject=row.subject).last()
    assert (told.actor, told.role) == (str(door.uuid), "tautan_pribadi")
    [item] = deeds([told])
    assert (item["title"], str(item["who"])) == ("Pemegang tautan", "tautan pribadi")


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM situation_note",
        "UPDATE situation_note SET text = 'lain'",
        "DELETE FROM situation_followup",
        "UPDATE situation_followup SET instruction = 'lain'",
        "UPDATE situation_followup SET institution_id = institution_id + 1",
        "UPDATE situation_followup SET state = 'selesai'",
        "UPDATE situation_followup SET state = 'dikerjakan'",
        "UPDATE situation_followup SET due = '2031-01-01'",
        "UPDATE situation_followup SET note_count = 0",
    ],
)
def test_the_database_refuses_what_no_entry_tells(cast: Cast, attack: str) -> None:
    follow_up(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_a_handed_over_follow_up_has_a_new_owner_with_a_link_and_an_old_one_without(cast: Cast) -> None:
    clerk, kominfo = cast.actor("staf"), institution(cast, email="kominfo@contoh.id")
    row = follow_up(cast, institution=kominfo)
    [old] = links.live_links(row.subject, owners.PURPOSE)
    police = institution(cast, "Polres", email="polres@contoh.id")
    office = directory.add_office(police, title="Kapolres", actor=clerk)
    with pytest.raises(RuleError, match="Alasan"):
        follow_ups.hand_over(row, institution=police, office=office, text=" ", actor=clerk)
    note = follow_ups.hand_over(row, institution=police, office=office, text="Bukan tugasnya.", seen=1, actor=clerk)
    assert (row.institution, row.office, row.state, row.note_count) == (police, office, "terbuka", 2)
    assert (note.kind, note.text, note.ref_title) == ("dialihkan", "Bukan tugasnya.", f"{kominfo} → Polres, Kapolres")
    old.refresh_from_db()
    [new] = links.live_links(row.subject, owners.PURPOSE)
    assert old.revoked_at and new.pk != old.pk and new.holder == f"directory.office:{office.uuid}"
    # The letter to the old owner was not sent yet, and is not any more.
    told = list(Message.objects.filter(about=row.subject).order_by("pk").values_list("to", "state", "link"))
    assert told == [("kominfo@contoh.id", "batal", old.pk), ("polres@contoh.id", "antri", new.pk)]
    entry = Entry.objects.filter(subject=row.subject).latest("pk")
    assert entry.action == "situation.followup.handed_over" and "Bukan" not in entry.payload
    with pytest.raises(ConflictError, match="berubah"):
        follow_ups.hand_over(row, institution=kominfo, text="Sekali lagi.", seen=1, actor=clerk)
    with pytest.raises(RuleError, match="sudah menjadi"):
        follow_ups.hand_over(row, institution=police, office=office, text="Sama.", actor=clerk)
    with pytest.raises(RuleError, match="bukan jabatan"):
        follow_ups.hand_over(row, institution=kominfo, office=office, text="x", actor=clerk)
    assert row.notes.count() == 2


def test_a_report_is_judged_before_its_follow_up_is_handed_over(cast: Cast) -> None:
    row, police = follow_up(cast), institution(cast, "Polres")
    follow_ups.report(row, text="Sudah.", actor=cast.actor("staf"))
    with pytest.raises(RuleError, match="periksa dulu"):
        follow_ups.hand_over(row, institution=police, text="x", actor=cast.actor("ketua"))


@pytest.mark.parametrize("column", ["institution_id", "office_id", "person_id"])
def test_the_owner_changes_only_as_the_entry_says(cast: Cast, column: str) -> None:
    """Even where the entry of the very last deed tells of an earlier hand-over."""
    clerk, police = cast.actor("staf"), institution(cast, "Polres")
    office = directory.add_office(police, title="Kapolres", actor=clerk)
    person = directory.add_person(name="Arum Mandala", email="", phone="", actor=clerk)
    row = follow_up(cast)
    follow_ups.hand_over(row, institution=police, text="x", actor=clerk)
    value = {"institution_id": institution(cast, "Dinas Lain").pk, "office_id": office.pk, "person_id": person.pk}
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE situation_followup SET {column} = %s", [value[column]])


def test_a_note_without_its_entry_is_refused_in_python_and_in_the_database(cast: Cast) -> None:
    row = follow_up(cast)
    note = Note(follow_up=row, number=2, kind="catatan", text="x", by=cast.actor("staf").uuid, role="staf_kpu")
    with pytest.raises(UnledgeredWriteError):
        note.save()
    from electcoord.ledger.models import open_entries

    open_entries.set(1)
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            note.save(force_insert=True)
    finally:
        open_entries.set(0)


def test_the_guards_stand(cast: Cast) -> None:
    assert guards.problems() == []


def test_the_region_lies_in_the_elections_kabupaten(cast: Cast) -> None:
    with pytest.raises(RuleError, match="luar kabupaten"):
        follow_up(cast, region="9902")
    assert Region.objects.filter(pk="9902").exists()
