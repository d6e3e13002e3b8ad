"""Word templates that staff upload: versions of a kind in a kabupaten; the newest active one is used."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as lazy

from electcoord.ledger.models import Ledgered
from electcoord.papers.models.register import DocumentKind
from electcoord.regions.models import Region


class WordTemplate(Ledgered):
    """One uploaded file. Kept per kabupaten: its letterhead is its own, and so is the right to change it."""

    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="+", verbose_name=lazy("jenis"))
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", verbose_name=lazy("kabupaten/kota"),
        help_text=lazy("kantor yang memakainya"),
    )  # fmt: skip
    number = models.PositiveSmallIntegerField(lazy("versi"))
    name = models.CharField(lazy("nama"), max_length=120)
    sha256 = models.CharField(lazy("hash berkas"), max_length=64)
    size = models.PositiveIntegerField(lazy("ukuran"))
    placeholders = models.JSONField(lazy("isian"))
    is_active = models.BooleanField(lazy("dipakai"), default=True)
    uploaded_by = models.CharField(lazy("diunggah oleh"), max_length=36)
    uploaded_at = models.DateTimeField(lazy("waktu unggah"))

    class Meta:
        verbose_name = lazy("templat naskah")
        verbose_name_plural = lazy("templat naskah")
        ordering = ["kind", "region", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "region", "number"], name="papers_template_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="papers_template_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.kind.code} · {self.region_id} · v{self.number}"

    @property
    def ledger_subject(self) -> str:
        return f"papers.wordtemplate:{self.uuid}"
