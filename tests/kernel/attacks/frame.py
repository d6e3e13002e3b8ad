"""What an attack on the ledger is, and what must come of it; the lists beside this module only grow."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from tests.cast import Cast

# What must come of an attack: an error; no error but no change either; one more entry, properly sealed, and nothing
# else; or (somebody who owns the database) an alarm of the guards' check or of verify_ledger.
REFUSED, NOTHING, APPENDED, ALARM = "refused", "nothing", "appended", "alarm"
BOTH, SQLITE, POSTGRES = ("sqlite", "postgresql"), ("sqlite",), ("postgresql",)


@dataclass
class Ground:
    """What the attackers find: a sheet with two different entries, one in quarantine, one released, one empty."""

    cast: Cast
    folder: Path
    names: dict[str, Any] = field(default_factory=dict)

    def sql(self, text: str, *params: Any) -> None:
        """Runs a statement; names in braces are the ground's."""
        with connection.cursor() as cursor:
            cursor.execute(text.format(**self.names), params or None)

    def copy(self, table: str, pk: Any, /, *, verb: str = "INSERT INTO", tail: str = "", **changes: str) -> None:
        """Inserts a copy of a row with other values (SQL expressions); `id` comes from the sequence unless given."""
        with connection.cursor() as cursor:
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            names = [c for c in columns if c != "id" or "id" in changes]
            values = [changes.get(c, f'"{c}"').format(**self.names) for c in names]
            quoted = ", ".join(f'"{c}"' for c in names)
            key = "key" if table in ("ledger_chain", "ledger_claim") else "id"
            # WHERE tells SQLite's grammar that ON begins the upsert.
            cursor.execute(
                f'{verb} {table} ({quoted}) SELECT {", ".join(values)} FROM {table} WHERE "{key}" = %s {tail}', [pk]
            )


@dataclass(frozen=True)
class Attack:
    """`by` says who stops it: the database's guards (then it must succeed without them), Python, or the schema."""

    name: str
    outcome: str
    run: Callable[[Ground], Any]
    engines: tuple[str, ...] = BOTH
    by: str = "guards"


ATTACKS: list[Attack] = []


def attack(outcome: str, *, engines: tuple[str, ...] = BOTH, by: str = "guards") -> Callable:
    """Adds a function to the list under its own name."""

    def add(run: Callable[[Ground], Any]) -> Callable[[Ground], Any]:
        ATTACKS.append(Attack(run.__name__.replace("_", " "), outcome, run, engines, by))
        return run

    return add


def statement(name: str, outcome: str, text: str, *, engines: tuple[str, ...] = BOTH, by: str = "guards") -> None:
    """Adds one or more SQL statements."""
    ATTACKS.append(Attack(name, outcome, lambda ground: [ground.sql(part) for part in text.split(";;")], engines, by))


def copied(
    name: str, outcome: str, table: str, row: str, /, *, engines: tuple[str, ...] = BOTH, by: str = "guards", **how: str
) -> None:
    """Adds an INSERT that copies a row of the ground (see Ground.copy)."""
    ATTACKS.append(Attack(name, outcome, lambda ground: ground.copy(table, ground.names[row], **how), engines, by))
