"""Random forms of every contest kind judged by the product and by the oracle of `tests/oracle/rules.py`.

    python -m tests.proofs.rules --forms 1000000 --seed 1

Prints what was compared; ends with 1 at the first difference and prints its form. The same seed gives the same forms.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from random import Random
from typing import Any

CHUNK = 2000  # forms of one piece of work; each piece has a seed of its own


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electcoord.settings")
    import django

    django.setup()


def _prove(work: tuple[str, int]) -> tuple[Counter, dict[str, Any] | None]:
    from tests.oracle.forms import random_station
    from tests.oracle.product import difference
    from tests.oracle.rules import judge_paper, judge_station

    seed, forms = work
    chance, counts = Random(seed), Counter()
    while counts["lembar"] < forms:
        station = random_station(chance)[: forms - counts["lembar"]]
        counts["lembar"] += len(station)
        counts["TPS"] += 1
        if found := difference(station):
            form, product, oracle = found
            return counts, {
                "benih": seed, "lembar": form or station, "hanya aplikasi": sorted(product),
                "hanya pembanding": sorted(oracle),
            }  # fmt: skip
        for form in station:
            counts.update(f"{rule} {status}" for rule, _, status in judge_paper(form))
        counts.update(f"{rule} {status}" for _, rule, _, status in judge_station(station))
    return counts, None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    started, total = time.monotonic(), Counter()
    pieces = [
        (f"{options.seed}.{start}", min(CHUNK, options.forms - start)) for start in range(0, options.forms, CHUNK)
    ]
    with multiprocessing.get_context("spawn").Pool(options.processes, initializer=_start) as pool:
        for counts, wrong in pool.imap_unordered(_prove, pieces):
            total += counts
            if sys.stderr.isatty():
                print(f"\r{total['lembar']:,} lembar", end="", file=sys.stderr)
            if wrong:
                pool.terminate()
                print(json.dumps(wrong, ensure_ascii=False, indent=1))
                return 1
    seconds = time.monotonic() - started
    print(
        f"\n{total.pop('lembar'):,} lembar dari {total.pop('TPS'):,} TPS: tidak ada perbedaan ({seconds:,.0f} detik)."
    )
    for name, count in sorted(total.items()):
        print(f"  {name:18} {count:>12,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
