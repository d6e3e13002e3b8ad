"""One sheet saved → the kabupaten total reflects it, with a real worker.

REDIS_URL=redis://… python -m tests.benchmarks.worker, with DATABASE_URL naming an empty database.
"""

import os
import subprocess
import sys
import time
from uuid import uuid4

from tests.benchmarks import ground

SAMPLE = 100


def main() -> None:
    if not os.environ.get("REDIS_URL"):
        sys.exit("Sebut broker: REDIS_URL=redis://127.0.0.1:6379/9")
    ground.setup()
    from electcoord.ledger.recording import Actor
    from recap import aggregate
    from recap.actions import enter_reading
    from recap.ballot import ballot_of
    from recap.demo import reading_for
    from recap.models import Level, Mark, Sheet, Total, VersionKind

    election = ground.regency()
    with ground.without_hints():
        ground.fill(election, limit=8000)
    aggregate.refresh_stale(election_id=election.pk)
    actor = Actor("00000000-0000-0000-0000-000000000001", "impor")
    sheets = list(Sheet.objects.filter(election=election, version_count=0).select_related("tps", "contest")[:SAMPLE])
    command = [sys.executable, "-m", "celery", "-A", "electcoord.celery", "worker", "-c", "1", "--loglevel", "ERROR"]
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(6)
        times = []
        for sheet in sheets:
            reading = reading_for(sheet, sheet.contest, ballot_of(sheet.contest), VersionKind.ENTRI_SATU)
            start = time.perf_counter()
            enter_reading(sheet, reading, key=uuid4(), actor=actor)
            mark = Mark.objects.get(contest=sheet.contest, kecamatan_code=sheet.kecamatan_code).position
            while True:
                top = Total.objects.get(contest=sheet.contest, series="reported", level=Level.KABUPATEN)
                if top.positions[sheet.kecamatan_code] >= mark:
                    break
                time.sleep(0.005)
            times.append(time.perf_counter() - start)
    finally:
        worker.terminate()
        worker.wait(20)
    middle, high = ground.percentile(times, 50), ground.percentile(times, 95)
    print(f"{ground.engine()}: {len(times)} lembar, median {middle * 1000:.0f} ms, p95 {high * 1000:.0f} ms")


if __name__ == "__main__":
    main()
