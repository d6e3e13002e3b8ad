"""Every change of the directory; each is a ledger entry that names rows and fields, never people."""

from electcoord.directory.actions.bookings import ClashError, book, book_all, release, release_booking
from electcoord.directory.actions.deeds import subject
from electcoord.directory.actions.people import (
    add_institution,
    add_office,
    add_person,
    change_institution,
    change_office,
    change_person,
    end_term,
    start_term,
)
from electcoord.directory.actions.resources import (
    add_unit,
    add_vehicle,
    add_venue,
    change_unit,
    change_vehicle,
    change_venue,
)

__all__ = [
    "ClashError",
    "add_institution",
    "add_office",
    "add_person",
    "add_unit",
    "add_vehicle",
    "add_venue",
    "book",
    "book_all",
    "change_institution",
    "change_office",
    "change_person",
    "change_unit",
    "change_vehicle",
    "change_venue",
    "end_term",
    "release",
    "release_booking",
    "start_term",
    "subject",
]
