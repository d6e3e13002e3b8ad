"""A place that held a box stays what it was."""

from electcoord.ledger import guards
from electcoord.ledger.guards import Guard

WAREHOUSE, HOLDER = "logistics_warehouse", "logistics_holder"
PRIVILEGES = {
    WAREHOUSE: "SELECT, INSERT, UPDATE (owner_id, address, used_until)",
    HOLDER: "SELECT, INSERT",
}


def guards_of_places() -> list[Guard]:
    return [
        *guards.stays(
            WAREHOUSE, ("id", "uuid", "election_id", "region_id", "name", "used_from"),
            [("election_id", "region_id", "name")],
        ),
        *guards.append_only(HOLDER, [("id",), ("uuid",), ("election_id", "key"), ("warehouse_id",)]),
    ]  # fmt: skip
