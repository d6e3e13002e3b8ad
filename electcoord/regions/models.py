"""Regions by their official codes (Kemendagri): 2, 4, 6 or 10 digits; the parent is the code's prefix."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

models.CharField.register_lookup(Length)


class Kind(models.TextChoices):
    PROVINSI = "provinsi", "Provinsi"
    KABUPATEN = "kabupaten", "Kabupaten"
    KOTA = "kota", "Kota"
    KECAMATAN = "kecamatan", "Kecamatan"
    DESA = "desa", "Desa"
    KELURAHAN = "kelurahan", "Kelurahan"


# Digits of a code per kind; kelurahan counts as desa, kota as kabupaten.
DIGITS = {
    Kind.PROVINSI: 2,
    Kind.KABUPATEN: 4,
    Kind.KOTA: 4,
    Kind.KECAMATAN: 6,
    Kind.DESA: 10,
    Kind.KELURAHAN: 10,
}
PARENT_DIGITS = {4: 2, 6: 4, 10: 6}
TPS_DIGITS = 13


def parent_code(code: str) -> str:
    """The code above: of a TPS (13 digits) its desa, of a provinsi the empty text."""
    return code[: {**PARENT_DIGITS, TPS_DIGITS: 10}.get(len(code), 0)]


def covers(upper: str, code: str) -> bool:
    """Whether the region `upper` holds `code` (or is it)."""
    return code.startswith(upper) and len(upper) in (2, 4, 6, 10, 13)


class Region(models.Model):
    """A region; its name in force is `name`, all names it ever had are its RegionName rows."""

    code = models.CharField("kode", primary_key=True, max_length=10)
    kind = models.CharField("jenis", max_length=10, choices=Kind.choices)
    name = models.CharField("nama", max_length=120)

    class Meta:
        verbose_name = "wilayah"
        verbose_name_plural = "wilayah"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]+$"), name="regions_region_digits"),
            models.CheckConstraint(
                condition=Q(kind="provinsi", code__length=2)
                | Q(kind__in=["kabupaten", "kota"], code__length=4)
                | Q(kind="kecamatan", code__length=6)
                | Q(kind__in=["desa", "kelurahan"], code__length=10),
                name="regions_region_kind_fits_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    @property
    def parent_code(self) -> str:
        return parent_code(self.code)

    def name_on(self, day: date | None) -> str:
        """The name in force on `day`; without a day the present one."""
        if day is None:
            return self.name
        dated = [n for n in self.names.all() if n.valid_from is None or n.valid_from <= day]
        return max(dated, key=lambda n: n.rank).name if dated else self.name


class RegionName(models.Model):
    """A name and kind (a desa may become a kelurahan) with its validity; an import only ever adds one."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="names", verbose_name="wilayah")
    kind = models.CharField("jenis", max_length=10, choices=Kind.choices)
    name = models.CharField("nama", max_length=120)
    valid_from = models.DateField("berlaku sejak", null=True, blank=True, help_text="kosong: sejak awal")
    source = models.CharField("sumber", max_length=120, blank=True)

    class Meta:
        verbose_name = "nama wilayah"
        verbose_name_plural = "nama wilayah"
        ordering = ["region", models.F("valid_from").asc(nulls_first=True), "id"]
        constraints = [
            # Two packages without a day, imported on one day, may spell a name in two ways; the later row counts.
            models.UniqueConstraint(fields=["region", "valid_from", "kind", "name"], name="regions_name_once"),
            models.UniqueConstraint(
                fields=["region"], condition=Q(valid_from__isnull=True), name="regions_name_one_undated"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rank(self) -> tuple[date, int]:
        """Orders the names of a region by validity; the latest is the name in force."""
        return self.valid_from or date.min, self.pk
