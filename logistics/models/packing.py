"""What was put into a container and taken out again, how it was opened and closed, and which seals were issued."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Contest, Election
from electcoord.ledger.models import Ledgered
from electcoord.papers.models import Document
from logistics.goods import BALLOT, name_of
from logistics.models.containers import Container, SealKind
from logistics.models.places import Warehouse
from logistics.models.stock import Lot


class WrongReason(models.TextChoices):
    """Why ballots of another contest or dapil were put into a box on purpose (regulations H.7)."""

    PERINTAH = "perintah", _("pergeseran surat suara atas perintah tertulis")
    KEKURANGAN = "kekurangan", _("menutup kekurangan, dengan berita acara")
    LABEL = "label", _("label bundel keliru, isinya sudah diperiksa lembar demi lembar")


class Packing(Ledgered):
    """One filling of one container; while it is not taken out again it is what the container holds.

    `warehouse`: from whose stock. `ballots`: the contest whose ballots were put in; where it is not the box's own,
    `wrong_reason` says why and `wrong_by` who answered for it. `entry`: the ledger entry that tells it.
    """

    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="packings")
    round = models.PositiveSmallIntegerField(_("pengemasan ke"))
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gudang")
    )
    ballots = models.ForeignKey(
        Contest, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("surat suara")
    )
    wrong_reason = models.CharField(_("sebab beda dapil"), max_length=10, choices=WrongReason.choices, blank=True)
    wrong_by = models.CharField(_("penanggung jawab beda dapil"), max_length=120, blank=True)
    entry = models.UUIDField()
    by = models.CharField(_("oleh"), max_length=36)
    at = models.DateTimeField(_("dikemas"), default=timezone.now)
    unpacked_at = models.DateTimeField(_("dibongkar"), null=True, blank=True)
    unpack_reason = models.CharField(_("alasan dibongkar"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("pengemasan")
        verbose_name_plural = _("pengemasan")
        ordering = ["container", "-round"]
        constraints = [
            models.UniqueConstraint(fields=["container", "round"], name="logistics_packing_round"),
            models.UniqueConstraint(
                fields=["container"], condition=Q(unpacked_at__isnull=True), name="logistics_packing_open"
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="logistics_packing_first"),
            models.CheckConstraint(
                condition=Q(wrong_reason="", wrong_by="")
                | (Q(wrong_reason__in=WrongReason.values, ballots__isnull=False) & ~Q(wrong_by="")),
                name="logistics_packing_wrong",
            ),
            models.CheckConstraint(
                condition=Q(unpacked_at__isnull=True, unpack_reason="")
                | (Q(unpacked_at__isnull=False) & ~Q(unpack_reason="")),
                name="logistics_packing_unpacked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.container_id}/{self.round}"


class PackedLine(Ledgered):
    """One item of one packing: what the list wanted and what was put in; a difference has its reason.

    Blank `wanted`: nobody has said how many. Blank `packed`: it was not counted. `lot`: the stock it was taken from;
    none where no stock is kept of the item.
    """

    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="packed_lines")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(_("urutan"))
    item_code = models.SlugField(_("barang"), max_length=40)
    contest = models.ForeignKey(
        Contest, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kontes")
    )
    wanted = models.PositiveIntegerField(_("menurut daftar"), null=True, blank=True)
    packed = models.PositiveIntegerField(_("dimasukkan"), null=True, blank=True)
    reason = models.CharField(_("alasan"), max_length=200, blank=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("isi kotak")
        verbose_name_plural = _("isi kotak")
        ordering = ["container", "round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["container", "round", "number"], name="logistics_packedline_number"),
            models.CheckConstraint(
                condition=~Q(item_code=BALLOT) | Q(contest__isnull=False), name="logistics_packedline_ballot"
            ),
            models.CheckConstraint(
                condition=Q(wanted__isnull=True) | Q(wanted=F("packed"), packed__isnull=False) | ~Q(reason=""),
                name="logistics_packedline_reason",
            ),
            models.CheckConstraint(
                condition=Q(lot__isnull=True) | Q(packed__isnull=False), name="logistics_packedline_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"{name_of(self.item_code)}: {self.packed}"

    @property
    def differs(self) -> bool:
        return self.wanted is not None and self.wanted != self.packed

    def told(self) -> list[Any]:
        """As the ledger's digest holds it."""
        contest, lot = self.contest, self.lot
        return [
            self.item_code, contest.key if contest else None, self.wanted, self.packed, self.reason,
            lot.key if lot else None,
        ]  # fmt: skip


class ReportKind(models.TextChoices):
    BUKA = "buka", _("pembukaan")
    SEGEL = "segel", _("penyegelan kembali")


class Presence(models.TextChoices):
    """Whom somebody present stands for."""

    PENGAWAS = "pengawas", _("pengawas Pemilu (Bawaslu, Panwaslu, PTPS)")
    KPU = "kpu", _("KPU")
    BADAN_ADHOC = "adhoc", _("PPK, PPS, atau KPPS")
    SAKSI = "saksi", _("saksi peserta")
    KEAMANAN = "keamanan", _("kepolisian atau keamanan")
    LAIN = "lain", _("lainnya")


class SealReport(Ledgered):
    """Opening or resealing a container before witnesses (regulations E.5, H.5); its berita acara is `document`.

    `present`: [{nama, lembaga, unsur}]; names stay out of the ledger. `before`, `after`: numbers of seals.
    """

    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="seal_reports")
    kind = models.CharField(_("jenis"), max_length=5, choices=ReportKind.choices)
    place = models.CharField(_("tempat"), max_length=160)
    reason = models.CharField(_("alasan"), max_length=200)
    present = models.JSONField(_("hadir"))
    before = models.JSONField(_("segel sebelum"), default=list)
    after = models.JSONField(_("segel sesudah"), default=list)
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("berita acara")
    )
    entry = models.UUIDField()
    by = models.CharField(_("dicatat oleh"), max_length=36)
    at = models.DateTimeField(_("waktu"), default=timezone.now)

    class Meta:
        verbose_name = _("berita acara segel")
        verbose_name_plural = _("berita acara segel")
        ordering = ["container", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="logistics_sealreport_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.container_id} {self.kind}"

    @property
    def subject(self) -> str:
        return f"logistics.sealreport:{self.uuid}"


class SealIssue(Ledgered):
    """Numbers of seals that came from the printer: `prefix` and so many figures, from `first` to `last`."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemilu"))
    kind = models.CharField(_("jenis"), max_length=5, choices=SealKind.choices)
    prefix = models.CharField(_("awalan"), max_length=20, blank=True)
    digits = models.PositiveSmallIntegerField(_("banyak angka"))
    first = models.PositiveIntegerField(_("nomor pertama"))
    last = models.PositiveIntegerField(_("nomor terakhir"))
    note = models.CharField(_("dasar"), max_length=160)
    by = models.CharField(max_length=36)
    at = models.DateTimeField(_("dicatat pada"), default=timezone.now)

    class Meta:
        verbose_name = _("nomor segel yang diterima")
        verbose_name_plural = _("nomor segel yang diterima")
        ordering = ["election", "prefix", "first"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "prefix", "digits", "first"], name="logistics_sealissue_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=SealKind.values), name="logistics_sealissue_kind"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="logistics_sealissue_order"),
            models.CheckConstraint(
                condition=Q(digits__gte=1, digits__lte=9), name="logistics_sealissue_digits"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number(self.first)}–{self.number(self.last)}"

    def number(self, at: int) -> str:
        return f"{self.prefix}{at:0{self.digits}d}"

    @property
    def total(self) -> int:
        return self.last - self.first + 1
