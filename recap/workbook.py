"""The paper as a workbook that is filled offline: its layout and how it is written; pure, no database.

One worksheet per desa, its rows the form in the paper's order, one column per TPS. Column D names every row by its code
(`isian`); what comes back is matched by these codes and by the TPS codes alone, never by position (workbook_reading).
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as Page

from electcoord.common.xlsx import letters_of
from electcoord.elections.models import ContestKind
from recap.ballot import Ballot, Group
from recap.fields import DISABILITAS, GENDERS, GROUPS, HIGHEST, PARTS, SINGLES, SUARA
from recap.models import VersionKind

MARK = "templat_c_hasil"
VERSION = "1"
STATIONS = "kode_tps"
GUIDE = "Petunjuk"
GUIDE_TITLE = "Petunjuk pengisian templat C.Hasil"
CODE_COLUMN = 3
# Where the file says what it is for, in the order of the head; `STATIONS` is its last row.
HEAD = (MARK, "pemilu", "kontes", "kabupaten", "kecamatan", "desa", "entri", "surat_suara")
FIRST_ROW = len(HEAD) + 2
BLANK_MARK = "X"
HASH_DIGITS = 16
VOTES_TITLE = "Data perolehan suara"
FORMS = {
    ContestKind.PPWP: "MODEL C.HASIL-PPWP", ContestKind.DPR: "MODEL C.HASIL-DPR", ContestKind.DPD: "MODEL C.HASIL-DPD",
    ContestKind.DPRD_PROV: "MODEL C.HASIL-DPRD-PROV", ContestKind.DPRD_KAB: "MODEL C.HASIL-DPRD-KAB/KOTA",
    ContestKind.PILGUB: "MODEL C.HASIL-KWK-GUBERNUR", ContestKind.PILBUP: "MODEL C.HASIL-KWK-BUPATI",
    ContestKind.PILWAKO: "MODEL C.HASIL-KWK-WALIKOTA",
}  # fmt: skip
# How a template names the entry that it is for.
ENTRIES = {VersionKind.ENTRI_SATU: "pertama", VersionKind.ENTRI_DUA: "kedua"}
GUIDANCE = (
    "Satu lembar kerja per desa, satu kolom per TPS. Isi hanya sel putih di bawah kode TPS.",
    "Tulis angka seperti tertulis di C.Hasil, juga bila jumlahnya tidak cocok. Jangan memperbaiki kertas di sini.",
    "Kotak yang kosong di kertas ditandai X atau dibiarkan kosong. Kosong bukan nol: tulis 0 hanya bila tertulis 0.",
    "Bilangan bulat 0 sampai 9999, tanpa titik, koma, tanda, atau rumus.",
    "Jangan mengubah atau memindah kolom isian dan baris kode TPS; baris dicocokkan menurut kodenya.",
    "TPS yang belum ada C.Hasilnya: biarkan seluruh kolomnya kosong. Kolom itu dilewati dan dihitung sebagai "
    "belum diisi.",
    "Templat ini hanya untuk kontes, kecamatan, dan entri yang tertulis di kepala lembar. Entri kedua diisi oleh orang "
    "lain, langsung dari kertas.",
    "Setelah terisi, unggah di halaman Impor C.Hasil. Seluruh berkas diperiksa dulu; setiap kesalahan disebut dengan "
    "lembar kerja, baris, dan kolomnya.",
)
_TITLE_LENGTH = 31
_NOT_IN_TITLES = dict.fromkeys(map(ord, "[]:*?/\\"), " ")


@dataclass(frozen=True)
class FormRow:
    """A row of the form; a heading has no code."""

    no: str
    label: str
    gender: str = ""
    code: str = ""


@dataclass(frozen=True)
class Desa:
    """The TPS of a desa that wait for this entry: (13-digit code, number)."""

    code: str
    name: str
    stations: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Template:
    """What a workbook is made for."""

    slug: str
    election: str
    contest: str
    title: str
    kind: str
    choice_hash: str
    kabupaten: str
    kecamatan_code: str
    kecamatan: str
    entry: str
    ballot: Ballot
    desa: tuple[Desa, ...]

    @property
    def head(self) -> dict[str, str]:
        """What the file must say of itself when it comes back; `desa` differs per worksheet."""
        values = (
            VERSION,
            self.slug,
            self.contest,
            "",
            self.kecamatan_code,
            "",
            self.entry,
            short_hash(self.choice_hash),
        )
        return dict(zip(HEAD, values, strict=True))


def short_hash(choice_hash: str) -> str:
    """How the file names the ballot that its rows are ordered by."""
    return choice_hash[:HASH_DIGITS]


def form_rows(ballot: Ballot) -> list[FormRow]:
    """The form in the paper's order: parts I to V, IV with the ballot."""
    rows = [FormRow("I", str(PARTS["I"]))]
    rows += [row for group in GROUPS for row in _by_gender(*group)]
    rows.append(FormRow("II", str(PARTS["II"])))
    rows += [FormRow(no, str(label), "", code) for code, no, label in SINGLES]
    rows.append(FormRow("III", str(PARTS["III"])))
    rows += _by_gender(*DISABILITAS)
    rows.append(FormRow("IV", VOTES_TITLE))
    if ballot.parties:
        rows += [row for party in ballot.parties for row in _party_rows(party, ballot)]
    else:
        rows += [FormRow(f"IV.{line.number}", line.name, "", line.code) for line in ballot.lines]
    rows.append(FormRow("V", str(PARTS["V"])))
    rows += [FormRow(no, str(label), "", code) for code, no, label in SUARA]
    return rows


def _by_gender(code: str, no: str, label: str) -> list[FormRow]:
    return [FormRow(no, str(label), gender.upper(), f"{code}_{gender}") for gender in GENDERS]


def _party_rows(party: Group, ballot: Ballot) -> Iterator[FormRow]:
    yield FormRow(f"IV.{party.number}", party.name)
    for line in ballot.lines[party.start : party.stop]:
        if line.number is None:
            yield FormRow("A.1", "Suara partai politik", "", line.code)
        else:
            yield FormRow(f"A.2.{line.number}", line.name, "", line.code)
    yield FormRow("B", "Jumlah suara sah partai politik dan calon (A.1 + A.2)", "", party.code)


def write(template: Template) -> bytes:
    """The workbook as XLSX. Texts are written as texts whatever they look like; there is no formula in any cell."""
    out = io.BytesIO()
    texts_stay = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **texts_stay}) as book:
        look = _Look(book)
        rows = form_rows(template.ballot)
        titles = sheet_titles([desa.name for desa in template.desa])
        for desa, title in zip(template.desa, titles, strict=True):
            _write_desa(book.add_worksheet(title), look, template, desa, rows)
        _write_guide(book.add_worksheet(GUIDE), look, template)
    return out.getvalue()


def sheet_titles(names: Sequence[str]) -> list[str]:
    """Names as Excel accepts them for worksheets: at most 31 signs, none of its own signs, none twice."""
    taken = {GUIDE.casefold(), "history"}
    titles = []
    for name in names:
        base = plain(name).translate(_NOT_IN_TITLES).strip(" '") or "Desa"
        title, number = _cut(base, _TITLE_LENGTH), 1
        while title.casefold() in taken:
            number += 1
            title = f"{_cut(base, _TITLE_LENGTH - len(str(number)) - 1)} {number}"
        taken.add(title.casefold())
        titles.append(title)
    return titles


def _cut(text: str, length: int) -> str:
    # Excel counts in UTF-16.
    while len(text.encode("utf-16-le")) > 2 * length:
        text = text[:-1]
    return text.rstrip(" '")


def plain(text: str) -> str:
    """The text without signs that XML cannot hold or nobody can see."""
    shown = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp") else sign for sign in text
    )
    return shown.strip()[:250]


class _Look:
    """Formats of the workbook. `quote_prefix`: editing such a cell never turns its text into a formula."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        text = {"font_name": "Arial", "font_size": 9, "valign": "vcenter", "quote_prefix": True}
        edge = {"border": 1, "border_color": "#AAB5B1"}
        fill = {"bg_color": "#EDF0EF"}

        def made(**more: object) -> Format:
            return book.add_format({**text, **more})

        self.title = made(bold=True, font_size=12)
        self.name = made()
        self.strong = made(bold=True)
        self.code = made(font_size=7, font_color="#5D6A66")
        self.part = made(bold=True, bg_color="#E2EFF0", **edge)
        self.party = made(bold=True, **fill, **edge)
        self.label = made(text_wrap=True, **edge)
        self.cell = made(**edge)
        self.middle = made(align="center", **edge)
        self.cell_code = made(font_size=7, font_color="#5D6A66", **edge)
        self.column = made(bold=True, align="center", **fill, **edge)
        self.station = made(font_size=8, align="center", **fill, **edge)
        self.guide = made(text_wrap=True, font_size=10, valign="top")
        self.input = book.add_format(
            {"font_name": "Arial", "font_size": 10, "num_format": "0", "align": "right", "locked": False, **edge}
        )


def _write_desa(page: Page, look: _Look, template: Template, desa: Desa, rows: Sequence[FormRow]) -> None:
    _write_head(page, look, template, desa)
    columns = range(CODE_COLUMN + 1, CODE_COLUMN + 1 + len(desa.stations))
    for at, row in enumerate(rows, start=FIRST_ROW):
        _write_row(page, look, at, row, columns)
    _set_up(page, at, columns[-1])


def _write_head(page: Page, look: _Look, template: Template, desa: Desa) -> None:
    shown = {
        MARK: ("Formulir", FORMS[ContestKind(template.kind)]),
        "pemilu": ("Pemilu", template.election),
        "kontes": ("Kontes", template.title),
        "kabupaten": ("Kabupaten", template.kabupaten),
        "kecamatan": ("Kecamatan", template.kecamatan),
        "desa": ("Desa", desa.name),
        "entri": ("Entri", f"Entri {template.entry}"),
        "surat_suara": ("Surat suara", "sidik urutan pilihan yang dipakai templat ini"),
    }
    values = {**template.head, "desa": desa.code}
    for at, code in enumerate(HEAD):
        label, name = shown[code]
        page.write_string(at, 0, label, look.name)
        page.write_string(at, 1, plain(name), look.title if code == MARK else look.strong)
        page.write_string(at, CODE_COLUMN, code, look.code)
        page.write_string(at, CODE_COLUMN + 1, values[code], look.code)
    names, codes = len(HEAD), len(HEAD) + 1
    for column, title in enumerate(("Nomor", "Uraian", "L/P/J", "isian")):
        page.write_string(names, column, title, look.column)
        page.write_string(codes, column, ("Kode TPS", "", "", STATIONS)[column], look.station)
    for column, (code, number) in enumerate(desa.stations, start=CODE_COLUMN + 1):
        page.write_string(names, column, f"TPS {number:03d}", look.column)
        page.write_string(codes, column, code, look.station)


def _write_row(page: Page, look: _Look, at: int, row: FormRow, columns: range) -> None:
    if not row.code:
        heading = look.part if row.no in ("I", "II", "III", "IV", "V") else look.party
        for column, text in enumerate((row.no, plain(row.label), "", "")):
            page.write_string(at, column, text, heading)
        for column in columns:
            page.write_blank(at, column, None, heading)
        return
    page.write_string(at, 0, row.no, look.cell)
    page.write_string(at, 1, plain(row.label), look.label)
    page.write_string(at, 2, row.gender, look.middle)
    page.write_string(at, CODE_COLUMN, row.code, look.cell_code)
    for column in columns:
        page.write_blank(at, column, None, look.input)


def _set_up(page: Page, last_row: int, last_column: int) -> None:
    """Validation, protection (without a password: against slips, not against people), panes and print."""
    first = f"{letters_of(CODE_COLUMN + 1)}{FIRST_ROW + 1}"
    page.data_validation(
        FIRST_ROW, CODE_COLUMN + 1, last_row, last_column,
        {
            "validate": "custom",
            "value": f'=IF(ISNUMBER({first}),AND({first}>=0,{first}<={HIGHEST},INT({first})={first}),'
            f'UPPER({first})="{BLANK_MARK}")',
            "error_title": "Bukan isian C.Hasil",
            "error_message": f"Tulis bilangan bulat 0 sampai {HIGHEST}, atau X bila kotak di kertas kosong.",
        },
    )  # fmt: skip
    page.protect("", {"format_columns": True, "format_rows": True})
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 48)
    page.set_column(2, 2, 6)
    page.set_column(CODE_COLUMN, CODE_COLUMN, 14)
    page.set_column(CODE_COLUMN + 1, last_column, 13)
    page.freeze_panes(FIRST_ROW, CODE_COLUMN + 1)
    page.set_selection(FIRST_ROW + 1, CODE_COLUMN + 1, FIRST_ROW + 1, CODE_COLUMN + 1)
    _print_setup(page)
    page.repeat_rows(len(HEAD), FIRST_ROW - 1)
    page.repeat_columns(0, CODE_COLUMN)


def _print_setup(page: Page) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_footer("&L&A&RHalaman &P dari &N")
    page.hide_gridlines(2)


def _write_guide(page: Page, look: _Look, template: Template) -> None:
    page.write_string(0, 0, GUIDE_TITLE, look.title)
    page.write_string(1, 0, plain(f"{template.title}, {template.kecamatan}, entri {template.entry}"), look.strong)
    for at, sentence in enumerate(GUIDANCE, start=3):
        page.write_string(at, 0, f"{at - 2}. {sentence}", look.guide)
    page.set_column(0, 0, 100)
    page.protect()
    _print_setup(page)
