"""Letting a sheet out of quarantine."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from recap.actions.sheets import Context, contest_for_entry, entries_of, hint, lock_sheet, mark, settled_state
from recap.ledger_actions import SheetAction
from recap.models import Correction, Release, Sheet, VersionKind
from recap.states import SheetState


@transaction.atomic
def release_quarantine(sheet: Sheet, *, reason: str, actor: Actor, key: uuid.UUID | None = None) -> Sheet:
    """A supervisor lets the sheet go on, with a reason; the figures stay as read. Raises RuleError.

    With `key` a repeated request counts once. Nobody releases figures that they entered, decided or proposed.
    """
    reason = reason.strip()
    if len(reason) < 10:
        raise RuleError(_("Tulis alasan pelepasan, paling sedikit 10 huruf."))
    digest = canonical.digest([str(sheet.uuid), actor.uuid, "lepas", reason])
    if key and recording.claim(key, digest, sheet.uuid):
        return Sheet.objects.get(pk=sheet.pk)
    contest = contest_for_entry(sheet.contest_id)
    sheet = lock_sheet(sheet.pk)
    if sheet.state != SheetState.KARANTINA:
        raise RuleError(_("Lembar ini tidak berada di karantina."))
    if actor.uuid in _makers(sheet):
        raise RuleError(_("Yang mengentri, memutuskan atau mengusulkan angka lembar ini tidak dapat melepasnya."))
    state = _state_after(sheet, Context.of(contest))
    payload = {
        "lembar": str(sheet.uuid), "kontes": contest.key, "tps": sheet.tps_code, "sampai": sheet.version_count,
        "alasan": reason, "status": state.value, "dipakai": sheet.current.number, "jumlah_versi": sheet.version_count,
    }  # fmt: skip
    with recording.entry(
        SheetAction.RELEASED, chain=sheet.kecamatan_code, actor=actor, subject=sheet.subject,
        region=sheet.tps_code, election=contest.election.slug, payload=payload,
    ):  # fmt: skip
        Release.objects.create(
            sheet=sheet, up_to=sheet.version_count, reason=reason, released_by=actor.uuid, released_at=timezone.now()
        )
        sheet.state = state
        sheet.save(update_fields=["state"])
        mark(contest.pk, sheet.kecamatan_code)
    hint(contest.pk, sheet.kecamatan_code)
    return sheet


def _makers(sheet: Sheet) -> set[str]:
    """Accounts from whom a version of the sheet came."""
    makers = set(sheet.versions.values_list("entered_by", flat=True))
    return makers | set(
        Correction.objects.filter(sheet=sheet, version__isnull=False).values_list("proposed_by", flat=True)
    )


def _state_after(sheet: Sheet, context: Context) -> SheetState:
    """Where the sheet goes on: what its entries give; what was decided or corrected is settled."""
    if sheet.current.kind != VersionKind.ENTRI_SATU:
        return SheetState.TERVERIFIKASI_AWAL
    entries = entries_of([sheet.pk])[sheet.pk]
    return settled_state(
        entries[VersionKind.ENTRI_SATU],
        entries.get(VersionKind.ENTRI_DUA),
        double_entry=context.double_entry,
        released={version.reading_hash for version in entries.values()},
    )
