"""Everybody of the access matrix: the cast, staff of other places, and one account for each role the cast lacks."""

from dataclasses import dataclass

from electcoord.accounts.access import GRANTS, STAGES, Can
from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role
from electcoord.elections.models import Stage
from electcoord.ledger.recording import SYSTEM
from tests.cast import HULU, PASSWORD, PEOPLE, SUMBER, Cast

OWN, OTHER = "talang", "jaya"
# Stages that an import opens.
OPEN = {Stage.PERSIAPAN, Stage.ENTRI}


@dataclass(frozen=True)
class Held:
    """A grant as the matrix expects it: `election=None` holds in every election of the region, "" everywhere."""

    role: Role
    region: str
    election: str | None

    def covers(self, region: str, election: str | None) -> bool:
        return region.startswith(self.region) and (self.election is None or self.election == election)


EXTRA: dict[str, Held] = {
    "sekretaris-jaya": Held(Role.SEKRETARIS_KPU, "9902", OTHER),
    "staf-hulu": Held(Role.STAF_KPU, HULU, OWN),
    "sekretaris-umum": Held(Role.SEKRETARIS_KPU, "9901", None),
}
_CAST = {name: Held(role, region, OWN) for name, (role, region) in PEOPLE.items()} | {
    "pengelola": Held(Role.PENGELOLA, "", None),
    "tetangga": Held(Role.KETUA_KPU, "9902", OTHER),
}
# They may exactly what another role may (tests/kernel/test_lookers_on.py), so they walk no route of their own.
ALIKE = {Role.KEJAKSAAN}
_MISSING = [role for role in Role if role not in {held.role for held in (_CAST | EXTRA).values()} | ALIKE]
EXTRA |= {f"satu-{role.value.replace('_', '-')}": Held(role, SUMBER, OWN) for role in _MISSING}
# None is nobody; "asing" has an account and no role.
EVERYBODY: dict[str | None, Held | None] = {None: None, "asing": None, **_CAST, **EXTRA}


def invite(cast: Cast) -> None:
    """Makes the accounts that the cast does not have."""
    elections = {OWN: cast.election, OTHER: cast.other, None: None}
    for username, held in EXTRA.items():
        user = create_user(username=username, name=username.title(), password=PASSWORD, actor=SYSTEM)
        give_grant(user, role=held.role, region=held.region, election=elections[held.election], actor=SYSTEM)
        cast.people[username] = user


def holds(who: str | None, can: Can, region: str | None = None, election: str | None = None) -> bool:
    """Whether GRANTS give the verb: anywhere at all, or in this place (stages as an import opens them)."""
    held = EVERYBODY[who]
    if held is None or held.role not in GRANTS[can]:
        return False
    if region is None:
        return True
    return held.covers(region, election) and (can not in STAGES or bool(STAGES[can] & OPEN))


def sees(who: str | None, region: str, election: str | None) -> bool:
    held = EVERYBODY[who]
    return held is not None and held.covers(region, election)


def enters(who: str | None, election: str) -> bool:
    """Whether the election exists for this account."""
    held = EVERYBODY[who]
    kabupaten = {OWN: "9901", OTHER: "9902"}.get(election)
    if held is None or kabupaten is None:
        return False
    return held.election == election or (held.election is None and held.region[:4] in ("", kabupaten))


def relation(who: str | None, region: str, election: str | None) -> str:
    """How the region lies to the person's own: own, child, parent, sibling, other regency, anonymous."""
    held = EVERYBODY[who]
    if held is None:
        return "anonymous"
    if election not in (OWN, OTHER) or not held.covers(region[:4] or held.region, election):
        same = held.election == election and region[:4] == held.region[:4]
        if not same:
            return "other"
    if region == held.region:
        return "own"
    if region.startswith(held.region):
        return "child"
    return "parent" if held.region.startswith(region) else "sibling"
