"""Queueing letters and what people do to them; sending.py sends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.common.errors import RuleError
from electcoord.common.language import source
from electcoord.common.text import one_line
from electcoord.elections.models import Election
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from electcoord.outbox import tasks
from electcoord.outbox.ledger_actions import OutboxAction
from electcoord.outbox.models import Channel, Message, MessageFile, PersonalLink
from electcoord.outbox.states import MOVES, MessageState

LONGEST_BODY = 20_000
MOST_BYTES = 10 * 1024 * 1024
# Where the address of the personal link stands in a text.
LINK_MARK = "{tautan}"
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+(; ?[a-z]+=[A-Za-z0-9-]+)*")
_NAME = re.compile(r"[\w .()-]{1,120}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{5,30}")


@dataclass(frozen=True)
class File:
    """A file of a letter; an invitation's .ics is `text/calendar; method=REQUEST`."""

    name: str
    content: bytes
    mime: str = "application/pdf"


@dataclass(frozen=True)
class Draft:
    """A letter that is to be queued: the fields of Message."""

    channel: str
    to: str
    subject: str
    body: str
    dedupe_key: str
    about: str
    region: str
    election: Election | None
    due_at: datetime | None = None
    link: PersonalLink | None = None
    files: Sequence[File] = ()


def queue(draft: Draft) -> Message:
    """The letter as a row, within the caller's transaction; the one that is there already for a known key.

    RuleError for an address, a line or a file that cannot be sent as it is.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Surat diantrekan di dalam transaksi perbuatannya.")
    if known := Message.objects.filter(dedupe_key=draft.dedupe_key).first():
        return known
    row = _checked(draft)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            MessageFile.objects.bulk_create(
                MessageFile(message=row, name=file.name, mime=file.mime, content=file.content) for file in draft.files
            )
    except IntegrityError:
        # Somebody queued it in the same moment; it is theirs, and once.
        return Message.objects.get(dedupe_key=draft.dedupe_key)
    transaction.on_commit(tasks.hint, robust=True)
    return row


def _checked(draft: Draft) -> Message:
    if draft.channel not in Channel.values:
        raise RuleError(_("Saluran %(channel)s tidak dikenal.") % {"channel": draft.channel})
    if not draft.body.strip() or len(draft.body) > LONGEST_BODY or _CONTROL.search(draft.body.replace("\r\n", "\n")):
        raise RuleError(_("Isi surat kosong, terlalu panjang, atau memuat tanda yang tidak terlihat."))
    for file in draft.files:
        if not _MIME.fullmatch(file.mime) or not _NAME.fullmatch(file.name):
            raise RuleError(_("Nama atau jenis berkas lampiran tidak dapat dikirim."))
    if sum(len(file.content) for file in draft.files) > MOST_BYTES:
        raise RuleError(_("Lampiran surat lebih dari 10 MB; kirim tautannya."))
    now = timezone.now()
    return Message(
        channel=draft.channel, to=address(draft.channel, draft.to), subject=one_line(draft.subject, _("Perihal"), 200),
        body=draft.body.replace("\r\n", "\n"), link=draft.link, dedupe_key=draft.dedupe_key, about=draft.about,
        region=draft.region, election=draft.election, queued_at=now, due_at=draft.due_at or now,
    )  # fmt: skip


def address(channel: str, to: str) -> str:
    """The address as it can be written to; RuleError otherwise. A WhatsApp number may be unknown: then it is chosen
    in the telephone."""
    to = to.strip()
    if channel == Channel.EMAIL:
        try:
            validate_email(to)
        except ValidationError:
            raise RuleError(_("Alamat surel tidak dapat dipakai; perbaiki di direktori.")) from None
    elif to and not _PHONE.fullmatch(to):
        raise RuleError(_("Nomor telepon tidak dapat dipakai; perbaiki di direktori."))
    return to


def can_mail(to: str) -> bool:
    """Whether a letter could go to this address."""
    try:
        return bool(to) and bool(address(Channel.EMAIL, to))
    except RuleError:
        return False


@transaction.atomic
def tick_sent(message: Message, *, actor: Actor) -> Message:
    """A person sent the WhatsApp text from their own telephone. RuleError for mail, which only the server sends."""
    message = _locked(message)
    if message.channel != Channel.WHATSAPP:
        raise RuleError(_("Surel dikirim oleh server, tidak ditandai dengan tangan."))
    _check_move(message, MessageState.TERKIRIM)
    with _entry(OutboxAction.MESSAGE_TICKED, message, actor):
        message.state, message.sent_at, message.sent_by = MessageState.TERKIRIM, timezone.now(), actor.uuid
        message.save(update_fields=["state", "sent_at", "sent_by"])
    return message


@transaction.atomic
def cancel(message: Message, *, actor: Actor) -> Message:
    """It will not be sent. RuleError where it was, or is being sent now."""
    message = _locked(message)
    _check_move(message, MessageState.BATAL)
    if message.leased_until and message.leased_until > timezone.now():
        raise RuleError(_("Surat ini sedang dikirim; tunggu beberapa menit."))
    with _entry(OutboxAction.MESSAGE_CANCELLED, message, actor):
        _put(message, state=MessageState.BATAL, lease=None, leased_until=None, reason="")
    return message


@transaction.atomic
def retry(message: Message, *, actor: Actor) -> Message:
    """A person decides that what failed is tried again. RuleError for any other state."""
    message = _locked(message)
    _check_move(message, MessageState.ANTRI)
    with _entry(OutboxAction.MESSAGE_RETRIED, message, actor):
        _put(message, state=MessageState.ANTRI, attempts=0, reason="", due_at=timezone.now())
    transaction.on_commit(tasks.hint, robust=True)
    return message


def cancel_waiting(*abouts: str) -> int:
    """Whatever still waits about these things will not be sent; part of the deed that made it pointless."""
    return cancel_rows(Message.objects.waiting().filter(about__in=abouts, lease__isnull=True))


def cancel_rows(rows: QuerySet[Message]) -> int:
    """These waiting letters, of which none is being sent, will not be."""
    return rows.update(state=MessageState.BATAL, reason=source(gettext_lazy("Tidak diperlukan lagi.")))


def _locked(message: Message) -> Message:
    return Message.objects.select_for_update(of=("self",)).select_related("election").get(pk=message.pk)


def _check_move(message: Message, to: MessageState) -> None:
    if to not in MOVES[MessageState(message.state)]:
        raise RuleError(_("Surat ini sudah %(state)s.") % {"state": message.get_state_display()})


def _put(message: Message, **values: object) -> None:
    for name, value in values.items():
        setattr(message, name, value)
    message.save(update_fields=list(values))


def _entry(action: str, message: Message, actor: Actor) -> object:
    return recording.entry(
        action, chain=recording.chain_of(message.region), actor=actor,
        subject=message.ledger_subject, region=message.region,
        election=message.election.slug if message.election else "",
        payload={"surat": str(message.uuid), "saluran": message.channel, "tentang": message.about},
    )  # fmt: skip
