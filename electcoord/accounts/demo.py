"""People of the SIMULASI regency, one per role that has something to do."""

from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role, User
from electcoord.elections.demo import KABUPATEN, SLUG
from electcoord.elections.models import Election
from electcoord.ledger.recording import SYSTEM

# Known to everybody: these accounts exist only in a database of simulations.
PASSWORD = "simulasi-maju-2029"
PEOPLE = (
    ("ketua", "Ratna Mandala", Role.KETUA_KPU, KABUPATEN),
    ("anggota", "Surya Lokananta", Role.ANGGOTA_KPU, KABUPATEN),
    ("sekretaris", "Endah Wirabumi", Role.SEKRETARIS_KPU, KABUPATEN),
    ("staf", "Gilang Cakrawala", Role.STAF_KPU, KABUPATEN),
    ("operator", "Hesti Girinata", Role.OPERATOR_SIREKAP, KABUPATEN),
    ("bawaslu", "Wahyu Bratasena", Role.BAWASLU_KAB, KABUPATEN),
    ("ppk-talang", "Darma Ekaputra", Role.KETUA_PPK, f"{KABUPATEN}01"),
    ("sekretariat-talang", "Indah Pramudita", Role.SEKRETARIAT_PPK, f"{KABUPATEN}01"),
    ("panwas-talang", "Oka Nusaputra", Role.PANWASCAM, f"{KABUPATEN}01"),
    ("saksi-talang", "Utami Kertawijaya", Role.SAKSI, f"{KABUPATEN}01"),
    ("pengelola", "Yuda Adiwangsa", Role.PENGELOLA, ""),
)


def seed() -> list[str]:
    """Makes the accounts once; returns the logins to print."""
    election = Election.objects.get(slug=SLUG)
    for username, name, role, region in PEOPLE:
        user = User.objects.filter(username=username).first()
        if user is None:
            user = create_user(username=username, name=name, password=PASSWORD, actor=SYSTEM)
        give_grant(user, role=role, region=region, election=election if region else None, actor=SYSTEM)
    lines = [f"Kata sandi semua akun simulasi: {PASSWORD}"]
    return lines + [f"  {username:<20} {role.label} ({name})" for username, name, role, _ in PEOPLE]
