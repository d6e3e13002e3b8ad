"""Circulars that come of a meeting: a surat edaran or imbauan, to whom it went and who confirmed its receipt."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import Institution, Office
from electcoord.ledger.models import Ledgered
from electcoord.outbox.models import PersonalLink
from electcoord.papers.models import Document
from meetings.models.planning import Meeting


class CircularKind(models.TextChoices):
    EDARAN = "edaran", _("surat edaran")
    IMBAUAN = "imbauan", _("imbauan")


class Circular(Ledgered):
    """A message of a meeting as a numbered letter; its paper, with number and state, is `document`."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="circulars")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("jenis"), max_length=8, choices=CircularKind.choices)
    about = models.CharField(_("tentang"), max_length=180)
    basis = models.TextField(_("dasar"))
    points = models.TextField(_("isi"))
    made_at = models.DateTimeField(_("disusun pada"))
    sent_at = models.DateTimeField(_("dikirim pada"), null=True, blank=True)
    sent_by = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("edaran")
        verbose_name_plural = _("edaran")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CircularKind.values), name="meetings_circular_kind"),
            models.CheckConstraint(condition=~Q(about="") & ~Q(points=""), name="meetings_circular_says"),
        ]

    def __str__(self) -> str:
        return self.about

    @property
    def subject(self) -> str:
        return f"meetings.circular:{self.uuid}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:circular", args=[self.uuid])


class CircularRecipient(Ledgered):
    """One whom a circular is for; whoever holds `link` confirmed the receipt."""

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="recipients")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    link = models.OneToOneField(PersonalLink, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(_("diterima pada"), null=True, blank=True)

    class Meta:
        verbose_name = _("penerima edaran")
        verbose_name_plural = _("penerima edaran")
        ordering = ["circular", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("circular"), F("institution"), Coalesce(F("office"), 0), condition=Q(is_active=True),
                name="meetings_recipient_once",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(link__isnull=False), name="meetings_recipient_received"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.office.title} {self.institution.name}" if self.office_id else self.institution.name
