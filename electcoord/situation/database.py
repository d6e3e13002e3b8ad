"""What the database itself keeps of follow-ups: moves, what was instructed to whom, and that the ledger tells each."""

from collections.abc import Callable

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, not_a_move, tells
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


def untold(subject: str, told: dict[str, str], engine: str) -> str:
    """SQL condition of a new row that is not what the last entry about it says; `subject`: its prefix."""
    subject = f"'{subject}:' || {dashed('NEW.uuid', engine)}"
    return (
        f"NOT EXISTS (SELECT 1 FROM {{schema}}ledger_entry AS e WHERE e.subject = {subject} "
        f"AND {tells(told, engine)} AND e.id = "
        f"(SELECT max(l.id) FROM {{schema}}ledger_entry AS l WHERE l.subject = {subject}))"
    )


def handed(subject: str, action: str, engine: str) -> str:
    """SQL condition of an owner who changes otherwise than the last entry, which must be this action, says."""
    changed = " OR ".join(f"COALESCE(OLD.{column}, 0) <> COALESCE(NEW.{column}, 0)" for column in OWNER.values())
    names = []
    for table, column in OWNER.items():
        uuid = dashed("o.uuid", engine)
        found = f"(SELECT {uuid} FROM {{schema}}directory_{table} AS o WHERE o.id = NEW.{column})"
        names.append(f"COALESCE({found}, '-')")
    subject = f"'{subject}:' || {dashed('NEW.uuid', engine)}"
    told = tells({"penanggung": " || ' ' || ".join(names)}, engine)
    return (
        f"({changed}) AND ({NOT_ITS_OFFICE} OR NOT EXISTS (SELECT 1 FROM {{schema}}ledger_entry AS e "
        f"WHERE e.subject = {subject} AND e.action = '{action}' AND {told} AND e.id = "
        f"(SELECT max(l.id) FROM {{schema}}ledger_entry AS l WHERE l.subject = {subject})))"
    )


def no_entry(table: str, subject: str, column: str, engine: str) -> str:
    """SQL condition of a note that no entry about its thread (of `table`, named by `column`) tells."""
    told = {"catatan": dashed("NEW.uuid", engine), "urutan": "NEW.number"}
    return (
        f"NOT EXISTS (SELECT 1 FROM {{schema}}{table} AS f JOIN {{schema}}ledger_entry AS e "
        f"ON e.subject = '{subject}:' || {dashed('f.uuid', engine)} WHERE f.id = NEW.{column} "
        f'AND e.actor = NEW."by" AND e.role = NEW.role AND {tells(told, engine)})'
    )


def refusals(table: str, name: str, when: str, message: str, condition: Callable[[str], str]) -> list[Guard]:
    """A guard on each engine that refuses the rows for which the condition holds."""
    abort = f"SELECT RAISE(ABORT, '{message}');"
    program = refuse_if(condition("postgresql").replace("{schema}", "{schema}."), message)
    return [
        Guard("sqlite", table, name, when, abort, condition("sqlite").replace("{schema}", "")),
        Guard("postgresql", table, name, when, program),
    ]


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
    subject, of_row = "situation.followup", {"status": "NEW.state", "tenggat": "NEW.due", "urutan": "NEW.note_count"}
    for table, name, when, message, condition in (
        (FOLLOW_UP, "fresh", "BEFORE INSERT", FRESH, lambda e: f"{NOT_FRESH} OR {untold(subject, of_row, e)}"),
        (FOLLOW_UP, "told", "BEFORE UPDATE", UNTOLD, lambda e: untold(subject, of_row, e)),
        (FOLLOW_UP, "handed", "BEFORE UPDATE", HANDED,
         lambda e: handed(subject, FollowUpAction.HANDED_OVER.value, e)),
        (NOTE, "ledgered", "BEFORE INSERT", NO_ENTRY, lambda e: no_entry(FOLLOW_UP, subject, "follow_up_id", e)),
    ):  # fmt: skip
        found += refusals(table, name, when, message, condition)
    return found
