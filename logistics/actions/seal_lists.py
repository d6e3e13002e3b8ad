"""Seals by the list: many boxes sealed at once as their list says, and the numbers that came from the printer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import PackageError, RuleError
from electcoord.common.text import one_line
from electcoord.elections.models import Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from logistics.actions.containers import MOST_SEALS, lock, seal_number
from logistics.ledger_actions import ContainerAction
from logistics.models import Container, Seal, SealIssue, SealKind
from logistics.selectors.packing import PIECE
from logistics.states import CONTAINER_MOVES, ContainerState

MOST_ROWS, MOST_ISSUED = 60_000, 100_000


@dataclass(frozen=True)
class SealRow:
    """One seal of a list, with where it stands there (`segel.xlsx baris 7`)."""

    code: str
    number: str
    kind: str
    place: str


@transaction.atomic
def seal_by_list(election: Election, rows: Sequence[SealRow], *, digest: str, actor: Actor) -> tuple[int, int]:
    """Seals the boxes as the list says; (boxes, seals) that are new. The same list again changes nothing.

    `digest`: SHA-256 of the file. PackageError with the place of everything that does not fit, before the first write.
    """
    if not rows or len(rows) > MOST_ROWS:
        raise RuleError(_("Daftar berisi 1 sampai %(most)s segel.") % {"most": MOST_ROWS})
    codes = sorted({row.code for row in rows})
    known: dict[str, Container] = {}
    for start in range(0, len(codes), PIECE):
        found = Container.objects.filter(election=election, code__in=codes[start : start + PIECE])
        known |= {box.code: box for box in found}
    if missing := [row for row in rows if row.code not in known]:
        raise PackageError([_("%(place)s: tidak ada kotak %(code)s.") % {"place": row.place, "code": row.code}
                            for row in missing[:50]], len(missing))  # fmt: skip
    boxes = {box.code: box for box in lock(list(known.values()))}
    used = _used(election, [row.number for row in rows])
    new = [row for row in rows if used.get(row.number) != (row.code, True)]
    if problems := _problems(new, boxes, used):
        raise PackageError(problems[:50], len(problems))
    if not new:
        return 0, 0
    sealed = {boxes[row.code].pk for row in new}
    told = {"kotak": len(sealed), "jumlah": len(new), "berkas": digest,
            "isi": canonical.digest(sorted([row.code, row.number, row.kind] for row in new))}  # fmt: skip
    with recording.entry(
        ContainerAction.SEALS_LISTED, chain=recording.chain_of(election.kabupaten_id), actor=actor,
        subject=f"elections.election:{election.uuid}", region=election.kabupaten_id, election=election.slug,
        payload=told,
    ):  # fmt: skip
        Seal.objects.bulk_create(
            (Seal(election=election, kind=row.kind, number=row.number, container=boxes[row.code]) for row in new),
            batch_size=500,
        )
        keys = sorted(sealed)
        for start in range(0, len(keys), PIECE):
            Container.objects.filter(pk__in=keys[start : start + PIECE]).update(
                state=ContainerState.DISEGEL, changed_at=timezone.now()
            )
    return len(sealed), len(new)


def _used(election: Election, numbers: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """{number: (on which container, whether it is still on)} of those that were used."""
    found: dict[str, tuple[str, bool]] = {}
    for start in range(0, len(numbers), PIECE):
        seals = Seal.objects.filter(election=election, number__in=numbers[start : start + PIECE])
        for number, code, removed in seals.values_list("number", "container__code", "removed_at"):
            found[number] = (code, removed is None)
    return found


def _problems(rows: Sequence[SealRow], boxes: dict[str, Container], used: dict[str, tuple[str, bool]]) -> list[str]:
    found = []
    per_box = Counter(row.code for row in rows)
    for row in rows:
        told = {"place": row.place, "number": row.number, "code": row.code, "most": MOST_SEALS}
        state = ContainerState(boxes[row.code].state)
        if row.number in used:
            found.append(_("%(place)s, kolom nomor_segel: segel %(number)s sudah terpasang pada %(other)s.")
                         % {**told, "other": used[row.number][0]})  # fmt: skip
        elif ContainerState.DISEGEL not in CONTAINER_MOVES[state]:
            found.append(_("%(place)s, kolom kode_kotak: %(code)s belum dikemas atau sudah disegel.") % told)
        elif per_box[row.code] > MOST_SEALS:
            found.append(_("%(place)s, kolom kode_kotak: %(code)s bersegel lebih dari %(most)s.") % told)
    return found


@transaction.atomic
def issue_seals(election: Election, *, kind: str, first: str, last: str, note: str, actor: Actor) -> SealIssue:
    """Numbers that came from the printer, from `first` to `last`: the same signs before as many figures. RuleError."""
    election = Election.objects.select_for_update(of=("self",)).get(pk=election.pk)
    if kind not in SealKind.values:
        raise RuleError(_("Pilih jenis segel."))
    (prefix, start), (other, end) = _parts(seal_number(first)), _parts(seal_number(last))
    if prefix != other or len(start) != len(end):
        raise RuleError(_("Nomor pertama dan terakhir berbeda awalannya atau banyak angkanya."))
    low, high = int(start), int(end)
    if high < low or high - low >= MOST_ISSUED:
        raise RuleError(_("Nomor terakhir sebelum nomor pertama, atau deretnya terlalu panjang."))
    near = SealIssue.objects.filter(election=election, prefix=prefix, digits=len(start), first__lte=high, last__gte=low)
    if (clash := near.first()) is not None:
        raise RuleError(_("Sebagian nomor ini sudah tercatat: %(range)s.") % {"range": clash})
    row = SealIssue(election=election, kind=kind, prefix=prefix, digits=len(start), first=low, last=high,
                    note=one_line(note, _("Dasar"), 160), by=actor.uuid)  # fmt: skip
    told = {"dari": row.number(low), "sampai": row.number(high), "jenis_segel": kind, "dasar": row.note}
    with recording.entry(
        ContainerAction.SEALS_ISSUED, chain=recording.chain_of(election.kabupaten_id), actor=actor,
        subject=f"logistics.sealissue:{row.uuid}", region=election.kabupaten_id, election=election.slug, payload=told,
    ):  # fmt: skip
        row.save(force_insert=True)
    return row


def _parts(number: str) -> tuple[str, str]:
    """`KT-0001` as (`KT-`, `0001`). RuleError without figures at the end."""
    prefix = number.rstrip("0123456789")
    figures = number[len(prefix) :]
    if not 1 <= len(figures) <= 9 or len(prefix) > 20:
        raise RuleError(_("%(number)s: nomor segel berakhir dengan 1 sampai 9 angka.") % {"number": number})
    return prefix, figures
