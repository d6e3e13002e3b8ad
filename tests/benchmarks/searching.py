"""Time of the search with 2,000 TPS of one regency, among the names of as many regions as are asked for.

python -m tests.benchmarks.searching [10000], with DATABASE_URL naming an empty database.
"""

import sys
import time
from itertools import product

from tests.benchmarks import ground

ROUNDS = 30
TEXTS = ("mekar sari 3", "mekar", "s", "mekr sari", "arum", "", "990101 #12", "temuan")
FIRST = ("SUMBER", "MEKAR", "TANJUNG", "MUARA", "BUKIT", "RAWA", "LUBUK", "KARYA", "SIDO", "MARGA", "TIRTA", "WONO")
SECOND = ("JAYA", "SARI", "HARAPAN", "BARU", "MULYO", "REJO", "MAKMUR", "INDAH", "KENCANA", "BAKTI", "AGUNG", "ASRI")


def country(count: int) -> int:
    """Regions of other provinces with ordinary names, as they lie in the table."""
    from electcoord.regions.models import Region, RegionName
    from electcoord.regions.words import index

    names = [f"{one} {two} {number}".strip() for number, one, two in product(("", "I", "II", "III"), FIRST, SECOND)]
    codes = [
        f"{11 + n // 5000:02d}{n % 5000 // 250 + 1:02d}{n % 250 // 16 + 1:02d}2{n % 16 + 1:03d}" for n in range(count)
    ]
    Region.objects.bulk_create(
        Region(code=code, kind="desa", name=names[at % len(names)]) for at, code in enumerate(codes)
    )
    rows = RegionName.objects.bulk_create(
        RegionName(region_id=code, kind="desa", name=names[at % len(names)]) for at, code in enumerate(codes)
    )
    start = time.perf_counter()
    index(rows)
    print(f"{count} nama diindeks dalam {time.perf_counter() - start:.1f} s")
    return Region.objects.count()


def main() -> None:
    ground.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from electcoord.accounts.actions import create_user, give_grant
    from electcoord.accounts.models import Role
    from electcoord.ledger.recording import SYSTEM
    from electcoord.regions.words import named

    settings.ALLOWED_HOSTS = ["testserver"]
    election = ground.regency()
    total = country(int(sys.argv[1]) if sys.argv[1:] else 10_000)
    user = create_user(username="ketua-ukur", name="Ketua", password="ukur-ukur-1234", actor=SYSTEM)
    give_grant(user, role=Role.KETUA_KPU, region=election.kabupaten_id, election=election, actor=SYSTEM)
    client = Client()
    client.force_login(user)
    print(
        f"{ground.engine()}: {total} wilayah, {election.tps.count()} TPS\nteks             kueri   median ms   p95 ms"
    )
    for text in TEXTS:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/cari/", {"q": text, "potongan": 1}).status_code == 200
        queries, times = len(captured), []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            client.get("/cari/", {"q": text, "potongan": 1})
            times.append((time.perf_counter() - start) * 1000)
        print(f"{text!r:15} {queries:6} {ground.percentile(times, 50):11.0f} {ground.percentile(times, 95):8.0f}")
    fast = ground.best(lambda: list(named(["sum", "jay"])[:20]), ROUNDS)
    print(f"dua awal kata di seluruh {total} wilayah: {fast * 1000:.1f} ms")


if __name__ == "__main__":
    main()
