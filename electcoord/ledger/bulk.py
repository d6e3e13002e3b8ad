"""Adding many governed rows at once: same table, constraints and triggers, without an object and a compiler per row."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg2.extras import execute_values

from electcoord.ledger.models import Ledgered, require_open_entry

PAGE = 500


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts rows of plain values (JSON as text); governed tables need an open entry, as everywhere."""
    into = _into(model, columns)
    values = [[_plain(value) for value in row] for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            execute_values(cursor.cursor, f"{into} %s", values, page_size=PAGE)
        else:
            cursor.executemany(f"{into} ({', '.join(['%s'] * len(columns))})", values)


def insert_row(model: type[models.Model], columns: Sequence[str], row: Sequence[Any]) -> int:
    """Inserts one row and returns its primary key."""
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(f"{_into(model, columns)} ({marks}) RETURNING id", [_plain(value) for value in row])
        return cursor.fetchone()[0]


def _into(model: type[models.Model], columns: Sequence[str]) -> str:
    if issubclass(model, Ledgered):
        require_open_entry(model)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES"


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex if connection.vendor == "sqlite" else str(value)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
