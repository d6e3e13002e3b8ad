"""Movements, to be looked up and taken along only; they are planned and told in the app."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import choose, election_at
from electcoord.accounts.staff_links import opens
from logistics.models import Movement, Purpose
from logistics.states import MovementState

opens(Movement, Can.VIEW_LOGISTICS, lambda row: row.get_absolute_url())
HOLDER, ORIGIN = column("holder", _("perjalanan")), column("origin", _("dari"))
VEHICLE, ESCORT = column("vehicle", _("kendaraan")), column("escort", _("unit pengawal"))
PLANNED, DEPARTED = moment("planned_departure", _("rencana berangkat")), moment("departed_at", _("berangkat"))
ENDED = moment("ended_at", _("selesai"))


@admin.register(Movement)
class MovementAdmin(StaffAdmin):
    purpose = _("Kendaraan yang membawa kotak. Direncanakan dan dicatat di halaman perjalanan.")
    can_view = Can.VIEW_LOGISTICS
    group = "logistik"
    election_path = "election"
    region_path = "origin__region__code"
    ELECTION = column("election", _("pemilu"))
    list_display = [HOLDER, "purpose_word", "wave", ORIGIN, VEHICLE, ESCORT, PLANNED, DEPARTED, ENDED, "state"]
    list_filter = [
        election_at("election"), choose(_("keperluan"), "keperluan", "purpose", Purpose.choices),
        choose(_("keadaan"), "keadaan", "state", MovementState.choices),
    ]  # fmt: skip
    list_select_related = ["election", "holder", "origin", "vehicle", "escort__institution"]
    search_fields = ["holder__name", "vehicle__plate", "origin__name"]
    fields = [ELECTION, HOLDER, "purpose_word", "wave", ORIGIN, "way", "route", VEHICLE, ESCORT, PLANNED, DEPARTED,
              ENDED, "state"]  # fmt: skip
    readonly_fields = [ELECTION, HOLDER, "purpose_word", ORIGIN, VEHICLE, ESCORT, PLANNED, DEPARTED, ENDED]

    @admin.display(description=_("keperluan"), ordering="purpose")
    def purpose_word(self, obj: Movement) -> str:
        return obj.get_purpose_display()

    def ledger_subject(self, obj: Movement) -> str:
        return obj.subject
