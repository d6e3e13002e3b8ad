"""What an account finds in the calendar: stages, days of meetings, bookings; each with why it is late or clashes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import User
from electcoord.common import refs
from electcoord.common.numbers import angka
from electcoord.common.templatetags.angka import tanggal
from electcoord.directory.models import Booking, ResourceKind
from electcoord.elections import calendar, phases
from electcoord.elections.models import Election, Phase, PhaseOutcome
from meetings import timetable
from meetings.models import Meeting, Session
from meetings.selectors.doors import meetings_for
from meetings.states import PLANNED, MeetingState
from meetings.timetable import Entry

STAGE, LIMIT, MEETING, PLENO, BOOKING = "tahapan", "batas", "rapat", "pleno", "pemesanan"
MEETINGS = "meetings.meeting:"
OFF = (MeetingState.BATAL, MeetingState.DITUNDA)


@dataclass(frozen=True)
class Asked:
    """Which part of the calendar: days (both included), elections, a region, kinds of entries (none: all)."""

    first: date
    last: date
    elections: Sequence[Election] = field(default_factory=list)
    region: str = ""
    kinds: frozenset[str] = frozenset()

    def wants(self, *kinds: str) -> bool:
        return not self.kinds or any(kind in self.kinds for kind in kinds)


def elections_in(user: User) -> list[Election]:
    """Elections whose calendar the account may see, the earlier vote first."""
    found = [one for one in access.elections_of(user) if access.may_somewhere(user, Can.VIEW_CALENDAR, one)]
    return sorted(found, key=lambda one: (one.day is None, one.day or date.max, one.name))


def entries_for(user: User, asked: Asked) -> list[Entry]:
    """Everything of it that the account may see now, in as many queries for one meeting as for hundreds."""
    found: list[Entry] = []
    if asked.wants(STAGE, LIMIT):
        found += stage_entries(asked)
    zone = timezone.get_current_timezone()
    if asked.wants(MEETING, PLENO, BOOKING):
        found += _dated(user, asked, zone)
    return found


def stages_of(elections: Sequence[Election]) -> list[Phase]:
    return list(phases.phases_of(elections)) if elections else []


def stage_entries(asked: Asked) -> list[Entry]:
    """Stages by their plan, else by law; where the plan ends on another day, the legal last day stands beside it."""
    found = []
    for phase in stages_of(asked.elections):
        entry = stage_entry(phase)
        if entry is None:
            continue
        if _touches(entry.starts, entry.ends, asked) and asked.wants(STAGE):
            found.append(entry)
        limit = phase.legal_end
        is_shown = limit and phase.planned_end and limit != phase.planned_end and not phase.outcome
        if is_shown and _touches(limit, limit, asked) and asked.wants(LIMIT, STAGE):
            title = _("Batas: %(stage)s") % {"stage": phase}
            found.append(Entry(LIMIT, title, limit, limit, entry.url, entry.election))
    return found


def stage_entry(phase: Phase) -> Entry | None:
    """The stage with its legal window, or None where no day of it is known."""
    first, last = phases.span(phase)
    if first is None and last is None:
        return None
    today = calendar.today(phase.election)
    return Entry(
        STAGE, str(phase), first or last, last or first, stage_url(phase), phase.election.name,
        late=_late_words(phase, today), clash=_outside_words(phase), legal=(phase.legal_start, phase.legal_end),
        is_off=phase.outcome == PhaseOutcome.BATAL,
    )  # fmt: skip


def stage_url(phase: Phase) -> str:
    return reverse("calendar:stage", args=[phase.uuid])


def _late_words(phase: Phase, today: date) -> str:
    days = phases.late(phase, today)
    if not days:
        return ""
    return ngettext("terlambat %(n)s hari", "terlambat %(n)s hari", days) % {"n": angka(days)}


def _outside_words(phase: Phase) -> str:
    if not phases.clashing(phase):
        return ""
    if phase.legal_end and phase.planned_end > phase.legal_end:
        return _("rencana melewati batas aturan, %(day)s") % {"day": tanggal(phase.legal_end)}
    return _("rencana mendahului aturan, %(day)s") % {"day": tanggal(phase.legal_start)}


def span_words(first: date | None, last: date | None) -> str:
    """`14 – 18 ...`, one day, only its end or its beginning; "" where no source says a day."""
    if first and last:
        return tanggal(first) if first == last else f"{tanggal(first)} – {tanggal(last)}"
    if last:
        return _("paling lambat %(day)s") % {"day": tanggal(last)}
    return _("mulai %(day)s") % {"day": tanggal(first)} if first else ""


def _touches(first: date, last: date, asked: Asked) -> bool:
    return first <= asked.last and last >= asked.first


def bounds(asked: Asked, zone: tzinfo) -> tuple[datetime, datetime]:
    """The window in moments, [start, end)."""
    return (
        datetime.combine(asked.first, time(), zone),
        datetime.combine(asked.last + timedelta(days=1), time(), zone),
    )


def sessions_for(user: User, asked: Asked) -> list[Session]:
    """Days of meetings in the window, as the account may see them; the meeting comes with each."""
    starts, ends = bounds(asked, timezone.get_current_timezone())
    seen = meetings_for(user).filter(starts__lt=ends, ends__gt=starts, election__in=asked.elections)
    if asked.region:
        seen = seen.filter(region__code__startswith=asked.region)
    rows = Session.objects.filter(is_active=True, starts__lt=ends, ends__gt=starts, meeting__in=seen.values("pk"))
    return list(
        rows.select_related("meeting__election", "meeting__region", "meeting__organiser").order_by("starts", "pk")
    )


def _dated(user: User, asked: Asked, zone: tzinfo) -> list[Entry]:
    sessions = sessions_for(user, asked)
    bookings = _bookings(asked, zone)
    words = _booked_clashes(user, bookings, {s.meeting.subject: s.meeting for s in sessions})
    now = timezone.now()
    days = [session_entry(session, now) for session in sessions]
    for number, others in _same_place(days).items():
        session = sessions[number]
        told = words[session.meeting.subject, session.starts]
        told |= {
            _("%(place)s: %(title)s") % {"place": days[other].place, "title": days[other].title}
            for other in others
            # Its hall is booked twice: said already.
            if not any(word.endswith(f": {sessions[other].meeting.title}") for word in told)
        }
    found = [
        replace(entry, clash="; ".join(sorted(words[session.meeting.subject, session.starts])))
        if not entry.is_off else entry
        for session, entry in zip(sessions, days, strict=True)
    ]  # fmt: skip
    return [entry for entry in found if asked.wants(entry.kind)] + _other_bookings(user, asked, bookings, words)


def session_entry(session: Session, now: datetime) -> Entry:
    """One day of a meeting."""
    meeting = session.meeting
    late = _("sudah lewat, belum dibuka") if meeting.state in PLANNED and session.ends < now else ""
    title = f"{meeting.title}: {session.title}" if session.title else meeting.title
    if meeting.state in OFF:
        late, title = "", f"{title} ({MeetingState(meeting.state).label})"
    return Entry(
        PLENO if meeting.is_pleno else MEETING, title, session.starts, session.ends, meeting.get_absolute_url(),
        meeting.election.name, meeting.place, meeting.region_id, late, is_off=meeting.state in OFF,
    )  # fmt: skip


def _same_place(entries: Sequence[Entry]) -> dict[int, list[int]]:
    """Days of different meetings in the same place of the same region at the same time."""
    found: dict[int, list[int]] = {}
    for region in {entry.region for entry in entries}:
        group = [number for number, entry in enumerate(entries) if entry.region == region]
        for one, others in timetable.clashes([entries[number] for number in group]).items():
            found[group[one]] = [group[other] for other in others]
    return found


def _bookings(asked: Asked, zone: tzinfo) -> list[Booking]:
    starts, ends = bounds(asked, zone)
    tops = {election.kabupaten_id for election in asked.elections}
    rows = Booking.objects.active().within(starts, ends).filter(access.region_q(tops, "region__code"))
    return list(
        rows.select_related("venue", "vehicle", "unit__institution", "office__institution", "election").order_by(
            "starts", "pk"
        )
    )


Clashes = defaultdict[tuple[str, datetime], set[str]]


def _booked_clashes(user: User, bookings: Iterable[Booking], seen: dict[str, Meeting]) -> Clashes:
    """{(subject, start): what else has the same hall, vehicle, person or unit then}; a name only where it is seen."""
    by_resource = defaultdict(list)
    for row in bookings:
        by_resource[row.kind, getattr(row, f"{row.kind}_id")].append(row)
    found: Clashes = defaultdict(set)
    for rows in by_resource.values():
        for one, two in _overlaps(rows):
            found[one.subject, one.starts].add(_clash_words(user, two, seen))
            found[two.subject, two.starts].add(_clash_words(user, one, seen))
    return found


def _overlaps(rows: Sequence[Booking]) -> Iterable[tuple[Booking, Booking]]:
    for number, one in enumerate(rows):
        for two in rows[number + 1 :]:
            if two.starts >= one.ends:
                break
            if one.subject != two.subject:
                yield one, two


def named(row: Booking) -> str:
    """The hall, vehicle or unit; of a person the post."""
    if row.kind == ResourceKind.PERSON:
        return str(row.office or _("orang yang sama"))
    return str(row.resource)


def _clash_words(user: User, other: Booking, seen: dict[str, Meeting]) -> str:
    title = other.title if other.subject in seen or _may_read(user, other) else _("kegiatan lain")
    return _("%(place)s: %(title)s") % {"place": named(other), "title": title}


def _may_read(user: User, row: Booking) -> bool:
    return access.may(user, Can.BOOK_RESOURCES, region=row.region_id, election=row.election)


def _other_bookings(user: User, asked: Asked, rows: Iterable[Booking], words: Clashes) -> list[Entry]:
    """Bookings that are not of a meeting (those show as its days)."""
    if not asked.wants(BOOKING):
        return []
    return [
        Entry(
            BOOKING, f"{named(row)}: {row.title}", row.starts, row.ends, refs.url_of(row.subject),
            row.election.name if row.election else "", named(row), row.region_id,
            clash="; ".join(sorted(words[row.subject, row.starts])),
        )
        for row in rows
        if not row.subject.startswith(MEETINGS) and _may_read(user, row) and row.region_id.startswith(asked.region)
    ]  # fmt: skip


def months(first: date, last: date) -> Iterable[tuple[date, date]]:
    """First days of the months from one to the other, pairwise."""
    found = [first.replace(day=1)]
    while found[-1] <= last:
        found.append((found[-1] + timedelta(days=31)).replace(day=1))
    return pairwise(found)


def known_stages(user: User, text: str, limit: int) -> list[Phase]:
    """Stages whose title holds every word."""
    rows = Phase.objects.filter(election__in=elections_in(user)).select_related("election")
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(election__name__icontains=word))
    return list(rows.order_by("election", "position")[:limit])
