"""Kept files of anything but sheets: their original bytes, and each page as a clean picture."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as lazy

from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered
from electcoord.papers.models.photos import Original


class AttachmentRole(models.TextChoices):
    """What a file is for; the app that owns the subject says which."""

    BAHAN = "bahan", lazy("bahan")
    FOTO = "foto", lazy("foto")
    MANDAT = "mandat", lazy("surat mandat")
    BERTANDA_TANGAN = "bertanda_tangan", lazy("naskah bertanda tangan")
    BUKTI = "bukti", lazy("bukti")
    TEMPLAT = "templat", lazy("templat")


class Attachment(Ledgered):
    """A file that hangs on `subject` (`app.model:uuid`); only added, never changed."""

    subject = models.CharField(lazy("rujukan"), max_length=90, db_index=True)
    role = models.CharField(lazy("guna"), max_length=16, choices=AttachmentRole.choices)
    name = models.CharField(lazy("nama berkas"), max_length=120)
    caption = models.CharField(lazy("keterangan"), max_length=250, blank=True)
    original = models.CharField(lazy("jenis berkas"), max_length=4, choices=Original.choices)
    sha256 = models.CharField(lazy("hash berkas asli"), max_length=64)
    size = models.PositiveIntegerField(lazy("ukuran"))
    # Per page: gambar and kecil (hashes), ukuran, lebar, tinggi.
    pages = models.JSONField(lazy("halaman"))
    region = models.CharField(lazy("wilayah"), max_length=13)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    added_by = models.CharField(lazy("ditambah oleh"), max_length=36)
    added_at = models.DateTimeField(lazy("waktu"))

    class Meta:
        verbose_name = lazy("lampiran")
        verbose_name_plural = lazy("lampiran")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=AttachmentRole.values), name="papers_attachment_role"),
            models.CheckConstraint(condition=Q(original__in=Original.values), name="papers_attachment_original"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_pdf(self) -> bool:
        return self.original == Original.PDF

    @property
    def page_count(self) -> int:
        return len(self.pages)

    @property
    def ledger_subject(self) -> str:
        """How the ledger names this file."""
        return f"papers.attachment:{self.uuid}"
