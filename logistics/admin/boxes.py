"""Containers, seals, packings and hand-overs, to be looked up and taken along only; the work is done in the app."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import BlankFilter, choose, contest_at, election_at
from electcoord.accounts.staff_links import opens
from logistics.models import (
    Confirmation,
    Container,
    ContainerKind,
    Custody,
    Handover,
    HolderKind,
    Packing,
    Seal,
    SealKind,
    Side,
    WrongReason,
)
from logistics.states import ContainerState

opens(Container, Can.VIEW_LOGISTICS, lambda row: reverse("logistics:box", args=[row.election.slug, row.code]))
opens(Handover, Can.VIEW_LOGISTICS, lambda row: reverse("logistics:handover", args=[row.election.slug, row.uuid]))

ELECTION, CONTAINER = column("election", _("pemilu")), column("container", _("kotak"))
HOLDER, GIVER = column("holder", _("dipegang oleh")), column("giver", _("pemberi"))
RECEIVER = column("receiver", _("penerima"))


class BoxAdmin(StaffAdmin):
    """Read-only; each row where its container is for, or where a hand-over ends."""

    can_view = Can.VIEW_LOGISTICS
    group = "logistik"
    subject = "container"

    def ledger_subject(self, obj: Any) -> str:
        row = obj if isinstance(obj, (Container, Handover)) else getattr(obj, self.subject)
        return f"logistics.{row._meta.model_name}:{row.uuid}"

    def choice_text(self, obj: Any) -> str:
        return str(obj)


@admin.register(Container)
class ContainerAdmin(BoxAdmin):
    purpose = _("Kotak dan wadah: untuk siapa, dipegang siapa, dalam keadaan apa. Dikerjakan di halaman kotak.")
    region_path = "region__code"
    TPS, REGION = column("tps", _("TPS")), column("region", _("untuk wilayah"))
    CONTEST, PARENT = column("contest", _("kontes")), column("parent", _("di dalam"))
    CHANGED = moment("changed_at", _("berubah"))
    list_display = ["code", "kind", CONTEST, TPS, HOLDER, "state", PARENT, CHANGED]
    list_filter = [
        election_at("election"), choose(_("jenis"), "jenis", "kind", ContainerKind.choices),
        choose(_("keadaan"), "keadaan", "state", ContainerState.choices),
        choose(_("pemegang"), "pemegang", "holder__kind", HolderKind.choices), contest_at("contest"),
    ]  # fmt: skip
    list_select_related = ["election", "contest", "tps", "holder", "parent", "region"]
    search_fields = ["code"]
    fields = [ELECTION, "code", "kind", CONTEST, TPS, REGION, PARENT, "state", HOLDER, "step", CHANGED]
    readonly_fields = [ELECTION, CONTEST, TPS, REGION, PARENT, HOLDER, CHANGED]


class RemovedFilter(BlankFilter):
    title = _("keadaan")
    parameter_name = "keadaan"
    paths = ("removed_at",)
    options = (("terisi", _("dilepas")), ("kosong", _("terpasang")))


@admin.register(Seal)
class SealAdmin(BoxAdmin):
    purpose = _("Register segel: nomor, kotaknya, kapan dipasang dan dilepas.")
    region_path = "container__region__code"
    ON, OFF = moment("attached_at", _("dipasang")), moment("removed_at", _("dilepas"))
    list_display = ["number", "kind", CONTAINER, ON, OFF]
    list_filter = [election_at("election"), choose(_("jenis"), "jenis", "kind", SealKind.choices), RemovedFilter]
    list_select_related = ["container", "election"]
    search_fields = ["number", "container__code"]
    fields = [ELECTION, "number", "kind", CONTAINER, ON, OFF]
    readonly_fields = [ELECTION, CONTAINER, ON, OFF]


@admin.register(Packing)
class PackingAdmin(BoxAdmin):
    purpose = _("Tiap pengemasan: dari gudang mana, surat suara kontes mana, dan yang dibongkar lagi.")
    election_path = "container__election"
    region_path = "container__region__code"
    WAREHOUSE, BALLOTS = column("warehouse", _("gudang")), column("ballots", _("surat suara"))
    AT, BACK = moment("at", _("dikemas")), moment("unpacked_at", _("dibongkar"))
    list_display = [CONTAINER, "round", WAREHOUSE, BALLOTS, "wrong_reason", AT, BACK]
    list_filter = [
        election_at("container__election"), choose(_("beda dapil"), "beda", "wrong_reason", WrongReason.choices)
    ]  # fmt: skip
    list_select_related = ["container__election", "warehouse", "ballots"]
    search_fields = ["container__code"]
    fields = [CONTAINER, "round", WAREHOUSE, BALLOTS, "wrong_reason", "wrong_by", AT, BACK, "unpack_reason"]
    readonly_fields = [CONTAINER, WAREHOUSE, BALLOTS, AT, BACK]


@admin.register(Handover)
class HandoverAdmin(BoxAdmin):
    purpose = _("Serah terima: siapa kepada siapa, sejak kapan dicatat. Dinyatakan di halaman serah terima.")
    region_path = "receiver__region__code"
    FIRST = moment("first_at", _("pertama dicatat"))
    list_display = [GIVER, RECEIVER, FIRST]
    list_filter = [
        election_at("election"), choose(_("penerima"), "penerima", "receiver__kind", HolderKind.choices)
    ]  # fmt: skip
    list_select_related = ["election", "giver", "receiver"]
    search_fields = ["giver__name", "receiver__name"]
    fields = [ELECTION, GIVER, RECEIVER, FIRST]
    readonly_fields = [ELECTION, GIVER, RECEIVER, FIRST]


@admin.register(Confirmation)
class ConfirmationAdmin(BoxAdmin):
    """Not the lines: a side that has not told yet counts for itself."""

    subject = "handover"
    purpose = _("Pernyataan tiap pihak pada serah terima, dengan waktunya menurut telepon dan server.")
    election_path = "handover__election"
    region_path = "handover__receiver__region__code"
    HANDOVER = column("handover", _("serah terima"))
    TOLD, RECEIVED = moment("told_at", _("menurut telepon")), moment("received_at", _("diterima server"))
    list_display = [HANDOVER, "side", "name", "office", TOLD, RECEIVED]
    list_filter = [election_at("handover__election"), choose(_("pihak"), "pihak", "side", Side.choices)]
    list_select_related = ["handover__election", "handover__giver", "handover__receiver"]
    search_fields = ["handover__giver__name", "handover__receiver__name"]
    fields = [HANDOVER, "side", "name", "office", TOLD, RECEIVED]
    readonly_fields = [HANDOVER, TOLD, RECEIVED]


@admin.register(Custody)
class CustodyAdmin(BoxAdmin):
    purpose = _("Rantai penguasaan: tiap perpindahan tiap kotak, langkah demi langkah.")
    election_path = "container__election"
    region_path = "container__region__code"
    AT = moment("at", _("dicatat"))
    list_display = [CONTAINER, "step", GIVER, HOLDER, AT]
    list_filter = [
        election_at("container__election"), choose(_("penerima"), "penerima", "holder__kind", HolderKind.choices)
    ]  # fmt: skip
    list_select_related = ["container__election", "giver", "holder"]
    search_fields = ["container__code", "giver__name", "holder__name"]
    fields = [CONTAINER, "step", GIVER, HOLDER, AT]
    readonly_fields = [CONTAINER, GIVER, HOLDER, AT]
