"""Goods that leave one warehouse: for another of ours in one deed, or for a repeated vote that was decided."""

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.elections.models import Tps
from electcoord.ledger.recording import Actor
from logistics.accounts import IN_STORE, Account
from logistics.actions.stock import Line, check_counts, check_day, claimed, entry, post
from logistics.ledger_actions import StockAction
from logistics.models import Lot, PsuIssue, Relocation, Warehouse
from logistics.selectors.needs import area_of

A = Account


@transaction.atomic
def relocate(
    lot: Lot, source: Warehouse, target: Warehouse, *, account: str, quantity: int, reason: str, day: date,
    actor: Actor, key: UUID | None = None,
) -> Relocation:  # fmt: skip
    """So many of a lot from one warehouse to another, in the same state; both books in one deed. RuleError.

    What leaves the first stands on the account between warehouses until the second takes it up, in the same entry.
    """
    check_counts(quantity=quantity)
    if account not in IN_STORE:
        raise RuleError(_("Pilih bagian yang dipindahkan."))
    if source.pk == target.pk:
        raise RuleError(_("Gudang asal dan gudang tujuan tidak boleh sama."))
    for warehouse in (source, target):
        check_day(warehouse, day)
    row = Relocation(
        uuid=uuid4(), lot=lot, warehouse=source, target=target, account=account, quantity=quantity, day=day,
        reason=one_line(reason, _("Alasan"), 160), by=actor.uuid, at=timezone.now(),
    )  # fmt: skip
    told = ("antargudang", lot.uuid, source.uuid, target.uuid, account, quantity, row.reason, day, actor.uuid)
    if done := claimed(key, Relocation, row.uuid, *told):
        return done
    if not quantity:
        raise RuleError(_("Tulis berapa yang dipindahkan."))
    lines = [
        Line(lot, source, A(account), A.ANTARGUDANG, quantity),
        Line(lot, target, A.ANTARGUDANG, A(account), quantity),
    ]
    with entry(
        StockAction.RELOCATED, lot.election, actor, row.subject, lines, barang=lot.key, jumlah=quantity,
        asal=source.name, tujuan=target.name,
    ) as deed:  # fmt: skip
        row.save(force_insert=True)
        post(deed, lines)
    return row


@transaction.atomic
def issue_psu(
    lot: Lot, warehouse: Warehouse, tps: Tps, *, quantity: int, decision: str, day: date, actor: Actor,
    key: UUID | None = None,
) -> PsuIssue:  # fmt: skip
    """Ballots of the stock for a repeated vote to a TPS that votes again; only by the number of the decision (G.1)."""
    check_counts(quantity=quantity)
    check_day(warehouse, day)
    if not lot.is_ballot or lot.contest is None:
        raise RuleError(_("Stok PSU hanya surat suara."))
    if tps.election_id != lot.election_id or not area_of(lot.contest).holds(tps.code):
        raise RuleError(_("TPS %(code)s tidak memilih dalam kontes ini.") % {"code": tps.code})
    row = PsuIssue(
        uuid=uuid4(), lot=lot, warehouse=warehouse, tps=tps, quantity=quantity, day=day, by=actor.uuid,
        decision=one_line(decision, _("Nomor Keputusan KPU tentang PSU"), 120), at=timezone.now(),
    )  # fmt: skip
    told = ("keluar psu", lot.uuid, warehouse.uuid, tps.code, quantity, row.decision, day, actor.uuid)
    if done := claimed(key, PsuIssue, row.uuid, *told):
        return done
    if not quantity:
        raise RuleError(_("Tulis berapa surat suara yang dikeluarkan."))
    lines = [Line(lot, warehouse, A.PSU, A.DIPAKAI_PSU, quantity)]
    with entry(
        StockAction.PSU_ISSUED, lot.election, actor, row.subject, lines, barang=lot.key, jumlah=quantity, tps=tps.code,
        keputusan=row.decision,
    ) as deed:  # fmt: skip
        row.save(force_insert=True)
        post(deed, lines)
    return row
