"""One region's page of one contest: the table of what lies below it, the form's fields, one party's candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.common.numbers import angka, persen
from recap.fields import CODES
from recap.models import Level, SheetVersion, Total
from recap.selectors import places
from recap.selectors.chooser import chooser
from recap.selectors.form import in_parts
from recap.selectors.here import LEVELS, Place, is_earned, is_stale, share_coverage, totals_of
from recap.selectors.tables import Cell, Column, Row, columns_of, known_note, next_url, region_rows, total_row, tps_rows
from recap.selectors.view import View
from recap.states import PERIKSA, SheetState


@dataclass(frozen=True)
class Figures:
    """What a region's page and its downloads show of it, in the order and with the rows that were asked for."""

    level: str
    own: Total | None
    own_hidden: bool
    rows: list[Row]
    shown: list[Row]
    columns: list[Column]
    total: Row | None
    # Versions (of TPS) or totals (of regions) behind the rows.
    details: Mapping[str, SheetVersion | Total]


def figures_of(place: Place, view: View) -> Figures:
    """Rows below the region, and its own total."""
    level = LEVELS[len(place.code)]
    totals = totals_of(place, level)
    own = totals.get((level, place.code))
    if level == Level.DESA:
        rows, details = tps_rows(place)
        own_hidden = any(row.hidden for row in rows)
    else:
        rows, details = region_rows(place, totals)
        own_hidden = place.blind.touches(place.code) and place.blind.above(row.hidden for row in rows)
    columns = columns_of(place.ballot, partial(_party_url, view))
    return Figures(
        level, own, own_hidden, rows, view.ordered(view.found(rows), columns), columns,
        own and total_row(place, own, own_hidden, is_earned(place, own)), details,
    )  # fmt: skip


def region_page(place: Place) -> dict[str, Any]:
    """Context of the drill-down page: children, total, fields of C.3 and, for a chosen party, its candidates."""
    view = View.of(place.request.GET)
    found = figures_of(place, view)
    own, earned = found.own, is_earned(place, found.own)
    counts = own.states if own else {}
    child_word = places.word(places.CHILD_DIGITS[len(place.code)])
    stations = [(row.code, int(row.code[10:])) for row in found.rows] if found.level == Level.DESA else ()
    bars = [] if found.own_hidden or not earned else share_bars(place, own)
    return {
        "election": place.election,
        "contest": place.contest,
        "chooser": chooser(
            place.request.user, place.election, place.contests, place.contest, place.code, place.names, stations
        ),
        "crumbs": places.crumbs(place.request.user, place.election, place.contest, place.code, place.names),
        "title": place.names.full(place.code),
        "child_word": child_word,
        "view": view,
        "first_heads": view.first_heads(child_word),
        "columns": view.heads(found.columns),
        "is_dense": len(place.ballot.parties) > 8,
        "rows": found.shown,
        "row_count": len(found.rows),
        "total": found.total,
        "earned": earned,
        "share_coverage": share_coverage(place),
        "bars": bars,
        "parts": [] if own is None or found.own_hidden or not own.tps_in else field_parts(own),
        "party": party_table(place, view, found),
        "is_stale": is_stale(place),
        "computed_at": own and own.computed_at,
        "ledger": _positions(own, found.level),
        "quarantined": counts.get(SheetState.KARANTINA, 0),
        "missing": counts.get(SheetState.BELUM_MASUK, 0),
        "checks": sum(counts.get(state, 0) for state in PERIKSA),
        "next_url": next_url(place, counts, place.code),
        "work_url": place.work_url + f"&wilayah={place.code}",
        "findings_url": place.findings_url + f"&wilayah={place.code}",
        "finding_count": sum(row.findings for row in found.rows),
        "any_hidden": found.own_hidden or any(row.hidden for row in found.rows),
        "dapil": _dapil(place) if found.level == Level.KABUPATEN else None,
        "map_url": places.map_url(place.election, place.contest, place.code) if found.level != Level.DESA else "",
        "files": [{"label": form.upper(), "url": download_url(place, form) + view.query()} for form in FORMS],
        "reset_url": view.query(cari="") or "?",
        "kept": [(key, value) for key, value in (("urut", view.sort), ("partai", view.party)) if value],
    }


FORMS = ("csv", "xlsx")


def download_url(place: Place, form: str) -> str:
    return reverse(f"recap:region-{form}", args=[place.election.slug, place.contest.key, place.code])


def share_bars(place: Place, own: Total) -> list[dict[str, Any]]:
    """Each choice's part of the votes that are in, as `components/_bars.html` shows it, in the order of the ballot."""
    names = place.ballot.parties or place.ballot.lines
    votes = own.parties if place.ballot.parties else own.votes
    whole = sum(vote for vote in votes if vote)
    return [
        {"label": f"{choice.number} {choice.name}", "note": angka(vote), "value": vote, "max": whole,
         "text": persen(vote, whole)}
        for choice, vote in zip(names, votes, strict=True)
    ] if whole else []  # fmt: skip


def _dapil(place: Place) -> list[str] | None:
    """Names of the kecamatan (or a count of desa) of a contest that is only a part of the kabupaten."""
    areas = [area.region_id for area in place.contest.areas.all()]
    if any(len(code) <= 4 for code in areas):
        return None
    return sorted({place.names.get(code[:6]) for code in areas})


def _positions(own: Total | None, level: str) -> str:
    """The ledger position that a total reflects; a kabupaten's reflects one per kecamatan, too many for a line."""
    if own is None or level == Level.KABUPATEN or not own.position:
        return ""
    return f"{own.kecamatan_code} #{own.position}"


def field_parts(total: Total) -> list[dict[str, Any]]:
    """Fields of C.3 in the paper's order, laki-laki, perempuan, jumlah beside each other, each with its coverage."""
    figures = dict(zip(CODES, zip(total.fields, total.fields_in, strict=True), strict=True))

    def line(codes: Sequence[str], part: str, label: str) -> dict[str, Any]:
        cells = [Cell(figures[c][0], note=known_note(*figures[c], total.tps_in)) for c in codes]
        return {"no": part, "label": label, "cells": cells, "is_single": len(cells) == 1}

    return in_parts(line)


def chosen_party(place: Place, view: View) -> int | None:
    """The party that the URL names, else the first; None where the ballot has no candidates of parties."""
    raw = view.party
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 5 else None
    known = {party.number for party in place.ballot.parties if party.stop - party.start > 1}
    if number in known:
        return number
    return min(known) if known else None


def _party_url(view: View, number: int) -> str:
    return view.query(partai=str(number)) + "#rincian"


def party_table(place: Place, view: View, found: Figures) -> dict[str, Any] | None:
    """Candidates of one party as rows, the regions below as columns, in the shape of `_figures.html`."""
    own, number = found.own, chosen_party(place, view)
    if number is None or found.own_hidden or own is None or not own.tps_in:
        return None
    party = place.ballot.by_number[number]
    at = place.ballot.parties.index(party)
    shown = [row for row in found.shown if row.cells]
    lines = []
    for index, line in enumerate(place.ballot.lines[party.start : party.stop], start=party.start):
        known = known_note(own.votes[index], own.votes_in[index], own.tps_in)
        cells = [Cell(own.votes[index], note=known, kind="sum")]
        cells += [Cell(found.details[row.code].votes[index]) for row in shown]
        label = _("Suara partai (A.1)") if line.number is None else line.name
        lines.append({"no": line.number, "label": label, "cells": cells, "kind": "sub" if line.number is None else ""})
    sums = [Cell(own.parties[at], note=known_note(own.parties[at], own.parties_in[at], own.tps_in), kind="sum")]
    sums += [Cell(row.cells[at].value) for row in shown]
    return {
        "number": number,
        "name": party.name,
        "columns": [
            Column("", None, _("Jumlah")), *(Column(r.code, None, r.label, r.url, title=r.label) for r in shown)
        ],
        "rows": lines,
        "total": {"label": _("Suara sah partai (A.1 + A.2)"), "cells": sums},
        "choices": [
            {"number": p.number, "name": p.name, "active": p.number == number,
             "url": _party_url(view, p.number)}
            for p in place.ballot.parties
        ],
        "file_url": download_url(place, "csv") + view.query(partai=str(number)) + "&bagian=calon",
    }  # fmt: skip
