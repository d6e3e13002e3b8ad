"""The files of the SIMULASI packages in the exchange format: the same bytes at every run."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

from electcoord.elections.demo import names

PROVINSI, KABUPATEN = "99", "9901"
PEMILU, PILKADA, SUSULAN = "simulasi", "simulasi-pilkada", "simulasi-susulan"
KURSI = {"dpr": 6, "dprd_prov": 7}
KURSI_KAB = (10, 9, 9, 8, 9)
# How many desa the kecamatan have beside each other, and how many of them are kelurahan (the others have none).
DESA = (17, 16, 14, 18, 13, 15, 12, 19, 16, 14, 11, 17, 15, 13, 18, 16, 12, 15, 20, 9)
KELURAHAN = (5, 1, 2, 0, 0, 1)
Row = dict[str, str]


@dataclass(frozen=True)
class Size:
    """How large the regency is: exactly so many desa and TPS; `pilkada`: TPS of the Pilkada.

    0 of them leaves out the Pilkada and the Pemilu susulan.
    """

    kecamatan: int = 20
    desa: int = 300
    tps: int = 2000
    pilkada: int = 1200
    calon: int = 8


FULL = Size()
# Serves the tests: every state of a sheet in three kecamatan.
SMALL = Size(kecamatan=3, desa=7, tps=30, pilkada=9, calon=3)


def shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole parts after the weights, at least one each."""
    free, whole = total - len(weights), sum(weights)
    parts = [1 + free * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda i: (-(free * weights[i] % whole), i))
    for index in by_rest[: total - sum(parts)]:
        parts[index] += 1
    return parts


def write_package(folder: Path, size: Size, slug: str) -> None:
    """All files of one election."""
    regions = list(_regions(size))
    kecamatan = [row["kode"] for row in regions if row["jenis"] == "kecamatan"]
    contests = list(_contests(slug, kecamatan))
    _write(folder / "regions.csv", regions)
    _write(folder / "tps.csv", list(_stations(regions, size, slug)))
    _write(folder / "contests.csv", contests)
    _write(folder / "choices.csv", [row for contest in contests for row in _choices(contest, size)])
    regime = "pilkada" if slug == PILKADA else "pemilu"
    _write(folder / "election.csv", [{"regime": regime, "tanggal": "", "zona": "WIB"}])


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def _regions(size: Size) -> Iterator[Row]:
    def region(code: str, kind: str, name: str, parent: str) -> Row:
        return {"kode": code, "jenis": kind, "nama": name, "parent_kode": parent}

    yield region(PROVINSI, "provinsi", "NUSA SIMULASI", "")
    yield region(KABUPATEN, "kabupaten", "SIMULASI MAJU", PROVINSI)
    pairs = [" ".join(pair) for pair in product(names.DESA_DEPAN, names.DESA_BELAKANG)]
    Random("nama desa").shuffle(pairs)
    left = iter(pairs)
    for k, count in enumerate(shared_out(size.desa, DESA[: size.kecamatan])):
        kecamatan = f"{KABUPATEN}{k + 1:02d}"
        yield region(kecamatan, "kecamatan", names.KECAMATAN[k], KABUPATEN)
        urban = min(KELURAHAN[k] if k < len(KELURAHAN) else 0, count - 1)
        for d in range(count):
            kind = "kelurahan" if d < urban else "desa"
            yield region(f"{kecamatan}{1 if d < urban else 2}{d + 1:03d}", kind, next(left), kecamatan)


def _stations(regions: list[Row], size: Size, slug: str) -> Iterator[Row]:
    """TPS of the Pilkada hold about twice the voters, so there are fewer of them."""
    # The Pemilu susulan has the stations of the Pemilu.
    slug = PEMILU if slug == SUSULAN else slug
    rng = Random(f"tps {slug}")
    places = [row for row in regions if row["jenis"] in ("desa", "kelurahan")]
    weights = [rng.randint(14, 26) if row["jenis"] == "kelurahan" else rng.randint(4, 13) for row in places]
    total, voters = (size.tps, (84, 142)) if slug == PEMILU else (size.pilkada, (190, 282))
    for index, (row, count) in enumerate(zip(places, shared_out(total, weights), strict=True)):
        numbers = list(range(1, count + 1))
        if not index and slug == PEMILU:
            # The prison of the capital is a TPS of its own kind.
            numbers[-1] = 901
        for number in numbers:
            men = rng.randint(*voters)
            women = men // 20 if number > 900 else men + rng.randint(-9, 12)
            yield {
                "kode_tps": f"{row['kode']}{number:03d}", "kode_desa": row["kode"], "no_tps": f"{number:03d}",
                "khusus": str(int(number > 900)), "dpt_l": str(men), "dpt_p": str(women),
            }  # fmt: skip


def _contest(key: str, kind: str, name: str, dapil: str = "", area: str = KABUPATEN, seats: int | None = None) -> Row:
    return {"kontes": key, "jenis": kind, "nama": name, "kode_dapil": dapil, "wilayah": area,
            "kursi": str(seats or "")}  # fmt: skip


def _contests(slug: str, kecamatan: list[str]) -> Iterator[Row]:
    """The susulan is about the DPRD of the kabupaten alone."""
    if slug == PILKADA:
        return _pilkada()
    return (row for row in _pemilu(kecamatan) if slug == PEMILU or row["jenis"] == "dprd_kab")


def _pemilu(kecamatan: list[str]) -> Iterator[Row]:
    yield _contest("ppwp", "ppwp", "Presiden dan Wakil Presiden")
    yield _contest("dpr", "dpr", "Nusa Simulasi I", "9901", seats=KURSI["dpr"])
    yield _contest("dpd", "dpd", "Nusa Simulasi", PROVINSI)
    yield _contest("dprd_prov", "dprd_prov", "Nusa Simulasi 1", "990001", seats=KURSI["dprd_prov"])
    dapil = min(len(KURSI_KAB), len(kecamatan))
    for d in range(dapil):
        area = kecamatan[d * len(kecamatan) // dapil : (d + 1) * len(kecamatan) // dapil]
        yield _contest(
            f"dprd_kab_{d + 1}", "dprd_kab", f"Simulasi Maju {d + 1}", f"{KABUPATEN}0{d + 1}", ";".join(area),
            KURSI_KAB[d],
        )  # fmt: skip


def _pilkada() -> Iterator[Row]:
    yield _contest("pilgub", "pilgub", "Gubernur dan Wakil Gubernur")
    yield _contest("pilbup", "pilbup", "Bupati dan Wakil Bupati")


PERSONS = {"ppwp": 3, "dpd": 12, "pilgub": 3, "pilbup": 2}


def _choices(contest: Row, size: Size) -> Iterator[Row]:
    key, kind = contest["kontes"], contest["jenis"]
    rng = Random(f"calon {key}")
    people = [f"{first} {last}" for first, last in product(names.DEPAN, names.BELAKANG)]
    rng.shuffle(people)
    left = iter(people)

    def line(party: object, number: object, name: str, gender: str = "") -> Row:
        return {"kontes": key, "no_partai": str(party), "no_urut": str(number), "nama": name, "jenis_kelamin": gender}

    if kind in PERSONS:
        for number in range(1, PERSONS[kind] + 1):
            yield line("", number, next(left) if kind == "dpd" else f"{next(left)} - {next(left)}")
        return
    for party, name in names.PARTAI:
        yield line(party, "", name)
        # Small parties field fewer candidates, one fields none.
        count = 0 if party == 24 and key == "dpr" else max(1, size.calon - party // 3)
        for number in range(1, count + 1):
            yield line(party, number, next(left) + rng.choice(names.GELAR), "P" if number % 3 == 0 else "L")
