"""A small spreadsheet of trainees (kode_tps, nomor, nama): its template; read whole before anything is written."""

from collections import defaultdict

from django.utils.translation import gettext as _

from electcoord.common.download import xlsx_table
from electcoord.common.problems import Problems, parse_code, parse_int
from electcoord.common.tables import read_table

NAME = "templat_peserta_bimtek.xlsx"
COLUMNS = ("kode_tps", "nomor")
OPTIONAL = ("nama",)
MAX_BYTES = 2 * 1024 * 1024


def template(members: int) -> bytes:
    """The workbook to fill in: titles, codes as text, and what to write where."""
    guide = [
        _("Peserta bimtek: satu baris per anggota KPPS yang hadir."),
        _("kode_tps: 13 angka tanpa titik"),
        _("nomor: nomor anggota KPPS di TPS itu, 1 sampai %(most)s; 1 adalah ketua") % {"most": members},
        _("nama: boleh kosong; tidak masuk buku kejadian"),
        _("Berkas menambah peserta; tidak menghapus yang sudah dicatat di meja."),
    ]
    return xlsx_table((*COLUMNS, *OPTIONAL), (), notes=guide)


def read(content: bytes, name: str, members: int) -> dict[str, dict[int, str]]:
    """{TPS code: {member number: name or ""}}; PackageError with file, row and column for whatever is wrong."""
    table = read_table(content, name, required=COLUMNS, optional=OPTIONAL, max_bytes=MAX_BYTES)
    problems, found = Problems(), defaultdict(dict)
    for row in table.rows:
        try:
            code = parse_code(row.values["kode_tps"].strip(), 13)
        except ValueError as error:
            problems.add(table.name, str(error), row=row.number, column="kode_tps")
            continue
        try:
            number = parse_int(row.values["nomor"], members)
        except ValueError as error:
            problems.add(table.name, str(error), row=row.number, column="nomor")
            continue
        if not number:
            problems.add(table.name, _("isi 1 sampai %(most)s.") % {"most": members}, row=row.number, column="nomor")
        elif number in found[code]:
            problems.add(table.name, _("anggota ini sudah ada di baris lain."), row=row.number, column="nomor")
        else:
            found[code][number] = row.values.get("nama", "").strip()
    if not table.rows:
        problems.add(table.name, _("tidak ada baris."))
    problems.stop()
    return dict(found)
