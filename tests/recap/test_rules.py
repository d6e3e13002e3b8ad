"""The rules of regulations C.5: each holds, is broken by one vote, and is left open by a blank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.ballot import Ballot, Group, Line
from recap.fields import CODES
from recap.reading import Figure, Reading
from recap.rules.equations import equations_for
from recap.rules.evaluate import BROKEN, INCOMPLETE, Paper, Result, breaks_limit, evaluate, evaluate_tps, limit_of
from recap.rules.limits import Limits

pytestmark = pytest.mark.once

LIMITS = Limits(reserve_permil=20, capacity=300, digits=3)
PAIRS = Ballot((Line("calon_1", "Satu", None, 1), Line("calon_2", "Dua", None, 2)), ())
PARTIES = Ballot(
    (
        Line("partai_1", "Fajar", 1, None),
        Line("caleg_1_1", "Eko", 1, 1),
        Line("caleg_1_2", "Fitri", 1, 2),
        Line("partai_24", "Samudra", 24, None),
    ),
    (Group(1, "Fajar", 0, 3), Group(24, "Samudra", 3, 4)),
)
# A paper on which every rule holds: DPT 250, reserve 5.
GOOD: dict[str, Figure] = {
    "pemilih_dpt_l": 120, "pemilih_dpt_p": 130, "pemilih_dpt_j": 250,
    "pengguna_dpt_l": 100, "pengguna_dpt_p": 110, "pengguna_dpt_j": 210,
    "pengguna_dptb_l": 1, "pengguna_dptb_p": 2, "pengguna_dptb_j": 3,
    "pengguna_dpk_l": 2, "pengguna_dpk_p": 0, "pengguna_dpk_j": 2,
    "pengguna_total_l": 103, "pengguna_total_p": 112, "pengguna_total_j": 215,
    "ss_diterima": 255, "ss_digunakan": 215, "ss_dikembalikan": 1, "ss_tidak_digunakan": 39,
    "disabilitas_l": 1, "disabilitas_p": 0, "disabilitas_j": 1,
    "suara_sah": 210, "suara_tidak_sah": 5, "suara_total": 215,
}  # fmt: skip


def check(
    fields: dict[str, Figure],
    votes: tuple[Figure, ...] = (110, 100),
    row_b: tuple[Figure, ...] | None = None,
    *,
    ballot: Ballot = PAIRS,
    limits: Limits = LIMITS,
    dpt: Figure = 250,
    choice_hash: str = "a",
) -> list[Result]:
    reading = Reading(votes, row_b, fields)
    return evaluate(
        reading, equations_for(ballot), ballot, limits, dpt=dpt, choice_hash=choice_hash, contest_hash="a"
    )  # fmt: skip


def marks(results: list[Result], status: str) -> set[tuple[str, str]]:
    return {(r.rule, r.part) for r in results if r.status == status}


def test_a_good_paper_has_no_findings() -> None:
    assert set(GOOD) == set(CODES)
    assert check(GOOD) == []
    assert check(GOOD, (100, 50, 10, 50), (160, 50), ballot=PARTIES) == []


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"pemilih_dpt_j": 251}, {("R01", "pemilih_dpt"), ("R12", "ss_diterima")}),
        ({"pengguna_dpt_l": 101}, {("R01", "pengguna_dpt"), ("R02", "pengguna_total_l")}),
        ({"pengguna_dptb_p": 3}, {("R01", "pengguna_dptb"), ("R02", "pengguna_total_p")}),
        ({"pengguna_dpk_j": 3}, {("R01", "pengguna_dpk"), ("R02", "pengguna_total_j")}),
        ({"pengguna_total_l": 104}, {("R01", "pengguna_total"), ("R02", "pengguna_total_l")}),
        ({"disabilitas_j": 2}, {("R01", "disabilitas")}),
        ({"ss_tidak_digunakan": 38}, {("R03", "ss_diterima")}),
        ({"ss_dikembalikan": 2}, {("R03", "ss_diterima")}),
        ({"suara_sah": 211}, {("R04", "suara_sah"), ("R07", "suara_total")}),
        ({"suara_tidak_sah": 4}, {("R07", "suara_total")}),
        ({"suara_total": 216}, {("R07", "suara_total"), ("R08", "suara_total"), ("R10", "pengguna_total_j")}),
        ({"ss_digunakan": 216, "ss_tidak_digunakan": 38}, {("R08", "suara_total"), ("R09", "pengguna_total_j")}),
        ({"pengguna_total_j": 214}, {("R01", "pengguna_total"), ("R02", "pengguna_total_j"),
                                     ("R09", "pengguna_total_j"), ("R10", "pengguna_total_j")}),
        ({"pemilih_dpt_l": 99, "pemilih_dpt_p": 151}, {("R11", "pengguna_dpt_l")}),
        ({"ss_diterima": 254, "ss_tidak_digunakan": 38}, {("R12", "ss_diterima")}),
        ({"ss_diterima": 214, "ss_tidak_digunakan": -2}, {("R12", "ss_diterima"), ("R13", "ss_digunakan"),
                                                         ("R13", "pengguna_total_j"), ("R27", "ss_diterima"),
                                                         }),
        ({"pemilih_dpt_l": 170, "pemilih_dpt_p": 131, "pemilih_dpt_j": 301},
         {("R14", "pemilih_dpt_j"), ("R12", "ss_diterima")}),
        ({"disabilitas_l": 104, "disabilitas_p": 113, "disabilitas_j": 217},
         {("R15", "disabilitas_l"), ("R15", "disabilitas_p"), ("R15", "disabilitas_j")}),
        ({"ss_dikembalikan": 41, "ss_tidak_digunakan": -1}, {("R27", "ss_diterima")}),
    ],
)  # fmt: skip
def test_one_wrong_figure_breaks_just_these(changes: dict[str, int], broken: set[tuple[str, str]]) -> None:
    assert marks(check({**GOOD, **changes}), BROKEN) == broken


def test_party_rows_are_checked_against_their_parts() -> None:
    def of(votes: tuple[Figure, ...], row_b: tuple[Figure, ...], **changes: int) -> set[tuple[str, str]]:
        return marks(check({**GOOD, **changes}, votes, row_b, ballot=PARTIES), BROKEN)

    assert of((100, 50, 11, 50), (160, 50)) == {("R05", "partai_sah_1")}
    assert of((100, 50, 10, 50), (160, 51)) == {("R05", "partai_sah_24"), ("R06", "suara_sah")}
    assert ("R06", "suara_sah") in of((100, 50, 10, 50), (160, 50), suara_sah=209)


@pytest.mark.parametrize("code", CODES)
def test_a_blank_operand_leaves_its_rules_open_and_breaks_none(code: str) -> None:
    results = check({**GOOD, code: None})
    assert marks(results, BROKEN) == set()
    assert marks(results, INCOMPLETE)


def test_a_party_only_source_is_incomplete_not_wrong() -> None:
    results = check({"suara_sah": 210}, (None,) * 4, (160, 50), ballot=PARTIES)
    assert marks(results, BROKEN) == set()
    assert ("R05", "partai_sah_1") in marks(results, INCOMPLETE)


def test_the_equation_shows_its_numbers() -> None:
    [found] = check({**GOOD, "suara_tidak_sah": 4})
    assert found.equation == "suara_total = suara_sah + suara_tidak_sah: 215 ≠ 210 + 4 = 214"
    assert "ada isian kosong" in check({**GOOD, "suara_sah": None})[0].equation


def test_digits_and_ballots() -> None:
    results = check({**GOOD, "disabilitas_l": 1000, "disabilitas_j": 1000})
    assert {("R16", "disabilitas_l"), ("R16", "disabilitas_j")} <= marks(results, BROKEN)
    assert marks(check(GOOD, choice_hash="b"), BROKEN) == {("R24", "surat_suara")}


@pytest.mark.parametrize(
    ("fields", "dpt", "bound"),
    [
        ({}, 250, 255),
        ({}, 251, 257),
        ({"ss_diterima": 260}, 250, 260),
        ({"ss_diterima": 100}, 250, 255),
        ({"pemilih_dpt_j": 200}, 250, 255),
        ({"pemilih_dpt_j": 200}, None, 204),
        ({"pemilih_dpt_l": 100, "pemilih_dpt_p": 100}, None, 204),
        ({"pemilih_dpt_l": 100}, None, 306),
        ({"ss_diterima": 90}, None, 90),
        ({}, None, 306),
        ({}, 0, 306),
        ({"ss_diterima": 400}, 0, 306),
    ],
)
def test_the_limit_of_quarantine(fields: dict[str, int], dpt: Figure, bound: int) -> None:
    assert limit_of(Reading((), None, fields), LIMITS, dpt) == bound


@pytest.mark.parametrize("place", ["calon", "row_b", "suara_sah", "suara_tidak_sah", "suara_total"])
def test_any_vote_figure_above_the_limit_goes_to_quarantine(place: str) -> None:
    def reading(value: int) -> Reading:
        votes, row_b, fields = [1, 1, 1, 1], [3, 1], {}
        if place == "calon":
            votes[2] = value
        elif place == "row_b":
            row_b[1] = value
        else:
            fields[place] = value
        return Reading(tuple(votes), tuple(row_b), fields)

    assert not breaks_limit(reading(255), LIMITS, 250)
    assert breaks_limit(reading(256), LIMITS, 250)
    results = evaluate(reading(256), (), PARTIES, LIMITS, dpt=250, choice_hash="a", contest_hash="a")
    assert {r.rule for r in results} == {"R28"}


def test_switches_of_the_profile_do_not_reach_the_arithmetic() -> None:
    off = {f"R{n:02d}": {"aktif": False, "tingkat": "WARN"} for n in range(1, 29)}
    limits = Limits(20, 300, 3, rules=off)
    wrong = {**GOOD, "pemilih_dpt_j": 999, "ss_diterima": 9, "suara_sah": 9, "suara_total": 7}
    assert {r.rule for r in check(wrong, limits=limits)} <= {f"R{n:02d}" for n in range(1, 8)}
    assert {"R01", "R03", "R04", "R07"} <= {r.rule for r in check(wrong, limits=limits)}
    assert not breaks_limit(Reading((9000,), None, {}), limits, 10)


@pytest.mark.parametrize(
    ("rule", "field", "at", "sentence"),
    [
        ("R08", "suara_total", 218, "suara_total = ss_digunakan (toleransi 3): 219 ≠ 215"),
        ("R08", "suara_total", 212, "suara_total = ss_digunakan (toleransi 3): 211 ≠ 215"),
        ("R11", "pengguna_dpt_l", 123, "pengguna_dpt_l <= pemilih_dpt_l (toleransi 3): 124 > 120"),
        ("R12", "ss_diterima", 258, "ss_diterima = pemilih_dpt_j + cadangan:pemilih_dpt_j (toleransi 3): "
                                    "259 ≠ 250 + 5 = 255"),
        ("R14", "pemilih_dpt_j", 303, "pemilih_dpt_j <= profil:kapasitas_tps (toleransi 3): 304 > 300"),
        ("R15", "disabilitas_p", 115, "disabilitas_p <= pengguna_total_p (toleransi 3): 116 > 112"),
        ("R27", "ss_dikembalikan", 43, "pengguna_dptb_j + pengguna_dpk_j + ss_dikembalikan <= "
                                       "ss_diterima - pengguna_dpt_j (toleransi 3): 3 + 2 + 44 = 49 > 255 - 210 = 45"),
    ],
)  # fmt: skip
def test_a_tolerance_of_the_profile_is_kept_to_the_last_ballot(rule: str, field: str, at: int, sentence: str) -> None:
    limits = Limits(20, 300, 3, rules={rule: {"batas": 3}})
    beyond = at + (1 if at > GOOD[field] else -1)
    assert rule in {r.rule for r in check({**GOOD, field: at}, limits=LIMITS)}
    assert rule not in {r.rule for r in check({**GOOD, field: at}, limits=limits)}
    assert sentence in {r.equation for r in check({**GOOD, field: beyond}, limits=limits)}
    [blank] = [r for r in check({**GOOD, field: None}, limits=limits) if r.rule == rule]
    assert blank.equation.endswith("(toleransi 3): ada isian kosong")
    assert "toleransi" not in str(check({**GOOD, field: beyond}, limits=Limits(20, 300, 3, rules={rule: {"batas": 0}})))


def test_the_arithmetic_and_the_limits_know_no_tolerance() -> None:
    wide = Limits(20, 300, 3, rules={f"R{n:02d}": {"batas": 9999} for n in range(1, 29)})
    wrong = {**GOOD, **dict.fromkeys(("pemilih_dpt_j", "pengguna_total_j", "suara_sah"), 9999), "ss_diterima": 9000}
    found = {r.rule for r in check({**wrong, "suara_total": 9998}, (9999, 1), limits=wide)}
    assert found == {"R01", "R02", "R03", "R04", "R07", "R16", "R28"}


@pytest.mark.parametrize(("rounding", "reserve"), [("atas", 6), ("terdekat", 5), ("bawah", 5)])
def test_the_reserve_is_rounded_as_the_profile_says(rounding: str, reserve: int) -> None:
    assert Limits(20, 300, 3, rounding).reserve(251) == reserve
    assert Limits(20, 300, 3, rounding).reserve(250) == 5
    # Kotawaringin Timur, Pilkada: 2.5 percent of each TPS, rounded up.
    assert Limits(25, 600, 3).reserve(201) == 6


def paper(kind: str, **fields: Figure) -> Paper:
    return Paper(kind, kind, Reading((), None, fields))


def test_the_papers_of_a_tps_agree_on_the_dpt() -> None:
    papers = [paper("ppwp", pemilih_dpt_j=250), paper("dpr", pemilih_dpt_j=251), paper("dpd", pemilih_dpt_j=250)]
    found = evaluate_tps(papers, LIMITS)
    assert [(r.rule, r.part, r.equation) for r in found["dpr"] if r.status == BROKEN] == [
        ("R17", "pemilih_dpt_j", "pemilih_dpt_j = pemilih_dpt_j ppwp: 251 ≠ 250")
    ]
    assert found["ppwp"] == found["dpd"] == []


def test_a_blank_beside_a_figure_is_incomplete() -> None:
    found = evaluate_tps([paper("ppwp", disabilitas_l=1), paper("dpd")], LIMITS)
    assert {(r.rule, r.part, r.status) for r in found["dpd"]} == {("R18", "disabilitas_l", INCOMPLETE)}


@pytest.mark.parametrize(
    ("upper", "lower", "is_broken"),
    [("ppwp", "dpd", True), ("dpd", "dpr", True), ("dpr", "dprd_kab", True), ("dpr", "dprd_prov", False),
     ("dprd_prov", "dpr", False), ("dpd", "ppwp", False), ("pilgub", "pilbup", True), ("pilgub", "pilwako", True)],
)  # fmt: skip
def test_moved_voters_get_fewer_ballots(upper: str, lower: str, is_broken: bool) -> None:
    papers = [paper(upper, pengguna_dptb_j=2), paper(lower, pengguna_dptb_j=3)]
    found = evaluate_tps(papers, LIMITS)
    broken = {(r.rule, r.part) for r in found[lower] if r.status == BROKEN}
    assert broken == ({("R18", f"pengguna_dptb_j {upper}")} if is_broken else set())
    assert evaluate_tps([paper(upper, pengguna_dptb_j=3), paper(lower, pengguna_dptb_j=3)], LIMITS)[lower] == []


@pytest.mark.parametrize(
    ("dpr", "prov", "kab", "sentence"),
    [(5, 2, 4, None), (2, 5, 5, None), (5, 2, 6, "pengguna_dptb_j <= pengguna_dptb_j dpr atau dprd_prov: 6 > 5"),
     (None, 5, 4, "pengguna_dptb_j <= pengguna_dptb_j dpr atau dprd_prov: ada isian kosong"),
     (5, 5, None, "pengguna_dptb_j <= pengguna_dptb_j dpr atau dprd_prov: ada isian kosong"), (None, None, None, None)],
)  # fmt: skip
def test_of_contests_without_an_order_the_larger_counts(
    dpr: Figure, prov: Figure, kab: Figure, sentence: str | None
) -> None:
    papers = [paper("dpr", pengguna_dptb_j=dpr), paper("dprd_prov", pengguna_dptb_j=prov)]
    found = evaluate_tps([*papers, paper("dprd_kab", pengguna_dptb_j=kab)], LIMITS)
    assert [r.equation for r in found["dprd_kab"]] == ([sentence] if sentence else [])
    assert {r.part for r in found["dprd_kab"]} <= {"pengguna_dptb_j dpr/dprd_prov"}
    assert found["dpr"] == found["dprd_prov"] == []


def test_a_contest_without_a_paper_leaves_its_neighbours_side_by_side() -> None:
    papers = [paper("ppwp", pengguna_dptb_j=2), paper("dprd_prov", pengguna_dptb_j=3)]
    [found] = evaluate_tps(papers, LIMITS)["dprd_prov"]
    assert (found.part, found.equation) == ("pengguna_dptb_j ppwp", "pengguna_dptb_j <= pengguna_dptb_j ppwp: 3 > 2")


FIGURE = st.one_of(st.none(), st.integers(0, 400))


@given(st.tuples(FIGURE, FIGURE), FIGURE, FIGURE, FIGURE)
def test_arithmetic_agrees_with_plain_sums(votes: tuple, valid: Figure, invalid: Figure, total: Figure) -> None:
    """Any paper at all: broken exactly where plain arithmetic says so, open exactly where a blank takes part."""
    fields = {"suara_sah": valid, "suara_tidak_sah": invalid, "suara_total": total}
    results = check(fields, votes)
    known4, known7 = None not in (*votes, valid), None not in (valid, invalid, total)
    assert (("R04", "suara_sah") in marks(results, BROKEN)) == (known4 and sum(votes) != valid)
    assert (("R04", "suara_sah") in marks(results, INCOMPLETE)) == (not known4)
    assert (("R07", "suara_total") in marks(results, BROKEN)) == (known7 and valid + invalid != total)
