"""A movement keeps its origin and its times once they happened; what was heard of it is only added."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, not_a_move, refused_insert
from electcoord.ledger.guards import Guard
from logistics.states import MOVEMENT_MOVES

MOVEMENT, STOP, SIGN = "logistics_movement", "logistics_stop", "logistics_sign"
PRIVILEGES = {
    MOVEMENT: "SELECT, INSERT, UPDATE (wave, way, route, vehicle_id, driver, escort_id, escort_names, "
    "planned_departure, silent_after, departed_at, ended_at, state, document_id, changed_at)",
    STOP: "SELECT, INSERT, UPDATE (number, planned_at, boxes, is_active, arrived_at)",
    SIGN: "SELECT, INSERT",
}
# What has happened does not change: the departure and its paper, the end; nothing at all once it is over.
HAPPENED = (
    "OLD.state IN ('selesai', 'batal') OR (OLD.departed_at IS NOT NULL AND NEW.departed_at <> OLD.departed_at) "
    "OR (OLD.document_id IS NOT NULL AND (NEW.document_id IS NULL OR NEW.document_id <> OLD.document_id)) "
    "OR (OLD.state = 'berangkat' AND NEW.planned_departure <> OLD.planned_departure)"
)


def _strange_holder(engine: str) -> str:
    """SQL condition of a movement whose holder is not its own."""
    return (
        "NOT EXISTS (SELECT 1 FROM {schema}logistics_holder AS h WHERE h.id = NEW.holder_id "
        f"AND h.kind = 'perjalanan' AND h.election_id = NEW.election_id "
        f"AND h.key = 'perjalanan:' || {dashed('NEW.uuid', engine)})"
    )


def guards_of_movements() -> list[Guard]:
    return [
        *guards.stays(
            MOVEMENT, ("id", "uuid", "election_id", "purpose", "origin_id", "holder_id", "by"),
            [("holder_id",), ("document_id",)], also=f"({not_a_move(MOVEMENT_MOVES)}) OR {HAPPENED}",
        ),
        *refused_insert(MOVEMENT, "fresh", "NEW.state <> 'direncanakan'", f"{MOVEMENT}: mulai sebagai rencana"),
        *refused_insert(
            MOVEMENT, "holder", {engine: _strange_holder(engine) for engine in ("sqlite", "postgresql")},
            f"{MOVEMENT}: pemegangnya bukan miliknya sendiri",
        ),
        *guards.stays(STOP, ("id", "uuid", "movement_id", "holder_id"), [("movement_id", "holder_id")],
                      also="OLD.arrived_at IS NOT NULL"),
        *guards.append_only(SIGN, [("id",), ("uuid",)]),
    ]  # fmt: skip
