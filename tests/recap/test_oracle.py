"""The rules agree with a second implementation by another hand; `python -m tests.proofs.rules` is the long proof."""

from collections import Counter
from copy import deepcopy
from random import Random

import pytest

from tests.oracle.forms import PARTY_KINDS, PEMILU, PILKADA, random_station
from tests.oracle.product import difference
from tests.oracle.rules import OPEN, WRONG, Form, judge_paper, judge_station

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def stations() -> list[list[Form]]:
    """About 3,000 forms."""
    chance = Random(20240214)
    return [random_station(chance) for _ in range(1050)]


def test_two_hands_find_the_same(stations: list[list[Form]]) -> None:
    for station in stations:
        assert difference(station) is None


def test_the_forms_reach_every_rule_and_every_contest(stations: list[list[Form]]) -> None:
    """Else the agreement would say little: each rule is broken, left open where it can be, and kept."""
    forms = [form for station in stations for form in station]
    assert len(forms) >= 2700
    assert {form["jenis"] for form in forms} == {*PEMILU, *PILKADA[0], *PILKADA[1]}
    found: Counter = Counter()
    for station in stations:
        found.update({(rule, status) for form in station for rule, _, status in judge_paper(form)})
        found.update({(rule, status) for _, rule, _, status in judge_station(station)})
    rules = {*(f"R{n:02d}" for n in range(1, 19)), "R24", "R27", "R28"}
    assert {rule for rule, status in found if status == WRONG} == rules
    assert {rule for rule, status in found if status == OPEN} == rules - {"R16", "R24", "R28"}
    assert min(found.values()) > 20
    assert all(count < len(stations) for count in found.values())


def test_a_wrong_verdict_is_seen(stations: list[list[Form]]) -> None:
    """The comparison can fail: papers judged by another number are told apart."""
    station = deepcopy(next(s for s in stations if s[0]["jenis"] in PARTY_KINDS and _is_whole(s[0])))
    assert difference(station) is None
    station[0]["isian"]["suara_total"] += 1

    class Lying(dict):
        def get(self, key: str, default: object = None) -> object:
            return self[key] - 1 if key == "suara_total" else super().get(key, default)

    station[0]["isian"] = Lying(station[0]["isian"])
    assert difference(station) is not None


def _is_whole(form: Form) -> bool:
    return None not in form["isian"].values()
