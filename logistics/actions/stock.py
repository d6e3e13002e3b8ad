"""Booking moves of stock; every other deed of the warehouse comes through `post`.

All deeds of an election's stock stand in the chain of its kabupaten, whose head an open entry holds: what is checked
inside the entry stays true until the transaction ends. The database refuses what slips through.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.common.numbers import angka
from electcoord.common.templatetags.angka import tanggal
from electcoord.common.text import one_line
from electcoord.elections.models import Contest, Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor, Deed
from logistics.accounts import MOVES, UNHELD, Account
from logistics.goods import BALLOT, known_as, unit_of
from logistics.ledger_actions import StockAction
from logistics.models import Lot, StockMove, StockTransfer, Warehouse
from logistics.selectors import stock

A = Account
MOST = 10_000_000


@dataclass(frozen=True)
class Line:
    """So many of a lot from one account to another, in this warehouse."""

    lot: Lot
    warehouse: Warehouse
    source: Account
    target: Account
    quantity: int

    def told(self) -> dict[str, Any]:
        return {
            "barang": self.lot.key, "gudang": str(self.warehouse.uuid), "dari": self.source.value,
            "ke": self.target.value, "jumlah": self.quantity,
        }  # fmt: skip


def entry(action: str, election: Election, actor: Actor, subject: str, lines: Sequence[Line], **told: Any) -> Any:
    """The entry of a deed on stock; what it moves is told line by line."""
    return recording.entry(
        action, chain=recording.chain_of(election.kabupaten_id), actor=actor, subject=subject,
        region=election.kabupaten_id, election=election.slug,
        payload={**told, "pindahan": [line.told() for line in lines if line.quantity]},
    )  # fmt: skip


def post(deed: Deed, lines: Iterable[Line]) -> list[StockMove]:
    """Books the lines inside the open entry `deed`, whose subject is the paper behind them; lines of 0 are left out.

    RuleError where an account of a lot holds less than is taken, in words.
    """
    lines = [line for line in lines if line.quantity]
    _check(lines)
    now = timezone.now()
    moves = [
        StockMove(lot=line.lot, warehouse=line.warehouse, from_account=line.source, to_account=line.target,
                  quantity=line.quantity, subject=deed.subject, entry=deed.uuid, at=now, by=deed.actor.uuid)
        for line in lines
    ]  # fmt: skip
    return StockMove.objects.bulk_create(moves, batch_size=500)


def _check(lines: Sequence[Line]) -> None:
    """In the order of the lines, as the database looks at them."""
    known: dict[tuple[int, int], dict[Account, int]] = {}
    for line in lines:
        if line.target not in MOVES[line.source]:
            raise RuleError(
                _("Barang di bagian %(source)s tidak dapat dipindahkan ke bagian %(target)s.")
                % {"source": line.source.label, "target": line.target.label}
            )
        place = line.lot.pk, line.warehouse.pk
        if place not in known:
            known[place] = stock.held(line.lot, line.warehouse)
        there = known[place]
        if line.source not in UNHELD and there[line.source] < line.quantity:
            raise RuleError(
                _("%(lot)s di %(warehouse)s, bagian %(account)s: tercatat %(held)s, diminta %(asked)s.")
                % {"lot": line.lot, "warehouse": line.warehouse, "account": line.source.label,
                   "held": angka(there[line.source]), "asked": angka(line.quantity)}
            )  # fmt: skip
        there[line.source] -= line.quantity
        there[line.target] += line.quantity


def lot_for(election: Election, item_code: str, contest: Contest | None) -> Lot:
    """The lot of these goods, new where there is none yet; call it inside an entry. RuleError for what is no goods."""
    if item_code not in stock.goods_codes(election):
        raise RuleError(_("Barang %(code)s tidak dikenal.") % {"code": item_code[:40]})
    if item_code == BALLOT and contest is None:
        raise RuleError(_("Surat suara dicatat per kontes; pilih kontesnya."))
    if contest is not None and contest.election_id != election.pk:
        raise RuleError(_("Kontes ini bukan milik pemilu tersebut."))
    codes = known_as(item_code)
    found = Lot.objects.filter(election=election, item_code__in=codes, contest=contest).order_by("pk").first()
    if found is None:
        with in_source():
            found = Lot(election=election, item_code=item_code, contest=contest, unit=unit_of(item_code))
        found.save(force_insert=True)
    found.contest, found.election = contest, election
    return found


def check_day(warehouse: Warehouse, day: date) -> None:
    """RuleError for a day that has not come, and one on which the warehouse was not ours."""
    if day > timezone.localdate():
        raise RuleError(_("Tanggal %(day)s belum tiba.") % {"day": tanggal(day)})
    if day < warehouse.used_from or (warehouse.used_until and day > warehouse.used_until):
        raise RuleError(
            _("Gudang %(name)s tidak dipakai pada %(day)s.") % {"name": warehouse.name, "day": tanggal(day)}
        )


def check_counts(**counts: int) -> None:
    """RuleError for anything but whole numbers from 0 up to what a regency can hold."""
    for value in counts.values():
        if type(value) is not int or not 0 <= value <= MOST:
            raise RuleError(_("Jumlah ditulis sebagai bilangan bulat 0 sampai %(most)s.") % {"most": angka(MOST)})


def claimed(key: UUID | None, model: Any, made: UUID, *content: Any) -> Any:
    """What a repeated request made before, or None where it is ours."""
    if key and (done := recording.claim(key, canonical.digest([str(part) for part in content]), made)):
        return model.objects.get(uuid=done)
    return None


@transaction.atomic
def mark_psu(lot: Lot, warehouse: Warehouse, quantity: int, *, actor: Actor, key: UUID | None = None) -> Lot:
    """Sets ballots of a contest apart for a repeated vote, together not more than the profile says. RuleError."""
    check_counts(quantity=quantity)
    if claimed(key, Lot, lot.uuid, "psu", lot.uuid, warehouse.uuid, quantity, actor.uuid):
        return lot
    if not lot.is_ballot or not quantity:
        raise RuleError(_("Stok PSU disisihkan dari surat suara, paling sedikit satu lembar."))
    most = stock.psu_target(lot.election)
    if most is None:
        raise RuleError(_("Profil pemilu ini belum menetapkan stok PSU."))
    line = Line(lot, warehouse, A.BAIK, A.PSU, quantity)
    with entry(StockAction.PSU_SET, lot.election, actor, lot.subject, [line], barang=lot.key, jumlah=quantity) as deed:
        there = stock.held(lot)
        already = there[A.PSU] + there[A.DIPAKAI_PSU]
        if already + quantity > most:
            raise RuleError(
                _("Stok PSU %(lot)s menurut profil %(most)s lembar; sudah disisihkan %(already)s.")
                % {"lot": lot, "most": angka(most), "already": angka(already)}
            )
        post(deed, [line])
    return lot


@transaction.atomic
def transfer(
    lot: Lot, warehouse: Warehouse, *, is_outward: bool, quantity: int, party: str, order: str, day: date,
    actor: Actor, key: UUID | None = None,
) -> StockTransfer:  # fmt: skip
    """Goods to or from another kabupaten by order; what comes in is sorted like what comes from the printer."""
    check_counts(quantity=quantity)
    check_day(warehouse, day)
    row = StockTransfer(
        uuid=uuid4(), lot=lot, warehouse=warehouse, day=day, is_outward=is_outward, quantity=quantity,
        party=one_line(party, _("Kabupaten/kota lain"), 120), order=one_line(order, _("Dasar perintah"), 160),
        by=actor.uuid, at=timezone.now(),
    )  # fmt: skip
    told = (lot.uuid, warehouse.uuid, is_outward, quantity, row.party, row.order, day, actor.uuid)
    if done := claimed(key, StockTransfer, row.uuid, *told):
        return done
    if not quantity:
        raise RuleError(_("Tulis berapa yang dipindahkan."))
    if is_outward:
        lines = [Line(lot, warehouse, A.BAIK, A.DIPINDAHKAN, quantity)]
    else:
        lines = [Line(lot, warehouse, A.KAB_LAIN, A.BELUM_DISORTIR if lot.is_ballot else A.BAIK, quantity)]
    action = StockAction.SENT_AWAY if is_outward else StockAction.TAKEN_IN
    with entry(action, lot.election, actor, row.subject, lines, barang=lot.key, jumlah=quantity, lawan=row.party,
               dasar=row.order) as deed:  # fmt: skip
        row.save(force_insert=True)
        post(deed, lines)
    return row


def told_damage(damage: Mapping[str, int]) -> dict[str, int]:
    """Kinds of damage that were found, sorted."""
    return {code: damage[code] for code in sorted(damage) if damage[code]}
