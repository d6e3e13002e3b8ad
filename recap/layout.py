"""Where the parts of a C.Hasil lie on its pages, in thousandths of the page's height; no measure of a vote.

Page 1 holds the heading and parts I to III, the following pages part IV, the last page part V and the signatures.
A photo of a real paper lies a little otherwise; whoever reads it moves the strip, and the viewer remembers by how much.
"""

from dataclasses import dataclass
from functools import lru_cache

from recap.ballot import Ballot
from recap.fields import FIELDS

# The first line of a part and the height of a line.
HEADING = (40, 190)
USERS, BALLOTS, DISABLED, CLOSING = 270, 590, 830, 200
LINE, WIDE_LINE = 52, 64
# Part IV: where the table starts and ends, its tallest line, and how many lines a page takes.
TOP, BOTTOM, TALLEST, ROOM = 130, 950, 60, 40
CANDIDATES = 14
SIGNATURES = (450, 900)


@dataclass(frozen=True)
class Part:
    """A part of the form on its page; `lines`: which of `ballot.lines` it holds (part IV)."""

    code: str
    page: int
    top: int
    bottom: int
    lines: range = range(0)


@dataclass(frozen=True)
class Strip:
    """One line of the form: the part it belongs to and where it lies."""

    part: str
    page: int
    top: int
    bottom: int


@dataclass(frozen=True)
class Layout:
    """`parts` in the paper's order; `strips`: code name of a figure (C.3 and the ballot's) to its line."""

    pages: int
    parts: tuple[Part, ...]
    strips: dict[str, Strip]


def layout_of(ballot: Ballot) -> list[Part]:
    """Every part with its page and place, in the paper's order."""
    return list(whole(ballot).parts)


def pages(ballot: Ballot) -> int:
    """How many pages the form of this ballot has."""
    return whole(ballot).pages


def strips(ballot: Ballot) -> dict[str, Strip]:
    """The line on which each figure stands."""
    return whole(ballot).strips


@lru_cache(maxsize=64)
def whole(ballot: Ballot) -> Layout:
    """The layout of a form with this ballot."""
    found: dict[str, Strip] = {}
    parts = _fields(found, {"I": USERS, "II": BALLOTS, "III": DISABLED}, page=1)
    votes = _parties(ballot, found) if ballot.parties else _candidates(ballot, found)
    last = max((part.page for part in votes), default=1) + 1
    return Layout(last, (*parts, *votes, *_fields(found, {"V": CLOSING}, page=last)), found)


def _fields(found: dict[str, Strip], tops: dict[str, int], page: int) -> list[Part]:
    """Numbered fields of the parts that start at `tops`, a line per number."""
    parts: dict[str, Part] = {}
    for field in FIELDS:
        roman = field.part.split(".")[0]
        if roman not in tops:
            continue
        if field.part not in parts:
            height = WIDE_LINE if roman == "V" else LINE
            row = sum(1 for code in parts if code.split(".")[0] == roman)
            top = tops[roman] + row * height
            parts[field.part] = Part(field.part, page, top, top + height)
        part = parts[field.part]
        found[field.code] = Strip(part.code, page, part.top, part.bottom)
    return list(parts.values())


def _candidates(ballot: Ballot, found: dict[str, Strip]) -> list[Part]:
    """Pairs or persons without parties: `IV`, once per page that they fill."""
    parts = []
    for number, start in enumerate(range(0, len(ballot.lines), CANDIDATES)):
        lines = ballot.lines[start : start + CANDIDATES]
        page, height = number + 2, min(TALLEST, (BOTTOM - TOP) // max(len(lines), 1))
        for row, line in enumerate(lines):
            found[line.code] = Strip("IV", page, TOP + row * height, TOP + (row + 1) * height)
        parts.append(Part("IV", page, TOP, TOP + len(lines) * height, range(start, start + len(lines))))
    return parts


def _parties(ballot: Ballot, found: dict[str, Strip]) -> list[Part]:
    """`IV.<number of the party>`: its name, the mark (A.1), its candidates (A.2) and row B, never over two pages."""
    parts, page, at = [], 2, 0
    height = (BOTTOM - TOP) // ROOM
    for party in ballot.parties:
        size = party.stop - party.start + 2
        if at and at + size > ROOM:
            page, at = page + 1, 0
        # A party longer than a page is written smaller.
        line = height if size <= ROOM else (BOTTOM - TOP) // size
        top = TOP + at * height
        code = f"IV.{party.number}"
        rows = [*(choice.code for choice in ballot.lines[party.start : party.stop]), party.code]
        for row, name in enumerate(rows, start=1):
            found[name] = Strip(code, page, top + row * line, top + (row + 1) * line)
        parts.append(Part(code, page, top, top + size * line, range(party.start, party.stop)))
        at += size + 1
    return parts
