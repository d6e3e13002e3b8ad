"""Sorting and folding, and stock-takes."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.common.text import one_line
from electcoord.ledger.recording import Actor
from logistics.accounts import IN_STORE, Account, Damage
from logistics.actions.stock import Line, check_counts, check_day, claimed, entry, post, told_damage
from logistics.ledger_actions import StockAction
from logistics.models import CountState, Lot, SortBatch, StockCount, Warehouse
from logistics.selectors import stock

A = Account
MOST_WORKERS, LEAST_REASON = 2000, 10


@transaction.atomic
def sort(
    lot: Lot, warehouse: Warehouse, *, day: date, workers: int, good: int, damage: Mapping[str, int], actor: Actor,
    key: UUID | None = None,
) -> SortBatch:  # fmt: skip
    """What a table sorted and folded on a day: so many good, so many damaged of each kind. RuleError."""
    check_counts(workers=workers, good=good, **damage)
    check_day(warehouse, day)
    if unknown := sorted(set(damage) - set(Damage.values)):
        raise RuleError(_("Jenis kerusakan %(code)s tidak dikenal.") % {"code": unknown[0][:20]})
    if not 1 <= workers <= MOST_WORKERS:
        raise RuleError(_("Jumlah petugas: 1 sampai %(most)s.") % {"most": angka(MOST_WORKERS)})
    found = told_damage(damage)
    bad = sum(found.values())
    row = SortBatch(
        uuid=uuid4(), lot=lot, warehouse=warehouse, day=day, workers=workers, taken=good + bad, good=good, damaged=bad,
        damage=found, by=actor.uuid, at=timezone.now(),
    )  # fmt: skip
    if done := claimed(key, SortBatch, row.uuid, lot.uuid, warehouse.uuid, day, workers, good, found, actor.uuid):
        return done
    if not row.taken:
        raise RuleError(_("Tulis berapa yang baik atau rusak."))
    lines = [
        Line(lot, warehouse, A.BELUM_DISORTIR, A.BAIK, good), Line(lot, warehouse, A.BELUM_DISORTIR, A.RUSAK, bad)
    ]  # fmt: skip
    with entry(StockAction.SORTED, lot.election, actor, row.subject, lines, barang=lot.key, baik=good, rusak=bad,
               kerusakan=found, petugas=workers) as deed:  # fmt: skip
        there = stock.held(lot, warehouse)[A.BELUM_DISORTIR]
        if there < row.taken:
            raise RuleError(
                _("Baik dan rusak bersama %(taken)s, padahal yang belum disortir di %(warehouse)s tinggal %(there)s.")
                % {"taken": angka(row.taken), "warehouse": warehouse, "there": angka(there)}
            )
        row.save(force_insert=True)
        post(deed, lines)
    return row


@transaction.atomic
def count_stock(
    lot: Lot, warehouse: Warehouse, *, account: str, counted: int, day: date, actor: Actor, key: UUID | None = None
) -> StockCount:
    """A stock-take beside what the books say at this moment; a difference waits, and replaces an older open one."""
    check_counts(counted=counted)
    check_day(warehouse, day)
    if account not in IN_STORE:
        raise RuleError(_("Pilih bagian gudang yang dihitung."))
    row = StockCount(uuid=uuid4(), lot=lot, warehouse=warehouse, account=account, counted=counted, day=day,
                     by=actor.uuid, at=timezone.now())  # fmt: skip
    if done := claimed(key, StockCount, row.uuid, lot.uuid, warehouse.uuid, account, counted, day, actor.uuid):
        return done
    book = stock.held(lot, warehouse)[A(account)]
    with entry(StockAction.COUNTED, lot.election, actor, row.subject, [], barang=lot.key, bagian=account,
               gudang=str(warehouse.uuid), dihitung=counted, buku=book):  # fmt: skip
        # The entry holds the chain now; whoever booked meanwhile makes us look again.
        if stock.held(lot, warehouse)[A(account)] != book:
            raise RuleError(_("Stok baru saja berubah; muat ulang halaman, lalu ulangi."))
        row.book, row.state = book, CountState.COCOK if counted == book else CountState.SELISIH
        for older in StockCount.objects.filter(
            lot=lot, warehouse=warehouse, account=account, state=CountState.SELISIH
        ):  # fmt: skip
            older.state = CountState.DIGANTI
            older.save(update_fields=["state"])
        row.save(force_insert=True)
    return row


@transaction.atomic
def book_count(count: StockCount, *, reason: str, actor: Actor) -> StockCount:
    """A second person books the difference with its reason: what is missing is reported missing, what is more is found.

    What was reported missing before comes back first. RuleError.
    """
    reason = one_line(reason, _("Alasan"), 250)
    if len(reason) < LEAST_REASON:
        raise RuleError(_("Tulis alasan, paling sedikit %(least)s huruf.") % {"least": LEAST_REASON})
    row = StockCount.objects.select_related("lot__election__profile", "lot__contest", "warehouse").get(pk=count.pk)
    if row.by == actor.uuid:
        raise RuleError(_("Selisih dibukukan orang lain, bukan yang menghitung."))
    lines = _difference(row)
    with entry(StockAction.BOOKED, row.lot.election, actor, row.subject, lines, barang=row.lot.key, bagian=row.account,
               selisih=row.difference) as deed:  # fmt: skip
        # Looked at inside the entry, which holds the chain: a second press or a new stock-take came before us.
        row.refresh_from_db(fields=["state"])
        if row.state != CountState.SELISIH:
            raise RuleError(_("Selisih ini sudah dibukukan atau diganti hitungan baru."))
        row.state, row.reason, row.booked_by, row.booked_at = CountState.DIBUKUKAN, reason, actor.uuid, timezone.now()
        row.save(update_fields=["state", "reason", "booked_by", "booked_at"])
        post(deed, lines)
    return row


def _difference(row: StockCount) -> list[Line]:
    account, many = A(row.account), abs(row.difference)
    if row.difference < 0:
        return [Line(row.lot, row.warehouse, account, A.HILANG, many)]
    back = min(many, stock.held(row.lot, row.warehouse)[A.HILANG])
    return [
        Line(row.lot, row.warehouse, A.HILANG, account, back),
        Line(row.lot, row.warehouse, A.DITEMUKAN, account, many - back),
    ]
