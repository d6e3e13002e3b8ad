"""What a package says otherwise than the election that was imported under the same slug."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from electcoord.elections.models import Choice, Contest, ContestKind, Election
from electcoord.elections.package_rows import ChoiceRow, RegionRow, TpsRow
from electcoord.elections.packages import Package

Rows = dict[Hashable, Any]


def differences(election: Election, package: Package) -> list[str]:
    """One sentence per file that differs, with counts and the first row; never empty."""
    if election.kabupaten_id != package.kabupaten:
        return [f"Paket ini untuk {package.kabupaten}, pemilu itu untuk {election.kabupaten_id}."]
    told = [
        _file("regions.csv", _regions(election), {row.code: row for row in package.regions}, str),
        _file("tps.csv", _tps(election), {row.code: row for row in package.tps}, str),
        _file("contests.csv", _contests(election), {row.key: (*row[:6],) for row in package.contests}, str),
        _file("choices.csv", _choices(election), _package_choices(package), _choice_key),
    ]
    return [sentence for sentence in told if sentence] or [
        "election.csv berbeda; hari dan zona waktu diubah di pengaturan pemilu."
    ]


def _file(name: str, known: Rows, given: Rows, shown: Callable[[Any], str]) -> str:
    gone, new = known.keys() - given.keys(), given.keys() - known.keys()
    changed = {key for key in known.keys() & given.keys() if known[key] != given[key]}
    counts = ((len(changed), "berubah"), (len(new), "baru"), (len(gone), "tidak ada lagi"))
    if not (gone or new or changed):
        return ""
    first = min(shown(key) for key in gone | new | changed)
    return f"{name}: {', '.join(f'{count} baris {word}' for count, word in counts if count)}, mulai dari {first}."


def _regions(election: Election) -> Rows:
    rows = election.regions.values_list("region_id", "name__kind", "name__name")
    return {code: RegionRow(code, kind, name) for code, kind, name in rows}


def _tps(election: Election) -> Rows:
    rows = election.tps.values_list("code", "desa_id", "number", "is_special", "dpt_l", "dpt_p")
    return {row[0]: TpsRow(*row) for row in rows}


def _contests(election: Election) -> Rows:
    contests: Iterable[Contest] = election.contests.prefetch_related("areas")
    return {
        contest.key: (
            contest.key,
            ContestKind(contest.kind),
            contest.name,
            contest.dapil_code,
            tuple(sorted(area.region_id for area in contest.areas.all())),
            contest.seats,
        )
        for contest in contests
    }


def _choices(election: Election) -> Rows:
    rows = Choice.objects.filter(contest__election=election).values_list(
        "contest__key", "party__number", "number", "name", "gender"
    )
    return {row[:3]: ChoiceRow(*row[1:]) for row in rows}


def _package_choices(package: Package) -> Rows:
    return {(contest.key, *choice[:2]): choice for contest in package.contests for choice in contest.ballot}


def _choice_key(key: tuple[str, int | None, int | None]) -> str:
    contest, party, number = key
    return contest + (f" partai {party}" if party else "") + (f" nomor {number}" if number else "")
