"""Which meetings an account sees, and what it may do there."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import User
from meetings.models import Invitee, Meeting, MeetingKind
from meetings.states import LOOKS, MeetingState

VERBS = {"plan": Can.PLAN_MEETING, "record": Can.RECORD_MEETING, "chair": Can.CHAIR_MEETING,
         "approve": Can.APPROVE_DOCUMENT}  # fmt: skip


def meetings_for(user: User) -> QuerySet[Meeting]:
    """Meetings of the account's regions (closed plenos for whoever may read those), and those it is invited to."""
    query = Q(pk__in=[])
    for election in access.elections_of(user):
        seen = access.region_q(access.scope(user, Can.VIEW_MEETINGS, election), "region__code")
        closed = access.region_q(access.scope(user, Can.VIEW_CLOSED_MEETINGS, election), "region__code")
        query |= Q(election=election) & seen & (~Q(kind=MeetingKind.PLENO_TERTUTUP) | closed)
    invited = Invitee.objects.filter(is_active=True, term__person__account=user).values("meeting")
    query |= Q(pk__in=invited, invited_at__isnull=False)
    return Meeting.objects.filter(query).select_related("election__profile", "region", "organiser")


def access_meeting(user: User, uuid: UUID, can: Can = Can.VIEW_MEETINGS) -> Meeting:
    """The meeting for this purpose: 404 outside the account's regions, 403 inside them without the right."""
    meeting = meetings_for(user).filter(uuid=uuid).first()
    if meeting is None:
        hidden = Meeting.objects.select_related("election").filter(uuid=uuid).first()
        if hidden and access.sees(user, region=hidden.region_id, election=hidden.election):
            raise PermissionDenied
        raise Http404
    if can != Can.VIEW_MEETINGS and not access.may(user, can, region=meeting.region_id, election=meeting.election):
        raise PermissionDenied
    return meeting


def rights(user: User, meeting: Meeting) -> dict[str, bool]:
    """What the account may do with this meeting, for the templates."""
    place = {"region": meeting.region_id, "election": meeting.election}
    return {name: access.may(user, can, **place) for name, can in VERBS.items()}


def chip(meeting: Meeting) -> dict[str, Any]:
    tone, icon = LOOKS[meeting.state]
    return {"tone": tone, "icon": icon, "word": MeetingState(meeting.state).label}


def crumbs(meeting: Meeting | None = None, here: str = "") -> list[dict[str, Any]]:
    """Beranda, Rapat, the meeting, here."""
    found = [
        {"label": _("Beranda"), "url": reverse("office:home")},
        {"label": _("Rapat"), "url": reverse("meetings:list")},
    ]
    if meeting:
        found.append({"label": meeting.title, "url": meeting.get_absolute_url()})
    return [*found, {"label": here, "url": None}] if here else found
