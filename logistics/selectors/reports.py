"""Records of boxes: whose they are, and which hand-overs stand in one."""

import json
from collections.abc import Sequence
from uuid import UUID

from electcoord.ledger.models import Claim, Entry
from electcoord.papers.models import DocumentVersion
from logistics.ledger_actions import ReportAction
from logistics.models import Handover, Holder, HolderKind
from logistics.return_papers import RecordKind

# Who makes a record of what it received.
RECEIVES = (HolderKind.PPS, HolderKind.PPK, HolderKind.GUDANG)


def subject_of(holder: Holder) -> str:
    return f"logistics.holder:{holder.uuid}"


def reported(holders: Sequence[Holder], kind: str) -> set[str]:
    """Uuids of hand-overs that stand in a record of these holders already, as the ledger tells."""
    rows = Entry.objects.filter(subject__in=[subject_of(one) for one in holders], action=ReportAction.DRAFTED)
    told = (json.loads(text) for text in rows.values_list("payload", flat=True))
    return {uuid for one in told if one["jenis"] == kind for uuid in one["serah_terima"]}


def bast_of(handover: Handover) -> DocumentVersion | None:
    """The latest version of the record of this hand-over alone (BAST), where one was drafted."""
    rows = Entry.objects.filter(
        subject=subject_of(handover.giver), action=ReportAction.DRAFTED, payload__contains=str(handover.uuid)
    )
    told = (json.loads(text) for text in rows.values_list("payload", flat=True))
    papers = [UUID(one["naskah"]) for one in told if one["jenis"] == RecordKind.SERAH_TERIMA]
    made = Claim.objects.filter(pk__in=papers).values_list("result", flat=True)
    first = DocumentVersion.objects.filter(uuid__in=made).first()
    versions = DocumentVersion.objects.filter(document=first.document_id) if first else DocumentVersion.objects.none()
    return versions.select_related("document", "register_number").order_by("-number").first()
