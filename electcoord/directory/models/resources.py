"""What a meeting or a movement needs besides people: halls, vehicles, and units that escort or help."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models.people import Institution
from electcoord.ledger.models import Ledgered
from electcoord.regions.models import Region

MOST_SEATS = 100_000


class Venue(Ledgered):
    """A place where people meet; `institution`: who has it, none for a hall that belongs to nobody of the directory."""

    name = models.CharField(_("nama tempat"), max_length=160)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="venues", verbose_name=_("pemilik"),
        help_text=_("lembaga yang memilikinya; kosong bila di luar direktori"),
    )  # fmt: skip
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    address = models.CharField(_("alamat"), max_length=250, blank=True)
    capacity = models.PositiveIntegerField(
        _("daya tampung"), null=True, blank=True, help_text=_("orang; kosong bila belum diketahui"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
    )  # fmt: skip
    is_active = models.BooleanField(_("masih dipakai"), default=True)

    class Meta:
        verbose_name = _("tempat")
        verbose_name_plural = _("tempat")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="directory_venue_once"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1, capacity__lte=MOST_SEATS),
                name="directory_venue_capacity",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Vehicle(Ledgered):
    """A vehicle that an institution lends or uses."""

    plate = models.CharField(_("nomor polisi"), max_length=20, unique=True)
    name = models.CharField(_("kendaraan"), max_length=120, help_text=_("misalnya truk engkel kuning"))
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="vehicles", verbose_name=_("pemilik")
    )
    capacity_note = models.CharField(
        _("daya muat"), max_length=120, blank=True, help_text=_("misalnya 40 kotak suara, atau 7 orang")
    )
    is_active = models.BooleanField(_("masih dipakai"), default=True)

    class Meta:
        verbose_name = _("kendaraan")
        verbose_name_plural = _("kendaraan")
        ordering = ["plate"]

    def __str__(self) -> str:
        return f"{self.name} {self.plate}"


class Unit(Ledgered):
    """A unit of an institution that escorts or helps, for instance a squad of the police (coordination F4)."""

    name = models.CharField(_("nama unit"), max_length=120)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="units", verbose_name=_("lembaga")
    )
    is_active = models.BooleanField(_("masih ada"), default=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("unit")
        ordering = ["institution", "name"]
        constraints = [models.UniqueConstraint(fields=["institution", "name"], name="directory_unit_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.institution.name}"
