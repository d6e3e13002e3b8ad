"""Files of readings: refused whole before the first write, resumable, and blind to what the other reader saw."""

from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from electcoord.accounts.models import User
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from recap.actions import imports as writing
from recap.models import Sheet, SheetVersion, Upload
from recap.states import SheetState
from tests.cast import TPS_1, TPS_2, Cast

HEAD = "kode_tps,calon_1,calon_2,suara_sah,suara_tidak_sah,suara_total\n"
FIRST = HEAD + f"{TPS_1},100,60,160,4,164\n{TPS_2},90,,90,1,91\n9901022001901,5,6,11,0,11\n"


def run(
    file: Path, *extra: str, entry: str = "first", contest: str = "ppwp", election: str = "talang"
) -> tuple[str, str]:
    """What the command prints and complains."""
    out, err = StringIO(), StringIO()
    arguments = [str(file), "--election", election, "--contest", contest, "--entry", entry, *extra]
    try:
        call_command("import_chasil", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(cast: Cast, tmp_path: Path) -> Callable[[str | bytes, str], Path]:
    def write(content: str | bytes, name: str = "bacaan.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


File = Callable[..., Path]


def test_a_first_and_a_second_reading(file: File) -> None:
    out, err = run(file(FIRST))
    assert (err, "3 lembar ditulis" in out) == ("", True)
    assert Sheet.objects.get(tps_code=TPS_2, contest__key="ppwp").current.votes == [90, None]
    second = FIRST.replace("60,160", "61,161").replace(f"{TPS_2},90,,90,1,91\n", "")
    out, err = run(file(second), entry="second")
    assert "1 cocok, 1 selisih" in out
    assert f"selisih {TPS_1} calon_2: 60 ≠ 61" in out
    states = dict(Sheet.objects.filter(version_count__gt=0).values_list("tps_code", "state"))
    assert states == {TPS_1: "beda_entri", TPS_2: "entri_satu", "9901022001901": "terverifikasi_awal"}
    assert sorted(User.objects.filter(username__startswith="impor-").values_list("username", flat=True)) == [
        "impor-1",
        "impor-2",
    ]
    assert not any(user.has_usable_password() for user in User.objects.filter(username__startswith="impor-"))
    assert verify()[0] is None


def test_a_dry_run_writes_nothing(file: File) -> None:
    before = Entry.objects.count()
    out, _ = run(file(FIRST), "--dry-run")
    assert "3 lembar baru" in out
    assert "tidak ada yang ditulis" in out
    assert (Entry.objects.count(), SheetVersion.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "kosong"),
        (HEAD, "bacaan.csv: hanya judul kolom"),
        ("kode_tps\n9901011001001\n", "tidak ada kolom angka"),
        ("calon_1\n5\n", "kode_tps"),
        (FIRST.replace("calon_2", "calon_3"), "calon_3"),
        (FIRST.replace("calon_2", "calon_1"), "calon_1"),
        (FIRST.replace(TPS_2, "9901011001777"), "baris 3, kolom kode_tps"),
        (FIRST.replace(TPS_2, TPS_1), "sudah ada di baris 2"),
        (FIRST.replace(",60,", ",1.000,"), "baris 2, kolom calon_2"),
        (FIRST.replace(",60,", ",-6,"), "baris 2, kolom calon_2"),
        (FIRST.replace(",60,", ",XX6,"), "baris 2, kolom calon_2"),
        (FIRST.replace(",60,", ",60.5,"), "baris 2, kolom calon_2"),
        (FIRST.replace(",60,", ",10000,"), "melebihi 9999"),
        (FIRST.replace(f"{TPS_2},90,,90,1,91", f"{TPS_2},,,,,"), "kosong"),
        (FIRST.replace(f"{TPS_2},90,,90,1,91", f"{TPS_2},90"), "baris 3"),
        (b"PK\x03\x04 bukan zip", "bacaan.csv: berkas xlsx tidak dapat dibaca"),
        (b"\xff\xfe" + FIRST.encode("utf-16-le"), "UTF-8"),
    ],
)
def test_a_malformed_file_is_refused_before_the_first_write(file: File, content: str | bytes, told: str) -> None:
    before = Entry.objects.count()
    _, err = run(file(content))
    assert told.lower() in err.lower()
    assert "tidak ada yang ditulis" in err
    assert "Traceback" not in err
    assert (Entry.objects.count(), SheetVersion.objects.count()) == (before, 0)


def test_unknown_names_are_told(file: File, cast: Cast, tmp_path: Path) -> None:
    assert "Yang ada: " in run(file(FIRST), election="tidak-ada")[1]
    assert "Yang ada: ppwp" in run(file(FIRST), contest="dpr")[1]
    assert "tidak ada" in run(tmp_path / "hilang.csv")[1]


def test_a_second_reading_needs_the_first(file: File) -> None:
    _, err = run(file(FIRST), entry="second")
    assert "belum punya entri pertama" in err
    run(file(FIRST))
    _, err = run(file(FIRST.replace(",60,", ",61,")))
    assert "baris 2" in err
    assert "sudah ada dengan angka lain" in err
    out, err = run(file(FIRST))
    assert (err, "3 sudah ada dengan angka yang sama" in out) == ("", True)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_the_csv_that_excel_writes_is_read(file: File, delimiter: str) -> None:
    content = "\ufeff" + FIRST.replace(",", delimiter).replace("\n", "\r\n")
    assert run(file(content))[1] == ""
    assert SheetVersion.objects.count() == 3


def test_an_xlsx_is_read_with_its_numbers_as_whole_numbers(file: File) -> None:
    book = Workbook()
    for row in FIRST.strip().split("\n"):
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row.split(",")])
    data = BytesIO()
    book.save(data)
    assert run(file(data.getvalue(), "bacaan.xlsx"))[1] == ""
    assert Sheet.objects.get(tps_code=TPS_2, contest__key="ppwp").current.votes == [90, None]
    book.active["B2"] = 100.5
    data = BytesIO()
    book.save(data)
    assert "baris 2" in run(file(data.getvalue(), "lain.xlsx"))[1]


def test_an_interrupted_import_goes_on_where_it_stopped(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, calls = writing._write_part, []

    def stops(*arguments: object) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return plain(*arguments)

    monkeypatch.setattr(writing, "_write_part", stops)
    with pytest.raises(KeyboardInterrupt):
        run(file(FIRST))
    assert SheetVersion.objects.count() == 2
    monkeypatch.setattr(writing, "_write_part", plain)
    out, _ = run(file(FIRST))
    assert "1 lembar baru, 2 sudah ada" in out
    assert SheetVersion.objects.count() == 3
    assert verify()[0] is None


def upload(client: Client, content: str, *, entry: str = "entri_satu", name: str = "bacaan.csv") -> str:
    """Sends a file through the page; returns where it leads."""
    form = {"kontes": "ppwp", "entri": entry, "berkas": SimpleUploadedFile(name, content.encode())}
    response = client.post(reverse("recap:import", args=["talang"]), form)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def test_the_import_page_shows_a_dry_run_then_writes(cast: Cast, as_person: Callable[[str], Client]) -> None:
    operator, staff = as_person("operator"), as_person("staf")
    check = upload(operator, FIRST)
    page = operator.get(check)
    assert page.status_code == 200
    assert SheetVersion.objects.count() == 0
    assert staff.get(check).status_code == 404, "somebody else's file does not exist"
    assert operator.post(check).status_code == 302
    assert SheetVersion.objects.filter(entered_by=str(cast["operator"].uuid)).count() == 3
    assert not Upload.objects.exists()
    # The second reader is told nothing of the first one's figures.
    check = upload(staff, FIRST.replace("60,160,4,164", "61,161,4,165"), entry="entri_dua")
    text = staff.get(check).content.decode()
    assert "selisih" not in text.split("</header>", 1)[-1].lower() or "calon_2" not in text
    assert ">60<" not in text
    assert staff.post(check).status_code == 302
    assert Sheet.objects.get(tps_code=TPS_1, contest__key="ppwp").state == SheetState.BEDA_ENTRI


def test_the_page_lists_wrong_places_and_writes_nothing(cast: Cast, as_person: Callable[[str], Client]) -> None:
    operator = as_person("operator")
    check = upload(operator, FIRST.replace(",60,", ",enam,"))
    page = operator.get(check)
    assert page.status_code == 422
    assert "baris 2, kolom calon_2" in page.content.decode()
    assert operator.post(check).status_code == 302
    assert SheetVersion.objects.count() == 0
    assert operator.post(check, {"batal": "1"}).status_code == 302
    assert not Upload.objects.exists()


def test_a_ppk_imports_only_its_own_tps(cast: Cast, as_person: Callable[[str], Client]) -> None:
    clerk = as_person("sekretariat-hulu")
    page = clerk.get(upload(clerk, FIRST))
    assert page.status_code == 422
    assert "9901022001901" in page.content.decode()
    assert clerk.post(upload(clerk, FIRST.replace("9901022001901,5,6,11,0,11\n", ""))).status_code == 302
    assert SheetVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "status"), [("operator", 200), ("ketua", 403), ("bawaslu", 403), ("tetangga", 404), (None, 302)]
)
def test_who_may_import(cast: Cast, as_person: Callable[[str | None], Client], who: str | None, status: int) -> None:
    assert as_person(who).get(reverse("recap:import", args=["talang"])).status_code == status
