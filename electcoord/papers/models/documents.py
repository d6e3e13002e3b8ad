"""Documents and their versions: a version may change while it is a draft; approving freezes it for ever."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered
from electcoord.papers.models.attachments import Attachment
from electcoord.papers.models.register import DocumentKind, Number


class Document(Ledgered):
    """A letter, report or minutes about `subject` (`app.model:uuid`); what it says stands in its versions."""

    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="+", verbose_name=lazy("jenis"))
    subject = models.CharField(lazy("rujukan"), max_length=90, db_index=True)
    title = models.CharField(lazy("judul"), max_length=200)
    region = models.CharField(lazy("wilayah"), max_length=13)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    made_by = models.CharField(lazy("dibuat oleh"), max_length=36)
    made_at = models.DateTimeField(lazy("waktu"))

    class Meta:
        verbose_name = lazy("naskah")
        verbose_name_plural = lazy("naskah")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def ledger_subject(self) -> str:
        """How the ledger names this document and its versions."""
        return f"papers.document:{self.uuid}"

    @property
    def latest(self) -> "DocumentVersion":
        """The version of the highest number, draft or not."""
        return self.versions.order_by("-number").first()

    @property
    def in_force(self) -> "DocumentVersion | None":
        """The version that counts: approved or signed, not withdrawn."""
        return self.versions.filter(state__in=FROZEN).order_by("-number").first()


class DocumentState(models.TextChoices):
    DRAF = "draf", lazy("draf")
    DISAHKAN = "disahkan", lazy("disahkan")
    DITANDATANGANI = "ditandatangani", lazy("ditandatangani")
    DICABUT = "dicabut", lazy("dicabut")


S = DocumentState
FROZEN = (S.DISAHKAN, S.DITANDATANGANI)
MOVES: dict[DocumentState, set[DocumentState]] = {
    S.DRAF: {S.DRAF, S.DISAHKAN, S.DICABUT},
    S.DISAHKAN: {S.DITANDATANGANI, S.DICABUT},
    S.DITANDATANGANI: {S.DICABUT},
    S.DICABUT: set(),
}


class DocumentVersion(Ledgered):
    """What the document says; `sha256` is of `content`, `pdf_sha256` of the printed form that approving kept."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(lazy("versi"))
    content = models.JSONField(lazy("isi"))
    state = models.CharField(lazy("status"), max_length=14, choices=DocumentState.choices, default=S.DRAF)
    sha256 = models.CharField(lazy("hash isi"), max_length=64)
    reason = models.CharField(lazy("alasan perubahan"), max_length=250, blank=True)
    register_number = models.ForeignKey(
        Number, on_delete=models.PROTECT, related_name="versions", null=True, blank=True, verbose_name=lazy("nomor")
    )
    pdf_sha256 = models.CharField(lazy("hash cetakan"), max_length=64, blank=True)
    signed = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=lazy("naskah bertanda tangan"),
    )  # fmt: skip
    made_by = models.CharField(lazy("dibuat oleh"), max_length=36)
    made_at = models.DateTimeField(lazy("dibuat pada"))
    approved_by = models.CharField(lazy("disahkan oleh"), max_length=36, blank=True)
    approved_at = models.DateTimeField(lazy("disahkan pada"), null=True, blank=True)
    signed_by = models.CharField(lazy("dicatat bertanda tangan oleh"), max_length=36, blank=True)
    signed_at = models.DateTimeField(lazy("dicatat bertanda tangan pada"), null=True, blank=True)
    withdrawn_by = models.CharField(lazy("dicabut oleh"), max_length=36, blank=True)
    withdrawn_at = models.DateTimeField(lazy("dicabut pada"), null=True, blank=True)

    class Meta:
        verbose_name = lazy("versi naskah")
        verbose_name_plural = lazy("versi naskah")
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="papers_version_number"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="papers_version_state"),
            models.CheckConstraint(condition=Q(number__gte=1), name="papers_version_counted"),
            models.CheckConstraint(
                condition=Q(
                    state="draf", register_number__isnull=True, approved_at__isnull=True, signed__isnull=True,
                    pdf_sha256="",
                )
                | Q(state="disahkan", approved_at__isnull=False, signed__isnull=True)
                | Q(state="ditandatangani", approved_at__isnull=False, signed__isnull=False, signed_at__isnull=False)
                | Q(state="dicabut", withdrawn_at__isnull=False),
                name="papers_version_dated",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return _("%(title)s, versi %(number)s") % {"title": self.document.title, "number": self.number}

    @property
    def is_draft(self) -> bool:
        return self.state == DocumentState.DRAF
