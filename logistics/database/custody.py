"""What makes it impossible, in the database itself, that a container has two custodians, or none (reliability J1).

A container's holder changes in one way: a row of its custody comes, whose giver holds the container at that moment,
whose step is the next, whose hand-over both sides told and a ledger entry tells; the database then sets the holder.
"""

from collections.abc import Callable

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, not_a_move, refused_insert, tells
from electcoord.ledger.guards import Guard
from logistics.states import CONTAINER_MOVES, LINE_MOVES

CONTAINER, SEAL, CUSTODY = "logistics_container", "logistics_seal", "logistics_custody"
HANDOVER, CONFIRMATION, LINE = "logistics_handover", "logistics_confirmation", "logistics_handoverline"
PRIVILEGES = {
    CONTAINER: "SELECT, INSERT, UPDATE (parent_id, state, changed_at)",
    SEAL: "SELECT, INSERT, UPDATE (removed_at)",
    CUSTODY: "SELECT, INSERT",
    HANDOVER: "SELECT, INSERT",
    CONFIRMATION: "SELECT, INSERT",
    LINE: "SELECT, INSERT, UPDATE (base, giver_seal, receiver_seal, state, reason)",
}
FIXED = ("id", "uuid", "election_id", "kind", "code", "contest_id", "tps_id", "region_id")
# The holder is what the custody's last row says, and no other.
STRANGE_HOLDER = (
    "(NEW.holder_id <> OLD.holder_id OR NEW.step <> OLD.step) AND NOT (NEW.step = OLD.step + 1 AND EXISTS "
    f"(SELECT 1 FROM {{schema}}{CUSTODY} AS k WHERE k.container_id = NEW.id AND k.step = NEW.step "
    "AND k.giver_id = OLD.holder_id AND k.holder_id = NEW.holder_id))"
)
# What one side saw stays; it passed when its custody says so; what is over stays over.
STRANGE_LINE = (
    "OLD.state <> 'menunggu' OR (OLD.giver_seal <> '' AND NEW.giver_seal <> OLD.giver_seal) "
    "OR (OLD.receiver_seal <> '' AND NEW.receiver_seal <> OLD.receiver_seal) OR (NEW.state = 'berpindah' AND NOT "
    f"EXISTS (SELECT 1 FROM {{schema}}{CUSTODY} AS k WHERE k.container_id = NEW.container_id "
    "AND k.handover_id = NEW.handover_id))"
)


def _broken_passing(engine: str) -> str:
    """SQL condition of a custody row that does not follow from what is there."""
    return (
        f"NOT EXISTS (SELECT 1 FROM {{schema}}{CONTAINER} AS c JOIN {{schema}}{LINE} AS l ON l.container_id = c.id "
        f"JOIN {{schema}}{HANDOVER} AS h ON h.id = l.handover_id "
        "JOIN {schema}ledger_entry AS e ON e.uuid = NEW.entry "
        "WHERE c.id = NEW.container_id AND h.id = NEW.handover_id AND c.holder_id = NEW.giver_id "
        "AND c.step = NEW.step - 1 AND h.giver_id = NEW.giver_id AND h.receiver_id = NEW.holder_id "
        "AND l.state = 'menunggu' AND l.giver_seal <> '' AND l.receiver_seal <> '' "
        f"AND e.subject = 'logistics.handover:' || {dashed('h.uuid', engine)})"
    )


def _untold(engine: str) -> str:
    """SQL condition of a confirmation that no entry about its hand-over tells."""
    told = {"pernyataan": dashed("NEW.uuid", engine), "pihak": "NEW.side"}
    return (
        f"NOT EXISTS (SELECT 1 FROM {{schema}}{HANDOVER} AS h JOIN {{schema}}ledger_entry AS e "
        f"ON e.subject = 'logistics.handover:' || {dashed('h.uuid', engine)} WHERE h.id = NEW.handover_id "
        f'AND e.actor = NEW."by" AND e.role = NEW.role AND {tells(told, engine)})'
    )


def _by_engine(condition: Callable[[str], str]) -> dict[str, str]:
    return {engine: condition(engine) for engine in ("sqlite", "postgresql")}


def changed_by(table: str, name: str, condition: str, message: str) -> list[Guard]:
    """Guards that refuse an update for which the condition holds; `{schema}` stands before each table's name."""
    abort = f"SELECT RAISE(ABORT, '{message}');"
    return [
        Guard("sqlite", table, name, "BEFORE UPDATE", abort, condition.replace("{schema}", "")),
        Guard(
            "postgresql", table, name, "BEFORE UPDATE",
            guards.refuse_if(condition.replace("{schema}", "{schema}."), message),
        ),
    ]  # fmt: skip


def _passes() -> list[Guard]:
    """The custody's row makes its holder the container's, and the line of its hand-over done."""
    statements = (
        f"UPDATE {{schema}}{CONTAINER} SET holder_id = NEW.holder_id, step = NEW.step, changed_at = NEW.at "
        f"WHERE id = NEW.container_id; UPDATE {{schema}}{LINE} SET state = 'berpindah' "
        "WHERE container_id = NEW.container_id AND handover_id = NEW.handover_id;"
    )
    return [
        Guard("sqlite", CUSTODY, "passes", "AFTER INSERT", statements.replace("{schema}", "")),
        Guard(
            "postgresql", CUSTODY, "passes", "AFTER INSERT",
            f"BEGIN {statements.replace('{schema}', '{schema}.')} RETURN NEW; END",
        ),
    ]  # fmt: skip


def guards_of_custody() -> list[Guard]:
    return [
        *guards.stays(CONTAINER, FIXED, [("election_id", "code")], also=f"({not_a_move(CONTAINER_MOVES)})"),
        *changed_by(CONTAINER, "holder", STRANGE_HOLDER, f"{CONTAINER}: pemegang berubah hanya lewat penguasaan"),
        *refused_insert(CONTAINER, "fresh", "NEW.step <> 0 OR NEW.state <> 'disiapkan' OR NEW.parent_id IS NOT NULL",
                        f"{CONTAINER}: mulai dari langkah 0, disiapkan, di luar wadah lain"),
        *guards.stays(
            SEAL, ("id", "uuid", "election_id", "kind", "number", "container_id", "attached_at"),
            [("election_id", "number")], also="OLD.removed_at IS NOT NULL",
        ),
        *guards.append_only(CUSTODY, [("id",), ("uuid",), ("container_id", "step"), ("container_id", "handover_id")]),
        *refused_insert(CUSTODY, "follows", _by_engine(_broken_passing),
                        f"{CUSTODY}: bukan langkah berikutnya dari pemegang sekarang"),
        *_passes(),
        *guards.append_only(HANDOVER, [("id",), ("uuid",)]),
        *guards.append_only(CONFIRMATION, [("id",), ("uuid",), ("handover_id", "side")]),
        *refused_insert(CONFIRMATION, "ledgered", _by_engine(_untold),
                        f"{CONFIRMATION}: tidak sama dengan entri buku kejadiannya"),
        *guards.stays(LINE, ("id", "uuid", "handover_id", "container_id"), [("handover_id", "container_id")],
                      also=f"({not_a_move(LINE_MOVES)})"),
        *refused_insert(LINE, "fresh", "NEW.state = 'berpindah'", f"{LINE}: belum berpindah"),
        *changed_by(LINE, "settled", STRANGE_LINE, f"{LINE}: pernyataan dan hasil tidak berubah lagi"),
    ]  # fmt: skip
