"""A row of the spreadsheet as typed, cell by cell; each refusal names its column."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from electcoord.common.commands import FORMULA
from electcoord.common.problems import parse_int, short
from electcoord.common.tables import Row
from electcoord.directory.models import InstitutionKind

Refuse = Callable[[str, str], None]
COLUMNS = (
    "lembaga", "jenis", "kode_wilayah", "alamat", "telepon_lembaga", "surel_lembaga", "jabatan", "urutan",
    "jumlah_orang", "nama", "telepon", "surel", "sejak", "sampai", "dasar",
)  # fmt: skip
LONGEST = {"lembaga": 160, "alamat": 250, "jabatan": 120, "nama": 120, "dasar": 160, "menggantikan": 120}
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]{2,38}")
_KINDS = {text.casefold(): kind for kind in InstitutionKind for text in (kind.value, str(kind.label))}
_OF_A_HOLDER = ("telepon", "surel", "sejak", "sampai", "dasar", "menggantikan")
_FIRST, _LAST = date(1945, 8, 17), date(2199, 12, 31)


@dataclass(frozen=True)
class Wanted:
    """What a row says; empty text and None are blank cells."""

    row: int
    region: str
    institution: str
    kind: str
    about: dict[str, str]
    office: str
    post: dict[str, int]
    name: str
    contact: dict[str, str]
    started: date | None
    ended: date | None
    basis: str
    replaces: str


def read_row(row: Row, refuse: Refuse) -> Wanted:
    """The row; whatever cannot be taken is told to `refuse` (column, sentence) and left blank."""
    cell = {column: _unquoted(value) for column, value in row.values.items()}
    for column in LONGEST:
        cell[column] = _text(refuse, column, cell.get(column, ""))
    if not cell["lembaga"]:
        refuse("lembaga", _("wajib diisi."))
    for column in ("telepon_lembaga", "telepon"):
        cell[column] = _phone(refuse, column, cell[column])
    for column in ("surel_lembaga", "surel"):
        cell[column] = _mail(refuse, column, cell[column])
    started, ended = _day(refuse, "sejak", cell["sejak"]), _day(refuse, "sampai", cell["sampai"])
    _check_shape(refuse, cell, started, ended)
    numbers = {"rank": _number(refuse, "urutan", cell["urutan"], 999),
               "seats": _number(refuse, "jumlah_orang", cell["jumlah_orang"], 100)}  # fmt: skip
    about = {"address": cell["alamat"], "phone": cell["telepon_lembaga"], "email": cell["surel_lembaga"]}
    contact = {"phone": cell["telepon"], "email": cell["surel"]}
    return Wanted(
        row.number, cell["kode_wilayah"], cell["lembaga"], _kind(refuse, cell["jenis"]), _filled(about),
        cell["jabatan"], _filled(numbers), cell["nama"], _filled(contact), started, ended, cell["dasar"],
        cell["menggantikan"],
    )  # fmt: skip


def _check_shape(refuse: Refuse, cell: dict[str, str], started: date | None, ended: date | None) -> None:
    """A holder needs an office and a first day; what tells of a holder needs one."""
    if not cell["jabatan"]:
        for column in ("urutan", "jumlah_orang", "nama"):
            if cell[column]:
                refuse(column, _("diisi, padahal jabatannya kosong."))
    if not cell["nama"]:
        for column in _OF_A_HOLDER:
            if cell[column]:
                refuse(column, _("diisi, padahal nama pemangkunya kosong."))
    elif not cell["sejak"]:
        refuse("sejak", _("tulis hari pertama masa jabatannya."))
    if started and ended and ended < started:
        refuse("sampai", _("mendahului hari pertama masa jabatan."))


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


def _unquoted(value: str) -> str:
    """Without the apostrophe that files of ours put before a sign that a spreadsheet would run."""
    return value[1:] if value[:1] == "'" and value[1:].startswith(FORMULA) else value


def _text(refuse: Refuse, column: str, value: str) -> str:
    value = " ".join(value.split())
    if value.startswith(FORMULA):
        refuse(column, _("'%(value)s' diawali tanda rumus; ketik isinya, atau kosongkan.") % {"value": short(value)})
    elif len(value) > LONGEST[column]:
        refuse(column, _("paling panjang %(longest)s huruf.") % {"longest": LONGEST[column]})
    else:
        return value
    return ""


def _phone(refuse: Refuse, column: str, value: str) -> str:
    value = " ".join(value.split())
    if not value or _PHONE.fullmatch(value):
        return value
    refuse(column, _("'%(value)s' bukan nomor telepon.") % {"value": short(value)})
    return ""


def _mail(refuse: Refuse, column: str, value: str) -> str:
    try:
        if value:
            validate_email(value)
    except ValidationError:
        refuse(column, _("'%(value)s' bukan alamat surel.") % {"value": short(value)})
        return ""
    return value


def _kind(refuse: Refuse, value: str) -> str:
    kind = _KINDS.get(value.casefold(), "")
    if value and not kind:
        known = ", ".join(InstitutionKind.values)
        refuse("jenis", _("'%(value)s' tidak dikenal; pilih %(known)s.") % {"value": short(value), "known": known})
    return str(kind)


def _number(refuse: Refuse, column: str, value: str, most: int) -> int | None:
    try:
        number = parse_int(value, most)
    except ValueError as error:
        refuse(column, str(error))
        return None
    if number == 0:
        refuse(column, _("paling kecil 1."))
    return number


def _day(refuse: Refuse, column: str, value: str) -> date | None:
    for form in _DAYS if value else ():
        try:
            found = datetime.strptime(value, form).date()
        except ValueError:
            continue
        if _FIRST <= found <= _LAST:
            return found
    if value:
        refuse(column, _("'%(value)s' bukan tanggal; tulis misalnya 2026-03-01.") % {"value": short(value)})
    return None
