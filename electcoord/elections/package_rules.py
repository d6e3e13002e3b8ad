"""The rules of each file of a package; every check notes what is wrong and goes on, so that all is said at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from electcoord.common.problems import Problems, short
from electcoord.common.tables import Row, Table
from electcoord.elections.models import ContestKind, Regime, Zone
from electcoord.elections.package_file import PackageFile
from electcoord.elections.package_rows import ChoiceRow, ContestRow, RegionRow, TpsRow, ballot_order
from electcoord.regions.models import DIGITS, PARENT_DIGITS, Kind, parent_code

MAX_DPT = 9999
MAX_NUMBER = 999
MAX_NAME = {"regions": 120, "contests": 160, "choices": 200, "party": 160}
MAX_CHOICES = 2000
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass
class Regions:
    rows: dict[str, RegionRow] = field(default_factory=dict)
    kabupaten: str = ""


def regions(table: Table, problems: Problems) -> Regions:
    """Every region with its parent in the file, and exactly one kabupaten or kota."""
    file = PackageFile(table, problems)
    found = Regions()
    placed: dict[str, Row] = {}
    for row in table.rows:
        kind = file.one_of(row, "jenis", Kind.values)
        code = file.code(row, "kode", DIGITS[Kind(kind)]) if kind else None
        name = file.name(row, MAX_NAME["regions"])
        if kind and code and file.once(row, "kode", code, f"kode {code}"):
            found.rows[code] = RegionRow(code, kind, name)
            placed[code] = row
    for code, row in placed.items():
        _check_parent(file, row, code, found)
    regencies = sorted(code for code in found.rows if len(code) == 4)
    if len(regencies) == 1:
        found.kabupaten = regencies[0]
    elif not problems:
        told = f"ada {len(regencies)} ({', '.join(regencies[:5])})" if regencies else "tidak ada"
        problems.add(table.name, f"{told} kabupaten/kota; satu paket memuat tepat satu.")
    return found


def _check_parent(file: PackageFile, row: Row, code: str, found: Regions) -> None:
    given, parent = row.values["parent_kode"], parent_code(code)
    if given == parent:
        if parent and parent not in found.rows:
            file.refuse(row, "parent_kode", f"{parent} tidak ada dalam berkas ini; tambahkan barisnya.")
    elif not parent:
        file.refuse(row, "parent_kode", f"'{short(given)}' pada provinsi; kosongkan.")
    elif not given:
        file.refuse(row, "parent_kode", f"kosong; isi {parent}.")
    elif given in found.rows or len(given) != PARENT_DIGITS[len(code)]:
        file.refuse(row, "parent_kode", f"kode {code} tidak diawali {short(given)}; induknya {parent}.")
    else:
        file.refuse(row, "parent_kode", f"{short(given)} tidak ada dalam berkas ini; induk {code} adalah {parent}.")


def tps(table: Table, known: Regions | None, problems: Problems) -> list[TpsRow]:
    """Every TPS in a desa of the package; its code is the desa's with three digits of its number."""
    file = PackageFile(table, problems)
    found = []
    for row in table.rows:
        desa = file.code(row, "kode_desa", 10)
        number = file.number(row, "no_tps", 1, MAX_NUMBER)
        code = file.code(row, "kode_tps", 13)
        special = row.values["khusus"]
        dpt_l, dpt_p = (file.number(row, column, 0, MAX_DPT) for column in ("dpt_l", "dpt_p"))
        if special not in ("0", "1"):
            file.refuse(row, "khusus", f"'{short(special)}' bukan 0 atau 1 (1 = lokasi khusus).")
        if desa and known and desa not in known.rows:
            file.refuse(row, "kode_desa", f"{desa} tidak ada dalam regions.csv.")
        if number is None and not row.values["no_tps"]:
            file.refuse(row, "no_tps", "kosong; isi nomor TPS.")
        if code and desa and number and code != f"{desa}{number:03d}":
            file.refuse(row, "kode_tps", f"{code} tidak sama dengan kode_desa + no_tps, yaitu {desa}{number:03d}.")
        elif code and desa and number and file.once(row, "kode_tps", code, f"TPS {code}"):
            found.append(TpsRow(code, desa, number, special == "1", dpt_l, dpt_p))
    return found


class Contests(NamedTuple):
    rows: dict[str, ContestRow]
    places: dict[str, Row]
    file: PackageFile


def contests(table: Table, known: Regions | None, problems: Problems) -> Contests:
    """Every contest of one regime, its area inside the kabupaten, areas of one kind apart."""
    file = PackageFile(table, problems)
    found = Contests({}, {}, file)
    for row in table.rows:
        key = row.values["kontes"]
        kind = file.one_of(row, "jenis", ContestKind.values)
        name = file.name(row, MAX_NAME["contests"])
        seats = file.number(row, "kursi", 1, MAX_NUMBER)
        dapil = row.values["kode_dapil"]
        if dapil and not re.fullmatch(r"[0-9]{1,13}", dapil):
            file.refuse(row, "kode_dapil", f"'{short(dapil)}' bukan kode; tulis angka 0-9, paling banyak 13.")
        if not _KEY.fullmatch(key):
            file.refuse(row, "kontes", f"'{short(key)}': pakai huruf a-z, angka, _ atau - (1 sampai 40 huruf).")
        elif file.once(row, "kontes", key, f"kontes {key}") and kind:
            area = _area(file, row, known)
            found.rows[key] = ContestRow(key, ContestKind(kind), name, dapil, area, seats, ())
            found.places[key] = row
    _check_overlaps(found)
    regimes = {contest.kind.regime for contest in found.rows.values()}
    if len(regimes) > 1:
        problems.add(table.name, "kontes Pemilu dan Pilkada bercampur; muat sebagai dua paket.")
    return found


def _area(file: PackageFile, row: Row, known: Regions | None) -> tuple[str, ...]:
    codes = [code.strip() for code in row.values["wilayah"].split(";") if code.strip()]
    if not codes:
        file.refuse(row, "wilayah", "kosong; isi kode wilayah yang dicakup, dipisah titik koma.")
    if known is None or not known.kabupaten:
        return tuple(sorted(set(codes)))
    area: set[str] = set()
    for code in codes:
        # A contest wider than the kabupaten (its province) has rows here only for the kabupaten.
        held = known.kabupaten if known.kabupaten.startswith(code) and len(code) in (2, 4) else code
        if held not in known.rows:
            outside = "di luar kabupaten/kota paket ini" if code[:4] != known.kabupaten else "tidak ada"
            file.refuse(row, "wilayah", f"{short(code)} {outside}; tulis kode dari regions.csv.")
        elif any(held.startswith(other) or other.startswith(held) for other in area):
            file.refuse(row, "wilayah", f"{code} sudah tercakup oleh kode lain di baris ini; hapus salah satunya.")
        else:
            area.add(held)
    return tuple(sorted(area))


def _check_overlaps(found: Contests) -> None:
    """Two contests of a kind may not hold the same TPS: a voter has one ballot of each kind."""
    claimed: dict[ContestKind, dict[str, str]] = {}
    for key, contest in found.rows.items():
        others = claimed.setdefault(contest.kind, {})
        for code in contest.area:
            clash = next((o for o in others if o.startswith(code) or code.startswith(o)), None)
            if clash:
                row = found.places[key]
                shared = max(clash, code, key=len)
                found.file.refuse(row, "wilayah", f"{shared} sudah masuk kontes {others[clash]} yang sejenis.")
        others.update(dict.fromkeys(contest.area, key))


@dataclass
class Ballots:
    parties: dict[int, str] = field(default_factory=dict)
    lines: dict[str, list[ChoiceRow]] = field(default_factory=dict)

    def of(self, key: str) -> tuple[ChoiceRow, ...]:
        return tuple(sorted(self.lines[key], key=ballot_order))


def ballots(table: Table, known: Contests | None, problems: Problems) -> Ballots:
    """Every line of every ballot, numbered as its kind of contest asks."""
    file = PackageFile(table, problems)
    found = Ballots()
    candidates: list[tuple[Row, str, int]] = []
    for row, key, contest in _known_contests(file, known):
        party = file.number(row, "no_partai", 1, MAX_NUMBER)
        number = file.number(row, "no_urut", 1, MAX_NUMBER)
        name = file.name(row, MAX_NAME["choices"])
        gender = row.values["jenis_kelamin"].upper()
        if gender not in ("", "L", "P"):
            file.refuse(row, "jenis_kelamin", f"'{short(gender)}' bukan L atau P; kosongkan bila tidak diketahui.")
        if contest and not _numbered(file, row, contest, party, number):
            continue
        if file.once(row, "no_urut" if number else "no_partai", (key, party, number), _shown(key, party, number)):
            found.lines.setdefault(key, []).append(ChoiceRow(party, number, name, gender))
            if party and number is None:
                _take_party(file, row, found, party, name)
            elif party and number:
                candidates.append((row, key, party))
    marks = {(key, line.party) for key, lines in found.lines.items() for line in lines if line.number is None}
    for row, key, party in candidates:
        if (key, party) not in marks:
            file.refuse(row, "no_partai", f"partai {party} belum punya baris sendiri (no_urut kosong) di kontes {key}.")
    _check_sizes(found, {row.values["kontes"] for row in table.rows}, known)
    return found


def _known_contests(file: PackageFile, known: Contests | None) -> Iterator[tuple[Row, str, ContestRow | None]]:
    for row in file.table.rows:
        key = row.values["kontes"]
        if known is None:
            yield row, key, None
        elif key in known.rows:
            yield row, key, known.rows[key]
        elif key not in known.file.seen:
            file.refuse(row, "kontes", f"'{short(key)}' tidak ada dalam contests.csv.")


def _numbered(file: PackageFile, row: Row, contest: ContestRow, party: int | None, number: int | None) -> bool:
    """Whether party and number are given as this kind asks; a refused cell counts as given."""
    before = file.problems.total
    if contest.kind.is_party_list:
        if not row.values["no_partai"]:
            file.refuse(row, "no_partai", "kosong; isi nomor partai.")
    else:
        if row.values["no_partai"]:
            file.refuse(row, "no_partai", f"harus kosong pada kontes {contest.kind.label}.")
        if not row.values["no_urut"]:
            file.refuse(row, "no_urut", "kosong; isi nomor urut.")
    refused = (party is None and row.values["no_partai"]) or (number is None and row.values["no_urut"])
    return before == file.problems.total and not refused


def _shown(key: str, party: int | None, number: int | None) -> str:
    parts = [f"partai {party}" if party else "", f"nomor urut {number}" if number else ""]
    return f"{' '.join(part for part in parts if part)} di kontes {key}"


def _take_party(file: PackageFile, row: Row, found: Ballots, party: int, name: str) -> None:
    if (known := found.parties.setdefault(party, name)) != name:
        file.refuse(row, "nama", f"partai {party} di kontes lain bernama '{short(known)}'; samakan.")
    if len(name) > MAX_NAME["party"]:
        file.refuse(row, "nama", f"nama partai {len(name)} huruf; paling panjang {MAX_NAME['party']}.")


def _check_sizes(found: Ballots, named: set[str], known: Contests | None) -> None:
    for key, row in known.places.items() if known else ():
        if key not in named:
            known.file.refuse(row, "kontes", f"kontes {key} belum punya pilihan dalam choices.csv.")
        elif len(found.lines.get(key, ())) > MAX_CHOICES:
            known.file.refuse(row, "kontes", f"kontes {key} punya lebih dari {MAX_CHOICES} pilihan.")


class Settings(NamedTuple):
    regime: Regime
    day: date | None
    zone: str


def settings(table: Table | None, known: Contests | None, problems: Problems) -> Settings:
    """Regime (of the contests' kinds), day and time zone from the optional election.csv."""
    kinds = {contest.kind.regime for contest in known.rows.values()} if known else set()
    derived = min(kinds, default=Regime.PEMILU)
    if table is None:
        return Settings(derived, None, "")
    file = PackageFile(table, problems)
    row = table.rows[0]
    if len(table.rows) > 1:
        file.refuse(table.rows[1], None, "hanya satu baris isi; hapus baris ini.")
    regime = file.one_of(row, "regime", Regime.values) if row.values["regime"] else derived
    if regime and len(kinds) == 1 and regime != derived:
        file.refuse(row, "regime", f"{regime} tidak cocok dengan jenis kontes dalam contests.csv ({derived}).")
    zone = row.values["zona"].upper()
    if zone and zone not in Zone.values:
        file.refuse(row, "zona", f"'{short(zone)}' tidak dikenal; pilih {', '.join(Zone.values)}.")
    return Settings(derived, _day(file, row), zone)


def _day(file: PackageFile, row: Row) -> date | None:
    text = row.values["tanggal"]
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        file.refuse(row, "tanggal", f"'{short(text)}' bukan tanggal; tulis TTTT-BB-HH, misalnya 2024-11-27.")
        return None
