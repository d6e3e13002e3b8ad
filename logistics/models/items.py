"""What an election needs besides people: items with their amounts, and the plans by which was ordered."""

import hashlib

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.elections.models import Election, ProfileVersion
from electcoord.elections.profiles import MARKS
from electcoord.ledger.models import Ledgered

MOST = 1_000_000


class ItemGroup(models.TextChoices):
    """As regulations list them (H.1)."""

    PERLENGKAPAN = "perlengkapan", lazy("Perlengkapan pemungutan suara")
    DUKUNGAN = "dukungan", lazy("Dukungan perlengkapan lainnya")
    LAINNYA = "lainnya", lazy("Perlengkapan lainnya")


class ItemBasis(models.TextChoices):
    """What its amount is for; logistics/needs.py reckons with the same words."""

    TPS = "tps", lazy("per TPS")
    KONTES = "kontes", lazy("per jenis Pemilu di tiap TPS")
    SURAT_SUARA = "surat_suara", lazy("DPT dan cadangan tiap TPS")
    PPS = "pps", lazy("per PPS")
    PPK = "ppk", lazy("per PPK")
    KABUPATEN = "kabupaten", lazy("per kabupaten/kota")
    JENIS = "jenis", lazy("per jenis Pemilu di kabupaten/kota")


class ItemPlace(models.TextChoices):
    """Where an item of a TPS travels; the office says so, no source that was read does."""

    KOTAK = "kotak", lazy("di setiap kotak suara")
    PERTAMA = "pertama", lazy("di kotak suara pertama tiap TPS")
    LUAR = "luar", lazy("di luar kotak suara")


# What is due per TPS goes into one of its boxes; what is due per jenis Pemilu into the box of each.
PLACE_OF = {
    ItemBasis.TPS: ItemPlace.PERTAMA, ItemBasis.KONTES: ItemPlace.KOTAK, ItemBasis.SURAT_SUARA: ItemPlace.KOTAK,
}  # fmt: skip


def usual_place(basis: str) -> ItemPlace:
    return PLACE_OF.get(ItemBasis(basis), ItemPlace.LUAR)


class Item(Ledgered):
    """An item of one election. Its amount is its own, or the profile's, or not set (blank is not nought)."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="items", verbose_name=lazy("pemilu"))
    code = models.SlugField(lazy("kode barang"), max_length=40)
    name = models.CharField(lazy("barang"), max_length=120)
    group = models.CharField(lazy("kelompok"), max_length=12, choices=ItemGroup.choices)
    unit = models.CharField(lazy("satuan"), max_length=30)
    basis = models.CharField(lazy("dasar hitungan"), max_length=11, choices=ItemBasis.choices)
    # Kinds of contests that it is for; all when empty.
    kinds = models.JSONField(lazy("jenis Pemilu"), default=list, blank=True)
    amount = models.PositiveIntegerField(lazy("jumlah"), null=True, blank=True)
    profile_key = models.CharField(lazy("angka profil"), max_length=40, blank=True)
    source = models.CharField(lazy("sumber"), max_length=250)
    mark = models.CharField(lazy("tanda sumber"), max_length=10)
    place = models.CharField(
        lazy("tempat"), max_length=7, choices=ItemPlace.choices, default=ItemPlace.LUAR, db_default=ItemPlace.LUAR
    )
    position = models.PositiveSmallIntegerField(lazy("urutan"))
    is_active = models.BooleanField(lazy("dipakai"), default=True)

    class Meta:
        verbose_name = lazy("barang")
        verbose_name_plural = lazy("barang")
        ordering = ["election", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="logistics_item_once"),
            models.CheckConstraint(condition=Q(group__in=ItemGroup.values), name="logistics_item_group"),
            models.CheckConstraint(condition=Q(basis__in=ItemBasis.values), name="logistics_item_basis"),
            models.CheckConstraint(condition=Q(mark__in=MARKS), name="logistics_item_mark"),
            models.CheckConstraint(condition=Q(place__in=ItemPlace.values), name="logistics_item_place"),
            # An amount per TPS in each of its boxes would be several times the amount.
            models.CheckConstraint(
                condition=~Q(place="kotak") | Q(basis__in=["kontes", "surat_suara"]), name="logistics_item_each_box"
            ),
            models.CheckConstraint(
                condition=~Q(place="pertama") | Q(basis__in=["tps", "kontes"]), name="logistics_item_first_box"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__lte=MOST), name="logistics_item_amount"
            ),
            # What the profile or the DPT tells has no amount of its own beside it.
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | (Q(profile_key="") & ~Q(basis="surat_suara")),
                name="logistics_item_one_amount",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return _(self.name)

    @property
    def is_computed(self) -> bool:
        """Whether its amount comes from the profile or the DPT, not from this row."""
        return bool(self.profile_key) or self.basis == ItemBasis.SURAT_SUARA


class NeedPlan(Ledgered):
    """What was needed on the day it was frozen: the basis of an order, which nothing changes afterwards.

    `content` is canonical JSON with all that the numbers follow from (selectors/plans.py), `digest` its SHA-256.
    """

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="need_plans", verbose_name=lazy("pemilu")
    )
    number = models.PositiveSmallIntegerField(lazy("rencana"))
    profile = models.ForeignKey(
        ProfileVersion, on_delete=models.PROTECT, related_name="+", verbose_name=lazy("versi profil")
    )
    purpose = models.CharField(lazy("keperluan"), max_length=250)
    made_at = models.DateTimeField(lazy("dibekukan"))
    tps_total = models.PositiveIntegerField(lazy("TPS"))
    tps_known = models.PositiveIntegerField(lazy("TPS ber-DPT"))
    dpt = models.PositiveIntegerField(lazy("DPT"))
    content = models.TextField()
    digest = models.CharField(lazy("hash"), max_length=64)

    class Meta:
        verbose_name = lazy("rencana kebutuhan")
        verbose_name_plural = lazy("rencana kebutuhan")
        ordering = ["election", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="logistics_plan_number"),
            models.CheckConstraint(condition=Q(tps_known__lte=F("tps_total")), name="logistics_plan_known"),
        ]

    def __str__(self) -> str:
        return _("Rencana %(number)s") % {"number": self.number}

    @property
    def is_intact(self) -> bool:
        """Whether the content is still what was hashed."""
        return hashlib.sha256(self.content.encode()).hexdigest() == self.digest
