"""Seals of many boxes as a small spreadsheet, read whole before anything of it is used."""

import hashlib

from django.utils.translation import gettext as _

from electcoord.common import download
from electcoord.common.errors import RuleError
from electcoord.common.problems import Problems, short
from electcoord.common.tables import read_table
from logistics.actions.containers import seal_number
from logistics.actions.seal_lists import MOST_ROWS, SealRow
from logistics.models import SealKind

COLUMNS = ("kode_kotak", "nomor_segel", "jenis")
MAX_BYTES = 8 * 1024 * 1024
TEMPLATE = "templat_segel.xlsx"


def template() -> bytes:
    """The columns, with words on how to fill them."""
    notes = (
        _("Satu baris satu segel; kotak dengan beberapa segel ditulis beberapa baris."),
        _("kode_kotak: seperti pada labelnya. nomor_segel: tiap nomor hanya ada sekali dalam pemilu ini."),
        _("jenis: kabel atau segel; kosong berarti kabel. Kotak harus sudah dikemas."),
    )
    return download.xlsx_table(COLUMNS, [], sheet="Segel", notes=notes)


def read(content: bytes, name: str) -> tuple[list[SealRow], str]:
    """The rows and the file's SHA-256; PackageError with file, row and column for whatever is wrong."""
    table = read_table(content, name, required=COLUMNS[:2], optional=COLUMNS[2:], max_bytes=MAX_BYTES)
    problems, found, seen = Problems(), [], {}
    for row in table.rows:
        code, kind = row.values["kode_kotak"].strip().upper(), row.values.get("jenis", "").strip().lower() or "kabel"
        number = ""
        if not code:
            problems.add(table.name, _("kosong; tulis kode pada label kotak."), row=row.number, column="kode_kotak")
        try:
            number = seal_number(row.values["nomor_segel"])
        except RuleError as error:
            problems.add(table.name, str(error), row=row.number, column="nomor_segel")
        if number and number in seen:
            problems.add(table.name, _("segel %(number)s sudah ada di baris %(row)s.")
                         % {"number": number, "row": seen[number]}, row=row.number, column="nomor_segel")  # fmt: skip
        if kind not in SealKind.values:
            problems.add(table.name, _("jenis '%(kind)s' tidak dikenal; tulis kabel atau segel.")
                         % {"kind": short(kind)}, row=row.number, column="jenis")  # fmt: skip
        seen.setdefault(number, row.number)
        place = _("%(file)s baris %(row)s") % {"file": table.name, "row": row.number}
        found.append(SealRow(code, number, kind, place))
    if not found:
        problems.add(table.name, _("tidak ada baris yang berisi."))
    if len(found) > MOST_ROWS:
        problems.add(table.name, _("lebih dari %(most)s baris; bagi menjadi beberapa berkas.") % {"most": MOST_ROWS})
    problems.stop()
    return found, hashlib.sha256(content).hexdigest()
