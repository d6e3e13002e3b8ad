"""`manage.py test`: what reaches pytest, the servers it starts, and that nothing of them stays."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from electcoord.common.management.commands import test as test_command
from electcoord.common.testing import engines, folders, servers, without_settings
from electcoord.common.testing.engines import Outcome, run_pytest, workers

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def no_named_servers(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)


def answers(url):
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname, parts.port)) == 0


def eventually(is_so, seconds=10):
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


@pytest.fixture
def temporary(monkeypatch):
    """The folders that were made."""
    made = []
    real = folders.tempfile.mkdtemp

    def mkdtemp(**keywords):
        made.append(Path(real(**keywords)))
        return str(made[-1])

    monkeypatch.setattr(folders.tempfile, "mkdtemp", mkdtemp)
    return made


def test_its_own_postgresql_serves_a_superuser_and_leaves_nothing(temporary):
    with servers.postgres_url() as url:
        servers.check_postgres(url)
        parts = urlsplit(url)
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE ROLE petugas LOGIN")
            cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_encoding')")
            version, encoding = cursor.fetchone()
            connection.commit()
            assert (version >= 180000, encoding) == (True, "UTF8")
        role_url = f"postgresql://petugas@127.0.0.1:{parts.port}/postgres"
        with pytest.raises(servers.ServerError, match="superuser"):
            servers.check_postgres(role_url)
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(f"postgresql://postgres@127.0.0.1:{parts.port}/postgres", passfile=os.devnull)
        assert all(folder.stat().st_mode & 0o077 == 0 for folder in temporary)
    assert not answers(url)
    assert temporary and not any(folder.exists() for folder in temporary)


def test_its_own_redis_asks_for_the_password_and_leaves_nothing(temporary):
    with servers.redis_url() as url:
        assert redis.Redis.from_url(url).ping()
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=urlsplit(url).port, retry=Retry(NoBackoff(), 0)).ping()
    assert not answers(url)
    assert temporary and not any(folder.exists() for folder in temporary)


def test_a_failure_inside_ends_the_server(temporary):
    with pytest.raises(RuntimeError), servers.redis_url() as url:
        raise RuntimeError
    assert not answers(url)
    assert not any(folder.exists() for folder in temporary)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a process that its parent is gone")
def test_the_server_ends_with_a_process_that_was_killed_and_the_next_run_cleans_up():
    # A prefix of its own: other runs make and remove folders at the same place.
    prefix = f"{folders.PREFIX}{os.getpid()}-"
    script = (
        "import time\nfrom electcoord.common.testing import folders\n"
        "from electcoord.common.testing.servers import redis_url\n"
        f"folders.PREFIX = {prefix!r}\n"
        "with redis_url() as url:\n    print(url, flush=True)\n    time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", script], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    url = holder.stdout.readline().strip()
    (folder,) = folders.reachable_place().glob(f"{prefix}*")
    with folders.private_folder() as other:  # a run beside it leaves it alone
        assert answers(url) and folder.exists()
    holder.kill()
    holder.communicate()
    assert eventually(lambda: not answers(url))
    with folders.private_folder() as other:
        assert other.exists() and not folder.exists()


def test_named_servers_are_used_and_must_answer(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/postgres")
    with pytest.raises(servers.ServerError, match="TEST_DATABASE_URL tidak menjawab"), servers.postgres_url():
        pass
    monkeypatch.setenv("TEST_REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(servers.ServerError, match="TEST_REDIS_URL tidak menjawab"), servers.redis_url():
        pass


def test_a_root_that_cannot_become_another_is_told_the_ways_out(monkeypatch, temporary):
    """As in a container that knows no account but root."""

    def chown(*_arguments, **_keywords):
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(servers.os, "geteuid", lambda: 0)
    monkeypatch.setattr(servers.os, "chown", chown)
    for server in (servers.postgres_url, servers.redis_url):
        with pytest.raises(servers.ServerError, match="pengguna biasa, atau isi TEST_DATABASE_URL"), server():
            pass
    assert not any(folder.exists() for folder in temporary)


def test_a_server_that_does_not_start_is_a_failure_with_its_own_words(monkeypatch, capsys):
    monkeypatch.setitem(servers.POSTGRES_OPTIONS, "max_connections", "banyak")
    with pytest.raises(SystemExit) as ended:
        test_command.Command().run_from_argv(["manage.py", "test", "--engine", "sqlite"])
    assert "max_connections" in str(ended.value.code)


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        ([], ["-n", "2", "--dist", "worksteal"]),
        (["-x", "-k", "sheet", "--no-header"], ["-n", "2", "--dist", "worksteal"]),
        (["-n", "4"], []),
        (["-n0"], []),
        (["--numprocesses=3"], []),
        (["--pdb"], []),
        (["-p", "no:xdist"], []),
    ],
)
def test_two_workers_unless_the_caller_chose(arguments, chosen):
    assert workers(arguments) == chosen


@pytest.fixture
def recorded(monkeypatch):
    """The command without servers and without pytest: SQLite fails, PostgreSQL passes."""
    runs = []

    def run(engine, arguments, *, postgres, redis, again):
        runs.append((engine, arguments, again))
        return Outcome(engine, 1 if engine == "sqlite" else 0, "1 failed, 2 passed", 3.0)

    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://named")
    monkeypatch.setattr(servers, "check_postgres", lambda url: None)
    monkeypatch.setattr(servers.redis.Redis, "ping", lambda self: True)
    monkeypatch.setenv("TEST_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(test_command, "run_pytest", run)
    monkeypatch.setattr(test_command.signal, "signal", lambda *setting: None)
    return runs


def test_a_failing_engine_fails_the_command_and_the_other_still_runs(recorded, capsys):
    with pytest.raises(SystemExit) as ended:
        test_command.Command().run_from_argv(["manage.py", "test"])
    assert ended.value.code == 1
    assert recorded == [("sqlite", [], False), ("postgresql", [], True)]
    closing_lines = capsys.readouterr().out.splitlines()[-2:]
    assert closing_lines == [
        "SQLite      1 failed, 2 passed in 3.0s: GAGAL (kode 1)",
        "PostgreSQL  1 failed, 2 passed in 3.0s: lulus",
    ]


def test_all_arguments_but_the_engine_reach_pytest_as_they_are(recorded):
    arguments = ["-v", "tests/recap", "-k", "not browser", "--settings=x", "-p", "no:cacheprovider", "--eng", "-vv"]
    with pytest.raises(SystemExit) as ended:
        test_command.Command().run_from_argv(["manage.py", "test", *arguments, "--engine=postgresql"])
    assert ended.value.code == 0
    assert recorded == [("postgresql", arguments, False)]


def test_a_run_of_pytest_sees_the_engine_and_no_setting_of_the_machine(monkeypatch, tmp_path):
    for name in ("DEBUG", "REDIS_URL", "SECRET_KEY_FILE", "DATABASE_OWNER_URL"):
        monkeypatch.setenv(name, "milik mesin")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = once\n")
    (tmp_path / "test_seen.py").write_text(
        "import os\n"
        "def test_named():\n"
        "    assert os.environ['DATABASE_URL'].startswith('sqlite:////')\n"
        "    assert os.environ['TEST_POSTGRES_URL'] == 'postgresql://p'\n"
        "    assert os.environ['TEST_REDIS_URL'] == 'redis://r'\n"
        "def test_not_named():\n"
        "    assert not {'DEBUG', 'REDIS_URL', 'SECRET_KEY_FILE', 'DATABASE_OWNER_URL'} & set(os.environ)\n"
        "import pytest\n"
        "@pytest.mark.once\n"
        "def test_failing():\n"
        "    assert False\n"
    )
    arguments = ["-c", str(tmp_path / "pytest.ini"), "-p", "no:django", "-p", "no:xdist", "-q", str(tmp_path)]
    first, second = (
        run_pytest("sqlite", arguments, postgres="postgresql://p", redis="redis://r", again=again)
        for again in (False, True)
    )
    assert (first.code, first.counts) == (1, "1 failed, 2 passed")
    assert (second.code, second.counts) == (0, "2 passed, 1 deselected")


def test_pytest_may_close_before_the_servers_go():
    # A run in the background of a shell inherits an ignored SIGINT.
    script = (
        "import signal, sys, time\nsignal.signal(signal.SIGINT, signal.default_int_handler)\nprint(flush=True)\n"
        "try:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    time.sleep(0.5); sys.exit(7)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True)
    process.stdout.readline()
    previous = signal.signal(signal.SIGALRM, test_command.stop)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(SystemExit):
            engines.wait_for(process)
    finally:
        signal.signal(signal.SIGALRM, previous)
        process.stdout.close()
    assert process.returncode == 7


def test_a_secret_in_a_file_is_a_setting_of_the_machine_too():
    assert without_settings({"SECRET_KEY_FILE": "/x", "REDIS_URL": "y", "PATH": "z"}) == {"PATH": "z"}
