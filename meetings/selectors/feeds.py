"""The calendar of one account as events for its phone: what it may see at this moment, no person's name or number."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import User
from electcoord.elections.models import Election
from electcoord.ledger.models import Entry as Deed
from meetings import ics
from meetings.models import MeetingKind
from meetings.selectors import calendar_entries as entries
from meetings.states import MeetingState

BEFORE, AHEAD = timedelta(days=366), timedelta(days=3 * 366)
OLDEST = datetime(2024, 1, 1, tzinfo=UTC)


def place_of(user: User) -> tuple[str, Election] | None:
    """Where and in which election the account looks at the calendar first; None where it may not at all."""
    for election in sorted(entries.elections_in(user), key=lambda one: one.day or OLDEST.date(), reverse=True):
        for code in access.scope(user, Can.VIEW_CALENDAR, election):
            return code or election.kabupaten_id, election
    return None


def events_for(user: User, site: str) -> list[ics.Event]:
    """Stages and days of meetings around today; `site` goes before the addresses of their pages."""
    today = timezone.localdate()
    asked = entries.Asked(today - BEFORE, today + AHEAD, entries.elections_in(user))
    return [*_stages(asked, site), *_meetings(user, asked, site)]


def _stages(asked: entries.Asked, site: str) -> Iterable[ics.Event]:
    rows = [(phase, entry) for phase in entries.stages_of(asked.elections) if (entry := entries.stage_entry(phase))]
    told = _changes(f"elections.phase:{phase.uuid}" for phase, _entry in rows)
    for phase, entry in rows:
        count, at = told.get(f"elections.phase:{phase.uuid}", (0, OLDEST))
        yield ics.Event(
            uid=f"tahapan-{phase.uuid}@electcoord", title=f"{entry.title} ({entry.election})", starts=entry.starts,
            ends=entry.ends, changed=at, sequence=count, url=f"{site}{entry.url}", category=_("Tahapan"),
            state=ics.State.CANCELLED if entry.is_off else ics.State.CONFIRMED,
            text="\n".join(filter(None, (entry.late, entry.clash))),
        )  # fmt: skip


def _meetings(user: User, asked: entries.Asked, site: str) -> Iterable[ics.Event]:
    sessions = entries.sessions_for(user, asked)
    told, now = _changes({session.meeting.subject for session in sessions}), timezone.now()
    for session in sessions:
        meeting, entry = session.meeting, entries.session_entry(session, now)
        count, at = told.get(meeting.subject, (0, OLDEST))
        kind = MeetingKind(meeting.kind).label
        yield ics.Event(
            uid=f"sesi-{session.uuid}@electcoord", title=entry.title, starts=entry.starts, ends=entry.ends, changed=at,
            sequence=count, place=meeting.place, url=f"{site}{entry.url}", category=kind, state=_state(meeting.state),
            text=f"{kind}\n{meeting.organiser.name}", remind=None if entry.is_off else 60,
        )  # fmt: skip


def _state(state: str) -> ics.State:
    if state in entries.OFF:
        return ics.State.CANCELLED
    return ics.State.TENTATIVE if state == MeetingState.DRAF else ics.State.CONFIRMED


def _changes(subjects: Iterable[str]) -> dict[str, tuple[int, datetime]]:
    """{subject: how many deeds it has seen, when the last was}: a calendar takes the event with the higher number."""
    rows: Any = Deed.objects.filter(subject__in=list(subjects)).order_by().values_list("subject")
    return {
        subject: (count, datetime.fromtimestamp(at // 1_000_000, UTC))
        for subject, count, at in rows.annotate(Count("pk"), Max("at"))
    }
