"""The berita acara of opening and resealing a container: before whom, why, which seals came off and which went on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor, Deed
from electcoord.papers import documents, numbers
from logistics import box_papers
from logistics.actions.receipts import CLASSIFICATION
from logistics.ledger_actions import ContainerAction
from logistics.models import Container, Presence, ReportKind, SealReport

MOST_PRESENT, LEAST_REASON = 20, 10


@dataclass(frozen=True)
class Present:
    name: str
    institution: str
    side: str

    def kept(self) -> dict[str, str]:
        if self.side not in Presence.values:
            raise RuleError(_("Pilih unsur tiap orang yang hadir."))
        return {
            "nama": one_line(self.name, _("Nama yang hadir"), 120),
            "lembaga": one_line(self.institution, _("Lembaga yang hadir"), 160), "unsur": self.side,
        }  # fmt: skip


@dataclass(frozen=True)
class Report:
    """Where and before whom. Without a supervisor, `unsupervised` says why none was there."""

    place: str
    present: tuple[Present, ...]
    unsupervised: str = ""


@dataclass
class Draft:
    """A report that has its number, before the deed it tells of."""

    row: SealReport
    number: numbers.Number
    notes: list[str] = field(default_factory=list)


def prepare(
    container: Container, kind: ReportKind, report: Report | None, *, reason: str, before: Sequence[str],
    after: Sequence[str], actor: Actor,
) -> Draft | None:  # fmt: skip
    """Takes the number, which comes before every other entry of the deed. None without a report. RuleError."""
    if report is None:
        return None
    if not 1 <= len(report.present) <= MOST_PRESENT:
        raise RuleError(_("Tulis siapa yang hadir: 1 sampai %(most)s orang.") % {"most": MOST_PRESENT})
    if len(reason) < LEAST_REASON:
        raise RuleError(_("Tulis alasan, paling sedikit %(least)s huruf.") % {"least": LEAST_REASON})
    present = [one.kept() for one in report.present]
    notes = []
    if not any(one["unsur"] == Presence.PENGAWAS for one in present):
        if len(report.unsupervised.strip()) < LEAST_REASON:
            raise RuleError(_("Tidak ada pengawas di antara yang hadir. Tambahkan pengawas, atau tulis sebabnya."))
        notes.append(one_line(report.unsupervised, _("Sebab tanpa pengawas"), 200))
    row = SealReport(
        container=container, kind=kind, place=one_line(report.place, _("Tempat"), 160), reason=reason, present=present,
        before=sorted(before), after=sorted(after), by=actor.uuid, at=timezone.now(),
    )  # fmt: skip
    number = numbers.take_number(
        kind="BA", issuer=recording.chain_of(container.holder.region_id), classification=CLASSIFICATION,
        about=f"{ReportKind(kind).name.capitalize()} {container.code}", subject=row.subject,
        day=timezone.localdate(row.at), election=container.election, actor=actor,
    )  # fmt: skip
    return Draft(row, number, notes)


def write(draft: Draft | None, deed: Deed, actor: Actor) -> SealReport | None:
    """Makes and freezes the paper inside the deed's open entry."""
    if draft is None:
        return None
    row, container = draft.row, draft.row.container
    with recording.entry(
        ContainerAction.REPORTED, chain=deed.chain, actor=actor, subject=row.subject, region=deed.region,
        election=deed.election, payload={
            "nomor": draft.number.text, "kode": container.code, "jenis_ba": row.kind, "hadir": len(row.present),
            "unsur": sorted({one["unsur"] for one in row.present}), "sebelum": row.before, "sesudah": row.after,
        },
    ) as told:  # fmt: skip
        version = documents.draft(
            kind="BA", subject=row.subject, title=box_papers.title_of(row),
            content=box_papers.seal_report(row, draft.notes), region=container.holder.region_id,
            election=container.election, actor=actor,
        )  # fmt: skip
        row.document = documents.approve(version, number=draft.number, actor=actor).document
        row.entry = told.uuid
        row.save(force_insert=True)
    return row
