"""Sheets, their versions and findings, to be looked up only.

No figure, no hash of a reading and no equation: whoever may still be handed a sheet must not learn it here (law 7);
figures are on the TPS page, which knows who may see them.
"""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import ElectionFilter, choose, contest_at, election_at, place_at
from electcoord.accounts.staff_links import opens
from electcoord.elections.models import Contest, Election, Tps
from electcoord.papers.models import Photo
from recap.models import Correction, CorrectionState, Finding, Severity, Sheet, SheetVersion, Source, VersionKind
from recap.states import SheetState

ELECTION = column("election", _("pemilu"))
CONTEST = column("contest", _("kontes"))
ENTERED = moment("entered_at", _("waktu entri"))
PROPOSED = moment("proposed_at", _("waktu usul"))
DECIDED = moment("decided_at", _("waktu putusan"))
SINCE = moment("since", _("sejak"))
SHEET_CONTEST = column("sheet__contest", _("kontes"))
TPS_CODE = column("tps_code", _("kode TPS"))


def _page(sheet: Sheet) -> str:
    return f"{reverse('recap:tps', args=[sheet.election.slug, sheet.tps_code])}#{sheet.contest.key}"


def _of_sheet(row: Any) -> str:
    return _page(row.sheet)


def _correction(row: Correction) -> str:
    return reverse("recap:correction", args=[row.sheet.election.slug, row.uuid])


def _contest(contest: Contest) -> str:
    return reverse("recap:region", args=[contest.election.slug, contest.key, contest.election.kabupaten_id])


def _photo(photo: Any) -> str:
    """`tps_now`, `contest_now`: where its page lies, from the rows of the photos' own admin."""
    return reverse("recap:paper", args=[photo.election.slug, photo.tps_now, photo.contest_now, photo.uuid])


opens(Election, Can.VIEW_RECAP, lambda election: reverse("recap:election", args=[election.slug]))
opens(Contest, Can.VIEW_RECAP, _contest)
opens(Tps, Can.VIEW_RECAP, lambda tps: reverse("recap:tps", args=[tps.election.slug, tps.code]))
opens(Sheet, Can.VIEW_RECAP, _page)
opens(SheetVersion, Can.VIEW_RECAP, _of_sheet)
opens(Finding, Can.VIEW_RECAP, _of_sheet)
opens(Photo, Can.VIEW_RECAP, _photo)
opens(Correction, Can.VIEW_RECAP, _correction)


class RecapAdmin(StaffAdmin):
    can_view = Can.VIEW_RECAP
    region_path = "tps_code"
    group = "rekap"

    def choice_text(self, obj: Any) -> str:
        sheet = getattr(obj, "sheet", obj)
        parts = {SheetVersion: _("versi %(number)s"), Correction: _("koreksi %(number)s"), Finding: "%(rule)s %(part)s"}
        more = str(parts.get(type(obj), "")) % vars(obj)
        return " · ".join(filter(None, (sheet.tps_code, str(sheet.contest), more)))


@admin.register(Sheet)
class SheetAdmin(RecapAdmin):
    purpose = _("Satu lembar C.Hasil per TPS dan kontes, dengan statusnya. Angkanya di aplikasi.")
    list_display = ["tps_code", CONTEST, "state", "version_count"]
    list_filter = [
        ElectionFilter, contest_at("contest"), choose(_("status"), "status", "state", SheetState.choices),
        *place_at("tps_code"),
    ]  # fmt: skip
    list_select_related = ["contest", "election"]
    search_fields = ["^tps_code"]
    fields = [ELECTION, CONTEST, "tps_code", "state", "version_count"]
    readonly_fields = [ELECTION, CONTEST]

    def ledger_subject(self, obj: Sheet) -> str:
        return obj.subject


CHANGES = [(kind.value, kind.label) for kind in (VersionKind.SALAH_BACA, VersionKind.PEMBETULAN)]
OF_SHEET = [election_at("sheet__election"), contest_at("sheet__contest"), *place_at("sheet__tps_code")]


class OfSheetAdmin(RecapAdmin):
    """Rows that belong to a sheet."""

    region_path = "sheet__tps_code"
    election_path = "sheet__election"
    list_select_related = ["sheet__contest", "sheet__election"]
    search_fields = ["^sheet__tps_code"]
    moments: tuple[Any, ...] = ()

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[Any]:
        return ["place", SHEET_CONTEST, *self.moments]

    @admin.display(description=_("kode TPS"), ordering="sheet__tps_code")
    def place(self, obj: SheetVersion | Correction) -> str:
        return obj.sheet.tps_code


@admin.register(SheetVersion)
class SheetVersionAdmin(OfSheetAdmin):
    purpose = _("Setiap entri, putusan, dan koreksi lembar: jenis, asal, waktu.")
    list_display = ["place", SHEET_CONTEST, "number", "kind", "source", ENTERED]
    list_filter = [
        *OF_SHEET, choose(_("jenis"), "jenis", "kind", VersionKind.choices),
        choose(_("asal"), "asal", "source", Source.choices),
    ]  # fmt: skip
    fields = ["place", SHEET_CONTEST, "number", "kind", "source", "role", ENTERED]
    moments = (ENTERED,)

    def ledger_subject(self, obj: SheetVersion) -> str:
        return obj.sheet.subject


@admin.register(Correction)
class CorrectionAdmin(OfSheetAdmin):
    purpose = _("Usul salah baca dan pembetulan dengan putusannya.")
    list_display = ["place", SHEET_CONTEST, "number", "kind", "state", PROPOSED]
    list_filter = [
        *OF_SHEET,
        choose(_("jenis"), "jenis", "kind", CHANGES),
        choose(_("status"), "status", "state", CorrectionState.choices),
    ]  # fmt: skip
    fields = ["place", SHEET_CONTEST, "number", "kind", "state", PROPOSED, DECIDED]
    moments = (PROPOSED, DECIDED)

    def ledger_subject(self, obj: Correction) -> str:
        return obj.subject


@admin.register(Finding)
class FindingAdmin(RecapAdmin):
    purpose = _("Aturan yang dilanggar angka lembar; persamaannya di aplikasi.")
    list_display = [TPS_CODE, SHEET_CONTEST, "rule", "part", "severity", SINCE]
    list_filter = [
        ElectionFilter, contest_at("sheet__contest"), choose(_("tingkat"), "tingkat", "severity", Severity.choices),
        *place_at("tps_code"),
    ]  # fmt: skip
    list_select_related = ["sheet__contest", "sheet__election"]
    search_fields = ["^tps_code", "=rule"]
    fields = [TPS_CODE, SHEET_CONTEST, "rule", "part", "severity", SINCE]
    readonly_fields = [TPS_CODE, SHEET_CONTEST, SINCE]

    def ledger_subject(self, obj: Finding) -> str:
        return obj.sheet.subject
