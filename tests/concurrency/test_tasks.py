"""Tasks may run once, three times, in any order, late or never; and the broker may be gone."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from electcoord.celery import app
from electcoord.ledger.verification import verify
from recap import aggregate, tasks
from recap.actions import release_quarantine
from recap.models import Check, Finding, SheetVersion, Total
from tests.cast import TPS_2, Cast
from tests.processes import counted, enter, own_database, succeeds

Call = tuple[str, tuple[Any, ...]]
TASKS = sorted(name for name in app.tasks if not name.startswith("celery."))


def calls(cast: Cast) -> dict[str, list[tuple[Any, ...]]]:
    """Every task of the code base with the arguments it is sent with."""
    contests = [c.pk for c in cast.election.contests.all()]
    return {
        "recap.tasks.refresh": [(pk, code) for pk in contests for code in ("990101", "990102")],
        "recap.tasks.reflag": [(cast.election.pk,)],
        "recap.tasks.refresh_election": [(cast.election.pk,)],
        "recap.tasks.sweep": [()],
        "recap.tasks.compare": [()],
        "electcoord.outbox.tasks.send": [()],
        "electcoord.outbox.tasks.remind": [()],
    }


def test_every_task_is_listed_here(cast: Cast) -> None:
    app.loader.import_default_modules()
    assert sorted(name for name in app.tasks if not name.startswith("celery.")) == sorted(calls(cast))


def state() -> list[Any]:
    """Everything that tasks write, without keys and times."""
    totals = [
        {k: v for k, v in row.items() if k not in ("id", "computed_at")}
        for row in Total.objects.order_by("contest", "series", "level", "region_code").values()
    ]
    findings = list(Finding.objects.order_by("sheet", "rule", "part").values_list("sheet", "rule", "part", "equation"))
    checks = list(Check.objects.order_by("sheet").values_list("sheet", "version", "profile", "incomplete"))
    return [totals, findings, checks]


@pytest.fixture
def quiet(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Hints are not sent; what was entered waits."""
    monkeypatch.setattr(tasks, "hint", lambda *args: None)
    return cast


def enter_some(cast: Cast, part: int) -> None:
    if part == 1:
        cast.enter("operator", (100, 60))
        cast.enter("staf", (90, None), suara_sah=1)
        cast.enter("operator", (900, 1), code=TPS_2)
    else:
        release_quarantine(cast.sheet(TPS_2), reason="sudah dilihat kertasnya", actor=cast.actor("ketua"))
        cast.enter("sekretariat-hilir", (3, 4), code="9901022001001")


def send(call: Call) -> None:
    name, arguments = call
    app.tasks[name].apply(arguments, throw=True)


def _once(todo: list[Call], random: Random) -> Iterator[Call]:
    yield from todo


def _thrice_shuffled(todo: list[Call], random: Random) -> Iterator[Call]:
    yield from random.sample(todo * 3, k=len(todo) * 3)


def _never(todo: list[Call], random: Random) -> Iterator[Call]:
    yield ("recap.tasks.sweep", ())


def _half(todo: list[Call], random: Random) -> Iterator[Call]:
    yield from random.sample(todo, k=len(todo) // 2)
    yield ("recap.tasks.sweep", ())


WAYS = [_once, _thrice_shuffled, _never, _half]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_however_tasks_run_the_end_is_the_same(quiet: Cast, way: Callable) -> None:
    todo = [(name, arguments) for name, several in calls(quiet).items() for arguments in several]
    for part in (1, 2):
        enter_some(quiet, part)
        for seed in (1, 2) if way is _thrice_shuffled else (1,):
            for call in way(todo, Random(seed)):
                send(call)
        ended = state()
        assert aggregate.stale(election_id=quiet.election.pk) == {}
        # As computed from nothing.
        Total.objects.all().delete()
        Finding.objects.all().delete()
        Check.objects.all().delete()
        aggregate.refresh_full(quiet.election)
        aggregate.refresh_full(quiet.other)
        full = state()
        elsewhere = {c.pk for c in quiet.other.contests.all()}
        for rows in (ended, full):
            rows[0] = [row for row in rows[0] if row["contest_id"] not in elsewhere]
        assert ended == full


@pytest.mark.parametrize("name", TASKS)
def test_each_task_alone_three_times(quiet: Cast, name: str) -> None:
    enter_some(quiet, 1)
    once: list[Any] = []
    for _ in range(3):
        for arguments in calls(quiet)[name]:
            send((name, arguments))
        once.append(state())
    assert once[0] == once[1] == once[2]


def test_a_task_that_comes_late_changes_nothing(quiet: Cast) -> None:
    enter_some(quiet, 1)
    enter_some(quiet, 2)
    tasks.sweep()
    before = state()
    for arguments in calls(quiet)["recap.tasks.refresh"]:
        tasks.refresh(*arguments)
    assert state() == before


def test_a_task_for_what_is_gone_ends_quietly(quiet: Cast) -> None:
    tasks.refresh(10**9, "990101")
    tasks.refresh(quiet.contest().pk, "000000")


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_hint_runs_after_the_commit(real_cast: Cast) -> None:
    with override_settings(REDIS_URL=""):
        real_cast.enter("operator", (7, 8))
    total = Total.objects.get(contest=real_cast.contest(), level="kabupaten", series="reported")
    assert (total.tps_in, total.votes) == (1, [7, 8])


@pytest.mark.django_db(transaction=True)
def test_a_task_that_fails_does_not_break_the_deed(real_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("disk penuh")

    with monkeypatch.context() as patch:
        patch.setattr(aggregate, "refresh_stale", fail)
        real_cast.enter("operator", (7, 8))
    assert SheetVersion.objects.count() == 1
    assert aggregate.stale(contest_id=real_cast.contest().pk)
    tasks.sweep()
    assert not aggregate.stale(contest_id=real_cast.contest().pk)
    assert verify()[0] is None


@pytest.fixture
def silent_server() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        yield server.getsockname()[1]


@pytest.mark.slow
@pytest.mark.once
def test_a_broker_that_is_gone_costs_a_moment_not_the_deed(tmp_path: Path, silent_server: int) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    with own_database(connection.vendor, tmp_path) as url:
        for number, port in enumerate((closed, silent_server), start=1):
            broker = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
            took = enter(url, f"990101100100{number}", (number, 1), **broker)
            assert took < 3, f"port {port}: {took:.1f} s"
            assert counted(url) == number - 1
            succeeds("aggregate_recap", DATABASE_URL=url, **broker)
            assert counted(url) == number
        assert "Utuh" in succeeds("verify_ledger", DATABASE_URL=url)
