"""Bulk entries as imports write them: sheets a second, per kind of contest.

python -m tests.benchmarks.importing, with DATABASE_URL naming an empty database.
"""

import time

from tests.benchmarks import ground


def main() -> None:
    ground.setup()
    from django.db import transaction

    from electcoord.ledger.recording import Actor
    from recap.actions.sheets import Context, Item, store_entries
    from recap.ballot import ballot_of
    from recap.demo import reading_for
    from recap.models import Sheet, Source, VersionKind

    election = ground.regency()
    actor = Actor("00000000-0000-0000-0000-000000000001", "impor")
    kind = VersionKind.ENTRI_SATU
    print(
        f"{ground.engine()}\nentri buku kejadian saja: {_appends(actor):.0f}/s\nkontes        pilihan   lembar   lembar/s"
    )
    for contest in election.contests.select_related("election__profile"):
        context, ballot = Context.of(contest), ballot_of(contest)
        sheets = Sheet.objects.filter(contest=contest, version_count=0).select_related("tps").order_by("tps_code")
        groups: dict[str, list] = {}
        for sheet in sheets:
            groups.setdefault(sheet.kecamatan_code, []).append(
                Item(sheet.pk, reading_for(sheet, contest, ballot, kind))
            )
        with ground.without_hints():
            start = time.perf_counter()
            for code, items in groups.items():
                with transaction.atomic():
                    store_entries(context, code, items, kind=kind, source=Source.BERKAS, actor=actor)
            spent = time.perf_counter() - start
        count = sum(map(len, groups.values()))
        print(f"{contest.key:12} {contest.choice_count:8} {count:8} {count / spent:10.0f}")


def _appends(actor) -> float:
    """Ledger entries a second, 100 to a transaction, each with the payload of a sheet of 200 choices."""
    from django.db import transaction

    from electcoord.ledger import recording

    payload = {"bacaan": {"votes": [n % 40 for n in range(200)], "fields": {f"isian_{n}": n for n in range(25)}}}
    start = time.perf_counter()
    for part in range(50):
        deeds = [recording.Deed("ukur", f"99{part % 20:04d}", actor, payload, region="9901") for _ in range(100)]
        with transaction.atomic(), recording.entries(deeds):
            pass
    return 5000 / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
