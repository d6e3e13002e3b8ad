"""One cast for all tests: who they are, what they may, and the two regencies they work in."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role, User
from electcoord.elections.actions import import_package
from electcoord.elections.models import Contest, Election
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM, Actor
from recap.actions import enter_reading
from recap.ballot import ballot_of
from recap.models import Sheet, SheetVersion
from recap.reading import Reading
from tests.packages import write_package

PASSWORD = "rahasia-uji-1234"
KABUPATEN, HULU, HILIR = "9901", "990101", "990102"
PASAR, SUMBER, TANJUNG, MUARA = "9901011001", "9901012002", "9901022001", "9901022002"
TPS_1, TPS_2 = "9901011001001", "9901011001002"

# username: (role, region); every grant holds in the election of Talang Maju alone.
PEOPLE: dict[str, tuple[Role, str]] = {
    "ketua": (Role.KETUA_KPU, KABUPATEN),
    "anggota": (Role.ANGGOTA_KPU, KABUPATEN),
    "sekretaris": (Role.SEKRETARIS_KPU, KABUPATEN),
    "staf": (Role.STAF_KPU, KABUPATEN),
    "operator": (Role.OPERATOR_SIREKAP, KABUPATEN),
    "bawaslu": (Role.BAWASLU_KAB, KABUPATEN),
    "gudang": (Role.PETUGAS_GUDANG, KABUPATEN),
    "ketua-hulu": (Role.KETUA_PPK, HULU),
    "sekretariat-hulu": (Role.SEKRETARIAT_PPK, HULU),
    "sekretariat-hulu-2": (Role.SEKRETARIAT_PPK, HULU),
    "panwas-hulu": (Role.PANWASCAM, HULU),
    "saksi-hulu": (Role.SAKSI, HULU),
    "pps-sumber": (Role.ANGGOTA_PPS, SUMBER),
    "ketua-hilir": (Role.KETUA_PPK, HILIR),
    "sekretariat-hilir": (Role.SEKRETARIAT_PPK, HILIR),
}


@dataclass
class Cast:
    """Two elections and the people of the first; `people["tetangga"]` chairs the commission of the other regency."""

    election: Election
    other: Election
    people: dict[str, User]

    def __getitem__(self, username: str) -> User:
        return self.people[username]

    def actor(self, username: str) -> Actor:
        role = PEOPLE[username][0] if username in PEOPLE else Role.KETUA_KPU
        return Actor(str(self.people[username].uuid), role.value)

    def contest(self, key: str = "ppwp") -> Contest:
        return self.election.contests.get(key=key)

    def sheet(self, code: str = TPS_1, key: str = "ppwp") -> Sheet:
        return Sheet.objects.get(election=self.election, tps_code=code, contest__key=key)

    def enter(
        self, username: str, votes: tuple[int | None, ...] = (100, 60), *, code: str = TPS_1, **fields: int | None
    ) -> SheetVersion:
        """One entry of the president's paper, through the action; its closing lines add up unless told otherwise."""
        known = [vote for vote in votes if vote is not None]
        closing = {"suara_sah": sum(known), "suara_tidak_sah": 4, "suara_total": sum(known) + 4}
        reading = Reading(votes, None, {**closing, **fields})
        return enter_reading(self.sheet(code), reading, key=uuid4(), actor=self.actor(username))


def blank_reading(contest: Contest, **fields: int | None) -> Reading:
    """A reading of any contest with only these fields."""
    ballot = ballot_of(contest)
    parties = (None,) * len(ballot.parties) if ballot.parties else None
    return Reading((None,) * len(ballot.lines), parties, fields)


def make_cast(folder: Path) -> Cast:
    """Builds it all through the actions."""
    election, _ = import_package(read_package(write_package(folder / "satu")), slug="talang", actor=SYSTEM)
    elsewhere = write_package(folder / "dua")
    for file in elsewhere.iterdir():
        file.write_text(file.read_text().replace("9901", "9902").replace("TALANG MAJU", "TALANG JAYA"))
    other, _ = import_package(read_package(elsewhere), slug="jaya", actor=SYSTEM)
    people = {}
    for username, (role, region) in PEOPLE.items():
        people[username] = create_user(username=username, name=username.title(), password=PASSWORD, actor=SYSTEM)
        give_grant(people[username], role=role, region=region, election=election, actor=SYSTEM)
    people["pengelola"] = create_user(username="pengelola", name="Pengelola", password=PASSWORD, actor=SYSTEM)
    give_grant(people["pengelola"], role=Role.PENGELOLA, region="", election=None, actor=SYSTEM)
    people["tetangga"] = create_user(username="tetangga", name="Tetangga", password=PASSWORD, actor=SYSTEM)
    give_grant(people["tetangga"], role=Role.KETUA_KPU, region="9902", election=other, actor=SYSTEM)
    people["asing"] = create_user(username="asing", name="Asing", password=PASSWORD, actor=SYSTEM)
    return Cast(election, other, people)
