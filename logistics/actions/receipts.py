"""Receiving what the printer sends (regulations H.4 step 2): counted against the surat jalan, BTTB, what is short."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.elections.models import Contest, Election
from electcoord.ledger.recording import Actor
from electcoord.papers import attachments, documents, numbers
from electcoord.papers.models import Attachment, DocumentVersion
from logistics import stock_papers
from logistics.accounts import Account
from logistics.actions.stock import Line, check_counts, check_day, claimed, entry, lot_for, post
from logistics.goods import is_sorted, name_of
from logistics.ledger_actions import StockAction
from logistics.models import Receipt, ReceiptLine, Warehouse
from logistics.selectors import stock

A = Account
CLASSIFICATION = "PP.08"
MOST_LINES = 200


@dataclass(frozen=True)
class Arrived:
    """One line of the surat jalan as it was counted."""

    item_code: str
    contest: Contest | None
    announced: int
    counted: int
    damaged: int = 0

    @property
    def key(self) -> str:
        return f"{self.item_code}/{self.contest.key}" if self.contest else self.item_code

    def told(self) -> dict[str, str | int]:
        return {"barang": self.key, "surat_jalan": self.announced, "dihitung": self.counted, "rusak": self.damaged}


@transaction.atomic
def receive(
    *, election: Election, warehouse: Warehouse, printer: str, delivery_note: str, day: date,
    lines: Sequence[Arrived], note: str = "", actor: Actor, key: UUID | None = None,
) -> Receipt:  # fmt: skip
    """What came, booked and with its BTTB; a request for what is short is drafted with it. RuleError."""
    printer, delivery_note = one_line(printer, _("Pengirim"), 120), one_line(delivery_note, _("Nomor surat jalan"), 80)
    note = one_line(note, _("Catatan"), 250) if note.strip() else ""
    made = uuid4()
    told = [line.told() for line in lines]
    if done := claimed(key, Receipt, made, warehouse.uuid, printer, delivery_note, day, note, told, actor.uuid):
        return done
    _check(election, warehouse, day, lines)
    number = numbers.take_number(
        kind="BTTB", issuer=election.kabupaten_id, classification=CLASSIFICATION,
        about=f"BTTB surat jalan {delivery_note}", subject=f"logistics.receipt:{made}", day=day, election=election,
        actor=actor,
    )  # fmt: skip
    # Whoever took a number holds the register's row, so a twin that waited finds the first one here.
    if Receipt.objects.filter(election=election, printer=printer, delivery_note=delivery_note).exists():
        raise RuleError(_("Surat jalan %(note)s dari pengirim ini sudah dicatat.") % {"note": delivery_note})
    row = Receipt(
        uuid=made, election=election, warehouse=warehouse, printer=printer, delivery_note=delivery_note, day=day,
        note=note, by=actor.uuid, at=timezone.now(),
    )  # fmt: skip
    with entry(StockAction.RECEIVED, election, actor, row.subject, [], surat_jalan=delivery_note, nomor=number.text,
               gudang=str(warehouse.uuid), barang=told) as deed:  # fmt: skip
        rows = [
            ReceiptLine(receipt=row, lot=lot_for(election, line.item_code, line.contest), announced=line.announced,
                        counted=line.counted, damaged=line.damaged)
            for line in lines
        ]  # fmt: skip
        row.document = _bttb(row, rows, number, actor)
        wanting = [line for line in rows if line.short > 0 or line.damaged]
        if wanting:
            row.request = _request(row, wanting, actor)
        row.save(force_insert=True)
        for line in rows:
            line.receipt = row
        ReceiptLine.objects.bulk_create(rows)
        post(deed, [move for line in rows for move in _moves(row, line)])
    return row


def _check(election: Election, warehouse: Warehouse, day: date, lines: Sequence[Arrived]) -> None:
    if warehouse.election_id != election.pk:
        raise RuleError(_("Gudang ini milik pemilu lain."))
    check_day(warehouse, day)
    if not lines or len(lines) > MOST_LINES:
        raise RuleError(_("Isi paling sedikit satu barang, paling banyak %(most)s.") % {"most": MOST_LINES})
    seen: set[str] = set()
    known = set(stock.goods_codes(election))
    for line in lines:
        if line.item_code not in known:
            raise RuleError(_("Barang %(code)s tidak dikenal.") % {"code": line.item_code[:40]})
        name = f"{name_of(line.item_code)} {line.contest.title if line.contest else ''}".strip()
        check_counts(announced=line.announced, counted=line.counted, damaged=line.damaged)
        if line.key in seen:
            raise RuleError(_("%(name)s ada di dua baris; jumlahkan menjadi satu.") % {"name": name})
        if line.damaged > line.counted:
            raise RuleError(_("%(name)s: yang rusak lebih banyak dari yang dihitung.") % {"name": name})
        if not line.announced and not line.counted:
            raise RuleError(_("%(name)s: isi jumlahnya, atau hapus barisnya.") % {"name": name})
        seen.add(line.key)


def _moves(row: Receipt, line: ReceiptLine) -> list[Line]:
    good = A.BELUM_DISORTIR if is_sorted(line.lot.item_code) else A.BAIK
    return [
        Line(line.lot, row.warehouse, A.PERCETAKAN, good, line.counted - line.damaged),
        Line(line.lot, row.warehouse, A.PERCETAKAN, A.RUSAK, line.damaged),
    ]


def _bttb(row: Receipt, lines: list[ReceiptLine], number: numbers.Number, actor: Actor) -> documents.Document:
    version = documents.draft(
        kind="BTTB", subject=row.subject, title=f"BTTB surat jalan {row.delivery_note}",
        content=stock_papers.receipt_note(row, lines), region=row.election.kabupaten_id, election=row.election,
        actor=actor,
    )  # fmt: skip
    return documents.approve(version, number=number, actor=actor).document


def _request(row: Receipt, lines: list[ReceiptLine], actor: Actor) -> documents.Document:
    content = stock_papers.shortage_letter(row, lines, timezone.localdate())
    return documents.draft(
        kind="SD", subject=row.subject, title=f"Permintaan kekurangan surat jalan {row.delivery_note}",
        content=content, region=row.election.kabupaten_id, election=row.election, actor=actor,
    ).document  # fmt: skip


@transaction.atomic
def approve_request(receipt: Receipt, *, actor: Actor) -> DocumentVersion:
    """Numbers and freezes the letter that asks for what is short; by somebody else than who counted."""
    if receipt.request is None:
        raise RuleError(_("Tidak ada yang kurang atau rusak pada penerimaan ini."))
    if receipt.by == actor.uuid:
        raise RuleError(_("Surat ini disahkan pejabat lain, bukan yang mencatat penerimaan."))
    version = receipt.request.latest
    if not version.is_draft:
        raise RuleError(_("Surat permintaan ini sudah disahkan."))
    number = numbers.take_number(
        kind="SD", issuer=receipt.election.kabupaten_id, classification=CLASSIFICATION, about=receipt.request.title,
        subject=receipt.request.ledger_subject, day=timezone.localdate(), election=receipt.election, actor=actor,
    )  # fmt: skip
    lines = [line for line in receipt.lines.select_related("lot__contest") if line.short > 0 or line.damaged]
    with entry(StockAction.REQUESTED, receipt.election, actor, receipt.subject, [], nomor=number.text):
        content = stock_papers.shortage_letter(receipt, lines, timezone.localdate())
        version = documents.edit_draft(version, content, actor=actor)
        return documents.approve(version, number=number, actor=actor)


def add_receipt_file(
    receipt: Receipt, content: bytes, *, name: str, caption: str = "", is_signed: bool = False, actor: Actor
) -> Attachment:
    """A photo of the goods, or the scan of the signed BTTB, which then counts as signed. RuleError."""
    if is_signed:
        with transaction.atomic():
            scan = attachments.add_attachment(
                content, subject=receipt.document.ledger_subject, role="bertanda_tangan", name=name,
                region=receipt.election.kabupaten_id, election=receipt.election, actor=actor,
            )  # fmt: skip
            documents.sign(receipt.document.in_force, scan, actor=actor)
        return scan
    return attachments.add_attachment(
        content, subject=receipt.subject, role="foto", name=name, caption=caption,
        region=receipt.election.kabupaten_id, election=receipt.election, actor=actor,
    )  # fmt: skip
