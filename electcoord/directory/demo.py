"""Institutions of the SIMULASI regency, who holds their offices, halls, vehicles and units; all people are invented."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from random import Random

from django.db import transaction
from django.utils.text import slugify

from electcoord.accounts.demo import LUBUK, MUARA, PEOPLE, TALANG
from electcoord.accounts.models import Role, User
from electcoord.common.numbers import angka
from electcoord.directory import actions
from electcoord.directory.models import Institution, Office, Person, Term
from electcoord.elections.demo import KABUPATEN, SLUG, names
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region

KPU, BAWASLU, PEMKAB = (
    "KPU Kabupaten Simulasi Maju",
    "Bawaslu Kabupaten Simulasi Maju",
    "Pemerintah Kabupaten Simulasi Maju",
)
DISKOMINFO = "Dinas Komunikasi dan Informatika"
HOTEL, MEDIA_CENTER, PENDOPO = "Aula Hotel Bukit Kenari", "Media Center KPU", "Pendopo Kabupaten"
# Days from the vote: the commission of today, that of before, everybody else.
SWORN_IN, LONG_AGO = -36, -800
# (kind, name, address, offices (title, seats, user name of whoever holds it)).
KABUPATEN_ROWS: tuple[tuple[str, str, str, tuple[tuple[str, int, str], ...]], ...] = (
    ("kpu", KPU, "Jalan Demokrasi 1", (("Ketua", 1, "ketua"), ("Anggota", 4, "anggota"),
                                       ("Sekretaris", 1, "sekretaris"), ("Kepala Subbagian Teknis", 1, "staf"))),
    ("pengawas", BAWASLU, "Jalan Demokrasi 12", (("Ketua", 1, "bawaslu"), ("Anggota", 2, ""),
                                                 ("Kepala Sekretariat", 1, ""))),
    ("pemda", PEMKAB, "Jalan Pendopo 1", (("Bupati", 1, ""), ("Wakil Bupati", 1, ""), ("Sekretaris Daerah", 1, ""),
                                          ("Asisten Pemerintahan dan Kesra", 1, ""))),
    ("pemda", "Badan Kesatuan Bangsa dan Politik", "Jalan Pendopo 3", (("Kepala Badan", 1, ""),)),
    ("pemda", "Badan Pengelola Keuangan dan Aset Daerah", "Jalan Pendopo 5", (("Kepala Badan", 1, ""),)),
    ("pemda", DISKOMINFO, "Jalan Pendopo 7", (("Kepala Dinas", 1, ""),)),
    ("pemda", "Inspektorat Kabupaten", "Jalan Pendopo 9", (("Inspektur", 1, ""),)),
    ("pemda", "Satuan Polisi Pamong Praja", "Jalan Pendopo 11", (("Kepala Satuan", 1, ""),)),
    ("pemda", "Dinas Perhubungan", "Jalan Terminal 2", (("Kepala Dinas", 1, ""),)),
    ("pemda", "Dinas Kesehatan", "Jalan Sehat 4", (("Kepala Dinas", 1, ""),)),
    ("dprd", "DPRD Kabupaten Simulasi Maju", "Jalan Pendopo 2", (("Ketua", 1, ""),)),
    ("polri", "Polres Simulasi Maju", "Jalan Bhayangkara 1", (("Kapolres", 1, ""), ("Kabag Ops", 1, ""))),
    ("tni", "Kodim 0999 Simulasi Maju", "Jalan Prajurit 1", (("Dandim", 1, ""), ("Pasi Ops", 1, ""))),
    ("kejaksaan", "Kejaksaan Negeri Simulasi Maju", "Jalan Keadilan 1", (("Kepala Kejaksaan Negeri", 1, ""),)),
    ("pengadilan", "Pengadilan Negeri Simulasi Maju", "Jalan Keadilan 3", (("Ketua", 1, ""),)),
    ("media", "Radio Suara Maju", "Jalan Siaran 8", (("Pemimpin Redaksi", 1, ""),)),
    ("media", "Harian Kabar Sungai", "Jalan Pers 5", (("Pemimpin Redaksi", 1, ""),)),
    ("masyarakat", "Forum Kerukunan Umat Beragama", "Jalan Damai 2", (("Ketua", 1, ""),)),
    ("masyarakat", "Lembaga Adat Simulasi Maju", "Jalan Adat 6", (("Ketua Adat", 1, ""),)),
    *(("partai", f"DPC {name}", f"Jalan Partai {number}", (("Ketua", 1, ""), ("Penghubung (LO)", 1, "")))
      for number, name in names.PARTAI[:6]),
)  # fmt: skip
KECAMATAN_ROWS = {TALANG: "talang", LUBUK: "lubuk", MUARA: "muara"}
# (name, capacity, owner, address).
VENUES = (
    (MEDIA_CENTER, 60, KPU, "Jalan Demokrasi 1"), (HOTEL, 350, "", "Jalan Kenari 20"),
    (PENDOPO, 250, PEMKAB, "Jalan Pendopo 1"), ("Gedung Serbaguna Simulasi Maju", 500, PEMKAB, "Jalan Olahraga 4"),
)  # fmt: skip
VEHICLES = (
    ("SM 1001 KP", "Minibus dinas", KPU, "7 orang"), ("SM 1002 KP", "Mobil operasional", KPU, "5 orang"),
    ("SM 8011 DP", "Truk engkel biru", "Dinas Perhubungan", "45 kotak suara"),
    ("SM 8012 DP", "Truk engkel kuning", "Dinas Perhubungan", "40 kotak suara"),
    ("SM 8013 DP", "Truk engkel hijau", "Dinas Perhubungan", "45 kotak suara"),
    ("SM 8014 DP", "Truk bak besar", "Dinas Perhubungan", "120 kotak suara"),
    ("SM 8015 DP", "Truk boks", "Dinas Perhubungan", "90 kotak suara"),
    ("SM 9101 KC", "Pikap kecamatan", PEMKAB, "20 kotak suara"),
    ("SM 9102 KC", "Perahu motor desa", PEMKAB, "25 kotak suara"),
    ("SM 9103 KC", "Pikap kelurahan", PEMKAB, "20 kotak suara"),
    ("SM 9104 KC", "Pikap desa", PEMKAB, "20 kotak suara"), ("SM 9105 KC", "Mobil bak desa", PEMKAB, "25 kotak suara"),
)  # fmt: skip
UNITS = (
    ("Satuan Samapta", "Polres Simulasi Maju"), ("Satuan Lalu Lintas", "Polres Simulasi Maju"),
    ("Regu Pengamanan", "Kodim 0999 Simulasi Maju"), ("Regu Ketertiban", "Satuan Polisi Pamong Praja"),
)  # fmt: skip


def seed() -> list[str]:
    """Everything at once, or nothing where it is there already."""
    election = Election.objects.get(slug=SLUG)
    kabupaten = Region.objects.get(code=KABUPATEN)
    if not Institution.objects.filter(region=kabupaten, name=KPU).exists():
        with transaction.atomic():
            Filler(election).fill(kabupaten)
    return [
        f"Direktori: {angka(Institution.objects.count())} lembaga, {angka(Term.objects.on(election.day).count())} "
        "pejabat."
    ]


class Filler:
    """Writes the directory in the name of the commission's staff."""

    def __init__(self, election: Election) -> None:
        self.day: date = election.day
        self.users = {user.username: user for user in User.objects.filter(username__in=[row[0] for row in PEOPLE])}
        self.actor = Actor(str(self.users["staf"].uuid), Role.STAF_KPU.value)
        self.strangers = _strangers()

    def fill(self, kabupaten: Region) -> None:
        made = {row[1]: self.institution(kabupaten, *row) for row in KABUPATEN_ROWS}
        self.earlier_chair(made[KPU])
        for code, word in KECAMATAN_ROWS.items():
            self.kecamatan(Region.objects.get(code=code), word)
        for name, capacity, owner, address in VENUES:
            actions.add_venue(name=name, region=kabupaten, institution=made.get(owner), address=address,
                              capacity=capacity, actor=self.actor)  # fmt: skip
        for plate, name, owner, note in VEHICLES:
            actions.add_vehicle(made[owner], plate=plate, name=name, capacity_note=note, actor=self.actor)
        for name, owner in UNITS:
            actions.add_unit(made[owner], name=name, actor=self.actor)

    def institution(
        self, region: Region, kind: str, name: str, address: str, offices: tuple[tuple[str, int, str], ...]
    ) -> Institution:
        found = actions.add_institution(
            kind=kind, name=name, region=region, address=address, email=_mail_of(name), actor=self.actor
        )
        for rank, (title, seats, username) in enumerate(offices, 1):
            office = actions.add_office(found, title=title, seats=seats, rank=rank, actor=self.actor)
            for number in range(seats):
                self.hold(office, username if not number else "")
        return found

    def hold(self, office: Office, username: str) -> None:
        """Commissioners since they were sworn in, others for long; a person of the demo is linked to the account."""
        is_new = office.institution.name == KPU and office.title in ("Ketua", "Anggota")
        started = self.day + timedelta(days=SWORN_IN if is_new else LONG_AGO)
        basis = "Keputusan KPU tentang pengangkatan anggota" if is_new else ""
        actions.start_term(office, self.person(username), started=started, basis=basis, actor=self.actor)

    def person(self, username: str = "") -> Person:
        user = self.users.get(username)
        person = actions.add_person(name=user.name if user else next(self.strangers), actor=self.actor)
        return actions.change_person(person, account=user, actor=self.actor) if user else person

    def earlier_chair(self, commission: Institution) -> None:
        """Who held the office before: what was then is asked by its day."""
        office = commission.offices.get(title="Ketua")
        until = self.day + timedelta(days=SWORN_IN - 1)
        actions.start_term(office, self.person(), started=self.day + timedelta(days=LONG_AGO), ended=until,
                           actor=self.actor)  # fmt: skip

    def kecamatan(self, region: Region, word: str) -> None:
        name = region.name.title()
        rows = (
            ("kpu", f"PPK {name}", (("Ketua", 1, f"ppk-{word}"), ("Anggota", 4, f"anggota-ppk-{word}"),
                                    ("Sekretaris", 1, f"sekretariat-{word}"))),
            ("pengawas", f"Panwaslu Kecamatan {name}", (("Ketua", 1, f"panwas-{word}"),)),
            ("pemda", f"Kantor Camat {name}", (("Camat", 1, ""), ("Kepala Seksi Pemerintahan", 1, ""))),
            ("polri", f"Polsek {name}", (("Kapolsek", 1, ""),)),
            ("tni", f"Koramil {name}", (("Danramil", 1, ""),)),
        )  # fmt: skip
        for kind, title, offices in rows:
            self.institution(region, kind, title, f"Jalan Raya {name}", offices)
        actions.add_venue(name=f"Balai Kecamatan {name}", region=region, capacity=80, actor=self.actor)


def _strangers() -> Iterator[str]:
    """Invented names that no account of the demo has, always in the same order."""
    taken = {name for _username, name, *_more in PEOPLE}
    found = [" ".join(pair) for pair in product(names.DEPAN, names.BELAKANG)]
    Random("pejabat").shuffle(found)
    return (name for name in found if name not in taken)


def _mail_of(name: str) -> str:
    """An address that no mail server will ever know (RFC 2606)."""
    return f"{slugify(name)[:60].strip('-')}@simulasi.example"
