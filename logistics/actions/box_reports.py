"""Records of boxes that passed: drafted from hand-overs that are over, approved by somebody else."""

from collections.abc import Sequence
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger import canonical, recording
from electcoord.ledger.models import Claim
from electcoord.ledger.recording import Actor
from electcoord.papers import attachments, documents, numbers
from electcoord.papers.models import Document, DocumentVersion
from logistics import return_papers
from logistics.ledger_actions import ReportAction
from logistics.models import Handover, HandoverLine, Holder, HolderKind, Side
from logistics.return_papers import RecordKind
from logistics.selectors.reports import RECEIVES, reported, subject_of
from logistics.states import LineState

CLASSIFICATION = "PP.08"
MOST = 50


@transaction.atomic
def draft_report(kind: str, handovers: Sequence[Handover], *, actor: Actor, key: UUID | None = None) -> DocumentVersion:
    """A draft from hand-overs into one holder (penerimaan), from one PPK to KPU (penyerahan), or from one alone of
    whatever direction (serah_terima). RuleError.

    The same `key` again is the same draft. A hand-over stands in one record of a kind only.
    """
    if kind not in RecordKind.values:
        raise RuleError(_("Jenis berita acara tidak dikenal."))
    if not handovers or len(handovers) > MOST:
        raise RuleError(_("Pilih paling sedikit satu serah terima, paling banyak %(most)s.") % {"most": MOST})
    chosen = sorted(str(one.uuid) for one in handovers)
    made, paper = uuid4(), uuid5(key or uuid4(), "naskah")
    if key and recording.claim(key, canonical.digest([kind, chosen, actor.uuid]), made):
        return DocumentVersion.objects.get(uuid=Claim.objects.get(pk=paper).result)
    holder = _holder(kind, handovers)
    _check_over(handovers)
    if twice := reported([holder], kind) & set(chosen):
        raise RuleError(_("%(n)s serah terima sudah ada dalam berita acara lain sejenis.") % {"n": len(twice)})
    # Two clerks at the same moment: the second finds it taken.
    for one in handovers:
        recording.claim(uuid5(one.uuid, f"berita acara {kind}"), canonical.digest(str(made)), made)
    lines = HandoverLine.objects.filter(handover__in=handovers).select_related("container__contest", "handover")
    content = return_papers.report(
        kind, holder, handovers, list(lines.order_by("container__code", "pk")), timezone.localdate()
    )
    told = {"jenis": str(kind), "pemegang": holder.key, "jumlah": len(chosen), "serah_terima": chosen,
            "naskah": str(paper)}  # fmt: skip
    with recording.entry(
        ReportAction.DRAFTED, chain=recording.chain_of(holder.region_id), actor=actor, subject=subject_of(holder),
        region=holder.region_id, election=holder.election.slug, payload=told,
    ):  # fmt: skip
        return documents.draft(
            kind="BA", subject=subject_of(holder), title=f"BA {RecordKind(kind).label}: {holder}"[:200],
            content=content, region=holder.region_id, election=holder.election, actor=actor,
            key=paper,
        )  # fmt: skip


def _holder(kind: str, handovers: Sequence[Handover]) -> Holder:
    """Whose record it is; RuleError where the hand-overs have not one in common."""
    is_receipt = kind == RecordKind.PENERIMAAN
    holders = {one.receiver_id if is_receipt else one.giver_id for one in handovers}
    if len(holders) != 1:
        raise RuleError(_("Pilih serah terima milik satu pemegang saja."))
    holder = Holder.objects.select_related("election__kabupaten").get(pk=holders.pop())
    if kind == RecordKind.SERAH_TERIMA:
        if len(handovers) > 1:
            raise RuleError(_("BAST dibuat untuk satu serah terima."))
        return holder
    if is_receipt:
        if holder.kind not in RECEIVES:
            raise RuleError(_("Berita acara penerimaan dibuat oleh PPS, PPK, atau KPU."))
    elif holder.kind != HolderKind.PPK:
        raise RuleError(_("Berita acara penyerahan kepada KPU dibuat oleh PPK."))
    elif any(one.receiver.kind not in (HolderKind.GUDANG, HolderKind.PERJALANAN) for one in handovers):
        raise RuleError(_("Pilih hanya serah terima dari PPK ini kepada KPU."))
    return holder


def _check_over(handovers: Sequence[Handover]) -> None:
    """Both sides have told, and nothing of it waits any more."""
    keys = [one.pk for one in handovers]
    whole = Handover.objects.filter(pk__in=keys).annotate(n=Count("confirmations")).filter(n=len(Side)).count()
    waits = HandoverLine.objects.filter(handover__in=keys, state=LineState.MENUNGGU).exists()
    if whole < len(keys) or waits:
        raise RuleError(_("Ada serah terima yang belum dinyatakan kedua pihak atau masih menunggu."))


@transaction.atomic
def approve_report(document: Document, *, actor: Actor) -> DocumentVersion:
    """Numbers and freezes it; by somebody else than who drafted it."""
    version = document.latest
    if not version.is_draft:
        raise RuleError(_("Berita acara ini sudah disahkan."))
    if version.made_by == actor.uuid:
        raise RuleError(_("Berita acara disahkan pejabat lain, bukan penyusunnya."))
    number = numbers.take_number(
        kind="BA", issuer=document.region, classification=CLASSIFICATION, about=document.title,
        subject=document.ledger_subject, day=timezone.localdate(), election=document.election, actor=actor,
    )  # fmt: skip
    return documents.approve(version, number=number, actor=actor)


@transaction.atomic
def sign_report(document: Document, content: bytes, *, name: str, actor: Actor) -> DocumentVersion:
    """The scan of the signed paper. RuleError before approval, or for a file that is no picture."""
    version = document.in_force
    if version is None:
        raise RuleError(_("Sahkan berita acara ini dulu, baru pindaian bertanda tangan."))
    scan = attachments.add_attachment(
        content, subject=document.ledger_subject, role="bertanda_tangan", name=name, region=document.region,
        election=document.election, actor=actor,
    )  # fmt: skip
    return documents.sign(version, scan, actor=actor)
