"""Who else has what somebody plans with."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from electcoord.directory.models import RESOURCES, Booking, Office, ResourceKind
from electcoord.directory.selectors.people import holders_on

Key = tuple[ResourceKind, int]


def clashes(resource: Any, starts: datetime, ends: datetime, exclude_subject: str = "") -> list[Booking]:
    """Standing bookings of `resource` that share a moment with [starts, ends), in order of time."""
    return clashes_of([resource], starts, ends, exclude_subject)[resource]


def clashes_of(
    resources: Iterable[Any], starts: datetime, ends: datetime, exclude_subject: str = ""
) -> dict[Any, list[Booking]]:
    """{resource: its clashes} for many at once, in two queries at most.

    A resource is a venue, vehicle, person or unit; an office stands for whoever holds it on that day, and a person
    who holds several offices is one person.
    """
    wanted = list(resources)
    keys_of = _keys(wanted, starts)
    found = _by_key(keys_of, starts, ends, exclude_subject)
    return {
        resource: sorted({b.pk: b for key in keys for b in found.get(key, [])}.values(), key=lambda b: (b.starts, b.pk))
        for resource, keys in keys_of.items()
    }


def _keys(resources: list[Any], starts: datetime) -> dict[Any, list[Key]]:
    offices = [resource for resource in resources if isinstance(resource, Office)]
    held = holders_on(offices, timezone.localdate(starts)) if offices else {}
    return {
        resource: [(ResourceKind.PERSON, term.person_id) for term in held.get(resource.pk, [])]
        if isinstance(resource, Office)
        else [(RESOURCES[type(resource)], resource.pk)]
        for resource in resources
    }


def _by_key(keys: dict[Any, list[Key]], starts: datetime, ends: datetime, exclude: str) -> dict[Key, list[Booking]]:
    query = Q(pk__in=[])
    for kind in ResourceKind:
        if chosen := {pk for group in keys.values() for found, pk in group if found == kind}:
            query |= Q(**{f"{kind.value}__in": chosen})
    rows = Booking.objects.active().within(starts, ends).filter(query)
    if exclude:
        rows = rows.exclude(subject=exclude)
    found: dict[Key, list[Booking]] = {}
    for row in rows.select_related("venue", "vehicle", "person", "unit__institution", "election"):
        found.setdefault((ResourceKind(row.kind), getattr(row, f"{row.kind}_id")), []).append(row)
    return found
