"""A table as a file to take along: CSV or XLSX, in which no cell is ever run."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponse

from electcoord.common.commands import CONTROLS, safe_cell

FORMATS = ("csv", "xlsx")
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}
# Texts stay texts: no formula, no link, no number that loses its zeros.
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST = 48


def table_response(titles: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str, form: str) -> HttpResponse:
    """The rows under their titles; `name` is what the browser saves it as."""
    if form == "xlsx":
        return file_response(xlsx_table(titles, rows), name)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(title) for title in titles])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    # The byte order mark tells Excel that it is UTF-8.
    return file_response(b"\xef\xbb\xbf" + out.getvalue().encode(), name)


def file_response(content: bytes, name: str) -> FileResponse:
    """The bytes as a file to save; its kind follows from its name."""
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=_TYPES[name[-4:]])


def xlsx_table(
    titles: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "Data", notes: Sequence[str] = ()
) -> bytes:
    """A workbook whose first worksheet is the table; `notes` become a second one."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, SAFE)
    head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet(sheet)
    page.freeze_panes(1, 0)
    widths = [len(title) for title in titles]
    for column, title in enumerate(titles):
        page.write_string(0, column, _clean(title), head)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(number, column, value)
            elif value not in ("", None):
                page.write_string(number, column, _clean(str(value)), text)
            widths[column] = max(widths[column], len(str(value)) if value is not None else 0)
    for column, width in enumerate(widths):
        # The format of the column, so that codes typed below keep their zeros.
        page.set_column(column, column, min(width, _WIDEST) + 2, text)
    if notes:
        guide = book.add_worksheet("Petunjuk")
        guide.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
        for number, line in enumerate(notes):
            guide.write_string(number, 0, line, book.add_format({"bold": True}) if number == 0 else None)
    book.close()
    return out.getvalue()


def _clean(value: str) -> str:
    return value.translate(CONTROLS)
