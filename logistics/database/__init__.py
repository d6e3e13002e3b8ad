"""What the database itself keeps of logistics, table by table."""

from electcoord.ledger.guards import Guard
from logistics.database import custody, needs, packing, places, stock

PRIVILEGES: dict[str, str] = {
    **places.PRIVILEGES, **needs.PRIVILEGES, **stock.PRIVILEGES, **custody.PRIVILEGES, **packing.PRIVILEGES,
}  # fmt: skip


def logistics_guards() -> list[Guard]:
    return [
        *places.guards_of_places(),
        *needs.guards_of_needs(),
        *stock.stock_guards(),
        *custody.guards_of_custody(),
        *packing.guards_of_packing(),
    ]
