"""Stock as double entry: lots of goods, and the moves between accounts; a balance is always the sum of moves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Contest, Election
from electcoord.ledger.models import Ledgered
from logistics.accounts import Account
from logistics.goods import BALLOT, name_of
from logistics.models.places import Warehouse


class Lot(Ledgered):
    """Goods of one kind; of ballots those of one contest, and so of one dapil."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="lots", verbose_name=_("pemilu"))
    item_code = models.SlugField(_("barang"), max_length=40)
    contest = models.ForeignKey(
        Contest, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kontes")
    )
    unit = models.CharField(_("satuan"), max_length=20)

    class Meta:
        verbose_name = _("barang dalam stok")
        verbose_name_plural = _("barang dalam stok")
        ordering = ["election", "item_code", "contest__order"]
        constraints = [
            models.UniqueConstraint(fields=["election", "item_code", "contest"], name="logistics_lot_contest"),
            models.UniqueConstraint(
                fields=["election", "item_code"], condition=Q(contest__isnull=True), name="logistics_lot_once"
            ),
            models.CheckConstraint(
                condition=~Q(item_code=BALLOT) | Q(contest__isnull=False), name="logistics_lot_ballot"
            ),
        ]

    def __str__(self) -> str:
        return f"{name_of(self.item_code)} {self.contest.title}" if self.contest else name_of(self.item_code)

    @property
    def key(self) -> str:
        """`surat-suara/dprd_kab_1`: how the ledger and files name it."""
        return f"{self.item_code}/{self.contest.key}" if self.contest else self.item_code

    @property
    def subject(self) -> str:
        return f"logistics.lot:{self.uuid}"

    @property
    def is_ballot(self) -> bool:
        return self.item_code == BALLOT


class StockMove(Ledgered):
    """So many from one account to another, because of `subject` (`logistics.receipt:<uuid>`), told by `entry`."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="moves", verbose_name=_("barang"))
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+", verbose_name=_("gudang"))
    from_account = models.CharField(_("dari"), max_length=14, choices=Account.choices)
    to_account = models.CharField(_("ke"), max_length=14, choices=Account.choices)
    quantity = models.PositiveIntegerField(_("jumlah"))
    subject = models.CharField(_("bukti"), max_length=90, db_index=True)
    # The ledger entry that tells it; no foreign key, the ledger has none.
    entry = models.UUIDField()
    at = models.DateTimeField(_("waktu"))
    by = models.CharField(_("oleh"), max_length=36)

    class Meta:
        verbose_name = _("perpindahan stok")
        verbose_name_plural = _("perpindahan stok")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["lot", "warehouse", "from_account"], name="logistics_move_from"),
            models.Index(fields=["lot", "warehouse", "to_account"], name="logistics_move_to"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_move_quantity"),
            models.CheckConstraint(
                condition=Q(from_account__in=Account.values, to_account__in=Account.values),
                name="logistics_move_accounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.quantity}"
