"""Records of boxes that came back: whose they are, and which hand-overs stand in one."""

import json
from collections.abc import Sequence

from electcoord.ledger.models import Entry
from logistics.ledger_actions import ReportAction
from logistics.models import Holder, HolderKind

# Who makes a record of what it received.
RECEIVES = (HolderKind.PPS, HolderKind.PPK, HolderKind.GUDANG)


def subject_of(holder: Holder) -> str:
    return f"logistics.holder:{holder.uuid}"


def reported(holders: Sequence[Holder], kind: str) -> set[str]:
    """Uuids of hand-overs that stand in a record of these holders already, as the ledger tells."""
    rows = Entry.objects.filter(subject__in=[subject_of(one) for one in holders], action=ReportAction.DRAFTED)
    told = (json.loads(text) for text in rows.values_list("payload", flat=True))
    return {uuid for one in told if one["jenis"] == kind for uuid in one["serah_terima"]}
