"""A table file (CSV or XLSX) that somebody sent, as rows of text; nothing of it is guessed or mended.

Row numbers are those of the file, also after blank lines. Whatever is wrong is said in one PackageError, each line
with file, row and column.
"""

import csv
import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.common import xlsx
from electcoord.common.errors import PackageError
from electcoord.common.problems import Problems, short

MAX_ROWS = 1_000_000
MAX_CELL = 10_000
MAX_LINE = 100_000
# A quote that is never closed would swallow the rest of the file into one cell.
MAX_LINES_PER_ROW = 10

Allowed = Collection[str] | Callable[[str], bool]

# Controls (also line ends and tabs), soft hyphen, zero-width, direction marks, separators, surrogates, U+FEFF, U+FFFD.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffd]"
)
_SAVE_AS = lazy("simpan ulang dari Excel dengan pilihan 'CSV UTF-8 (Comma delimited)'.")


class Row(NamedTuple):
    """A row and its number in the file."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A file's columns in their order and its rows that are not blank; every row has every column."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]


def read_table(
    source: Path | str | bytes,
    name: str = "",
    *,
    required: Collection[str],
    optional: Allowed = (),
    max_bytes: int | None = None,
) -> Table:
    """Reads a table; `optional` holds further columns or says which are allowed. Raises PackageError."""
    name = name or (Path(source).name if isinstance(source, (Path, str)) else "berkas")
    data = load(source, name, max_bytes or settings.IMPORT_MAX_BYTES)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        records: Iterator[tuple[int, list[str]]] = enumerate(_xlsx_rows(data, name), start=1)
    elif name.lower().endswith(".xlsx"):
        raise PackageError(
            [_("%(name)s: bernama .xlsx tetapi isinya bukan XLSX; simpan ulang dari Excel.") % {"name": name}]
        )
    else:
        records = _csv_records(_decode(data, name), name)
    return _table(name, records, required, optional)


def load(source: Path | str | bytes, name: str, max_bytes: int) -> bytes:
    """The bytes of a file, not more than allowed; raises PackageError."""
    if isinstance(source, bytes):
        data = source
    else:
        try:
            with Path(source).open("rb") as file:
                data = file.read(max_bytes + 1)
        except FileNotFoundError:
            raise PackageError([_("%(name)s: berkas tidak ada.") % {"name": name}]) from None
        except OSError as error:
            raise PackageError(
                [_("%(name)s: berkas tidak dapat dibaca (%(reason)s).") % {"name": name, "reason": error.strerror}]
            ) from None
    if len(data) > max_bytes:
        raise PackageError(
            [
                _("%(name)s: lebih besar dari %(most)s MB; bagi menjadi beberapa berkas.")
                % {"name": name, "most": max_bytes // (1024 * 1024)}
            ]
        )
    return data


def _xlsx_rows(data: bytes, name: str) -> list[list[str]]:
    rows = xlsx.read_rows(data, name)
    return [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]


def _decode(data: bytes, name: str) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise PackageError(
            [
                _("%(name)s: berkas Excel lama atau berkata sandi; simpan sebagai .xlsx tanpa kata sandi.")
                % {"name": name}
            ]
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:200].count(0) > len(data[:200]) // 4:
        raise PackageError(
            [
                _("%(name)s: tersimpan sebagai UTF-16 ('Unicode Text'); %(save_as)s")
                % {"name": name, "save_as": _SAVE_AS}
            ]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = _lines(data[: error.start].decode("utf-8-sig", "ignore")) + 1
        sentence = _("ada huruf yang tidak tersimpan sebagai UTF-8; %(save_as)s") % {"save_as": _SAVE_AS}
        raise PackageError(
            [_("%(name)s baris %(row)s: %(sentence)s") % {"name": name, "row": row, "sentence": sentence}]
        ) from None
    if "\x00" in text:
        row = _lines(text[: text.index("\x00")]) + 1
        raise PackageError(
            [
                _("%(name)s baris %(row)s: ada byte NUL, berkas rusak; %(save_as)s")
                % {"name": name, "row": row, "save_as": _SAVE_AS}
            ]
        )
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _lines(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


class _Lines:
    """The file's lines for csv.reader, with the guards that csv has not."""

    def __init__(self, text: str) -> None:
        self.lines = iter(re.finditer(r"[^\r\n]*(?:\r\n|\n|\r|$)", text))
        self.read = 0
        self.row_starts = 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self.lines)[0]
        if not line:
            raise StopIteration
        self.read += 1
        if len(line) > MAX_LINE:
            raise csv.Error(f"baris lebih panjang dari {MAX_LINE} huruf")
        if self.read - self.row_starts >= MAX_LINES_PER_ROW:
            raise csv.Error("unexpected end of data")
        return line


def _csv_records(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on."""
    lines = _Lines(text)
    try:
        first = next(lines, "")
        while first and not first.strip("\r\n\t ;,"):
            lines.row_starts = lines.read + 1
            first = next(lines, "")
        if match := re.fullmatch(r'"?sep=([,;\t])"?[\r\n]*', first):
            delimiter, first = match[1], next(lines, "")
        else:
            delimiter = max(",;\t", key=re.sub(r'"[^"]*"', "", first).count)
        lines.row_starts = lines.read
        reader = csv.reader(_chain(first, lines), delimiter=delimiter, strict=True)
        for record in reader:
            yield lines.row_starts, record
            lines.row_starts = lines.read + 1
    except csv.Error as error:
        raise PackageError(
            [
                _("%(name)s baris %(row)s: %(sentence)s")
                % {"name": name, "row": lines.row_starts, "sentence": _csv_refusal(str(error))}
            ]
        ) from None


def _chain(first: str, rest: _Lines) -> Iterator[str]:
    if first:
        yield first
        yield from rest


def _csv_refusal(error: str) -> str:
    if "end of data" in error:
        return _("tanda kutip dibuka tetapi tidak ditutup; hapus atau tutup tanda kutip itu.")
    if "expected after" in error:
        return _('ada tanda kutip di tengah isian; tulis dua kali ("") atau hapus.')
    if "field limit" in error or "lebih panjang" in error:
        return _("isian terlalu panjang; periksa apakah pemisah kolom atau akhir baris hilang.")
    return _("baris tidak dapat dibaca sebagai CSV; %(save_as)s") % {"save_as": _SAVE_AS}


def _table(
    name: str,
    records: Iterator[tuple[int, list[str]]],
    required: Collection[str],
    optional: Allowed,
) -> Table:
    problems = Problems()
    header = next(((number, cells) for number, cells in records if any(map(str.strip, cells))), None)
    if header is None:
        wanted = ", ".join(sorted(required) if isinstance(required, (set, frozenset)) else required)
        raise PackageError(
            [
                _("%(name)s: berkas kosong; baris pertama memuat judul kolom %(wanted)s.")
                % {"name": name, "wanted": wanted}
            ]
        )
    columns = _columns(name, header, required, optional, problems)
    problems.stop()
    width = len(columns)
    rows: list[Row] = []
    for number, cells in records:
        values = [cell.strip() for cell in cells]
        if not any(values):
            continue
        if len(values) != width:
            if any(values[width:]) or len(values) < width:
                problems.add(name, _width_refusal(len(values), width), row=number)
                continue
            del values[width:]
        if _INVISIBLE.search("".join(values)) or max(map(len, values)) > MAX_CELL:
            _check_cells(name, number, columns, values, problems)
        if len(rows) == MAX_ROWS:
            raise PackageError(
                [
                    _("%(name)s: lebih dari %(most)s baris; bagi menjadi beberapa berkas.")
                    % {"name": name, "most": MAX_ROWS}
                ]
            )
        rows.append(Row(number, dict(zip(columns, values, strict=True))))
    problems.stop()
    if not rows:
        raise PackageError([_("%(name)s: hanya judul kolom, belum ada isinya.") % {"name": name}])
    return Table(name, columns, rows)


def _width_refusal(found: int, width: int) -> str:
    if found < width:
        return _("hanya %(found)s dari %(width)s kolom; lengkapi baris ini (kolom tanpa isi tetap diberi pemisah).") % {
            "found": found,
            "width": width,
        }
    return _("%(found)s kolom, padahal judulnya %(width)s; apit isian yang memuat pemisah dengan tanda kutip.") % {
        "found": found,
        "width": width,
    }


def _check_cells(name: str, number: int, columns: tuple[str, ...], values: list[str], problems: Problems) -> None:
    for column, value in zip(columns, values, strict=True):
        if match := _INVISIBLE.search(value):
            sentence = _("ada huruf tak terlihat (U+%(code)s) dalam '%(value)s'; ketik ulang isian ini.") % {
                "code": format(ord(match[0]), "04X"),
                "value": short(value),
            }
            problems.add(name, sentence, row=number, column=column)
        elif len(value) > MAX_CELL:
            problems.add(
                name,
                _("isian %(count)s huruf; paling panjang %(most)s.") % {"count": len(value), "most": MAX_CELL},
                row=number,
                column=column,
            )


def _columns(
    name: str, header: tuple[int, list[str]], required: Collection[str], optional: Allowed, problems: Problems
) -> tuple[str, ...]:
    number, cells = header
    columns = [cell.strip().lower() for cell in cells]
    while not columns[-1]:
        columns.pop()
    if len(columns) > xlsx.MAX_COLUMNS:
        raise PackageError(
            [
                _("%(name)s baris %(number)s: lebih dari %(most)s kolom.")
                % {"name": name, "number": number, "most": xlsx.MAX_COLUMNS}
            ]
        )
    known = set(required) if callable(optional) else {*required, *optional}
    seen: set[str] = set()
    for position, column in enumerate(columns, start=1):
        if not column:
            problems.add(name, _("kolom ke-%(position)s tidak berjudul.") % {"position": position}, row=number)
        elif column in seen:
            problems.add(
                name, _("kolom '%(column)s' ada dua kali; hapus salah satunya.") % {"column": short(column)}, row=number
            )
        elif column not in known and not (callable(optional) and optional(column)):
            near = difflib.get_close_matches(column[:80], known.difference(columns), n=1)
            hint = _("maksudnya '%(name)s'?") % {"name": near[0]} if near else _("hapus kolom ini.")
            problems.add(
                name,
                _("kolom '%(column)s' tidak dikenal; %(hint)s") % {"column": short(column), "hint": hint},
                row=number,
            )
        seen.add(column)
    for column in sorted(set(required) - seen):
        problems.add(
            name, _("kolom '%(column)s' tidak ada; tambahkan judul dan isinya.") % {"column": column}, row=number
        )
    return tuple(columns)
