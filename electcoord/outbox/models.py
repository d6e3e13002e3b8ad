"""What leaves the office: messages, the files that go with them, and personal links.

Addresses and texts are personal data: they stay in these tables, out of the ledger, of logs and of addresses of pages.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Election
from electcoord.outbox.states import MessageState


class Channel(models.TextChoices):
    EMAIL = "email", _("surel")
    WHATSAPP = "whatsapp", _("WhatsApp")


class PersonalLink(models.Model):
    """A door without an account to one thing, for one holder; its token is computed, never stored (links.py).

    `about`, `holder`: references such as `situation.followup:<uuid>`. The two stamps say when the address was opened,
    by whomever: scanners of mail open links too, so they prove nothing and nothing hangs on them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(_("untuk"), max_length=40)
    about = models.CharField(_("tentang"), max_length=80)
    holder = models.CharField(_("pemegang"), max_length=80)
    region = models.CharField(_("kode wilayah"), max_length=13)
    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemilu")
    )
    made_at = models.DateTimeField(_("dibuat"), default=timezone.now)
    expires_at = models.DateTimeField(_("berlaku sampai"))
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)
    first_opened = models.DateTimeField(_("pertama dibuka"), null=True, blank=True)
    last_opened = models.DateTimeField(_("terakhir dibuka"), null=True, blank=True)

    class Meta:
        verbose_name = _("tautan pribadi")
        verbose_name_plural = _("tautan pribadi")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["about", "purpose"], name="outbox_link_about")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="outbox_link_lasts"),
            models.CheckConstraint(
                condition=Q(first_opened__isnull=True, last_opened__isnull=True)
                | Q(first_opened__isnull=False, last_opened__gte=models.F("first_opened")),
                name="outbox_link_opened",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def subject(self) -> str:
        return f"outbox.link:{self.uuid}"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class MessageQuerySet(models.QuerySet):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(state=MessageState.ANTRI)


class Message(models.Model):
    """One letter to one address; `dedupe_key` makes it once.

    `{tautan}` in the text stands for the address of `link`, filled in when it is sent: so no token lies in the table.
    `lease`: the attempt under way and until when it may last; `reason`: why it failed, waits or was cancelled.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(_("saluran"), max_length=8, choices=Channel.choices)
    to = models.CharField(_("kepada"), max_length=254)
    subject = models.CharField(_("perihal"), max_length=200)
    body = models.TextField(_("isi"))
    link = models.ForeignKey(PersonalLink, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    dedupe_key = models.CharField(max_length=200, unique=True)
    about = models.CharField(_("tentang"), max_length=80)
    region = models.CharField(_("kode wilayah"), max_length=13)
    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemilu")
    )
    queued_at = models.DateTimeField(_("dibuat"), default=timezone.now)
    due_at = models.DateTimeField(_("dikirim mulai"))
    state = models.CharField(_("keadaan"), max_length=8, choices=MessageState.choices, default=MessageState.ANTRI)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    reason = models.CharField(_("keterangan"), max_length=250, blank=True)
    sent_at = models.DateTimeField(_("terkirim"), null=True, blank=True)
    sent_by = models.CharField(max_length=36, blank=True)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("surat keluar")
        verbose_name_plural = _("surat keluar")
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], name="outbox_message_due", condition=Q(state="antri")),
            models.Index(fields=["about", "-id"], name="outbox_message_about"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="outbox_message_channel"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="outbox_message_state"),
            models.CheckConstraint(
                condition=Q(state="terkirim", sent_at__isnull=False) | (~Q(state="terkirim") & Q(sent_at__isnull=True)),
                name="outbox_message_sent",
            ),
            models.CheckConstraint(
                condition=Q(lease__isnull=True, leased_until__isnull=True)
                | Q(lease__isnull=False, leased_until__isnull=False, state="antri"),
                name="outbox_message_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.uuid}"

    @property
    def ledger_subject(self) -> str:
        return f"outbox.message:{self.uuid}"


class MessageFile(models.Model):
    """A file that goes with a message; `mime` may carry parameters (`text/calendar; method=REQUEST`)."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["message", "name"], name="outbox_file_once")]

    def __str__(self) -> str:
        return self.name
