"""Meetings and who was invited, to be looked up only; the work is done in the app, which the lists lead to."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import ElectionFilter, choose, election_at, place_at
from electcoord.accounts.staff_links import opens
from meetings.models import Answer, Invitee, Meeting, MeetingKind
from meetings.states import MeetingState

opens(Meeting, Can.VIEW_MEETINGS, lambda meeting: meeting.get_absolute_url())
opens(Invitee, Can.VIEW_MEETINGS, lambda row: row.meeting.get_absolute_url())


class MeetingsAdmin(StaffAdmin):
    """Closed plenos are left out for whoever may not read them in the app either."""

    can_view = Can.VIEW_MEETINGS
    group = "rapat"
    kind_path = "kind"

    def limited(self, user: Any, can: Can) -> QuerySet:
        rows = super().limited(user, can)
        query = Q(pk__in=[])
        for election in access.elections_of(user):
            codes = access.scope(user, Can.VIEW_CLOSED_MEETINGS, election)
            query |= Q(**{self.election_path: election.pk}) & access.region_q(codes, self.region_path)
        return rows.filter(query | ~Q(**{self.kind_path: MeetingKind.PLENO_TERTUTUP}))


@admin.register(Meeting)
class MeetingAdmin(MeetingsAdmin):
    purpose = _("Rapat dengan jenis, waktu, tempat, dan statusnya. Dikerjakan di aplikasi.")
    region_path = "region__code"
    list_display = ["title", "kind", "organiser", moment("starts", _("mulai")), "place", "state"]
    list_filter = [
        ElectionFilter, choose(_("jenis"), "jenis", "kind", MeetingKind.choices),
        choose(_("status"), "status", "state", MeetingState.choices), *place_at("region__code")[:1],
    ]  # fmt: skip
    list_select_related = ["organiser", "election"]
    search_fields = ["title", "place", "organiser__name"]
    fields = [column("election", _("pemilu")), "title", "kind", column("organiser", _("penyelenggara")), "place",
              moment("starts", _("mulai")), moment("ends", _("selesai")), "state", "purpose"]  # fmt: skip
    readonly_fields = [fields[0], fields[3], fields[5], fields[6]]

    def ledger_subject(self, obj: Meeting) -> str:
        return obj.subject

    def choice_text(self, obj: Meeting) -> str:
        return obj.title


@admin.register(Invitee)
class InviteeAdmin(MeetingsAdmin):
    purpose = _("Siapa diundang ke rapat mana, dan apa jawabannya.")
    region_path = "meeting__region__code"
    election_path = "meeting__election"
    kind_path = "meeting__kind"
    list_display = ["holder_or_office", column("meeting", _("rapat")), column("institution", _("lembaga")), "answer"]
    list_filter = [election_at("meeting__election"), choose(_("jawaban"), "jawaban", "answer", Answer.choices)]
    list_select_related = ["meeting__election", "institution", "office"]
    search_fields = ["holder", "institution__name", "office__title", "meeting__title"]
    fields = ["holder_or_office", column("meeting", _("rapat")), column("institution", _("lembaga")), "side", "answer",
              "substitute", "substitute_office", "note", "in_force"]  # fmt: skip
    readonly_fields = ["holder_or_office", fields[1], fields[2], "in_force"]

    @admin.display(description=_("masih berlaku"), boolean=True)
    def in_force(self, obj: Invitee) -> bool:
        return obj.is_active

    @admin.display(description=_("yang diundang"), ordering="holder")
    def holder_or_office(self, obj: Invitee) -> str:
        return ", ".join(filter(None, (obj.holder, str(obj))))

    def ledger_subject(self, obj: Invitee) -> str:
        return obj.meeting.subject

    def choice_text(self, obj: Invitee) -> str:
        return str(obj)
