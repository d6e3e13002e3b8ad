"""Where parts lie on the form, and the papers that the demo and tests draw by it."""

import io
from itertools import pairwise

import pytest
from PIL import Image

from electcoord.elections.models import Tps
from recap import layout, specimen
from recap.ballot import Ballot, Group, Line, ballot_of
from recap.fields import CODES
from recap.reading import Reading
from tests.cast import TPS_1, Cast

pytestmark = pytest.mark.once


def persons(count: int) -> Ballot:
    return Ballot(tuple(Line(f"calon_{n}", f"Calon {n}", None, n) for n in range(1, count + 1)), ())


def parties(*sizes: int) -> Ballot:
    """Parties with so many candidates each."""
    lines: list[Line] = []
    groups = []
    for number, size in enumerate(sizes, start=1):
        start = len(lines)
        lines.append(Line(f"partai_{number}", f"Partai {number}", number, None))
        lines += [Line(f"caleg_{number}_{n}", f"Caleg {n}", number, n) for n in range(1, size + 1)]
        groups.append(Group(number, f"Partai {number}", start, len(lines)))
    return Ballot(tuple(lines), tuple(groups))


BALLOTS = [
    persons(2),
    persons(3),
    persons(14),
    persons(15),
    persons(54),
    parties(0),
    parties(1, 2),
    parties(*[12] * 18),
    parties(100, 0, 39, 38),
]


@pytest.mark.parametrize("ballot", BALLOTS, ids=range(len(BALLOTS)))
def test_every_figure_has_its_own_line_on_the_form(ballot: Ballot) -> None:
    """Nothing lies twice, on another line, or outside its part, its page or the paper."""
    form = layout.whole(ballot)
    codes = {*CODES, *ballot.vote_codes, *ballot.party_codes}
    assert set(form.strips) == codes
    parts = {(part.code, part.page): part for part in form.parts}
    assert len(parts) == len(form.parts)
    for strip in form.strips.values():
        part = parts[strip.part, strip.page]
        assert part.top <= strip.top < strip.bottom <= part.bottom <= 1000
        assert {type(value) for value in (strip.page, strip.top, strip.bottom)} == {int}
    for page in range(1, form.pages + 1):
        here = sorted((part.top, part.bottom) for part in form.parts if part.page == page)
        assert here, "no page is empty"
        assert all(above[1] <= below[0] for above, below in pairwise(here))
    places = [(strip.page, strip.top) for code, strip in form.strips.items() if not code.endswith(("_l", "_p"))]
    assert len(set(places)) == len(places), "L and P share the line of their sum, nothing else does"
    held = [index for part in form.parts for index in part.lines]
    assert held == list(range(len(ballot.lines)))


def test_the_pages_are_those_of_the_form() -> None:
    assert [layout.pages(ballot) for ballot in BALLOTS] == [3, 3, 3, 4, 6, 3, 3, 11, 6]
    codes = [part.code for part in layout.layout_of(parties(1, 2))]
    assert codes == [
        "I.A",
        "I.B.1",
        "I.B.2",
        "I.B.3",
        "I.B.4",
        "II.1",
        "II.2",
        "II.3",
        "II.4",
        "III.1",
        "IV.1",
        "IV.2",
        "V.A",
        "V.B",
        "V.C",
    ]
    assert [part.page for part in layout.layout_of(persons(2))][-4:] == [2, 3, 3, 3]


def heading(cast: Cast, key: str) -> specimen.Heading:
    tps = Tps.objects.get(election=cast.election, code=TPS_1)
    return specimen.heading_of(cast.contest(key), tps, {"990101": "HULU"})


@pytest.mark.parametrize("key", ["ppwp", "dprd_kab_1"])
def test_a_specimen_is_always_the_same_and_small(cast: Cast, key: str) -> None:
    contest = cast.contest(key)
    ballot = ballot_of(contest)
    totals = (8, None) if ballot.parties else None
    reading = Reading(tuple(range(0, len(ballot.lines) * 700, 700)), totals, {"suara_sah": 8, "suara_total": 9999})
    for how in ({}, {"tilt": -3, "noise": 60}, {"dark": 40, "fold": True, "struck": {"suara_total": 7}}):
        pages = specimen.draw(heading(cast, key), ballot, reading, seed="a", **how)
        assert pages == specimen.draw(heading(cast, key), ballot, reading, seed="a", **how)
        assert pages != specimen.draw(heading(cast, key), ballot, reading, seed="b", **how)
        assert len(pages) == layout.pages(ballot)
        for page in pages:
            assert len(page) < 200_000
            width, height = Image.open(io.BytesIO(page)).size
            assert (width, height) == (specimen.WIDTH, specimen.HEIGHT)
        assert specimen.draw(heading(cast, key), ballot, reading, seed="a", only=2, **how) == pages[1:2]


def ink(page: bytes, strip: layout.Strip) -> int:
    """How many pixels of a line are written in the colour of the pen."""
    image = Image.open(io.BytesIO(page)).convert("RGB")
    line = image.crop((600, strip.top * image.height // 1000, 1150, strip.bottom * image.height // 1000))
    return sum(count for count, (red, _, blue) in line.getcolors(1 << 20) if blue > red + 45)


def test_figures_stand_on_the_lines_of_the_layout(cast: Cast) -> None:
    """One figure changed: only its line looks otherwise."""
    ballot = ballot_of(cast.contest())
    strips = layout.strips(ballot)
    reading = Reading((888, 888), None, dict.fromkeys(CODES, 888))
    pages = specimen.draw(heading(cast, "ppwp"), ballot, reading)
    for code in ("pemilih_dpt_j", "ss_digunakan", "disabilitas_l", "calon_1", "calon_2", "suara_tidak_sah"):
        assert ink(pages[strips[code].page - 1], strips[code]) > 500, code
    gap = layout.Strip("", 1, layout.HEADING[1] + 5, layout.USERS - 25)
    assert ink(pages[0], gap) == 0
