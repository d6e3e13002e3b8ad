"""Papers of goods that leave one warehouse: for another of ours, or for a repeated vote."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Tps
from logistics.accounts import IN_STORE, Account
from logistics.models.places import Warehouse
from logistics.models.receipts import StockPaper
from logistics.models.stock import Lot


class Relocation(StockPaper):
    """From one warehouse of ours, own or borrowed, to another (regulations H.8); `account` is the same in both."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="relocations", verbose_name=_("barang"))
    target = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+", verbose_name=_("gudang tujuan"))
    account = models.CharField(_("bagian"), max_length=14, choices=Account.choices)
    quantity = models.PositiveIntegerField(_("jumlah"))
    reason = models.CharField(_("alasan"), max_length=160)

    class Meta:
        verbose_name = _("pergeseran antargudang")
        verbose_name_plural = _("pergeseran antargudang")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_relocation_quantity"),
            models.CheckConstraint(condition=Q(account__in=list(IN_STORE)), name="logistics_relocation_account"),
            models.CheckConstraint(condition=~Q(warehouse=F("target")), name="logistics_relocation_two_places"),
            models.CheckConstraint(condition=~Q(reason=""), name="logistics_relocation_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.quantity} → {self.target}"


class PsuIssue(StockPaper):
    """Ballots of the stock for a repeated vote that went to one TPS, by the decision on it (G.1, H.3)."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="psu_issues", verbose_name=_("barang"))
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="+", verbose_name=_("TPS"))
    decision = models.CharField(_("nomor keputusan KPU"), max_length=120)
    quantity = models.PositiveIntegerField(_("jumlah"))

    class Meta:
        verbose_name = _("pengeluaran stok PSU")
        verbose_name_plural = _("pengeluaran stok PSU")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_psuissue_quantity"),
            models.CheckConstraint(condition=~Q(decision=""), name="logistics_psuissue_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.quantity} · {self.tps}"
