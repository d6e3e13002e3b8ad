"""What a meeting needs, booked in the directory for each of its days; the bookings follow the days wherever they go."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.directory.actions import ClashError, book_all, release, release_booking
from electcoord.directory.models import Booking, Office, ResourceKind, Unit, Vehicle, Venue
from electcoord.ledger.recording import Actor
from electcoord.regions.models import covers
from meetings.actions.deeds import entry, lock_meeting, reason_of, require
from meetings.ledger_actions import BookingAction
from meetings.models import Meeting, Need, NeedKind
from meetings.states import PLANNED, RUNNING, MeetingState

Resource = Venue | Vehicle | Office | Unit
Key = tuple[str, int]
KINDS: dict[type, str] = {Venue: ResourceKind.VENUE, Vehicle: NeedKind.VEHICLE, Unit: NeedKind.UNIT,
                          Office: NeedKind.OFFICE}  # fmt: skip
GONE = (MeetingState.DITUNDA, MeetingState.BATAL)


@transaction.atomic
def choose_resources(
    meeting: Meeting, *, venue: Venue | None, others: Sequence[Vehicle | Office | Unit], reason: str = "", actor: Actor,
    keeps_place: bool = False,
) -> Meeting:  # fmt: skip
    """The venue (which fills the place) and all else that the meeting needs, in place of what it had.

    They are booked for every day that was not opened yet. ClashError where others have one of them then, unless
    `reason` says why the clash is accepted. `keeps_place`: the place stays in the meeting's own words. RuleError.
    """
    meeting = lock_meeting(meeting.pk)
    require(meeting, (*PLANNED, *RUNNING), _("Rapat berstatus %(state)s tidak memesan apa-apa lagi."))
    if venue and not covers(meeting.region_id[:4], venue.region_id):
        raise RuleError(_("Tempat itu di kabupaten lain; pilih tempat di wilayah rapat."))
    added = _changed_needs(meeting, others)
    if added or venue != meeting.venue:
        meeting.venue = venue
        if venue and not keeps_place:
            meeting.place = place_of(venue)
        told = {"jumlah": len(others) + bool(venue), "tempat_dipesan": venue.name if venue else ""}
        with entry(BookingAction.CHOSEN, meeting, actor, **told):
            meeting.save(update_fields=["venue", "place"])
            for need in added:
                need.save()
    follow(meeting, actor=actor, reason=reason)
    return meeting


def place_of(venue: Venue) -> str:
    """How a meeting in this venue says where it is."""
    return ", ".join(filter(None, (venue.name, venue.address)))[:200]


def _changed_needs(meeting: Meeting, wanted: Sequence[Vehicle | Office | Unit]) -> list[Need]:
    """Rows to save: new ones, those that come back, those that are let go of."""
    known = {(need.kind, getattr(need, f"{need.kind}_id")): need for need in meeting.needs.all()}
    chosen = {(KINDS[type(one)], one.pk): one for one in wanted}
    found = [Need(meeting=meeting, kind=kind, **{kind: one}) for (kind, pk), one in chosen.items()
             if (kind, pk) not in known]  # fmt: skip
    for key, need in known.items():
        if need.is_active != (key in chosen):
            need.is_active = key in chosen
            found.append(need)
    return found


def follow(meeting: Meeting, *, actor: Actor, reason: str = "") -> None:
    """Books for the days as they stand now and lets go of the rest; called by every deed that moves a day.

    Inside a transaction that holds the meeting. ClashError tells all clashes of all days at once.
    """
    if meeting.state in GONE:
        release(meeting.subject, actor)
        return
    standing = list(Booking.objects.active().filter(subject=meeting.subject).order_by("pk"))
    resources = _resources(meeting)
    if not standing and not resources:
        return
    title = booked_title(meeting)
    days = list(meeting.sessions.filter(is_active=True).order_by("starts", "pk"))
    kept = {(day.starts, day.ends) for day in days if day.opened_at}
    spans = [(day.starts, day.ends) for day in days if not day.opened_at]
    wanted = {(span, _key(one)) for span in spans for one in resources}
    known: dict[tuple[Any, Key], Booking] = {}
    for row in standing:
        at = (row.starts, row.ends), _booked_key(row)
        if at[0] in kept or (at in wanted and row.title == title):
            known[at] = row
        else:
            release_booking(row, actor=actor)
    # Who knew of a clash and said why is not asked again because the title changed.
    accepted = {((row.starts, row.ends), _booked_key(row)) for row in standing if row.acknowledged_clash}
    missing = [(span, [one for one in resources if (span, _key(one)) not in known]) for span in spans]
    _book(meeting, title, missing, accepted, reason, actor)


def booked_title(meeting: Meeting) -> str:
    """How others read it; what a closed pleno is about is not told by a booking."""
    return str(_("Kegiatan tertutup")) if meeting.is_closed_pleno else meeting.title[:160]


def _book(
    meeting: Meeting, title: str, missing: Iterable[tuple[tuple[datetime, datetime], list[Resource]]],
    accepted: set[Any], reason: str, actor: Actor,
) -> None:  # fmt: skip
    reason = reason_of(reason) if reason.strip() else ""
    clashes: dict[int, Booking] = {}
    made: list[Booking] = []
    for (starts, ends), resources in missing:
        for is_known in (True, False):
            group = [one for one in resources if (((starts, ends), _key(one)) in accepted) == is_known]
            if not group:
                continue
            try:
                made += book_all(
                    group, starts=starts, ends=ends, title=title, subject=meeting.subject, region=meeting.region,
                    election=meeting.election, actor=actor, accept_clash=is_known or bool(reason),
                )  # fmt: skip
            except ClashError as clash:
                clashes |= {row.pk: row for row in clash.bookings}
    if clashes:
        raise ClashError(sorted(clashes.values(), key=lambda row: (row.starts, row.pk)))
    count = sum(row.acknowledged_clash for row in made)
    if reason and count:
        with entry(BookingAction.ACCEPTED, meeting, actor, jumlah=count, alasan=reason):
            pass


def _resources(meeting: Meeting) -> list[Resource]:
    needs = meeting.needs.filter(is_active=True).select_related("vehicle", "office__institution", "unit__institution")
    venue = [meeting.venue] if meeting.venue_id else []
    return [*venue, *(need.resource for need in needs.order_by("pk"))]


def _key(resource: Resource) -> Key:
    return KINDS[type(resource)], resource.pk


def _booked_key(row: Booking) -> Key:
    """A person is booked for an office; without one it was nobody of ours."""
    if row.kind == ResourceKind.PERSON:
        return NeedKind.OFFICE, row.office_id or 0
    return row.kind, getattr(row, f"{row.kind}_id")
