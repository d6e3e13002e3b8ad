"""The spreadsheet of the directory in the admin: sent, checked, then written whole or not at all."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts.access import Can
from electcoord.accounts.staff import regions_of
from electcoord.accounts.staff_import import Column, Importer, Plan
from electcoord.common.tables import Table
from electcoord.common.xlsx import holds_formula
from electcoord.directory import actions
from electcoord.directory.files.known import Known, Place
from electcoord.directory.files.matching import Deed, Matching
from electcoord.directory.files.rows import read_row
from electcoord.directory.models import Institution, InstitutionKind, Office, Person
from electcoord.ledger.recording import Actor

_KINDS = ", ".join(InstitutionKind.values)


class DirectoryFile(Importer):
    can = Can.MANAGE_DIRECTORY
    title = gettext_lazy("Impor direktori")
    lead = gettext_lazy("Lembaga, jabatan, dan pemangkunya. Satu baris satu pemangku, satu jabatan, atau satu lembaga.")
    columns = (
        Column("lembaga", gettext_lazy("nama lembaga, sama di setiap barisnya")),
        Column("jenis", gettext_lazy("kode atau nama jenis lembaga; wajib untuk lembaga baru: ") + _KINDS),
        Column("kode_wilayah", gettext_lazy("kode wilayah kerjanya, 2 sampai 10 angka tanpa titik")),
        Column("alamat", gettext_lazy("alamat lembaga")),
        Column("telepon_lembaga", gettext_lazy("telepon lembaga")),
        Column("surel_lembaga", gettext_lazy("surel lembaga")),
        Column("jabatan", gettext_lazy("kosong: baris ini hanya tentang lembaganya")),
        Column("urutan", gettext_lazy("urutan dalam undangan; 1 yang pertama")),
        Column("jumlah_orang", gettext_lazy("berapa orang memangku jabatan itu bersamaan; kosong berarti 1")),
        Column("nama", gettext_lazy("nama pemangku; kosong: jabatan belum ada pemangkunya")),
        Column("telepon", gettext_lazy("telepon pemangku")),
        Column("surel", gettext_lazy("surel pemangku")),
        Column("sejak", gettext_lazy("hari pertama masa jabatan, tahun-bulan-hari atau hari-bulan-tahun")),
        Column("sampai", gettext_lazy("hari terakhir; kosong: masih menjabat")),
        Column("dasar", gettext_lazy("nomor dan tanggal keputusan")),
        Column(
            "menggantikan",
            gettext_lazy("nama pemangku lama; masa jabatannya berakhir sehari sebelum 'sejak'"),
            is_required=False,
        ),
    )
    notes = (
        gettext_lazy("Masa jabatan hanya berakhir bila berkas mengatakannya: 'sampai' atau 'menggantikan'."),
        gettext_lazy("Isian kosong tidak menghapus yang tercatat; yang tidak disebut tetap."),
        gettext_lazy("Orang dikenali dari nama dengan telepon, surel, atau lembaga yang sama."),
        gettext_lazy("Unduhan daftar lembaga berbentuk sama: unduh, ubah, kirim kembali."),
    )
    template_name = "templat_direktori.xlsx"
    max_rows = 2000

    def plan(self, name: str, content: bytes, data: dict[str, Any]) -> Plan:
        plan = super().plan(name, content, data)
        if holds_formula(content):
            plan.problems.add(name, _("ada sel berisi rumus; salin lalu tempel sebagai nilai."))
        return plan

    def check(self, table: Table, plan: Plan, data: dict[str, Any]) -> None:
        def refuser(row: int) -> Any:
            return lambda column, sentence: plan.problems.add(table.name, sentence, row=row, column=column)

        rows = [read_row(row, refuser(row.number)) for row in table.rows]
        self.known = Known(regions_of(self.user, self.can), rows)
        matching = Matching(self.known)
        deeds = [matching.deed(row, refuser(row.row)) for row in rows]
        for deed in deeds:
            matching.check_seats(deed, refuser(deed.wanted.row))
            plan.lines.append(deed.line())

    def apply(self, plan: Plan, data: dict[str, Any]) -> HttpResponse | None:
        Writing(self).write([line.data for line in plan.work])
        return None

    def actor_of(self, region: str) -> Actor:
        return self.admin.keeper(self.request, region)


class Writing:
    """One checked file, through the actions: first what ends, then what is new."""

    def __init__(self, importer: DirectoryFile) -> None:
        known = importer.known
        self.actor_of, self.regions = importer.actor_of, known.regions
        self.institutions: dict[Place, Institution] = dict(known.institutions)
        self.offices: dict[tuple[Place, str], Office] = dict(known.offices)
        self.people: dict[int, Person] = {}

    @transaction.atomic
    def write(self, deeds: list[Deed]) -> None:
        for deed in deeds:
            for term, day in deed.ends:
                actions.end_term(term, ended=day, actor=self.actor_of(deed.wanted.region))
        for deed in deeds:
            self._write(deed, self.actor_of(deed.wanted.region))

    def _write(self, deed: Deed, actor: Actor) -> None:
        wanted, post = deed.wanted, (deed.place, deed.wanted.office)
        if deed.institution is not None:
            self._institution(deed, actor)
        if deed.office is not None:
            self._office(deed, post, actor)
        if deed.person:
            person = self._person(deed, actor)
        if deed.starts:
            actions.start_term(
                self.offices[post], person, started=wanted.started, ended=wanted.ended, basis=wanted.basis, actor=actor
            )

    def _institution(self, deed: Deed, actor: Actor) -> None:
        place, values = deed.place, deed.institution
        if found := self.institutions.get(place):
            self.institutions[place] = actions.change_institution(found, actor=actor, **values)
        else:
            region = self.regions[deed.wanted.region]
            self.institutions[place] = actions.add_institution(name=place[1], region=region, actor=actor, **values)

    def _office(self, deed: Deed, post: tuple[Place, str], actor: Actor) -> None:
        if found := self.offices.get(post):
            self.offices[post] = actions.change_office(found, actor=actor, **deed.office)
        else:
            institution = self.institutions[deed.place]
            self.offices[post] = actions.add_office(institution, title=post[1], actor=actor, **deed.office)

    def _person(self, deed: Deed, actor: Actor) -> Person:
        if deed.new_person:
            self.people[deed.person] = actions.add_person(name=deed.wanted.name, actor=actor, **deed.contact)
        elif deed.person not in self.people:
            self.people[deed.person] = Person.objects.get(pk=deed.person)
        if deed.contact and not deed.new_person:
            self.people[deed.person] = actions.change_person(self.people[deed.person], actor=actor, **deed.contact)
        return self.people[deed.person]
