"""Receipts, sorting, stock-takes and moves, to be looked up and taken along only; the work is done in the app."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import choose, election_at
from electcoord.accounts.staff_links import opens
from logistics.accounts import IN_STORE, Account
from logistics.models import CountState, Receipt, SortBatch, StockCount, StockMove

opens(Receipt, Can.VIEW_LOGISTICS, lambda row: row.get_absolute_url())
WAREHOUSE, LOT = column("warehouse", _("gudang")), column("lot", _("barang"))
AT = moment("at", _("dicatat pada"))
STORES = [(account.value, account.label) for account in IN_STORE]


class StockAdmin(StaffAdmin):
    """The stock is the office's: of the whole kabupaten."""

    can_view = Can.VIEW_LOGISTICS
    group = "logistik"
    election_path = "lot__election"
    region_path = "lot__election__kabupaten__code"
    list_select_related = ["lot__contest", "lot__election", "warehouse"]

    def ledger_subject(self, obj: Any) -> str:
        return obj.subject

    def choice_text(self, obj: Any) -> str:
        return str(obj)


@admin.register(Receipt)
class ReceiptAdmin(StockAdmin):
    purpose = _("Kiriman percetakan menurut surat jalan. Dicatat di halaman penerimaan.")
    election_path = "election"
    region_path = "election__kabupaten__code"
    ELECTION = column("election", _("pemilu"))
    list_display = ["delivery_note", "printer", WAREHOUSE, "day", AT]
    list_filter = [election_at("election")]
    list_select_related = ["election", "warehouse"]
    search_fields = ["delivery_note", "printer"]
    fields = [ELECTION, "delivery_note", "printer", WAREHOUSE, "day", "note", AT]
    readonly_fields = [ELECTION, WAREHOUSE, AT]


@admin.register(SortBatch)
class SortBatchAdmin(StockAdmin):
    purpose = _("Hasil sortir dan lipat per meja dan hari. Dicatat di halaman sortir.")
    list_display = [LOT, WAREHOUSE, "day", "workers", "taken", "good", "damaged", "damages"]
    list_filter = [election_at("lot__election")]
    search_fields = ["lot__contest__name", "warehouse__name"]
    fields = [LOT, WAREHOUSE, "day", "workers", "taken", "good", "damaged", "damages", AT]
    readonly_fields = [LOT, WAREHOUSE, "damages", AT]

    @admin.display(description=_("jenis kerusakan"))
    def damages(self, obj: SortBatch) -> str:
        return obj.damage_words or "–"


@admin.register(StockCount)
class StockCountAdmin(StockAdmin):
    purpose = _("Hitung stok dengan selisihnya terhadap buku. Dicatat dan dibukukan di halaman hitung stok.")
    list_display = [LOT, WAREHOUSE, "account", "day", "counted", "book", "state"]
    list_filter = [
        election_at("lot__election"), choose(_("bagian"), "bagian", "account", STORES),
        choose(_("status"), "status", "state", CountState.choices),
    ]  # fmt: skip
    search_fields = ["lot__contest__name", "warehouse__name", "reason"]
    fields = [LOT, WAREHOUSE, "account", "day", "counted", "book", "state", "reason", AT]
    readonly_fields = [LOT, WAREHOUSE, AT]


@admin.register(StockMove)
class StockMoveAdmin(StockAdmin):
    purpose = _("Setiap perpindahan barang antar-bagian; neraca adalah jumlahnya.")
    list_display = [LOT, WAREHOUSE, "from_account", "to_account", "quantity", "subject", AT]
    list_filter = [
        election_at("lot__election"), choose(_("dari"), "dari", "from_account", Account.choices),
        choose(_("ke"), "ke", "to_account", Account.choices),
    ]  # fmt: skip
    search_fields = ["lot__contest__name", "warehouse__name", "^subject"]
    fields = [LOT, WAREHOUSE, "from_account", "to_account", "quantity", "subject", AT]
    readonly_fields = [LOT, WAREHOUSE, AT]
