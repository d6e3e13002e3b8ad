"""A scratch database with a large SIMULASI regency, on the engine that DATABASE_URL names."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def setup() -> None:
    """Django on the scratch database; refuses one that holds anything."""
    if "DATABASE_URL" not in os.environ:
        sys.exit("Sebut basis data kosong untuk mengukur: DATABASE_URL=sqlite:////tmp/ukur.sqlite3 atau postgresql://…")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electcoord.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    # As on a server: a development process keeps the text of every statement.
    settings.DEBUG = False

    call_command("migrate", verbosity=0)


def regency(tps: int = 2000, calon: int = 13):
    """300 desa, five Pemilu contests, about 550 choices on a TPS's five ballots."""
    from electcoord.elections import demo

    return demo.load(demo.Size(tps=tps, pilkada=0, calon=calon))


def fill(election, kinds: Sequence[str] = ("first",), limit: int | None = None) -> int:
    """Every paper read (once or twice), through the action that imports use; returns how many were written."""
    from django.db import transaction

    from recap.actions.sheets import Context, Item, store_entries
    from recap.ballot import ballot_of
    from recap.demo import reading_for
    from recap.management.commands.import_chasil import ACCOUNTS, import_account
    from recap.models import Sheet, Source

    done = 0
    for contest in election.contests.select_related("election__profile"):
        context = Context.of(contest)
        for code in sorted(set(Sheet.objects.filter(contest=contest).values_list("kecamatan_code", flat=True))):
            for kind_name in kinds:
                username, kind = ACCOUNTS[kind_name]
                actor = import_account(username, election)
                sheets = Sheet.objects.filter(contest=contest, kecamatan_code=code).select_related("tps")
                items = [Item(s.pk, reading_for(s, contest, ballot_of(context.contest), kind)) for s in sheets]
                if limit is not None:
                    items = items[: max(0, limit - done)]
                with transaction.atomic():
                    store_entries(context, code, items, kind=kind, source=Source.BERKAS, actor=actor)
                done += len(items)
    return done


@contextmanager
def without_hints() -> Iterator[None]:
    """As with a broker: the recomputation is not part of the deed's own time."""
    from recap.tasks import hints_held

    with hints_held():
        yield


def best(call, repeat: int = 5) -> float:
    """The shortest of some runs, in seconds."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def percentile(times: Sequence[float], share: int) -> float:
    """The value below which `share` percent of the times lie."""
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]


def engine() -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def measure(client, pages: dict[str, str], rounds: int) -> None:
    """Prints queries, the web process' own work, and server times of each page; every one must answer 200."""
    import time

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    wide = max(22, *(len(name) for name in pages))
    print(f"{'halaman':{wide}}  kueri  prosesor ms  min ms   median ms   p95 ms       kB")
    for name, url in pages.items():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200, (name, response.status_code)
        queries, size, times, work = len(captured), len(response.getvalue()), [], []
        for _ in range(rounds):
            start, busy = time.perf_counter(), time.process_time()
            client.get(url).getvalue()
            times.append((time.perf_counter() - start) * 1000)
            work.append((time.process_time() - busy) * 1000)
        median, high, own = percentile(times, 50), percentile(times, 95), percentile(work, 50)
        print(
            f"{name:{wide}} {queries:6} {own:12.0f} {min(times):7.0f} {median:11.0f} {high:8.0f} {size / 1000:8.0f}",
            flush=True,
        )
