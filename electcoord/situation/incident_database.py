"""What the database itself keeps of incidents: moves, what was reported, and that the ledger tells each step."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import not_a_move
from electcoord.ledger.guards import Guard
from electcoord.situation.database import NOT_ITS_OFFICE, handed, no_entry, refusals, untold
from electcoord.situation.ledger_actions import IncidentAction
from electcoord.situation.states import INCIDENT_MOVES, IncidentState

INCIDENT, NOTE, SERIES = "situation_incident", "situation_incidentnote", "situation_incidentseries"
SUBJECT = "situation.incident"
PRIVILEGES = {
    INCIDENT: "SELECT, INSERT, UPDATE (state, due, result, note_count, changed_at, institution_id, office_id, "
    "person_id)",
    NOTE: "SELECT, INSERT",
    SERIES: "SELECT, INSERT, UPDATE (last)",
}
FIXED = (
    "id", "uuid", "election_id", "number", "kind", "severity", "region_id", "tps_code", "about", "about_title",
    "is_automatic", "what", "cause", "details", "occurred_at", "reported_at",
)  # fmt: skip
FRESH = f"{INCIDENT}: insiden baru mulai dari terbuka dengan nomor terakhir serinya, seperti yang ditulis entrinya"
HANDED = f"{INCIDENT}: penanggung jawab berganti hanya seperti yang ditulis entri pengalihannya"
UNTOLD = f"{INCIDENT}: keadaan, hasil, tenggat dan jumlah catatan harus sama dengan entri terakhirnya"
NO_ENTRY = f"{NOTE}: tidak sama dengan entri buku kejadiannya"
NOT_FRESH = (
    f"NEW.state <> '{IncidentState.TERBUKA.value}' OR NEW.note_count <> 1 OR {NOT_ITS_OFFICE} OR NOT EXISTS "
    f"(SELECT 1 FROM {{schema}}{SERIES} AS s WHERE s.election_id = NEW.election_id AND s.last >= NEW.number)"
)


def _seconds(column: str, engine: str) -> str:
    """SQL: a moment as whole seconds, which both engines and the ledger write alike."""
    if engine == "postgresql":
        return f"CAST(extract(epoch FROM {column}) AS bigint)"
    return f"CAST(strftime('%s', {column}) AS integer)"


def _of_row(engine: str) -> dict[str, str]:
    return {
        "status": "NEW.state", "tenggat_detik": _seconds("NEW.due", engine), "urutan": "NEW.note_count",
        "hasil_insiden": "NEW.result", "nomor": "'INS-' || NEW.number", "jenis_insiden": "NEW.kind",
    }  # fmt: skip


def incident_guards() -> list[Guard]:
    """Guards of incidents, their notes and their numbers."""
    found = [
        *guards.stays(
            INCIDENT, FIXED, [("election_id", "number")],
            also=f"NEW.note_count < OLD.note_count OR ({not_a_move(INCIDENT_MOVES)})",
        ),
        *guards.append_only(NOTE, [("id",), ("uuid",), ("incident_id", "number")]),
        *guards.no_delete(SERIES),
        *guards.fixed(SERIES, ["election_id"], also="NEW.last < OLD.last"),
    ]  # fmt: skip
    for table, name, when, message, condition in (
        (INCIDENT, "fresh", "BEFORE INSERT", FRESH, lambda e: f"{NOT_FRESH} OR {untold(SUBJECT, _of_row(e), e)}"),
        (INCIDENT, "told", "BEFORE UPDATE", UNTOLD, lambda e: untold(SUBJECT, _of_row(e), e)),
        (INCIDENT, "handed", "BEFORE UPDATE", HANDED, lambda e: handed(SUBJECT, IncidentAction.HANDED_OVER.value, e)),
        (NOTE, "ledgered", "BEFORE INSERT", NO_ENTRY, lambda e: no_entry(INCIDENT, SUBJECT, "incident_id", e)),
    ):
        found += refusals(table, name, when, message, condition)
    return found
