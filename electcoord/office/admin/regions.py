"""Regions are read-only; a newer name is added beside the older ones."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, StaffForm
from electcoord.accounts.staff_filters import choose, place_at
from electcoord.common.names import region_name
from electcoord.elections.models import Election
from electcoord.office.admin.files import NameFile
from electcoord.regions.actions import add_name, subject
from electcoord.regions.models import Kind, Region, RegionName, titled


@admin.register(Region)
class RegionAdmin(StaffAdmin):
    region_path = "code"
    election_path = ""
    group = "wilayah"
    purpose = _("Kode resmi dan nama yang berlaku, dari provinsi sampai desa.")
    list_display = ["code", "kind", "name"]
    list_filter = [choose(_("jenis"), "jenis", "kind", Kind.choices), *place_at("code")[:1]]
    search_fields = ["^code", "name"]
    fields = ["code", "kind", "name", "all_names"]
    readonly_fields = ["all_names"]

    def ledger_subject(self, obj: Region) -> str:
        return subject(obj.code)

    def choice_text(self, obj: Region) -> str:
        return f"{titled(obj.kind, region_name(obj.name))} ({obj.code})"

    @admin.display(description=_("semua nama"))
    def all_names(self, obj: Region) -> str:
        rows = [
            (
                name.get_kind_display(),
                name.name,
                name.valid_from.isoformat() if name.valid_from else gettext("awal"),
                name.source or "–",
            )
            for name in obj.names.all()
        ]
        return format_html_join(mark_safe("<br>"), gettext("{} {}, berlaku sejak {} (sumber: {})"), rows)


class RegionNameForm(StaffForm):
    class Meta:
        model = RegionName
        fields = ["region", "kind", "name", "valid_from", "source"]
        help_texts = {
            "valid_from": _("hari mulai berlaku menurut keputusannya; nama yang lama tetap tersimpan"),
            "source": _("peraturan atau keputusan, nomor dan tahun"),
        }


@admin.register(RegionName)
class RegionNameAdmin(StaffAdmin):
    can_add = Can.MANAGE_ELECTION
    form = RegionNameForm
    region_path = "region__code"
    election_path = ""
    group = "wilayah"
    purpose = _("Semua nama yang pernah dipakai, sejak kapan, menurut keputusan mana.")
    importer = NameFile
    list_display = ["region", "kind", "name", "valid_from", "source"]
    list_filter = [choose(_("jenis"), "jenis", "kind", Kind.choices), *place_at("region__code")[:1]]
    list_select_related = ["region"]
    export_columns = (
        ("kode", lambda name: name.region_id),
        ("jenis", lambda name: name.kind),
        ("nama", lambda name: name.name),
        ("berlaku_sejak", lambda name: name.valid_from),
        ("sumber", lambda name: name.source),
    )
    search_fields = ["^region__code", "name"]
    autocomplete_fields = ["region"]
    fields = ["region", "kind", "name", "valid_from", "source"]

    def choice_text(self, obj: RegionName) -> str:
        return f"{titled(obj.kind, region_name(obj.name))} ({obj.region_id})"

    def ledger_subject(self, obj: RegionName) -> str:
        return subject(obj.region_id)

    def save_model(self, request: HttpRequest, obj: RegionName, form: Any, change: bool) -> None:
        data = form.cleaned_data
        region = data["region"]
        election = election_for(request, region)
        actor = self.actor(request, Can.MANAGE_ELECTION, region=region.code, election=election)
        added = add_name(
            region, kind=data["kind"], name=data["name"], valid_from=data["valid_from"], source=data["source"],
            actor=actor, election=election.slug if election else "",
        )  # fmt: skip
        obj.__dict__.update(added.__dict__)


def election_for(request: HttpRequest, region: Region) -> Election | None:
    """The election through which the person holds the right in this region."""
    for election in access.elections_of(request.user):
        if access.may(request.user, Can.MANAGE_ELECTION, region=region.code, election=election):
            return election
    return None
