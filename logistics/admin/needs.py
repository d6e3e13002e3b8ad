"""Items and plans, to be looked up, filtered and taken along; they are kept in the app."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import staff_links
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import BlankFilter, ElectionFilter, choose, choose_flag
from logistics.models import Item, ItemBasis, ItemGroup, NeedPlan
from logistics.selectors.words import amount_words

ELECTION = column("election", lazy("pemilu"))
PROFILE = column("profile__number", lazy("versi profil"))
MADE = moment("made_at", lazy("dibekukan"))


class AmountFilter(BlankFilter):
    title = lazy("jumlah sendiri")
    parameter_name = "jumlah"
    paths = ("amount",)
    options = (("terisi", lazy("terisi")), ("kosong", lazy("kosong")))


@admin.register(Item)
class ItemAdmin(StaffAdmin):
    can_view = Can.VIEW_LOGISTICS
    group = "logistik"
    purpose = lazy("Barang tiap pemilu, jumlah dan dasar hitungannya, dengan sumber tiap angka.")
    list_display = ["name", ELECTION, "group", "basis", "due", "source", "is_active"]
    list_filter = [
        ElectionFilter, choose(lazy("kelompok"), "kelompok", "group", ItemGroup.choices),
        choose(lazy("dasar"), "dasar", "basis", ItemBasis.choices), AmountFilter,
        choose_flag(lazy("keadaan"), "dipakai", "is_active", lazy("dipakai"), lazy("tidak dipakai")),
    ]  # fmt: skip
    list_select_related = ["election__profile"]
    search_fields = ["name", "code", "source"]
    fields = [
        ELECTION, "name", "code", "group", "unit", "basis", "due", "profile_key", "source", "mark", "is_active",
    ]  # fmt: skip
    readonly_fields = [ELECTION, "due"]

    @admin.display(description=lazy("jumlah"), ordering="amount")
    def due(self, obj: Item) -> str:
        return amount_words(obj, obj.election.profile)

    def ledger_subject(self, obj: Item) -> str:
        return f"logistics.item:{obj.uuid}"


@admin.register(NeedPlan)
class NeedPlanAdmin(StaffAdmin):
    can_view = Can.VIEW_LOGISTICS
    group = "logistik"
    purpose = lazy("Kebutuhan yang dibekukan sebagai dasar pengadaan.")
    list_display = ["number", ELECTION, "purpose", MADE, "tps_total", "tps_known", "dpt", PROFILE]
    list_filter = [ElectionFilter]
    list_select_related = ["election", "profile"]
    search_fields = ["purpose"]
    fields = [ELECTION, "number", "purpose", MADE, "tps_total", "tps_known", "dpt", PROFILE, "digest"]
    readonly_fields = [ELECTION, MADE, PROFILE]

    def ledger_subject(self, obj: NeedPlan) -> str:
        return f"logistics.needplan:{obj.uuid}"


staff_links.opens(Item, Can.VIEW_LOGISTICS, lambda row: reverse("logistics:item", args=[row.election.slug, row.code]))
staff_links.opens(
    NeedPlan, Can.VIEW_LOGISTICS, lambda row: reverse("logistics:plan", args=[row.election.slug, row.number])
)
