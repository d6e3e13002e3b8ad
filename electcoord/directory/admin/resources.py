"""Venues, vehicles and units, kept by staff; bookings are read only, they are made where the work is planned."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from electcoord.accounts.staff import StaffForm, column, moment
from electcoord.accounts.staff_filters import choose, choose_flag, place_at
from electcoord.directory import actions
from electcoord.directory.admin.base import IN_USE, DirectoryAdmin
from electcoord.directory.models import Booking, BookingState, ResourceKind, Unit, Vehicle, Venue

ELECTION = column("election", _("pemilu"))


class ResourceAdmin(DirectoryAdmin):
    """`fixed`: what a row keeps once it is there."""

    fixed: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.fields if obj else self.fields[:-1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.fixed] if obj else []

    def choice_text(self, obj: Any) -> str:
        return str(obj)

    def values(self, request: HttpRequest, form: StaffForm, obj: Any) -> dict[str, Any]:
        names = self.get_fields(request, obj)
        return {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}


@admin.register(Venue)
class VenueAdmin(ResourceAdmin):
    region_path = "region__code"
    fixed = ("region",)
    list_display = ["name", "region", "institution", "capacity", "address", "is_active"]
    purpose = _("Aula, kantor, dan gedung tempat rapat dan pleno, dengan daya tampungnya.")
    list_filter = [*place_at("region__code")[:1], IN_USE]
    list_select_related = ["region", "institution"]
    search_fields = ["name", "address", "institution__name", "^region__code"]
    autocomplete_fields = ["region", "institution"]
    fields = ["name", "region", "institution", "address", "capacity", "is_active"]

    def choice_text(self, obj: Venue) -> str:
        return f"{obj.name} ({obj.region_id})"

    def save_model(self, request: HttpRequest, obj: Venue, form: StaffForm, change: bool) -> None:
        actor = self.keeper(request, obj.region_id)
        values = self.values(request, form, obj if change else None)
        if change:
            self.take(obj, actions.change_venue(Venue.objects.get(pk=obj.pk), actor=actor, **values))
        else:
            self.take(obj, actions.add_venue(actor=actor, **values))


@admin.register(Vehicle)
class VehicleAdmin(ResourceAdmin):
    region_path = "institution__region__code"
    fixed = ("institution",)
    list_display = ["plate", "name", "institution", "capacity_note", "is_active"]
    purpose = _("Kendaraan yang dapat dipakai, milik siapa, dan daya muatnya.")
    list_filter = [*place_at("institution__region__code")[:1], IN_USE]
    list_select_related = ["institution"]
    search_fields = ["plate", "name", "institution__name"]
    autocomplete_fields = ["institution"]
    fields = ["institution", "plate", "name", "capacity_note", "is_active"]

    def save_model(self, request: HttpRequest, obj: Vehicle, form: StaffForm, change: bool) -> None:
        actor = self.keeper(request, obj.institution.region_id)
        values = self.values(request, form, obj if change else None)
        if change:
            self.take(obj, actions.change_vehicle(Vehicle.objects.get(pk=obj.pk), actor=actor, **values))
        else:
            self.take(obj, actions.add_vehicle(values.pop("institution"), actor=actor, **values))


@admin.register(Unit)
class UnitAdmin(ResourceAdmin):
    region_path = "institution__region__code"
    fixed = ("institution",)
    list_display = ["name", "institution", "is_active"]
    purpose = _("Satuan yang mengawal atau membantu, misalnya regu pengamanan Polres.")
    list_filter = [*place_at("institution__region__code")[:1], IN_USE]
    list_select_related = ["institution"]
    search_fields = ["name", "institution__name"]
    autocomplete_fields = ["institution"]
    fields = ["institution", "name", "is_active"]

    def save_model(self, request: HttpRequest, obj: Unit, form: StaffForm, change: bool) -> None:
        actor = self.keeper(request, obj.institution.region_id)
        values = self.values(request, form, obj if change else None)
        if change:
            self.take(obj, actions.change_unit(Unit.objects.get(pk=obj.pk), actor=actor, **values))
        else:
            self.take(obj, actions.add_unit(values.pop("institution"), actor=actor, **values))


@admin.register(Booking)
class BookingAdmin(DirectoryAdmin):
    can_add = can_change = None
    region_path = "region__code"
    STARTS, ENDS = moment("starts", _("mulai")), moment("ends", _("selesai"))
    list_display = ["what", "title", STARTS, ENDS, "state", "acknowledged_clash", ELECTION]
    purpose = _("Apa dan siapa dipakai kapan, untuk apa. Baca saja: memesan dan melepas di halaman rapat.")
    list_filter = [
        choose(_("jenis"), "jenis", "kind", ResourceKind.choices),
        choose(_("status"), "status", "state", BookingState.choices),
        choose_flag(_("tabrakan"), "tabrakan", "acknowledged_clash", _("diterima"), _("tidak ada")),
    ]
    list_select_related = ["venue", "vehicle", "person", "unit__institution", "election"]
    search_fields = ["title", "venue__name", "vehicle__plate", "vehicle__name", "person__name", "unit__name"]
    fields = ["kind", "what", "office", "title", STARTS, ENDS, "state", "acknowledged_clash", "region", ELECTION]
    readonly_fields = ["what", STARTS, ENDS, ELECTION]

    @admin.display(description=_("yang dipesan"))
    def what(self, obj: Booking) -> str:
        return str(obj.resource)
