"""Letters: queued with their deed, sent once, put off, given up with the reason, and kept as they were sent."""

import smtplib
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from electcoord.common.env import EnvError
from electcoord.common.env import mail as mail_settings
from electcoord.common.errors import RuleError
from electcoord.ledger.models import Entry
from electcoord.outbox import letters, links, reminders, sending
from electcoord.outbox.letters import Draft, File
from electcoord.outbox.models import Message
from tests.cast import Cast
from tests.outbox.letters import letter, link


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_IS_SET = True
    settings.DEFAULT_FROM_EMAIL = "KPU Talang Maju <kpu@talang.example>"


ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def test_a_letter_goes_once_with_its_files_and_headers(cast: Cast) -> None:
    files = [File("undangan.pdf", b"%PDF-1.7 x"), File("rapat.ics", ICS, "text/calendar; method=REQUEST")]
    row = letter(cast, files=files)
    assert sending.send_due().sent == 1
    assert sending.send_due().sent == 0
    [sent] = mail.outbox
    row.refresh_from_db()
    assert (row.state, row.attempts, row.lease) == ("terkirim", 1, None) and row.sent_at
    assert sent.to == ["kadis@contoh.id"]
    whole = sent.message()
    assert whole["Message-ID"] == f"<{row.uuid}@talang.example>"
    assert whole["Auto-Submitted"] == "auto-generated"
    parts = [(part.get_content_type(), part.get_param("method"), part.get_filename()) for part in whole.walk()]
    assert ("text/calendar", "REQUEST", None) in parts
    assert ("text/calendar", "REQUEST", "rapat.ics") in parts
    assert ("application/pdf", None, "undangan.pdf") in parts
    [kept] = [part for part in whole.walk() if part.get_filename() == "rapat.ics"]
    assert b"METHOD:REQUEST" in kept.get_payload(decode=True)


def test_the_same_key_makes_one_letter(cast: Cast) -> None:
    first, again = letter(cast, dedupe_key="k"), letter(cast, dedupe_key="k", to="lain@contoh.id")
    assert first.pk == again.pk and Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_queued_only_inside_a_deed_and_goes_with_it(real_cast: Cast) -> None:
    draft = Draft("email", "a@b.id", "s", "b", "k", "x.y:z", "9901", real_cast.election)
    with pytest.raises(transaction.TransactionManagementError):
        letters.queue(draft)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        letters.queue(draft)
        raise ZeroDivisionError
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"to": "a@b.id\nBcc: semua@b.id"}, {"to": "bukan alamat"}, {"to": ""}, {"subject": "x\x00"}, {"subject": ""},
        {"body": "x\x00"}, {"body": " "}, {"channel": "merpati"}, {"channel": "whatsapp", "to": "0812; rm"},
        {"files": [File("../x.pdf", b"")]}, {"files": [File("x.pdf", b"", "text/plain\nX: y")]},
        {"files": [File("x.pdf", b"0" * (10 * 1024 * 1024 + 1))]},
    ],
)  # fmt: skip
def test_what_cannot_be_sent_as_it_is_is_refused(cast: Cast, bad: dict) -> None:
    with pytest.raises(RuleError):
        letter(cast, **bad)


def test_a_line_break_in_a_subject_becomes_a_space(cast: Cast) -> None:
    assert letter(cast, subject="Undangan\r\nBcc: semua@b.id").subject == "Undangan Bcc: semua@b.id"


def test_a_busy_server_is_tried_again_later_and_given_up_at_the_end(cast: Cast, monkeypatch) -> None:
    row = letter(cast)
    monkeypatch.setattr(mail.EmailMessage, "send", _raises(OSError("kadis@contoh.id")))
    now = timezone.now()
    pauses = []
    for attempt in range(1, sending.MOST_ATTEMPTS):
        assert sending.send_due(now).later == 1
        assert sending.send_due(timezone.now()).later == 0
        row.refresh_from_db()
        assert (row.state, row.attempts) == ("antri", attempt)
        assert "tidak dapat dihubungi" in row.reason and "kadis" not in row.reason
        pauses.append(sending.pause_after(attempt))
        now = row.due_at
    assert sending.send_due(now).failed == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("gagal", sending.MOST_ATTEMPTS)
    assert pauses == sorted(pauses) and pauses[0] == timedelta(minutes=1) and pauses[-1] <= timedelta(hours=6)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"kadis@contoh.id": (550, b"no")}), "gagal"),
        (smtplib.SMTPRecipientsRefused({"kadis@contoh.id": (450, b"later")}), "antri"),
        (smtplib.SMTPDataError(554, b"spam"), "gagal"),
        (smtplib.SMTPAuthenticationError(535, b"x"), "antri"),
        (smtplib.SMTPServerDisconnected("x"), "antri"),
        (ValueError("x"), "gagal"),
    ],
)
def test_a_refusal_for_good_fails_at_once(cast: Cast, monkeypatch, caplog, error, state) -> None:
    row = letter(cast)
    monkeypatch.setattr(mail.EmailMessage, "send", _raises(error))
    sending.send_due()
    row.refresh_from_db()
    assert row.state == state and row.reason
    assert "kadis" not in row.reason + caplog.text and "rahasia" not in caplog.text


def test_a_worker_that_vanished_leaves_a_letter_that_no_machine_repeats(cast: Cast) -> None:
    row = letter(cast)
    assert sending.take(timezone.now()).pk == row.pk
    assert sending.send_due().sent == 0
    assert sending.send_due(timezone.now() + sending.LEASE + timedelta(seconds=5)).failed == 1
    row.refresh_from_db()
    assert row.state == "gagal" and "terputus" in row.reason and mail.outbox == []
    letters.retry(row, actor=cast.actor("staf"))
    assert sending.send_due().sent == 1


def test_without_a_mail_server_letters_wait_and_the_command_says_so(cast: Cast, settings) -> None:
    settings.MAIL_IS_SET = False
    row = letter(cast)
    out, err = StringIO(), StringIO()
    call_command("send_messages", stdout=out, stderr=err)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("antri", 0) and mail.outbox == []
    assert "1 menunggu" in out.getvalue() and "EMAIL_URL" in err.getvalue()
    settings.MAIL_IS_SET = True
    out = StringIO()
    call_command("send_messages", stdout=out)
    assert "1 surat terkirim" in out.getvalue()


def test_a_letter_waits_for_its_time_and_whatsapp_for_a_hand(cast: Cast) -> None:
    letter(cast, due_at=timezone.now() + timedelta(hours=1))
    letter(cast, channel="whatsapp", to="0812 3456 7890")
    assert sending.send_due().sent == 0
    assert sending.send_due(timezone.now() + timedelta(hours=2)).sent == 1


def test_the_link_is_written_into_the_letter_when_it_goes_and_stands_in_no_row(cast: Cast) -> None:
    door = link(cast)
    row = letter(cast, body="Buka:\n{tautan}", link=door)
    assert links.token(door) not in Message.objects.get(pk=row.pk).body
    sending.send_due()
    assert links.url(door) in mail.outbox[0].body and links.url(door).startswith("http")


def test_a_letter_whose_link_was_revoked_is_not_sent(cast: Cast) -> None:
    door = link(cast)
    row = letter(cast, body="{tautan}", link=door)
    links.revoke(door, actor=cast.actor("staf"))
    assert sending.send_due().cancelled == 1
    row.refresh_from_db()
    assert row.state == "batal" and mail.outbox == []


def test_people_tick_cancel_and_retry_and_the_ledger_tells_no_address(cast: Cast) -> None:
    clerk = cast.actor("staf")
    chat, post = letter(cast, channel="whatsapp", to="0812 3456 7890"), letter(cast)
    with pytest.raises(RuleError, match="server"):
        letters.tick_sent(post, actor=clerk)
    letters.tick_sent(chat, actor=clerk)
    with pytest.raises(RuleError, match="sudah terkirim"):
        letters.cancel(chat, actor=clerk)
    with pytest.raises(RuleError, match="sudah menunggu"):
        letters.retry(post, actor=clerk)
    letters.cancel(post, actor=clerk)
    told = Entry.objects.filter(action__startswith="outbox.")
    assert told.count() == 2
    whole = " ".join(told.values_list("payload", flat=True))
    assert not any(secret in whole for secret in ("0812", "kadis", "Undangan", "rahasia"))


def test_a_letter_that_is_going_out_is_not_cancelled(cast: Cast) -> None:
    row = letter(cast)
    sending.take(timezone.now())
    with pytest.raises(RuleError, match="sedang dikirim"):
        letters.cancel(row, actor=cast.actor("staf"))


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM outbox_message",
        "UPDATE outbox_message SET body = 'lain'",
        "UPDATE outbox_message SET \"to\" = 'x@y.id'",
        "UPDATE outbox_message SET state = 'antri', sent_at = NULL",
        "UPDATE outbox_message SET attempts = 0",
        "UPDATE outbox_messagefile SET name = 'lain.pdf'",
        "DELETE FROM outbox_messagefile",
    ],
)
def test_the_database_refuses_to_change_what_was_sent(cast: Cast, attack: str) -> None:
    letter(cast, files=[File("a.pdf", b"x")])
    sending.send_due()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_a_new_letter_starts_waiting(cast: Cast) -> None:
    row = letter(cast)
    row.pk, row.uuid, row.dedupe_key, row.state = None, "0" * 32, "lain", "batal"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_a_source_reminds_once_and_one_that_fails_stops_no_other(cast: Cast, monkeypatch, caplog) -> None:
    monkeypatch.setattr(reminders, "_sources", {})
    draft = Draft("email", "a@b.id", "Ingat", "Isi", "ingat:1", "x.y:z", "9901", cast.election)
    bad = Draft("email", "bukan", "Ingat", "Isi", "ingat:2", "x.y:z", "9901", cast.election)
    reminders.register("rusak", lambda now: 1 / 0)
    reminders.register("baik", lambda now: [bad, draft, draft])
    assert reminders.send_due_reminders() == 1
    assert reminders.send_due_reminders() == 0
    assert Message.objects.count() == 1 and "rusak" in caplog.text


@pytest.mark.once
@pytest.mark.parametrize("url", ["surel", "http://x", "smtp://", "smtp://x:abc"])
def test_nonsense_in_email_url_is_refused(url: str) -> None:
    with pytest.raises(EnvError, match="EMAIL_URL"):
        mail_settings(url)


@pytest.mark.once
def test_email_url_says_server_and_safety() -> None:
    found = mail_settings("smtp+tls://kpu%40contoh.id:s%3Andi@surel.example")
    assert (found["HOST"], found["PORT"], found["USE_TLS"], found["USE_SSL"]) == ("surel.example", 587, True, False)
    assert (found["USER"], found["PASSWORD"]) == ("kpu@contoh.id", "s:ndi")
    assert mail_settings("smtps://x")["PORT"] == 465
    assert mail_settings("")["BACKEND"].endswith("console.EmailBackend")


def _raises(error: Exception):
    def send(*args, **kwargs):
        raise error

    return send
