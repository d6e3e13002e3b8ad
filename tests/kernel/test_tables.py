"""Table files as people send them: every refusal names the place and says what to do; nothing is guessed."""

import io
import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from electcoord.common import xlsx
from electcoord.common.errors import PackageError
from electcoord.common.problems import Problems, parse_code, parse_int
from electcoord.common.tables import Table, read_table

pytestmark = pytest.mark.once

COLUMNS = ("kode", "nama")


def read(content: str | bytes, **kwargs: object) -> Table:
    data = content.encode() if isinstance(content, str) else content
    return read_table(data, "a.csv", required=COLUMNS, **kwargs)


def refusal(content: str | bytes, **kwargs: object) -> str:
    with pytest.raises(PackageError) as caught:
        read(content, **kwargs)
    return str(caught.value)


def rows(content: str | bytes, **kwargs: object) -> list[tuple[int, str, str]]:
    return [(row.number, row.values["kode"], row.values["nama"]) for row in read(content, **kwargs).rows]


def book(*lines: list[object]) -> bytes:
    workbook = openpyxl.Workbook()
    for line in lines:
        workbook.active.append(line)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "kode,nama\n1,a\n2,b;c\n",
        b"\xef\xbb\xbfkode,nama\r\n1,a\r\n2,b;c\r\n",
        'kode;nama\r\n1;a\r\n2;"b;c"\r\n',
        "kode\tnama\n1\ta\n2\tb;c\n",
        "kode,nama\r1,a\r2,b;c\r",
        "KODE , Nama\n 1 , a \n2,b;c",
        'kode,nama,\n1,a,\n2,"b;c",\n',
    ],
    ids=["plain", "bom", "semicolon", "tab", "old-mac", "spaces", "trailing-separator"],
)
def test_the_same_table_in_every_usual_dialect(content: str | bytes) -> None:
    assert rows(content) == [(2, "1", "a"), (3, "2", "b;c")]


def test_row_numbers_are_those_of_the_file() -> None:
    assert rows("\n\nkode,nama\n\n1,a\n,\n2,b\n") == [(5, "1", "a"), (7, "2", "b")]
    assert rows("sep=;\nkode;nama\n1;a\n") == [(3, "1", "a")]


def test_letters_are_brought_to_one_form() -> None:
    assert rows("kode,nama\n1,cafe\u0301\n") == rows("kode,nama\n1,caf\u00e9\n")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("kode,nama\n1,a\n2,café\n".encode("cp1252"), "a.csv baris 3: .*UTF-8.*CSV UTF-8"),
        ("kode,nama\n1,a".encode("utf-16"), "a.csv: .*UTF-16.*CSV UTF-8"),
        ("kode,nama\n1,a".encode("utf-16-le"), "a.csv: .*UTF-16"),
        ("kode,nama\n1,a\n2,b\x00\n", "a.csv baris 3: ada byte NUL"),
        ('kode,nama\n1,"a\n' + "2,b\n" * 1000, "a.csv baris 2: tanda kutip dibuka tetapi tidak ditutup"),
        ('kode,nama\n1,"a\n', "a.csv baris 2: tanda kutip dibuka"),
        ('kode,nama\n1,"a"b\n', "a.csv baris 2: ada tanda kutip di tengah"),
        ("kode,nama\n1," + "a" * 300_000, "a.csv baris 2: isian terlalu panjang"),
        ("kode,nama\n1," + "a" * 20_000, "a.csv baris 2, kolom nama: isian 20000 huruf"),
        ("", "a.csv: berkas kosong; .*kode, nama"),
        ("\n ,\n\n", "a.csv: berkas kosong"),
        ("kode,nama\n\n", "a.csv: hanya judul kolom"),
        ("kode,nama,kode\n1,a,2\n", "a.csv baris 1: kolom 'kode' ada dua kali"),
        ("kode,,nama\n1,a,2\n", "a.csv baris 1: kolom ke-2 tidak berjudul"),
        ("kode,nama_\n1,a\n", "kolom 'nama_' tidak dikenal; maksudnya 'nama'"),
        ("kode,xyz,nama\n1,a,b\n", "kolom 'xyz' tidak dikenal; hapus"),
        ("kode\n1\n", "a.csv baris 1: kolom 'nama' tidak ada"),
        ("kode,nama\n1,a\n2\n", "a.csv baris 3: hanya 1 dari 2 kolom"),
        ("kode,nama\n1,a,b\n", "a.csv baris 2: 3 kolom, padahal judulnya 2"),
        ('kode,nama\n1,"a\nb"\n2,b\n', r"a.csv baris 2, kolom nama: ada huruf tak terlihat \(U\+000A\)"),
        ("kode,nama\n1,a\u200bb\n", r"kolom nama: ada huruf tak terlihat \(U\+200B\)"),
        ("kode,nama\n1,a\u202eb\n", r"\(U\+202E\)"),
        ("kode,nama\n1,\x1b[31m\n", r"\(U\+001B\)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel lama atau berkata sandi"),
        (b"PK\x03\x04 not a zip", "XLSX tidak dapat dibaca"),
        ("," * 99_000, "berkas kosong"),
        ("a," * 49_000, "lebih dari 2000 kolom"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(content: str | bytes, told: str) -> None:
    assert re.search(told, refusal(content))


def test_all_wrong_rows_are_counted_and_fifty_are_told() -> None:
    with pytest.raises(PackageError) as caught:
        read("kode,nama\n" + "1\n" * 120)
    assert len(caught.value.problems) == 50
    assert caught.value.total == 120


def test_further_columns_are_those_the_caller_allows() -> None:
    content = "kode,nama,calon_1,calon_x\n1,a,5,6\n"
    assert "calon_x" in refusal(content, optional=lambda name: name == "calon_1")
    assert read(content, optional={"calon_1", "calon_x"}).columns == ("kode", "nama", "calon_1", "calon_x")


def test_a_file_that_is_absent_or_too_large(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"b\.csv: berkas tidak ada"):
        read_table(tmp_path / "b.csv", required=COLUMNS)
    with pytest.raises(PackageError, match="berkas tidak dapat dibaca"):
        read_table(tmp_path, "folder", required=COLUMNS)
    (tmp_path / "c.csv").write_text("kode,nama\n" + "1,a\n" * 1000)
    with pytest.raises(PackageError, match="lebih besar dari"):
        read_table(tmp_path / "c.csv", required=COLUMNS, max_bytes=1000)


def test_excel_cells_read_as_they_look() -> None:
    data = book(["kode", "nama"], [1608011007001, "a"], [], ["001", 2.5], [None, None], [3, True])
    assert rows(data) == [(2, "1608011007001", "a"), (4, "001", "2.5"), (6, "3", "TRUE")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (book(["kode", "nama"], [1, "=1/0"]), "baris 2, kolom B: sel berisi rumus tanpa hasil"),
        (book(["kode", "nama"], [1, "#N/A"]), "baris 2, kolom B: sel berisi galat rumus"),
        (book(["kode", "nama"], [1]), "kolom"),
        (book(["kode"], ["1"]), "kolom 'nama' tidak ada"),
        (book(), "berkas kosong"),
    ],
    ids=["formula-without-result", "error", "blank-cell", "missing-column", "empty"],
)
def test_excel_cells_that_would_turn_blank_are_refused(data: bytes, told: str) -> None:
    if told == "kolom":
        assert rows(data) == [(2, "1", "")]
    else:
        assert told in refusal(data)


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _edited(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            content = source.read(entry)
            assert entry.filename != part or old in content
            copy.writestr(entry.filename, content.replace(old, new) if entry.filename == part else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_UNPACKED", 1_000_000)
    bomb = _zip({"xl/workbook.xml": b"<workbook/>", SHEET: b" " * 5_000_000})
    assert len(bomb) < 20_000
    assert "terlalu besar" in refusal(bomb)
    many = _zip({"xl/workbook.xml": b"<workbook/>"} | {f"xl/x{n}.xml": b"" for n in range(600)})
    assert "terlalu besar" in refusal(many)


def test_one_cell_far_out_does_not_fill_the_memory() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "kode"
    workbook.active["XFD1048576"] = "x"
    out = io.BytesIO()
    workbook.save(out)
    assert "lebih dari 2000 kolom" in refusal(out.getvalue())
    valid = book(["kode", "nama"], [1, "a"])
    assert "lembar terlalu besar" in refusal(_edited(valid, SHEET, b'r="B2"', b'r="ZZ1048576"'))
    assert "sel tanpa alamat" in refusal(_edited(valid, SHEET, b'<c r="B2"', b"<c"))


def _excel(strings: list[str], lines: list[list[int]]) -> bytes:
    """A workbook as Excel itself writes it: each cell names a text of one shared list."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{a}</v></c><c r="B{n}" t="s"><v>{b}</v></c></row>'
        for n, (a, b) in enumerate(lines, start=1)
    )
    texts = "".join(f"<si><t>{text}</t></si>" for text in strings)

    def relations(**targets: str) -> str:
        lines = (f'<Relationship Id="{kind}" Type="{office}/{kind}" Target="{to}"/>' for kind, to in targets.items())
        return f'<Relationships xmlns="{package}">{"".join(lines)}</Relationships>'

    sheets = '<sheets><sheet name="a" sheetId="1" r:id="worksheet"/></sheets>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml"),
        SHEET: f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{texts}</sst>',
    }
    return _zip({name: text.encode() for name, text in parts.items()})


def test_texts_of_the_shared_list_are_read() -> None:
    assert rows(_excel(["kode", "nama", "007", "a"], [[0, 1], [2, 3]])) == [(2, "007", "a")]


def test_one_long_text_named_by_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_TEXT", 100_000)
    assert "lembar terlalu besar" in refusal(_excel(["kode", "nama", "x" * 9000], [[0, 1], *[[2, 2]] * 10]))


def test_other_zips_are_not_workbooks() -> None:
    assert "bukan buku kerja XLSX" in refusal(_zip({"readme.xml": b"hello"}))
    with pytest.raises(PackageError, match=r"bernama \.xlsx tetapi"):
        read_table(b"kode,nama\n1,a\n", "a.xlsx", required=COLUMNS)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for content in (data, b"kode,nama\n" + data, b"PK\x03\x04" + data):
        try:
            table = read(content)
        except PackageError:
            continue
        assert all(set(row.values) == set(COLUMNS) for row in table.rows)


@given(st.integers(0, 10**17))
def test_every_whole_number_is_read(value: int) -> None:
    assert parse_int(f" {value} ") == parse_int(f"00{value}"[-18:]) == value


@given(st.text(max_size=12))
def test_a_number_is_ascii_digits_or_refused(text: str) -> None:
    try:
        value = parse_int(text)
    except ValueError:
        value = -1
    digits = re.fullmatch("[0-9]*", text.strip())
    assert (value == -1) == (digits is None)
    assert digits is None or value == (int(digits[0]) if digits[0] else None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1.234", "tulis 1234"),
        ("12,5", "pecahan"),
        ("-3", "negatif"),
        ("\uff11\uff12", "di luar 0-9"),
        ("٣", "di luar 0-9"),
        ("²", "di luar 0-9"),
        ("1e3", "notasi ilmiah"),
        ("XXX", "X pengisi kotak"),
        ("XX5", "X pengisi kotak"),
        ("+3", "bukan bilangan bulat"),
        ("1 2", "bukan bilangan bulat"),
        ("0x10", "bukan bilangan bulat"),
        ("1_000", "bukan bilangan bulat"),
        ("9" * 19, "terlalu panjang"),
        ("10000", "melebihi 9999"),
    ],
)
def test_what_is_not_a_count_is_refused_in_words(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_int(text, 9999)


def test_blank_is_not_zero() -> None:
    assert parse_int("") is None
    assert parse_int("  ") is None
    assert parse_int("0") == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,60801E+12", "format kolom sebagai Teks"),
        ("1.60801E+12", "format kolom sebagai Teks"),
        ("16.08.01", "tanpa titik"),
        ("1608", "terdiri atas 4 angka; seharusnya 6"),
        ("", "kosong"),
        ("16080A", "bukan kode"),
        ("１６０８０１", "bukan kode"),
    ],
)
def test_a_code_that_excel_or_a_person_changed_is_refused(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_code(text, 6)


def test_problems_of_several_files_keep_their_total() -> None:
    problems = Problems()
    problems.stop()
    problems.take(PackageError([f"baris {n}" for n in range(50)], 70))
    problems.add("b.csv", "salah.", row=3, column="kode")
    assert (len(problems.lines), problems.total) == (50, 71)
    with pytest.raises(PackageError):
        problems.stop()


def test_two_hundred_thousand_rows_are_read_in_seconds() -> None:
    line = "1608011007001,1608011007,001,0,120,130\n"
    data = ("kode_tps,kode_desa,no_tps,khusus,dpt_l,dpt_p\n" + line * 200_000).encode()
    begun = time.monotonic()
    table = read_table(data, "tps.csv", required={"kode_tps", "kode_desa", "no_tps", "khusus", "dpt_l", "dpt_p"})
    assert len(table.rows) == 200_000
    # About 1.5 s on an idle core; the bound only catches something quadratic.
    assert time.monotonic() - begun < 15
