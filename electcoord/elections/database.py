"""What the database itself keeps of an election: ballots, areas and TPS stand as they were imported."""

from electcoord.ledger import guards
from electcoord.ledger.guards import Guard

ELECTION, PROFILE, REGION = "elections_election", "elections_profileversion", "elections_electionregion"
PARTY, CONTEST, AREA = "elections_party", "elections_contest", "elections_contestarea"
CHOICE, TPS = "elections_choice", "elections_tps"
# On PostgreSQL a row is locked only with the right to change a column; the guard still refuses the change.
PRIVILEGES = {
    ELECTION: "SELECT, INSERT, UPDATE (name, day, zone, open_stages, profile_id)",
    PROFILE: "SELECT, INSERT, UPDATE (state, approved_by)",
    REGION: "SELECT, INSERT",
    PARTY: "SELECT, INSERT",
    CONTEST: "SELECT, INSERT, UPDATE (seats)",
    AREA: "SELECT, INSERT",
    CHOICE: "SELECT, INSERT, UPDATE (is_empty_column)",
    TPS: "SELECT, INSERT",
}
# A profile version is decided once, and what it says never changes.
DECIDED = "OLD.state <> 'diusulkan' OR NEW.state NOT IN ('berlaku', 'ditolak')"


def election_guards() -> list[Guard]:
    """Guards of every governed table of an election."""
    return [
        *guards.stays(
            ELECTION, ("id", "uuid", "slug", "regime", "kabupaten_id", "is_simulation", "package_digest"), [("slug",)]
        ),
        *guards.stays(
            PROFILE, ("id", "uuid", "election_id", "number", "values", "reason", "proposed_by"),
            [("election_id", "number")], also=DECIDED,
        ),
        *guards.append_only(REGION, [("id",), ("uuid",), ("election_id", "region_id")]),
        *guards.append_only(PARTY, [("id",), ("uuid",), ("election_id", "number")]),
        *guards.append_only(CONTEST, [("id",), ("uuid",), ("election_id", "key")]),
        *guards.append_only(AREA, [("id",), ("uuid",), ("contest_id", "region_id")]),
        *guards.stays(
            CHOICE, ("id", "uuid", "contest_id", "position", "party_id", "number", "name", "gender"),
            [
                ("contest_id", "position"),
                ("contest_id", "COALESCE({row}party_id, 0)", "COALESCE({row}number, 0)"),
            ],
        ),
        *guards.append_only(TPS, [("id",), ("uuid",), ("election_id", "code")]),
    ]  # fmt: skip
