"""Worksheets of an XLSX file as rows of text; a file made to exhaust the machine is refused before it is opened.

An XLSX is a zip of XML. Three things in it can grow beyond the size of the file: the zip itself, a single cell far
out (the reader's grid is dense), and one long shared string that many cells name. All three are bounded here.
"""

import html
import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from python_calamine import CalamineWorkbook, SheetTypeEnum

from electcoord.common.problems import Problems, short

MAX_ENTRIES = 500
MAX_UNPACKED = 200 * 1024 * 1024
MAX_COLUMNS = 2000
MAX_SHEETS = 300
MAX_CELLS = 5_000_000
MAX_TEXT = 1024 * 1024 * 1024
# Excel keeps 15 digits; what is longer was rounded.
_EXACT = 10**15

_CELL = re.compile(rb"<(?:[^<>\s/]*:)?c[\s/>]")
_ADDRESSED = re.compile(rb'<(?:[^<>\s/]*:)?c\s+r="[A-Z]{1,3}[0-9]{1,7}"')
_ADDRESS = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,9})([0-9]{1,9})[\"']")
_FORMULA = re.compile(rb"<(?:[^<>\s/]*:)?f[\s/>]")
_STRING = re.compile(rb"<(?:[^<>\s/]*:)?si[\s/>]")
_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_ERROR = re.compile(rb"<(?:[^<>\s/]*:)?c\s[^<>]*\bt\s*=\s*[\"']e[\"'][^<>]*>")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
# What zipfile raises for damaged, encrypted or exotic archives.
_ZIP_ERRORS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, ValueError, OSError, EOFError, KeyError,
    zlib.error, lzma.LZMAError, struct.error,
)  # fmt: skip
_DAMAGED = lazy("berkas XLSX tidak dapat dibaca; buka di Excel, simpan ulang sebagai .xlsx, lalu coba lagi.")


@dataclass(frozen=True)
class Worksheet:
    """One worksheet: list index + 1 is Excel's row, and every row is as wide as the widest."""

    title: str
    rows: list[list[str]]


def read_rows(data: bytes, name: str) -> list[list[str]]:
    """Every row from the first one of the first sheet, so that list index + 1 is Excel's row; raises PackageError."""
    return _read(data, name, only_first=True)[0].rows


def read_sheets(data: bytes, name: str) -> list[Worksheet]:
    """Every worksheet, hidden ones too, together within the bounds of one; raises PackageError."""
    return _read(data, name, only_first=False)


def holds_text(data: bytes, text: str) -> bool:
    """Whether a cell's text occurs in the workbook; False for whatever cannot be read (its reader says why)."""
    wanted = html.escape(text).encode()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                return False
            return any(
                wanted in archive.read(entry)
                for entry in entries
                if entry.filename.startswith("xl/") and entry.filename.lower().endswith(".xml")
            )
    except _ZIP_ERRORS:
        return False


def holds_formula(data: bytes) -> bool:
    """Whether a cell computes its value; False for whatever cannot be read (its reader says why)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                return False
            sheets = [entry for entry in entries if entry.filename.startswith("xl/worksheets/")]
            return any(_FORMULA.search(archive.read(entry)) for entry in sheets)
    except _ZIP_ERRORS:
        return False


def letters_of(column: int) -> str:
    """The letters that Excel shows above a column, counted from zero."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _read(data: bytes, name: str, *, only_first: bool) -> list[Worksheet]:
    problems = Problems()
    safe = _repack(data, name, problems, only_first=only_first)
    problems.stop()
    found = _open(safe, name, problems, only_first=only_first)
    problems.stop()
    return [Worksheet(title, [[_text(value) for value in row] for row in rows]) for title, rows in found]


def _repack(data: bytes, name: str, problems: Problems, *, only_first: bool) -> bytes:
    """An unpacked copy of the parts that hold cells, read within the sizes that the directory promises."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
            entries = archive.infolist()
            names = archive.namelist()
            if "xl/workbook.xml" not in names or len(set(names)) != len(names):
                problems.add(name, _("bukan buku kerja XLSX; simpan dari Excel sebagai .xlsx atau 'CSV UTF-8'."))
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                problems.add(name, _("isi berkas setelah dibuka terlalu besar; hapus gambar dan lembar lain."))
            if problems:
                return b""
            strings: list[bytes] = []
            titles = {} if only_first else _titles(archive, names)
            cells = _Cells(name, problems, only_first=only_first)
            for entry in entries:
                if not entry.filename.lower().endswith((".xml", ".rels")):
                    continue
                part = archive.read(entry)
                if _STRING.search(part):
                    strings.append(part)
                cells.look(part, titles.get(entry.filename, ""))
                copy.writestr(entry.filename, part)
            cells.judge(strings)
    except _ZIP_ERRORS:
        problems.add(name, _DAMAGED)
    return out.getvalue()


def _titles(archive: zipfile.ZipFile, names: list[str]) -> dict[str, str]:
    """What each part that is a worksheet is called; parts that are not found here stay without a title."""
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in names:
        return {}
    targets = {}
    for match in _RELATION.finditer(archive.read(relations)):
        target = _attribute(match[1], "Target")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        targets[_attribute(match[1], "Id")] = path
    sheets = _SHEET.findall(archive.read("xl/workbook.xml"))
    return {targets.get(_attribute(sheet, r"\w+:id"), ""): _attribute(sheet, "name") for sheet in sheets}


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rf"(?<![\w:]){name}\s*=\s*(\"[^\"]*\"|'[^']*')", tag.decode("utf-8", "replace"))
    return html.unescape(match[1][1:-1]) if match else ""


def place(name: str, title: str) -> str:
    """How problems name a worksheet of a file."""
    return _("%(name)s lembar '%(title)s'") % {"name": name, "title": short(title)} if title else name


class _Cells:
    """How far the cells of all sheets reach, and which of them the reader would silently show as blank."""

    def __init__(self, name: str, problems: Problems, *, only_first: bool) -> None:
        self.file, self.problems, self.only_first = name, problems, only_first
        self.name = name
        self.count = self.shared = self.area = 0

    def look(self, part: bytes, title: str) -> None:
        self.name = place(self.file, title)
        found = sum(1 for _ in _CELL.finditer(part))
        if not found:
            return
        self.count += found
        self.shared += len(_SHARED.findall(part))
        if found != sum(1 for _ in _ADDRESSED.finditer(part)):
            self.problems.add(self.name, _("ada sel tanpa alamat; buka di Excel dan simpan ulang sebagai .xlsx."))
            return
        addresses = _ADDRESS.findall(part)
        width = max(_column(letters) for letters in {letters for letters, _ in addresses})
        if width > MAX_COLUMNS:
            self.problems.add(
                self.name,
                _("lebih dari %(most)s kolom; hapus kolom di luar tabel.") % {"most": MAX_COLUMNS},
            )
        area = width * max(int(row) for row in {row for _, row in addresses})
        # Sheets that are not read cost nothing but their own text.
        self.area = max(self.area, area) if self.only_first else self.area + area
        self._blank_by_mistake(part)

    def _blank_by_mistake(self, part: bytes) -> None:
        for match in _ERROR.finditer(part):
            self._at(match[0], _("sel berisi galat rumus (misalnya #REF!); tulis nilainya."))
        for match in _NO_RESULT.finditer(part):
            if not re.search(rb"\bt\s*=\s*[\"']str[\"']", match[1]):
                self._at(match[0], _("sel berisi rumus tanpa hasil; salin lalu tempel sebagai nilai."))

    def _at(self, tag: bytes, sentence: str) -> None:
        letters, row = _ADDRESS.search(tag).groups()
        self.problems.add(self.name, sentence, row=int(row), column=letters.decode())

    def judge(self, strings: list[bytes]) -> None:
        longest = max((len(piece) for part in strings for piece in _STRING.split(part)[1:]), default=0)
        if self.count > MAX_CELLS or self.area > MAX_CELLS or longest * self.shared > MAX_TEXT:
            self.problems.add(
                self.file, _("lembar terlalu besar; hapus baris dan kolom di luar tabel, lalu simpan lagi.")
            )


def _column(letters: bytes) -> int:
    value = 0
    for letter in letters.upper():
        value = value * 26 + letter - 64
    return value


def _open(data: bytes, name: str, problems: Problems, *, only_first: bool) -> list[tuple[str, list[list[Any]]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if only_first:
            return [("", book.get_sheet_by_index(0).to_python(skip_empty_area=False))]
        titles = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if len(titles) > MAX_SHEETS:
            problems.add(
                name,
                _("lebih dari %(most)s lembar kerja; pecah menjadi beberapa berkas.") % {"most": MAX_SHEETS},
            )
            return []
        return [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in titles]
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    # A panic of the Rust reader is a BaseException.
    except BaseException:
        problems.add(name, _DAMAGED)
        return []


def _text(value: Any) -> str:
    """A cell as text: a whole number without '.0', a date as YYYY-MM-DD, anything else as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)
