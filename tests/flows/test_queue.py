"""The real queue: Redis, a Celery worker and the sweep, each of which may die at any moment."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import redis
from django.db import connection

from tests.cast import TPS_1, TPS_2
from tests.processes import ROOT, counted, enter, environment, own_database, succeeds

pytestmark = pytest.mark.slow


@pytest.fixture
def broker() -> Iterator[str]:
    """The Redis of the tests, empty before and after."""
    url = os.environ.get("TEST_REDIS_URL")
    if not url:
        pytest.skip("butuh Redis: TEST_REDIS_URL=redis://host:port/nomor")
    with closing(redis.Redis.from_url(url)) as client:
        client.flushdb()
        yield url
        client.flushdb()


def becomes(url: str, count: int, seconds: float) -> float | None:
    """The seconds until the total counts so many TPS; None where it does not."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if counted(url) == count:
            return time.monotonic() - started
        time.sleep(0.1)
    return None


@contextmanager
def celery(url: str, broker: str, folder: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`celery …` in a process group of its own, killed at the end if it still runs."""
    log = folder / f"{arguments[0]}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "electcoord.celery:app", *arguments], cwd=ROOT, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True, env=environment(DATABASE_URL=url, REDIS_URL=broker),
        )  # fmt: skip
    try:
        yield process
    except AssertionError as error:
        raise AssertionError(f"{error}\n{log.read_text()[-3000:]}") from error
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """kill -9 of the whole group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def ready(folder: Path) -> None:
    """Waits until the worker says that it is."""
    started = time.monotonic()
    while " ready." not in (folder / "worker.log").read_text():
        assert time.monotonic() - started < 30, "the worker does not start"
        time.sleep(0.1)


WORKER = ("worker", "-c", "2", "--without-gossip", "--without-mingle", "-l", "INFO")


def test_totals_follow_whatever_dies(broker: str, tmp_path: Path) -> None:
    with own_database(connection.vendor, tmp_path) as url:
        with celery(url, broker, tmp_path, *WORKER) as worker:
            # The hint alone brings it: there is no beat here.
            enter(url, TPS_1, (10, 1), REDIS_URL=broker)
            assert becomes(url, 1, 25) is not None, "the first total never came"
            enter(url, TPS_2, (20, 2), REDIS_URL=broker)
            took = becomes(url, 2, 10)
            assert took is not None
            assert took < 5
            kill(worker)
        enter(url, "9901012002001", (30, 3), REDIS_URL=broker)
        assert becomes(url, 3, 1) is None, "nobody counts while the worker is dead"
        with celery(url, broker, tmp_path, *WORKER) as worker:
            assert becomes(url, 3, 25) is not None, "the message waited in Redis"
            kill(worker)
        enter(url, "9901022001001", (40, 4), REDIS_URL=broker)
        with closing(redis.Redis.from_url(broker)) as client:
            client.flushdb()
        (tmp_path / "worker.log").unlink()
        with celery(url, broker, tmp_path, *WORKER):
            ready(tmp_path)
            assert becomes(url, 4, 2) is None, "the message is gone for good"
            with celery(url, broker, tmp_path, "beat", "-s", str(tmp_path / "beat"), "--pidfile="):
                assert becomes(url, 4, 25) is not None, "the sweep finds it"
        assert "Semua jumlah mutakhir" in succeeds("aggregate_recap", "--full", DATABASE_URL=url)
        assert "Utuh" in succeeds("verify_ledger", DATABASE_URL=url)
