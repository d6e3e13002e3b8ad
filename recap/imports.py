"""A file of C.Hasil readings, checked as a whole before anything is written."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from electcoord.common import xlsx
from electcoord.common.problems import Problems, parse_int, short
from electcoord.common.tables import Row, Table, load, read_table
from electcoord.elections.models import Contest
from recap.ballot import Ballot, ballot_of
from recap.fields import CODES, HIGHEST
from recap.models import Sheet, SheetVersion, VersionKind
from recap.reading import Figure, Reading, differences, reading_of
from recap.workbook import ENTRIES, MARK, VERSION, short_hash
from recap.workbook_reading import Column, Filled, Judge, is_template, read

KEY = "kode_tps"


@dataclass(frozen=True)
class Spot:
    """Where in a file a sheet was found: as problems name it, and as the ledger keeps it."""

    name: str
    row: int
    column: str
    note: dict[str, Any]
    key_column: str = KEY

    def refuse(self, problems: Problems, sentence: str, *, whole: bool = False) -> None:
        """Notes a problem of the sheet's code, or of the sheet as a whole."""
        problems.add(self.name, sentence, row=self.row, column=(self.column or None) if whole else self.key_column)


@dataclass(frozen=True)
class Line:
    """One sheet that is to be written; `note` says for the ledger where in the file it stood."""

    note: dict[str, Any]
    sheet: Sheet
    reading: Reading


@dataclass(frozen=True)
class Difference:
    """A cell in which the second reading differs from the first (`selisih`)."""

    tps_code: str
    code: str
    first: Figure
    second: Figure

    def __str__(self) -> str:
        def show(value: Figure) -> str:
            return "kosong" if value is None else str(value)

        return f"{self.tps_code} {self.code}: {show(self.first)} ≠ {show(self.second)}"


@dataclass(frozen=True)
class Plan:
    """What an import would write: new lines, rows that are already in with the same figures, and the differences.

    `empty`: columns of a template that nobody filled in; they are passed over.
    """

    contest: Contest
    kind: VersionKind
    digest: str
    lines: list[Line] = field(default_factory=list)
    unchanged: int = 0
    differences: list[Difference] = field(default_factory=list)
    empty: int = 0

    @property
    def matching(self) -> int:
        """Second entries of the file that equal the first."""
        return len(self.lines) - len(self.differing)

    @property
    def differing(self) -> list[str]:
        """TPS whose two entries differ."""
        return sorted({difference.tps_code for difference in self.differences})


def plan_import(
    source: Path | str | bytes,
    name: str,
    *,
    contest: Contest,
    kind: VersionKind,
    actor_uuid: str,
    may_write: Callable[[str], bool] = lambda tps_code: True,
) -> Plan:
    """Reads and checks the whole file; writes nothing.

    Raises PackageError with every wrong place: unknown or missing columns, figures, TPS, a row twice, an entry that
    is already there with other figures, a second entry before the first or by the same account, a TPS outside the
    account's regions (`may_write`).
    """
    name = name or Path(source).name
    data = load(source, name, settings.IMPORT_MAX_BYTES)
    job = _Job(name, contest, kind, actor_uuid, may_write)
    if xlsx.holds_text(data, MARK) and is_template(sheets := xlsx.read_sheets(data, name)):
        found, empty = job.from_template(sheets)
    else:
        found, empty = job.from_table(data), 0
    plan = job.plan(found, hashlib.sha256(data).hexdigest(), empty)
    job.problems.stop()
    return plan


class _Job:
    """One file on its way to a plan; `problems` gathers what is wrong on the way."""

    def __init__(
        self, name: str, contest: Contest, kind: VersionKind, actor_uuid: str, may_write: Callable[[str], bool]
    ) -> None:
        self.name, self.contest, self.kind = name, contest, kind
        self.actor_uuid, self.may_write = actor_uuid, may_write
        self.ballot = ballot_of(contest)
        self.problems = Problems()
        self.sheets = {sheet.tps_code: sheet for sheet in Sheet.objects.filter(contest=contest)}

    def plan(self, found: Iterator[tuple[Spot, Sheet, Reading]], digest: str, empty: int) -> Plan:
        """What of the file would be written."""
        known = _known(self.contest)
        lines: list[Line] = []
        different: list[Difference] = []
        unchanged = 0
        for spot, sheet, reading in found:
            first = known.get((sheet.pk, VersionKind.ENTRI_SATU))
            same_kind = known.get((sheet.pk, self.kind))
            if same_kind is not None:
                if same_kind.reading_hash == reading.digest:
                    unchanged += 1
                else:
                    sentence = _("%(label)s TPS %(tps_code)s sudah ada dengan angka lain.") % {
                        "label": self.kind.label,
                        "tps_code": sheet.tps_code,
                    }
                    spot.refuse(self.problems, sentence, whole=True)
                continue
            if refusal := _refusal(self.kind, first, sheet, self.actor_uuid):
                spot.refuse(self.problems, refusal)
                continue
            if first is not None:
                cells = differences(reading_of(first), reading, self.ballot)
                different += [Difference(sheet.tps_code, code, a, b) for code, a, b in cells]
            lines.append(Line(spot.note, sheet, reading))
        return Plan(self.contest, self.kind, digest, lines, unchanged, different, empty)

    def from_table(self, data: bytes) -> Iterator[tuple[Spot, Sheet, Reading]]:
        """A row per TPS, a column per code name."""
        figures = {*CODES, *self.ballot.vote_codes, *self.ballot.party_codes}
        table = read_table(data, self.name, required=(KEY,), optional=figures)
        if not figures & set(table.columns):
            told = _("tidak ada kolom angka; sedikitnya satu kolom seperti suara_sah atau calon_1.")
            self.problems.add(self.name, told, row=1)
            self.problems.stop()
        return self._rows(table)

    def _rows(self, table: Table) -> Iterator[tuple[Spot, Sheet, Reading]]:
        seen: dict[str, int] = {}
        for row in table.rows:
            spot = Spot(self.name, row.number, "", {"baris": row.number})
            code = row.values[KEY].strip()
            sheet = self._sheet(code, spot)
            if sheet is None:
                continue
            if code in seen:
                spot.refuse(
                    self.problems, _("TPS %(code)s sudah ada di baris %(seen)s.") % {"code": code, "seen": seen[code]}
                )
                continue
            seen[code] = row.number
            values = _values(table, row, self.problems)
            if values is not None:
                yield from self._read(spot, sheet, values, _("hapus baris ini atau isi"))

    def from_template(self, sheets: list[xlsx.Worksheet]) -> tuple[Iterator[tuple[Spot, Sheet, Reading]], int]:
        """A worksheet per desa, a column per TPS; and how many columns are empty."""
        filled = read(sheets, self.name, self.ballot, self._head(), self.problems)
        return self._columns(filled), filled.empty

    def _columns(self, filled: Filled) -> Iterator[tuple[Spot, Sheet, Reading]]:
        for column in filled.columns:
            spot = _spot(column)
            sheet = self._sheet(column.tps_code, spot)
            if sheet is not None:
                yield from self._read(spot, sheet, column.values, _("kosongkan kolom ini atau isi angkanya"))

    def _head(self) -> dict[str, Judge]:
        """What the head of a template must say, with a sentence for what it says instead."""
        contest, election = self.contest, self.contest.election
        places = {sheet.kecamatan_code for sheet in self.sheets.values() if self.may_write(sheet.tps_code)}

        def same(wanted: str, sentence: str) -> Judge:
            return lambda told: "" if told == wanted else sentence % {"told": short(told), "wanted": wanted}

        def kecamatan(told: str) -> str:
            if told in places:
                return ""
            return _("templat ini untuk kecamatan %(told)s, di luar %(title)s atau di luar wilayah akun ini.") % {
                "told": short(told),
                "title": contest.title,
            }

        return {
            MARK: same(VERSION, _("templat ini dari versi '%(told)s' yang tidak dikenal; unduh templat baru.")),
            "pemilu": same(
                election.slug,
                _("templat ini dari pemilu '%(told)s', bukan %(wanted)s; unduh templat pemilu ini."),
            ),
            "kontes": same(
                contest.key,
                _("templat ini untuk kontes '%(told)s', sedangkan yang dipilih '%(wanted)s'; pilih kontes yang sama."),
            ),
            "kecamatan": kecamatan,
            "entri": same(
                ENTRIES[self.kind],
                _("templat ini untuk entri %(told)s, sedangkan yang dipilih entri %(wanted)s."),
            ),
            "surat_suara": same(
                short_hash(contest.choice_hash),
                _("pilihan surat suara bukan yang ada di templat ini ('%(told)s'); unduh templat baru, lalu isi lagi."),
            ),
        }

    def _sheet(self, code: str, spot: Spot) -> Sheet | None:
        sheet = self.sheets.get(code)
        if sheet is not None and self.may_write(code):
            return sheet
        sentence = _("TPS '%(code)s' tidak ada di %(title)s atau di luar wilayah akun ini.") % {
            "code": code[:20],
            "title": self.contest.title,
        }
        spot.refuse(self.problems, sentence)
        return None

    def _read(
        self, spot: Spot, sheet: Sheet, values: dict[str, Figure], remedy: str
    ) -> Iterator[tuple[Spot, Sheet, Reading]]:
        reading = _reading(values, self.ballot)
        if reading.is_blank:
            sentence = _("semua isian TPS %(tps_code)s kosong; %(remedy)s.") % {
                "tps_code": sheet.tps_code,
                "remedy": remedy,
            }
            spot.refuse(self.problems, sentence, whole=True)
            return
        yield spot, sheet, reading  # fmt: skip


def _spot(column: Column) -> Spot:
    note = {"lembar_kerja": column.sheet_number, "kolom": column.letter}
    return Spot(column.place, column.row, column.letter, note, key_column=column.letter)


def _known(contest: Contest) -> dict[tuple[int, str], SheetVersion]:
    kinds = (VersionKind.ENTRI_SATU, VersionKind.ENTRI_DUA)
    rows = SheetVersion.objects.filter(sheet__contest=contest, kind__in=kinds)
    return {(version.sheet_id, version.kind): version for version in rows.iterator(chunk_size=2000)}


def _refusal(kind: VersionKind, first: SheetVersion | None, sheet: Sheet, actor_uuid: str) -> str | None:
    if kind == VersionKind.ENTRI_DUA and first is None:
        return _("TPS %(tps_code)s belum punya entri pertama; impor dulu bacaan pertama.") % {
            "tps_code": sheet.tps_code
        }
    if kind == VersionKind.ENTRI_DUA and first.entered_by == actor_uuid:
        return _("entri pertama TPS %(tps_code)s oleh akun yang sama; entri kedua harus oleh akun lain.") % {
            "tps_code": sheet.tps_code
        }
    return None


def _values(table: Table, row: Row, problems: Problems) -> dict[str, Figure] | None:
    """Figures of a row, None where one of them is malformed."""
    values: dict[str, Figure] = {}
    for column in table.columns:
        if column == KEY:
            continue
        try:
            values[column] = parse_int(row.values[column], HIGHEST)
        except ValueError as error:
            problems.add(table.name, str(error), row=row.number, column=column)
    return values if len(values) == len(table.columns) - 1 else None


def _reading(values: dict[str, Figure], ballot: Ballot) -> Reading:
    """A column that the file lacks is blank on every sheet."""
    totals = tuple(values.get(code) for code in ballot.party_codes) if ballot.parties else None
    votes = tuple(values.get(code) for code in ballot.vote_codes)
    return Reading(votes, totals, {code: values[code] for code in CODES if code in values})
