"""The register of numbers, to be looked up only; its masters, changed through actions."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, StaffForm, moment, regions_of
from electcoord.accounts.staff_filters import Choose, choose, choose_flag, place_at
from electcoord.ledger.recording import Actor
from electcoord.papers import numbers
from electcoord.papers.models import (
    Classification,
    DocumentKind,
    Number,
    NumberState,
)

IN_USE = choose_flag(_("keadaan"), "dipakai", "is_active", _("dipakai"), _("tidak dipakai lagi"))


def keeper(request: HttpRequest, can: Can, region: str = "") -> Actor:
    """Who holds the verb in this region, or anywhere for what the whole installation shares; PermissionDenied."""
    codes = [region] if region else regions_of(request.user, can)
    for election in (None, *access.elections_of(request.user)):
        for code in codes:
            if access.may(request.user, can, region=code, election=election):
                return access.acting(request.user, can, region=code, election=election)
    raise PermissionDenied


class MasterAdmin(StaffAdmin):
    """Codes follow national rules, so the installation has one set; whoever keeps templates keeps these."""

    group = "naskah"
    can_view = can_add = can_change = Can.MANAGE_TEMPLATES
    editable: tuple[str, ...] = ()

    def limited(self, user: Any, can: Can) -> QuerySet:
        return self.model.objects.all() if access.has_anywhere(user, can) else self.model.objects.none()

    def ledger_subject(self, obj: Any) -> str:
        return numbers.master_subject(obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code", *self.editable, "is_active"] if obj else ["code", *self.editable]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: StaffForm, change: bool) -> None:
        actor = keeper(request, Can.MANAGE_TEMPLATES)
        values = {name: form.cleaned_data[name] for name in (*self.editable, *(["is_active"] if change else ["code"]))}
        saved = self.change(self.model.objects.get(pk=obj.pk), values, actor) if change else self.add(values, actor)
        obj.__dict__.update(saved.__dict__)

    def add(self, values: dict[str, Any], actor: Actor) -> Any:
        raise NotImplementedError

    def change(self, row: Any, values: dict[str, Any], actor: Actor) -> Any:
        raise NotImplementedError


@admin.register(DocumentKind)
class DocumentKindAdmin(MasterAdmin):
    purpose = _("Jenis naskah dengan pola nomornya; nomor yang sudah diambil tidak berubah.")
    list_display = ["code", "name", "pattern", "is_active"]
    list_filter = [IN_USE]
    search_fields = ["code", "name"]
    editable = ("name", "pattern")

    def add(self, values: dict[str, Any], actor: Actor) -> DocumentKind:
        return numbers.add_kind(actor=actor, **values)

    def change(self, row: DocumentKind, values: dict[str, Any], actor: Actor) -> DocumentKind:
        return numbers.change_kind(row, actor=actor, **values)


@admin.register(Classification)
class ClassificationAdmin(MasterAdmin):
    purpose = _("Kode klasifikasi arsip yang masuk ke nomor naskah, misalnya PL.01.")
    list_display = ["code", "name", "is_active"]
    list_filter = [IN_USE]
    search_fields = ["code", "name"]
    editable = ("name",)

    def add(self, values: dict[str, Any], actor: Actor) -> Classification:
        return numbers.add_classification(actor=actor, **values)

    def change(self, row: Classification, values: dict[str, Any], actor: Actor) -> Classification:
        return numbers.change_classification(row, actor=actor, **values)


class KindFilter(Choose):
    title = _("jenis naskah")
    parameter_name = "jenis"
    path = "kind__code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.code, str(kind)) for kind in DocumentKind.objects.all()]


class YearFilter(Choose):
    title = _("tahun")
    parameter_name = "tahun"
    path = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        years = model_admin.limited(request.user, model_admin.can_view).order_by("-year").values_list("year", flat=True)
        return [(str(year), str(year)) for year in years.distinct()]


TAKEN = moment("taken_at", _("waktu ambil"))


@admin.register(Number)
class NumberAdmin(StaffAdmin):
    """Numbers are taken and cancelled where the document is made; here they are only looked up."""

    can_view = Can.PLAN_MEETING
    group = "naskah"
    region_path = "issuer__code"
    election_path = ""
    purpose = _("Setiap nomor naskah yang pernah diambil, tanpa celah, juga yang dibatalkan.")
    list_display = ["text", "kind", "issuer", "dated", "about", "state", TAKEN]
    list_filter = [KindFilter, YearFilter, choose(_("status"), "status", "state", NumberState.choices),
                   *place_at("issuer__code")[:1]]  # fmt: skip
    list_select_related = ["kind", "issuer", "classification", "election"]
    search_fields = ["text", "about"]
    fields = [
        "text", "issuer", "kind", "year", "sequence", "classification", "about", "dated", "state", "reason", TAKEN,
    ]  # fmt: skip
    readonly_fields = [TAKEN]

    def ledger_subject(self, obj: Number) -> str:
        return obj.ledger_subject
