"""Packages: what is wrong is said with file, row and column; what is right has one digest, however it is written."""

import os
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from electcoord.common.errors import PackageError
from electcoord.elections.models import ContestKind, Regime
from electcoord.elections.packages import Package, read_package
from tests.packages import CHOICES, ELECTION, PILKADA, REGIONS, TPS, Change, append, swap, write_package

pytestmark = pytest.mark.once

DATA = Path(os.environ.get("ELECTCOORD_DATA", Path(__file__).parents[3] / "shared" / "data")) / "elections"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real packages in {DATA}")


def package(folder: Path, **changes: Change) -> Package:
    return read_package(write_package(folder, **changes))


def refusal(folder: Path, **changes: Change) -> str:
    with pytest.raises(PackageError) as caught:
        package(folder, **changes)
    return str(caught.value)


def test_a_valid_package_is_read_whole(tmp_path: Path) -> None:
    read = package(tmp_path, election=ELECTION)
    assert (read.regime, read.day, read.zone, read.kabupaten) == (Regime.PEMILU, date(2029, 2, 14), "WIB", "9901")
    assert [contest.key for contest in read.contests] == ["ppwp", "dprd_kab_1", "dprd_kab_2"]
    assert [contest.seats for contest in read.contests] == [None, 4, None]
    assert read.contests[2].area == ("9901022001", "9901022002")
    assert [(c.party, c.number) for c in read.contests[1].ballot] == [(1, None), (1, 1), (1, 2), (24, None), (24, 3)]
    assert [party.number for party in read.parties] == [1, 7, 24]
    special = read.tps[4]
    assert (special.code, special.number, special.special, special.dpt_l) == ("9901022001901", 901, True, 0)
    assert read.tps[2].dpt_l is None


def test_without_election_csv_day_and_zone_are_blank(tmp_path: Path) -> None:
    read = package(tmp_path, **PILKADA)
    assert (read.regime, read.day, read.zone) == (Regime.PILKADA, None, "")


def test_other_files_of_the_folder_are_ignored(tmp_path: Path) -> None:
    write_package(tmp_path)
    (tmp_path / "chasil_ppwp.first.csv").write_text("nonsense")
    (tmp_path / "published.csv").write_bytes(b"\xff\xfe")
    assert read_package(tmp_path).kabupaten == "9901"


def test_the_ballot_is_ordered_by_number_not_by_row(tmp_path: Path) -> None:
    head, *lines = CHOICES.splitlines()
    shuffled = package(tmp_path / "b", choices="\n".join([head, *reversed(lines)]))
    assert shuffled.contests == package(tmp_path / "a").contests


def _shuffled(text: str) -> str:
    head, *lines = text.splitlines()
    return "\n".join([head, *reversed(lines)])


@pytest.mark.parametrize(
    "change",
    [
        {"regions": _shuffled, "tps": _shuffled, "contests": _shuffled, "choices": _shuffled},
        {"tps": lambda text: b"\xef\xbb\xbf" + text.replace(",", ";").replace("\n", "\r\n").encode()},
        {"tps": swap(",001,", ",1,")},
        {"contests": swap("9901022001;9901022002", "9901022002; 9901022001;")},
        {"election": "zona,regime,tanggal\n,pemilu,\n"},
    ],
    ids=["row-order", "excel-csv", "leading-zeros", "area-order", "empty-election"],
)
def test_the_digest_is_of_the_content(tmp_path: Path, change: dict[str, Change]) -> None:
    assert package(tmp_path / "b", **change).digest == package(tmp_path / "a").digest


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("regions", swap("MUARA DUA", "MUARA TIGA")),
        ("regions", swap("kelurahan", "desa")),
        ("tps", swap("120,130", "120,131")),
        ("tps", swap("001,0,,", "001,0,0,0")),
        ("contests", swap("TALANG MAJU 1,990101,990101,4", "TALANG MAJU 1,990101,990101,5")),
        ("choices", swap("1,2,Fitri Handayani", "1,3,Fitri Handayani")),
        ("election", ELECTION),
    ],
)
def test_any_change_of_content_changes_the_digest_of_its_file(tmp_path: Path, name: str, change: Change) -> None:
    before, after = package(tmp_path / "a"), package(tmp_path / "b", **{name: change})
    assert before.digest != after.digest
    assert {file for file in before.files if before.files[file] != after.files[file]} == {name}


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("regions", None, r"regions\.csv: berkas tidak ada"),
        ("tps", None, r"tps\.csv: berkas tidak ada"),
        ("contests", None, r"contests\.csv: berkas tidak ada"),
        ("choices", None, r"choices\.csv: berkas tidak ada"),
        ("tps", "", r"tps\.csv: berkas kosong"),
        ("tps", TPS.splitlines()[0], r"tps\.csv: hanya judul kolom"),
        ("tps", swap("kode_desa", "desa_kode"), r"tps\.csv baris 1: kolom 'kode_desa' tidak ada"),
        ("regions", append("9901032001,desa,X,990103"), "regions.csv baris 10, kolom parent_kode: 990103 tidak ada"),
        ("regions", swap("990102,kecamatan,HILIR,9901", "990102,kecamatan,HILIR,9902"), "kolom parent_kode: 9902 tid"),
        ("regions", swap("MUARA DUA,990102", "MUARA DUA,990101"), "baris 9, kolom parent_kode: kode 9901022002 tid"),
        ("regions", swap("MUARA DUA,990102", "MUARA DUA,"), "baris 9, kolom parent_kode: kosong; isi 990102"),
        ("regions", swap("NUSA CONTOH,", "NUSA CONTOH,1"), "baris 2, kolom parent_kode: '1' pada provinsi"),
        ("regions", append("9901022002,desa,X,990102"), "baris 10, kolom kode: kode 9901022002 sudah ada di baris 9"),
        ("regions", append("99010220,desa,X,990102"), "baris 10, kolom kode: '99010220' terdiri atas 8 angka"),
        ("regions", append("9901022003,dusun,X,990102"), "baris 10, kolom jenis: 'dusun' tidak dikenal; pilih"),
        ("regions", append("9902,kota,LAIN,99"), "ada 2 .9901, 9902. kabupaten/kota"),
        ("regions", swap("9901,kabupaten,TALANG MAJU,99\n", ""), "kolom parent_kode: 9901 tidak ada"),
        ("regions", "kode,jenis,nama,parent_kode\n99,provinsi,NUSA,\n", "tidak ada kabupaten/kota"),
        ("regions", swap("MUARA DUA", ""), "baris 9, kolom nama: kosong"),
        ("regions", swap("MUARA DUA", "M" * 121), "baris 9, kolom nama: 121 huruf; paling panjang 120"),
        ("regions", swap("MUARA DUA", "MUARA\u200bDUA"), "baris 9, kolom nama: ada huruf tak terlihat"),
        ("regions", swap("9901012002", "9.901E+09"), "kolom kode: .*format kolom sebagai Teks"),
        ("tps", swap("9901011001002,9901011001,002", "9901011001003,9901011001,002"), "baris 3, kolom kode_tps: 9901"),
        ("tps", append("9901029999001,9901029999,001,0,1,1"), "baris 8, kolom kode_desa: 9901029999 tidak ada dalam"),
        ("tps", append("9901011001001,9901011001,1,0,1,1"), "baris 8, kolom kode_tps: TPS 9901011001001 sudah ada"),
        ("tps", append("9901011001000,9901011001,0,0,1,1"), "baris 8, kolom no_tps: 0 di bawah 1"),
        ("tps", append("99010110011000,9901011001,1000,0,1,1"), "kolom no_tps: 1000 melebihi 999"),
        ("tps", swap("002,0,118", ",0,118"), "baris 3, kolom no_tps: kosong"),
        ("tps", swap("901,1,0", "901,ya,0"), "baris 6, kolom khusus: 'ya' bukan 0 atau 1"),
        ("tps", swap("901,1,0", "901,,0"), "baris 6, kolom khusus"),
        ("tps", swap("118,121", "XXX,121"), "baris 3, kolom dpt_l: 'XXX'"),
        ("tps", swap("118,121", "118,10000"), "baris 3, kolom dpt_p: 10000 melebihi 9999"),
        ("tps", swap("118,121", "118,-1"), "baris 3, kolom dpt_p: '-1' negatif"),
        ("tps", swap("118,121", "118,12.5"), "baris 3, kolom dpt_p: '12.5' pecahan"),
        ("tps", swap("118,121", "118"), "baris 3: hanya 5 dari 6 kolom"),
        ("contests", append("ppwp,ppwp,Lagi,,9901,"), "baris 5, kolom kontes: kontes ppwp sudah ada di baris 2"),
        ("contests", append("a b,dpd,DPD,,9901,"), "baris 5, kolom kontes: 'a b': pakai huruf"),
        ("contests", append("dpd,senat,DPD,,9901,"), "baris 5, kolom jenis: 'senat' tidak dikenal"),
        ("contests", append("pilbup,pilbup,Bupati,,9901,"), "kontes Pemilu dan Pilkada bercampur"),
        ("contests", append("dpd,dpd,DPD,,9902,"), "kolom wilayah: 9902 di luar kabupaten/kota"),
        ("contests", append("dpd,dpd,DPD,,990109,"), "kolom wilayah: 990109 tidak ada"),
        ("contests", append("dpd,dpd,DPD,,,"), "kolom wilayah: kosong"),
        ("contests", append("dpd,dpd,DPD,,9901;990101,"), "kolom wilayah: 990101 sudah tercakup"),
        ("contests", append("dpd,dpd,DPD,x1,9901,"), "kolom kode_dapil: 'x1' bukan kode"),
        ("contests", append("dprd_3,dprd_kab,X,,9901011001,"), "wilayah: 9901011001 sudah masuk kontes dprd_kab_1"),
        ("contests", swap("990101,4", "990101,empat"), "baris 3, kolom kursi: 'empat' bukan bilangan"),
        ("contests", swap("990101,4", "990101,0"), "baris 3, kolom kursi: 0 di bawah 1"),
        ("contests", append("dpd,dpd,DPD,,9901,"), "contests.csv baris 5, kolom kontes: kontes dpd belum punya"),
        ("choices", append("dpd,,1,Orang,"), r"choices\.csv baris 12, kolom kontes: 'dpd' tidak ada dalam contests"),
        ("choices", append("ppwp,1,3,Pasangan,"), "baris 12, kolom no_partai: harus kosong"),
        ("choices", append("ppwp,,,Pasangan,"), "baris 12, kolom no_urut: kosong"),
        ("choices", append("ppwp,,2,Pasangan,"), "baris 12, kolom no_urut: nomor urut 2 di kontes ppwp sudah ada"),
        ("choices", append("dprd_kab_2,,1,Orang,"), "baris 12, kolom no_partai: kosong"),
        ("choices", append("dprd_kab_2,24,1,Orang,"), "no_partai: partai 24 belum punya baris sendiri"),
        ("choices", append("dprd_kab_2,7,,Partai Gunung,"), "no_partai: partai 7 di kontes dprd_kab_2 sudah ada"),
        ("choices", append("dprd_kab_2,24,,Partai Lain,"), "kolom nama: partai 24 di kontes lain bernama"),
        ("choices", append("ppwp,,3,,"), "baris 12, kolom nama: kosong"),
        ("choices", append("ppwp,,3,Pasangan,X"), "baris 12, kolom jenis_kelamin: 'X' bukan L atau P"),
        ("choices", append("ppwp,,tiga,Pasangan,"), "baris 12, kolom no_urut: 'tiga' bukan bilangan"),
        ("election", swap("pemilu", "pilkada"), r"election\.csv baris 2, kolom regime: pilkada tidak cocok"),
        ("election", swap("pemilu", "pilpres"), "kolom regime: 'pilpres' tidak dikenal"),
        ("election", swap("2029-02-14", "14-02-2029"), "kolom tanggal: '14-02-2029' bukan tanggal"),
        ("election", swap("2029-02-14", "2029-02-30"), "kolom tanggal"),
        ("election", swap("WIB", "GMT"), "kolom zona: 'GMT' tidak dikenal; pilih WIB"),
        ("election", append("pemilu,,"), "baris 3: hanya satu baris"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, name: str, change: Change, told: str) -> None:
    assert re.search(told, refusal(tmp_path, **{name: change}))


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    told = refusal(tmp_path, regions=swap("MUARA DUA", ""), tps=swap("118", "x"), contests=None, choices=b"\xff\xfe")
    assert [line.split(":")[0].split(" ")[0] for line in told.splitlines()] == [
        "contests.csv", "choices.csv", "regions.csv", "tps.csv",
    ]  # fmt: skip


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, choices=swap("Eko Prasetya", "")).splitlines()) == 1
    assert len(refusal(tmp_path, tps=swap("118", "x")).splitlines()) == 1


def test_folders_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="folder tidak ada"):
        read_package(tmp_path / "none")
    (tmp_path / "file").write_text("x")
    with pytest.raises(PackageError, match="bukan folder"):
        read_package(tmp_path / "file")


def test_a_province_wide_contest_holds_the_kabupaten_only(tmp_path: Path) -> None:
    read = package(tmp_path, contests=append("dpd,dpd,DPD,99,99,"), choices=append("dpd,,21,Kartika Sari,P"))
    assert read.contests[1].kind == ContestKind.DPD
    assert read.contests[1].area == ("9901",)


def test_files_may_be_workbooks(tmp_path: Path) -> None:
    write_package(tmp_path, regions=None)
    workbook = openpyxl.Workbook()
    for line in REGIONS.splitlines():
        cells = [int(cell) if cell.isdigit() else cell or None for cell in line.split(",")]
        workbook.active.append(cells)
    workbook.save(tmp_path / "regions.xlsx")
    assert read_package(tmp_path) == package(tmp_path / "csv")
    (tmp_path / "regions.csv").write_text(REGIONS)
    with pytest.raises(PackageError, match=r"ada juga regions\.xlsx"):
        read_package(tmp_path)


@needs_data
@pytest.mark.parametrize("name", sorted(path.name for path in DATA.iterdir()) if DATA.is_dir() else [])
def test_real_packages_are_valid(name: str) -> None:
    assert read_package(DATA / name).tps


@needs_data
def test_the_structure_of_a_real_pemilu(tmp_path: Path) -> None:
    read = read_package(DATA / "1608_pemilu_2024")
    assert (len(read.contests), len(read.tps), read.choice_count) == (9, 2180, 846)
    assert sum(len(contest.kind.value) > 0 for contest in read.contests if contest.kind == ContestKind.DPRD_KAB) == 5
    assert [contest.seats for contest in read.contests if contest.seats] == [9, 9]
