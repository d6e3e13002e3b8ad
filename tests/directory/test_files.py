"""The directory as one spreadsheet: checked first, written whole or not at all, and back out in the same columns."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from electcoord.common.tables import read_table
from electcoord.directory.files.rows import COLUMNS
from electcoord.directory.models import Institution, Office, Person, Term
from electcoord.directory.selectors import holders_on
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from tests.cast import Cast

URL = "/admin/directory/institution/impor/"
HEAD = ",".join(COLUMNS)
POLICE = "Polres Talang,polri,9901,Jalan Satu 1,0735 1,polres@contoh.id"
FILE = f"""{HEAD},menggantikan
{POLICE},Kapolres,1,1,Arum Mandala,0812 1,arum@contoh.id,2027-01-04,2027-12-31,Kep 1/2026,
{POLICE},Kapolres,1,1,Bagas Wirabumi,0812 2,,2028-01-01,,Kep 1/2027,
{POLICE},Kabag Ops,2,1,,,,,,,
Kecamatan Hulu,pemda,990101,,,,Camat,1,1,Citra Lestari,,citra@contoh.id,01-02-2027,,,
Kecamatan Hulu,pemda,990101,,,,Kasi,2,2,Danu,,,2027-02-01,,,
Kecamatan Hulu,pemda,990101,,,,Kasi,2,2,Eka,,,2027-02-01,,,
PWI,media,9901,,,,,,,,,,,,,
"""


@pytest.fixture
def client(as_person: Any) -> Client:
    return as_person("staf")


def send(client: Client, content: str | bytes, name: str = "direktori.csv") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(URL, {"berkas": SimpleUploadedFile(name, raw)})


def write(client: Client, content: str | bytes, name: str = "direktori.csv") -> Any:
    """Check and agree."""
    checked = send(client, content, name)
    assert checked.status_code == 200, checked.context["problems"]
    return client.post(URL, {**dict(checked.context["kept"]), "terapkan": "1"})


def row(**cells: str) -> str:
    """A file of one row, of the police where it does not say otherwise."""
    given = {"lembaga": "Polres Talang", "jenis": "polri", "kode_wilayah": "9901", **cells}
    columns = [*COLUMNS, "menggantikan"]
    return f"{','.join(columns)}\n{','.join(given.get(column, '') for column in columns)}\n"


def counts(response: Any) -> dict[str, int]:
    assert response.status_code == 200, response.context["problems"]
    return dict(response.context["counts"])


def refusal(response: Any) -> str:
    assert response.status_code == 422
    return "\n".join(response.context["problems"])


def held(title: str, day: date) -> list[str]:
    office = Office.objects.get(title=title)
    return [term.person.name for term in holders_on([office], day).get(office.pk, [])]


def test_a_whole_directory_comes_in_and_the_same_file_changes_nothing(cast: Cast, client: Client) -> None:
    before = Entry.objects.count()
    assert counts(send(client, FILE)) == {"baru": 7}
    assert (Institution.objects.count(), Entry.objects.count()) == (0, before), "the check writes nothing"
    assert write(client, FILE).status_code == 302
    assert (Institution.objects.count(), Office.objects.count(), Person.objects.count(), Term.objects.count()) == (
        3, 4, 5, 5,
    )  # fmt: skip
    assert held("Kapolres", date(2027, 12, 31)) == ["Arum Mandala"]
    assert held("Kapolres", date(2028, 1, 1)) == ["Bagas Wirabumi"]
    assert held("Kasi", date(2028, 1, 1)) == ["Danu", "Eka"]
    done = Entry.objects.count()
    assert counts(send(client, FILE)) == {"sama": 7}
    assert Entry.objects.count() == done
    whole = " ".join(Entry.objects.values_list("payload", flat=True))
    assert not any(secret in whole for secret in ("Arum", "0812", "arum@", "Citra"))
    broken, _ = verify()
    assert broken is None, broken


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_unchanged(cast: Cast, client: Client, form: str) -> None:
    write(client, FILE.replace("0812 1", "+62 812 1"))
    sent = client.get(f"/admin/directory/institution/unduh/{form}/")
    content = b"".join(sent.streaming_content)
    table = read_table(content, f"x.{form}", required=COLUMNS)
    assert (table.columns, len(table.rows)) == (COLUMNS, 7)
    assert counts(send(client, content, f"x.{form}")) == {"sama": 7}


def test_a_row_may_change_contacts_and_blank_cells_leave_what_is_recorded(cast: Cast, client: Client) -> None:
    write(client, FILE)
    changed = row(alamat="Jalan Baru 9", jabatan="Kapolres", urutan="3", nama="Bagas Wirabumi", telepon="0812 99",
                  sejak="2028-01-01")  # fmt: skip
    assert counts(send(client, changed)) == {"berubah": 1}
    write(client, changed)
    police, office = Institution.objects.get(name="Polres Talang"), Office.objects.get(title="Kapolres")
    assert (police.address, police.email, office.rank) == ("Jalan Baru 9", "polres@contoh.id", 3)
    assert Person.objects.get(name="Bagas Wirabumi").phone == "0812 99"
    assert Term.objects.count() == 5


def test_another_holder_is_refused_until_the_file_says_that_the_old_one_leaves(cast: Cast, client: Client) -> None:
    write(client, FILE)
    newcomer = {"jabatan": "Kapolres", "nama": "Fajar Sentosa", "sejak": "2028-06-01"}
    assert "menggantikan" in refusal(send(client, row(**newcomer)))
    assert "bernama itu" in refusal(send(client, row(**newcomer, menggantikan="Arum Mandala")))
    replacing = row(**newcomer, menggantikan="Bagas Wirabumi")
    checked = send(client, replacing)
    assert "Bagas Wirabumi berakhir 2028-05-31" in checked.content.decode()
    write(client, replacing)
    assert held("Kapolres", date(2028, 5, 31)) == ["Bagas Wirabumi"]
    assert held("Kapolres", date(2028, 6, 1)) == ["Fajar Sentosa"]
    assert counts(send(client, replacing)) == {"sama": 1}


def test_the_row_of_the_old_holder_may_say_the_last_day(cast: Cast, client: Client) -> None:
    write(client, FILE)
    two = (
        row(jabatan="Kapolres", nama="Fajar Sentosa", sejak="2028-06-01")
        + row(jabatan="Kapolres", nama="Bagas Wirabumi", sejak="2028-01-01", sampai="2028-05-15").split("\n")[1]
    )
    assert counts(send(client, two)) == {"baru": 1, "berubah": 1}
    write(client, two)
    assert held("Kapolres", date(2028, 5, 20)) == []
    other_day = row(jabatan="Kapolres", nama="Bagas Wirabumi", sejak="2028-01-01", sampai="2028-05-16")
    assert "sudah berakhir pada 2028-05-15" in refusal(send(client, other_day))


def test_one_person_in_two_offices_is_one_person(cast: Cast, client: Client) -> None:
    write(client, FILE)
    write(client, row(jabatan="Ketua Gakkumdu", nama="Bagas Wirabumi", sejak="2028-02-01"))
    elsewhere = row(lembaga="Forkopimda", jenis="pemda", jabatan="Anggota", nama="Bagas Wirabumi", telepon="0812 2",
                    sejak="2028-02-01")  # fmt: skip
    write(client, elsewhere)
    assert Person.objects.filter(name="Bagas Wirabumi").count() == 1
    write(client, elsewhere.replace("0812 2", "0812 7").replace("Forkopimda", "Lain"))
    assert Person.objects.filter(name="Bagas Wirabumi").count() == 2


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"lembaga": ""}, "lembaga", "wajib"),
        ({"jenis": "kerajaan"}, "jenis", "tidak dikenal"),
        ({"jenis": ""}, "jenis", "wajib"),
        ({"kode_wilayah": "9902"}, "kode_wilayah", "wewenang"),
        ({"kode_wilayah": "99.01"}, "kode_wilayah", "wewenang"),
        ({"alamat": "=1+1"}, "alamat", "rumus"),
        ({"alamat": "x" * 251}, "alamat", "250"),
        ({"alamat": "a\x07b"}, "alamat", "tak terlihat"),
        ({"telepon_lembaga": "=cmd"}, "telepon_lembaga", "telepon"),
        ({"surel_lembaga": "bukan"}, "surel_lembaga", "surel"),
        ({"urutan": "1"}, "urutan", "jabatannya kosong"),
        ({"jabatan": "A", "jumlah_orang": "0"}, "jumlah_orang", "paling kecil"),
        ({"jabatan": "A", "jumlah_orang": "101"}, "jumlah_orang", "101"),
        ({"jabatan": "A", "urutan": "9" * 30}, "urutan", "panjang"),
        ({"jabatan": "A", "sejak": "2028-01-01"}, "sejak", "pemangkunya kosong"),
        ({"jabatan": "A", "nama": "B"}, "sejak", "hari pertama"),
        ({"jabatan": "A", "nama": "B", "sejak": "31-02-2028"}, "sejak", "bukan tanggal"),
        ({"jabatan": "A", "nama": "B", "sejak": "0001-01-01"}, "sejak", "bukan tanggal"),
        ({"jabatan": "A", "nama": "B", "sejak": "2028-01-02", "sampai": "2028-01-01"}, "sampai", "mendahului"),
        ({"jabatan": "A", "nama": "@B", "sejak": "2028-01-02"}, "nama", "rumus"),
    ],
)
def test_a_refusal_names_row_and_column_and_nothing_is_written(
    cast: Cast, client: Client, cells: dict[str, str], column: str, sentence: str
) -> None:
    whole = row(lembaga="Baik") + row(**cells).split("\n")[1]
    before = Entry.objects.count()
    told = refusal(send(client, whole))
    assert f"baris 3, kolom {column}:" in told and sentence in told
    assert (Institution.objects.count(), Entry.objects.count()) == (0, before)


def test_rows_that_contradict_each_other_are_refused(cast: Cast, client: Client) -> None:
    second = row(alamat="B", jabatan="X").split("\n")[1]
    assert "baris 3, kolom alamat: baris 2 menulis lain" in refusal(send(client, row(alamat="A") + second))
    twice = row(jabatan="X", nama="Y", sejak="2028-01-01")
    assert "sudah ada di baris 2" in refusal(send(client, twice + twice.split("\n")[1]))


def test_hostile_workbooks_are_refused(cast: Cast, client: Client) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(COLUMNS))
    book.active.append(["Polres", "polri", "9901", *[""] * 12])
    book.active["D2"] = "=1+1"
    out = BytesIO()
    book.save(out)
    assert "rumus" in refusal(send(client, out.getvalue(), "x.xlsx"))
    many = f"{HEAD}\n" + "A,polri,9901,,,,,,,,,,,,\n" * 3000
    assert "paling banyak 2000" in refusal(send(client, many))
    assert refusal(send(client, f"{HEAD}\n" + "A" * (2 * 1024 * 1024)))
    assert refusal(send(client, b"PK\x03\x04rusak", "x.xlsx"))


def test_the_template_is_a_file_that_the_import_reads(cast: Cast, client: Client) -> None:
    sent = client.get(f"{URL}templat/")
    assert sent.status_code == 200
    book = openpyxl.load_workbook(BytesIO(b"".join(sent.streaming_content)))
    assert [cell.value for cell in book.worksheets[0][1]] == [*COLUMNS, "menggantikan"]


@pytest.mark.parametrize(("who", "status"), [("staf", 200), ("sekretaris", 200), ("ketua", 403), ("operator", 403)])
def test_who_may_send_a_file(as_person: Any, cast: Cast, who: str, status: int) -> None:
    assert as_person(who).get(URL).status_code == status
