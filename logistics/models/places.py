"""Who can hold goods and boxes: the printer, warehouses, committees, a vehicle on its way, and the end of a ballot."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import Institution
from electcoord.elections.models import Election, Tps
from electcoord.ledger.models import Ledgered
from electcoord.regions.models import Region


class Warehouse(Ledgered):
    """A store of the commission or one that it borrows for a time, for instance a hajj dormitory (regulations H.8)."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemilu"))
    name = models.CharField(_("nama gudang"), max_length=160)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    owner = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemilik"),
        help_text=_("kosong bila milik KPU sendiri"),
    )  # fmt: skip
    address = models.CharField(_("alamat"), max_length=250, blank=True)
    used_from = models.DateField(_("dipakai sejak"))
    used_until = models.DateField(_("dipakai sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("gudang")
        verbose_name_plural = _("gudang")
        ordering = ["election", "region_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["election", "region", "name"], name="logistics_warehouse_once"),
            models.CheckConstraint(
                condition=Q(used_until__isnull=True) | Q(used_until__gte=F("used_from")),
                name="logistics_warehouse_until",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HolderKind(models.TextChoices):
    """Where a box can be; every box is with exactly one of these at any time (reliability J1)."""

    PERCETAKAN = "percetakan", _("percetakan")
    GUDANG = "gudang", _("gudang")
    PPK = "ppk", _("PPK")
    PPS = "pps", _("PPS")
    KPPS = "kpps", _("KPPS")
    PERJALANAN = "perjalanan", _("perjalanan")


class Holder(Ledgered):
    """One possible custodian of an election.

    `key` names it for good and for files: `gudang:<uuid>`, `ppk:990101`, `pps:9901012001`, `kpps:9901012001001`,
    `perjalanan:<uuid of the movement>`, `percetakan:<slug>`.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="holders", verbose_name=_("pemilu"))
    kind = models.CharField(_("jenis"), max_length=10, choices=HolderKind.choices)
    key = models.CharField(max_length=60)
    name = models.CharField(_("pemegang"), max_length=200)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    warehouse = models.OneToOneField(
        Warehouse, on_delete=models.PROTECT, null=True, blank=True, related_name="holder", verbose_name=_("gudang")
    )

    class Meta:
        verbose_name = _("pemegang")
        verbose_name_plural = _("pemegang")
        ordering = ["election", "key"]
        indexes = [models.Index(fields=["election", "region"], name="logistics_holder_region")]
        constraints = [
            models.UniqueConstraint(fields=["election", "key"], name="logistics_holder_key"),
            models.CheckConstraint(condition=Q(kind__in=HolderKind.values), name="logistics_holder_kind"),
            models.CheckConstraint(
                condition=Q(kind="kpps", tps__isnull=False) | (~Q(kind="kpps") & Q(tps__isnull=True)),
                name="logistics_holder_tps",
            ),
            models.CheckConstraint(
                condition=Q(kind="gudang", warehouse__isnull=False) | (~Q(kind="gudang") & Q(warehouse__isnull=True)),
                name="logistics_holder_warehouse",
            ),
        ]

    def __str__(self) -> str:
        return self.name
