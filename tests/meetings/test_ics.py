"""Calendar files, read back by a library that did not write them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from meetings import ics

pytestmark = pytest.mark.once

WIB = ZoneInfo("Asia/Jakarta")
WIT = ZoneInfo("Asia/Jayapura")
CHANGED = datetime(2024, 2, 26, 3, 0, tzinfo=UTC)
DAY = ics.Event(
    uid="5f0c@electcoord", title="Rakor; persiapan, rekapitulasi", starts=datetime(2024, 2, 29, 9, 0, tzinfo=WIB),
    ends=datetime(2024, 2, 29, 12, 30, tzinfo=WIB), changed=CHANGED, place="Media Center\nLantai 2",
    text="Dibuka ketua.\r\nMohon hadir.", url="https://kpu.example/u/x/", remind=60,
)  # fmt: skip
OFFICE = ics.Guest("KPU Kabupaten", "kpu@example.id")
GUEST = ics.Guest('Ir. "Budi", M.Si; Kepala', "budi@example.id")


def read(content: bytes) -> vobject.base.Component:
    return vobject.readOne(content.decode())


def days_of(calendar: vobject.base.Component) -> list[vobject.base.Component]:
    return list(calendar.vevent_list)


@pytest.mark.parametrize("zone", [WIB, WIT, UTC])
def test_a_feed_says_when_where_and_what(zone: ZoneInfo) -> None:
    event = replace(DAY, starts=DAY.starts.astimezone(zone), ends=DAY.ends.astimezone(zone))
    calendar = read(ics.feed([event], name="Kalender KPU"))
    [found] = days_of(calendar)
    assert calendar.method.value == "PUBLISH"
    assert calendar.x_wr_calname.value == "Kalender KPU"
    assert found.summary.value == "Rakor; persiapan, rekapitulasi"
    assert found.location.value == "Media Center\nLantai 2"
    assert found.description.value == "Dibuka ketua.\nMohon hadir."
    assert (found.dtstart.value, found.dtend.value) == (event.starts, event.ends)
    assert found.valarm.trigger.value == timedelta(hours=-1)


def test_whole_days_end_with_their_last_day() -> None:
    quiet = ics.Event("tenang@electcoord", "Masa tenang", date(2024, 2, 11), date(2024, 2, 13), CHANGED)
    [found] = days_of(read(ics.feed([quiet], name="Tahapan")))
    assert (found.dtstart.value, found.dtend.value) == (date(2024, 2, 11), date(2024, 2, 14))
    assert found.transp.value == "TRANSPARENT"


def test_an_invitation_is_updated_and_cancelled_under_the_same_name() -> None:
    """RFC 5546: the same UID, a higher SEQUENCE, METHOD:CANCEL with STATUS:CANCELLED at the end."""
    moved = replace(DAY, starts=DAY.starts + timedelta(days=1), ends=DAY.ends + timedelta(days=1), sequence=1)
    off = replace(moved, sequence=2, state=ics.State.CANCELLED)
    files = [ics.invitation([event], organiser=OFFICE, guest=GUEST) for event in (DAY, moved, off)]
    calendars = [read(content) for content in files]
    events = [days_of(calendar)[0] for calendar in calendars]
    assert [calendar.method.value for calendar in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [ics.method_of(content) for content in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {event.uid.value for event in events} == {DAY.uid}
    assert [event.sequence.value for event in events] == ["0", "1", "2"]
    assert [event.status.value for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[1].dtstart.value == moved.starts
    assert not hasattr(events[2], "valarm")


def test_a_cancelled_day_among_others_does_not_cancel_them() -> None:
    other = replace(DAY, uid="dua@electcoord", state=ics.State.CANCELLED)
    calendar = read(ics.invitation([DAY, other], organiser=OFFICE, guest=GUEST))
    assert calendar.method.value == "REQUEST"
    assert [event.status.value for event in days_of(calendar)] == ["CONFIRMED", "CANCELLED"]


def test_an_invitation_names_its_guest_and_asks_for_an_answer() -> None:
    [found] = days_of(read(ics.invitation([DAY], organiser=OFFICE, guest=GUEST)))
    assert found.organizer.value == "mailto:kpu@example.id"
    assert found.attendee.value == "mailto:budi@example.id"
    assert found.attendee.params["CN"] == ["Ir. 'Budi', M.Si; Kepala"]
    assert found.attendee.params["RSVP"] == ["TRUE"]


@given(title=st.text(min_size=1, max_size=200), place=st.text(max_size=200), text=st.text(max_size=400))
def test_no_text_breaks_the_file_or_adds_a_line_to_it(title: str, place: str, text: str) -> None:
    event = replace(DAY, title=title, place=place, text=text)
    content = ics.feed([event], name="x")
    assert content.count(b"BEGIN:VEVENT") == 1 or "BEGIN:VEVENT" in title + place + text
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    calendar = read(content)
    [found] = days_of(calendar)
    assert found.uid.value == DAY.uid
    assert found.dtstart.value == DAY.starts
    assert "attendee" not in found.contents
