"""One paper as its form prints it, and where two readings of it differ."""

from collections.abc import Collection, Sequence
from typing import Any

from recap.aggregate import party_figures
from recap.ballot import Ballot
from recap.fields import LABELS
from recap.models import SheetVersion
from recap.reading import differences, reading_of
from recap.selectors.regions import in_parts


def paper(version: SheetVersion, ballot: Ballot, differing: Collection[str]) -> dict[str, Any]:
    """The paper in its own order: users, ballots, disabled voters, votes, closing lines; `differing` cells marked."""

    def line(codes: Sequence[str], part: str, label: str) -> dict[str, Any]:
        cells = [{"value": getattr(version, code)} for code in codes]
        differs = any(code in differing for code in codes)
        return {"no": part, "label": label, "cells": cells, "is_single": len(cells) == 1, "differs": differs}

    *before, closing = in_parts(line)
    votes = [
        {"no": choice.number, "label": "Suara partai (A.1)" if choice.number is None else choice.name, "value": value,
         "differs": choice.code in differing}
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
                "row_b_differs": party.code in differing,
                "lines": votes[party.start : party.stop],
            }
            for index, (party, total) in enumerate(zip(ballot.parties, totals, strict=True))
        ],
        "closing": closing,
    }


def difference(first: SheetVersion, second: SheetVersion, ballot: Ballot) -> list[dict[str, Any]]:
    """Every cell in which two readings differ, as `components/_figure_pair.html` shows it."""
    titles = {line.code: _choice_title(line) for line in ballot.lines}
    titles |= {party.code: f"Partai {party.number}, baris B" for party in ballot.parties} | LABELS
    return [
        {"field": code, "label": titles[code], "first": a, "second": b, "differs": True}
        for code, a, b in differences(reading_of(first), reading_of(second), ballot)
    ]


def _choice_title(line: Any) -> str:
    if line.party is None:
        return f"{line.number} {line.name}"
    mark = "suara partai" if line.number is None else f"{line.number} {line.name}"
    return f"Partai {line.party}, {mark}"
