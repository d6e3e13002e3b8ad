"""What commands share: output to a file or the terminal, cells that no spreadsheet runs."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError

# The full-width signs too: spreadsheets of some languages read them as their narrow twins.
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Control characters: a spreadsheet would split or trim on them and then run the rest.
CONTROLS = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029], " ")
# Invisible signs that may stand before the sign that runs.
_HIDDEN = "".join(
    map(chr, (0xAD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
)


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = value.translate(CONTROLS).strip()
    return f"'{text}" if text.lstrip(_HIDDEN + " \xa0").startswith(FORMULA) else text


def write_rows(
    columns: Sequence[str], rows: Iterable[dict[str, Any]], *, form: str, output: str | None, stream: IO[str]
) -> None:
    """Rows as `csv` (blank cells) or `json` (a list of objects, blank is null), to a file or to `stream`."""
    if output is None:
        _write(stream, columns, rows, form)
        return
    try:
        with Path(output).open("w", encoding="utf-8", newline="") as file:
            _write(file, columns, rows, form)
    except OSError as error:
        raise CommandError(f"{output}: tidak dapat ditulis ({error.strerror}).") from error


def _write(file: IO[str], columns: Sequence[str], rows: Iterable[dict[str, Any]], form: str) -> None:
    if form == "json":
        file.write(json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n")
        return
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(row[column]) for column in columns])
