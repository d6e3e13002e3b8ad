"""Reminders of invitations: to the silent some days before, and the day before to those who will come."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from electcoord.outbox.letters import Draft
from electcoord.outbox.models import Message, PersonalLink
from meetings import invitation
from meetings.actions.telling import draft
from meetings.models import Answer, Meeting
from meetings.states import MeetingState

# A pleno is invited three days before at the latest (regulations J.2): two days before is the first at which silence
# tells something and seats can still be filled; a letter of a week ago gets one reminder more.
SILENT_DAYS = (5, 2)
# Nobody is reminded of what came yesterday.
REST = timedelta(hours=20)
# Reminders leave while offices work, not at midnight when the day turns.
FROM_HOUR = 7


def due_reminders(now: datetime) -> Iterator[Draft]:
    """Drafts of today for invited meetings that did not start; nothing for postponed and cancelled ones."""
    local = timezone.localtime(now)
    if local.hour < FROM_HOUR:
        return
    soon = now + timedelta(days=max(SILENT_DAYS) + 1)
    rows = Meeting.objects.filter(state=MeetingState.DIUNDANG, starts__gt=now, starts__lte=soon)
    for meeting in rows.select_related("election", "organiser").order_by("pk"):
        days_left = (timezone.localdate(meeting.starts) - local.date()).days
        if days_left == 1:
            yield from _drafts(meeting, "besok", Q(answer__in=[Answer.HADIR, Answer.DIWAKILI]), 1)
        passed = [days for days in SILENT_DAYS if days >= days_left >= 1]
        if passed and meeting.invited_at <= now - REST:
            yield from _drafts(meeting, "ingat", Q(answer=Answer.BELUM), min(passed))


def _drafts(meeting: Meeting, kind: str, wanted: Q, offset: int) -> Iterator[Draft]:
    """One per invitation that has an address and was not reminded of this; the same queries for ten and for 500."""
    rows = meeting.invitees.filter(wanted, is_active=True).select_related("institution", "office", "term__person")
    start = timezone.localdate(meeting.starts)
    keys = {one: f"rapat:{kind}:{one.uuid}:{start}:{offset}" for one in rows.order_by("pk")}
    done = set(Message.objects.filter(dedupe_key__in=keys.values()).values_list("dedupe_key", flat=True))
    open_doors = PersonalLink.objects.filter(
        about__in=[invitation.ref(one) for one in keys], purpose=invitation.PURPOSE, revoked_at__isnull=True,
        expires_at__gt=timezone.now(),
    )  # fmt: skip
    doors = {link.about: link for link in open_doors.order_by("pk")}
    days = invitation.days_of(meeting)
    for one, key in keys.items():
        found = draft(meeting, kind, days, one, doors.get(invitation.ref(one)), key) if key not in done else None
        if found:
            yield found
