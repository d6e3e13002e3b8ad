"""Photos, to be looked up only: what, whence, how large. Their pages are on the sheet's own page."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import ElectionFilter, StaffAdmin, column
from electcoord.papers.models import Photo, Placement

ELECTION = column("election", "pemilu")


@admin.register(Photo)
class PhotoAdmin(StaffAdmin):
    can_view = Can.VIEW_RECAP
    list_display = ["uuid", "place", ELECTION, "original", "size", "uploaded_at"]
    list_filter = [ElectionFilter, "original"]
    list_select_related = ["election"]
    search_fields = ["^sha256"]
    fields = [
        "uuid", ELECTION, "place", "original", "size", "sha256", "pdf_page", "image_size", "image_sha256", "width",
        "height", "role", "uploaded_at",
    ]  # fmt: skip
    readonly_fields = ["uuid", ELECTION, "place"]

    def limited(self, user: Any, can: Can) -> QuerySet:
        """Photos that lie where the verb holds now; where they lay before gives no right."""
        query = Q(pk__in=[])
        for election in access.elections_of(user):
            if codes := access.scope(user, can, election):
                query |= Q(photo__election=election) & access.region_q(codes, "tps_code")
        return Photo.objects.filter(Exists(Placement.objects.current().filter(query, photo=OuterRef("pk"))))

    def get_queryset(self, request: Any) -> QuerySet:
        now = Placement.objects.current().filter(photo=OuterRef("pk"))
        return super().get_queryset(request).annotate(tps_now=Subquery(now.values("tps_code")[:1]))

    def ledger_subject(self, obj: Photo) -> str:
        return obj.subject

    @admin.display(description="TPS")
    def place(self, obj: Any) -> str:
        return obj.tps_now
