"""Photos, to be looked up only: what, whence, how large. Their pages are on the sheet's own page."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import ElectionFilter, choose, place_at
from electcoord.papers.models import (
    Original,
    Photo,
    Placement,
)

ELECTION, UUID = column("election", _("pemilu")), column("uuid", _("kode"))
UPLOADED = moment("uploaded_at", _("waktu unggah"))


@admin.register(Photo)
class PhotoAdmin(StaffAdmin):
    can_view = Can.VIEW_RECAP
    group = "kertas"
    purpose = _("Foto dan pindaian lembar: dari mana, kapan, hash berkas aslinya. Gambarnya di aplikasi.")
    list_display = ["place", ELECTION, "original", "size", UPLOADED, UUID]
    list_filter = [ElectionFilter, *place_at("tps_now"), choose(_("berkas asli"), "asli", "original", Original.choices)]
    list_select_related = ["election"]
    search_fields = ["^sha256", "^placements__tps_code"]
    fields = [
        UUID, ELECTION, "place", "original", "size", "sha256", "pdf_page", "image_size", "image_sha256", "width",
        "height", "role", UPLOADED,
    ]  # fmt: skip
    readonly_fields = [UUID, ELECTION, "place", UPLOADED]

    def limited(self, user: Any, can: Can) -> QuerySet:
        """Photos that lie where the verb holds now; where they lay before gives no right."""
        query = Q(pk__in=[])
        for election in access.elections_of(user):
            if codes := access.scope(user, can, election):
                query |= Q(photo__election=election) & access.region_q(codes, "tps_code")
        return Photo.objects.filter(Exists(Placement.objects.current().filter(query, photo=OuterRef("pk"))))

    def get_queryset(self, request: Any) -> QuerySet:
        now = Placement.objects.current().filter(photo=OuterRef("pk"))
        return super().get_queryset(request).annotate(
            tps_now=Subquery(now.values("tps_code")[:1]), contest_now=Subquery(now.values("contest__key")[:1])
        )  # fmt: skip

    def ledger_subject(self, obj: Photo) -> str:
        return obj.subject

    @admin.display(description=_("TPS"))
    def place(self, obj: Any) -> str:
        return obj.tps_now
