"""What was said and what was decided; it may be written until the minutes are approved."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from electcoord.ledger.models import Ledgered
from meetings.models.attendance import Guest
from meetings.models.planning import AgendaItem, Session


class Remark(Ledgered):
    """What one speaker said to an item of the agenda; earlier texts stay as versions."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="remarks")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks")
    speaker = models.CharField(_("pembicara"), max_length=200)
    text = models.TextField(_("isi"))
    order = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("catatan pembicaraan")
        verbose_name_plural = _("catatan pembicaraan")
        ordering = ["session", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "order"], name="meetings_remark_order"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(speaker=""), name="meetings_remark_said"),
        ]

    def __str__(self) -> str:
        return self.speaker


class RemarkVersion(Ledgered):
    """How a remark read before it was changed."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    speaker = models.CharField(max_length=200)
    text = models.TextField()
    replaced_at = models.DateTimeField()
    replaced_by = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ["remark", "number"]
        constraints = [models.UniqueConstraint(fields=["remark", "number"], name="meetings_remarkversion_number")]

    def __str__(self) -> str:
        return f"{self.remark_id} versi {self.number}"


class DecisionKind(models.TextChoices):
    KEPUTUSAN = "keputusan", _("Keputusan")
    KESEPAKATAN = "kesepakatan", _("Kesepakatan")
    IMBAUAN = "imbauan", _("Imbauan")


class DecisionWay(models.TextChoices):
    MUFAKAT = "mufakat", _("mufakat")
    SUARA = "suara", _("suara terbanyak")


class Decision(Ledgered):
    """What the meeting decided, agreed on or called for; it does not change, it may be withdrawn with a reason."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    order = models.PositiveIntegerField()
    kind = models.CharField(_("jenis"), max_length=12, choices=DecisionKind.choices)
    text = models.TextField(_("isi"))
    way = models.CharField(_("cara"), max_length=8, choices=DecisionWay.choices)
    votes_for = models.PositiveSmallIntegerField(_("setuju"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("tidak setuju"), null=True, blank=True)
    votes_abstain = models.PositiveSmallIntegerField(_("abstain"), null=True, blank=True)
    dissent = models.TextField(_("pendapat berbeda"), blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=36, blank=True)
    is_void = models.BooleanField(default=False)
    void_reason = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = _("keputusan rapat")
        verbose_name_plural = _("keputusan rapat")
        ordering = ["session", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "order"], name="meetings_decision_order"),
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="meetings_decision_kind"),
            models.CheckConstraint(
                condition=Q(way="mufakat", votes_for__isnull=True, votes_against__isnull=True,
                            votes_abstain__isnull=True)
                | Q(way="suara", votes_for__isnull=False, votes_against__isnull=False, votes_abstain__isnull=False),
                name="meetings_decision_votes",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="meetings_decision_said"),
            models.CheckConstraint(condition=Q(is_void=False) ^ ~Q(void_reason=""), name="meetings_decision_void"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.order}"
