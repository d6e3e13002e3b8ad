"""Destroying damaged and excess ballots before witnesses (regulations H.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.common.numbers import angka
from electcoord.common.text import one_line
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from electcoord.papers import documents, numbers, words
from logistics import stock_papers
from logistics.accounts import Account
from logistics.actions.receipts import CLASSIFICATION
from logistics.actions.stock import Line, check_counts, check_day, claimed, entry, post
from logistics.ledger_actions import StockAction
from logistics.models import Destruction, DestructionLine, Lot, Warehouse
from logistics.selectors import stock

A = Account
PHASE = "pemusnahan_surat_suara"
MOST_WITNESSES, LEAST_REASON = 20, 10


class StandsFor(models.TextChoices):
    """Whom a witness stands for."""

    POLRI = "polri", lazy("Polri")
    BAWASLU = "bawaslu", lazy("Bawaslu")
    PEMDA = "pemda", lazy("pemerintah daerah")
    LAIN = "lain", lazy("lainnya")


@dataclass(frozen=True)
class Witness:
    name: str
    institution: str
    side: str

    def kept(self) -> dict[str, str]:
        if self.side not in StandsFor.values:
            raise RuleError(_("Pilih unsur saksi."))
        return {
            "nama": one_line(self.name, _("Nama saksi"), 120),
            "lembaga": one_line(self.institution, _("Lembaga saksi"), 160), "unsur": self.side,
        }  # fmt: skip


def due_days(election: Election) -> tuple[date, date] | None:
    """First and last day on which ballots are to be destroyed: the stage's legal days, else H-1; None without a day."""
    phase = election.phases.filter(key=PHASE).first()
    if phase and phase.legal_start and phase.legal_end:
        return phase.legal_start, phase.legal_end
    return None if election.day is None else (election.day - timedelta(days=1),) * 2


def warnings_for(election: Election, day: date, sides: Sequence[str]) -> list[str]:
    """What differs from how it should be done (H.6): the day, and who is to see it. Told on paper, so in Indonesian."""
    found, due = [], due_days(election)
    with in_source():
        if due is None:
            found.append(_("Hari pemungutan suara belum ditetapkan, jadi H-1 tidak dapat diperiksa."))
        elif not due[0] <= day <= due[1]:
            found.append(_("Pemusnahan tidak pada H-1 (%(day)s).") % {"day": words.plain_date(due[1])})
        for side in (StandsFor.POLRI, StandsFor.BAWASLU):
            if side.value not in sides:
                found.append(_("Tidak disaksikan %(side)s.") % {"side": side.label})
    return found


@transaction.atomic
def destroy(
    *, election: Election, warehouse: Warehouse, day: date, place: str, method: str, witnesses: Sequence[Witness],
    counted: Mapping[Lot, tuple[int, int]], reason: str = "", actor: Actor, key: UUID | None = None,
) -> Destruction:  # fmt: skip
    """Destroys the damaged and excess ballots of these lots, all that the warehouse holds of them, to zero.

    `counted`: per lot (damaged, excess) as counted at the fire; both must be what the books say, else it is refused:
    a difference is found by a stock-take first. What is not as it should be needs a reason. RuleError.
    """
    if warehouse.election_id != election.pk:
        raise RuleError(_("Gudang ini milik pemilu lain."))
    check_day(warehouse, day)
    lines = {lot: pair for lot, pair in counted.items() if any(pair)}
    for damaged, excess in lines.values():
        check_counts(damaged=damaged, excess=excess)
    if not lines or not all(lot.is_ballot and lot.election_id == election.pk for lot in lines):
        raise RuleError(_("Isi surat suara yang dimusnahkan, paling sedikit dari satu kontes."))
    if not 1 <= len(witnesses) <= MOST_WITNESSES:
        raise RuleError(_("Tulis saksi pemusnahan: 1 sampai %(most)s orang.") % {"most": MOST_WITNESSES})
    kept = [one.kept() for one in witnesses]
    warnings = warnings_for(election, day, [one.side for one in witnesses])
    reason = one_line(reason, _("Alasan"), 250) if reason.strip() else ""
    if warnings and len(reason) < LEAST_REASON:
        raise RuleError(f"{' '.join(warnings)} " + _("Tulis alasannya."))
    row = Destruction(
        uuid=uuid4(), election=election, warehouse=warehouse, day=day, place=one_line(place, _("Tempat"), 160),
        method=one_line(method, _("Cara"), 80), witnesses=kept, warnings=warnings, reason=reason, by=actor.uuid,
        at=timezone.now(),
    )  # fmt: skip
    told = [warehouse.uuid, day, kept, [(lot.key, *pair) for lot, pair in lines.items()], actor.uuid]
    if done := claimed(key, Destruction, row.uuid, *told):
        return done
    return _destroy(row, lines, actor)


def _destroy(row: Destruction, lines: Mapping[Lot, tuple[int, int]], actor: Actor) -> Destruction:
    election = row.election
    number = numbers.take_number(
        kind="BA", issuer=election.kabupaten_id, classification=CLASSIFICATION,
        about="Pemusnahan surat suara rusak dan lebih", subject=row.subject, day=row.day, election=election,
        actor=actor,
    )  # fmt: skip
    moves = [
        Line(lot, row.warehouse, source, A.DIMUSNAHKAN, count)
        for lot, pair in lines.items()
        for source, count in zip((A.RUSAK, A.BAIK), pair, strict=True)
    ]
    rows = [DestructionLine(destruction=row, lot=lot, damaged=pair[0], excess=pair[1]) for lot, pair in lines.items()]
    with entry(StockAction.DESTROYED, election, actor, row.subject, moves, nomor=number.text,
               jumlah=sum(line.total for line in rows), saksi=sorted(one["unsur"] for one in row.witnesses),
               peringatan=len(row.warnings)) as deed:  # fmt: skip
        for lot, pair in lines.items():
            _check_zero(lot, row.warehouse, pair)
        version = documents.draft(
            kind="BA", subject=row.subject, title="Pemusnahan surat suara rusak dan lebih",
            content=stock_papers.destruction_report(row, rows), region=election.kabupaten_id, election=election,
            actor=actor,
        )  # fmt: skip
        row.document = documents.approve(version, number=number, actor=actor).document
        row.save(force_insert=True)
        for line in rows:
            line.destruction = row
        DestructionLine.objects.bulk_create(rows)
        post(deed, moves)
    return row


def _check_zero(lot: Lot, warehouse: Warehouse, pair: tuple[int, int]) -> None:
    """Not one may be left, and not one more than the books say."""
    there = stock.held(lot, warehouse)
    for account, count in zip((A.RUSAK, A.BAIK), pair, strict=True):
        if there[account] != count:
            raise RuleError(
                _("%(lot)s: bagian %(account)s menurut buku %(book)s, dihitung %(count)s. Hitung dan bukukan stoknya "
                  "dulu, supaya tidak ada sisa satu lembar pun.")
                % {"lot": lot, "account": account.label, "book": angka(there[account]), "count": angka(count)}
            )  # fmt: skip
