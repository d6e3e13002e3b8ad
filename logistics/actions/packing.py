"""Filling boxes by their list, and taking out again what has not left the warehouse.

Ballots and goods of which stock is kept move with it in double entry: out of the good stock of the warehouse where the
box stands, back into it when the box is unpacked. Of what no stock is kept the lines alone are written down.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.common.text import one_line
from electcoord.elections.models import Contest, Election
from electcoord.ledger import canonical
from electcoord.ledger.bulk import insert_rows
from electcoord.ledger.recording import Actor
from logistics.accounts import Account
from logistics.actions import stock
from logistics.actions.containers import lock, move, subject_of
from logistics.actions.stock import Line
from logistics.ledger_actions import ContainerAction
from logistics.models import (
    Container,
    ContainerKind,
    Custody,
    HolderKind,
    Lot,
    PackedLine,
    Packing,
    Warehouse,
    WrongReason,
)
from logistics.selectors import packing as reads
from logistics.states import CONTAINER_MOVES, ContainerState

MOST_BOXES, MOST_OF_ONE = 20_000, 100_000
LEAST_REASON = 5
_PACKING = ("uuid", "container_id", "round", "warehouse_id", "ballots_id", "wrong_reason", "wrong_by", "entry", "by",
            "at", "unpack_reason")  # fmt: skip
_LINE = ("uuid", "container_id", "round", "number", "item_code", "contest_id", "wanted", "packed", "reason", "lot_id")
A = Account


class WrongBallotsError(RuleError):
    """Ballots of another contest or dapil than the box's; somebody must say why, and answer for it by name."""


@dataclass(frozen=True)
class Put:
    """What was really put in of an item, where it is not what the list wants."""

    item_code: str
    packed: int | None
    reason: str = ""


@dataclass(frozen=True)
class Wrong:
    """Why ballots of another dapil go into a box (a WrongReason), and who answers for it."""

    reason: str
    by: str


@dataclass
class _Filling:
    """What one box is filled with."""

    box: Container
    ballots: Contest | None
    lines: list[PackedLine]
    round: int = 1
    wrong: Wrong = field(default=Wrong("", ""))

    @property
    def warehouse(self) -> Warehouse | None:
        return self.box.holder.warehouse


@transaction.atomic
def pack(
    containers: Sequence[Container], actor: Actor, *, puts: Sequence[Put] = (), ballots: Contest | None = None,
    wrong: Wrong | None = None,
) -> int:  # fmt: skip
    """These were filled after their list; those that were packed before stay. Returns how many changed.

    For one box alone: `puts`, what differs from its list; `ballots`, the contest of the ballots that were put in, and
    `wrong` where that is not the box's. RuleError where the warehouse holds less than goes in, where the number of
    ballots is not known although their stock is kept, and for a box that stands in no warehouse.
    """
    rows = [row for row in lock(containers) if row.state == ContainerState.DISIAPKAN]
    if not rows:
        return 0
    if len(rows) > MOST_BOXES:
        raise RuleError(_("Paling banyak %(most)s kotak sekaligus.") % {"most": angka(MOST_BOXES)})
    if len(rows) > 1 and (puts or ballots or wrong):
        raise RuleError(_("Isi yang berbeda dari daftar dicatat kotak demi kotak."))
    election = rows[0].election
    lists, lots = reads.Lists(election), reads.Lots(election)
    before = reads.rounds_before([row.pk for row in rows])
    found = []
    for row in rows:
        contest = _ballots(row, lists, ballots, wrong)
        lines = _lines(row, lists.of(row), lots, contest, {put.item_code: put for put in puts})
        found.append(_Filling(row, contest, lines, before.get(row.pk, 0) + 1))
    if wrong and found[0].ballots and not _fits(found[0].box, found[0].ballots, lists):
        found[0].wrong = Wrong(wrong.reason, one_line(wrong.by, _("Nama penanggung jawab"), 120))
    _write(election, found, actor)
    return len(found)


def _fits(box: Container, ballots: Contest, lists: reads.Lists) -> bool:
    """Whether ballots of this contest are for this box: its own contest, in whose area its TPS lies."""
    return ballots.pk == box.contest_id and (box.tps is None or lists.areas[ballots.pk].holds(box.tps.code))


def _ballots(box: Container, lists: reads.Lists, chosen: Contest | None, wrong: Wrong | None) -> Contest | None:
    """The contest whose ballots go into the box; WrongBallotsError where it is another's and nobody said why."""
    if box.kind != ContainerKind.KOTAK or box.contest_id is None:
        return None
    if box.holder.kind != HolderKind.GUDANG:
        raise RuleError(
            _("%(code)s dikemas di gudang; sekarang dipegang %(holder)s.") % {"code": box.code, "holder": box.holder}
        )
    found = lists.by_pk.get(chosen.pk if chosen else box.contest_id)
    if found is None:
        raise RuleError(_("Kontes ini bukan milik pemilu tersebut."))
    if not _fits(box, found, lists):
        if wrong is None:
            raise WrongBallotsError(
                _("Surat suara %(ballots)s bukan untuk %(code)s, kotak %(own)s.")
                % {"ballots": found.title, "code": box.code, "own": lists.by_pk[box.contest_id].title}
            )
        if wrong.reason not in WrongReason.values:
            raise RuleError(_("Pilih sebab surat suara ini dimasukkan ke kotak lain."))
        one_line(wrong.by, _("Nama penanggung jawab"), 120)
    return found


def _lines(
    box: Container, wanted: Sequence[reads.Wanted], lots: reads.Lots, ballots: Contest | None, puts: Mapping[str, Put]
) -> list[PackedLine]:
    if unknown := sorted(puts.keys() - {line.item_code for line in wanted}):
        raise RuleError(_("Barang %(code)s tidak ada dalam daftar isi kotak ini.") % {"code": unknown[0][:40]})
    found = []
    for line in wanted:
        put = puts.get(line.item_code)
        packed, reason = (put.packed, " ".join(put.reason.split())) if put else (line.wanted, "")
        contest = ballots if line.is_ballot else None
        lot = lots.of(line.item_code, contest)
        if packed is None and line.wanted is None and not line.is_ballot:
            # Nobody has set an amount and nobody counted: there is nothing to write down.
            continue
        _check(box, line, packed, reason, lot)
        found.append(
            PackedLine(
                uuid=uuid4(), container=box, number=len(found) + 1, item_code=line.item_code, contest=contest,
                wanted=line.wanted, packed=packed, reason=reason if packed != line.wanted else "", lot=lot,
            )
        )  # fmt: skip
    return found


def _check(box: Container, line: reads.Wanted, packed: int | None, reason: str, lot: Lot | None) -> None:
    told = {"code": box.code, "name": line.name}
    if packed is None and lot is not None:
        if line.is_ballot and line.dpt is None:
            raise RuleError(
                _("%(code)s: DPT TPS ini belum diketahui; hitung surat suaranya dan tulis di halaman kotak ini.") % told
            )
        raise RuleError(_("%(code)s, %(name)s: tulis berapa yang dimasukkan.") % told)
    if packed is not None and not 0 <= packed <= MOST_OF_ONE:
        raise RuleError(
            _("%(code)s, %(name)s: isi 0 sampai %(most)s.") % {**told, "most": angka(MOST_OF_ONE)}
        )  # fmt: skip
    if line.wanted is not None and packed != line.wanted:
        if len(reason) < LEAST_REASON:
            raise RuleError(
                _("%(code)s, %(name)s: menurut daftar %(wanted)s, dimasukkan %(packed)s. Tulis alasannya.")
                % {**told, "wanted": angka(line.wanted), "packed": angka(packed, _("tidak dihitung"))}
            )
        one_line(reason, _("Alasan"), 200)


def told_of_lines(rows: Iterable[tuple[str, int, list[Any]]]) -> str:
    """What the entry of a packing says of its lines: the digest of box, round and line."""
    return canonical.digest(sorted(([code, turn, *line] for code, turn, line in rows), key=canonical.dumps))


def _moves(fillings: Sequence[_Filling]) -> list[Line]:
    """One move per lot and warehouse, however many boxes it fills."""
    sums: dict[tuple[Lot, Warehouse], int] = defaultdict(int)
    for filling in fillings:
        for line in filling.lines:
            if line.lot and line.packed:
                if filling.warehouse is None:
                    raise RuleError(_("%(code)s dikemas di gudang.") % {"code": filling.box.code})
                sums[line.lot, filling.warehouse] += line.packed
    found = [Line(lot, store, A.BAIK, A.TERKEMAS, count) for (lot, store), count in sums.items()]
    return sorted(found, key=lambda line: (line.lot.pk, line.warehouse.pk))


def _write(election: Election, fillings: list[_Filling], actor: Actor) -> None:
    first = fillings[0]
    told: dict[str, Any] = {
        "jumlah": len(fillings), "isi": canonical.digest(sorted(one.box.code for one in fillings)),
        "baris": told_of_lines((one.box.code, one.round, line.told()) for one in fillings for line in one.lines),
    }  # fmt: skip
    action, subject = ContainerAction.PACKED, f"logistics.holder:{first.box.holder.uuid}"
    if len(fillings) == 1:
        subject, told["kode"] = subject_of(first.box), first.box.code
    if first.wrong.reason and first.ballots and first.box.contest:
        action = ContainerAction.PACKED_WRONG
        told |= {
            "surat_suara": first.ballots.key, "milik": first.box.contest.key, "sebab_beda": first.wrong.reason,
        }  # fmt: skip
    moves = _moves(fillings)
    with stock.entry(action, election, actor, subject, moves, **told) as deed:
        stock.post(deed, moves)
        _insert(fillings, deed.uuid, actor)
        keys = [one.box.pk for one in fillings]
        for start in range(0, len(keys), reads.PIECE):
            Container.objects.filter(pk__in=keys[start : start + reads.PIECE]).update(
                state=ContainerState.DIKEMAS, changed_at=timezone.now()
            )


def _insert(fillings: Sequence[_Filling], entry: UUID, actor: Actor) -> None:
    now = timezone.now()
    insert_rows(Packing, _PACKING, [
        (uuid4(), one.box.pk, one.round, one.warehouse.pk if one.warehouse else None,
         one.ballots.pk if one.ballots else None, one.wrong.reason, one.wrong.by, entry, actor.uuid, now, "")
        for one in fillings
    ])  # fmt: skip
    insert_rows(PackedLine, _LINE, [
        (line.uuid, one.box.pk, one.round, line.number, line.item_code, line.contest_id, line.wanted, line.packed,
         line.reason, line.lot_id)
        for one in fillings for line in one.lines
    ])  # fmt: skip


@transaction.atomic
def unpack(container: Container, *, reason: str, actor: Actor) -> None:
    """Takes everything out of a box that has not left the warehouse, back into stock, so that it is packed anew.

    RuleError for a sealed box, and for one that was with anybody but a warehouse.
    """
    row = lock([container])[0]
    reason = one_line(reason, _("Alasan"), 200)
    if ContainerState.DISIAPKAN not in CONTAINER_MOVES[ContainerState(row.state)]:
        raise RuleError(_("%(code)s tidak dapat dibongkar: belum dikemas, atau masih bersegel.") % {"code": row.code})
    kinds = (HolderKind.GUDANG, HolderKind.PERJALANAN)
    has_left = Custody.objects.filter(container=row).exclude(holder__kind__in=kinds).exists()
    if has_left or row.holder.kind != HolderKind.GUDANG:
        raise RuleError(_("%(code)s sudah keluar dari gudang; isinya tidak dikembalikan ke stok.") % {"code": row.code})
    packing = reads.open_packings([row]).first()
    lines = reads.lines_of([packing])[row.pk] if packing else []
    # Into the books of the warehouse from whose stock it came.
    store = packing.warehouse if packing else None
    moves = [Line(line.lot, store, A.TERKEMAS, A.BAIK, line.packed) for line in lines if line.lot and line.packed]
    told = {"kode": row.code, "alasan": reason, "pengemasan": packing.round if packing else 0}
    with stock.entry(ContainerAction.UNPACKED, row.election, actor, subject_of(row), moves, **told) as deed:
        stock.post(deed, moves)
        if packing:
            packing.unpacked_at, packing.unpack_reason = timezone.now(), reason
            packing.save(update_fields=["unpacked_at", "unpack_reason"])
        move(row, ContainerState.DISIAPKAN)
