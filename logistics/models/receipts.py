"""Papers behind the moves of stock: receipts, sorting, stock-takes, moves to and from elsewhere, destruction."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered
from electcoord.papers.models import Document
from logistics.accounts import IN_STORE, Account, Damage
from logistics.models.places import Warehouse
from logistics.models.stock import Lot


class StockPaper(Ledgered):
    """What every paper of the warehouse has: where, on which day, and who wrote it down when."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+", verbose_name=_("gudang"))
    day = models.DateField(_("tanggal"))
    by = models.CharField(_("dicatat oleh"), max_length=36)
    at = models.DateTimeField(_("dicatat pada"))

    class Meta:
        abstract = True

    @property
    def subject(self) -> str:
        return f"{self._meta.label_lower}:{self.uuid}"


class Receipt(StockPaper):
    """What came from the printer with one surat jalan; its BTTB is `document`."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemilu"))
    printer = models.CharField(_("pengirim"), max_length=120)
    delivery_note = models.CharField(_("nomor surat jalan"), max_length=80)
    note = models.CharField(_("catatan"), max_length=250, blank=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("BTTB"))
    # Drafted where something is short or damaged.
    request = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("surat permintaan kekurangan"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("penerimaan barang")
        verbose_name_plural = _("penerimaan barang")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "printer", "delivery_note"], name="logistics_receipt_note"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_note} · {self.printer}"

    def get_absolute_url(self) -> str:
        return reverse("logistics:receipt", args=[self.election.slug, self.uuid])


class ReceiptLine(Ledgered):
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+", verbose_name=_("barang"))
    announced = models.PositiveIntegerField(_("menurut surat jalan"))
    counted = models.PositiveIntegerField(_("dihitung"))
    damaged = models.PositiveIntegerField(_("rusak saat tiba"), default=0)

    class Meta:
        ordering = ["receipt", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "lot"], name="logistics_receiptline_lot"),
            models.CheckConstraint(condition=Q(damaged__lte=F("counted")), name="logistics_receiptline_damaged"),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.counted}"

    @property
    def short(self) -> int:
        """How many fewer came than were announced; below zero where more came."""
        return self.announced - self.counted


class SortBatch(StockPaper):
    """One table's work of sorting and folding: what was taken is good or damaged."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="batches", verbose_name=_("barang"))
    workers = models.PositiveSmallIntegerField(_("petugas"))
    taken = models.PositiveIntegerField(_("diambil"))
    good = models.PositiveIntegerField(_("baik"))
    damaged = models.PositiveIntegerField(_("rusak"))
    # {Damage: how many}; its sum is `damaged`.
    damage = models.JSONField(_("jenis kerusakan"), default=dict)

    class Meta:
        verbose_name = _("sortir dan lipat")
        verbose_name_plural = _("sortir dan lipat")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken=F("good") + F("damaged"), taken__gt=0, workers__gt=0), name="logistics_batch_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.taken}"

    @property
    def damage_words(self) -> str:
        """`sobek 3, noda atau tinta 2`."""
        return ", ".join(f"{Damage(code).label} {count}" for code, count in sorted(self.damage.items()))


class CountState(models.TextChoices):
    COCOK = "cocok", _("cocok")
    SELISIH = "selisih", _("selisih, menunggu keputusan")
    DIBUKUKAN = "dibukukan", _("selisih dibukukan")
    DIGANTI = "diganti", _("diganti hitungan baru")


class StockCount(StockPaper):
    """A stock-take of one account beside what the books said; a second person books the difference."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="counts", verbose_name=_("barang"))
    account = models.CharField(_("bagian"), max_length=14, choices=Account.choices)
    counted = models.PositiveIntegerField(_("dihitung"))
    book = models.PositiveIntegerField(_("menurut buku"))
    state = models.CharField(_("status"), max_length=9, choices=CountState.choices)
    reason = models.CharField(_("alasan"), max_length=250, blank=True)
    booked_by = models.CharField(_("dibukukan oleh"), max_length=36, blank=True)
    booked_at = models.DateTimeField(_("dibukukan pada"), null=True, blank=True)

    class Meta:
        verbose_name = _("hitung stok")
        verbose_name_plural = _("hitung stok")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CountState.values), name="logistics_count_state"),
            models.CheckConstraint(condition=Q(account__in=list(IN_STORE)), name="logistics_count_account"),
            models.CheckConstraint(
                condition=Q(state="cocok", counted=F("book")) | (~Q(state="cocok") & ~Q(counted=F("book"))),
                name="logistics_count_differs",
            ),
            models.CheckConstraint(
                condition=(Q(state="dibukukan", booked_at__isnull=False) & ~Q(booked_by="") & ~Q(reason=""))
                | (~Q(state="dibukukan") & Q(booked_by="", booked_at__isnull=True)),
                name="logistics_count_booked",
            ),
            models.CheckConstraint(condition=~Q(booked_by=F("by")), name="logistics_count_two_people"),
            # Two open differences of one place would be booked twice.
            models.UniqueConstraint(
                fields=["lot", "warehouse", "account"], condition=Q(state="selisih"), name="logistics_count_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.counted} / {self.book}"

    @property
    def difference(self) -> int:
        """Counted less booked: below zero where something is missing."""
        return self.counted - self.book


class StockTransfer(StockPaper):
    """To or from another kabupaten, by order of those above (regulations H.7: pergeseran logistik)."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="transfers", verbose_name=_("barang"))
    is_outward = models.BooleanField(_("keluar"))
    party = models.CharField(_("kabupaten/kota lain"), max_length=120)
    order = models.CharField(_("dasar perintah"), max_length=160)
    quantity = models.PositiveIntegerField(_("jumlah"))

    class Meta:
        verbose_name = _("pergeseran logistik antar-kabupaten")
        verbose_name_plural = _("pergeseran logistik antar-kabupaten")
        ordering = ["-day", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_transfer_quantity")]

    def __str__(self) -> str:
        return f"{self.lot}: {self.quantity} · {self.party}"


class Destruction(StockPaper):
    """Damaged and excess ballots destroyed before witnesses (regulations H.6); its berita acara is `document`."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemilu"))
    place = models.CharField(_("tempat"), max_length=160)
    method = models.CharField(_("cara"), max_length=80)
    # [{nama, lembaga, unsur}]; names stay out of the ledger.
    witnesses = models.JSONField(_("saksi pemusnahan"))
    # What differs from the rule: another day than H-1, no witness of Polri or Bawaslu.
    warnings = models.JSONField(_("peringatan"), default=list)
    reason = models.CharField(_("alasan"), max_length=250, blank=True)
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("berita acara")
    )

    class Meta:
        verbose_name = _("pemusnahan surat suara")
        verbose_name_plural = _("pemusnahan surat suara")
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.day} · {self.place}"

    def get_absolute_url(self) -> str:
        return reverse("logistics:destruction", args=[self.election.slug, self.uuid])


class DestructionLine(Ledgered):
    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+", verbose_name=_("barang"))
    damaged = models.PositiveIntegerField(_("rusak"))
    excess = models.PositiveIntegerField(_("lebih"))

    class Meta:
        ordering = ["destruction", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["destruction", "lot"], name="logistics_destructionline_lot"),
            models.CheckConstraint(condition=Q(damaged__gt=0) | Q(excess__gt=0), name="logistics_destructionline_some"),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.total}"

    @property
    def total(self) -> int:
        return self.damaged + self.excess
