"""What happens on a day: how it was opened, when it paused."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electcoord.ledger.models import Ledgered
from meetings.models.planning import Meeting, Session


class OpeningWay(models.TextChoices):
    """How a day was opened; only a pleno looks at its quorum (regulations J.2)."""

    KUORUM = "kuorum", _("dengan kuorum")
    SETELAH_TUNDA = "setelah_tunda", _("tanpa kuorum, setelah penundaan")
    KEPUTUSAN_KETUA = "keputusan_ketua", _("tanpa kuorum, keputusan pimpinan dengan alasan")
    BIASA = "biasa", _("tanpa syarat kuorum")


class Pause(Ledgered):
    """Skors: from when, until when it is planned, and when the meeting went on."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="pauses")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="pauses")
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=36, blank=True)
    planned_until = models.DateTimeField()
    reason = models.TextField()
    # The night between two days, as against a pause within one.
    is_overnight = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("skors")
        verbose_name_plural = _("skors")
        ordering = ["meeting", "started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at__isnull=True), name="meetings_pause_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="meetings_pause_ends"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="meetings_pause_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%d-%m-%Y %H.%M}"
