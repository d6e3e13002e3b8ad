"""A workbook of recap.workbook as it came back: columns per TPS, or every wrong place; pure, no database."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from electcoord.common.problems import Problems, parse_code, parse_int, short
from electcoord.common.xlsx import Worksheet, letters_of, place
from recap.ballot import Ballot
from recap.fields import HIGHEST
from recap.reading import Figure
from recap.workbook import BLANK_MARK, CODE_COLUMN, FIRST_ROW, GUIDE_TITLE, HEAD, MARK, STATIONS, form_rows

MISSING_SHOWN = 4
TPS_DIGITS = 13
# Says of a value in the head of a worksheet why it is not the one that is wanted; "" where it is.
Judge = Callable[[str], str]


@dataclass(frozen=True)
class Column:
    """One TPS as it was filled in; `place` and `letter` are where, `row` is that of the TPS codes."""

    sheet_number: int
    place: str
    letter: str
    row: int
    tps_code: str
    values: dict[str, Figure]


@dataclass(frozen=True)
class Filled:
    """What came back: columns with something in them, and how many were left wholly empty."""

    columns: list[Column]
    empty: int


def is_template(sheets: Sequence[Worksheet]) -> bool:
    """Whether a worksheet says that it is one of ours, whatever became of it since."""
    return any(cell.strip() in (MARK, GUIDE_TITLE) for sheet in sheets for row in sheet.rows[:60] for cell in row[:60])


def read(
    sheets: Sequence[Worksheet], name: str, ballot: Ballot, head: Mapping[str, Judge], problems: Problems
) -> Filled:
    """Every column that somebody filled in; `head` judges what each worksheet says it is for.

    Notes every wrong place in `problems` with worksheet, row and column letter.
    """
    codes = tuple(row.code for row in form_rows(ballot) if row.code)
    reader = _Reader(name, codes, head, problems)
    for number, sheet in enumerate(sheets, start=1):
        if not _is_guide(sheet) and any(cell.strip() for row in sheet.rows for cell in row):
            reader.take(sheet, number)
    return Filled(reader.columns, reader.empty)


def _is_guide(sheet: Worksheet) -> bool:
    return bool(sheet.rows) and bool(sheet.rows[0]) and sheet.rows[0][0].strip() == GUIDE_TITLE


class _Reader:
    def __init__(self, name: str, codes: tuple[str, ...], head: Mapping[str, Judge], problems: Problems) -> None:
        self.name, self.codes, self.head, self.problems = name, codes, head, problems
        self.known = frozenset(codes)
        self.columns: list[Column] = []
        self.empty = self.number = 0
        self.seen: dict[str, str] = {}
        self.told: set[str] = set()

    def take(self, sheet: Worksheet, number: int) -> None:
        """One worksheet."""
        self.number = number
        where = place(self.name, sheet.title)
        at = self._stations_row(sheet, where)
        if at is None:
            return
        head = self._head_of(sheet)
        if not self._check_head(head, where):
            # Of another contest every row would be wrong too; that says nothing more.
            return
        figures = self._rows_by_code(sheet, where, at)
        if missing := [code for code in self.codes if code not in figures]:
            names = ", ".join(missing[:MISSING_SHOWN]) + (" …" if len(missing) > MISSING_SHOWN else "")
            sentence = _("%(count)s baris isian hilang (%(names)s); kembalikan barisnya atau pakai templat baru.") % {
                "count": len(missing),
                "names": names,
            }
            self.problems.add(where, sentence, column=letters_of(CODE_COLUMN))
        width = max(map(len, sheet.rows))
        for column in range(CODE_COLUMN + 1, width):
            self._station(sheet, where, at, column, head["desa"][1], figures)

    def _stations_row(self, sheet: Worksheet, where: str) -> int | None:
        """The row of the TPS codes; None, with the reason, where the column of codes is not in its place."""
        found = [(row, column) for row, cells in enumerate(sheet.rows) for column, cell in enumerate(cells)
                 if cell.strip().lower() == STATIONS]  # fmt: skip
        here = letters_of(CODE_COLUMN)
        if not found:
            sentence = _(
                "sel '%(stations)s' tidak ada; lembar ini bukan bagian templat, atau kolom isian berganti nama."
            ) % {"stations": STATIONS}
            self.problems.add(where, sentence, row=FIRST_ROW, column=here)
            return None
        row, column = found[0]
        if column != CODE_COLUMN:
            sentence = _("kolom isian pindah ke sini; kembalikan ke kolom %(here)s.") % {"here": here}
            self.problems.add(where, sentence, row=row + 1, column=letters_of(column))
            return None
        if len(found) > 1:
            row, column = found[1]
            sentence = _("'%(stations)s' ada dua kali; hapus salah satunya.") % {"stations": STATIONS}
            self.problems.add(where, sentence, row=row + 1, column=letters_of(column))
            return None
        return row

    def _rows_by_code(self, sheet: Worksheet, where: str, stations: int) -> dict[str, int]:
        """Which row each code names; rows without a code may hold nothing."""
        found: dict[str, int] = {}
        here = letters_of(CODE_COLUMN)
        for at, cells in enumerate(sheet.rows):
            code = _cell(cells, CODE_COLUMN).lower()
            if at == stations or code == "isian":
                continue
            if not code:
                self._no_code(cells, where, at, stations)
            elif code in found:
                sentence = _("isian '%(code)s' sudah ada di baris %(row)s; hapus salah satunya.") % {
                    "code": short(code),
                    "row": found[code] + 1,
                }
                self.problems.add(where, sentence, row=at + 1, column=here)
            elif code in self.known:
                found[code] = at
            elif code not in HEAD or at > stations:
                near = difflib.get_close_matches(code[:80], self.codes, n=1)
                hint = _("maksudnya '%(name)s'?") % {"name": near[0]} if near else _("hapus baris ini.")
                self.problems.add(
                    where,
                    _("isian '%(code)s' tidak dikenal; %(hint)s") % {"code": short(code), "hint": hint},
                    row=at + 1,
                    column=here,
                )
        return found

    def _no_code(self, cells: list[str], where: str, at: int, stations: int) -> None:
        if at < stations:
            return
        for column in range(CODE_COLUMN + 1, len(cells)):
            if cells[column].strip():
                sentence = _("ada isi di baris tanpa kode isian; pindahkan ke baris isiannya.")
                self.problems.add(where, sentence, row=at + 1, column=letters_of(column))

    def _head_of(self, sheet: Worksheet) -> dict[str, tuple[int, str]]:
        """Row and value of everything that the worksheet says of itself."""
        found: dict[str, tuple[int, str]] = {}
        for at, cells in enumerate(sheet.rows):
            code = _cell(cells, CODE_COLUMN).lower()
            if code in HEAD:
                found.setdefault(code, (at, _cell(cells, CODE_COLUMN + 1)))
        return found

    def _check_head(self, head: dict[str, tuple[int, str]], where: str) -> bool:
        """Whether the worksheet is for what is being imported; every sentence is told once."""
        right = True
        for code in HEAD:
            at, value = head.get(code, (None, ""))
            if at is None:
                sentence = _(
                    "kepala lembar tidak lengkap: baris '%(code)s' hilang; pakai templat yang baru diunduh."
                ) % {"code": code}
            else:
                sentence = self.head[code](value) if code in self.head else ""
            right = right and not sentence
            if sentence and sentence not in self.told:
                self.told.add(sentence)
                row, column = (None, CODE_COLUMN) if at is None else (at + 1, CODE_COLUMN + 1)
                self.problems.add(where, sentence, row=row, column=letters_of(column))
        return right

    def _station(
        self, sheet: Worksheet, where: str, stations: int, column: int, desa_code: str, figures: dict[str, int]
    ) -> None:
        """One column: a TPS with its figures, an empty one, or nothing at all."""
        letter = letters_of(column)
        tps_code = _cell(sheet.rows[stations], column)
        texts = {code: _cell(sheet.rows[at], column) for code, at in figures.items()}
        filled = any(texts.values())
        if not tps_code:
            if filled:
                sentence = _("kolom ini berisi angka tetapi tidak punya kode TPS; isi di bawah kode TPS-nya.")
                self.problems.add(where, sentence, row=stations + 1, column=letter)
            return
        try:
            parse_code(tps_code, TPS_DIGITS)
            if not tps_code.startswith(desa_code):
                raise ValueError(
                    _("TPS %(tps_code)s bukan TPS desa lembar ini (%(desa_code)s); kembalikan kodenya.")
                    % {"tps_code": tps_code, "desa_code": desa_code}
                )
        except ValueError as error:
            self.problems.add(where, str(error), row=stations + 1, column=letter)
            return
        if tps_code in self.seen:
            sentence = _("TPS %(tps_code)s sudah ada di %(seen)s.") % {
                "tps_code": short(tps_code),
                "seen": self.seen[tps_code],
            }
            self.problems.add(where, sentence, row=stations + 1, column=letter)
            return
        self.seen[tps_code] = _("lembar '%(title)s' kolom %(letter)s") % {"title": short(sheet.title), "letter": letter}
        if not filled:
            self.empty += 1
            return
        values: dict[str, Figure] = {}
        for code, text in texts.items():
            try:
                values[code] = None if text.upper() == BLANK_MARK else parse_int(text, HIGHEST)
            except ValueError as error:
                self.problems.add(where, f"{code}: {error}", row=figures[code] + 1, column=letter)
        if len(values) == len(self.codes):
            self.columns.append(Column(self.number, where, letter, stations + 1, tps_code, values))


def _cell(cells: list[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""
