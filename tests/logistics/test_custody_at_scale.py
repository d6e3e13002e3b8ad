"""Thousands of passings in any order leave every box with one holder (reliability J1)."""

import pytest

from logistics.models import Container
from tests.cast import Cast
from tests.proofs import custody


@pytest.mark.parametrize("seed", [1, 2])
def test_telephones_that_send_late_and_twice_lose_no_box(cast: Cast, seed: int) -> None:
    custody.fill(cast.election, 2500 // (6 * cast.election.tps.count()) + 1)
    found = custody.events(cast.election, 30, seed)
    custody.play(found)
    assert custody.faults(cast.election) == []
    assert 6 * Container.objects.count() >= 2500


def test_a_statement_that_never_comes_is_noticed(cast: Cast) -> None:
    """The proof itself can fail."""
    custody.fill(cast.election, 2)
    found = custody.events(cast.election, 30, 1)
    gone = found[0].statement
    custody.play([event for event in found if (event.statement.uuid, event.statement.side) != (gone.uuid, gone.side)])
    assert custody.faults(cast.election)
