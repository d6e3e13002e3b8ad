"""Whom a meeting asks to come, as an office; the name is that of who held it on the first day."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import Institution, Office, Term
from electcoord.ledger.models import Ledgered
from meetings.models.planning import Meeting


class Side(models.TextChoices):
    """An audiensi has two delegations; other meetings have participants, and guests beside them."""

    PESERTA = "peserta", _("peserta")
    TUAN_RUMAH = "tuan_rumah", _("tuan rumah")
    TAMU = "tamu", _("tamu")


class Answer(models.TextChoices):
    BELUM = "belum", _("belum menjawab")
    HADIR = "hadir", _("akan hadir")
    DIWAKILI = "diwakili", _("diwakili")
    TIDAK_HADIR = "tidak_hadir", _("tidak hadir")


class Invitee(Ledgered):
    """One invitation: an office with its holder, or a whole institution; `seats`: how many may come on it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitees")
    side = models.CharField(_("sebagai"), max_length=10, choices=Side.choices, default=Side.PESERTA)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    holder = models.CharField(_("nama pemangku"), max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(_("jumlah orang"), default=1)
    order = models.PositiveSmallIntegerField(default=1)
    answer = models.CharField(_("jawaban"), max_length=12, choices=Answer.choices, default=Answer.BELUM)
    answered_at = models.DateTimeField(_("dijawab pada"), null=True, blank=True)
    substitute = models.CharField(_("yang mewakili"), max_length=120, blank=True)
    substitute_office = models.CharField(_("jabatan yang mewakili"), max_length=120, blank=True)
    note = models.CharField(_("catatan"), max_length=250, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("undangan")
        verbose_name_plural = _("undangan")
        ordering = ["meeting", "order", "pk"]
        indexes = [models.Index(fields=["meeting", "is_active", "answer"], name="meetings_invitee_answer")]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="meetings_invitee_side"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="meetings_invitee_answer_known"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=200), name="meetings_invitee_seats"),
            models.CheckConstraint(
                condition=Q(answer="belum") ^ Q(answered_at__isnull=False), name="meetings_invitee_answered"
            ),
            models.CheckConstraint(
                condition=~Q(answer="diwakili") | ~Q(substitute=""), name="meetings_invitee_substitute"
            ),
            models.UniqueConstraint(
                F("meeting"), F("institution"), Coalesce(F("office"), 0), Coalesce(F("term"), 0),
                condition=Q(is_active=True), name="meetings_invitee_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.office.title if self.office_id else self.institution.name
