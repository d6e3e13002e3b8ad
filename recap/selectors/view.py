"""How a table is asked for through its URL: sorted by a column, searched, with some of its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from recap.selectors.tables import Column, Row

NAME, PROGRESS = "nama", "tps"
ASCENDING, DESCENDING = "ascending", "descending"


@dataclass(frozen=True)
class View:
    """`urut` (a minus: the largest first), `cari`, `partai`, `kolom`; unknown values change nothing."""

    sort: str = ""
    sought: str = ""
    party: str = ""
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "View":
        def text(key: str, length: int = 40) -> str:
            return " ".join(query.get(key, "").replace("\x00", "").split())[:length]

        return cls(
            text("urut"), text("cari"), text("partai"), tuple(filter(None, text("kolom", 4000).split(",")))
        )  # fmt: skip

    def query(self, **changes: str) -> str:
        """The same table with these changes, as a query with its question mark; empty where nothing is asked."""
        asked = {"urut": self.sort, "cari": self.sought, "partai": self.party, **changes}
        text = urlencode({key: value for key, value in asked.items() if value})
        return f"?{text}" if text else ""

    @property
    def key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")

    def found(self, rows: Sequence[Row]) -> list[Row]:
        """Rows whose name, code or TPS number is sought."""
        if not self.sought:
            return list(rows)
        sought = self.sought.casefold()
        number = sought.removeprefix("tps").strip()
        is_number = number.isascii() and number.isdigit() and len(number) <= 3
        return [
            row
            for row in rows
            if sought in row.label.casefold()
            or sought == row.code
            or (is_number and len(row.code) == 13 and int(row.code[10:]) == int(number))
        ]

    def ordered(self, rows: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
        """Stable; rows without the figure (blank, hidden, not in) stand last either way, ordered by their codes."""
        if self.key == NAME:
            return sorted(rows, key=lambda row: row.label.casefold(), reverse=self.is_descending)
        at = next((n for n, column in enumerate(columns) if column.code == self.key), None)
        if at is None and self.key != PROGRESS:
            return list(rows)

        def value(row: Row) -> Any:
            if at is None:
                return row.tps_in / row.tps_total if row.tps_total else None
            return row.cells[at].value if row.cells else None

        known = [(value(row), row) for row in rows]
        filled = sorted(
            (pair for pair in known if pair[0] is not None), key=lambda p: -p[0] if self.is_descending else p[0]
        )
        return [row for _, row in filled] + [row for found, row in known if found is None]

    def heads(self, columns: Sequence[Column]) -> list[Column]:
        """The columns with the links that sort by them."""
        return [
            replace(c, sort_url=self._url(c.code, largest_first=True), sorted=self._direction(c.code)) for c in columns
        ]

    def first_heads(self, corner: str) -> list[dict[str, str]]:
        """The two ways to sort that the first column offers."""
        return [
            {"label": corner, "url": self._url(NAME), "sorted": self._direction(NAME)},
            {"label": _("Progress"), "url": self._url(PROGRESS, largest_first=True),
             "sorted": self._direction(PROGRESS)},
        ]  # fmt: skip

    def _direction(self, code: str) -> str:
        if self.key != code:
            return ""
        return DESCENDING if self.is_descending else ASCENDING

    def _url(self, code: str, *, largest_first: bool = False) -> str:
        """Sorts by the column; asked again, the other way round."""
        is_down = largest_first if self.key != code else not self.is_descending
        return (self.query(urut=f"-{code}" if is_down else code) or "?") + "#tabel"

    def shown(self, columns: Sequence[Column]) -> list[int]:
        """Indexes of the columns that are chosen; all where none of them is known."""
        chosen = [at for at, column in enumerate(columns) if column.code in self.columns]
        return chosen or list(range(len(columns)))
