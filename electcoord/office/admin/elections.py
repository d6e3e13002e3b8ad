"""Elections, their profile, ballots and TPS: read-only but for what the office sets after the import."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from electcoord.accounts.access import Can
from electcoord.accounts.staff import ElectionFilter, StaffAdmin, StaffForm, column
from electcoord.elections.actions import set_empty_column, set_stages, update_election
from electcoord.elections.models import Choice, Contest, Election, Party, ProfileVersion, Stage, Tps

ELECTION = column("election", "pemilu")
CONTEST = column("contest", "kontes")
PARTY = column("party", "partai")
KABUPATEN = column("kabupaten", "kabupaten/kota")
DESA = column("desa", "desa/kelurahan")


class ElectionForm(StaffForm):
    """Name, day, zone and the open stages; opening or closing a stage needs a reason."""

    open_stages = forms.MultipleChoiceField(
        label="Tahapan yang dibuka", choices=Stage.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="Alasan perubahan tahapan",
        required=False,
        max_length=500,
        help_text="Wajib diisi bila tahapan berubah; tercatat di buku kejadian.",
    )

    class Meta:
        model = Election
        fields = ["name", "day", "zone", "open_stages"]


@admin.register(Election)
class ElectionAdmin(StaffAdmin):
    can_change = Can.MANAGE_ELECTION
    form = ElectionForm
    region_path = "kabupaten__code"
    election_path = "pk"
    list_display = ["name", "slug", "regime", "day", "zone", "stages", "is_simulation"]
    list_filter = ["regime"]
    search_fields = ["name", "slug"]
    readonly_fields = ["slug", "regime", KABUPATEN, "is_simulation", "profile", "package_digest"]

    def get_fields(self, request: HttpRequest, obj: Election | None = None) -> list[str]:
        if not self.has_change_permission(request, obj):
            return ["name", "day", "zone", "stages", *self.readonly_fields]
        return ["name", "day", "zone", "open_stages", "reason", *self.readonly_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Election | None = None) -> list[str]:
        return [*self.readonly_fields, "stages"]

    def ledger_subject(self, obj: Election) -> str:
        return str(obj.uuid)

    @admin.display(description="tahapan yang dibuka")
    def stages(self, obj: Election) -> str:
        return ", ".join(str(Stage(stage).label) for stage in obj.open_stages)

    def save_model(self, request: HttpRequest, obj: Election, form: Any, change: bool) -> None:
        data = form.cleaned_data
        actor = self.actor(request, Can.MANAGE_ELECTION, region=obj.kabupaten_id, election=obj)
        with transaction.atomic():
            update_election(obj, name=data["name"], day=data["day"], zone=data["zone"], actor=actor)
            if "open_stages" in form.changed_data:
                set_stages(obj, data["open_stages"], reason=data["reason"], actor=actor)


@admin.register(ProfileVersion)
class ProfileAdmin(StaffAdmin):
    can_view = Can.VIEW_PROFILE
    list_display = ["number", ELECTION, "state", "reason"]
    list_filter = [ElectionFilter, "state"]
    list_select_related = ["election"]
    fields = [ELECTION, "number", "state", "reason", "numbers"]
    readonly_fields = [ELECTION, "numbers"]

    class Media:
        css = {"all": ["css/admin-profile.css"]}

    def ledger_subject(self, obj: ProfileVersion) -> str:
        # Version 1 came with the election.
        return str(obj.uuid if obj.number > 1 else obj.election.uuid)

    @admin.display(description="isi")
    def numbers(self, obj: ProfileVersion) -> str:
        """Every number with its source, as a table."""
        rows = format_html_join(
            "",
            "<tr><th scope='row'>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (entry.get("judul", key), _shown(entry["nilai"]), entry["sumber"], entry["diverifikasi"] or "belum")
                for key, entry in obj.values.items()
            ),
        )
        return format_html(
            "<table><thead><tr><th>Judul</th><th>Nilai</th><th>Sumber</th><th>Diverifikasi</th></tr></thead>"
            "<tbody>{}</tbody></table>",
            rows,
        )


def _shown(value: Any) -> str:
    """A value of a profile as people read it."""
    if isinstance(value, dict):
        if set(value) == {"aktif", "tingkat", "batas", "sumber", "tanda"}:
            limit = "" if value["batas"] is None else f", toleransi {value['batas']}"
            return f"{value['tingkat']}{limit}" if value["aktif"] else "tidak aktif"
        return format_html_join("", "{}: {}<br>", ((key, _shown(part)) for key, part in value.items()))
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return "–" if value is None else str(value)


@admin.register(Contest)
class ContestAdmin(StaffAdmin):
    list_display = ["name", "key", "kind", "dapil_code", "seats", "choice_count", ELECTION]
    list_filter = [ElectionFilter, "kind"]
    list_select_related = ["election"]
    search_fields = ["name", "key"]
    fields = [ELECTION, "key", "kind", "name", "dapil_code", "seats", "choice_count", "party_count", "regions"]
    readonly_fields = [ELECTION, "regions"]

    @admin.display(description="wilayah")
    def regions(self, obj: Contest) -> str:
        return ", ".join(f"{area.region} ({area.region_id})" for area in obj.areas.select_related("region"))


class ChoiceElectionFilter(ElectionFilter):
    path = "contest__election"


class ChoiceForm(StaffForm):
    class Meta:
        model = Choice
        fields = ["is_empty_column"]


@admin.register(Choice)
class ChoiceAdmin(StaffAdmin):
    can_change = Can.MANAGE_ELECTION
    form = ChoiceForm
    region_path = "contest__election__kabupaten__code"
    election_path = "contest__election"
    list_display = ["name", "number", PARTY, CONTEST, "is_empty_column"]
    list_filter = [ChoiceElectionFilter, "is_empty_column"]
    list_select_related = ["party", "contest"]
    search_fields = ["name", "contest__name"]
    fields = [CONTEST, PARTY, "number", "name", "gender", "is_empty_column"]
    readonly_fields = [CONTEST, PARTY, "number", "name", "gender"]

    def ledger_subject(self, obj: Choice) -> str:
        return str(obj.uuid)

    def save_model(self, request: HttpRequest, obj: Choice, form: Any, change: bool) -> None:
        election = obj.contest.election
        actor = self.actor(request, Can.MANAGE_ELECTION, region=election.kabupaten_id, election=election)
        set_empty_column(obj, form.cleaned_data["is_empty_column"], actor=actor)


@admin.register(Party)
class PartyAdmin(StaffAdmin):
    list_display = ["number", "name", ELECTION]
    list_filter = [ElectionFilter]
    list_select_related = ["election"]
    search_fields = ["name"]
    fields = [ELECTION, "number", "name"]
    readonly_fields = [ELECTION]


@admin.register(Tps)
class TpsAdmin(StaffAdmin):
    region_path = "code"
    list_display = ["code", DESA, "number", "is_special", "dpt_l", "dpt_p", ELECTION]
    list_filter = [ElectionFilter, "is_special"]
    list_select_related = ["desa", "election"]
    search_fields = ["^code", "desa__name"]
    fields = [ELECTION, "code", DESA, "number", "is_special", "dpt_l", "dpt_p"]
    readonly_fields = [ELECTION, DESA]
