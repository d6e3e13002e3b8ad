"""Follow-ups and incidents, to be looked up only; they are worked on in the app."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import staff_links
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column
from electcoord.accounts.staff_filters import ElectionFilter, choose, place_at
from electcoord.situation import owners
from electcoord.situation.models import FollowUp, Incident
from electcoord.situation.states import FollowUpState, IncidentState, Severity

ELECTION = column("election", _("pemilu"))
UUID = column("uuid", _("kode"))
INSTITUTION = column("institution__name", _("lembaga penanggung jawab"))


@admin.register(FollowUp)
class FollowUpAdmin(StaffAdmin):
    can_view = Can.VIEW_FOLLOW_UPS
    group = "situasi"
    purpose = _("Arahan dengan penanggung jawab, tenggat dan keadaannya. Dikerjakan di papan tindak lanjut.")
    region_path = "region__code"
    list_display = ["title", ELECTION, INSTITUTION, "due", "state"]
    list_filter = [
        ElectionFilter, *place_at("region__code")[:1], choose(_("keadaan"), "keadaan", "state", FollowUpState.choices),
    ]  # fmt: skip
    list_select_related = ["election", "institution", "office__institution", "region"]
    search_fields = ["instruction", "institution__name", "origin_title"]
    fields = [
        UUID, ELECTION, "instruction", "origin_title", "region", INSTITUTION, "office", "given_on", "due", "state",
    ]  # fmt: skip
    readonly_fields = [UUID, ELECTION, INSTITUTION]

    def ledger_subject(self, obj: FollowUp) -> str:
        return obj.subject

    def choice_text(self, obj: FollowUp) -> str:
        return obj.title


staff_links.opens(FollowUp, Can.VIEW_FOLLOW_UPS, lambda row: reverse("situation:follow-up", args=[row.uuid]))


@admin.register(Incident)
class IncidentAdmin(StaffAdmin):
    can_view = Can.VIEW_INCIDENTS
    group = "situasi"
    purpose = _("Yang tidak berjalan semestinya, dengan tingkat, tenggat dan keadaannya. Dikerjakan di papan insiden.")
    region_path = "region__code"
    list_display = ["label", "title", ELECTION, "kind", "severity", "owner", "due", "state"]
    list_filter = [
        ElectionFilter, *place_at("region__code")[:1],
        choose(_("keadaan"), "keadaan", "state", IncidentState.choices),
        choose(_("tingkat"), "tingkat", "severity", Severity.choices),
    ]  # fmt: skip
    list_select_related = ["election", "institution", "office__institution", "person", "region"]
    search_fields = ["what", "institution__name", "about_title"]
    fields = [
        UUID, ELECTION, "number", "kind", "severity", "what", "cause", "about_title", "region", "tps_code",
        "owner", "occurred_at", "reported_at", "due", "state", "result",
    ]  # fmt: skip
    readonly_fields = [UUID, ELECTION, "owner"]

    @admin.display(description=_("penanggung jawab"))
    def owner(self, obj: Incident) -> str:
        return owners.label(obj)

    def ledger_subject(self, obj: Incident) -> str:
        return obj.subject

    def choice_text(self, obj: Incident) -> str:
        return f"{obj.label} {obj.title}"


staff_links.opens(Incident, Can.VIEW_INCIDENTS, lambda row: reverse("situation:incident", args=[row.uuid]))
