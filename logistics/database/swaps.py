"""What the database itself keeps of swapped ballots: same election and jenis on both sides, told by the ledger."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, refused_insert, tells
from electcoord.ledger.guards import Guard
from electcoord.situation.database import refusals

SWAP = "logistics_swapreport"
PRIVILEGES = {SWAP: "SELECT, INSERT, UPDATE (exchanged_at, exchanged_by_id)"}
FIXED = (
    "id", "uuid", "incident_id", "found_when", "used_count", "stopped_at", "here_id", "here_contest_id", "here_count",
    "there_id", "there_contest_id", "there_count",
)  # fmt: skip


def _entry(told: dict[str, str], engine: str) -> str:
    """SQL: an entry about its incident says this."""
    return (
        "EXISTS (SELECT 1 FROM {schema}situation_incident AS i JOIN {schema}ledger_entry AS e "
        f"ON e.subject = 'situation.incident:' || {dashed('i.uuid', engine)} "
        f"WHERE i.id = NEW.incident_id AND {tells(told, engine)})"
    )


def _strange(engine: str) -> str:
    """SQL condition of a report whose sides do not fit, or that no entry tells."""
    told = {
        "pertukaran": dashed("NEW.uuid", engine), "di_jumlah": "NEW.here_count", "dari_jumlah": "NEW.there_count",
        "saat": "NEW.found_when", "dipakai": "NEW.used_count",
    }  # fmt: skip
    same = " AND ".join(f"{name}.election_id = i.election_id" for name in ("a", "b", "p", "q"))
    return (
        "NOT EXISTS (SELECT 1 FROM {schema}situation_incident AS i, {schema}elections_tps AS a, "
        "{schema}elections_tps AS b, {schema}elections_contest AS p, {schema}elections_contest AS q "
        "WHERE i.id = NEW.incident_id AND a.id = NEW.here_id AND b.id = NEW.there_id AND p.id = NEW.here_contest_id "
        f"AND q.id = NEW.there_contest_id AND {same} AND p.kind = q.kind AND i.tps_code = a.code) "
        f"OR NEW.exchanged_at IS NOT NULL OR NOT {_entry(told, engine)}"
    )


def _unexchanged(engine: str) -> str:
    """SQL condition of an exchange that was told before, or that no entry tells."""
    told = {"ditukar": dashed("NEW.uuid", engine)}
    return f"OLD.exchanged_at IS NOT NULL OR NOT {_entry(told, engine)}"


def guards_of_swaps() -> list[Guard]:
    return [
        *guards.stays(SWAP, FIXED, [("incident_id",)]),
        *refused_insert(SWAP, "fits", {engine: _strange(engine) for engine in ("sqlite", "postgresql")},
                        f"{SWAP}: kedua pihak tidak cocok, atau tidak sama dengan entri buku kejadiannya"),
        *refusals(SWAP, "exchanged", "BEFORE UPDATE", f"{SWAP}: penukaran dicatat sekali, dengan entrinya",
                  _unexchanged),
    ]  # fmt: skip
