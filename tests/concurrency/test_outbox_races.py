"""Many workers at one queue send each letter once; the same letter queued twice is one; two judges, one verdict."""

import threading
from functools import partial

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from electcoord.common.errors import RuleError
from electcoord.outbox import letters, sending
from electcoord.outbox.letters import Draft
from electcoord.outbox.models import Message
from electcoord.situation import follow_ups
from tests.cast import Cast
from tests.concurrency.threads import failures, together
from tests.outbox.letters import follow_up, letter

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sent(settings, monkeypatch) -> list[str]:
    """Addresses as they were written to, in whatever thread."""
    settings.MAIL_IS_SET = True
    lock, found = threading.Lock(), []

    def send(message: mail.EmailMessage, *args: object) -> int:
        with lock:
            found.extend(message.to)
        return 1

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    return found


def test_four_workers_send_every_letter_once(real_cast: Cast, sent: list[str]) -> None:
    wanted = [letter(real_cast, to=f"orang{number}@contoh.id").to for number in range(12)]
    done = together(*[sending.send_due] * 4)
    assert failures(done) == []
    assert sorted(sent) == sorted(wanted)
    assert sum(each.sent for each in done) == 12
    assert set(Message.objects.values_list("state", "attempts")) == {("terkirim", 1)}


def test_without_the_condition_two_workers_would_meet(real_cast: Cast, sent: list[str], monkeypatch) -> None:
    """The race is real: a worker that does not look whether the row is free sends it again."""
    letter(real_cast)
    both = threading.Barrier(2)

    def careless(now):
        row = Message.objects.waiting().select_related("link", "election").first()
        both.wait(timeout=20)
        return row

    monkeypatch.setattr(sending, "take", careless)
    monkeypatch.setattr(sending, "BATCH", 1)
    together(sending.send_due, sending.send_due)
    assert len(sent) == 2


def test_the_same_letter_queued_at_once_is_one(real_cast: Cast) -> None:
    draft = Draft("email", "a@b.id", "s", "b", "satu", "x.y:z", "9901", real_cast.election)

    def deed():
        with transaction.atomic():
            return letters.queue(draft).pk

    found = together(*[deed] * 4)
    assert failures(found) == [] and len(set(found)) == 1 and Message.objects.count() == 1


def test_a_letter_is_cancelled_or_sent_and_never_both(real_cast: Cast, sent: list[str]) -> None:
    for _ in range(4):
        row = letter(real_cast)
        before = len(sent)
        together(sending.send_due, partial(letters.cancel, row, actor=real_cast.actor("staf")))
        row.refresh_from_db()
        assert (row.state, len(sent) - before) in (("terkirim", 1), ("batal", 0))


def test_of_two_verdicts_on_a_report_one_holds(real_cast: Cast) -> None:
    row = follow_up(real_cast)
    follow_ups.report(row, text="Sudah.", actor=real_cast.actor("staf"))
    found = together(
        partial(follow_ups.accept, row, actor=real_cast.actor("ketua")),
        partial(follow_ups.send_back, row, text="Kurang.", actor=real_cast.actor("anggota")),
    )
    assert len(failures(found)) == 1 and isinstance(failures(found)[0], RuleError)
    row.refresh_from_db()
    assert row.note_count == row.notes.count() == 3 and timezone.now() >= row.changed_at
