"""What a clerk waits for with about 2,000 TPS: the next sheet, its form, a draft, an entry; and the third person's page.

python -m tests.benchmarks.entering, with DATABASE_URL naming an empty database.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from tests.benchmarks import ground

ROUNDS = 30


def main() -> None:
    ground.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from electcoord.accounts import demo
    from electcoord.accounts.models import User
    from recap import aggregate
    from recap.ballot import ballot_of
    from recap.boxes import codes_of
    from recap.models import Draft, Lease, Sheet, SheetVersion

    settings.ALLOWED_HOSTS = ["testserver"]
    election = ground.regency()
    if not SheetVersion.objects.exists():
        with ground.without_hints():
            # Half of the sheets are in once, some of them twice; the rest waits.
            ground.fill(election, kinds=("first",), limit=election.tps.count() * 5 // 2)
            ground.fill(election, kinds=("second",), limit=election.tps.count() // 2)
    aggregate.refresh_stale(election_id=election.pk)
    demo.seed()
    base = f"/rekap/{election.slug}"
    clerk, chair = Client(), Client()
    clerk.force_login(User.objects.get(username="operator"))
    chair.force_login(User.objects.get(username="ketua"))
    waiting = Sheet.objects.filter(election=election, state="belum_masuk").select_related("contest")
    wide = waiting.filter(contest__key="dprd_prov").order_by("tps_code").first()
    print(f"{ground.engine()}: {election.tps.count()} TPS, {waiting.count()} lembar menunggu entri pertama")
    print("apa                              kueri   median ms   p95 ms")

    def measure(name: str, ask: Callable[[int], Any], expect: tuple[int, ...] = (200,)) -> None:
        with CaptureQueriesContext(connection) as captured:
            response = ask(-1)
        queries = len(captured)
        assert response.status_code in expect, (name, response.status_code, response.content[:200])
        times = []
        for number in range(ROUNDS):
            start = time.perf_counter()
            ask(number)
            times.append((time.perf_counter() - start) * 1000)
        median, high = ground.percentile(times, 50), ground.percentile(times, 95)
        print(f"{name:32} {queries:6} {median:11.0f} {high:8.0f}")

    def fresh(client: Client, url: str) -> Any:
        Lease.objects.all().delete()
        return client.get(url)

    measure("meja entri", lambda n: clerk.get(f"{base}/meja/"))
    for task, client in (("masuk", clerk), ("kedua", clerk), ("beda", chair)):
        url = f"{base}/meja/berikut/?tugas={task}"
        measure(f"lembar berikutnya, {task}", lambda n, client=client, url=url: fresh(client, url), (302,))
    address = f"{base}/entri/{wide.tps_code}/dprd_prov/"
    measure("formulir DPRD Provinsi", lambda n: clerk.get(address))
    codes = codes_of(ballot_of(wide.contest))
    body = {"values": dict.fromkeys(codes, "12")}

    def save(number: int) -> Any:
        sent = json.dumps({**body, "revision": number + 2})
        return clerk.post(f"{address}draf/", sent, content_type="application/json")

    measure("simpan draf DPRD Provinsi", save)
    sheets = iter(list(waiting.filter(contest__key="dprd_prov").order_by("-tps_code")[: ROUNDS + 1]))

    def send(number: int) -> Any:
        sheet = next(sheets)
        url = f"{base}/entri/{sheet.tps_code}/dprd_prov/"
        clerk.get(url)
        key = Draft.objects.get(sheet=sheet).key
        return clerk.post(f"{url}?tugas=masuk", {**body["values"], "kunci": str(key), "tugas": "masuk"})

    with ground.without_hints():
        measure("buka dan kirim DPRD Provinsi", send, (302,))
    chair.get(f"{base}/meja/berikut/?tugas=beda")
    differing = Lease.objects.get(holder__username="ketua").sheet
    measure("putuskan", lambda n: chair.get(f"{base}/putuskan/{differing.tps_code}/{differing.contest.key}/"))


if __name__ == "__main__":
    main()
