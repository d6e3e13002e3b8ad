"""Five people at one queue: each gets another sheet, and a sheet whose person is gone is free after a minute."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from recap.actions import queue
from recap.models import Draft, Lease, Sheet, SheetVersion, Task
from recap.reading import Reading
from recap.selectors.queue import LEASE, Wish
from tests.cast import TPS_1, Cast
from tests.concurrency.threads import failures, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
FIVE = ("staf", "operator", "sekretariat-hulu", "sekretariat-hulu-2", "pps-sumber")


def taking(cast: Cast, who: str, task: Task = Task.MASUK, wish: Wish | None = None) -> Any:
    return partial(queue.take_next, cast[who], cast.election, task, wish or Wish())


def test_five_people_never_meet_on_one_sheet(real_cast: Cast) -> None:
    for _ in range(3):
        found = together(*(taking(real_cast, who) for who in FIVE))
        assert failures(found) == []
        sheets = [sheet.pk for sheet in found if sheet]
        assert len(sheets) == len(set(sheets))
        assert Lease.objects.count() == len(sheets)
        for sheet in found:
            if sheet:
                Lease.objects.filter(sheet=sheet).delete()


def test_without_the_condition_two_would_meet(real_cast: Cast, monkeypatch: Any) -> None:
    """The race is real: a lease that is taken without looking whose it is goes to several."""
    monkeypatch.setattr(queue, "LEASE", timedelta(seconds=-60))
    monkeypatch.setattr("recap.selectors.queue.LEASE", timedelta(seconds=-60))
    wish = Wish(contest="ppwp", region=TPS_1)
    found = together(*(taking(real_cast, who, wish=wish) for who in FIVE[:4]))
    assert sum(isinstance(sheet, Sheet) for sheet in found) > 1


def test_the_last_sheet_goes_to_one_person(real_cast: Cast) -> None:
    wish = Wish(contest="ppwp", region=TPS_1)
    found = together(*(taking(real_cast, who, wish=wish) for who in FIVE[:4]))
    assert sum(isinstance(sheet, Sheet) for sheet in found) == 1
    assert failures(found) == []


def test_a_silent_person_loses_the_sheet_after_a_minute_and_a_living_one_keeps_it(real_cast: Cast) -> None:
    sheet = real_cast.sheet()
    assert queue.take(sheet, Task.MASUK, real_cast["operator"])
    for seconds, free in ((59, False), (61, True)):
        Lease.objects.update(seen_at=timezone.now() - timedelta(seconds=seconds))
        assert queue.take(sheet, Task.MASUK, real_cast["staf"]) is free
    assert timedelta(seconds=60) == LEASE
    assert not queue.take(sheet, Task.MASUK, real_cast["operator"])


def test_twins_of_a_submit_are_one_entry_with_one_answer(real_cast: Cast) -> None:
    sheet, user, actor = real_cast.sheet(), real_cast["operator"], real_cast.actor("operator")
    draft = queue.open_draft(sheet, user)
    reading = Reading((100, 60), None, {"suara_sah": 160})
    submit = partial(queue.submit_entry, sheet, reading, key=draft.key, user=user, actor=actor)
    found = together(*[submit] * 5)
    assert failures(found) == []
    assert len({version.pk for version in found}) == 1
    assert submit().pk == found[0].pk
    assert SheetVersion.objects.count() == 1
    assert not Draft.objects.exists()


def test_an_entry_whose_lease_went_to_another_is_not_lost(real_cast: Cast) -> None:
    """Both read the paper blind: the one is the first entry, the other the second."""
    sheet = real_cast.sheet()
    keys = {}
    for who in ("operator", "staf"):
        Lease.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
        assert queue.take(sheet, Task.MASUK, real_cast[who])
        keys[who] = queue.open_draft(sheet, real_cast[who]).key
    assert len(set(keys.values())) == 2
    reading = Reading((100, 60), None, {"suara_sah": 160})
    for who in ("operator", "staf"):
        queue.submit_entry(sheet, reading, key=keys[who], user=real_cast[who], actor=real_cast.actor(who))
    assert [version.kind for version in sheet.versions.all()] == ["entri_satu", "entri_dua"]
    assert real_cast.sheet().state == "terverifikasi_awal"


def test_asking_twice_gives_the_same_sheet_and_skipping_another(real_cast: Cast) -> None:
    one = taking(real_cast, "operator")()
    assert taking(real_cast, "operator")() == one
    queue.leave(one, real_cast["operator"])
    two = queue.take_next(real_cast["operator"], real_cast.election, Task.MASUK, Wish(), passed=[one.pk])
    assert two not in (None, one)


def test_second_entries_go_to_others_and_differences_to_a_third(real_cast: Cast) -> None:
    real_cast.enter("operator")
    wish = Wish(region=TPS_1)
    assert taking(real_cast, "operator", Task.KEDUA, wish)() is None
    assert taking(real_cast, "staf", Task.KEDUA, wish)() == real_cast.sheet()
    real_cast.enter("staf", (100, 61))
    queue.leave(real_cast.sheet(), real_cast["staf"])
    assert taking(real_cast, "ketua-hulu", Task.BEDA, wish)() == real_cast.sheet()
    assert taking(real_cast, "ketua-hilir", Task.BEDA)() is None
