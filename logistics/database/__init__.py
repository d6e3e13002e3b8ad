"""What the database itself keeps of logistics, table by table."""

from electcoord.ledger.guards import Guard
from logistics.database import custody, places

PRIVILEGES: dict[str, str] = {**places.PRIVILEGES, **custody.PRIVILEGES}


def logistics_guards() -> list[Guard]:
    return [*places.guards_of_places(), *custody.guards_of_custody()]
