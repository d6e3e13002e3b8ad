"""Elections, their profile, ballots and TPS: read-only but for what the office sets after the import."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, StaffForm, column
from electcoord.accounts.staff_filters import (
    BlankFilter,
    Choose,
    ContestFilter,
    ElectionFilter,
    PartyFilter,
    choose,
    choose_flag,
    election_at,
    place_at,
)
from electcoord.accounts.staff_links import opens
from electcoord.common.names import region_name
from electcoord.elections.actions import load_phases, set_empty_column, set_stages, update_election
from electcoord.elections.models import (
    Choice,
    Contest,
    ContestKind,
    Election,
    Party,
    ProfileState,
    ProfileVersion,
    Regime,
    Stage,
    Tps,
)
from electcoord.office.admin.files import DptFile
from electcoord.office.forms import said

ELECTION = column("election", _("pemilu"))
CONTEST = column("contest", _("kontes"))
PARTY = column("party", _("partai"))
KABUPATEN = column("kabupaten", _("kabupaten/kota"))
DESA = column("desa", _("desa/kelurahan"))
CHOICES, PARTIES = column("choice_count", _("banyaknya pilihan")), column("party_count", _("banyaknya partai"))

opens(ProfileVersion, Can.VIEW_PROFILE, lambda version: reverse("office:profile", args=[version.election.slug]))


class StageFilter(Choose):
    """Elections in which the stage is open; there are few, so they are looked through here."""

    title = _("tahapan dibuka")
    parameter_name = "tahapan"
    options = Stage.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        return queryset.filter(pk__in=[e.pk for e in queryset if self.value() in e.open_stages])


class DptFilter(BlankFilter):
    title = _("DPT")
    parameter_name = "dpt"
    paths = ("dpt_l", "dpt_p")


class ElectionForm(StaffForm):
    """Name, day, zone and the open stages; opening or closing a stage needs a reason."""

    open_stages = forms.MultipleChoiceField(
        label=_("Tahapan yang dibuka"), choices=Stage.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Alasan perubahan tahapan"),
        required=False,
        max_length=500,
        help_text=_("Wajib diisi bila tahapan berubah; tercatat di buku kejadian."),
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
    group = "pemilu"
    purpose = _("Nama, hari, zona waktu, dan tahapan yang dibuka.")
    list_display = ["name", "slug", "regime", "day", "zone", "stages", "is_simulation"]
    list_filter = [
        StageFilter, choose(_("rezim"), "rezim", "regime", Regime.choices),
        choose_flag(_("simulasi"), "simulasi", "is_simulation", _("simulasi"), _("sungguhan")),
    ]  # fmt: skip
    search_fields = ["name", "slug"]
    readonly_fields = ["slug", "regime", KABUPATEN, "is_simulation", "profile_link", "package_digest"]
    actions = ["load_calendar"]

    def has_load_permission(self, request: HttpRequest) -> bool:
        return access.has_anywhere(request.user, Can.EDIT_CALENDAR)

    @admin.action(description=_("Muat jadwal tahapan"), permissions=["load"])
    def load_calendar(self, request: HttpRequest, queryset: QuerySet) -> None:
        for election in queryset:
            actor = self.actor(request, Can.EDIT_CALENDAR, region=election.kabupaten_id, election=election)
            count = len(load_phases(election, actor))
            told = gettext("%(election)s: jadwal memuat %(count)s tahapan.")
            self.message_user(request, told % {"election": election.name, "count": count}, messages.SUCCESS)

    def get_fields(self, request: HttpRequest, obj: Election | None = None) -> list[str]:
        if not self.has_change_permission(request, obj):
            return ["name", "day", "zone", "stages", *self.readonly_fields]
        return ["name", "day", "zone", "open_stages", "reason", *self.readonly_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Election | None = None) -> list[str]:
        return [*self.readonly_fields, "stages"]

    def ledger_subject(self, obj: Election) -> str:
        return str(obj.uuid)

    @admin.display(description=_("profil"))
    def profile_link(self, obj: Election) -> str:
        url = reverse("office:profile", args=[obj.slug])
        label = gettext("versi %(number)s, buka di aplikasi") % {"number": obj.profile.number}
        return format_html('<a href="{}">{}</a>', url, label)

    @admin.display(description=_("tahapan yang dibuka"))
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
    group = "pemilu"
    purpose = _("Setiap angka yang ditetapkan peraturan, dengan sumbernya. Diusulkan dan disetujui di aplikasi.")
    list_display = ["number", ELECTION, "state", "reason"]
    list_filter = [ElectionFilter, choose(_("status"), "status", "state", ProfileState.choices)]
    list_select_related = ["election"]
    fields = [ELECTION, "number", "state", "reason", "numbers"]
    readonly_fields = [ELECTION, "numbers"]

    def choice_text(self, obj: ProfileVersion) -> str:
        return gettext("Profil versi %(number)s") % {"number": obj.number}

    def ledger_subject(self, obj: ProfileVersion) -> str:
        # Version 1 came with the election.
        return str(obj.uuid if obj.number > 1 else obj.election.uuid)

    @admin.display(description=_("isi"))
    def numbers(self, obj: ProfileVersion) -> str:
        """Every number with its source, as a table."""
        rows = format_html_join(
            "",
            "<tr><th scope='row'>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (
                    gettext(entry.get("judul", key)),
                    _shown(entry["nilai"]),
                    entry["sumber"],
                    entry["diverifikasi"] or gettext("belum"),
                )
                for key, entry in obj.values.items()
            ),
        )
        heads = (gettext("Judul"), gettext("Nilai"), gettext("Sumber"), gettext("Diverifikasi"))
        head = format_html_join("", "<th scope='col'>{}</th>", ((title,) for title in heads))
        return format_html(
            "<div class='table-scroll' tabindex='0'><table class='list'><thead><tr>{}</tr></thead>"
            "<tbody>{}</tbody></table></div>",
            head, rows,
        )  # fmt: skip


def _shown(value: Any) -> str:
    """A value of a profile as people read it; of several the whole list."""
    if isinstance(value, dict) and "tingkat" not in value:
        return format_html_join("", "{}: {}<br>", ((_part(key), said(part)) for key, part in value.items()))
    return said(value)


def _part(key: str) -> str:
    """What a part of a value is about: a kind of contest or a rule."""
    return str(ContestKind(key).label) if key in ContestKind.values else key


@admin.register(Contest)
class ContestAdmin(StaffAdmin):
    group = "pemilu"
    purpose = _("Jenis pemilihan dengan wilayah (dapil), kursi, dan banyaknya pilihan.")
    list_display = ["name", "key", "kind", "dapil_code", "seats", CHOICES, ELECTION]
    list_filter = [ElectionFilter, choose(_("jenis"), "jenis", "kind", ContestKind.choices)]
    list_select_related = ["election"]
    search_fields = ["name", "key", "^dapil_code"]
    fields = [ELECTION, "key", "kind", "name", "dapil_code", "seats", CHOICES, PARTIES, "regions"]
    readonly_fields = [ELECTION, CHOICES, PARTIES, "regions"]

    @admin.display(description=_("wilayah"))
    def regions(self, obj: Contest) -> str:
        return ", ".join(f"{area.region} ({area.region_id})" for area in obj.areas.select_related("region"))


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
    group = "pemilu"
    purpose = _("Pasangan calon, calon, dan partai pada surat suara; menandai kolom kosong.")
    list_display = ["name", "number", PARTY, CONTEST, "gender", "is_empty_column"]
    list_filter = [
        election_at("contest__election"), ContestFilter, PartyFilter,
        choose_flag(_("kolom kosong"), "kosong", "is_empty_column", _("ya"), _("tidak")),
    ]  # fmt: skip
    list_select_related = ["party", "contest__election"]
    search_fields = ["name", "=number", "party__name"]
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
    group = "pemilu"
    purpose = _("Partai peserta dengan nomor urutnya.")
    list_display = ["number", "name", ELECTION]
    list_filter = [ElectionFilter]
    list_select_related = ["election"]
    search_fields = ["name", "=number"]
    fields = [ELECTION, "number", "name"]
    readonly_fields = [ELECTION]


@admin.register(Tps)
class TpsAdmin(StaffAdmin):
    region_path = "code"
    group = "wilayah"
    purpose = _("Tempat pemungutan suara per desa dengan DPT-nya. DPT diubah lewat impor.")
    importer = DptFile
    list_display = ["code", DESA, "number", "is_special", "dpt_l", "dpt_p", ELECTION]
    list_filter = [
        ElectionFilter, *place_at("code"), DptFilter,
        choose_flag(_("lokasi khusus"), "khusus", "is_special", _("khusus"), _("biasa")),
    ]  # fmt: skip
    list_select_related = ["desa", "election"]
    search_fields = ["^code", "desa__name", "=number"]
    export_columns = (
        ("kode_tps", lambda tps: tps.code),
        ("desa", lambda tps: tps.desa.name),
        ("no_tps", lambda tps: tps.number),
        ("khusus", lambda tps: int(tps.is_special)),
        ("dpt_l", lambda tps: tps.dpt_l),
        ("dpt_p", lambda tps: tps.dpt_p),
        ("pemilu", lambda tps: tps.election.slug),
    )

    def choice_text(self, obj: Tps) -> str:
        return f"{obj} {region_name(obj.desa.name)} · {obj.code}"

    def ledger_subject(self, obj: Tps) -> str:
        return str(obj.uuid)

    fields = [ELECTION, "code", DESA, "number", "is_special", "dpt_l", "dpt_p"]
    readonly_fields = [ELECTION, DESA]
