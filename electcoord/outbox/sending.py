"""Sending what is due: by the beat's task, or by cron with `manage.py send_messages`, in any number at once.

A worker takes a row by a condition that only one can meet, in a transaction of its own, and writes down that it
begins before it speaks to the mail server. So no letter is taken twice. A worker that dies in between leaves a lease
that runs out: whether the letter left nobody knows, so it is not sent again by machine; it fails with that reason and
a person decides. What the server refuses for good fails at once; what it could not take now is tried again later.
"""

import logging
import smtplib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.language import in_source
from electcoord.outbox import links
from electcoord.outbox.letters import LINK_MARK
from electcoord.outbox.models import Channel, Message
from electcoord.outbox.states import MessageState

log = logging.getLogger(__name__)
# Longer than a mail server may keep us waiting (EMAIL_TIMEOUT), by far.
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
BATCH = 100


@dataclass
class Sent:
    """What a run did: sent, put off, failed for good, cancelled, and still waiting although due."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    cancelled: int = 0
    waiting: int = 0


def mail_is_set() -> bool:
    """Whether this installation can send mail at all (EMAIL_URL)."""
    return bool(settings.MAIL_IS_SET)


def send_due(now: datetime | None = None) -> Sent:
    """Sends what is due, oldest first; without a mail server everything waits, and pages say so."""
    done = Sent()
    now = now or timezone.now()
    if mail_is_set():
        done.failed += _give_up_interrupted(now)
        for _number in range(BATCH):
            if (message := take(now)) is None:
                break
            outcome = _send(message)
            setattr(done, outcome, getattr(done, outcome) + 1)
    done.waiting = _due(now).count()
    return done


def _due(now: datetime) -> object:
    return Message.objects.waiting().filter(channel=Channel.EMAIL, due_at__lte=now)


def take(now: datetime) -> Message | None:
    """The oldest due letter, now ours: the update finds it free, or somebody else's has."""
    while pk := _due(now).filter(lease__isnull=True).order_by("due_at", "pk").values_list("pk", flat=True).first():
        lease = uuid.uuid4()
        free = Message.objects.waiting().filter(pk=pk, lease__isnull=True)
        if free.update(lease=lease, leased_until=timezone.now() + LEASE, attempts=F("attempts") + 1):
            return Message.objects.select_related("link", "election").get(pk=pk)
    return None


def _send(message: Message) -> str:
    """Hands the letter to the mail server and writes down what became of it: the name of a count of Sent."""
    if message.link and not message.link.is_live:
        return _end(message, MessageState.BATAL, _("Tautannya sudah tidak berlaku."))
    try:
        with get_connection() as connection:
            mail_of(message, connection).send()
    except Exception as error:
        return _put_off(message, error)
    return _end(message, MessageState.TERKIRIM, "")


def mail_of(message: Message, connection: object = None) -> EmailMultiAlternatives:
    """The letter as mail. Its Message-ID is its row's, so a mail server knows a repeated one."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMultiAlternatives(
        message.subject, text_of(message), settings.DEFAULT_FROM_EMAIL, [message.to], connection=connection,
        headers={"Message-ID": f"<{message.uuid}@{domain}>", "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    for file in message.files.all():
        content = bytes(file.content)
        if file.mime.startswith("text/calendar") and "method=" in file.mime:
            # As an alternative calendars offer to accept it; as a file the others keep it.
            mail.attach_alternative(content.decode(), file.mime)
        mail.attach(file.name, content, file.mime)
    return mail


def text_of(message: Message) -> str:
    """The text with the address of its link."""
    return message.body.replace(LINK_MARK, links.url(message.link)) if message.link else message.body


def pause_after(attempts: int) -> timedelta:
    """1, 2, 4, 8 minutes and so on, six hours at most."""
    return min(FIRST_PAUSE * 2 ** max(0, attempts - 1), LONGEST_PAUSE)


def _put_off(message: Message, error: Exception) -> str:
    # The error's text may hold the address; its kind and the server's number tell enough.
    log.warning("surat %s, percobaan %s: %s", message.uuid, message.attempts, type(error).__name__)
    reason = reason_of(error)
    if is_final(error) or message.attempts >= MOST_ATTEMPTS:
        return _end(message, MessageState.GAGAL, reason)
    _ours(message).update(
        due_at=timezone.now() + pause_after(message.attempts), reason=reason, lease=None, leased_until=None
    )
    return "later"


def _end(message: Message, state: MessageState, reason: str) -> str:
    sent_at = timezone.now() if state == MessageState.TERKIRIM else None
    _ours(message).update(state=state, reason=reason, sent_at=sent_at, lease=None, leased_until=None)
    return {MessageState.TERKIRIM: "sent", MessageState.GAGAL: "failed", MessageState.BATAL: "cancelled"}[state]


def _ours(message: Message) -> object:
    return Message.objects.waiting().filter(pk=message.pk, lease=message.lease)


def _give_up_interrupted(now: datetime) -> int:
    """Letters whose worker vanished: sent or not, nobody knows."""
    lost = Message.objects.waiting().filter(Q(leased_until__lt=now))
    with in_source():
        reason = _("Pengiriman terputus; tanyakan apakah surat sudah sampai sebelum mengirim ulang.")
    return lost.update(state=MessageState.GAGAL, reason=reason, lease=None, leased_until=None)


def is_final(error: Exception) -> bool:
    """Whether the server said no for good (5xx), or the letter itself cannot be written."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, smtplib.SMTPAuthenticationError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def reason_of(error: Exception) -> str:
    """Why it did not go, as a clerk reads it; no address in it."""
    with in_source():
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return _("Server surel menolak alamat penerima; periksa alamatnya di direktori.")
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return _("Server surel menolak sandi kantor; beri tahu pengelola sistem.")
        if isinstance(error, smtplib.SMTPResponseException):
            return _("Server surel menjawab %(code)s; beri tahu pengelola sistem.") % {"code": error.smtp_code}
        if isinstance(error, OSError | smtplib.SMTPException):
            return _("Server surel tidak dapat dihubungi; dicoba lagi nanti.")
        return _("Surat tidak dapat disusun; beri tahu pengelola sistem.")
