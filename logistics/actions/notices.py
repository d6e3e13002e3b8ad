"""The letter that tells the police of a wave (regulations H.5): drafted by one, approved by another."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.elections.models import Election
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from electcoord.papers import documents, numbers
from electcoord.papers.models import DocumentVersion
from logistics import movement_papers
from logistics.actions.movements import CLASSIFICATION
from logistics.ledger_actions import MovementAction
from logistics.selectors.waves import notice_of, wave_rows, wave_subject


def _content(election: Election, purpose: str, wave: int) -> dict[str, Any]:
    rows = wave_rows(election, purpose, wave)
    if not rows:
        raise RuleError(_("Gelombang ini belum punya perjalanan."))
    to = next((row.escort.institution for row, _stops in rows if row.escort), None)
    return movement_papers.police_notice(election, wave, rows, to, timezone.localdate())


@transaction.atomic
def draft_notice(election: Election, purpose: str, wave: int, *, actor: Actor) -> DocumentVersion:
    """A draft of the letter as the wave is planned now; an older draft becomes it, an approved letter a new version."""
    content = _content(election, purpose, wave)
    with _entry(MovementAction.NOTICE_DRAFTED, election, purpose, wave, actor):
        known = notice_of(election, purpose, wave)
        if known is None:
            return documents.draft(
                kind="SD", subject=wave_subject(election, purpose, wave), content=content,
                title=_("Pemberitahuan distribusi logistik gelombang %(wave)s") % {"wave": wave},
                region=election.kabupaten_id, election=election, actor=actor,
            )  # fmt: skip
        if known.latest.is_draft:
            return documents.edit_draft(known.latest, content, actor=actor)
        return documents.revise(known, content, reason=_("Rencana gelombang berubah"), actor=actor)


@transaction.atomic
def approve_notice(election: Election, purpose: str, wave: int, *, actor: Actor) -> DocumentVersion:
    """Numbers and freezes the letter; by somebody else than who drafted it."""
    known = notice_of(election, purpose, wave)
    if known is None or not known.latest.is_draft:
        raise RuleError(_("Tidak ada draf surat yang menunggu pengesahan."))
    version = known.latest
    if version.made_by == actor.uuid:
        raise RuleError(_("Surat ini disahkan pejabat lain, bukan penyusunnya."))
    number = numbers.take_number(
        kind="SD", issuer=election.kabupaten_id, classification=CLASSIFICATION, about=known.title,
        subject=known.ledger_subject, day=timezone.localdate(), election=election, actor=actor,
    )  # fmt: skip
    with _entry(MovementAction.NOTICE_APPROVED, election, purpose, wave, actor, nomor=number.text):
        return documents.approve(version, number=number, actor=actor)


def _entry(action: str, election: Election, purpose: str, wave: int, actor: Actor, **told: str) -> object:
    return recording.entry(
        action, chain=recording.chain_of(election.kabupaten_id), actor=actor,
        subject=wave_subject(election, purpose, wave), region=election.kabupaten_id, election=election.slug,
        payload={"gelombang": wave, "keperluan": str(purpose), **told},
    )  # fmt: skip
