"""What the database itself keeps of follow-ups: moves, what was instructed to whom, and that the ledger tells each."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, not_a_move
from electcoord.ledger.guards import Guard, refuse_if
from electcoord.situation.ledger_actions import FollowUpAction
from electcoord.situation.states import MOVES, FollowUpState

FOLLOW_UP, NOTE = "situation_followup", "situation_note"
PRIVILEGES = {
    FOLLOW_UP: "SELECT, INSERT, UPDATE (state, due, note_count, changed_at, institution_id, office_id, person_id)",
    NOTE: "SELECT, INSERT",
}
FIXED = ("id", "uuid", "instruction", "origin", "origin_title", "region_id", "election_id", "given_on")
# Who owes it changes by one deed only, whose entry names the new owner.
OWNER = {"institution": "institution_id", "office": "office_id", "person": "person_id"}
FRESH = f"{FOLLOW_UP}: tindak lanjut baru mulai dari terbuka, dengan jabatan di lembaganya"
HANDED = f"{FOLLOW_UP}: penanggung jawab berganti hanya seperti yang ditulis entri pengalihannya"
UNTOLD = f"{FOLLOW_UP}: keadaan, tenggat dan jumlah catatan harus sama dengan entri terakhirnya"
NO_ENTRY = f"{NOTE}: tidak sama dengan entri buku kejadiannya"


def _says(key: str, value: str, engine: str) -> str:
    """SQL: the entry's payload says this value under the key."""
    if engine == "postgresql":
        return f"e.payload::jsonb ->> '{key}' = CAST({value} AS text)"
    return f"CAST(json_extract(e.payload, '$.{key}') AS text) = CAST({value} AS text)"


def _untold(engine: str) -> str:
    """SQL condition of a follow-up that is not what the last entry about it says."""
    subject = f"'situation.followup:' || {dashed('NEW.uuid', engine)}"
    told = " AND ".join(
        _says(key, value, engine)
        for key, value in (("status", "NEW.state"), ("tenggat", "NEW.due"), ("urutan", "NEW.note_count"))
    )
    return (
        f"NOT EXISTS (SELECT 1 FROM {{schema}}ledger_entry AS e WHERE e.subject = {subject} AND {told} AND e.id = "
        f"(SELECT max(l.id) FROM {{schema}}ledger_entry AS l WHERE l.subject = {subject}))"
    )


def _handed(engine: str) -> str:
    """SQL condition of an owner who changes otherwise than the last entry about the follow-up says."""
    changed = " OR ".join(f"COALESCE(OLD.{column}, 0) <> COALESCE(NEW.{column}, 0)" for column in OWNER.values())
    names = []
    for table, column in OWNER.items():
        uuid = dashed("o.uuid", engine)
        found = f"(SELECT {uuid} FROM {{schema}}directory_{table} AS o WHERE o.id = NEW.{column})"
        names.append(f"COALESCE({found}, '-')")
    subject = f"'situation.followup:' || {dashed('NEW.uuid', engine)}"
    told = _says("penanggung", " || ' ' || ".join(names), engine)
    return (
        f"({changed}) AND ({NOT_ITS_OFFICE} OR NOT EXISTS (SELECT 1 FROM {{schema}}ledger_entry AS e "
        f"WHERE e.subject = {subject} AND e.action = '{FollowUpAction.HANDED_OVER.value}' AND {told} AND e.id = "
        f"(SELECT max(l.id) FROM {{schema}}ledger_entry AS l WHERE l.subject = {subject})))"
    )


def _no_entry(engine: str) -> str:
    """SQL condition of a note that no entry about its follow-up tells."""
    subject = f"'situation.followup:' || {dashed('f.uuid', engine)}"
    told = " AND ".join(
        _says(key, value, engine) for key, value in (("catatan", dashed("NEW.uuid", engine)), ("urutan", "NEW.number"))
    )
    return (
        "NOT EXISTS (SELECT 1 FROM {schema}situation_followup AS f JOIN {schema}ledger_entry AS e "
        f'ON e.subject = {subject} WHERE f.id = NEW.follow_up_id AND e.actor = NEW."by" AND e.role = NEW.role '
        f"AND {told})"
    )


NOT_ITS_OFFICE = (
    "(NEW.office_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {schema}directory_office AS o "
    "WHERE o.id = NEW.office_id AND o.institution_id = NEW.institution_id))"
)
NOT_FRESH = f"NEW.state <> '{FollowUpState.TERBUKA.value}' OR NEW.note_count <> 1 OR {NOT_ITS_OFFICE}"


def situation_guards() -> list[Guard]:
    """Guards of follow-ups and their notes."""
    found = [
        *guards.stays(FOLLOW_UP, FIXED, [], also=f"NEW.note_count < OLD.note_count OR ({not_a_move(MOVES)})"),
        *guards.append_only(NOTE, [("id",), ("uuid",), ("follow_up_id", "number")]),
    ]
    for table, name, when, message, condition in (
        (FOLLOW_UP, "fresh", "BEFORE INSERT", FRESH, lambda engine: f"{NOT_FRESH} OR {_untold(engine)}"),
        (FOLLOW_UP, "told", "BEFORE UPDATE", UNTOLD, _untold),
        (FOLLOW_UP, "handed", "BEFORE UPDATE", HANDED, _handed),
        (NOTE, "ledgered", "BEFORE INSERT", NO_ENTRY, _no_entry),
    ):
        abort = f"SELECT RAISE(ABORT, '{message}');"
        found.append(Guard("sqlite", table, name, when, abort, condition("sqlite").replace("{schema}", "")))
        program = refuse_if(condition("postgresql").replace("{schema}", "{schema}."), message)
        found.append(Guard("postgresql", table, name, when, program))
    return found
