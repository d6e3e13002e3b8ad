"""The calendar of stages: loaded as shipped, planned by the office with a reason."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.elections import phases
from electcoord.elections.actions.settings import checked_reason, place
from electcoord.elections.ledger_actions import ElectionAction
from electcoord.elections.models import Election, Phase, PhaseOutcome
from electcoord.elections.phases import Shipped
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor

_LEGAL = ("position", "legal_start", "legal_end", "source", "mark")
_FIRST, _LAST = date(1945, 8, 17), date(2199, 12, 31)


@transaction.atomic
def load_phases(election: Election, actor: Actor) -> list[Phase]:
    """The shipped stages of the election's regime, in order; once more adds what is new in them and follows the day
    of the vote. What the office planned or said of a stage stays.
    """
    election = Election.objects.select_for_update(of=("self",)).get(pk=election.pk)
    known = {phase.key: phase for phase in election.phases.all()}
    wanted = phases.shipped(election.regime, election.day, election.profile and election.profile.whole)
    new = [_made(election, item) for item in wanted if item.key not in known]
    changed = [known[item.key] for item in wanted if item.key in known and _set_legal(known[item.key], item)]
    if new or changed:
        payload = {
            "nama": election.name, "jumlah": len(new), "berubah": len(changed),
            "hari": election.day.isoformat() if election.day else "",
            "tahapan_baru": [_legal(phase) for phase in new], "tahapan_berubah": [_legal(phase) for phase in changed],
        }  # fmt: skip
        with recording.entry(ElectionAction.PHASES_LOADED, actor=actor, payload=payload, **place(election)):
            for phase in new:
                phase.save(force_insert=True)
            for phase in changed:
                phase.save(update_fields=_LEGAL)
    return list(election.phases.order_by("position"))


@transaction.atomic
def plan_phase(phase: Phase, *, start: date | None, end: date | None, reason: str, actor: Actor) -> Phase:
    """The office's own days for a stage, both or none; a plan outside the legal window is taken, and shown as such."""
    if (start is None) != (end is None):
        raise RuleError(_("Rencana memuat hari mulai dan hari selesai, atau kosong keduanya."))
    if start is not None and not _FIRST <= start <= end <= _LAST:
        raise RuleError(_("Rencana selesai sebelum mulai, atau di luar tahun yang wajar."))
    reason = checked_reason(reason)
    phase = _locked(phase)
    if (phase.planned_start, phase.planned_end) == (start, end):
        return phase
    payload = {
        "tahap": phase.title, "kunci": phase.key, "rencana": _window(start, end), "alasan": reason,
        "sebelum": _window(phase.planned_start, phase.planned_end), "di_luar_aturan": False,
    }  # fmt: skip
    phase.planned_start, phase.planned_end = start, end
    payload["di_luar_aturan"] = phases.clashing(phase)
    with _entry(ElectionAction.PHASE_PLANNED, phase, actor, payload):
        phase.save(update_fields=["planned_start", "planned_end"])
    return phase


@transaction.atomic
def settle_phase(phase: Phase, outcome: str, *, reason: str, actor: Actor) -> Phase:
    """Says that a stage is over or does not take place; an empty outcome lets its dates tell again."""
    if outcome and outcome not in PhaseOutcome.values:
        raise RuleError(_("Keadaan tahapan: selesai, batal, atau kosong."))
    reason = checked_reason(reason)
    phase = _locked(phase)
    if phase.outcome == outcome:
        return phase
    payload = {"tahap": phase.title, "kunci": phase.key, "sebelum": phase.outcome, "keadaan": outcome, "alasan": reason}
    action = ElectionAction.PHASE_SETTLED if outcome else ElectionAction.PHASE_REOPENED
    phase.outcome = outcome
    with _entry(action, phase, actor, payload):
        phase.save(update_fields=["outcome"])
    return phase


def _locked(phase: Phase) -> Phase:
    return Phase.objects.select_for_update(of=("self",)).select_related("election").get(pk=phase.pk)


def _made(election: Election, item: Shipped) -> Phase:
    phase = Phase(election=election, key=item.key, kind=item.kind, title=item.title)
    _set_legal(phase, item)
    return phase


def _set_legal(phase: Phase, item: Shipped) -> bool:
    """Puts the shipped days and source on the row; whether anything differed."""
    before = [getattr(phase, name) for name in _LEGAL]
    for name in _LEGAL:
        setattr(phase, name, getattr(item, name))
    return before != [getattr(phase, name) for name in _LEGAL]


def _legal(phase: Phase) -> dict[str, Any]:
    return {"kunci": phase.key, "aturan": _window(phase.legal_start, phase.legal_end), "sumber": phase.source}


def _window(first: date | None, last: date | None) -> str:
    return f"{first.isoformat() if first else '–'} s.d. {last.isoformat() if last else '–'}"


def _entry(action: str, phase: Phase, actor: Actor, payload: dict[str, Any]) -> Any:
    where = place(phase.election, subject=f"elections.phase:{phase.uuid}")
    return recording.entry(action, actor=actor, payload=payload, **where)
