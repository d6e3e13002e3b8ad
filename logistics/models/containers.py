"""Boxes and what else is sealed and carried, their seals, and who had them since when."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Contest, Election, Tps
from electcoord.ledger.models import Ledgered
from electcoord.regions.models import Region
from logistics.models.places import Holder
from logistics.states import ContainerState


class ContainerKind(models.TextChoices):
    """What is carried (regulations H.1, H.5)."""

    KOTAK = "kotak", _("kotak suara")
    KOTAK_HASIL = "kotak_hasil", _("kotak hasil TPS")
    KOTAK_REKAP = "kotak_rekap", _("kotak rekapitulasi")
    SAMPUL = "sampul", _("sampul")
    KARTON = "karton", _("karton")
    WADAH = "wadah", _("wadah")


MOST_EACH = 50
# What stands in the code of each kind; a ballot box has its contest's there.
SIGNS = {
    ContainerKind.KOTAK_HASIL: "HASIL", ContainerKind.KOTAK_REKAP: "REKAP", ContainerKind.SAMPUL: "SAMPUL",
    ContainerKind.KARTON: "KARTON", ContainerKind.WADAH: "WADAH",
}  # fmt: skip


class Container(Ledgered):
    """One thing with a label of its own.

    `code` is printed on it and in its QR. `holder` and `step` are the last row of its custody: the database sets them
    when that row comes and at no other time, so there is exactly one custodian at any moment (reliability J1).
    """

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="containers", verbose_name=_("pemilu")
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=ContainerKind.choices)
    code = models.CharField(_("kode"), max_length=40)
    contest = models.ForeignKey(
        Contest, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kontes")
    )
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, null=True, blank=True, related_name="containers")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("untuk wilayah"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="inside", verbose_name=_("di dalam")
    )
    state = models.CharField(
        _("keadaan"), max_length=9, choices=ContainerState.choices, default=ContainerState.DISIAPKAN
    )
    holder = models.ForeignKey(
        Holder, on_delete=models.PROTECT, related_name="containers", verbose_name=_("dipegang oleh")
    )
    step = models.PositiveIntegerField(_("langkah"), default=0)
    changed_at = models.DateTimeField(_("berubah"), default=timezone.now)

    class Meta:
        verbose_name = _("kotak dan wadah")
        verbose_name_plural = _("kotak dan wadah")
        ordering = ["election", "code"]
        indexes = [
            models.Index(fields=["election", "region"], name="logistics_container_region"),
            models.Index(fields=["holder", "state"], name="logistics_container_holder"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="logistics_container_code"),
            models.CheckConstraint(condition=Q(kind__in=ContainerKind.values), name="logistics_container_kind"),
            models.CheckConstraint(condition=Q(state__in=ContainerState.values), name="logistics_container_state"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z-]{4,40}$"), name="logistics_container_signs"),
        ]

    def __str__(self) -> str:
        return self.code


class SealKind(models.TextChoices):
    KABEL = "kabel", _("segel plastik (kabel ties)")
    SEGEL = "segel", _("segel kertas")


class Seal(Ledgered):
    """A numbered seal; its number exists once in an election, whatever it was put on."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemilu"))
    kind = models.CharField(_("jenis"), max_length=5, choices=SealKind.choices)
    number = models.CharField(_("nomor"), max_length=30)
    container = models.ForeignKey(
        Container, on_delete=models.PROTECT, related_name="seals", verbose_name=_("kotak atau wadah")
    )
    attached_at = models.DateTimeField(_("dipasang"), default=timezone.now)
    removed_at = models.DateTimeField(_("dilepas"), null=True, blank=True)

    class Meta:
        verbose_name = _("segel")
        verbose_name_plural = _("segel")
        ordering = ["election", "number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="logistics_seal_once"),
            models.CheckConstraint(condition=Q(kind__in=SealKind.values), name="logistics_seal_kind"),
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9A-Z./-]{1,30}$"), name="logistics_seal_signs"),
        ]

    def __str__(self) -> str:
        return self.number


class Custody(Ledgered):
    """One passing of one container: the `step`-th, from `giver` to `holder`; `entry` is the ledger entry that tells it.

    Only added; the database refuses one whose giver does not hold the container now, or that is not the next step.
    """

    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="custody")
    step = models.PositiveIntegerField(_("langkah"))
    giver = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemberi"))
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+", verbose_name=_("penerima"))
    handover = models.ForeignKey("Handover", on_delete=models.PROTECT, related_name="custody")
    entry = models.UUIDField()
    at = models.DateTimeField(_("dicatat"), default=timezone.now)

    class Meta:
        verbose_name = _("penguasaan")
        verbose_name_plural = _("penguasaan")
        ordering = ["container", "step"]
        constraints = [
            models.UniqueConstraint(fields=["container", "step"], name="logistics_custody_step"),
            models.UniqueConstraint(fields=["container", "handover"], name="logistics_custody_handover"),
            models.CheckConstraint(condition=Q(step__gte=1), name="logistics_custody_first"),
        ]

    def __str__(self) -> str:
        return f"{self.container_id}/{self.step}"
