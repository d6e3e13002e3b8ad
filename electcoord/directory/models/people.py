"""Institutions, their offices, and who held them when: whom a commission invites, and whom it had to invite then."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electcoord.ledger.models import Ledgered, LedgeredQuerySet
from electcoord.regions.models import Region


class InstitutionKind(models.TextChoices):
    KPU = "kpu", _("KPU dan badan ad hoc")
    PENGAWAS = "pengawas", _("Bawaslu dan jajarannya")
    PEMDA = "pemda", _("Pemerintah daerah")
    DPRD = "dprd", _("DPRD")
    POLRI = "polri", _("Polri")
    TNI = "tni", _("TNI")
    KEJAKSAAN = "kejaksaan", _("Kejaksaan")
    PENGADILAN = "pengadilan", _("Pengadilan")
    PARTAI = "partai", _("Partai politik")
    MEDIA = "media", _("Media")
    MASYARAKAT = "masyarakat", _("Tokoh dan organisasi masyarakat")
    LAINNYA = "lainnya", _("Lainnya")


class Institution(Ledgered):
    """An institution as letters address it; `region` is where it works."""

    kind = models.CharField(_("jenis"), max_length=12, choices=InstitutionKind.choices)
    name = models.CharField(_("nama lembaga"), max_length=160)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    address = models.CharField(_("alamat"), max_length=250, blank=True)
    phone = models.CharField(_("telepon"), max_length=40, blank=True)
    email = models.EmailField(_("surel"), blank=True)
    is_active = models.BooleanField(_("masih ada"), default=True)

    class Meta:
        verbose_name = _("lembaga")
        verbose_name_plural = _("lembaga")
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=InstitutionKind.values), name="directory_institution_kind"),
            models.UniqueConstraint(fields=["region", "name"], name="directory_institution_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Office(Ledgered):
    """A post of an institution; `seats`: how many people hold it at once (anggota KPU: four)."""

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="offices", verbose_name=_("lembaga")
    )
    title = models.CharField(_("jabatan"), max_length=120)
    seats = models.PositiveSmallIntegerField(_("jumlah orang"), default=1)
    rank = models.PositiveSmallIntegerField(
        _("urutan"), default=1, help_text=_("urutan dalam undangan; 1 yang pertama")
    )
    is_active = models.BooleanField(_("masih ada"), default=True)

    class Meta:
        verbose_name = _("jabatan")
        verbose_name_plural = _("jabatan")
        ordering = ["institution", "rank", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=100), name="directory_office_seats"),
            models.UniqueConstraint(fields=["institution", "title"], name="directory_office_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.institution.name}"


class Person(Ledgered):
    """Somebody who holds or held an office. Personal data: it stays out of the ledger, logs and addresses of pages."""

    name = models.CharField(_("nama"), max_length=120)
    phone = models.CharField(_("telepon"), max_length=40, blank=True)
    email = models.EmailField(_("surel"), blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person",
        verbose_name=_("akun"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TermQuerySet(LedgeredQuerySet):
    def on(self, day: date) -> "TermQuerySet":
        """Terms that hold on that day, both ends included."""
        return self.filter(Q(ended__isnull=True) | Q(ended__gte=day), started__lte=day)


class Term(Ledgered):
    """`person` holds `office` from `started` to `ended`, both days included; no end: until further notice."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="terms", verbose_name=_("jabatan"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms", verbose_name=_("orang"))
    started = models.DateField(_("sejak"))
    ended = models.DateField(_("sampai"), null=True, blank=True, help_text=_("kosong: masih menjabat"))
    basis = models.CharField(_("dasar"), max_length=160, blank=True, help_text=_("nomor dan tanggal keputusan"))

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("masa jabatan")
        verbose_name_plural = _("masa jabatan")
        ordering = ["office", "-started", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gte=F("started")), name="directory_term_ends"
            ),
            models.UniqueConstraint(fields=["office", "person", "started"], name="directory_term_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.office}"
