"""Whether every TPS stands as it was imported, but for the changes of its DPT that the ledger tells."""

import json
from typing import Any

from electcoord.elections.ledger_actions import ElectionAction
from electcoord.elections.models import Election
from electcoord.ledger import canonical
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import Break


def stations_equal_their_entries() -> Break | None:
    """Undoes the told changes: what is left must have the hash that the import told."""
    for election in Election.objects.order_by("pk"):
        imported = Entry.objects.filter(subject=str(election.uuid), action=ElectionAction.IMPORTED).first()
        if imported is None:
            return Break(f"pemilu {election.slug}", "tidak ada entri yang memuatnya")
        first, last = _told(election)
        rows = []
        for uuid, *row in election.tps.order_by("code").values_list(
            "uuid", "code", "desa", "number", "is_special", "dpt_l", "dpt_p"
        ):
            if str(uuid) in last and row[4:] != last[str(uuid)]:
                return Break(f"TPS {row[0]}", "DPT tidak sama dengan entri terakhirnya")
            rows.append([*row[:4], *first.get(str(uuid), row[4:])])
        if canonical.digest(rows) != json.loads(imported.payload)["berkas"]["tps"]:
            return Break(f"TPS pemilu {election.slug}", "tidak sama dengan yang dimuat dan perubahan yang tercatat")
    return None


def _told(election: Election) -> tuple[dict[str, Any], dict[str, Any]]:
    """The DPT before the first change and after the last one, per TPS that has any."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    rows = Entry.objects.filter(election=election.slug, action=ElectionAction.DPT_CHANGED).order_by("chain", "position")
    for subject, payload in rows.values_list("subject", "payload"):
        told = json.loads(payload)
        first.setdefault(subject, told["sebelum"])
        last[subject] = told["sesudah"]
    return first, last
