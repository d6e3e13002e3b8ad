"""The SIMULASI regency: invented places, parties and people, the same at every run."""

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from electcoord.elections.actions import import_package
from electcoord.elections.models import Election
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM

SLUG = "simulasi"
KABUPATEN = "9901"
DAY = "2029-02-14"

KECAMATAN = (
    "TALANG INDAH", "MUARA BARU", "SUMBER JAYA", "BUKIT SERI", "TANJUNG HARAPAN", "RAWA BENING", "LUBUK LESTARI",
    "GUNUNG PERMAI",
)  # fmt: skip
DESA = (
    "MEKAR SARI", "KARYA MAKMUR", "SRI MULYO", "TEGAL REJO", "BATU PUTIH", "PANDAN WANGI", "AIR JERNIH", "KEBUN RAYA",
    "SIDO RUKUN", "TIRTA KENCANA", "WANA ASRI", "MARGA BAKTI",
)  # fmt: skip
PARTAI = (
    (1, "Partai Fajar"), (2, "Partai Samudra"), (3, "Partai Gunung Hijau"), (4, "Partai Sawah Makmur"),
    (5, "Partai Mercusuar"), (6, "Partai Karya Bersama"), (7, "Partai Angin Timur"), (8, "Partai Matahari Pagi"),
    (9, "Partai Sungai Jernih"), (10, "Partai Rumpun Bambu"), (11, "Partai Layar"), (12, "Partai Lumbung"),
    (13, "Partai Pelita Desa"), (14, "Partai Teratai"), (15, "Partai Anak Negeri"), (16, "Partai Rantau"),
    (17, "Partai Payung"), (24, "Partai Mega Mendung"),
)  # fmt: skip
DEPAN = (
    "Arum", "Bagas", "Cahya", "Darma", "Endah", "Fajar", "Gilang", "Hesti", "Indah", "Jaya", "Kirana", "Laras", "Mulya",
    "Nirmala", "Oka", "Prasetya", "Ratna", "Surya", "Tirta", "Utami", "Wahyu", "Yuda",
)  # fmt: skip
BELAKANG = (
    "Adiwangsa", "Bratasena", "Cakrawala", "Dirgantara", "Ekaputra", "Girinata", "Hardjasuma", "Jayengrana",
    "Kertawijaya", "Lokananta", "Mandala", "Nusaputra", "Pramudita", "Sastranegara", "Wirabumi",
)  # fmt: skip
KURSI = {"dprd_kab_1": "9", "dprd_kab_2": "8", "dprd_kab_3": "8", "dprd_prov": "7", "dpr": "6"}


@dataclass(frozen=True)
class Size:
    """How large the regency is; the small one serves tests."""

    kecamatan: int = 8
    desa: int = 6
    tps: tuple[int, int] = (4, 8)
    calon: int = 9


SMALL = Size(kecamatan=2, desa=2, tps=(2, 3), calon=3)


def write_simulation(folder: Path, size: Size) -> None:
    """The package's files in the exchange format."""
    rng = Random("simulasi")
    regions, stations = _places(rng, size)
    kecamatan = [row["kode"] for row in regions if row["jenis"] == "kecamatan"]
    contests = list(_contests(kecamatan))
    _write(folder / "regions.csv", regions)
    _write(folder / "tps.csv", stations)
    _write(folder / "contests.csv", contests)
    _write(folder / "choices.csv", list(_choices(rng, contests, size)))
    _write(folder / "election.csv", [{"regime": "pemilu", "tanggal": DAY, "zona": "WIB"}])


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def _places(rng: Random, size: Size) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    def region(code: str, kind: str, name: str, parent: str) -> dict[str, str]:
        return {"kode": code, "jenis": kind, "nama": name, "parent_kode": parent}

    regions = [region("99", "provinsi", "NUSA SIMULASI", ""), region(KABUPATEN, "kabupaten", "SIMULASI MAJU", "99")]
    stations = []
    for k in range(size.kecamatan):
        kecamatan = f"{KABUPATEN}{k + 1:02d}"
        again = k // len(KECAMATAN)
        name = KECAMATAN[k % len(KECAMATAN)] + (f" {again + 1}" if again else "")
        regions.append(region(kecamatan, "kecamatan", name, KABUPATEN))
        for d in range(size.desa):
            is_kelurahan = d == 0
            desa = f"{kecamatan}{1 if is_kelurahan else 2}{d + 1:03d}"
            name = DESA[(k * 5 + d) % len(DESA)]
            regions.append(region(desa, "kelurahan" if is_kelurahan else "desa", name, kecamatan))
            numbers = list(range(1, rng.randint(*size.tps) + 1))
            if is_kelurahan and k == 0:
                numbers.append(901)
            for number in numbers:
                men = rng.randint(85, 145)
                stations.append(
                    {
                        "kode_tps": f"{desa}{number:03d}", "kode_desa": desa, "no_tps": f"{number:03d}",
                        "khusus": str(int(number > 900)), "dpt_l": str(men), "dpt_p": str(men + rng.randint(-9, 12)),
                    }
                )  # fmt: skip
    return regions, stations


def _contests(kecamatan: list[str]) -> Iterator[dict[str, str]]:
    def contest(key: str, kind: str, name: str, dapil: str, area: str) -> dict[str, str]:
        return {"kontes": key, "jenis": kind, "nama": name, "kode_dapil": dapil, "wilayah": area,
                "kursi": KURSI.get(key, "")}  # fmt: skip

    yield contest("ppwp", "ppwp", "Presiden dan Wakil Presiden 2029", "", KABUPATEN)
    yield contest("dpr", "dpr", "Nusa Simulasi I", "9901", KABUPATEN)
    yield contest("dpd", "dpd", "Nusa Simulasi", "99", KABUPATEN)
    yield contest("dprd_prov", "dprd_prov", "Nusa Simulasi 1", "990001", KABUPATEN)
    parts = [part for part in (kecamatan[::3], kecamatan[1::3], kecamatan[2::3]) if part]
    for number, part in enumerate(parts, start=1):
        yield contest(
            f"dprd_kab_{number}", "dprd_kab", f"Simulasi Maju {number}", f"{KABUPATEN}0{number}",
            ";".join(part),
        )  # fmt: skip


def _choices(rng: Random, contests: list[dict[str, str]], size: Size) -> Iterator[dict[str, str]]:
    def person() -> str:
        return f"{rng.choice(DEPAN)} {rng.choice(BELAKANG)}"

    for contest in contests:
        key = contest["kontes"]
        if contest["jenis"] in ("ppwp", "dpd"):
            for number in range(1, 4 if key == "ppwp" else 13):
                name = f"{person()} - {person()}" if key == "ppwp" else person()
                yield {"kontes": key, "no_partai": "", "no_urut": str(number), "nama": name, "jenis_kelamin": ""}
            continue
        for party, name in PARTAI:
            yield {"kontes": key, "no_partai": str(party), "no_urut": "", "nama": name, "jenis_kelamin": ""}
            # Small parties field fewer candidates, one fields none.
            count = 0 if party == 24 and key == "dpr" else max(1, size.calon - party // 3)
            for number in range(1, count + 1):
                yield {
                    "kontes": key, "no_partai": str(party), "no_urut": str(number), "nama": person(),
                    "jenis_kelamin": "P" if number % 3 == 0 else "L",
                }  # fmt: skip


FULL = Size()


def load(size: Size = FULL) -> Election:
    """Imports the regency; again it changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        write_simulation(Path(folder), size)
        package = read_package(folder)
    election, _ = import_package(
        package, slug=SLUG, name="SIMULASI Pemilu 2029 Kabupaten Simulasi Maju", simulation=True, actor=SYSTEM
    )
    return election


def refuse() -> str | None:
    """Why the demo must not touch this database, or None."""
    if real := Election.objects.filter(is_simulation=False).first():
        return (
            f"Basis data ini memuat pemilu sungguhan ('{real.slug}'); demo tidak dijalankan di sini. "
            "Pakai basis data lain, misalnya DATABASE_URL=sqlite:///demo.sqlite3."
        )
    return None


def seed() -> list[str]:
    election = load()
    return [f"{election.name}: {election.tps.count()} TPS, {election.contests.count()} kontes."]
