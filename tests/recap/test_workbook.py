"""Templates filled offline: what is written comes back exactly, and whatever became of the file is said place by place."""

import html
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.common import xlsx
from electcoord.elections.actions import import_package
from electcoord.elections.models import Election
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM
from electcoord.ledger.verification import verify
from recap.ballot import ballot_of
from recap.fields import CODES
from recap.models import Sheet, SheetVersion, Source
from recap.workbook import GUIDE, form_rows, sheet_titles
from tests.cast import HILIR, HULU, TPS_1, TPS_2, Cast
from tests.packages import PILKADA, write_package

AsPerson = Callable[[str | None], Client]
Figure = int | None
HEAD_ROW, FIRST_TPS = 10, 5


def url(key: str = "ppwp", code: str = HULU, entry: str = "pertama", slug: str = "talang") -> str:
    return f"/rekap/{slug}/templat/{key}/{code}/{entry}/"


def download(client: Client, where: str) -> bytes:
    response = client.get(where)
    assert response.status_code == 200, response.get("Location")
    assert response["Content-Disposition"].startswith("attachment; filename=")
    return b"".join(response.streaming_content)


def desa_sheets(book: openpyxl.Workbook) -> Iterator[Worksheet]:
    return (sheet for sheet in book if sheet.title != GUIDE)


def rows_of(sheet: Worksheet) -> dict[str, int]:
    """Row numbers by code."""
    return {sheet.cell(row, 4).value: row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 4).value}


def stations_of(sheet: Worksheet) -> dict[str, int]:
    """Column numbers by TPS code."""
    return {sheet.cell(HEAD_ROW, column).value: column for column in range(FIRST_TPS, sheet.max_column + 1)}


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def filled(data: bytes, figures: Callable[[str, str], object]) -> bytes:
    """The template with `figures(tps, code)` in its cells, as a spreadsheet program would leave it."""
    book = openpyxl.load_workbook(BytesIO(data))
    for sheet in desa_sheets(book):
        codes = {code: row for code, row in rows_of(sheet).items() if row > HEAD_ROW}
        for tps, column in stations_of(sheet).items():
            for code, row in codes.items():
                sheet.cell(row, column).value = figures(tps, code)
    return saved(book)


def send(client: Client, data: bytes, key: str = "ppwp", entry: str = "entri_satu", slug: str = "talang") -> str:
    """Uploads; returns where the dry run is."""
    form = {"kontes": key, "entri": entry, "berkas": SimpleUploadedFile("terisi.xlsx", data)}
    response = client.post(f"/rekap/{slug}/impor/", form)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def told(client: Client, data: bytes, **more: str) -> list[str]:
    """The refusals of a dry run; nothing is written."""
    page = client.get(send(client, data, **more))
    assert page.status_code == 422
    assert SheetVersion.objects.filter(source=Source.BERKAS).count() == 0
    return [html.unescape(line) for line in re.findall(r"<li>(terisi\.xlsx.*?)</li>", page.content.decode())]


def written(client: Client, data: bytes, **more: str) -> str:
    """The words of the dry run; then it is imported."""
    check = send(client, data, **more)
    page = client.get(check)
    assert page.status_code == 200, page.content.decode()
    response = client.post(check)
    assert response.status_code == 302
    assert "/impor/" in response["Location"]
    return " ".join(page.content.decode().split())


def stored(sheet: Sheet) -> dict[str, Figure]:
    """Every figure of a sheet's current version by its code."""
    version, ballot = sheet.current, ballot_of(sheet.contest)
    values = {code: getattr(version, code) for code in CODES}
    values |= dict(zip(ballot.vote_codes, version.votes, strict=True))
    return values | dict(zip(ballot.party_codes, version.party_totals or (), strict=True))


def as_it_is(data: bytes) -> bytes:
    """Texts inside their cells, whole numbers as they are."""
    assert b'"inlineStr"' in zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")
    return data


def with_shared_texts(data: bytes) -> bytes:
    """Texts in the one shared list that Excel and LibreOffice write, whole numbers with a decimal point."""
    texts: list[str] = []

    def shared(match: re.Match) -> str:
        texts.append(match[1])
        return f' t="s"><v>{len(texts) - 1}</v>'

    source, out = zipfile.ZipFile(BytesIO(data)), BytesIO()
    kind = "officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="teks" Type="http://schemas.openxmlformats.org/{kind}" Target="sharedStrings.xml"/>'
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            part = source.read(name).decode()
            if name.startswith("xl/worksheets/"):
                part = re.sub(r' t="inlineStr"><is>(.*?)</is>', shared, part)
                part = re.sub(r' t="n"><v>(\d+)</v>', r' t="n"><v>\1.0</v>', part)
            part = (
                part.replace("</Relationships>", f"{relation}</Relationships>") if "workbook.xml.rels" in name else part
            )
            archive.writestr(name, part)
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        items = "".join(f"<si>{text}</si>" for text in texts)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{items}</sst>')
    assert re.search(rb"<v>\d+\.0</v>", zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml"))
    assert len(texts) > 100
    return out.getvalue()


@pytest.fixture
def big(cast: Cast, tmp_path: Path) -> Election:
    """All kinds of Pemilu, DPR with 18 parties of 12 candidates."""
    names = {1: "Partai Fajar", 7: "Partai Gunung", 24: "Partai Samudra"}
    parties = "".join(
        f"dpr,{p},,{names.get(p, f'Partai {p}')},\n" + "".join(f"dpr,{p},{n},Calon {p} {n},L\n" for n in range(1, 13))
        for p in (*range(1, 18), 24)
    )
    package = write_package(
        tmp_path / "besar",
        contests=lambda text: (
            text
            + "dpr,dpr,NUSA CONTOH I,99,9901,\ndpd,dpd,DPD NUSA CONTOH,,9901,\ndprd_prov,dprd_prov,NUSA CONTOH 2,99,9901,\n"
        ),
        choices=lambda text: (
            text
            + parties
            + "".join(f"dpd,,{n},Calon DPD {n},P\n" for n in range(1, 20))
            + "dprd_prov,1,,Partai Fajar,\ndprd_prov,1,1,Calon Provinsi,P\n"
        ),
    )
    return opened(cast, package, "besar")


@pytest.fixture
def pilkada(cast: Cast, tmp_path: Path) -> Election:
    return opened(cast, write_package(tmp_path / "pilkada", **PILKADA), "pilkada")


def opened(cast: Cast, package: Path, slug: str) -> Election:
    election, _ = import_package(read_package(package), slug=slug, actor=SYSTEM)
    for who in ("operator", "staf"):
        give_grant(cast[who], role=Role.OPERATOR_SIREKAP, region="9901", election=election, actor=SYSTEM)
    return election


@pytest.mark.parametrize("program", [as_it_is, with_shared_texts])
@pytest.mark.parametrize(
    ("slug", "key"),
    [("besar", "ppwp"), ("besar", "dpr"), ("besar", "dpd"), ("besar", "dprd_prov"), ("besar", "dprd_kab_1"),
     ("pilkada", "pilbup")],
)  # fmt: skip
def test_what_is_filled_in_is_stored_exactly(
    request: pytest.FixtureRequest, as_person: AsPerson, slug: str, key: str, program: Callable[[bytes], bytes]
) -> None:
    election = request.getfixturevalue("pilkada" if slug == "pilkada" else "big")
    client, rng = as_person("operator"), random.Random(f"{slug} {key}")
    expected: dict[str, dict[str, Figure]] = {}

    def figure(tps: str, code: str) -> object:
        value = rng.choice([None, 0, 9999, rng.randrange(10000), rng.randrange(10000)])
        expected.setdefault(tps, {})[code] = value
        return rng.choice([None, "X", "x"]) if value is None else rng.choice([value, value, str(value), float(value)])

    data = filled(download(client, url(key, slug=slug)), figure)
    written(client, program(data), key=key, slug=slug)
    sheets = Sheet.objects.filter(election=election, contest__key=key, kecamatan_code=HULU).select_related("current")
    assert {sheet.tps_code: stored(sheet) for sheet in sheets} == expected
    assert len(expected) == 3
    assert set(sheets.values_list("current__source", flat=True)) == {Source.BERKAS}
    if key == "dpr":
        assert len(expected[TPS_1]) == len(CODES) + 18 * 14
    assert verify()[0] is None


def test_the_layout_is_the_paper(cast: Cast, as_person: AsPerson) -> None:
    response = as_person("operator").get(url("dprd_kab_1"))
    assert "templat_dprd_kab_1_hulu_entri1.xlsx" in response["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["Pasar Hulu", "Sumber Rejo", GUIDE]
    sheet = book["Pasar Hulu"]
    column_a = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    shown = [sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1)]
    assert column_a[10:] == [
        "I", *["I.A"] * 3, *["I.B.1"] * 3, *["I.B.2"] * 3, *["I.B.3"] * 3, *["I.B.4"] * 3,
        "II", "II.1", "II.2", "II.3", "II.4", "III", *["III.1"] * 3,
        "IV", "IV.1", "A.1", "A.2.1", "A.2.2", "B", "IV.24", "A.1", "A.2.3", "B", "V", "V.A", "V.B", "V.C",
    ]  # fmt: skip
    assert {"MODEL C.HASIL-DPRD-KAB/KOTA", "Hulu", "Pasar Hulu", "Eko Prasetya", "Partai Samudra"} <= set(shown)
    assert list(stations_of(sheet)) == [TPS_1, TPS_2]
    codes = [row.code for row in form_rows(ballot_of(cast.contest("dprd_kab_1"))) if row.code]
    assert [code for code, row in rows_of(sheet).items() if row > HEAD_ROW] == codes
    first = rows_of(sheet)["pemilih_dpt_l"]
    assert sheet.protection.sheet, "labels are locked"
    assert not sheet.cell(first, FIRST_TPS).protection.locked
    assert sheet.cell(first, 4).protection.locked
    assert sheet.freeze_panes == "E11"
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$9:$10")
    [rule] = sheet.data_validations.dataValidation
    assert "9999" in rule.formula1
    assert sheet.cell(first, FIRST_TPS).coordinate in rule.sqref


def test_a_template_holds_only_what_waits_and_nothing_of_the_first_entry(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (4711, 60))
    data = download(as_person("operator"), url())
    assert [list(stations_of(sheet)) for sheet in desa_sheets(openpyxl.load_workbook(BytesIO(data)))] == [
        [TPS_2],
        ["9901012002001"],
    ]
    own = as_person("operator").get(url(entry="kedua"))
    assert own.status_code == 302, "one's own first entry is not entered again"
    assert own["Location"].endswith("/templat/?kontes=ppwp")
    data = download(as_person("staf"), url(entry="kedua"))
    [sheet] = desa_sheets(openpyxl.load_workbook(BytesIO(data)))
    assert list(stations_of(sheet)) == [TPS_1]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(b"4711" in archive.read(name) for name in archive.namelist())
    written(as_person("staf"), filled(data, lambda tps, code: 5), entry="entri_dua")
    assert Sheet.objects.get(tps_code=TPS_1, contest__key="ppwp").version_count == 2
    assert as_person("bawaslu").get(url()).status_code == 403


def test_the_page_counts_what_waits_for_this_account(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator")
    for who, expected in (("operator", ["2 TPS", "3 TPS"]), ("staf", ["2 TPS", "1 TPS", "3 TPS"])):
        page = as_person(who).get("/rekap/talang/templat/?kontes=ppwp").content.decode()
        assert re.findall(r"\d+ TPS(?=\s*</a>)", page) == expected
    assert "Kecamatan Hilir" not in as_person("sekretariat-hulu").get("/rekap/talang/templat/").content.decode()
    assert as_person("operator").get("/rekap/talang/templat/?kontes=tidak-ada").status_code == 200
    assert "Unduh templat" in as_person("operator").get("/rekap/talang/impor/").content.decode()


def test_the_page_costs_the_same_for_every_contest(cast: Cast, count_queries: Callable[..., int]) -> None:
    count_queries("operator", "/rekap/talang/templat/")  # the profile is read once per process
    one = count_queries("operator", "/rekap/talang/templat/?kontes=dprd_kab_2")
    assert count_queries("operator", "/rekap/talang/templat/?kontes=ppwp") == one
    assert one <= 15


def test_columns_left_empty_are_passed_over_and_counted(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    data = filled(download(client, url()), lambda tps, code: 7 if tps == TPS_2 else None)
    text = written(client, data)
    assert "Belum diisi" in text
    assert SheetVersion.objects.values_list("sheet__tps_code", flat=True).get() == TPS_2


def test_the_command_takes_a_filled_template(cast: Cast, as_person: AsPerson, tmp_path: Path) -> None:
    data = filled(download(as_person("operator"), url()), lambda tps, code: 7 if tps == TPS_2 else None)
    (tmp_path / "terisi.xlsx").write_bytes(data)
    out = StringIO()
    arguments = [str(tmp_path / "terisi.xlsx"), "--election", "talang", "--contest", "ppwp", "--entry", "first"]
    call_command("import_chasil", *arguments, stdout=out)
    assert "2 kolom TPS belum diisi" in out.getvalue()
    assert "1 lembar ditulis" in out.getvalue()


def test_rows_are_matched_by_their_code(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    book = openpyxl.load_workbook(BytesIO(download(client, url())))
    for sheet in desa_sheets(book):
        sheet.insert_rows(3, 2)
        sheet.insert_rows(20)
        sheet.cell(20, 2).value = "catatan panitia"
        row = rows_of(sheet)["suara_sah"]
        sheet.cell(row, FIRST_TPS).value = 42
    written(client, saved(book))
    found = SheetVersion.objects.values_list("sheet__tps_code", "suara_sah", "suara_total")
    assert set(found) == {(TPS_1, 42, None), ("9901012002001", 42, None)}


Edit = Callable[[openpyxl.Workbook, Worksheet, dict[str, int]], None]


def put(code: str, value: object, column: int = FIRST_TPS) -> Edit:
    def edit(book: openpyxl.Workbook, sheet: Worksheet, rows: dict[str, int]) -> None:
        sheet.cell(rows[code], column).value = value

    return edit


def call(does: Callable[[openpyxl.Workbook, Worksheet, dict[str, int]], object]) -> Edit:
    return lambda book, sheet, rows: (does(book, sheet, rows), None)[1]


def copied(book: openpyxl.Workbook, sheet: Worksheet, rows: dict[str, int]) -> None:
    book.copy_worksheet(sheet).title = "Salinan"


PASAR_SHEET = "terisi.xlsx lembar 'Pasar Hulu'"


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (put("suara_sah", "seratus"), " baris 40, kolom E: suara_sah: 'seratus' bukan bilangan bulat"),
        (put("suara_sah", 12.5), " baris 40, kolom E: suara_sah: '12.5' pecahan"),
        (put("suara_sah", "1.250"), " baris 40, kolom E: suara_sah: '1.250' memakai pemisah ribuan"),
        (put("suara_sah", -3), " baris 40, kolom E: suara_sah: '-3' negatif"),
        (put("suara_sah", 10000), " baris 40, kolom E: suara_sah: 10000 melebihi 9999"),
        (put("suara_sah", "XX5"), " baris 40, kolom E: suara_sah: 'XX5' memuat X"),
        (put("suara_sah", True), " baris 40, kolom E: suara_sah: 'TRUE' bukan bilangan bulat"),
        (put("suara_sah", date(2029, 2, 14)), " baris 40, kolom E: suara_sah: '2029-02-14' bukan bilangan bulat"),
        (put("suara_sah", "=E38+E39"), " baris 40, kolom E: sel berisi rumus tanpa hasil"),
        (put("suara_sah", "\uff14\uff15", 6), " baris 40, kolom F: suara_sah: '\uff14\uff15' memakai angka di luar 0-9"),
        (put("suara_sah", "suara_sahh", 4), " baris 40, kolom D: isian 'suara_sahh' tidak dikenal; maksudnya 'suara_sah'?"),
        (put("suara_sah", "suara_total", 4), " baris 42, kolom D: isian 'suara_total' sudah ada di baris 40"),
        (put("suara_sah", None, 4), ", kolom D: 1 baris isian hilang (suara_sah)"),
        (call(lambda b, s, r: s.delete_rows(r["calon_1"])), ", kolom D: 1 baris isian hilang (calon_1)"),
        (call(lambda b, s, r: s.insert_cols(2)), " baris 10, kolom E: kolom isian pindah ke sini"),
        (put("kode_tps", "kode", 4), " baris 10, kolom D: sel 'kode_tps' tidak ada"),
        (put("suara_sah", "kode_tps", 4), " baris 40, kolom D: 'kode_tps' ada dua kali"),
        (put("kode_tps", "99010110010", 5), " baris 10, kolom E: '99010110010' terdiri atas 11 angka"),
        (put("kode_tps", "9901012002001", 5), " baris 10, kolom E: TPS 9901012002001 bukan TPS desa lembar ini"),
        (put("kode_tps", "9901011001099", 5), " baris 10, kolom E: TPS '9901011001099' tidak ada di"),
        (put("kode_tps", TPS_2, 5), f" baris 10, kolom F: TPS {TPS_2} sudah ada di lembar 'Pasar Hulu' kolom E"),
        (put("kode_tps", None, 5), " baris 10, kolom E: kolom ini berisi angka tetapi tidak punya kode TPS"),
        (put("calon_1", 9, 7), " baris 10, kolom G: kolom ini berisi angka tetapi tidak punya kode TPS"),
        (call(lambda b, s, r: setattr(s.cell(11, 5), "value", 3)), " baris 11, kolom E: ada isi di baris tanpa kode isian"),
        (put("pemilu", "lain", 5), " baris 2, kolom E: templat ini dari pemilu 'lain', bukan talang"),
        (put("kontes", "dpd", 5), " baris 3, kolom E: templat ini untuk kontes 'dpd', sedangkan yang dipilih 'ppwp'"),
        (put("kecamatan", "990199", 5), " baris 5, kolom E: templat ini untuk kecamatan 990199, di luar"),
        (put("entri", "kedua", 5), " baris 7, kolom E: templat ini untuk entri kedua, sedangkan yang dipilih entri pertama"),
        (put("surat_suara", "0" * 16, 5), " baris 8, kolom E: pilihan surat suara bukan yang ada di templat ini"),
        (put("templat_c_hasil", "9", 5), " baris 1, kolom E: templat ini dari versi '9'"),
        (put("kontes", None, 4), ", kolom D: kepala lembar tidak lengkap: baris 'kontes' hilang"),
    ],
)  # fmt: skip
def test_what_became_of_a_template_is_said_by_place(cast: Cast, as_person: AsPerson, edit: Edit, line: str) -> None:
    client = as_person("operator")
    data = filled(download(client, url()), lambda tps, code: 7)
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book["Pasar Hulu"]
    rows = rows_of(sheet)
    assert rows["suara_sah"] == 40
    edit(book, sheet, rows)
    found = told(client, saved(book))
    assert any(problem.startswith(PASAR_SHEET + line) for problem in found), found


def test_everything_wrong_is_told_at_once(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    data = filled(download(client, url()), lambda tps, code: "enam" if code == "suara_sah" else 7)
    assert [line.partition(": suara_sah")[0] for line in told(client, data)] == [
        f"{PASAR_SHEET} baris 40, kolom E",
        f"{PASAR_SHEET} baris 40, kolom F",
        "terisi.xlsx lembar 'Sumber Rejo' baris 40, kolom E",
    ]


def test_a_worksheet_twice_or_another_one_is_refused(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    book = openpyxl.load_workbook(BytesIO(filled(download(client, url()), lambda tps, code: 7)))
    book.copy_worksheet(book["Pasar Hulu"]).title = "Salinan"
    book.create_sheet("Kosong")
    book.create_sheet("Catatan")["B2"] = "hitungan sendiri"
    found = told(client, saved(book))
    assert (
        f"terisi.xlsx lembar 'Salinan' baris 10, kolom E: TPS {TPS_1} sudah ada di lembar 'Pasar Hulu' kolom E."
        in found
    )
    assert any(
        line.startswith("terisi.xlsx lembar 'Catatan' baris 10, kolom D: sel 'kode_tps' tidak ada") for line in found
    )
    assert not any("'Kosong'" in line or GUIDE in line for line in found)


def test_a_column_of_crosses_is_not_a_reading(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    data = filled(download(client, url()), lambda tps, code: "X" if tps == TPS_1 else None)
    assert told(client, data) == [
        f"{PASAR_SHEET} baris 10, kolom E: semua isian TPS {TPS_1} kosong; kosongkan kolom ini atau isi angkanya."
    ]


def test_a_template_of_another_place_or_contest_is_refused(cast: Cast, as_person: AsPerson) -> None:
    operator, clerk = as_person("operator"), as_person("sekretariat-hulu")
    data = filled(download(operator, url(code=HILIR)), lambda tps, code: 7)
    [line, *_] = told(clerk, data)
    assert "templat ini untuk kecamatan 990102, di luar" in line
    assert clerk.get(url(code=HILIR)).status_code == 404
    found = told(operator, data, key="dprd_kab_1")
    assert "untuk kontes 'ppwp', sedangkan yang dipilih 'dprd_kab_1'" in found[0]
    assert operator.get(url("dprd_kab_1", HILIR)).status_code == 404, "outside the dapil"
    assert operator.get(url(entry="ketiga")).status_code == 404
    assert operator.get(url(code="9901")).status_code == 404


def test_many_worksheets_together_stay_within_the_bounds_of_one(
    cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person("operator")
    data = filled(download(client, url()), lambda tps, code: 7)
    assert len(xlsx.read_sheets(data, "a.xlsx")) == 3
    largest = max(len(sheet.rows) * len(sheet.rows[0]) for sheet in xlsx.read_sheets(data, "a.xlsx"))
    monkeypatch.setattr(xlsx, "MAX_CELLS", largest + 10)
    assert told(client, data) == [
        "terisi.xlsx: lembar terlalu besar; hapus baris dan kolom di luar tabel, lalu simpan lagi."
    ]
    monkeypatch.undo()
    monkeypatch.setattr(xlsx, "MAX_SHEETS", 2)
    assert told(client, data) == ["terisi.xlsx: lebih dari 2 lembar kerja; pecah menjadi beberapa berkas."]


def test_a_damaged_template_is_refused_in_words(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    data = download(client, url())
    for broken in (data[: len(data) // 2], data[:-40], data.replace(b"PK\x01\x02", b"PK\x01\x03")):
        [line] = told(client, broken)
        assert "tidak dapat dibaca" in line


def test_titles_of_worksheets_are_safe_and_unique() -> None:
    names = ["Maju/Jaya: [1]?*\\", "'kutip'", "x" * 40, "x" * 41, "X" * 40, "History", GUIDE, "", "\t\n", "😀" * 20]
    titles = sheet_titles(names)
    assert titles[0] == "Maju Jaya   1"
    assert titles[1] == "kutip"
    assert len({title.casefold() for title in [*titles, GUIDE]}) == len(names) + 1
    assert all(1 <= len(title.encode("utf-16-le")) // 2 <= 31 for title in titles)
