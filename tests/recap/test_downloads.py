"""Files of what one sees: the page's own table in every contest, hidden words and all; nothing in them runs."""

import csv
import re
from collections.abc import Callable
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from recap import aggregate
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, SUMBER, TPS_1, Cast
from tests.recap import regency

pytestmark = pytest.mark.once

AsPerson = Callable[[str | None], Client]
Rows = list[list[str]]
HIDDEN, NOTHING = "Disembunyikan sampai entri kedua", "Belum masuk"
# Kode, nama, TPS masuk, TPS, status, keterangan.
FIRST = 6


def page_rows(client: Client, url: str) -> Rows:
    """The page's table: each row's name, then its figures (digits alone, blank is empty) or the words across it."""
    body = client.get(url).content.decode()
    table = body[body.index("data-table=") :].partition("</table>")[0].partition("</thead>")[2]
    found = []
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL):
        name = re.search(r'class="who">\s*<span>(?:<a[^>]*>)?([^<]+)', row)[1]
        cells = [re.sub(r"<(small|del)>.*?</\1>|[.–]", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        found.append([unescape(text).strip() for text in (name, *cells)])
    return found


def csv_table(client: Client, url: str) -> tuple[dict[str, str], list[str], Rows]:
    """The head of a CSV, its columns and its rows."""
    response = client.get(url)
    assert response.status_code == 200, url
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="[a-z0-9_-]+\.csv"', response["Content-Disposition"])
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    at = rows.index([])
    return dict(rows[:at]), rows[at + 1], rows[at + 2 :]


def xlsx_rows(client: Client, url: str) -> list[list[object]]:
    """The first worksheet below its head."""
    response = client.get(url)
    assert response.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(response.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return rows[next(at for at, row in enumerate(rows) if row[0] == "Kode") + 1 :]


def assert_same(client: Client, base: str, query: str = "") -> int:
    """Page, CSV and XLSX tell the same; returns how many figures were compared."""
    shown = page_rows(client, base + query)
    _, columns, table = csv_table(client, f"{base}unduh.csv{query}")
    book = xlsx_rows(client, f"{base}unduh.xlsx{query}")
    assert len(shown) == len(table) == len(book) > 1
    compared = 0
    for seen, line, cells in zip(shown, table, book, strict=True):
        assert line[1] == seen[0]
        if len(seen) == 2:
            assert line[5] == seen[1] in (HIDDEN, NOTHING)
            assert set(line[FIRST:]) == {""}, "words, never figures"
        else:
            assert line[FIRST:] == seen[1:]
            compared += len(seen) - 1
        assert ["" if value is None else str(value) for value in cells] == line
        assert all(value is None or isinstance(value, int) for value in cells[FIRST:]), "integers stay numbers"
        assert len(line) == len(columns)
    return compared


@pytest.mark.parametrize("kinds", [regency.PEMILU, regency.PILKADA])
def test_files_equal_the_page_for_every_kind_and_level(
    cast: Cast, as_person: AsPerson, tmp_path: Path, kinds: tuple[str, ...]
) -> None:
    regency.load(cast, tmp_path, "semua", but=2, kinds=kinds)
    client = as_person("ketua")
    for key in kinds:
        for code in ("9901", "990101", "990102", "9901022002"):
            assert assert_same(client, f"/rekap/semua/kontes/{key}/{code}/") or code == "9901022002"
        first = "calon_1" if key in regency.PEOPLE else "partai_sah_1"
        assert assert_same(client, f"/rekap/semua/kontes/{key}/9901/", f"?urut={first}")


def test_files_keep_order_search_columns_and_head(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (30, 60))
    cast.enter("operator", (70, 50), code=f"{SUMBER}001")
    aggregate.refresh_stale()
    client, base = as_person("ketua"), f"/rekap/talang/kontes/ppwp/{HULU}/"
    head, columns, rows = csv_table(client, f"{base}unduh.csv?urut=-calon_1&kolom=calon_2,suara_sah,ngawur")
    assert columns[FIRST:] == ["2 Cahya Purnama - Dewi Anggraini", "Suara sah"]
    assert [row[0] for row in rows] == [SUMBER, PASAR, HULU]
    assert rows[0][FIRST:] == ["50", "120"]
    assert head["Pemilu"] == "Pemilu 2029 Kabupaten Talang Maju"
    assert head["Wilayah"] == "Kecamatan Hulu, Kabupaten Talang Maju, Provinsi Nusa Contoh"
    assert head["Progress"] == "2 dari 3 TPS (66,7 %)"
    assert re.fullmatch(r".+ pukul \d\d\.\d\d WIB", head["Versi"])
    assert re.fullmatch(rf"{HULU} #\d+", head["Buku kejadian s.d."])
    head, _, rows = csv_table(client, f"{base}unduh.csv?cari=sumber")
    assert head["Pencarian"] == "sumber (1 dari 2 baris; jumlah tetap seluruhnya)"
    assert [row[0] for row in rows] == [SUMBER, HULU]
    assert rows[-1][FIRST:] == ["100", "110", "210", "8", "218"], "the total of all"
    assert_same(client, base, "?cari=sumber&urut=-nama")


def test_hidden_rows_stay_hidden_words(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (137, 46))
    aggregate.refresh_stale()
    blind = as_person("staf")
    for code in (PASAR, HULU):
        base = f"/rekap/talang/kontes/ppwp/{code}/"
        assert assert_same(blind, base) == 0
        for form in ("csv", "xlsx"):
            content = blind.get(f"{base}unduh.{form}").content
            if form == "xlsx":
                book = openpyxl.load_workbook(BytesIO(content))
                assert book.sheetnames == ["Rekapitulasi"], "no sums of the form either"
                content = str([[c.value for c in row] for row in book.worksheets[0].iter_rows()]).encode()
            assert HIDDEN.encode() in content
            assert b"137" not in content
    assert assert_same(as_person("ketua"), f"/rekap/talang/kontes/ppwp/{HULU}/") > 0


def test_a_region_that_was_not_computed_is_a_file_of_nothing(cast: Cast, as_person: AsPerson) -> None:
    _, _, rows = csv_table(as_person("ketua"), f"/rekap/talang/kontes/ppwp/{HILIR}/unduh.csv")
    assert rows == []
    aggregate.refresh_stale()
    _, _, rows = csv_table(as_person("ketua"), f"/rekap/talang/kontes/ppwp/{HILIR}/unduh.csv")
    assert [row[5] for row in rows] == [NOTHING] * 3


def test_candidates_and_fields_of_the_form_come_too(cast: Cast, as_person: AsPerson, tmp_path: Path) -> None:
    regency.load(cast, tmp_path, "semua", kinds=["dpr"])
    client, base = as_person("ketua"), "/rekap/semua/kontes/dpr/990101/"
    _, columns, rows = csv_table(client, f"{base}unduh.csv?partai=2&bagian=calon")
    assert columns == ["No.", "2 Partai Uji 2", "Jumlah", "Desa 1 1", "Desa 1 2"]
    assert [row[1] for row in rows] == [
        "Suara partai (A.1)", "Caleg 2 1", "Caleg 2 2", "Suara sah partai (A.1 + A.2)",
    ]  # fmt: skip
    _, columns, rows = csv_table(client, f"{base}unduh.csv?bagian=formulir")
    assert ["V.B", "Jumlah suara tidak sah", "", "", "12"] in rows
    book = openpyxl.load_workbook(BytesIO(client.get(f"{base}unduh.xlsx").content))
    assert book.sheetnames == ["Rekapitulasi", "Rincian calon", "Data formulir"]
    assert book.worksheets[0].print_title_rows, "the head is repeated on every page"


def test_the_pages_are_light_and_cost_the_same_for_few_and_many(
    cast: Cast, as_person: AsPerson, count_queries: Callable[[str, str], int], tmp_path: Path
) -> None:
    regency.load(cast, tmp_path, "kecil", kecamatan=1, desa=1, tps=1, parties=18, kinds=["dpr"])
    regency.load(cast, tmp_path, "lebar", kecamatan=20, desa=1, tps=1, parties=18, kinds=["dpr"])
    client = as_person("ketua")
    tails = ("", "peta/", "peta/?warna=hasil", "unduh.csv", "unduh.xlsx", "?urut=-partai_sah_1&cari=kecamatan")
    for who in ("ketua", "operator"):
        for tail in tails:
            few, many = (count_queries(who, f"/rekap/{slug}/kontes/dpr/9901/{tail}") for slug in ("kecil", "lebar"))
            assert few == many <= 13, tail
    assert len(client.get("/rekap/lebar/kontes/dpr/9901/").content) < 100_000


def test_a_desa_with_thirty_tps_is_light(cast: Cast, as_person: AsPerson, tmp_path: Path) -> None:
    regency.load(cast, tmp_path, "panjang", kecamatan=1, desa=1, tps=30, parties=18, kinds=["dpr"])
    response = as_person("ketua").get("/rekap/panjang/kontes/dpr/9901012001/")
    assert response.content.count(b'scope="row"') > 30
    assert len(response.content) < 100_000
    assert as_person("ketua").get(f"/rekap/talang/tps/{TPS_1}/unduh.csv").status_code == 404


def test_columns_that_are_unknown_show_all(cast: Cast, as_person: AsPerson) -> None:
    aggregate.refresh_stale()
    base = f"/rekap/talang/kontes/ppwp/{KABUPATEN}/unduh.csv"
    assert len(csv_table(as_person("ketua"), f"{base}?kolom=x,y")[1]) == FIRST + 5
