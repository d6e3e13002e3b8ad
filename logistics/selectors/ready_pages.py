"""The pages of readiness: a region with what lies below it, as a table and as a map, and its file."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS
from electcoord.common.numbers import angka
from electcoord.elections import calendar
from electcoord.elections.models import Contest, Election
from electcoord.elections.places import Names, contests_of, in_area, prefixes, word
from electcoord.office.selectors import election_or_404, remember
from electcoord.regions.maps import LISTED, NONE, STEPS, Judge, Shape, degree
from electcoord.regions.selectors import drawing_of
from logistics.needs import DESA, KABUPATEN, TPS
from logistics.selectors import needs as need_reads
from logistics.selectors import ready, returning, rooms, stock
from logistics.selectors.ready import Due, Tally
from logistics.selectors.returning import Goal

PAGE = 50
# Of a tally: name, title, what stands beside it at its left.
COLUMNS = (
    ("expected", lazy("Seharusnya"), lazy("Satu kotak per jenis Pemilu di tiap TPS"), ""),
    ("made", lazy("Disiapkan"), lazy("Kotak yang sudah terdaftar dengan kodenya"), ""),
    ("packed", lazy("Dikemas"), lazy("Isinya lengkap menurut daftar"), ""),
    ("closed", lazy("Disegel"), lazy("Pernah disegel"), ""),
    ("store", lazy("Gudang"), lazy("Dipegang gudang atau percetakan sekarang"), "sep"),
    ("way", lazy("Di jalan"), lazy("Dalam perjalanan sekarang"), ""),
    ("ppk", lazy("PPK"), lazy("Dipegang PPK sekarang"), ""),
    ("pps", lazy("PPS"), lazy("Dipegang PPS sekarang"), ""),
    ("kpps", lazy("KPPS"), lazy("Dipegang KPPS sekarang"), ""),
    ("received", lazy("Diterima TPS"), lazy("Pernah dipegang KPPS"), "sep sum"),
    ("waiting", lazy("Menunggu"), lazy("Serah terima yang baru dinyatakan satu pihak"), "sep"),
    ("wrong", lazy("Selisih"), lazy("Selisih yang belum beres"), ""),
)


@dataclass(frozen=True)
class Place:
    """A region of an election as this account may see it, with the names above and just below it."""

    request: HttpRequest
    election: Election
    code: str
    names: Names
    contests: list[Contest]

    @property
    def digits(self) -> int:
        return ready.digits_below(self.code)

    @property
    def is_office(self) -> bool:
        return len(self.code) == KABUPATEN


def place_or_404(request: HttpRequest, slug: str, code: str) -> Place:
    """404 for a region outside the account or the election; 403 without the right to see logistics."""
    election = election_or_404(request, slug)
    access.check(request.user, Can.VIEW_LOGISTICS, region=code, election=election)
    names = Names.of(election, prefixes(code), children_of=code)
    if code[:DESA] not in names or not code.startswith(election.kabupaten_id):
        raise Http404
    remember(request, election)
    return Place(request, election, code, names, [one for one in contests_of(election) if in_area(one, code)])


@dataclass(frozen=True)
class Column:
    code: str
    name: Any
    title: Any
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """A place of the table."""

    code: str
    label: str
    tally: Tally
    cells: list[dict[str, Any]]
    url: str = ""
    coverage: dict[str, Any] | None = None
    flags: list[dict[str, Any]] = field(default_factory=list)


def rows_of(place: Place, due: Due | None) -> tuple[list[Row], Tally]:
    """Every place below, by its code or (`urut=belum`) what misses most first; and all of them together."""
    found = ready.tallies(place.election, place.contests, place.code, place.digits)
    rows = [_row(place, code, tally, due) for code, tally in found.items()]
    if place.request.GET.get("urut") == "belum":
        rows.sort(key=lambda row: (-row.tally.missing, row.code))
    return rows, sum(found.values(), Tally())


def _row(place: Place, code: str, tally: Tally, due: Due | None, url: str = "") -> Row:
    flags = []
    if due and due.is_over and tally.missing:
        flags.append({"state": "periksa", "label": _("terlambat"), "count": tally.missing})
    return Row(
        code, place.names.get(code), tally, _cells(tally), url or place_url(place.election, code),
        {"count": tally.received, "total": tally.expected, "label": _("kotak")}, flags,
    )  # fmt: skip


def _cells(tally: Tally) -> list[dict[str, Any]]:
    cells = []
    for name, _name, _title, kind in COLUMNS:
        value = getattr(tally, name)
        is_bad = name in ("waiting", "wrong") and value
        cells.append({"value": value, "kind": f"{kind} bad".strip() if is_bad else kind})
    return cells


def place_url(election: Election, code: str) -> str:
    """The readiness of a region, or the log of a TPS."""
    name = "ready-tps" if len(code) == TPS else "ready-region"
    return reverse(f"logistics:{name}", args=[election.slug, code])


def region_page(place: Place) -> dict[str, Any]:
    due = ready.due_of(place.election, calendar.today(place.election))
    rows, whole = rows_of(place, due)
    page = Paginator(rows, PAGE).get_page(place.request.GET.get("hal")) if place.digits == TPS else None
    order = place.request.GET.get("urut") == "belum"
    total = Row(place.code, _("Jumlah"), whole, _cells(whole))
    query = "urut=belum&" if order else ""
    return {
        "election": place.election, "title": place.names.full(place.code), "crumbs": crumbs(place),
        "columns": [Column(*column) for column in COLUMNS],
        "rows": page or rows, "page": page, "page_query": query, "total": total if rows else None, "whole": whole,
        "corner": word(place.digits), "due": due, "late": whole.missing if due and due.is_over else 0,
        "due_words": due_words(due), "map": map_of(place, rows), "stats": _stats(place, whole),
        "orders": [{"label": _("Menurut kode"), "url": "?", "active": not order},
                   {"label": _("Paling banyak belum diterima"), "url": "?urut=belum", "active": order}],
        "files": [{"label": form.upper(),
                   "url": reverse("logistics:ready-file", args=[place.election.slug, place.code, form]) + f"?{query}"}
                  for form in FORMATS],
        "goods": goods_of(place) if place.is_office else [],
    }  # fmt: skip


def due_words(due: Due | None) -> str:
    """How far the deadline is."""
    if due is None:
        return ""
    if due.left == 0:
        return _("hari ini")
    if due.left < 0:
        return ngettext("lewat %(n)s hari", "lewat %(n)s hari", -due.left) % {"n": angka(-due.left)}
    return ngettext("%(n)s hari lagi", "%(n)s hari lagi", due.left) % {"n": angka(due.left)}


def _stats(place: Place, whole: Tally) -> list[dict[str, Any]]:
    """What is to be looked at first; each leads to the boxes or hand-overs behind it."""
    slug = place.election.slug
    boxes, hands = (reverse(f"logistics:{name}", args=[slug]) for name in ("boxes", "handovers"))
    return [
        {"label": _("Belum diterima TPS"), "value": whole.missing, "state": "belum" if whole.missing else "selesai",
         "url": "?urut=belum#tabel"},
        {"label": _("Di jalan"), "value": whole.way, "state": "", "url": f"{boxes}?pemegang=perjalanan"},
        {"label": _("Menunggu pihak lain"), "value": whole.waiting, "state": "periksa" if whole.waiting else "",
         "url": f"{hands}?keadaan=menunggu"},
        {"label": _("Selisih belum beres"), "value": whole.wrong, "state": "galat" if whole.wrong else "",
         "url": f"{hands}?keadaan=selisih"},
    ]  # fmt: skip


def map_of(place: Place, rows: list[Row]) -> dict[str, Any] | None:
    """Regions below by the share of their boxes that TPS have received; None where no boundary is known."""
    if place.digits == TPS:
        return None
    drawing = drawing_of(place.code, place.digits)
    if drawing is None:
        return None
    by_code = {row.code: row for row in rows}

    def tone(code: str) -> tuple[str, str, str]:
        tally = by_code[code].tally
        says = _("%(n)s dari %(total)s kotak diterima") % {"n": angka(tally.received), "total": angka(tally.expected)}
        return *degree(min(tally.received, tally.expected), tally.expected), says

    shapes = []
    for code, outline in drawing.outlines.items():
        row = by_code.get(code)
        if row and row.tally.expected:
            kind, sign, says = tone(code)
            shapes.append(Shape(code, row.label, row.url, kind, says, sign, outline))
    ranges = (_("di bawah 25 %"), _("25 sampai 49 %"), _("50 sampai 74 %"), _("75 sampai 99 %"), _("semua diterima"))
    entries = [(NONE, "", _("belum ada yang diterima")), *((step, "", text)
               for step, text in zip(STEPS, ranges, strict=True))]  # fmt: skip
    title = _("Peta kotak diterima, %(wilayah)s") % {"wilayah": place.names.full(place.code)}
    missing = sorted(by_code.keys() - {shape.code for shape in shapes}) if len(shapes) <= LISTED else []
    return {"drawing": drawing, "shapes": shapes, "legend": Judge(tone, entries).legend(shapes), "title": title,
            "missing": [place.names.get(code) for code in missing]}  # fmt: skip


def goods_of(place: Place) -> list[dict[str, Any]]:
    """What the warehouse has had of each good against the need, where both are known; what is short first."""
    election = place.election
    balances = stock.balances(election)
    if not balances:
        return []
    dpts = need_reads.dpts_of(election, [election.kabupaten_id])
    desa = need_reads.desa_of(election)
    needs = need_reads.needs_of(election, place.contests, dpts, desa, DESA)
    goods = {item.code: need_reads.good_of(item, election.profile)
             for item in need_reads.items_of(election).filter(is_active=True)}  # fmt: skip
    areas = {contest.pk: need_reads.area_of(contest) for contest in place.contests}
    found = []
    for lot, balance in balances:
        if lot.is_ballot:
            need = needs.contest(areas[lot.contest_id]).ballots
        else:
            need = needs.amount(goods[lot.item_code]) if lot.item_code in goods else None
        have = balance.unsorted + balance.good + balance.distributed
        if need is not None:
            found.append({"lot": lot, "need": need, "have": have, "short": max(need - have, 0)})
    return sorted(found, key=lambda row: row["short"] == 0)


def crumbs(place: Place, *more: str) -> list[dict[str, str | None]]:
    """Kesiapan, then the way down; what the account may not open is only named."""
    items = rooms.crumbs(place.election, (_("Kesiapan"), reverse("logistics:ready", args=[place.election.slug])))
    for part in prefixes(place.code)[1:]:
        may = access.may(place.request.user, Can.VIEW_LOGISTICS, region=part, election=place.election)
        is_open = may and (part != place.code or more)
        items.append({"label": place.names.full(part), "url": place_url(place.election, part) if is_open else None})
    return [*items, *({"label": label, "url": None} for label in more)]


def file_of(place: Place) -> tuple[list[str], list[list[Any]], str]:
    """Titles, rows and name of the table as a file, in the order that one sees, all pages."""
    rows, whole = rows_of(place, ready.due_of(place.election, calendar.today(place.election)))
    titles = ["kode", word(place.digits), "TPS", *(str(column[1]) for column in COLUMNS), _("Belum diterima")]
    listed = [(row.code, row.label, row.tally) for row in rows] + [(place.code, _("Jumlah"), whole)]
    lines = [
        [code, label, tally.tps, *(getattr(tally, column[0]) for column in COLUMNS), tally.missing]
        for code, label, tally in listed
    ]
    return titles, lines, slugify(f"kesiapan {place.names.full(place.code)}")


def glance(request: HttpRequest, election: Election) -> dict[str, Any] | None:
    """Beranda: boxes delivered of all, late, in difference, not back; nothing until there are boxes."""
    tops = access.entrances(request.user, election, Can.VIEW_LOGISTICS)
    if not tops or len(tops[0]) == TPS:
        return None
    contests = contests_of(election)
    whole = Tally()
    for code in tops:
        own = ready.tallies(election, contests, code, min(len(code), DESA))
        whole = sum(own.values(), whole)
    if not whole.made:
        return None
    due = ready.due_of(election, calendar.today(election))
    back = [returning.counts(election, code, Goal.PPK, min(len(code), DESA)) for code in tops]
    return {
        "whole": whole, "due": due, "due_words": due_words(due), "late": whole.missing if due and due.is_over else 0,
        "missing": sum(count.missing for part in back for count in part.values()),
        "url": reverse("logistics:ready", args=[election.slug]),
        "handovers_url": reverse("logistics:handovers", args=[election.slug]),
        "missing_url": reverse("logistics:missing", args=[election.slug]),
    }  # fmt: skip
