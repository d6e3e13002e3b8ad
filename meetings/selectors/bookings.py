"""What a meeting has booked, what could be, and who else has it on the meeting's days."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.names import region_name
from electcoord.common.numbers import angka
from electcoord.common.templatetags.angka import tanggal
from electcoord.directory.models import Booking, Office, Unit, Vehicle, Venue
from electcoord.directory.selectors import clashes_of
from electcoord.regions.models import Region, titled
from meetings.models import Meeting
from meetings.selectors import room
from meetings.selectors.calendar_entries import named
from meetings.selectors.clashes import other_title

MOST = 60


def venues_of(*kabupaten: str) -> QuerySet[Venue]:
    """Halls of these kabupaten that are still in use."""
    near = Q(pk__in=[])
    for code in kabupaten:
        near |= Q(region__code__startswith=code)
    return Venue.objects.filter(near, is_active=True).order_by("name")


def place_named(venue: Venue) -> str:
    """`Aula Parai · 200 orang`, as a list of choices shows it."""
    if venue.capacity is None:
        return venue.name
    return f"{venue.name} · {_('%(n)s orang') % {'n': angka(venue.capacity)}}"


def candidates(meeting: Meeting) -> dict[str, list[Any]]:
    """Halls, vehicles and units of the meeting's kabupaten, and the offices that it invites or that hold it."""
    top = meeting.region_id[:4]
    invited = meeting.invitees.filter(is_active=True, office__isnull=False).values("office")
    needed = meeting.needs.filter(is_active=True, office__isnull=False).values("office")
    offices = Office.objects.filter(Q(institution=meeting.organiser_id) | Q(pk__in=invited) | Q(pk__in=needed))
    return {
        "venues": list(venues_of(top)),
        "vehicles": list(
            Vehicle.objects.filter(is_active=True, institution__region__code__startswith=top).order_by("plate")
        ),
        "units": list(
            Unit.objects.filter(is_active=True, institution__region__code__startswith=top)
            .select_related("institution").order_by("institution__name", "name")
        ),
        "offices": list(
            offices.filter(is_active=True).select_related("institution").order_by("institution__name", "rank", "title")
        )[:MOST],
    }  # fmt: skip


def taken(meeting: Meeting, resources: Iterable[Any]) -> dict[Any, list[str]]:
    """{resource: who has it when, for what} on the days of the meeting that were not opened yet."""
    resources = list(resources)
    found: dict[Any, dict[int, Booking]] = {}
    for day in meeting.sessions.filter(is_active=True, opened_at__isnull=True).order_by("starts"):
        for resource, rows in clashes_of(resources, day.starts, day.ends, meeting.subject).items():
            found.setdefault(resource, {}).update({row.pk: row for row in rows})
    codes = {row.region_id for rows in found.values() for row in rows.values()}
    names = {one.code: titled(one.kind, region_name(one.name)) for one in Region.objects.filter(code__in=codes)}
    return {
        resource: [told(row, names) for row in sorted(rows.values(), key=lambda row: row.starts)]
        for resource, rows in found.items() if rows
    }  # fmt: skip


def told(row: Booking, names: dict[str, str]) -> str:
    starts, ends = timezone.localtime(row.starts), timezone.localtime(row.ends)
    return _("%(day)s, %(from)s–%(to)s: %(title)s (%(region)s)") % {
        "day": tanggal(starts), "from": f"{starts:%H.%M}", "to": f"{ends:%H.%M}", "title": row.title,
        "region": names.get(row.region_id, row.region_id),
    }  # fmt: skip


def bookings_page(request: HttpRequest, meeting: Meeting, chosen: dict[str, Any] | None = None) -> dict[str, Any]:
    """The choices with who else has them; `chosen`: what was ticked, where it was refused."""
    found = candidates(meeting)
    busy = taken(meeting, [one for rows in found.values() for one in rows])
    if chosen is None:
        needs = list(meeting.needs.filter(is_active=True))
        chosen = {"tempat": meeting.venue_id} | {
            key: {getattr(need, f"{kind}_id") for need in needs if need.kind == kind}
            for key, kind in (("kendaraan", "vehicle"), ("unit", "unit"), ("jabatan", "office"))
        }
    return room.head(request, meeting, _("Pemesanan")) | {
        "venues": [_choice(one, busy, one.pk == chosen["tempat"]) for one in found["venues"]],
        "groups": [
            {"name": name, "title": title, "rows": [_choice(one, busy, one.pk in chosen[name]) for one in found[key]]}
            for name, key, title in (
                ("kendaraan", "vehicles", _("Kendaraan")), ("unit", "units", _("Unit pengawalan")),
                ("jabatan", "offices", _("Orang, menurut jabatan")),
            )
        ],
        "booked": booked(meeting), "has_venue": bool(chosen["tempat"]),
    }  # fmt: skip


def _choice(one: Any, busy: dict[Any, list[str]], is_chosen: bool) -> dict[str, Any]:
    return {"one": one, "busy": busy.get(one, []), "is_chosen": is_chosen}


def booked(meeting: Meeting) -> list[dict[str, Any]]:
    """What stands for the meeting, each resource once with its days, and who else has it."""
    rows = Booking.objects.active().filter(subject=meeting.subject).annotate(clash_title=other_title())
    rows = rows.select_related("venue", "vehicle", "unit__institution", "office__institution").order_by("starts", "pk")
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(
            (row.kind, getattr(row, f"{row.kind}_id")),
            {"name": named(row), "kind": row.get_kind_display(), "days": 0, "clash": "", "known": False},
        )
        line["days"] += 1
        line["clash"] = line["clash"] or row.clash_title or ""
        line["known"] |= row.acknowledged_clash
    return list(found.values())
