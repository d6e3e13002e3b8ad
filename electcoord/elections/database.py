"""What the database itself keeps of an election: ballots, areas and TPS stand as they were imported.

The DPT of a TPS alone may change, and only to what the last entry of that TPS tells.
"""

from electcoord.elections.ledger_actions import ElectionAction
from electcoord.ledger import guards
from electcoord.ledger.guards import Guard, refuse_if

ELECTION, PROFILE, REGION = "elections_election", "elections_profileversion", "elections_electionregion"
PARTY, CONTEST, AREA = "elections_party", "elections_contest", "elections_contestarea"
CHOICE, TPS, PHASE = "elections_choice", "elections_tps", "elections_phase"
# On PostgreSQL a row is locked only with the right to change a column; the guard still refuses the change.
PRIVILEGES = {
    ELECTION: "SELECT, INSERT, UPDATE (name, day, zone, open_stages, profile_id)",
    PROFILE: "SELECT, INSERT, UPDATE (state, approved_by)",
    REGION: "SELECT, INSERT",
    PARTY: "SELECT, INSERT",
    CONTEST: "SELECT, INSERT, UPDATE (seats)",
    AREA: "SELECT, INSERT",
    CHOICE: "SELECT, INSERT, UPDATE (is_empty_column)",
    TPS: "SELECT, INSERT, UPDATE (dpt_l, dpt_p)",
    PHASE: (
        "SELECT, INSERT, UPDATE (position, legal_start, legal_end, source, mark, planned_start, planned_end, outcome)"
    ),
}
UNTOLD = f"{TPS}: DPT hanya berubah menjadi yang dinyatakan entri terakhirnya"
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
        *guards.stays(PHASE, ("id", "uuid", "election_id", "key", "kind", "title"), [("election_id", "key")]),
        *guards.stays(
            TPS, ("id", "uuid", "election_id", "code", "desa_id", "number", "is_special"), [("election_id", "code")]
        ),
        Guard("sqlite", TPS, "told", "BEFORE UPDATE", f"SELECT RAISE(ABORT, '{UNTOLD}');", _sqlite_untold()),
        Guard("postgresql", TPS, "told", "BEFORE UPDATE", refuse_if(_postgres_untold(), UNTOLD)),
    ]  # fmt: skip


def _last_entry(subject: str, payload: str) -> str:
    """SQL: the last deed on a TPS, by the chain of its kecamatan; `+ 0` finds it by its subject, not by the chain."""
    return (
        f"SELECT e.action AS action, {payload} AS payload FROM {{schema}}ledger_entry AS e "
        f"WHERE e.chain = substr(NEW.code, 1, 6) AND e.subject = {subject} ORDER BY e.position + 0 DESC LIMIT 1"
    )


def _sqlite_untold() -> str:
    # SQLite keeps the 32 digits of a uuid, the ledger's texts have the dashes.
    starts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    subject = " || '-' || ".join(f"substr(NEW.uuid, {start}, {length})" for start, length in starts)
    return (
        "(NEW.dpt_l IS NOT OLD.dpt_l OR NEW.dpt_p IS NOT OLD.dpt_p) AND NOT EXISTS (SELECT 1 FROM ("
        f"{_last_entry(subject, 'e.payload')}) AS last WHERE last.action = '{ElectionAction.DPT_CHANGED.value}' "
        "AND json_extract(last.payload, '$.sesudah[0]') IS NEW.dpt_l "
        "AND json_extract(last.payload, '$.sesudah[1]') IS NEW.dpt_p)"
    ).replace("{schema}", "")


def _postgres_untold() -> str:
    return (
        "(NEW.dpt_l IS DISTINCT FROM OLD.dpt_l OR NEW.dpt_p IS DISTINCT FROM OLD.dpt_p) AND NOT EXISTS (SELECT 1 FROM ("
        f"{_last_entry('NEW.uuid::text', 'e.payload::jsonb')}) AS last "
        f"WHERE last.action = '{ElectionAction.DPT_CHANGED.value}' "
        "AND last.payload -> 'sesudah' = jsonb_build_array(NEW.dpt_l, NEW.dpt_p))"
    ).replace("{schema}", "{schema}.")
