"""What the browser is given of the rules: the server's table as plain data, down to the last box."""

import json

import pytest

from electcoord.elections.models import Contest
from recap.ballot import Ballot, Group, Line
from recap.fields import CODES
from recap.rules.browser import browser_rules
from recap.rules.equations import equations_for
from recap.rules.limits import Limits

pytestmark = pytest.mark.once

LIMITS = Limits(20, 300, 3, rules={"R08": {"tingkat": "WARN", "batas": 2}, "R14": {"aktif": False}})
PERSONS = Ballot((Line("calon_1", "", None, 1), Line("calon_2", "", None, 2)), ())
PARTIES = Ballot(
    (Line("partai_3", "", 3, None), Line("caleg_3_1", "", 3, 1), Line("partai_24", "", 24, None)),
    (Group(3, "", 0, 2), Group(24, "", 2, 3)),
)


def rules(ballot: Ballot = PERSONS, limits: Limits = LIMITS, dpt: int | None = 250) -> dict:
    return json.loads(json.dumps(browser_rules(Contest(key="dpr_1"), ballot, limits, dpt)))


def line(rule: str, ballot: Ballot = PERSONS, at: int = 0) -> dict:
    return [e for e in rules(ballot)["equations"] if e["rule"] == rule][at]


def cells(*codes: str) -> list[dict]:
    return [{"cell": code} for code in codes]


@pytest.mark.parametrize("ballot", [PERSONS, PARTIES], ids=["persons", "parties"])
def test_the_lines_are_the_servers_in_its_order(ballot: Ballot) -> None:
    expected = [(e.rule, e.part, e.op) for e in equations_for(ballot) if e.rule != "R14"]
    assert [(e["rule"], e["part"], e["op"]) for e in rules(ballot)["equations"]] == expected


def test_a_line_says_all_that_the_page_shows() -> None:
    assert line("R08") == {
        "rule": "R08", "part": "suara_total", "label": "", "severity": "WARN", "op": "=", "tolerance": 2,
        "title": "Jumlah suara berbeda dari surat suara digunakan",
        "code": "suara_total = ss_digunakan (toleransi 2)", "names": "sah dan tidak sah = digunakan (toleransi 2)",
        "left": cells("suara_total"), "right": cells("ss_digunakan"),
    }  # fmt: skip
    assert line("R01")["label"] == "pemilih DPT"
    assert (line("R01")["severity"], line("R01")["tolerance"]) == ("HARD", 0)


def test_terms_are_taken_apart_to_their_boxes() -> None:
    assert line("R04")["right"] == cells("calon_1", "calon_2")
    assert line("R05", PARTIES)["right"] == cells("partai_3", "caleg_3_1")
    assert line("R05", PARTIES, 1)["left"] == cells("partai_sah_24")
    assert line("R05", PARTIES, 1)["right"] == cells("partai_24")
    assert line("R06", PARTIES)["right"] == cells("partai_sah_3", "partai_sah_24")
    assert line("R12")["right"] == [{"cell": "pemilih_dpt_j"}, {"reserve": "pemilih_dpt_j"}]
    assert line("R27")["right"] == [{"cell": "ss_diterima"}, {"cell": "pengguna_dpt_j", "minus": True}]
    [capacity] = [e for e in rules(limits=Limits(20, 600, 3))["equations"] if e["rule"] == "R14"]
    assert capacity["right"] == [{"number": 600}]


def test_boxes_and_the_bound_travel_with_their_words() -> None:
    told = rules(PARTIES)
    assert told["contest"] == "dpr_1"
    assert told["reserve"] == {"permil": 20, "plus": 999}
    digits, bound = told["digits"], told["bound"]
    votes = ["partai_3", "caleg_3_1", "partai_24", "partai_sah_3", "partai_sah_24"]
    assert [c["code"] for c in digits["cells"]] == [*CODES, *votes]
    assert [c["code"] for c in bound["cells"]] == [*votes, "suara_sah", "suara_tidak_sah", "suara_total"]
    assert digits["cells"][-5] == {"code": "partai_3", "word": "partai 3 (A.1)", "label": "partai 3 (A.1)"}
    assert bound["cells"][-1] == {
        "code": "suara_total", "word": "sah dan tidak sah", "label": "Jumlah seluruh suara sah dan suara tidak sah",
    }  # fmt: skip
    assert {key: digits[key] for key in ("rule", "severity", "title", "top")} == {
        "rule": "R16", "severity": "HARD", "title": "Angka lebih panjang daripada kotaknya", "top": 999,
    }  # fmt: skip
    assert (bound["rule"], bound["severity"], bound["dpt"], bound["capacity"]) == ("R28", "QUARANTINE", 250, 300)
    assert rules(dpt=None)["bound"]["dpt"] is None
    assert rules(limits=Limits(25, 600, 2, "terdekat"))["reserve"] == {"permil": 25, "plus": 500}


@pytest.mark.parametrize(("rule", "key"), [("R16", "digits"), ("R28", "bound")])
def test_a_limit_that_is_off_is_left_out(rule: str, key: str) -> None:
    told = rules(limits=Limits(20, 300, 3, rules={rule: {"aktif": False}}))
    assert [told[k] is None for k in ("digits", "bound")] == [key == "digits", key == "bound"]
