"""What recap does when the DPT of TPS changes: their sheets are looked at again, their figures and states stay."""

from collections.abc import Sequence

from django.db import transaction

from electcoord.elections.models import Election
from recap import tasks
from recap.actions.sheets import mark
from recap.models import Check, Sheet

BATCH = 500


def judge_again(election: Election, tps_codes: Sequence[str]) -> None:
    """Forgets what the rules said there and marks the kecamatan, inside the deed: losing the hint loses nothing."""
    touched: set[tuple[int, str]] = set()
    for start in range(0, len(tps_codes), BATCH):
        sheets = Sheet.objects.filter(election=election, tps_code__in=tps_codes[start : start + BATCH])
        touched.update(sheets.filter(current__isnull=False).values_list("contest", "kecamatan_code"))
        Check.objects.filter(sheet__in=sheets.order_by().values("pk")).delete()
    for contest_id, kecamatan_code in sorted(touched):
        mark(contest_id, kecamatan_code)
    if touched:
        transaction.on_commit(lambda: tasks.hint_election(election), robust=True)
