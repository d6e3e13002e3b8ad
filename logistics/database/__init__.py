"""What the database itself keeps of logistics, table by table."""

from electcoord.ledger.guards import Guard
from logistics.database import custody, movements, needs, packing, places, stock, swaps

_PARTS = (places, needs, stock, custody, packing, movements, swaps)
PRIVILEGES: dict[str, str] = {table: privileges for part in _PARTS for table, privileges in part.PRIVILEGES.items()}


def logistics_guards() -> list[Guard]:
    return [
        *places.guards_of_places(),
        *needs.guards_of_needs(),
        *stock.stock_guards(),
        *custody.guards_of_custody(),
        *packing.guards_of_packing(),
        *movements.guards_of_movements(),
        *swaps.guards_of_swaps(),
    ]
