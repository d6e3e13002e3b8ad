"""The register of document numbers (regulations J.4): kinds and classifications are masters, a number is taken once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as lazy

from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered
from electcoord.regions.models import Region


class DocumentKind(Ledgered):
    """A kind of document (jenis naskah) and how its numbers are written; see `numbers.PLACES` for the placeholders."""

    code = models.CharField(lazy("kode"), max_length=8, unique=True)
    name = models.CharField(lazy("nama"), max_length=80)
    pattern = models.CharField(
        lazy("pola nomor"), max_length=120, default="{urut}/{klasifikasi}-{jenis}/{wilayah}/{tahun}",
        help_text=lazy("isian: {urut} {klasifikasi} {jenis} {wilayah} {tahun} {bulan}; {urut} dan {tahun} wajib"),
    )  # fmt: skip
    is_active = models.BooleanField(lazy("dipakai"), default=True)

    class Meta:
        verbose_name = lazy("jenis naskah")
        verbose_name_plural = lazy("jenis naskah")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pattern__contains="{urut}") & Q(pattern__contains="{tahun}"), name="papers_kind_pattern"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class Classification(Ledgered):
    """What a document is about by the archive's code, e.g. PL.01."""

    code = models.CharField(lazy("kode"), max_length=16, unique=True)
    name = models.CharField(lazy("nama"), max_length=120)
    is_active = models.BooleanField(lazy("dipakai"), default=True)

    class Meta:
        verbose_name = lazy("klasifikasi arsip")
        verbose_name_plural = lazy("klasifikasi arsip")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class NumberState(models.TextChoices):
    TERPAKAI = "terpakai", lazy("terpakai")
    BATAL = "batal", lazy("batal")


class Number(Ledgered):
    """One number of the register of its issuer, kind and year: the next one, kept for ever, also when cancelled."""

    issuer = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=lazy("penerbit"))
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="+", verbose_name=lazy("jenis"))
    year = models.PositiveSmallIntegerField(lazy("tahun"))
    sequence = models.PositiveIntegerField(lazy("urut"))
    classification = models.ForeignKey(
        Classification, on_delete=models.PROTECT, related_name="+", verbose_name=lazy("klasifikasi")
    )
    text = models.CharField(lazy("nomor"), max_length=160)
    about = models.CharField(lazy("perihal"), max_length=250)
    subject = models.CharField(lazy("rujukan"), max_length=90)
    dated = models.DateField(lazy("tanggal naskah"))
    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=lazy("pemilu")
    )
    state = models.CharField(lazy("status"), max_length=8, choices=NumberState.choices, default=NumberState.TERPAKAI)
    taken_by = models.CharField(lazy("diambil oleh"), max_length=36)
    taken_at = models.DateTimeField(lazy("waktu ambil"))
    reason = models.CharField(lazy("alasan batal"), max_length=250, blank=True)
    cancelled_by = models.CharField(lazy("dibatalkan oleh"), max_length=36, blank=True)
    cancelled_at = models.DateTimeField(lazy("waktu batal"), null=True, blank=True)

    class Meta:
        verbose_name = lazy("nomor naskah")
        verbose_name_plural = lazy("register nomor naskah")
        ordering = ["-year", "issuer", "kind", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "kind", "year", "sequence"], name="papers_number_once"),
            models.UniqueConstraint(fields=["issuer", "text"], name="papers_number_text"),
            models.CheckConstraint(condition=Q(state__in=NumberState.values), name="papers_number_state"),
            models.CheckConstraint(
                condition=Q(sequence__gte=1, year__gte=1945, year__lte=2999), name="papers_number_counted"
            ),
            models.CheckConstraint(
                condition=Q(state="terpakai", reason="", cancelled_by="", cancelled_at__isnull=True)
                | (Q(state="batal", cancelled_at__isnull=False) & ~Q(reason="")),
                name="papers_number_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def ledger_subject(self) -> str:
        """How the ledger names this number; `subject` is what was numbered."""
        return f"papers.number:{self.uuid}"
