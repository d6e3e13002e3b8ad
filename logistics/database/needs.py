"""An item stays the item it was, and a frozen plan says for ever what was ordered by."""

from electcoord.ledger import guards
from electcoord.ledger.guards import Guard

ITEM, PLAN = "logistics_item", "logistics_needplan"
PRIVILEGES = {
    ITEM: "SELECT, INSERT, UPDATE (amount, source, mark, is_active, place)",
    PLAN: "SELECT, INSERT",
}
FIXED = (
    "id", "uuid", "election_id", "code", "name", "group", "unit", "basis", "kinds", "profile_key", "position",
)  # fmt: skip


def guards_of_needs() -> list[Guard]:
    return [
        *guards.stays(ITEM, FIXED, [("election_id", "code")]),
        *guards.append_only(PLAN, [("id",), ("uuid",), ("election_id", "number")]),
    ]
