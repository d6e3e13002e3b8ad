"""Settling a difference between two entries: the third person looks at the paper, cell by cell."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from recap.actions.sheets import (
    Context,
    contest_for_entry,
    is_held,
    lock_sheet,
    new_version,
    settle,
    version_deed,
)
from recap.ballot import Ballot, ballot_of
from recap.decided import Decided
from recap.models import Sheet, SheetVersion, Source, VersionKind
from recap.reading import Reading, differences, reading_from, reading_of
from recap.states import SheetState


@transaction.atomic
def decide_difference(
    sheet: Sheet, decided: Mapping[str, Decided], *, note: str, key: uuid.UUID, actor: Actor
) -> SheetVersion:
    """The third person's reading of the cells that differ; every other cell stands as both entries have it.

    A repeated request counts once. Raises RuleError where the sheet has no difference, the actor entered it, a cell
    is left open or not among those that differ, or a third value comes without a note.
    """
    made = uuid.uuid4()
    note = note.strip()
    chosen = {code: [cell.choice, cell.figure] for code, cell in sorted(decided.items())}
    if done := recording.claim(key, canonical.digest([str(sheet.uuid), actor.uuid, "keputusan", chosen, note]), made):
        return SheetVersion.objects.get(uuid=done)
    context = Context.of(contest_for_entry(sheet.contest_id))
    sheet = lock_sheet(sheet.pk)
    place = f"TPS {sheet.tps_code}"
    if sheet.state != SheetState.BEDA_ENTRI:
        raise RuleError(
            _("%(place)s: lembar ini tidak sedang berbeda entri; mungkin sudah diputuskan.") % {"place": place}
        )
    first, second = _entries(sheet)
    if actor.uuid in (first.entered_by, second.entered_by):
        raise RuleError(_("%(place)s: yang mengentri lembar ini tidak dapat memutuskan bedanya.") % {"place": place})
    ballot = ballot_of(context.contest)
    reading = _decided_reading(first, second, decided, ballot)
    reading.check(context.contest)
    if len(note) < 10 and any(cell.choice == "ketiga" for cell in decided.values()):
        raise RuleError(_("Angka yang berbeda dari kedua entri perlu catatan, paling sedikit 10 huruf."))
    version = new_version(
        context, sheet, reading, kind=VersionKind.KEPUTUSAN, source=Source.KETIK, actor=actor, now=timezone.now(),
        version_uuid=made,
    )  # fmt: skip
    state = SheetState.KARANTINA if is_held(version) else SheetState.TERVERIFIKASI_AWAL
    more = {"beda": len(decided), "pilihan": {code: cell.choice for code, cell in decided.items()}, "catatan": note}
    deed = version_deed(context, version, reading, state=state, current=version.number, actor=actor, more=more)
    settle(version, deed, state)
    return version


def _entries(sheet: Sheet) -> tuple[SheetVersion, SheetVersion]:
    found = {version.kind: version for version in sheet.versions.all()}
    return found[VersionKind.ENTRI_SATU], found[VersionKind.ENTRI_DUA]


def _decided_reading(
    first: SheetVersion, second: SheetVersion, decided: Mapping[str, Decided], ballot: Ballot
) -> Reading:
    one, two = reading_of(first), reading_of(second)
    pairs = {code: (a, b) for code, a, b in differences(one, two, ballot)}
    if missing := pairs.keys() - decided.keys():
        raise RuleError(_("Masih ada %(count)s isian yang belum diputuskan.") % {"count": len(missing)})
    if decided.keys() - pairs.keys():
        raise RuleError(_("Hanya isian yang berbeda yang diputuskan; muat ulang halaman."))
    cells = one.cells(ballot)
    for code, cell in decided.items():
        a, b = pairs[code]
        if cell.choice == "ketiga" and cell.figure in (a, b):
            raise RuleError(_("Angka ketiga sama dengan salah satu entri; pilih entri itu."))
        cells[code] = {"pertama": a, "kedua": b, "ketiga": cell.figure}[cell.choice]
    return reading_from(cells, ballot)
