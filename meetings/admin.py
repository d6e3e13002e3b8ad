"""Meetings, their circulars and trainees, to be looked up only; the lists lead to the app, where the work is done."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import ElectionFilter, choose, choose_flag, election_at, place_at
from electcoord.accounts.staff_links import opens
from meetings.models import (
    Answer,
    Circular,
    CircularKind,
    CircularRecipient,
    Invitee,
    Meeting,
    MeetingKind,
    Trainee,
)  # fmt: skip
from meetings.selectors import circulars
from meetings.states import MeetingState

opens(Meeting, Can.VIEW_MEETINGS, lambda meeting: meeting.get_absolute_url())
opens(Invitee, Can.VIEW_MEETINGS, lambda row: row.meeting.get_absolute_url())
opens(Circular, Can.RECORD_MEETING, lambda row: row.get_absolute_url())
opens(CircularRecipient, Can.RECORD_MEETING, lambda row: row.circular.get_absolute_url())
opens(Trainee, Can.RECORD_MEETING, lambda row: f"{row.meeting.get_absolute_url()}pelatihan/?tps={row.tps.code}")


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


class OfMeetingAdmin(MeetingsAdmin):
    """Rows that belong to a meeting, for whoever keeps its record: drafts and names of trainees are among them."""

    can_view = Can.RECORD_MEETING
    region_path = "meeting__region__code"
    election_path = "meeting__election"
    kind_path = "meeting__kind"

    def ledger_subject(self, obj: Any) -> str:
        return obj.meeting.subject

    def choice_text(self, obj: Any) -> str:
        return str(obj)


@admin.register(Circular)
class CircularAdmin(OfMeetingAdmin):
    purpose = _("Surat edaran dan imbauan dengan nomor, pengiriman, dan berapa penerima yang menyatakan terima.")
    list_display = ["about", "kind", "number", column("meeting", _("rapat")), moment("sent_at", _("dikirim")),
                    "asked", "opened", "received"]  # fmt: skip
    list_filter = [
        election_at("meeting__election"), choose(_("jenis"), "jenis", "kind", CircularKind.choices),
        *place_at("meeting__region__code")[:1],
    ]  # fmt: skip
    list_select_related = ["meeting__election", "document"]
    search_fields = ["about", "meeting__title"]
    fields = ["about", "kind", "number", column("meeting", _("rapat")), "basis", "points",
              moment("made_at", _("disusun")), moment("sent_at", _("dikirim")), "asked", "opened",
              "received"]  # fmt: skip
    readonly_fields = ["number", *fields[3:4], *fields[6:]]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = circulars.counted(super().get_queryset(request))
        return rows.prefetch_related("document__versions__register_number")

    @admin.display(description=_("nomor"))
    def number(self, obj: Circular) -> str:
        return circulars.line(obj)["number"] or "–"

    @admin.display(description=_("penerima"))
    def asked(self, obj: Circular) -> int:
        return obj.asked

    @admin.display(description=_("dibuka"))
    def opened(self, obj: Circular) -> int:
        return obj.opened

    @admin.display(description=_("diterima"))
    def received(self, obj: Circular) -> int:
        return obj.received


@admin.register(CircularRecipient)
class CircularRecipientAdmin(OfMeetingAdmin):
    purpose = _("Kepada siapa tiap edaran, dan kapan penerimaannya dinyatakan.")
    region_path = "circular__meeting__region__code"
    election_path = "circular__meeting__election"
    kind_path = "circular__meeting__kind"
    list_display = ["recipient", column("circular", _("edaran")), moment("received_at", _("diterima")), "in_force"]
    list_filter = [
        election_at("circular__meeting__election"),
        choose_flag(_("penerimaan"), "terima", "received_at__isnull", _("belum dinyatakan"), _("sudah dinyatakan")),
    ]
    list_select_related = ["circular__meeting__election", "institution", "office"]
    search_fields = ["institution__name", "office__title", "circular__about"]
    fields = list_display
    readonly_fields = list_display

    @admin.display(description=_("penerima"), ordering="institution__name")
    def recipient(self, obj: CircularRecipient) -> str:
        return str(obj)

    @admin.display(description=_("masih berlaku"), boolean=True)
    def in_force(self, obj: CircularRecipient) -> bool:
        return obj.is_active

    def ledger_subject(self, obj: CircularRecipient) -> str:
        return obj.circular.meeting.subject


@admin.register(Trainee)
class TraineeAdmin(OfMeetingAdmin):
    purpose = _("Anggota KPPS yang hadir di bimtek, per TPS. Dicatat di meja pelatihan; yang dihapus tetap tersimpan.")
    list_display = [column("tps__code", _("kode TPS")), "number", "name", column("meeting", _("bimtek")),
                    moment("at", _("dicatat")), "counts"]  # fmt: skip
    list_filter = [
        election_at("meeting__election"), *place_at("tps__code"),
        choose_flag(_("keadaan"), "dihapus", "is_void", _("dihapus"), _("dihitung")),
    ]  # fmt: skip
    list_select_related = ["meeting__election", "tps"]
    # The newest first, by the key: a kabupaten has tens of thousands.
    ordering = ["-pk"]
    search_fields = ["^tps__code", "name", "meeting__title"]
    fields = [*list_display, "void_reason"]
    readonly_fields = [fields[0], *fields[3:6]]

    @admin.display(description=_("dihitung"), boolean=True)
    def counts(self, obj: Trainee) -> bool:
        return not obj.is_void
