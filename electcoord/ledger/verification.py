"""Reading the ledger back: every chain, and what other apps keep against it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection

from electcoord.ledger import canonical, guards
from electcoord.ledger.models import GENESIS

COLUMNS = (*canonical.FIELDS, "hash")
BATCH = 2000


@dataclass(frozen=True)
class Break:
    """The first place that is not what it must be."""

    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


Check = Callable[[], "Break | None"]
_checks: list[tuple[str, Check]] = []


def register(title: str, check: Check) -> None:
    """Adds a check of an app's governed rows against their entries."""
    if (title, check) not in _checks:
        _checks.append((title, check))


def _rows(table: str, columns: tuple[str, ...], tail: str, params: list[object]) -> Iterator[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {_schema()}{table} {tail}", params)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def _schema() -> str:
    # Named in full, so that a temporary table of the same name does not stand in front of the real one.
    if connection.vendor != "postgresql":
        return "main."
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return f"{cursor.fetchone()[0]}."


def verify_chains() -> tuple[Break | None, int, int]:
    """Recomputes every hash; returns the first break, the number of chains and of entries read."""
    heads = {
        key: (position, hash_) for key, position, hash_ in _rows("ledger_chain", ("key", "position", "hash"), "", [])
    }
    entries = 0
    chain, position, previous = "", 0, GENESIS
    reached: dict[str, tuple[int, str]] = {}
    for row in _rows("ledger_entry", COLUMNS, "ORDER BY chain, position", []):
        values = dict(zip(COLUMNS, row, strict=True))
        if values["chain"] != chain:
            chain, position, previous = values["chain"], 0, GENESIS
        values["uuid"] = str(values["uuid"]).replace("-", "")
        place = f"rantai {chain} posisi {values['position']}"
        position += 1
        if values["position"] != position:
            return Break(f"rantai {chain} posisi {position}", "entri hilang"), len(heads), entries
        if values["previous"] != previous:
            return Break(place, "tidak menyambung ke entri sebelumnya"), len(heads), entries
        if values["hash"] != canonical.entry_hash(values):
            return Break(place, "isi tidak sama dengan hash-nya"), len(heads), entries
        previous = values["hash"]
        reached[chain] = (position, previous)
        entries += 1
    for key in sorted(heads.keys() | reached.keys()):
        if heads.get(key) != reached.get(key, (0, GENESIS)):
            return Break(f"rantai {key}", "kepala rantai tidak sama dengan entri terakhirnya"), len(heads), entries
    return None, len(heads), entries


def verify() -> tuple[Break | None, str]:
    """Guards, chains, then the registered checks; the first break or None, and a summary."""
    if found := [*guards.problems(), *(f"tabel hilang: {name}" for name in guards.missing_tables())]:
        return Break("pengaman basis data", "; ".join(found)), ""
    broken, chains, entries = verify_chains()
    summary = f"{chains} rantai, {entries} entri"
    if broken:
        return broken, summary
    for title, check in _checks:
        if broken := check():
            return broken, summary
        summary += f"; {title} sesuai"
    return None, summary
