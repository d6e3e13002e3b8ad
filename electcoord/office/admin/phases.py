"""The calendar of stages: read only here; planning is done in the application, loading as shipped with the election."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column
from electcoord.accounts.staff_filters import ElectionFilter, choose
from electcoord.elections.models import Phase, PhaseKind, PhaseOutcome
from electcoord.elections.phases import STATE_LABELS, state

ELECTION = column("election", _("pemilu"))


@admin.register(Phase)
class PhaseAdmin(StaffAdmin):
    can_view = Can.VIEW_CALENDAR
    group = "pemilu"
    purpose = _("Jadwal tahapan: hari menurut aturan dengan sumbernya, dan rencana kantor. Dimuat dari daftar pemilu.")
    list_display = ["name", "kind", "legal_start", "legal_end", "planned_start", "planned_end", "stands", ELECTION]
    list_filter = [
        ElectionFilter, choose(_("jenis"), "jenis", "kind", PhaseKind.choices),
        choose(_("dinyatakan"), "dinyatakan", "outcome", PhaseOutcome.choices),
    ]  # fmt: skip
    list_select_related = ["election"]
    search_fields = ["title", "key"]
    fields = [ELECTION, "name", "kind", "legal_start", "legal_end", "source", "mark", "planned_start", "planned_end",
              "stands"]  # fmt: skip
    readonly_fields = [ELECTION, "name", "stands"]

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["election", "position"]

    def ledger_subject(self, obj: Phase) -> str:
        return f"elections.phase:{obj.uuid}"

    @admin.display(description=_("tahapan"), ordering="position")
    def name(self, obj: Phase) -> str:
        return str(obj)

    @admin.display(description=_("keadaan"))
    def stands(self, obj: Phase) -> str:
        return str(STATE_LABELS[state(obj, timezone.localdate())])
