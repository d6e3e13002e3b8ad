"""Twins of one key, the same photo from two phones, two people who move one photo: each counts once."""

from uuid import uuid4

import pytest

from electcoord.common.errors import ConflictError
from electcoord.elections.models import Tps
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from electcoord.papers import actions
from electcoord.papers.ledger_actions import PaperAction
from electcoord.papers.models import Photo, Placement
from tests.cast import TPS_1, TPS_2, Cast
from tests.concurrency.threads import failures, together
from tests.photos import lay, picture

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def sound() -> None:
    broken, _ = verify()
    assert broken is None, broken


@pytest.mark.parametrize("count", [2, 5])
def test_twins_of_one_key_are_one_photo(real_cast: Cast, count: int) -> None:
    contest, tps = real_cast.contest(), Tps.objects.get(election=real_cast.election, code=TPS_1)
    content, key, actor = picture(1), uuid4(), real_cast.actor("operator")

    def send() -> list[Photo]:
        return actions.add_photos(content, contest=contest, tps=tps, page=1, key=key, actor=actor)

    results = together(*[send] * count)
    assert failures(results) == []
    assert len({photo.pk for [photo] in results}) == 1
    assert Photo.objects.count() == Entry.objects.filter(action=PaperAction.ADDED).count() == 1
    sound()


def test_the_same_photo_under_other_keys_counts_once(real_cast: Cast) -> None:
    results = together(*[lambda: lay(real_cast)] * 4)
    assert failures(results) == []
    assert len({photo.pk for photo in results}) == 1
    assert Placement.objects.count() == 1
    sound()


def test_other_photos_at_the_same_moment_are_all_there(real_cast: Cast) -> None:
    results = together(*[lambda seed=seed: lay(real_cast, seed=seed) for seed in range(5)])
    assert failures(results) == []
    assert Photo.objects.count() == 5
    sound()


def test_two_who_move_one_photo_do_not_overwrite_each_other(real_cast: Cast) -> None:
    photo = lay(real_cast)
    contest, actor = real_cast.contest(), real_cast.actor("operator")
    stations = {code: Tps.objects.get(election=real_cast.election, code=code) for code in (TPS_1, TPS_2)}

    def move(code: str, page: int) -> Placement:
        return actions.place_photo(
            photo, contest=contest, tps=stations[code], page=page, turns=0, reason="dua orang sekaligus", actor=actor,
            seen=1,
        )  # fmt: skip

    results = together(lambda: move(TPS_1, 2), lambda: move(TPS_2, 1))
    [refused] = failures(results)
    assert isinstance(refused, ConflictError)
    assert photo.placements.count() == 2
    sound()


def test_a_double_press_turns_once(real_cast: Cast) -> None:
    photo = lay(real_cast)
    key, contest, actor = uuid4(), real_cast.contest(), real_cast.actor("operator")
    tps = Tps.objects.get(election=real_cast.election, code=TPS_1)

    def turn() -> Placement:
        return actions.place_photo(
            photo, contest=contest, tps=tps, page=1, turns=1, reason="", actor=actor, key=key, seen=1
        )

    results = together(turn, turn)
    assert failures(results) == []
    assert len({placement.pk for placement in results}) == 1
    assert photo.placements.count() == 2
    sound()
