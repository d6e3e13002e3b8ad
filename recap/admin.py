"""Sheets, their versions and findings, to be looked up only.

No figure, no hash of a reading and no equation: whoever may still be handed a sheet must not learn it here (law 7);
figures are on the TPS page, which knows who may see them.
"""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from electcoord.accounts.access import Can
from electcoord.accounts.staff import ElectionFilter, StaffAdmin, column
from recap.models import Correction, Finding, Sheet, SheetVersion

ELECTION = column("election", "pemilu")
CONTEST = column("contest", "kontes")
SHEET_CONTEST = column("sheet__contest", "kontes")


def _link(sheet: Sheet) -> str:
    url = reverse("recap:tps", args=[sheet.election.slug, sheet.tps_code])
    return format_html('<a href="{}#{}">Buka halaman TPS</a>', url, sheet.contest.key)


class RecapAdmin(StaffAdmin):
    can_view = Can.VIEW_RECAP
    region_path = "tps_code"


@admin.register(Sheet)
class SheetAdmin(RecapAdmin):
    list_display = ["tps_code", CONTEST, "state", "version_count", "page"]
    list_filter = [ElectionFilter, "state"]
    list_select_related = ["contest", "election"]
    search_fields = ["^tps_code"]
    fields = [ELECTION, CONTEST, "tps_code", "state", "version_count", "page"]
    readonly_fields = [ELECTION, CONTEST, "page"]

    def ledger_subject(self, obj: Sheet) -> str:
        return obj.subject

    @admin.display(description="halaman")
    def page(self, obj: Sheet) -> str:
        return _link(obj)


class SheetElectionFilter(ElectionFilter):
    path = "sheet__election"


class OfSheetAdmin(RecapAdmin):
    """Rows that belong to a sheet."""

    region_path = "sheet__tps_code"
    election_path = "sheet__election"
    list_select_related = ["sheet__contest", "sheet__election"]
    search_fields = ["^sheet__tps_code"]
    readonly_fields = ["place", SHEET_CONTEST, "page"]

    @admin.display(description="kode TPS", ordering="sheet__tps_code")
    def place(self, obj: SheetVersion | Correction) -> str:
        return obj.sheet.tps_code


@admin.register(SheetVersion)
class SheetVersionAdmin(OfSheetAdmin):
    list_display = ["place", SHEET_CONTEST, "number", "kind", "source", "entered_at", "page"]
    list_filter = [SheetElectionFilter, "kind", "source"]
    fields = ["place", SHEET_CONTEST, "number", "kind", "source", "role", "entered_at", "page"]

    def ledger_subject(self, obj: SheetVersion) -> str:
        return obj.sheet.subject

    @admin.display(description="halaman")
    def page(self, obj: SheetVersion) -> str:
        return _link(obj.sheet)


@admin.register(Correction)
class CorrectionAdmin(OfSheetAdmin):
    list_display = ["place", SHEET_CONTEST, "number", "kind", "state", "proposed_at", "page"]
    list_filter = [SheetElectionFilter, "kind", "state"]
    fields = ["place", SHEET_CONTEST, "number", "kind", "state", "proposed_at", "decided_at", "page"]

    def ledger_subject(self, obj: Correction) -> str:
        return obj.subject

    @admin.display(description="halaman")
    def page(self, obj: Correction) -> str:
        url = reverse("recap:correction", args=[obj.sheet.election.slug, obj.uuid])
        return format_html('<a href="{}">Buka koreksi</a>', url)


@admin.register(Finding)
class FindingAdmin(RecapAdmin):
    list_display = ["tps_code", SHEET_CONTEST, "rule", "part", "severity", "since", "page"]
    list_filter = [ElectionFilter, "severity"]
    list_select_related = ["sheet__contest", "sheet__election"]
    search_fields = ["^tps_code", "=rule"]
    fields = ["tps_code", SHEET_CONTEST, "rule", "part", "severity", "since", "page"]
    readonly_fields = [SHEET_CONTEST, "page"]

    def ledger_subject(self, obj: Finding) -> str:
        return obj.sheet.subject

    @admin.display(description="halaman")
    def page(self, obj: Finding) -> str:
        return _link(obj.sheet)
