"""One paper as its form prints it, and where two readings of it differ."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from recap.aggregate import party_figures
from recap.ballot import Ballot
from recap.fields import LABELS
from recap.models import SheetVersion, VersionKind
from recap.reading import Figure, differences, reading_of
from recap.selectors.form import in_parts


def earlier(
    versions: Iterable[SheetVersion], current: SheetVersion | None, cells_of: Callable[[SheetVersion], dict]
) -> dict[str, list[Figure]]:
    """{code: figures that stood in this cell before}, oldest first, of the versions that were in use in turn.

    `cells_of`: the figures of a version as they are shown, by code.
    """
    if current is None:
        return {}
    used = [v for v in versions if v.kind != VersionKind.ENTRI_DUA and v.number < current.number]
    shown = [cells_of(v) for v in (*sorted(used, key=lambda version: version.number), current)]
    was: dict[str, list[Figure]] = {}
    for before, after in pairwise(shown):
        for code, value in before.items():
            if value != after[code]:
                was.setdefault(code, []).append(value)
    return was


def paper(
    version: SheetVersion,
    ballot: Ballot,
    differing: Collection[str],
    was: Mapping[str, list[Figure]] = MappingProxyType({}),
) -> dict[str, Any]:
    """The paper in its own order: users, ballots, disabled voters, votes, closing lines.

    `differing` cells are marked, and those of `was` show beside them, struck through, what stood there before.
    """

    def line(codes: Sequence[str], part: str, label: str) -> dict[str, Any]:
        cells = [{"value": getattr(version, code), "was": was.get(code, ())} for code in codes]
        differs = any(code in differing for code in codes)
        return {"no": part, "label": label, "cells": cells, "is_single": len(cells) == 1, "differs": differs}

    *before, closing = in_parts(line)
    votes = [
        {"no": choice.number, "value": value,
         "label": _("Suara partai (A.1)") if choice.number is None else choice.name,
         "was": was.get(choice.code, ()), "differs": choice.code in differing}
        for choice, value in zip(ballot.lines, version.votes, strict=True)
    ]  # fmt: skip
    totals = party_figures(version.votes, version.party_totals, ballot) if ballot.parties else []
    return {
        "before": before,
        "choices": [] if ballot.parties else votes,
        "parties": [
            {
                "number": party.number,
                "name": party.name,
                "total": total,
                "row_b": version.party_totals[index],
                "row_b_was": was.get(party.code, ()),
                "row_b_differs": party.code in differing,
                "lines": votes[party.start : party.stop],
            }
            for index, (party, total) in enumerate(zip(ballot.parties, totals, strict=True))
        ],
        "closing": closing,
    }


def difference(first: SheetVersion, second: SheetVersion, ballot: Ballot) -> list[dict[str, Any]]:
    """Every cell in which two readings differ, as `components/_figure_pair.html` shows it."""
    titles = cell_titles(ballot)
    return [
        {"field": code, "label": titles[code], "first": a, "second": b, "differs": True}
        for code, a, b in differences(reading_of(first), reading_of(second), ballot)
    ]


def cell_titles(ballot: Ballot) -> dict[str, str]:
    """Every box of the form by its code name, in words."""
    titles = {line.code: _choice_title(line) for line in ballot.lines}
    return (
        titles
        | {party.code: _("Partai %(number)s, baris B") % {"number": party.number} for party in ballot.parties}
        | LABELS
    )


def _choice_title(line: Any) -> str:
    if line.party is None:
        return f"{line.number} {line.name}"
    mark = _("suara partai") if line.number is None else f"{line.number} {line.name}"
    return _("Partai %(party)s, %(mark)s") % {"party": line.party, "mark": mark}
