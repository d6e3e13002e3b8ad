"""An election package (a folder of tables) as one checked, immutable value; no database is touched here.

Everything that is wrong is said at once, with file, row and column. The digest is of the content, not of the bytes:
delimiter, byte order mark and the order of rows do not matter, the order on the ballot does.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from electcoord.common.errors import PackageError
from electcoord.common.problems import Problems
from electcoord.common.tables import Table, read_table
from electcoord.elections import package_rules as rules
from electcoord.elections.models import KIND_ORDER, Regime
from electcoord.elections.package_rows import ContestRow, PartyRow, RegionRow, TpsRow
from electcoord.ledger import canonical

COLUMNS = {
    "regions": ("kode", "jenis", "nama", "parent_kode"),
    "tps": ("kode_tps", "kode_desa", "no_tps", "khusus", "dpt_l", "dpt_p"),
    "contests": ("kontes", "jenis", "nama", "kode_dapil", "wilayah", "kursi"),
    "choices": ("kontes", "no_partai", "no_urut", "nama", "jenis_kelamin"),
    "election": ("regime", "tanggal", "zona"),
}


@dataclass(frozen=True)
class Package:
    """A whole election as the files describe it; rows are sorted, contests in the order in which a TPS counts them."""

    regime: Regime
    day: date | None
    zone: str
    kabupaten: str
    regions: tuple[RegionRow, ...]
    tps: tuple[TpsRow, ...]
    parties: tuple[PartyRow, ...]
    contests: tuple[ContestRow, ...]
    files: dict[str, str] = field(init=False, compare=False)
    digest: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        parts = {
            "election": [self.regime.value, self.day.isoformat() if self.day else "", self.zone],
            "regions": self.regions,
            "tps": self.tps,
            "contests": [[*contest[:4], contest.area, contest.seats] for contest in self.contests],
            "choices": [[contest.key, *choice] for contest in self.contests for choice in contest.ballot],
        }
        files = {name: canonical.digest(_plain(content)) for name, content in parts.items()}
        object.__setattr__(self, "files", files)
        object.__setattr__(self, "digest", canonical.digest(files))

    @property
    def choice_count(self) -> int:
        return sum(len(contest.ballot) for contest in self.contests)


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def read_package(folder: Path | str) -> Package:
    """Reads and checks a package folder; raises PackageError with everything that is wrong."""
    folder = Path(folder)
    if not folder.exists():
        raise PackageError([f"{folder}: folder tidak ada; periksa penulisannya."])
    if not folder.is_dir():
        raise PackageError([f"{folder}: ini berkas, bukan folder; tulis folder yang memuat regions.csv dan lainnya."])
    problems = Problems()
    tables = {name: _read(folder, name, problems) for name in COLUMNS}
    regions = rules.regions(tables["regions"], problems) if tables["regions"] else None
    tps = rules.tps(tables["tps"], regions, problems) if tables["tps"] else None
    contests = rules.contests(tables["contests"], regions, problems) if tables["contests"] else None
    ballots = rules.ballots(tables["choices"], contests, problems) if tables["choices"] else None
    settings = rules.settings(tables["election"], contests, problems)
    problems.stop()
    if not (regions and tps and contests and ballots):
        raise AssertionError("A table that is missing is a problem that was noted.")
    return Package(
        regime=settings.regime,
        day=settings.day,
        zone=settings.zone,
        kabupaten=regions.kabupaten,
        regions=tuple(sorted(regions.rows.values())),
        tps=tuple(sorted(tps)),
        parties=tuple(PartyRow(number, name) for number, name in sorted(ballots.parties.items())),
        contests=tuple(
            sorted(
                (contest._replace(ballot=ballots.of(contest.key)) for contest in contests.rows.values()),
                key=lambda contest: (KIND_ORDER[contest.kind], contest.key),
            )
        ),
    )


def _read(folder: Path, name: str, problems: Problems) -> Table | None:
    """The table of that name, CSV or XLSX; None where it is absent or unreadable (then it is in `problems`)."""
    found = [path for suffix in ("csv", "xlsx") if (path := folder / f"{name}.{suffix}").exists()]
    if not found:
        if name != "election":
            problems.add(f"{name}.csv", "berkas tidak ada dalam folder paket.")
        return None
    if len(found) > 1:
        problems.add(f"{name}.csv", f"ada juga {name}.xlsx; hapus salah satunya.")
        return None
    try:
        return read_table(found[0], required=COLUMNS[name])
    except PackageError as error:
        problems.take(error)
        return None
