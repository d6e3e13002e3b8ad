"""Saving through the action, one sheet a transaction: a second at 100, 1,000, 5,000 and 14,000 stored sheets.

python -m tests.benchmarks.saving, with DATABASE_URL naming an empty database. `dengan hitung ulang` includes the
inline recomputation of an installation without broker.
"""

import time
from uuid import uuid4

from tests.benchmarks import ground

SIZES = (100, 1000, 5000, 14000)

SAMPLE = 200


def main() -> None:
    ground.setup()
    from recap.models import Sheet

    election = ground.regency(tps=3100)
    print(f"{ground.engine()}: {election.tps.count()} TPS, {Sheet.objects.count()} lembar dibuka")
    print("tersimpan   lembar/s   p95 ms   dengan hitung ulang/s")
    stored = 0
    for size in SIZES:
        with ground.without_hints():
            while stored < size:
                stored += _bulk(election, size - stored)

            rate, p95 = _measure(election)
        inline, _ = _measure(election, 50)
        stored += SAMPLE + 50
        print(f"{size:9}   {rate:8.0f}   {p95 * 1000:6.1f}   {inline:8.0f}")


def _bulk(election, count: int) -> int:
    from django.db import transaction

    from recap.actions.sheets import Context, Item, store_entries
    from recap.ballot import ballot_of
    from recap.demo import reading_for
    from recap.models import Sheet, Source, VersionKind

    first = (
        Sheet.objects.filter(election=election, version_count=0).select_related("contest__election__profile").first()
    )
    context = Context.of(first.contest)
    sheets = Sheet.objects.filter(contest=first.contest, kecamatan_code=first.kecamatan_code, version_count=0)
    kind = VersionKind.ENTRI_SATU
    items = [
        Item(s.pk, reading_for(s, first.contest, ballot_of(context.contest), kind))
        for s in sheets.select_related("tps")[:count]
    ]
    with transaction.atomic():
        store_entries(context, first.kecamatan_code, items, kind=kind, source=Source.BERKAS, actor=_actor())
    return len(items)


def _actor():
    from electcoord.ledger.recording import Actor

    return Actor("00000000-0000-0000-0000-000000000001", "impor")


def _measure(election, sample: int = SAMPLE) -> tuple[float, float]:
    from recap.actions import enter_reading
    from recap.ballot import ballot_of
    from recap.demo import reading_for
    from recap.models import Sheet, VersionKind

    open_sheets = Sheet.objects.filter(election=election, version_count=0).select_related("tps", "contest")
    sheets = list(open_sheets.order_by("-tps_code")[:sample])
    ballots = {s.contest_id: ballot_of(s.contest) for s in sheets}
    readings = [(s, reading_for(s, s.contest, ballots[s.contest_id], VersionKind.ENTRI_SATU)) for s in sheets]
    times = []
    for sheet, reading in readings:
        start = time.perf_counter()
        enter_reading(sheet, reading, key=uuid4(), actor=_actor())
        times.append(time.perf_counter() - start)
    return len(times) / sum(times), ground.percentile(times, 95)


if __name__ == "__main__":
    main()
