"""Tables as files for spreadsheets: integers stay numbers, blank stays empty, no text ever runs; pure, no database."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from electcoord.common.commands import safe_cell
from recap.workbook import plain

Value = int | str | None
# A text column is as wide as its longest text, within this.
WIDTHS = (8, 44)


@dataclass(frozen=True)
class Sheet:
    """One table: `key` names it in a URL, `title` on its worksheet; the last row is the total where `has_total`."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    has_total: bool = False


@dataclass(frozen=True)
class Book:
    """Tables with what is to be known of them: election, contest, region, version, coverage, ledger position."""

    name: str
    head: Sequence[tuple[str, str]]
    pages: Sequence[Sheet]


def as_csv(book: Book, page: Sheet) -> bytes:
    """One table; its head first, then an empty line. The mark at the start lets Excel read the names rightly."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in [*book.head, (), page.columns, *page.rows]:
        writer.writerow([safe_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(book: Book) -> bytes:
    """Every table on a worksheet of its own, with the same head."""
    out = io.BytesIO()
    texts_stay = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **texts_stay}) as made:
        look = {
            name: made.add_format({"font_name": "Arial", "font_size": 9, **more})
            for name, more in {
                "text": {"quote_prefix": True},
                "head": {"quote_prefix": True, "bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1},
                "int": {"num_format": "#,##0"},
                "sum_text": {"quote_prefix": True, "bold": True, "top": 1},
                "sum_int": {"num_format": "#,##0", "bold": True, "top": 1},
            }.items()
        }
        for page in book.pages:
            _write(made.add_worksheet(page.title), book, page, look)
    return out.getvalue()


def _write(sheet: Worksheet, book: Book, page: Sheet, look: dict) -> None:
    for at, (label, value) in enumerate(book.head):
        sheet.write_string(at, 0, plain(label), look["text"])
        sheet.write_string(at, 1, plain(value), look["text"])
    top = len(book.head) + 1
    for at, name in enumerate(page.columns):
        sheet.write_string(top, at, plain(name), look["head"])
        sheet.set_column(at, at, _width(page, at))
    for line, row in enumerate(page.rows, start=top + 1):
        kind = "sum_" if page.has_total and line == top + len(page.rows) else ""
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(line, at, value, look[f"{kind}int"])
            elif value:
                sheet.write_string(line, at, plain(value), look[f"{kind}text"])
            elif kind:
                sheet.write_blank(line, at, None, look["sum_text"])
    sheet.freeze_panes(top + 1, 2)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RHalaman &P dari &N")


def _width(page: Sheet, at: int) -> int:
    low, high = WIDTHS
    texts = [len(str(row[at])) for row in page.rows if row[at] is not None]
    words = [len(word) for word in page.columns[at].split()]
    return min(high, max([low, *texts, *words]) + 2)
