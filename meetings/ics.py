"""iCalendar files (RFC 5545, RFC 5546): invitations that update and cancel the earlier ones, and feeds.

An event keeps its UID for life; every later file of it carries a higher SEQUENCE, so a calendar replaces what it has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import icalendar

PRODUCT = "-//electcoord//rapat//ID"


class State(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Guest:
    """To whom an invitation goes."""

    name: str
    email: str


@dataclass(frozen=True)
class Event:
    """Something in a calendar.

    `starts` and `ends`: two aware datetimes, or two dates that both belong to it (a stage from the 11th to the 13th).
    `changed`: when it last changed, aware. `remind`: minutes before the start, for calendars that obey it.
    """

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date
    changed: datetime
    sequence: int = 0
    state: State = State.CONFIRMED
    place: str = ""
    text: str = ""
    url: str = ""
    category: str = ""
    remind: int | None = None

    @property
    def is_whole_day(self) -> bool:
        return not isinstance(self.starts, datetime)


def feed(events: Iterable[Event], *, name: str) -> bytes:
    """A calendar that a phone subscribes to; `name` is how it calls itself. Cancelled events stay in it as such."""
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_event(event))
    return _bytes(calendar)


def invitation(events: Iterable[Event], *, organiser: Guest, guest: Guest) -> bytes:
    """What an e-mail carries: REQUEST while any of its events holds, CANCEL once all are cancelled.

    A file has one METHOD; a single cancelled day among others says so itself (STATUS).
    """
    found = list(events)
    calendar = _calendar("CANCEL" if all(event.state == State.CANCELLED for event in found) else "REQUEST")
    for event in found:
        component = _event(event)
        component.add("organizer", _address(organiser))
        attendee = _address(guest)
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = "NEEDS-ACTION"
        attendee.params["RSVP"] = "TRUE"
        component.add("attendee", attendee)
        calendar.add_component(component)
    return _bytes(calendar)


def method_of(content: bytes) -> str:
    """The METHOD of a file, for the type of its part in an e-mail."""
    return str(icalendar.Calendar.from_ical(content)["METHOD"])


def _calendar(method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(event: Event) -> icalendar.Event:
    found = icalendar.Event()
    found.add("uid", event.uid)
    found.add("dtstamp", event.changed)
    found.add("last-modified", event.changed)
    found.add("sequence", event.sequence)
    found.add("summary", _plain(event.title))
    found.add("dtstart", event.starts)
    # The end of whole days is the first day that no longer belongs to them (RFC 5545, 3.6.1).
    found.add("dtend", event.ends + timedelta(days=1) if event.is_whole_day else event.ends)
    found.add("status", event.state.value)
    found.add("transp", "TRANSPARENT" if event.is_whole_day else "OPAQUE")
    for name, value in (("location", event.place), ("description", event.text), ("categories", event.category)):
        if value:
            found.add(name, [_plain(value)] if name == "categories" else _plain(value))
    if event.url:
        found.add("url", event.url)
    if event.remind is not None and event.state != State.CANCELLED:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _plain(event.title))
        alarm.add("trigger", timedelta(minutes=-event.remind))
        found.add_component(alarm)
    return found


def _address(person: Guest) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{person.email}")
    # A quoted parameter cannot hold quotes or control signs (RFC 5545, 3.2).
    address.params["CN"] = _plain(person.name).replace('"', "'").replace("\n", " ")
    return address


def _plain(text: str) -> str:
    """Without signs that a calendar may not hold; line breaks stay, the library writes them as \\n."""
    return "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign >= " " or sign in "\n\t")


def _bytes(calendar: icalendar.Calendar) -> bytes:
    calendar.add_missing_timezones()
    return calendar.to_ical()
