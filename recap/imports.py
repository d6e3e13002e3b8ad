"""A file of C.Hasil readings, checked as a whole before anything is written."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from electcoord.common.problems import Problems, parse_int
from electcoord.common.tables import Row, Table, load, read_table
from electcoord.elections.models import Contest
from recap.ballot import Ballot, ballot_of
from recap.fields import CODES, HIGHEST
from recap.models import Sheet, SheetVersion, VersionKind
from recap.reading import Figure, Reading, differences, reading_of

KEY = "kode_tps"


@dataclass(frozen=True)
class Line:
    """One row of the file that is to be written."""

    number: int
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
    """What an import would write: new lines, rows that are already in with the same figures, and the differences."""

    contest: Contest
    kind: VersionKind
    digest: str
    lines: list[Line]
    unchanged: int
    differences: list[Difference]

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
    ballot = ballot_of(contest)
    name = name or Path(source).name
    data = load(source, name, settings.IMPORT_MAX_BYTES)
    figures = {*CODES, *ballot.vote_codes, *ballot.party_codes}
    table = read_table(data, name, required=(KEY,), optional=figures)
    problems = Problems()
    if not figures & set(table.columns):
        problems.add(name, "tidak ada kolom angka; sedikitnya satu kolom seperti suara_sah atau calon_1.", row=1)
        problems.stop()
    sheets = {sheet.tps_code: sheet for sheet in Sheet.objects.filter(contest=contest)}
    known = _known(contest)
    lines: list[Line] = []
    found: list[Difference] = []
    unchanged = 0
    for row, sheet, reading in _readings(table, ballot, sheets, problems, contest, may_write):
        first = known.get((sheet.pk, VersionKind.ENTRI_SATU))
        same_kind = known.get((sheet.pk, kind))
        if same_kind is not None:
            if same_kind.reading_hash == reading.digest:
                unchanged += 1
            else:
                problems.add(name, f"{kind.label} TPS {sheet.tps_code} sudah ada dengan angka lain.", row=row.number)
            continue
        if refusal := _refusal(kind, first, sheet, actor_uuid):
            problems.add(name, refusal, row=row.number, column=KEY)
            continue
        if first is not None:
            cells = differences(reading_of(first), reading, ballot)
            found += [Difference(sheet.tps_code, code, a, b) for code, a, b in cells]
        lines.append(Line(row.number, sheet, reading))
    problems.stop()
    return Plan(contest, kind, hashlib.sha256(data).hexdigest(), lines, unchanged, found)


def _known(contest: Contest) -> dict[tuple[int, str], SheetVersion]:
    kinds = (VersionKind.ENTRI_SATU, VersionKind.ENTRI_DUA)
    rows = SheetVersion.objects.filter(sheet__contest=contest, kind__in=kinds)
    return {(version.sheet_id, version.kind): version for version in rows.iterator(chunk_size=2000)}


def _refusal(kind: VersionKind, first: SheetVersion | None, sheet: Sheet, actor_uuid: str) -> str | None:
    if kind == VersionKind.ENTRI_DUA and first is None:
        return f"TPS {sheet.tps_code} belum punya entri pertama; impor dulu bacaan pertama."
    if kind == VersionKind.ENTRI_DUA and first.entered_by == actor_uuid:
        return f"entri pertama TPS {sheet.tps_code} oleh akun yang sama; entri kedua harus oleh akun lain."
    return None


def _readings(
    table: Table,
    ballot: Ballot,
    sheets: dict[str, Sheet],
    problems: Problems,
    contest: Contest,
    may_write: Callable[[str], bool],
) -> Iterator[tuple[Row, Sheet, Reading]]:
    seen: dict[str, int] = {}
    for row in table.rows:
        code = row.values[KEY].strip()
        sheet = sheets.get(code)
        if sheet is None or not may_write(code):
            sentence = f"TPS '{code[:20]}' tidak ada di {contest.title} atau di luar wilayah akun ini."
            problems.add(table.name, sentence, row=row.number, column=KEY)
            continue
        if code in seen:
            problems.add(table.name, f"TPS {code} sudah ada di baris {seen[code]}.", row=row.number, column=KEY)
            continue
        seen[code] = row.number
        values = _values(table, row, problems)
        if values is None:
            continue
        reading = _reading(values, ballot)
        if reading.is_blank:
            sentence = f"semua isian TPS {code} kosong; hapus baris ini atau isi."
            problems.add(table.name, sentence, row=row.number)
            continue
        yield row, sheet, reading  # fmt: skip


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
