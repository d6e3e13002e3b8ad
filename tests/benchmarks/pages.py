"""Queries and server time of the pages of the drill-down with about 2,000 TPS loaded.

python -m tests.benchmarks.pages, with DATABASE_URL naming an empty database.
"""

import time

from tests.benchmarks import ground

ROUNDS = 30


def main() -> None:
    ground.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from electcoord.accounts import demo
    from recap import aggregate
    from recap.models import SheetVersion

    settings.ALLOWED_HOSTS = ["testserver"]
    election = ground.regency()
    if not SheetVersion.objects.exists():
        with ground.without_hints():
            ground.fill(election, kinds=("first", "second"))
    aggregate.refresh_stale(election_id=election.pk)
    demo.seed()
    from electcoord.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username="ketua"))
    tps = election.tps.order_by("code")[40]
    pages = {"Beranda": reverse("office:home"), "pemilu": reverse("recap:election", args=[election.slug])}
    for key in ("ppwp", "dpd", "dpr"):
        for code in (election.kabupaten_id, tps.code[:6], tps.code[:10]):
            pages[f"{key} {code}"] = reverse("recap:region", args=[election.slug, key, code])
    draw(election)
    for key in ("ppwp", "dpr"):
        region = reverse("recap:region", args=[election.slug, key, election.kabupaten_id])
        pages[f"{key} peta kecamatan"] = f"{region}peta/?warna=hasil"
        pages[f"{key} peta desa"] = f"{region}peta/?warna=hasil&batas=desa"
        pages[f"{key} urut, cari"] = f"{region}?urut=-suara_sah&cari=a"
        pages[f"{key} unduh.csv"] = f"{region}unduh.csv"
        pages[f"{key} unduh.xlsx"] = f"{region}unduh.xlsx"
    pages[f"TPS {tps.code}"] = reverse("recap:tps", args=[election.slug, tps.code])
    pages["temuan"] = reverse("recap:findings", args=[election.slug])
    pages["pekerjaan"] = reverse("recap:work", args=[election.slug])
    pages["kemajuan"] = reverse("recap:progress", args=[election.slug])
    pages["buku"] = reverse("office:ledger")
    print(f"{ground.engine()}: {election.tps.count()} TPS\nhalaman                 kueri   median ms   p95 ms       kB")
    for name, url in pages.items():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200, (name, response.status_code)
        queries = len(captured)
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            client.get(url)
            times.append((time.perf_counter() - start) * 1000)
        median, high = ground.percentile(times, 50), ground.percentile(times, 95)
        print(f"{name:22} {queries:6} {median:11.0f} {high:8.0f} {len(response.content) / 1000:8.0f}")


def draw(election) -> None:
    """A wavy square for every kecamatan, and in it one for every desa."""
    from math import sin

    from electcoord.ledger.recording import SYSTEM
    from electcoord.regions.actions import set_boundaries
    from electcoord.regions.models import Region

    def square(x: float, y: float, size: float) -> dict:
        side = [n * size / 40 for n in range(40)]
        corners = [*((x + d, y) for d in side), *((x + size, y + d) for d in side),
                   *((x + size - d, y + size) for d in side), *((x, y + size - d) for d in side), (x, y)]  # fmt: skip
        return {"type": "Polygon", "coordinates": [[(a + sin(b * 40) / 40, b + sin(a * 40) / 40) for a, b in corners]]}

    shapes = {}
    below = Region.objects.filter(code__startswith=election.kabupaten_id)
    for at, code in enumerate(below.filter(code__length=6).values_list("code", flat=True)):
        x, y = at % 5, -5 + at // 5
        shapes[code] = square(x, y, 1)
        for n, desa in enumerate(below.filter(code__startswith=code, code__length=10).values_list("code", flat=True)):
            shapes[desa] = square(x + n % 4 / 4, y + n // 4 / 4, 0.25)
    set_boundaries(shapes, source="uji ukur", actor=SYSTEM)


if __name__ == "__main__":
    main()
