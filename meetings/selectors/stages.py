"""One stage as its page shows it: what the law sets, what the office plans, and how that came."""

import json
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.templatetags.angka import waktu
from electcoord.elections import calendar, phases
from electcoord.elections.models import Election, Phase
from electcoord.elections.phases import STATE_LABELS, PhaseState
from electcoord.ledger import recording
from electcoord.ledger.models import Entry
from electcoord.office.selectors import people
from meetings.selectors.calendar import crumbs
from meetings.selectors.calendar_entries import span_words, stage_entry

SHOWN = 50
LOOKS = {
    PhaseState.RENCANA: ("belum", "jam"), PhaseState.BERJALAN: ("periksa", "lanjut"),
    PhaseState.SELESAI: ("selesai", "selesai"), PhaseState.BATAL: ("galat", "tolak"),
}  # fmt: skip


def stage_page(request: HttpRequest, phase: Phase) -> dict[str, Any]:
    """The stage, its warnings and its history."""
    today = calendar.today(phase.election)
    state = phases.state(phase, today)
    tone, icon = LOOKS[state]
    entry = stage_entry(phase)
    first = phases.span(phase)[0] or phases.span(phase)[1]
    return {
        "legal": span_words(phase.legal_start, phase.legal_end),
        "plan": span_words(phase.planned_start, phase.planned_end),
        "phase": phase, "crumbs": crumbs(str(phase)), "entry": entry, "month": f"{first:%Y-%m}" if first else "",
        "chip": {"tone": tone, "icon": icon, "word": str(STATE_LABELS[state]).capitalize()},
        "may_edit": access.may(
            request.user, Can.EDIT_CALENDAR, region=phase.election.kabupaten_id, election=phase.election
        ),
        "history": history(phase), "others": neighbours(phase),
    }  # fmt: skip


def history(phase: Phase) -> list[dict[str, Any]]:
    """Who changed it when, how and why, the newest first; as components/_timeline.html shows it."""
    rows = list(Entry.objects.filter(subject=f"elections.phase:{phase.uuid}").order_by("-id")[:SHOWN])
    names = people({row.actor for row in rows})
    return [_told(row, names) for row in rows]


def _told(row: Entry, names: dict[str, str]) -> dict[str, Any]:
    payload = json.loads(row.payload)
    text = recording.sentence(row.action, payload)
    reason = str(payload.get("alasan", ""))
    return {
        "time": waktu(row.at), "title": text[:1].upper() + text[1:], "who": names.get(row.actor, ""),
        "text": "" if reason in text else _("Alasan: %(reason)s") % {"reason": reason},
    }  # fmt: skip


def neighbours(phase: Phase) -> list[Phase]:
    """The stage before and the one after in its election."""
    rows = Phase.objects.filter(election=phase.election_id, position__in=(phase.position - 1, phase.position + 1))
    return list(rows.order_by("position"))


def plan_of(phase: Phase) -> dict[str, Any]:
    return {"mulai": phase.planned_start, "selesai": phase.planned_end}


def first_day(election: Election) -> date | None:
    """The first day of its stages that is known."""
    days = [day for phase in election.phases.all() if (day := phases.span(phase)[0])]
    return min(days, default=None)
