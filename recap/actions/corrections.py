"""Corrections of settled figures: one person proposes with the paper, another approves (law 2)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.elections.models import Stage
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from electcoord.papers.models import Photo, Placement
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
from recap.fields import HIGHEST
from recap.ledger_actions import CorrectionAction
from recap.models import (
    REASONS,
    Correction,
    CorrectionReason,
    CorrectionState,
    Sheet,
    SheetVersion,
    Source,
    VersionKind,
)
from recap.reading import Figure, Reading, reading_from, reading_of
from recap.states import CORRECTABLE, SheetState

PLENO = {Stage.PLENO_KECAMATAN, Stage.PLENO_KABUPATEN}
LONG_ENOUGH = 10


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes: the new figures of some cells, and the grounds."""

    kind: VersionKind
    changes: Mapping[str, Figure]
    reason_code: CorrectionReason
    reason: str
    photo: Photo
    legal_basis: str = ""
    initials: str = ""
    incident: str = ""

    def digest(self, sheet: Sheet, base: int, actor: Actor) -> str:
        grounds = [self.reason_code, self.reason, self.legal_basis, self.initials, self.incident, str(self.photo.uuid)]
        return canonical.digest([str(sheet.uuid), base, actor.uuid, self.kind, dict(self.changes), *grounds])


@transaction.atomic
def propose_correction(sheet: Sheet, proposal: Proposal, *, base: int, key: uuid.UUID, actor: Actor) -> Correction:
    """Puts a correction before another person; nothing changes until it is approved.

    `base`: number of the version that the proposer saw. A repeated request counts once. Raises RuleError where the
    sheet is not settled or already agreed, has changed meanwhile, has a proposal waiting, or the grounds are missing.
    """
    made = uuid.uuid4()
    if done := recording.claim(key, proposal.digest(sheet, base, actor), made):
        return Correction.objects.get(uuid=done)
    contest = contest_for_entry(sheet.contest_id)
    sheet = lock_sheet(sheet.pk)
    _check_sheet(sheet, base)
    if sheet.corrections.filter(state=CorrectionState.DIUSULKAN).exists():
        raise RuleError(_("Sudah ada usul koreksi yang menunggu putusan untuk lembar ini."))
    _check_grounds(sheet, proposal, set(contest.election.open_stages))
    ballot = ballot_of(contest)
    changes = _changes(reading_of(sheet.current), proposal.changes, ballot)
    correction = Correction(
        uuid=made, sheet=sheet, number=sheet.corrections.count() + 1, kind=proposal.kind, base=sheet.current,
        changes=changes, reason_code=proposal.reason_code, reason=proposal.reason.strip(),
        legal_basis=proposal.legal_basis.strip(), initials=proposal.initials.strip(),
        incident=proposal.incident.strip(), photo=proposal.photo, proposed_by=actor.uuid, proposed_at=timezone.now(),
        state=CorrectionState.DIUSULKAN,
    )  # fmt: skip
    payload = {**_payload(correction), "perubahan": changes, "dasar": correction.legal_basis,
               "paraf": correction.initials, "kejadian_khusus": correction.incident,
               "foto": str(proposal.photo.uuid), "versi_dasar": base}  # fmt: skip
    with recording.entry(CorrectionAction.PROPOSED, payload=payload, **_place(correction, actor)):
        correction.save()
    return correction


@transaction.atomic
def approve_correction(correction: Correction, *, note: str = "", key: uuid.UUID, actor: Actor) -> SheetVersion:
    """Another person approves: the correction becomes the version that counts. Raises RuleError."""
    made = uuid.uuid4()
    if done := recording.claim(key, canonical.digest([str(correction.uuid), actor.uuid, "setuju", note]), made):
        return SheetVersion.objects.get(uuid=done)
    context = Context.of(contest_for_entry(correction.sheet.contest_id))
    sheet = lock_sheet(correction.sheet_id)
    correction = _waiting(correction, actor)
    _check_sheet(sheet, correction.base.number)
    kind = VersionKind(correction.kind)
    _check_stage(kind, set(context.contest.election.open_stages))
    ballot = ballot_of(context.contest)
    cells = reading_of(sheet.current).cells(ballot) | {code: new for code, (_, new) in correction.changes.items()}
    reading = reading_from(cells, ballot)
    now = timezone.now()
    version = new_version(
        context, sheet, reading, kind=kind, source=Source.KETIK, actor=actor, now=now, version_uuid=made
    )
    state = _state_after(sheet, version)
    more = {**_payload(correction), "perubahan": correction.changes, "catatan": note.strip()}
    deed = version_deed(context, version, reading, state=state, current=version.number, actor=actor, more=more)
    settle(version, deed, state, then=lambda: _decide(correction, CorrectionState.DISETUJUI, actor, note, version))
    return version


@transaction.atomic
def reject_correction(correction: Correction, *, note: str, actor: Actor) -> Correction:
    """Another person refuses, with a reason; the figures stay. Raises RuleError."""
    if len(note.strip()) < LONG_ENOUGH:
        raise RuleError(_("Tulis alasan penolakan, paling sedikit 10 huruf."))
    lock_sheet(correction.sheet_id)
    correction = _waiting(correction, actor)
    payload = {**_payload(correction), "catatan": note.strip()}
    with recording.entry(CorrectionAction.REJECTED, payload=payload, **_place(correction, actor)):
        _decide(correction, CorrectionState.DITOLAK, actor, note, None)
    return correction


@transaction.atomic
def withdraw_correction(correction: Correction, *, actor: Actor) -> Correction:
    """Who proposed it takes it back. Raises RuleError."""
    lock_sheet(correction.sheet_id)
    correction = Correction.objects.select_related("sheet__contest__election", "base").get(pk=correction.pk)
    if correction.state != CorrectionState.DIUSULKAN:
        raise RuleError(_("Usul ini sudah diputuskan."))
    if correction.proposed_by != actor.uuid:
        raise RuleError(_("Hanya pengusulnya yang dapat menarik usul ini."))
    with recording.entry(CorrectionAction.WITHDRAWN, payload=_payload(correction), **_place(correction, actor)):
        _decide(correction, CorrectionState.DITARIK, actor, "", None)
    return correction


def _waiting(correction: Correction, actor: Actor) -> Correction:
    correction = Correction.objects.select_related("sheet__contest__election", "base").get(pk=correction.pk)
    if correction.state != CorrectionState.DIUSULKAN:
        raise RuleError(_("Usul ini sudah diputuskan."))
    if correction.proposed_by == actor.uuid:
        raise RuleError(_("Pengusul tidak memutuskan usulnya sendiri; mintalah orang lain."))
    return correction


def _decide(
    correction: Correction, state: CorrectionState, actor: Actor, note: str, version: SheetVersion | None
) -> None:
    correction.state, correction.decided_by, correction.decided_at = state, actor.uuid, timezone.now()
    correction.note, correction.version = note.strip(), version
    correction.save(update_fields=["state", "decided_by", "decided_at", "note", "version"])


def _check_sheet(sheet: Sheet, base: int) -> None:
    place = f"TPS {sheet.tps_code}"
    if sheet.state in (SheetState.DISEPAKATI, SheetState.TERKUNCI):
        raise RuleError(_("%(place)s: lembar ini sudah disepakati; buka kembali di ruang pleno.") % {"place": place})
    if sheet.state not in CORRECTABLE:
        raise RuleError(_("%(place)s: koreksi menunggu sampai kedua entri lembar ini selesai.") % {"place": place})
    if sheet.current.number != base:
        raise RuleError(
            _("%(place)s: angka lembar ini sudah berubah sejak usul dibuat; usulkan lagi dari yang sekarang.")
            % {"place": place}
        )


def _check_stage(kind: VersionKind, open_stages: set[str]) -> None:
    if kind == VersionKind.PEMBETULAN and PLENO.isdisjoint(open_stages):
        raise RuleError(_("Pembetulan kertas hanya pada tahapan rekapitulasi; di luar itu hanya salah baca."))


def _check_grounds(sheet: Sheet, proposal: Proposal, open_stages: set[str]) -> None:
    """Law 2: `salah_baca` rests on the photo; `pembetulan` on law, initials, kejadian khusus and the changed page."""
    if proposal.reason_code not in REASONS.get(proposal.kind, ()):
        raise RuleError(_("Pilih jenis koreksi dan sebab yang sesuai."))
    _check_stage(proposal.kind, open_stages)
    if len(proposal.reason.strip()) < LONG_ENOUGH:
        raise RuleError(_("Tulis penjelasan, paling sedikit 10 huruf."))
    here = Placement.objects.current().filter(photo=proposal.photo, contest=sheet.contest_id, tps=sheet.tps_id)
    if not here.exists():
        raise RuleError(_("Foto yang menjadi dasar harus foto lembar ini."))
    if proposal.kind == VersionKind.PEMBETULAN:
        texts = (proposal.legal_basis, proposal.initials, proposal.incident)
        if any(len(text.strip()) < 3 for text in texts):
            raise RuleError(_("Pembetulan perlu dasar hukum, paraf, dan uraian kejadian khusus."))
        if proposal.photo.uploaded_at <= sheet.current.entered_at:
            raise RuleError(_("Pembetulan perlu foto baru halaman yang sudah dibetulkan dan diparaf."))


def _changes(current: Reading, wanted: Mapping[str, Figure], ballot: Ballot) -> dict[str, list[Figure]]:
    """{code: [old, new]} by code, as the ledger orders it. Raises RuleError for what is unknown or no change."""
    cells = current.cells(ballot)
    if unknown := wanted.keys() - cells.keys():
        raise RuleError(_("Isian tidak dikenal: %(unknown)s.") % {"unknown": ", ".join(sorted(unknown))[:200]})
    for value in wanted.values():
        if value is not None and (type(value) is not int or not 0 <= value <= HIGHEST):
            raise RuleError(
                _("Angka %(value)s tidak dapat disimpan; isi 0 sampai %(highest)s atau kosongkan.")
                % {"value": value, "highest": HIGHEST}
            )
    changes = {code: [cells[code], new] for code, new in sorted(wanted.items()) if new != cells[code]}
    if not changes:
        raise RuleError(_("Belum ada isian yang berubah."))
    if all(new is None for new in (cells | dict(wanted)).values()):
        raise RuleError(_("Koreksi tidak dapat mengosongkan seluruh lembar."))
    return changes


def _state_after(sheet: Sheet, version: SheetVersion) -> SheetState:
    if is_held(version):
        return SheetState.KARANTINA
    return SheetState.DIKOREKSI if version.kind == VersionKind.PEMBETULAN else SheetState(sheet.state)


def _payload(correction: Correction) -> dict[str, object]:
    sheet = correction.sheet
    return {
        "koreksi": str(correction.uuid), "jenis_koreksi": correction.kind, "kontes": sheet.contest.key,
        "tps": sheet.tps_code, "pengusul": correction.proposed_by, "sebab": correction.reason_code,
        "penjelasan": correction.reason, "beda": len(correction.changes),
    }  # fmt: skip


def _place(correction: Correction, actor: Actor) -> dict[str, object]:
    sheet = correction.sheet
    return {
        "chain": sheet.kecamatan_code, "actor": actor, "subject": correction.subject, "region": sheet.tps_code,
        "election": sheet.contest.election.slug,
    }  # fmt: skip
