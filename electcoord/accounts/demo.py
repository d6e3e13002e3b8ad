"""People of the SIMULASI regency: one per role that has something to do, more of some, and the clerks behind them."""

from itertools import product
from random import Random

from django.contrib.auth.hashers import make_password

from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role, User
from electcoord.elections.demo import KABUPATEN, PILKADA, SLUG, SUSULAN, names
from electcoord.elections.models import Election, ElectionRegion
from electcoord.ledger.recording import SYSTEM

# Known to everybody: these accounts exist only in a database of simulations.
PASSWORD = "simulasi-maju-2029"
TALANG, LUBUK, MUARA = (f"{KABUPATEN}{number}" for number in ("01", "02", "03"))
DESA, TPS = f"{TALANG}1001", f"{TALANG}1001001"
PEOPLE = (
    ("ketua", "Ratna Mandala", Role.KETUA_KPU, KABUPATEN),
    ("anggota", "Surya Lokananta", Role.ANGGOTA_KPU, KABUPATEN),
    ("sekretaris", "Endah Wirabumi", Role.SEKRETARIS_KPU, KABUPATEN),
    ("staf", "Gilang Cakrawala", Role.STAF_KPU, KABUPATEN),
    ("operator", "Hesti Girinata", Role.OPERATOR_SIREKAP, KABUPATEN),
    ("gudang", "Rangga Sasmita", Role.PETUGAS_GUDANG, KABUPATEN),
    ("pengawal", "Bima Antasena", Role.PENGAWAL, KABUPATEN),
    ("bawaslu", "Wahyu Bratasena", Role.BAWASLU_KAB, KABUPATEN),
    ("ppk-talang", "Darma Ekaputra", Role.KETUA_PPK, TALANG),
    ("anggota-ppk-talang", "Galuh Natapraja", Role.ANGGOTA_PPK, TALANG),
    ("sekretariat-talang", "Indah Pramudita", Role.SEKRETARIAT_PPK, TALANG),
    ("sekretariat-talang-2", "Bayu Mertanadi", Role.SEKRETARIAT_PPK, TALANG),
    ("panwas-talang", "Oka Nusaputra", Role.PANWASCAM, TALANG),
    ("saksi-talang", "Utami Kertawijaya", Role.SAKSI, TALANG),
    ("pps-talang", "Kemala Wanasaba", Role.KETUA_PPS, DESA),
    ("anggota-pps-talang", "Danang Rangkayu", Role.ANGGOTA_PPS, DESA),
    ("pkd-talang", "Citra Gandasuli", Role.PKD, DESA),
    ("kpps-talang", "Satria Layangsari", Role.KPPS, TPS),
    ("ptps-talang", "Widya Hastabrata", Role.PTPS, TPS),
    ("ppk-lubuk", "Lingga Atmadirga", Role.KETUA_PPK, LUBUK),
    ("sekretariat-lubuk", "Elok Kusumadewa", Role.SEKRETARIAT_PPK, LUBUK),
    ("ppk-muara", "Harsa Suryanegara", Role.KETUA_PPK, MUARA),
    ("sekretariat-muara", "Intan Jatikusuma", Role.SEKRETARIAT_PPK, MUARA),
    ("pengelola", "Yuda Adiwangsa", Role.PENGELOLA, ""),
)
LOGINS = tuple(username for username, *_ in PEOPLE)
CLERKS = 2


def seed() -> list[str]:
    """Makes the accounts once; returns the logins to print."""
    pemilu = Election.objects.get(slug=SLUG)
    elections = [pemilu, *Election.objects.filter(slug__in=(PILKADA, SUSULAN)).order_by("slug")]
    hashed = make_password(PASSWORD)
    for username, name, role, region in PEOPLE:
        user = User.objects.filter(username=username).first()
        if user is None:
            user = create_user(username=username, name=name, password=None, hashed=hashed, actor=SYSTEM)
        # Below the kecamatan people work in the Pemilu alone.
        for election in (elections if len(region) < 10 else [pemilu]) if region else [None]:
            give_grant(user, role=role, region=region, election=election, actor=SYSTEM)
    _seed_clerks(elections)
    lines = [f"Kata sandi semua akun simulasi: {PASSWORD}"]
    return lines + [f"  {username:<20} {role.label} ({name})" for username, name, role, _ in PEOPLE]


def clerk(kecamatan: str, number: int) -> str:
    """The user name of a clerk who types in this kecamatan (its name); nobody can sign in with it."""
    return f"petugas-{kecamatan.split()[0].lower()}-{number}"


def _seed_clerks(elections: list[Election]) -> None:
    people = [" ".join(pair) for pair in product(names.DEPAN, names.BELAKANG)]
    Random("petugas").shuffle(people)
    rows = ElectionRegion.objects.filter(election=elections[0], region__kind="kecamatan")
    for code, name in rows.values_list("region_id", "name__name"):
        for number in range(1, CLERKS + 1):
            username, person = clerk(name, number), people.pop()
            user = User.objects.filter(username=username).first()
            if user is None:
                user = create_user(username=username, name=person, password=None, actor=SYSTEM)
            for election in elections:
                give_grant(user, role=Role.SEKRETARIAT_PPK, region=code, election=election, actor=SYSTEM)
