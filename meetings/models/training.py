"""Bimtek: whom it is for, which KPPS members of which TPS were there, and the certificates of a desa."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Election, Tps
from electcoord.elections.profiles import MAX_KPPS, shipped
from electcoord.ledger.models import Ledgered
from electcoord.papers.models import Number
from electcoord.regions.models import Region
from meetings.models.planning import Meeting


def kpps_members(election: Election) -> int:
    """How many a KPPS has, its ketua among them, by the profile in force."""
    if election.profile is None:
        return shipped(election.regime)["kpps_anggota"]["nilai"]
    return election.profile.get("kpps_anggota")


class TrainingGroup(models.TextChoices):
    """Whom a bimtek trains (regulations J.1)."""

    KPPS = "kpps", _("KPPS")
    PPS = "pps", _("PPS")
    PPK = "ppk", _("PPK")


class TrainingTarget(Ledgered):
    """A group of a kecamatan or desa for which a bimtek is held; of KPPS it means all its TPS."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="targets")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    group = models.CharField(_("kelompok"), max_length=4, choices=TrainingGroup.choices)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("sasaran bimtek")
        verbose_name_plural = _("sasaran bimtek")
        ordering = ["meeting", "region_id", "group"]
        constraints = [
            models.CheckConstraint(condition=Q(group__in=TrainingGroup.values), name="meetings_target_group"),
            models.UniqueConstraint(
                fields=["meeting", "region", "group"], condition=Q(is_active=True), name="meetings_target_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} {self.region_id}"


class Trainee(Ledgered):
    """A KPPS member (1 is the ketua) of a TPS who was at a bimtek; the name is personal data and may be blank.

    A mistaken tick is voided with a reason; the row stays.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="trainees")
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("nomor anggota"))
    name = models.CharField(_("nama"), max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=36, blank=True)
    is_void = models.BooleanField(default=False)
    void_reason = models.CharField(_("alasan pembatalan"), max_length=250, blank=True)
    voided_by = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("peserta bimtek")
        verbose_name_plural = _("peserta bimtek")
        ordering = ["meeting", "tps", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MAX_KPPS), name="meetings_trainee_number"),
            models.CheckConstraint(condition=Q(is_void=False) ^ ~Q(void_reason=""), name="meetings_trainee_void"),
            models.UniqueConstraint(
                fields=["meeting", "tps", "number"], condition=Q(is_void=False), name="meetings_trainee_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tps} {self.number}"


class CertificateBatch(Ledgered):
    """The certificates of one desa's trainees: one number of the register, a suffix per TPS and member."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="certificates")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("desa"))
    number = models.OneToOneField(Number, on_delete=models.PROTECT, related_name="+", verbose_name=_("nomor"))
    at = models.DateTimeField()
    by = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("sertifikat bimtek")
        verbose_name_plural = _("sertifikat bimtek")
        ordering = ["meeting", "region_id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "region"], name="meetings_certificate_once")]

    def __str__(self) -> str:
        return self.number.text

    def text_of(self, trainee: Trainee) -> str:
        """The number on one certificate: that of the batch, the TPS and the member."""
        return f"{self.number.text} / {trainee.tps.number:03d}.{trainee.number}"
