"""One region's page of one contest: the table of what lies below it, the form's fields, one party's candidates."""

from collections.abc import Sequence
from typing import Any

from recap.fields import CODES
from recap.models import Level, Total
from recap.selectors import places
from recap.selectors.form import in_parts
from recap.selectors.tables import (
    LEVELS,
    Cell,
    Column,
    Place,
    Row,
    columns_of,
    is_earned,
    is_stale,
    known_note,
    party_url,
    region_rows,
    share_coverage,
    total_row,
    totals_of,
    tps_rows,
)
from recap.states import PERIKSA, SheetState


def region_page(place: Place) -> dict[str, Any]:
    """Context of the drill-down page: children, total, fields of C.3 and, for a chosen party, its candidates."""
    level = LEVELS[len(place.code)]
    totals = totals_of(place, level)
    own = totals.get((level, place.code))
    earned = is_earned(place, own)
    if level == Level.DESA:
        rows, details = tps_rows(place, earned)
        own_hidden = any(row.hidden for row in rows)
    else:
        rows, details = region_rows(place, totals, earned)
        own_hidden = place.blind.touches(place.code) and place.blind.above(row.hidden for row in rows)
    chosen = _chosen_party(place)
    counts = own.states if own else {}
    return {
        "election": place.election,
        "contest": place.contest,
        "contests": _switcher(place),
        "crumbs": places.crumbs(place.request.user, place.election, place.contest, place.code, place.names),
        "title": place.names.full(place.code),
        "child_word": places.WORDS[places.CHILD_DIGITS[len(place.code)]],
        "columns": columns_of(place.election, place.contest, place.ballot, place.code, chosen),
        "is_dense": len(place.ballot.parties) > 8,
        "rows": rows,
        "total": own and total_row(place, own, own_hidden, earned),
        "earned": earned,
        "share_coverage": share_coverage(place),
        "parts": [] if own is None or own_hidden or not own.tps_in else field_parts(own),
        "party": chosen and not own_hidden and own and own.tps_in and _party_table(place, chosen, own, rows, details),
        "is_stale": is_stale(place),
        "computed_at": own and own.computed_at,
        "ledger": _positions(own, level),
        "quarantined": counts.get(SheetState.KARANTINA, 0),
        "missing": counts.get(SheetState.BELUM_MASUK, 0),
        "checks": sum(counts.get(state, 0) for state in PERIKSA),
        "work_url": place.work_url + f"&wilayah={place.code}",
        "findings_url": place.findings_url + f"&wilayah={place.code}",
        "finding_count": sum(row.findings for row in rows),
        "any_hidden": own_hidden or any(row.hidden for row in rows),
        "dapil": _dapil(place) if level == Level.KABUPATEN else None,
    }


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


def _chosen_party(place: Place) -> int | None:
    """The party that the URL names, else the first; None where the ballot has no candidates of parties."""
    raw = place.request.GET.get("partai", "")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 5 else None
    known = {party.number for party in place.ballot.parties if party.stop - party.start > 1}
    if number in known:
        return number
    return min(known) if known else None


def _party_table(place: Place, number: int, own: Total, rows: list[Row], details: dict) -> dict[str, Any]:
    """Candidates of one party as rows, the regions below as columns, in the shape of `_figures.html`."""
    party = next(p for p in place.ballot.parties if p.number == number)
    at = place.ballot.parties.index(party)
    shown = [row for row in rows if row.cells]
    lines = []
    for index, line in enumerate(place.ballot.lines[party.start : party.stop], start=party.start):
        known = known_note(own.votes[index], own.votes_in[index], own.tps_in)
        cells = [Cell(own.votes[index], note=known, kind="sum")]
        cells += [Cell(details[row.code].votes[index]) for row in shown]
        label = "Suara partai (A.1)" if line.number is None else line.name
        lines.append({"no": line.number, "label": label, "cells": cells, "kind": "sub" if line.number is None else ""})
    sums = [Cell(own.parties[at], note=known_note(own.parties[at], own.parties_in[at], own.tps_in), kind="sum")]
    sums += [Cell(row.cells[at].value) for row in shown]
    return {
        "number": number,
        "name": party.name,
        "columns": [Column("", None, "Jumlah"), *(Column(r.code, None, r.label, r.url, title=r.label) for r in shown)],
        "rows": lines,
        "total": {"label": "Suara sah partai (A.1 + A.2)", "cells": sums},
        "choices": [
            {"number": p.number, "name": p.name, "active": p.number == number,
             "url": party_url(place.election, place.contest, place.code, p.number)}
            for p in place.ballot.parties
        ],
    }  # fmt: skip


def _switcher(place: Place) -> list[dict[str, Any]]:
    """The contests of this region."""
    return [
        {"contest": contest, "url": places.region_url(place.election, contest, place.code),
         "active": contest.pk == place.contest.pk}
        for contest in place.contests
        if places.in_area(contest, place.code)
    ]  # fmt: skip
