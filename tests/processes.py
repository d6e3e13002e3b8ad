"""The real commands in processes of their own, as an office runs them, on databases of their own."""

import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.packages import write_package

ROOT = Path(__file__).resolve().parent.parent
# What a machine or the test run may have set, and no process here may inherit.
OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "DEBUG",
    "SECRET_KEY",
    "DJANGO_SETTINGS_MODULE",
    "ALLOWED_HOSTS",
)
CHASIL = """kode_tps,suara_sah,suara_tidak_sah,suara_total,calon_1,calon_2
9901011001001,160,4,164,100,60
9901012002001,80,1,81,30,50
9901022001001,90,2,92,45,45
"""


def environment(**values: str) -> dict[str, str]:
    """The environment of a process with only these settings."""
    return {**{k: v for k, v in os.environ.items() if k not in OURS and not k.endswith("_FILE")}, **values}


def manage(*arguments: str, **values: str) -> "subprocess.CompletedProcess[str]":
    """`manage.py arguments` in its own process; output is text, the exit code is the caller's to judge."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment(**values), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def succeeds(*arguments: str, **values: str) -> str:
    """As `manage`, but it must end with 0; returns what it printed."""
    done = manage(*arguments, **values)
    assert done.returncode == 0, f"manage.py {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


def superuser_url() -> str:
    """A PostgreSQL superuser's URL, or the test is skipped."""
    url = os.environ.get("TEST_POSTGRES_URL") or os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("butuh PostgreSQL: TEST_POSTGRES_URL=postgresql://superuser@host:port/postgres")
    return url


def with_parts(url: str, *, user: str = "", password: str = "", name: str) -> str:
    """The URL of another role or database on the same server."""
    parts = urlsplit(url)
    who = f"{user}:{password}@" if user else f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return parts._replace(netloc=f"{who}{parts.netloc.rpartition('@')[2]}", path=f"/{name}").geturl()


def run_sql(url: str, *statements: str) -> None:
    """Statements outside a transaction (databases and roles)."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def own_database(vendor: str, folder: Path) -> Iterator[str]:
    """A fresh, migrated database of its own on the engine of this run, with the small package in it."""
    with nullcontext(f"sqlite:///{folder / 'sendiri.sqlite3'}") if vendor == "sqlite" else postgres_database() as url:
        succeeds("migrate", "-v", "0", DATABASE_URL=url)
        succeeds("import_election", str(write_package(folder / "paket")), "--election", "talang", DATABASE_URL=url)
        yield url


def enter(url: str, tps_code: str, votes: tuple[int, int], **values: str) -> float:
    """A first entry of the president's paper through the action, in a process of its own; returns its seconds."""
    return float(
        succeeds("shell", "-v", "0", "-c", ENTER.format(tps=tps_code, votes=votes), DATABASE_URL=url, **values)
    )


ENTER = """
import time
from uuid import uuid4
from electcoord.ledger.recording import Actor
from recap.actions import enter_reading
from recap.models import Sheet
from recap.reading import Reading
sheet = Sheet.objects.get(tps_code="{tps}", contest__key="ppwp")
started = time.monotonic()
enter_reading(sheet, Reading({votes}), key=uuid4(), actor=Actor(str(uuid4()), "operator_sirekap"))
print(time.monotonic() - started)
"""


@contextmanager
def postgres_database() -> Iterator[str]:
    """A fresh database of the superuser, gone afterwards."""
    url, name = superuser_url(), f"ec_uji_{uuid.uuid4().hex[:10]}"
    run_sql(url, f"CREATE DATABASE {name}")
    try:
        yield with_parts(url, name=name)
    finally:
        run_sql(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


COUNTED = """SELECT t.tps_in FROM recap_total t JOIN elections_contest c ON c.id = t.contest_id
         WHERE c.key = 'ppwp' AND t.level = 'kabupaten' AND t.series = 'reported'"""


def counted(url: str) -> int:
    """TPS in the kabupaten total, straight from the database."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            rows = database.execute(COUNTED).fetchall()
    else:
        with closing(psycopg2.connect(url)) as database, database.cursor() as cursor:
            cursor.execute(COUNTED)
            rows = cursor.fetchall()
    return rows[0][0] if rows else 0
