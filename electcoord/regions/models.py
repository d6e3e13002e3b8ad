"""Regions by their official codes (Kemendagri): 2, 4, 6 or 10 digits; the parent is the code's prefix."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

models.CharField.register_lookup(Length)


class Kind(models.TextChoices):
    PROVINSI = "provinsi", _("Provinsi")
    KABUPATEN = "kabupaten", _("Kabupaten")
    KOTA = "kota", _("Kota")
    KECAMATAN = "kecamatan", _("Kecamatan")
    DESA = "desa", _("Desa")
    KELURAHAN = "kelurahan", _("Kelurahan")


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


def titled(kind: str, name: str) -> str:
    """`Kecamatan Hulu`; other languages name the kind after it."""
    return gettext("%(kind)s %(name)s") % {"kind": Kind(kind).label, "name": name}


class Region(models.Model):
    """A region; its name in force is `name`, all names it ever had are its RegionName rows."""

    code = models.CharField(_("kode"), primary_key=True, max_length=10)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("nama"), max_length=120)

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
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
        return titled(self.kind, self.name)

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

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="names", verbose_name=_("wilayah"))
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("nama"), max_length=120)
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True, help_text=_("kosong: sejak awal"))
    source = models.CharField(_("sumber"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("nama wilayah")
        verbose_name_plural = _("nama wilayah")
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


class NameWord(models.Model):
    """A word of a region's names as `search.words` folds it (disposable): what the search looks up."""

    LONGEST = 60

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=LONGEST, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "word"], name="regions_nameword_once")]

    def __str__(self) -> str:
        return self.word


class Boundary(models.Model):
    """Where a region lies, for maps only; `digest` changes with the geometry, so what was drawn from it can be kept."""

    region = models.OneToOneField(Region, on_delete=models.PROTECT, primary_key=True, related_name="boundary")
    geometry = models.TextField(
        _("geometri"), help_text=_("GeoJSON Polygon atau MultiPolygon, bujur dan lintang WGS 84")
    )
    digest = models.CharField("SHA-256", max_length=64)
    source = models.CharField(_("sumber"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("batas wilayah")
        verbose_name_plural = _("batas wilayah")
        ordering = ["region_id"]

    def __str__(self) -> str:
        return self.region_id
