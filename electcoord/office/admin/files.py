"""Files of reference data: the DPT of TPS, and newer names of regions."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.admin_forms import UNKNOWN_REGION
from electcoord.accounts.staff_import import CHANGED, NEW, SAME, Column, FileForm, Importer, Line, Plan
from electcoord.common.problems import parse_code, parse_int, short
from electcoord.common.tables import Row, Table
from electcoord.elections.actions import Voters, change_dpt
from electcoord.elections.actions.stations import HIGHEST
from electcoord.elections.models import Election, Tps
from electcoord.regions.actions import add_name
from electcoord.regions.models import DIGITS, TPS_DIGITS, Kind, Region, RegionName, titled

_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
_KINDS = {text.casefold(): kind for kind in Kind for text in (kind.value, str(kind.label))}


def managed_elections(user: Any) -> list[Election]:
    """Elections in which the person keeps reference data somewhere."""
    return [e for e in access.elections_of(user) if access.may_somewhere(user, Can.MANAGE_ELECTION, e)]


class DptForm(FileForm):
    pemilu = forms.ModelChoiceField(Election.objects.none(), to_field_name="slug", label=gettext_lazy("Pemilu"))
    dasar = forms.CharField(
        label=gettext_lazy("Dasar perubahan"),
        max_length=500,
        help_text=gettext_lazy("keputusan atau berita acara, nomor dan tanggal; tercatat di buku kejadian"),
    )
    field_order = ["pemilu", "dasar", "berkas"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elections = managed_elections(self.request.user)
        self.fields["pemilu"].queryset = Election.objects.filter(pk__in=[election.pk for election in elections])
        if len(elections) == 1:
            self.initial["pemilu"] = elections[0].slug


class DptFile(Importer):
    can = Can.MANAGE_ELECTION
    title = gettext_lazy("Impor DPT per TPS")
    lead = gettext_lazy("Mengubah DPT TPS yang sudah ada. Temuan lembar TPS itu diperiksa ulang; angkanya tetap.")
    columns = (
        Column("kode_tps", gettext_lazy("13 angka tanpa titik")),
        Column("dpt_l", gettext_lazy("DPT laki-laki; kosong berarti belum diketahui, bukan nol")),
        Column("dpt_p", gettext_lazy("DPT perempuan; kosong berarti belum diketahui, bukan nol")),
        Column("kecamatan", gettext_lazy("untuk dibaca saja"), is_required=False, is_info=True),
        Column("desa", gettext_lazy("untuk dibaca saja"), is_required=False, is_info=True),
        Column("no_tps", gettext_lazy("untuk dibaca saja"), is_required=False, is_info=True),
        Column("khusus", gettext_lazy("untuk dibaca saja"), is_required=False, is_info=True),
        Column("pemilu", gettext_lazy("untuk dibaca saja"), is_required=False, is_info=True),
    )
    notes = (
        gettext_lazy("Unduhan daftar TPS berbentuk sama: unduh, ubah, kirim kembali. TPS yang tidak disebut tetap."),
    )
    form_class = DptForm
    template_name = "templat_dpt.xlsx"

    def check(self, table: Table, plan: Plan, data: dict[str, Any]) -> None:
        election = data["pemilu"]
        codes = access.scope(self.user, self.can, election)
        inside = Tps.objects.filter(access.region_q(codes, "code"), election=election).select_related("desa")
        known = {tps.code: tps for tps in inside}
        seen: dict[str, int] = {}
        for row in table.rows:
            count = plan.problems.total

            def refuse(column: str, sentence: str, row: Row = row) -> None:
                plan.problems.add(table.name, sentence, row=row.number, column=column)

            code = _read(refuse, row, "kode_tps", lambda text: parse_code(text, TPS_DIGITS))
            men = _read(refuse, row, "dpt_l", lambda text: parse_int(text, HIGHEST))
            women = _read(refuse, row, "dpt_p", lambda text: parse_int(text, HIGHEST))
            if code and (first := seen.setdefault(code, row.number)) != row.number:
                refuse("kode_tps", _("TPS ini sudah ada di baris %(row)s.") % {"row": first})
            elif code and code not in known:
                refuse("kode_tps", _("TPS ini tidak ada dalam wewenang Anda pada pemilu itu."))
            if plan.problems.total == count:
                plan.lines.append(_dpt_line(row, known[code], Voters(men, women)))

    def apply(self, plan: Plan, data: dict[str, Any]) -> HttpResponse | None:
        election = data["pemilu"]
        voters = dict(line.data for line in plan.work)
        actor = self.admin.actor(self.request, self.can, region=next(iter(voters)), election=election)
        change_dpt(election, voters, basis=data["dasar"], actor=actor, digest=plan.digest)
        return None


def _read(refuse: Any, row: Row, column: str, parse: Any) -> Any:
    try:
        return parse(row.values[column])
    except ValueError as error:
        refuse(column, str(error))
        return None


def _dpt_line(row: Row, tps: Tps, after: Voters) -> Line:
    before = Voters(tps.dpt_l, tps.dpt_p)
    what = f"{tps.code} · {tps.desa} {tps}"
    note = _("laki-laki/perempuan %(before)s menjadi %(after)s") % {"before": before, "after": after}
    same = before == after
    return Line(row.number, SAME if same else CHANGED, what, "" if same else note, (tps.code, after))


class NameFile(Importer):
    can = Can.MANAGE_ELECTION
    title = gettext_lazy("Impor nama wilayah")
    lead = gettext_lazy("Nama baru berdiri di samping nama lama; dokumen tetap memakai nama saat dibuat.")
    columns = (
        Column("kode", gettext_lazy("kode wilayah 4, 6, atau 10 angka tanpa titik")),
        Column("jenis", gettext_lazy("kabupaten, kota, kecamatan, desa, atau kelurahan")),
        Column("nama", gettext_lazy("nama yang baru")),
        Column("berlaku_sejak", gettext_lazy("tahun-bulan-hari atau hari-bulan-tahun")),
        Column("sumber", gettext_lazy("peraturan atau keputusan, nomor dan tahun")),
    )
    notes = (gettext_lazy("Nama yang sama dengan nama yang berlaku dilewati."),)
    template_name = "templat_nama_wilayah.xlsx"

    def check(self, table: Table, plan: Plan, data: dict[str, Any]) -> None:
        codes = [row.values["kode"] for row in table.rows]
        names = RegionName.objects.order_by("pk")
        regions = Region.objects.filter(code__in=codes).prefetch_related(Prefetch("names", names))
        known = {region.code: region for region in regions}
        elections = managed_elections(self.user)
        seen: defaultdict[str, list[int]] = defaultdict(list)
        for row in table.rows:
            count = plan.problems.total

            def refuse(column: str, sentence: str, row: Row = row) -> None:
                plan.problems.add(table.name, sentence, row=row.number, column=column)

            region = known.get(row.values["kode"])
            election = region and _election_of(self.user, region, elections)
            if election is None:
                refuse("kode", UNKNOWN_REGION)
                continue
            seen[region.code].append(row.number)
            if len(seen[region.code]) > 1:
                refuse("kode", _("wilayah ini sudah ada di baris %(row)s.") % {"row": seen[region.code][0]})
            line = _name_line(refuse, row, region, election)
            if plan.problems.total == count:
                plan.lines.append(line)

    def apply(self, plan: Plan, data: dict[str, Any]) -> HttpResponse | None:
        with transaction.atomic():
            for line in plan.work:
                region, election, name = line.data
                actor = self.admin.actor(self.request, self.can, region=region.code, election=election)
                add_name(region, **name, actor=actor, election=election.slug)
        return None


def _election_of(user: Any, region: Region, elections: list[Election]) -> Election | None:
    """The election through which the person keeps this region's names."""
    return next((e for e in elections if access.may(user, Can.MANAGE_ELECTION, region=region.code, election=e)), None)


def _name_line(refuse: Any, row: Row, region: Region, election: Election) -> Line | None:
    kind = _KINDS.get(row.values["jenis"].casefold())
    name, source = " ".join(row.values["nama"].split()), " ".join(row.values["sumber"].split())
    day = _day(row.values["berlaku_sejak"])
    before = str(region)
    what = f"{region.code} · {before}"
    if kind is None or DIGITS[kind] != len(region.code):
        refuse(
            "jenis",
            _("'%(kind)s' tidak cocok dengan kode %(code)s.")
            % {"kind": short(row.values["jenis"]), "code": region.code},
        )
        return None
    if (region.kind, region.name) == (kind, name):
        return Line(row.number, SAME, what)
    for column, value in (("nama", name), ("sumber", source)):
        if not value or len(value) > 120:
            refuse(column, _("wajib diisi, paling panjang 120 huruf."))
    latest = max((known.valid_from or date.min for known in region.names.all()), default=date.min)
    if day is None:
        refuse("berlaku_sejak", _("tulis hari mulai berlaku, misalnya 2026-03-01."))
    elif day > timezone.localdate():
        refuse("berlaku_sejak", _("nama dicatat paling cepat pada hari mulai berlakunya."))
    elif day <= latest:
        refuse(
            "berlaku_sejak", _("harus sesudah %(day)s, hari berlaku nama yang tercatat.") % {"day": latest.isoformat()}
        )
    note = _("menjadi %(name)s sejak %(day)s") % {"name": titled(kind, name), "day": day and day.isoformat()}
    values = {"kind": kind.value, "name": name, "valid_from": day, "source": source}
    return Line(row.number, NEW, what, note, (region, election, values))


def _day(text: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    return None
