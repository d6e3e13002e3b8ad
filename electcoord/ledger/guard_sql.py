"""Pieces of guards that several apps share: how the ledger writes a uuid, and whether an entry tells a row."""

from collections.abc import Iterable, Mapping
from typing import Any

from electcoord.ledger.guards import Guard, refuse_if


def dashed(uuid: str, engine: str) -> str:
    """A uuid as the ledger writes it; SQLite keeps its 32 digits, the ledger's texts have the dashes."""
    if engine == "postgresql":
        return f"{uuid}::text"
    starts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return " || '-' || ".join(f"substr({uuid}, {start}, {length})" for start, length in starts)


def tells(told: dict[str, str], engine: str) -> str:
    """SQL: what the payload of entry `e` says under each key is this value; both as text, blank equals blank."""
    payload, same = ("json_extract(e.payload, '$.{}')", "IS")
    if engine == "postgresql":
        payload, same = "e.payload::jsonb ->> '{}'", "IS NOT DISTINCT FROM"
    return " AND ".join(
        f"CAST({payload.format(key)} AS text) {same} CAST({value} AS text)" for key, value in told.items()
    )


def not_a_move(moves: Mapping[Any, Iterable[Any]]) -> str:
    """SQL condition of a change of `state` that the table of moves does not hold; true also for unknown states."""
    allowed = " OR ".join(
        f"(OLD.state = '{old.value}' AND NEW.state IN ({', '.join(repr(new.value) for new in sorted(news))}))"
        for old, news in moves.items()
        if news
    )
    return f"NEW.state <> OLD.state AND NOT ({allowed})"


def refused_insert(table: str, name: str, condition: dict[str, str] | str, message: str) -> list[Guard]:
    """Guards that refuse a new row where the condition holds; `{schema}` stands before each table's name."""
    by_engine = condition if isinstance(condition, dict) else dict.fromkeys(("sqlite", "postgresql"), condition)
    return [
        Guard(
            "sqlite", table, name, "BEFORE INSERT", f"SELECT RAISE(ABORT, '{message}');",
            by_engine["sqlite"].replace("{schema}", ""),
        ),
        Guard(
            "postgresql", table, name, "BEFORE INSERT",
            refuse_if(by_engine["postgresql"].replace("{schema}", "{schema}."), message),
        ),
    ]  # fmt: skip
