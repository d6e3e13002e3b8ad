"""Maps of a region by how far its papers are or by who leads: only what the table beside it may show, too."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from electcoord.common.numbers import persen
from electcoord.regions.maps import LISTED, NONE, OUTSIDE, STEPS, Judge, Shape, degree
from electcoord.regions.selectors import drawing_of
from electcoord.regions.shapes import Drawing
from recap.models import Series, Total
from recap.selectors import places
from recap.selectors.chooser import chooser
from recap.selectors.here import LEVELS, Place, is_earned, is_stale
from recap.selectors.places import Names
from recap.selectors.tables import coverage, hidden_regions

# Levels that a map may be divided into, by digits of its own code.
PARTS = {4: (6, 10), 6: (10,)}
COLOURS = ("c1", "c2", "c3", "c4", "c5", "c6")
OTHER, TIE, FEW, HIDDEN = "c0", "seri", "kurang", "tutup"


def map_page(place: Place) -> dict[str, Any]:
    """Context of the map's page. `warna`: progress or hasil; `batas`: kecamatan or desa."""
    asked = place.request.GET
    digits = _digits(place, asked.get("batas", ""))
    by_result = asked.get("warna") == "hasil"
    found, hidden = _totals(place, digits, with_figures=by_result)
    drawing = drawing_of(place.code, digits)
    own = found.pop(place.code, None)
    judge = _by_result(place, found, hidden) if by_result else _by_progress(found)
    names = place.names if digits == places.CHILD_DIGITS[len(place.code)] else Names.within(place.election, place.code)
    shapes = _shapes(place, drawing, judge, found, names) if drawing else []
    missing = sorted(found.keys() - {shape.code for shape in shapes})
    return {
        "election": place.election,
        "contest": place.contest,
        "chooser": chooser(
            place.request.user, place.election, place.contests, place.contest, place.code, place.names, ()
        ),
        "crumbs": [
            *places.crumbs(place.request.user, place.election, place.contest, place.code, place.names),
            {"label": _("Peta"), "url": None},
        ],
        "title": place.names.full(place.code),
        "table_url": places.region_url(place.election, place.contest, place.code),
        "map": drawing and {"drawing": drawing, "shapes": shapes, "legend": judge.legend(shapes),
                            "title": _("Peta %(wilayah)s, %(kontes)s") % {
                                "wilayah": place.names.full(place.code), "kontes": place.contest.title}},
        "listed": [shape for shape in shapes if shape.tone != OUTSIDE] if len(shapes) <= LISTED else [],
        "missing": [names.get(code) for code in missing] if drawing else [],
        "part_word": places.word(digits),
        "by_result": by_result,
        "colours": [
            {"label": label, "url": _url(warna=key, batas=asked.get("batas", "")),
             "active": by_result == (key == "hasil")}
            for key, label in (("progress", _("Progress")), ("hasil", _("Hasil")))
        ],
        "divisions": [
            {"label": places.word(d), "url": _url(warna=asked.get("warna", ""), batas=DIVISIONS[d]),
             "active": d == digits}
            for d in PARTS[len(place.code)]
        ],
        "own": own,
        "coverage": own and coverage(own.tps_in, own.tps_total),
        "computed_at": own and own.computed_at,
        "is_stale": is_stale(place),
        "any_hidden": by_result and bool(hidden),
        "share_coverage": place.election.profile.get("persen_cakupan_tampil"),
    }  # fmt: skip


DIVISIONS = {6: "kecamatan", 10: "desa"}


def _url(**asked: str) -> str:
    return "?" + "&".join(f"{key}={value}" for key, value in asked.items() if value in ("hasil", "kecamatan", "desa"))


def _digits(place: Place, wanted: str) -> int:
    """Into which regions the map is divided; a desa has no map of its own."""
    if len(place.code) not in PARTS:
        raise Http404
    return next((d for d in PARTS[len(place.code)] if DIVISIONS[d] == wanted), PARTS[len(place.code)][0])


def small_map(place: Place) -> dict[str, Any] | None:
    """The map by progress for another page (`components/_map.html`); None where no boundary is known."""
    digits = PARTS[len(place.code)][0]
    drawing = drawing_of(place.code, digits)
    if drawing is None:
        return None
    found, _hidden = _totals(place, digits, with_figures=False)
    judge = _by_progress(found)
    shapes = _shapes(place, drawing, judge, found, place.names)
    return {"drawing": drawing, "shapes": shapes, "legend": judge.legend(shapes), "title": place.names.full(place.code)}


def _totals(place: Place, digits: int, *, with_figures: bool) -> tuple[dict[str, Total], set[str]]:
    """Totals of the region and of those drawn in it, and which of those show no figure to this account (law 7)."""
    level = LEVELS[digits]
    rows = Total.objects.filter(contest=place.contest, series=Series.REPORTED)
    rows = rows.filter(level__in=(level, LEVELS[len(place.code)]), region_code__startswith=place.code)
    if not with_figures:
        rows = rows.defer("fields", "fields_in", "votes", "votes_in", "parties", "parties_in", "positions")
    found = {total.region_code: total for total in rows}
    below = {code: total for code, total in found.items() if len(code) == digits}
    return found, hidden_regions(place, below, level) if with_figures else set()


def _by_progress(found: Mapping[str, Total]) -> Judge:
    def tone(code: str) -> tuple[str, str, str]:
        total = found[code]
        says = _("%(n)s dari %(total)s TPS") % {"n": total.tps_in, "total": total.tps_total}
        return *degree(total.tps_in, total.tps_total), says

    ranges = (_("di bawah 25 %"), _("25 sampai 49 %"), _("50 sampai 74 %"), _("75 sampai 99 %"), _("semua TPS masuk"))
    entries = [
        (NONE, "", _("belum ada TPS masuk")),
        *((step, "", text) for step, text in zip(STEPS, ranges, strict=True)),
    ]
    return Judge(tone, [*entries, (OUTSIDE, "", _("di luar daerah pemilihan"))])


def _by_result(place: Place, found: Mapping[str, Total], hidden: set[str]) -> Judge:
    """Who has the most votes where enough has come in; hidden regions take no part in anything."""
    choices = place.ballot.parties or place.ballot.lines
    leads: dict[str, list[int]] = {}
    for code, total in found.items():
        if code not in hidden and is_earned(place, total):
            leads[code] = _leading(total.parties if place.ballot.parties else total.votes)
    counts = Counter(lead[0] for lead in leads.values() if len(lead) == 1)
    # A choice keeps its colour from page to page where the ballot is short; else those who lead most have one.
    ranked = sorted(range(len(choices)), key=lambda at: (len(choices) > len(COLOURS) and -counts[at], at))
    coloured = dict(zip(sorted(ranked[: len(COLOURS)]), COLOURS, strict=False))

    def tone(code: str) -> tuple[str, str, str]:
        if code in hidden:
            return HIDDEN, "", _("disembunyikan sampai entri kedua")
        total = found[code]
        if not total.tps_in:
            return NONE, "", _("belum masuk")
        if code not in leads:
            return FEW, "", _("cakupan %(persen)s") % {"persen": persen(total.tps_in, total.tps_total, 1)}
        lead = leads[code]
        votes = total.parties if place.ballot.parties else total.votes
        if not lead:
            return NONE, "", _("belum ada suara")
        numbers = " = ".join(str(choices[at].number) for at in lead)
        if len(lead) > 1:
            return TIE, "=", _("sama banyak: %(nomor)s") % {"nomor": numbers}
        share = persen(votes[lead[0]], sum(v for v in votes if v))
        says = _("terbanyak nomor %(nomor)s, %(persen)s") % {"nomor": numbers, "persen": share}
        return coloured.get(lead[0], OTHER), numbers, says

    entries = [(colour, str(choices[at].number), choices[at].name) for at, colour in coloured.items()]
    return Judge(tone, [
        *entries, (OTHER, "", _("pilihan lain")), (TIE, "=", _("suara terbanyak sama")),
        (FEW, "", _("cakupan belum cukup")), (NONE, "", _("belum masuk")),
        (HIDDEN, "", _("disembunyikan sampai entri kedua")), (OUTSIDE, "", _("di luar daerah pemilihan")),
    ], "?warna=hasil")  # fmt: skip


def _leading(votes: list[int | None]) -> list[int]:
    """Indexes of the most votes; none where there are no votes."""
    top = max((vote for vote in votes if vote), default=0)
    return [at for at, vote in enumerate(votes) if top and vote == top]


def _shapes(place: Place, drawing: Drawing, judge: Judge, found: Mapping[str, Total], names: Names) -> list[Shape]:
    # Hundreds of them travel to phones.
    is_short = len(drawing.outlines) > LISTED
    shapes = []
    for code, outline in drawing.outlines.items():
        if code not in names:
            continue
        name = names.get(code)
        if code in found:
            tone, sign, says = judge.tone(code)
            url = f"../../{code}/" if is_short else _door(place, code, judge)
            shapes.append(Shape(code, name, url, tone, says, sign, outline))
        elif places.in_area(place.contest, code):
            shapes.append(Shape(code, name, "", NONE, _("belum dihitung"), "", outline))
        else:
            shapes.append(Shape(code, name, "", OUTSIDE, _("di luar daerah pemilihan"), "", outline))
    return shapes


def _door(place: Place, code: str, judge: Judge) -> str:
    """A kecamatan leads to its own map, coloured alike; a desa to its table."""
    if len(code) in PARTS:
        return places.map_url(place.election, place.contest, code) + judge.query
    return places.region_url(place.election, place.contest, code)
