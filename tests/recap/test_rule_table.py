"""The table of rules, line by line and at the last ballot: what each compares, what it says, where it ends.

Without a database, and fast: `python -m tests.proofs.mutants` changes the rules' code in every small way and expects
these tests and their neighbours to notice each.
"""

from dataclasses import FrozenInstanceError
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from electcoord.elections import profiles
from recap.ballot import Ballot, Group, Line
from recap.fields import CODES
from recap.reading import Figure, Reading
from recap.rules import limits as limits_module
from recap.rules.equations import Equation, equations_for
from recap.rules.evaluate import Paper, Result, breaks_limit, evaluate, evaluate_tps, highest, limit_of, over_limit
from recap.rules.limits import SEVERITY, Limits

pytestmark = pytest.mark.once

LIMITS = Limits(reserve_permil=20, capacity=300, digits=3)
PERSONS = Ballot(tuple(Line(f"calon_{n}", "", None, n) for n in (1, 2, 3)), ())
PARTIES = Ballot(
    (
        *(Line(f"partai_{p}" if n is None else f"caleg_{p}_{n}", "", p, n) for p, n in
          ((2, None), (2, 1), (2, 2), (2, 3), (2, 4), (17, None), (17, 1))),
    ),
    (Group(2, "", 0, 5), Group(17, "", 5, 7)),
)  # fmt: skip
COMMON = """
R01 pemilih_dpt: pemilih_dpt_j = pemilih_dpt_l + pemilih_dpt_p
R01 pengguna_dpt: pengguna_dpt_j = pengguna_dpt_l + pengguna_dpt_p
R01 pengguna_dptb: pengguna_dptb_j = pengguna_dptb_l + pengguna_dptb_p
R01 pengguna_dpk: pengguna_dpk_j = pengguna_dpk_l + pengguna_dpk_p
R01 pengguna_total: pengguna_total_j = pengguna_total_l + pengguna_total_p
R01 disabilitas: disabilitas_j = disabilitas_l + disabilitas_p
R02 pengguna_total_l: pengguna_total_l = pengguna_dpt_l + pengguna_dptb_l + pengguna_dpk_l
R02 pengguna_total_p: pengguna_total_p = pengguna_dpt_p + pengguna_dptb_p + pengguna_dpk_p
R02 pengguna_total_j: pengguna_total_j = pengguna_dpt_j + pengguna_dptb_j + pengguna_dpk_j
R03 ss_diterima: ss_diterima = ss_digunakan + ss_dikembalikan + ss_tidak_digunakan
{own}
R07 suara_total: suara_total = suara_sah + suara_tidak_sah
R08 suara_total: suara_total = ss_digunakan
R09 pengguna_total_j: pengguna_total_j = ss_digunakan
R10 pengguna_total_j: pengguna_total_j = suara_total
R11 pengguna_dpt_l: pengguna_dpt_l <= pemilih_dpt_l
R11 pengguna_dpt_p: pengguna_dpt_p <= pemilih_dpt_p
R11 pengguna_dpt_j: pengguna_dpt_j <= pemilih_dpt_j
R12 ss_diterima: ss_diterima = pemilih_dpt_j + cadangan:pemilih_dpt_j
R13 ss_digunakan: ss_digunakan <= ss_diterima
R13 pengguna_total_j: pengguna_total_j <= ss_diterima
R14 pemilih_dpt_j: pemilih_dpt_j <= profil:kapasitas_tps
R15 disabilitas_l: disabilitas_l <= pengguna_total_l
R15 disabilitas_p: disabilitas_p <= pengguna_total_p
R15 disabilitas_j: disabilitas_j <= pengguna_total_j
R27 ss_diterima: pengguna_dptb_j + pengguna_dpk_j + ss_dikembalikan <= ss_diterima - pengguna_dpt_j"""
OWN = {
    PERSONS: "R04 suara_sah: suara_sah = calon_*",
    PARTIES: "R05 partai_sah_2: partai_sah_2 = isi_2\nR05 partai_sah_17: partai_sah_17 = isi_17\n"
    "R06 suara_sah: suara_sah = partai_sah_*",
}
# Two sentences per line of the table: what a paper says that breaks it by one, with boxes that keep to it by nothing.
BROKEN = [
    ("pemilih_dpt_l=1 pemilih_dpt_p=2 pemilih_dpt_j=3", "pemilih_dpt_j", 4,
     "R01 pemilih_dpt_j = pemilih_dpt_l + pemilih_dpt_p: 4 ≠ 1 + 2 = 3"),
    ("disabilitas_l=1 disabilitas_p=2 disabilitas_j=3", "disabilitas_j", 2,
     "R01 disabilitas_j = disabilitas_l + disabilitas_p: 2 ≠ 1 + 2 = 3"),
    ("pengguna_dpt_p=5 pengguna_dptb_p=0 pengguna_dpk_p=2 pengguna_total_p=7", "pengguna_dptb_p", 1,
     "R02 pengguna_total_p = pengguna_dpt_p + pengguna_dptb_p + pengguna_dpk_p: 7 ≠ 5 + 1 + 2 = 8"),
    ("ss_diterima=9 ss_digunakan=4 ss_dikembalikan=3 ss_tidak_digunakan=2", "ss_tidak_digunakan", 1,
     "R03 ss_diterima = ss_digunakan + ss_dikembalikan + ss_tidak_digunakan: 9 ≠ 4 + 3 + 1 = 8"),
    ("suara_sah=9 suara_tidak_sah=0 suara_total=9", "suara_tidak_sah", 1,
     "R07 suara_total = suara_sah + suara_tidak_sah: 9 ≠ 9 + 1 = 10"),
    ("suara_total=9 ss_digunakan=9", "ss_digunakan", 8, "R08 suara_total = ss_digunakan: 9 ≠ 8"),
    ("pengguna_total_j=9 ss_digunakan=9", "ss_digunakan", 10, "R09 pengguna_total_j = ss_digunakan: 9 ≠ 10"),
    ("pengguna_total_j=9 suara_total=9", "suara_total", 10, "R10 pengguna_total_j = suara_total: 9 ≠ 10"),
    ("pengguna_dpt_l=9 pemilih_dpt_l=9", "pengguna_dpt_l", 10, "R11 pengguna_dpt_l <= pemilih_dpt_l: 10 > 9"),
    ("ss_diterima=255 pemilih_dpt_j=250", "ss_diterima", 254,
     "R12 ss_diterima = pemilih_dpt_j + cadangan:pemilih_dpt_j: 254 ≠ 250 + 5 = 255"),
    ("ss_diterima=257 pemilih_dpt_j=251", "ss_diterima", 256,
     "R12 ss_diterima = pemilih_dpt_j + cadangan:pemilih_dpt_j: 256 ≠ 251 + 6 = 257"),
    ("ss_digunakan=9 ss_diterima=9", "ss_digunakan", 10, "R13 ss_digunakan <= ss_diterima: 10 > 9"),
    ("pengguna_total_j=9 ss_diterima=9", "pengguna_total_j", 10, "R13 pengguna_total_j <= ss_diterima: 10 > 9"),
    ("pemilih_dpt_j=300", "pemilih_dpt_j", 301, "R14 pemilih_dpt_j <= profil:kapasitas_tps: 301 > 300"),
    ("disabilitas_p=9 pengguna_total_p=9", "disabilitas_p", 10, "R15 disabilitas_p <= pengguna_total_p: 10 > 9"),
    ("disabilitas_l=999", "disabilitas_l", 1000, "R16 disabilitas_l <= 999: 1000 > 999"),
    ("pengguna_dptb_j=1 pengguna_dpk_j=2 ss_dikembalikan=3 ss_diterima=16 pengguna_dpt_j=10", "ss_dikembalikan", 4,
     "R27 pengguna_dptb_j + pengguna_dpk_j + ss_dikembalikan <= ss_diterima - pengguna_dpt_j: "
     "1 + 2 + 4 = 7 > 16 - 10 = 6"),
    ("suara_sah=255 suara_tidak_sah=255 suara_total=255", "suara_tidak_sah", 256,
     "R28 suara_tidak_sah <= 255: 256 > 255"),
]  # fmt: skip


def judged(
    fields: dict[str, Figure],
    votes: tuple[Figure, ...] = (None,) * 3,
    row_b: tuple[Figure, ...] | None = None,
    *,
    ballot: Ballot = PERSONS,
    limits: Limits = LIMITS,
    dpt: Figure = 250,
    hashes: tuple[str, str] = ("a", "a"),
) -> list[Result]:
    reading = Reading(votes, row_b, fields)
    return evaluate(
        reading, equations_for(ballot), ballot, limits, dpt=dpt, choice_hash=hashes[0], contest_hash=hashes[1]
    )  # fmt: skip


def sentences(results: list[Result], status: str = "melanggar") -> list[str]:
    return [f"{r.rule} {r.equation}" for r in results if r.status == status]


def boxes(text: str) -> dict[str, Figure]:
    return {code: int(value) for code, value in (pair.split("=") for pair in text.split())}


@pytest.mark.parametrize("ballot", OWN, ids=["persons", "parties"])
def test_the_table_is_the_one_of_the_regulations_in_its_order(ballot: Ballot) -> None:
    lines = [
        f"{e.rule} {e.part}: {' + '.join(e.left)} {e.op} {' + '.join(e.right)}".replace("+ -", "- ")
        for e in equations_for(ballot)
    ]
    assert lines == COMMON.format(own=OWN[ballot]).strip().splitlines()
    assert equations_for(ballot) is equations_for(ballot), "made once per ballot"


@pytest.mark.parametrize(("text", "code", "value", "sentence"), BROKEN)
def test_each_line_holds_to_the_last_ballot(text: str, code: str, value: int, sentence: str) -> None:
    kept = boxes(text)
    rule = sentence[:3]
    assert not [s for s in sentences(judged(kept)) if s.startswith(rule)]
    assert [s for s in sentences(judged(kept | {code: value})) if s.startswith(rule)] == [sentence]


@pytest.mark.parametrize("line", COMMON.format(own=OWN[PERSONS]).strip().splitlines())
def test_an_open_line_says_what_it_would_compare(line: str) -> None:
    head, names = line.split(": ", 1)
    rule, part = head.split()
    assert Result(rule, part, "tidak_lengkap", f"{names}: ada isian kosong") in judged({})
    # One known operand changes nothing; all but one known leaves it open as well.
    codes = [word for word in names.split() if word in CODES]
    for code in codes:
        assert part in {r.part for r in judged({code: 1}) if r.rule == rule and r.status == "tidak_lengkap"} or (
            rule == "R14" and code == "pemilih_dpt_j"
        )


def test_the_capacity_alone_is_no_blank() -> None:
    assert [r for r in judged({"pemilih_dpt_j": 1}) if r.rule == "R14"] == []


@pytest.mark.parametrize(
    ("votes", "total", "sentence"),
    [
        ((1, 2, 3), 6, None),
        ((1, 2, 3), 7, "R04 suara_sah = calon_*: 7 ≠ 1 + 2 + 3 = 6"),
        ((0, 0, 0), 1, "R04 suara_sah = calon_*: 1 ≠ 0 + 0 + 0 = 0"),
        ((1, None, 3), 6, None),
    ],
)
def test_persons_add_up_to_the_valid_votes(votes: tuple[Figure, ...], total: int, sentence: str | None) -> None:
    results = judged({"suara_sah": total}, votes)
    assert [s for s in sentences(results) if s.startswith("R04")] == ([sentence] if sentence else [])
    assert ("R04" in {r.rule for r in results if r.status == "tidak_lengkap"}) == (None in votes)


@pytest.mark.parametrize(
    ("votes", "row_b", "found"),
    [
        ((1, 2, 3, 4, 5, 6, 7), (15, 13), []),
        # Four boxes are told whole, five by what is not zero.
        ((1, 0, 3, 0, 5, 6, 7), (8, 13), ["R05 partai_sah_2 = isi_2: 8 ≠ 1 + 3 + 5 = 9",
                                          "R06 suara_sah = partai_sah_*: 28 ≠ 8 + 13 = 21"]),
        ((0, 0, 0, 0, 0, 0, 7), (1, 27), ["R05 partai_sah_2 = isi_2: 1 ≠ 0 = 0",
                                          "R05 partai_sah_17 = isi_17: 27 ≠ 0 + 7 = 7"]),
        ((1, 2, 3, 4, 5, 6, 7), (15, 14), ["R05 partai_sah_17 = isi_17: 14 ≠ 6 + 7 = 13",
                                           "R06 suara_sah = partai_sah_*: 28 ≠ 15 + 14 = 29"]),
    ],
)  # fmt: skip
def test_parties_add_up_to_row_b_and_row_b_to_the_valid_votes(
    votes: tuple[int, ...], row_b: tuple[int, ...], found: list[str]
) -> None:
    assert sentences(judged({"suara_sah": 28}, votes, row_b, ballot=PARTIES)) == found


def test_a_ballot_without_lines_adds_up_to_nothing() -> None:
    empty = Ballot((), ())
    assert sentences(judged({"suara_sah": 1}, (), ballot=empty)) == ["R04 suara_sah = calon_*: 1 ≠ 0"]
    assert sentences(judged({"suara_sah": 0}, (), ballot=empty)) == []


def test_what_a_paper_is_judged_by_is_named() -> None:
    with pytest.raises(TypeError, match="positional"):
        evaluate(Reading((), None, {}), (), PERSONS, LIMITS, 250, "a", "a")


def test_four_boxes_are_told_whole() -> None:
    ballot = Ballot(tuple(Line(f"calon_{n}", "", None, n) for n in (1, 2, 3, 4)), ())
    assert sentences(judged({"suara_sah": 2}, (0, 1, 0, 0), ballot=ballot)) == [
        "R04 suara_sah = calon_*: 2 ≠ 0 + 1 + 0 + 0 = 1"
    ]


def test_without_row_b_nothing_of_it_is_too_long_or_too_much() -> None:
    reading = Reading((1000,) * 7, None, {})
    only_digits = [r for r in over_limit(reading, PARTIES, LIMITS, 250) if r.part.startswith("partai_sah")]
    assert only_digits == []
    found = evaluate(reading, (), PARTIES, LIMITS, dpt=250, choice_hash="a", contest_hash="a")
    assert {r.part for r in found} == set(PARTIES.vote_codes)


def test_a_paper_of_another_length_is_never_judged() -> None:
    for judge in (
        lambda: judged({}, (1, 2)),
        lambda: over_limit(Reading((1, 2), None, {}), PERSONS, LIMITS, 250),
        lambda: evaluate(
            Reading((1, 2), None, {}), (), PERSONS, Limits(20, 300, 3, rules={"R28": {"aktif": False}}), dpt=1,
            choice_hash="a", contest_hash="a",
        ),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="zip"):
            judge()


@pytest.mark.parametrize(("digits", "top"), [(1, 9), (2, 99), (3, 999), (4, 9999), (5, 9999)])
def test_a_box_holds_so_many_digits(digits: int, top: int) -> None:
    limits = Limits(20, 300, digits)
    assert highest(limits) == top
    votes, row_b = (top,) * 6 + (top + 1,), (top + 1, top)
    found = [
        r for r in judged({"ss_diterima": top + 1}, votes, row_b, ballot=PARTIES, limits=limits) if r.rule == "R16"
    ]
    assert [r.part for r in found] == ["ss_diterima", "caleg_17_1", "partai_sah_2"]
    assert {r.equation for r in found} == {f"{r.part} <= {top}: {top + 1} > {top}" for r in found}
    assert {r.status for r in found} == {"melanggar"}


def test_the_order_of_the_ballot_is_told_by_the_beginning_of_its_hash() -> None:
    hashes = ("0123456789", "abcdefghij")
    assert judged({}, hashes=hashes)[-1] == Result(
        "R24", "surat_suara", "melanggar", "susunan surat suara: 01234567 ≠ abcdefgh"
    )
    off = Limits(20, 300, 3, rules={"R24": {"aktif": False}})
    assert "R24" not in {r.rule for r in judged({}, hashes=hashes, limits=off)}
    assert "R24" not in {r.rule for r in judged({})}


def test_results_come_in_the_order_of_the_rules_with_the_limits_behind() -> None:
    fields = dict.fromkeys(CODES, 1000) | {"pemilih_dpt_j": 9, "ss_diterima": None}
    rules = [r.rule for r in judged(fields, (1000, 1, 1), dpt=250, hashes=("a", "b"))]
    parts = [rule for rule in rules if rule not in ("R16", "R24", "R28")]
    assert parts == sorted(parts)
    assert list(dict.fromkeys(rules[len(parts) :])) == ["R16", "R24", "R28"]


@pytest.mark.parametrize("rule", ["R16", "R28"])
def test_limits_are_switched_one_by_one(rule: str) -> None:
    limits = Limits(20, 300, 3, rules={rule: {"aktif": False}})
    found = {
        r.rule for r in judged({"suara_sah": 9999, "ss_digunakan": 9999}, limits=limits) if r.status == "melanggar"
    }
    assert found & {"R16", "R28"} == {"R16", "R28"} - {rule}


@pytest.mark.parametrize(
    ("fields", "dpt", "bound"),
    [
        ({"ss_diterima": 256}, 250, 256),
        ({"ss_diterima": 254}, 250, 255),
        ({"ss_diterima": 0}, None, 0),
        ({"pemilih_dpt_j": 0}, None, 306),
        ({"pemilih_dpt_j": 0, "ss_diterima": 500}, None, 306),
        ({"pemilih_dpt_j": 1}, None, 2),
        ({"pemilih_dpt_j": 10, "pemilih_dpt_l": 100, "pemilih_dpt_p": 100}, None, 11),
        ({"pemilih_dpt_l": 100, "pemilih_dpt_p": 1}, None, 104),
        ({"pemilih_dpt_p": 100}, None, 306),
        ({"pemilih_dpt_l": 100, "pemilih_dpt_p": 100}, 1, 2),
        ({"pemilih_dpt_l": 0, "pemilih_dpt_p": 0}, None, 306),
        ({"pemilih_dpt_l": 0, "pemilih_dpt_p": 3}, None, 4),
        ({"pemilih_dpt_j": 100, "ss_diterima": 50}, None, 102),
        ({}, 1, 2),
    ],
)
def test_the_bound_of_quarantine(fields: dict[str, int], dpt: Figure, bound: int) -> None:
    assert limit_of(Reading((), None, fields), LIMITS, dpt) == bound
    at, above = {"suara_sah": bound}, {"suara_sah": bound + 1}
    assert not breaks_limit(Reading((), None, fields | at), LIMITS, dpt)
    assert breaks_limit(Reading((), None, fields | above), LIMITS, dpt)


def test_quarantine_names_every_figure_above_the_bound() -> None:
    fields = {"suara_sah": 256, "suara_tidak_sah": 255, "suara_total": 511}
    reading = Reading((256, 0, None, 255, 300, 1, 999), (256, None), fields)
    assert [(r.rule, r.part, r.status, r.equation) for r in over_limit(reading, PARTIES, LIMITS, 250)] == [
        ("R28", code, "melanggar", f"{code} <= 255: {value} > 255")
        for code, value in (("partai_2", 256), ("caleg_2_4", 300), ("caleg_17_1", 999), ("partai_sah_2", 256),
                            ("suara_sah", 256), ("suara_total", 511))
    ]  # fmt: skip
    off = Limits(20, 300, 3, rules={"R28": {"aktif": False}})
    assert breaks_limit(reading, LIMITS, 250)
    assert not breaks_limit(reading, off, 250)
    assert not breaks_limit(Reading((None,), (None,), {}), LIMITS, 250)


# Between the papers of a TPS


def paper(kind: str, **fields: Figure) -> Paper:
    return Paper(f"{kind}_x", kind, Reading((), None, fields))


def between(*papers: Paper, limits: Limits = LIMITS) -> dict[str, list[tuple[str, str, str, str]]]:
    found = evaluate_tps(papers, limits)
    return {key: [(r.rule, r.part, r.status, r.equation) for r in rows] for key, rows in found.items()}


SAME = [("R17", "pemilih_dpt"), ("R18", "pengguna_dpt"), ("R18", "pengguna_dpk"), ("R18", "disabilitas")]


@pytest.mark.parametrize("g", "lpj")
@pytest.mark.parametrize(("rule", "field"), SAME)
def test_papers_of_a_tps_give_the_same(rule: str, field: str, g: str) -> None:
    code = f"{field}_{g}"
    found = between(paper("ppwp", **{code: 5}), paper("dpd", **{code: 4}), paper("dpr", **{code: None}))
    assert found == {
        "ppwp_x": [],
        "dpd_x": [(rule, code, "melanggar", f"{code} = {code} ppwp_x: 4 ≠ 5")],
        "dpr_x": [(rule, code, "tidak_lengkap", f"{code} = {code} ppwp_x: ada isian kosong")],
    }
    off = Limits(20, 300, 3, rules={rule: {"aktif": False}})
    assert not any(between(paper("ppwp", **{code: 5}), paper("dpd", **{code: 4}), limits=off).values())


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ((1, 2, 2), {0}),
        ((2, 1, 2), {1}),
        ((1, 1, 2, 2), {2, 3}),
        ((None, 1, 2), {2}),
        ((2, 1, 1, None), {0}),
        ((1,), set()),
    ],
)
def test_the_figure_of_most_papers_is_the_reference(values: tuple[Figure, ...], wrong: set[int]) -> None:
    papers = [Paper(f"k{i}", "dpr", Reading((), None, {"pemilih_dpt_j": v})) for i, v in enumerate(values)]
    found = evaluate_tps(papers, LIMITS)
    assert {i for i, p in enumerate(papers) for r in found[p.key] if r.status == "melanggar"} == wrong
    open_papers = {i for i, p in enumerate(papers) for r in found[p.key] if r.status == "tidak_lengkap"}
    assert open_papers == {i for i, value in enumerate(values) if value is None}


def test_figures_are_compared_by_what_they_are_worth() -> None:
    papers = [paper(kind, pemilih_dpt_j=int("5000")) for kind in ("ppwp", "dpd")]
    assert between(*papers) == {"ppwp_x": [], "dpd_x": []}


def test_a_paper_alone_and_fields_that_nobody_gives_are_not_compared() -> None:
    assert between(paper("ppwp", pemilih_dpt_j=1)) == {"ppwp_x": []}
    assert between() == {}
    assert between(paper("ppwp"), paper("dpd")) == {"ppwp_x": [], "dpd_x": []}


PEMILU = ("ppwp", "dpd", "dpr", "dprd_prov", "dprd_kab")


@pytest.mark.parametrize("g", "lpj")
@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ((5, 4, 3, 2, 3), {}),
        ((5, 5, 5, 5, 5), {}),
        ((4, 5, 3, 2, 3), {"dpd": "ppwp"}),
        ((5, 4, 5, 4, 4), {"dpr": "dpd"}),
        ((5, 4, 4, 5, 4), {"dprd_prov": "dpd"}),
        ((5, 4, 2, 3, 4), {"dprd_kab": "dpr dprd_prov"}),
        ((5, 4, 3, 2, 4), {"dprd_kab": "dpr dprd_prov"}),
        ((5, None, 3, 2, 3), {"dpd": "ppwp ?", "dpr": "dpd ?", "dprd_prov": "dpd ?"}),
        ((5, 4, 3, 2, None), {"dprd_kab": "dpr dprd_prov ?"}),
        ((5, 4, 3, None, 3), {"dprd_prov": "dpd ?", "dprd_kab": "dpr dprd_prov ?"}),
        ((None, None, None, None, None), {}),
    ],
)
def test_moved_voters_are_fewer_down_the_chain(figures: tuple[Figure, ...], found: dict[str, str], g: str) -> None:
    code = f"pengguna_dptb_{g}"
    value = dict(zip(PEMILU, figures, strict=True))
    said = between(*(paper(kind, **{code: figure}) for kind, figure in value.items()))
    expected: dict[str, list[Any]] = {f"{kind}_x": [] for kind in PEMILU}
    for lower, rest in found.items():
        uppers = rest.removesuffix(" ?").split()
        names = f"{code} <= {code} {' atau '.join(f'{u}_x' for u in uppers)}"
        part = f"{code} {'/'.join(uppers)}"
        if rest.endswith("?"):
            line = ("R18", part, "tidak_lengkap", f"{names}: ada isian kosong")
        else:
            line = ("R18", part, "melanggar", f"{names}: {value[lower]} > {max(value[u] for u in uppers)}")
        expected[f"{lower}_x"].append(line)
    assert said == expected
    off = Limits(20, 300, 3, rules={"R18": {"aktif": False}})
    assert not any(between(*(paper(k, **{code: v}) for k, v in value.items()), limits=off).values())


# Numbers of the profile


@pytest.mark.parametrize(
    ("permil", "rounding", "dpt", "reserve"),
    [(20, "atas", 0, 0), (20, "atas", 1, 1), (20, "atas", 50, 1), (20, "atas", 51, 2), (20, "atas", 300, 6),
     (25, "atas", 40, 1), (25, "atas", 41, 2), (25, "terdekat", 59, 1), (25, "terdekat", 60, 2), (25, "terdekat", 20, 1),
     (25, "terdekat", 19, 0), (25, "bawah", 79, 1), (25, "bawah", 80, 2), (0, "atas", 300, 0), (1000, "bawah", 9999, 9999),
     (1, "atas", 1, 1), (1, "bawah", 999, 0), (1, "bawah", 1000, 1)],
)  # fmt: skip
def test_the_reserve_to_the_last_ballot(permil: int, rounding: str, dpt: int, reserve: int) -> None:
    assert Limits(permil, 300, 3, rounding).reserve(dpt) == reserve
    if rounding == "atas":
        assert Limits(permil, 300, 3).reserve(dpt) == reserve


def test_limits_come_from_the_values_of_a_profile() -> None:
    values = profiles.shipped("pilkada")
    values["pembulatan_cadangan"]["nilai"] = "bawah"
    limits = Limits.from_values(values)
    assert (limits.reserve_permil, limits.capacity, limits.digits, limits.rounding) == (25, 600, 3, "bawah")
    assert limits.rules is values["aturan"]["nilai"]
    assert limits.double_entry == {"pilgub": True, "pilbup": True, "pilwako": True}
    assert (limits.number("kapasitas_tps"), limits.number("digit_maks")) == (600, 3)
    with pytest.raises(KeyError):
        limits.number("stok_psu")


def test_stored_limits_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def get(**where: Any) -> Any:
        asked.append(where)
        return SimpleNamespace(values=profiles.shipped("pemilu"))

    monkeypatch.setattr(limits_module, "ProfileVersion", SimpleNamespace(objects=SimpleNamespace(get=get)))
    version = SimpleNamespace(pk=-7, uuid=UUID(int=7))
    assert Limits.of(version) == Limits.from_values(profiles.shipped("pemilu"))
    assert Limits.of(version) is Limits.of(version)
    assert asked == [{"pk": -7, "uuid": UUID(int=7)}]


RULES = tuple(f"R{n:02d}" for n in range(1, 29))
CHECKED = (*RULES[:18], "R24", "R27", "R28")


def test_severities_are_those_of_the_regulations_unless_the_profile_says_otherwise() -> None:
    said = {rule: LIMITS.severity(rule) for rule in CHECKED}
    grave = ("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R13", "R16", "R24")
    assert {rule for rule, level in said.items() if level == "HARD"} == set(grave)
    assert {rule for rule, level in said.items() if level == "LOGIC"} == {"R08", "R09", "R10", "R11", "R15", "R17"}
    assert {rule for rule, level in said.items() if level == "WARN"} == {"R12", "R14", "R18", "R27"}
    assert {rule for rule, level in said.items() if level == "QUARANTINE"} == {"R28"}
    assert set(SEVERITY) == set(CHECKED)
    for regime in ("pemilu", "pilkada"):
        shipped = Limits.from_values(profiles.shipped(regime))
        assert {rule: shipped.severity(rule) for rule in CHECKED} == said
    assert Limits(1, 1, 1, rules={"R14": {"tingkat": "HARD"}}).severity("R14") == "HARD"
    assert Limits(1, 1, 1, rules={"R14": {"tingkat": ""}}).severity("R14") == "WARN"


@pytest.mark.parametrize("rule", RULES)
def test_only_the_arithmetic_is_always_on_and_exact(rule: str) -> None:
    limits = Limits(1, 1, 1, rules={rule: {"aktif": False, "batas": 5}})
    assert limits.is_on(rule) == (rule <= "R07")
    assert LIMITS.is_on(rule)
    assert Limits(1, 1, 1, rules={rule: {}}).is_on(rule)
    tolerant = (*RULES[7:15], "R27")
    assert limits.tolerance(rule) == (5 if rule in tolerant else 0)
    assert Limits(1, 1, 1, rules={rule: {"batas": None}}).tolerance(rule) == 0
    assert Limits(1, 1, 1, rules={rule: {"batas": 1}}).tolerance(rule) == (1 if rule in tolerant else 0)
    assert LIMITS.tolerance(rule) == 0


@pytest.mark.parametrize("record", [Equation("R01", "", (), "=", ()), Result("", "", "", ""), paper("ppwp"), LIMITS])
def test_records_of_the_rules_do_not_change(record: Any) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(record, next(iter(record.__dataclass_fields__)), "lain")
