"""Bookings of meetings that others have too, asked of the database in one go."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from electcoord.directory.models import Booking, ResourceKind
from meetings.models import Meeting


def others_of() -> Any:
    """Standing bookings of the same resource at the same time for something else."""
    same = Q(pk__in=[])
    for kind in ResourceKind.values:
        same |= Q(kind=kind, **{kind: OuterRef(kind)})
    rows = Booking.objects.active().filter(same, starts__lt=OuterRef("ends"), ends__gt=OuterRef("starts"))
    return rows.exclude(subject=OuterRef("subject"))


def other_title() -> Subquery:
    return Subquery(others_of().order_by("starts", "pk").values("title")[:1])


def clashing(meetings: Iterable[Meeting]) -> set[str]:
    """Subjects of those of which something is booked twice, in one query."""
    subjects = [meeting.subject for meeting in meetings]
    rows = Booking.objects.active().filter(Exists(others_of()), subject__in=subjects)
    return set(rows.order_by().values_list("subject", flat=True))
