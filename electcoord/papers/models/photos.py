"""Evidence: photographed and scanned pages. Versions are added, never replaced; the bytes lie in evidence storage."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.elections.models import Contest, Election, Tps
from electcoord.ledger.models import Ledgered, LedgeredQuerySet


class Original(models.TextChoices):
    """What arrived, told by its first bytes."""

    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"
    PDF = "pdf", "PDF"


class Photo(Ledgered):
    """One page as an image: re-encoded for the screen (`image_sha256`), its original kept apart (`sha256`)."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    original = models.CharField(lazy("berkas asli"), max_length=4, choices=Original.choices)
    sha256 = models.CharField(lazy("hash berkas asli"), max_length=64)
    size = models.PositiveIntegerField(lazy("ukuran berkas asli"))
    pdf_page = models.PositiveSmallIntegerField(lazy("halaman PDF"), null=True, blank=True)
    image_sha256 = models.CharField(lazy("hash gambar"), max_length=64)
    image_size = models.PositiveIntegerField(lazy("ukuran gambar"))
    width = models.PositiveSmallIntegerField(lazy("lebar"))
    height = models.PositiveSmallIntegerField(lazy("tinggi"))
    uploaded_by = models.CharField(lazy("diunggah oleh"), max_length=36)
    role = models.CharField(lazy("peran"), max_length=30)
    uploaded_at = models.DateTimeField(lazy("waktu unggah"))

    class Meta:
        verbose_name = lazy("foto lembar")
        verbose_name_plural = lazy("foto lembar")
        ordering = ["-uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(original__in=Original.values), name="papers_photo_original"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="papers_photo_sized"),
        ]

    def __str__(self) -> str:
        return _("foto %(sha256)s") % {"sha256": self.sha256[:8]}

    @property
    def subject(self) -> str:
        """How the ledger names this photo."""
        return f"papers.photo:{self.uuid}"


class PlacementQuerySet(LedgeredQuerySet):
    def current(self) -> "PlacementQuerySet":
        """The latest placement of each photo; earlier ones tell where it lay before."""
        later = Placement.objects.filter(photo=OuterRef("photo"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class Placement(Ledgered):
    """Which page of which sheet a photo shows, and how it is turned; a move or a turn is one more placement."""

    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="placements")
    number = models.PositiveSmallIntegerField(lazy("urutan"))
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="+")
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="+")
    tps_code = models.CharField(lazy("kode TPS"), max_length=13)
    page = models.PositiveSmallIntegerField(lazy("halaman"))
    turns = models.PositiveSmallIntegerField(lazy("putaran 90° searah jarum jam"), default=0)
    reason = models.TextField(lazy("alasan"), blank=True)
    placed_by = models.CharField(lazy("ditempatkan oleh"), max_length=36)
    placed_at = models.DateTimeField(lazy("waktu"))

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = lazy("tempat foto")
        verbose_name_plural = lazy("tempat foto")
        ordering = ["tps_code", "contest", "page", "pk"]
        indexes = [models.Index(fields=["contest", "tps_code"], name="papers_placement_sheet")]
        constraints = [
            models.UniqueConstraint(fields=["photo", "number"], name="papers_placement_number"),
            models.CheckConstraint(condition=Q(turns__range=(0, 3)), name="papers_placement_turns"),
            models.CheckConstraint(condition=Q(page__range=(1, 99)), name="papers_placement_page"),
        ]

    def __str__(self) -> str:
        return _("halaman %(page)s TPS %(tps_code)s") % {"page": self.page, "tps_code": self.tps_code}
