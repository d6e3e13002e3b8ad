"""What a region's page shows, as the tables of a file: the same rows, order, columns and hidden words."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from electcoord.common.numbers import angka
from electcoord.common.templatetags.angka import waktu
from recap.models import Total
from recap.selectors import places
from recap.selectors.here import Place, is_stale
from recap.selectors.regions import Figures, field_parts, figures_of, party_table
from recap.selectors.tables import Row
from recap.selectors.view import View
from recap.tablefile import Book, Sheet, Value


def book_of(place: Place, view: View) -> Book:
    """The table, the candidates of the chosen party, and the fields of the form, as far as the page has them."""
    found = figures_of(place, view)
    pages = [_table(place, view, found)]
    if party := party_table(place, view, found):
        pages.append(_party(party))
    if found.own and found.own.tps_in and not found.own_hidden:
        pages.append(_fields(found.own))
    name = slugify(f"{place.election.slug} {place.contest.key} {place.code}")
    return Book(name, _head(place, view, found), pages)


def _head(place: Place, view: View, found: Figures) -> list[tuple[str, str]]:
    own, election = found.own, place.election
    lines = [
        (_("Pemilu"), f"{election.name}{' (SIMULASI)' if election.is_simulation else ''}"),
        (_("Kontes"), place.contest.title),
        (_("Wilayah"), ", ".join(place.names.full(code) for code in reversed(places.prefixes(place.code)))),
        (_("Kode wilayah"), place.code),
    ]
    if own:
        version = waktu(own.computed_at)
        lines += [
            (_("Versi"), _("%(jam)s; sedang dihitung ulang") % {"jam": version} if is_stale(place) else version),
            (_("Progress"), _("%(n)s dari %(total)s TPS (%(persen)s)") % {
                "n": angka(own.tps_in), "total": angka(own.tps_total), "persen": found.total.coverage["percent"]}),
            (_("Buku kejadian s.d."), positions(own)),
        ]  # fmt: skip
    if view.sought:
        note = _("%(n)s dari %(total)s baris; jumlah tetap seluruhnya") % {
            "n": angka(len(found.shown)), "total": angka(len(found.rows)),
        }  # fmt: skip
        lines.append((_("Pencarian"), f"{view.sought} ({note})"))
    lines.append((_("Sumber"), _("C.Hasil TPS; hasil resmi adalah formulir bertanda tangan.")))
    return lines


def positions(total: Total) -> str:
    """The ledger positions that a total reflects, one per chain."""
    known = {code: position for code, position in total.positions.items() if position}
    return ", ".join(f"{code} #{position}" for code, position in sorted(known.items())) or "–"


def _table(place: Place, view: View, found: Figures) -> Sheet:
    shown = view.shown(found.columns)
    heads = [f"{c.no} {c.name}" if c.no else c.name for c in (found.columns[at] for at in shown)]

    def line(row: Row) -> list[Value]:
        status = ", ".join(f"{flag['count']} {flag['label']}" if "count" in flag else str(flag["label"])
                           for flag in row.flags)  # fmt: skip
        figures: list[Value] = [row.cells[at].value for at in shown] if row.cells else [None] * len(shown)
        return [row.code, row.label, row.tps_in, row.tps_total, status, row.wait, *figures]

    rows = [line(row) for row in found.shown]
    if found.total:
        rows.append(line(found.total))
    columns = [_("Kode"), places.word(places.CHILD_DIGITS[len(place.code)]), _("TPS masuk"), _("TPS"), _("Status"),
               _("Keterangan"), *heads]  # fmt: skip
    return Sheet("", _("Rekapitulasi"), columns, rows, has_total=found.total is not None)


def _party(party: dict[str, Any]) -> Sheet:
    columns = [_("No."), f"{party['number']} {party['name']}", *(column.name for column in party["columns"])]
    rows = [[line["no"], line["label"], *(cell.value for cell in line["cells"])] for line in party["rows"]]
    rows.append([None, party["total"]["label"], *(cell.value for cell in party["total"]["cells"])])
    return Sheet("calon", _("Rincian calon"), columns, rows, has_total=True)


def _fields(own: Total) -> Sheet:
    rows: list[list[Value]] = []
    for part in field_parts(own):
        rows.append([part["no"], part["title"], None, None, None])
        for line in part["rows"]:
            values = [cell.value for cell in line["cells"]]
            rows.append([line["no"], line["label"], *([None, None, *values] if line["is_single"] else values)])
    return Sheet("formulir", _("Data formulir"), [_("No."), _("Isian"), "L", "P", _("Jumlah")], rows)
