"""`static/js/rules.js` says what Python says of a paper, sentence by sentence, on vectors that Python makes."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from electcoord.elections.models import Contest
from recap.ballot import Ballot, Group, Line
from recap.fields import CODES
from recap.reading import Figure, Reading
from recap.rules import words
from recap.rules.browser import browser_rules
from recap.rules.equations import equations_for
from recap.rules.evaluate import _side, evaluate, limit_of
from recap.rules.limits import Limits

pytestmark = [pytest.mark.browser, pytest.mark.once]

ORIGIN = "http://aturan.test"
JUDGE = """async ({rules, papers}) => {
  const js = await import("/rules.js");
  return papers.map((paper) => {
    const get = (code) => paper[code];
    return [js.evaluate(rules, get), js.runningSums(rules, get), js.bound(rules, get)];
  });
}"""


def persons(count: int) -> Ballot:
    return Ballot(tuple(Line(f"calon_{n}", "", None, n) for n in range(1, count + 1)), ())


def lists(sizes: dict[int, int]) -> Ballot:
    """Party numbers with how many candidates each has."""
    lines, parties = [], []
    for number, size in sizes.items():
        start = len(lines)
        lines.append(Line(f"partai_{number}", "", number, None))
        lines += [Line(f"caleg_{number}_{n}", "", number, n) for n in range(1, size + 1)]
        parties.append(Group(number, "", start, len(lines)))
    return Ballot(tuple(lines), tuple(parties))


BALLOTS = {
    "kosong": persons(0),
    "satu": persons(1),
    "paslon": persons(3),
    "dpd": persons(24),
    "partai": lists({1: 3, 5: 0, 24: 4}),
    "penuh": lists(dict.fromkeys((*range(1, 18), 24), 12)),
}
TOLERANT = {f"R{n:02d}": {"aktif": True, "tingkat": "WARN", "batas": n - 8} for n in range(8, 16)}
LIMITS = {
    "atas": Limits(20, 300, 3),
    "terdekat": Limits(25, 600, 4, "terdekat"),
    "bawah": Limits(25, 600, 2, "bawah", TOLERANT | {"R27": {"batas": 5}, "R03": {"batas": 9}}),
    "mati": Limits(1000, 9999, 1, rules={f"R{n:02d}": {"aktif": False} for n in range(1, 29)}),
}


def form(ballot: Ballot, chance: random.Random) -> dict[str, Figure]:
    """A paper by code name: one that adds up, then knocked about; sometimes anything at all."""
    if chance.random() < 0.3:
        top = chance.choice((5, 400, 9999))
        codes = (*CODES, *ballot.vote_codes, *ballot.party_codes)
        return {code: chance.choice((None, 0, top, chance.randint(0, top))) for code in codes}
    votes = {code: chance.choice((0, 0, chance.randint(0, 40))) for code in ballot.vote_codes}
    paper: dict[str, Figure] = dict(votes)
    for party in ballot.parties:
        paper[party.code] = sum(votes[code] for code in ballot.vote_codes[party.start : party.stop])
    valid, invalid = sum(votes.values()), chance.randint(0, 9)
    used = valid + invalid
    women = chance.randint(0, used)
    paper |= {"suara_sah": valid, "suara_tidak_sah": invalid, "suara_total": used, "ss_digunakan": used}
    returned, unused = chance.randint(0, 3), chance.randint(0, 20)
    paper |= {"ss_dikembalikan": returned, "ss_tidak_digunakan": unused, "ss_diterima": used + returned + unused}
    for code, men_of, women_of in (
        ("pengguna_dpt", used - women, women), ("pengguna_dptb", 0, 0), ("pengguna_dpk", 0, 0),
        ("pengguna_total", used - women, women), ("pemilih_dpt", used, used), ("disabilitas", 0, min(1, women)),
    ):  # fmt: skip
        paper |= {f"{code}_l": men_of, f"{code}_p": women_of, f"{code}_j": men_of + women_of}
    for code in chance.sample(sorted(paper), chance.choice((0, 1, 2, 6))):
        paper[code] = chance.choice((None, (paper[code] or 0) + chance.randint(1, 9), 9999))
    return paper


def reading_of(paper: dict[str, Figure], ballot: Ballot) -> Reading:
    rows = tuple(paper[code] for code in ballot.party_codes) if ballot.parties else None
    return Reading(tuple(paper[code] for code in ballot.vote_codes), rows, {code: paper[code] for code in CODES})


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """A blank page on which the module can be imported; no server runs."""
    context = browser.new_context()
    source = (settings.BASE_DIR / "static" / "js" / "rules.js").read_text(encoding="utf-8")
    context.route(f"{ORIGIN}/", lambda route: route.fulfill(content_type="text/html", body="<!DOCTYPE html>"))
    context.route(f"{ORIGIN}/rules.js", lambda route: route.fulfill(content_type="text/javascript", body=source))
    page = context.new_page()
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()


@pytest.mark.parametrize("dpt", [None, 0, 251, 9999])
@pytest.mark.parametrize("kind", BALLOTS)
def test_the_browser_judges_as_the_server_does(page: Any, kind: str, dpt: Figure) -> None:
    ballot = BALLOTS[kind]
    chance = random.Random(f"{kind} {dpt}")
    for name, limits in LIMITS.items():
        papers = [form(ballot, chance) for _ in range(7)]
        rules = browser_rules(Contest(key=kind), ballot, limits, dpt)
        judged = page.evaluate(JUDGE, {"rules": rules, "papers": papers})
        for paper, (results, sums, bound) in zip(papers, judged, strict=True):
            reading = reading_of(paper, ballot)
            assert said(results) == expected(reading, ballot, limits, dpt), (name, paper)
            assert sums == running(reading, ballot, limits), (name, paper)
            assert bound == (limit_of(reading, limits, dpt) if limits.is_on("R28") else None), (name, paper)


def said(results: list[dict[str, Any]]) -> list[tuple]:
    keys = ("rule", "part", "status", "severity", "title", "label")
    texts = ("equation", "names", "numbers")
    return [tuple(r[key] for key in keys + (texts if r["status"] != "cocok" else ())) for r in results]


def expected(reading: Reading, ballot: Ballot, limits: Limits, dpt: Figure) -> list[tuple]:
    """Python's results in its order, the equations that hold told among them."""
    equations = [e for e in equations_for(ballot) if limits.is_on(e.rule)]
    found = evaluate(reading, equations, ballot, limits, dpt=dpt, choice_hash="a", contest_hash="a")
    of_equations = {(e.rule, e.part): None for e in equations}
    spoken: list[tuple] = []
    for result in found:
        head = (result.rule, result.part, result.status, limits.severity(result.rule), words.title(result.rule))
        whole = (*head, words.part_label(result.rule, result.part), result.equation, *words.spoken(result.equation))
        if (result.rule, result.part) in of_equations:
            of_equations[result.rule, result.part] = whole
        else:
            spoken.append(whole)
    kept = [
        whole or (rule, part, "cocok", limits.severity(rule), words.title(rule), words.part_label(rule, part))
        for (rule, part), whole in of_equations.items()
    ]
    assert [*filter(lambda whole: whole[2] != "cocok", kept), *spoken] == [
        (r.rule, r.part, r.status, limits.severity(r.rule), words.title(r.rule), words.part_label(r.rule, r.part),
         r.equation, *words.spoken(r.equation)) for r in found
    ]  # fmt: skip
    return [*kept, *spoken]


def running(reading: Reading, ballot: Ballot, limits: Limits) -> list[dict[str, Any]]:
    def side(terms: tuple[str, ...]) -> dict[str, int]:
        values = _side(terms, reading, ballot, limits)
        return {"sum": sum(v for v in values if v is not None), "missing": sum(v is None for v in values)}

    return [
        {"rule": e.rule, "part": e.part, "label": words.part_label(e.rule, e.part), "op": e.op,
         "names": rules_names(e, limits), "tolerance": limits.tolerance(e.rule),
         "left": side(e.left), "right": side(e.right)}
        for e in equations_for(ballot)
        if limits.is_on(e.rule)
    ]  # fmt: skip


def rules_names(equation: Any, limits: Limits) -> str:
    plain = f"{' + '.join(equation.left)} {equation.op} {' + '.join(equation.right)}".replace("+ -", "- ")
    tolerance = limits.tolerance(equation.rule)
    return words.spoken(plain)[0] + (f" (toleransi {tolerance})" if tolerance else "")


def test_a_box_that_was_never_touched_is_blank(page: Any) -> None:
    """undefined and null alike; and no key of the page's objects is a figure."""
    ballot = BALLOTS["partai"]
    rules = browser_rules(Contest(key="x"), ballot, Limits(20, 300, 3), None)
    empty = dict.fromkeys((*CODES, *ballot.vote_codes, *ballot.party_codes))
    [untouched, blank] = page.evaluate(JUDGE, {"rules": rules, "papers": [{}, empty]})
    assert untouched == blank
    assert {result["status"] for result in blank[0]} == {"tidak_lengkap"}
    assert blank[2] == 306
    assert all(line["left"]["sum"] == 0 for line in blank[1])


def test_the_rules_travel_as_plain_data() -> None:
    """What a page carries for the largest ballot stays small, and nothing of it is a figure of a paper."""
    text = json.dumps(browser_rules(Contest(key="x"), BALLOTS["penuh"], LIMITS["atas"], 250))
    assert len(text) < 120_000
    assert json.loads(text)["reserve"] == {"permil": 20, "plus": 999}
