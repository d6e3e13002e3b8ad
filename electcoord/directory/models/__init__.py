"""Institutions and people, what is booked (venues, vehicles, units), and the bookings."""

from electcoord.directory.models.bookings import RESOURCES, Booking, BookingState, ResourceKind
from electcoord.directory.models.people import Institution, InstitutionKind, Office, Person, Term, TermQuerySet
from electcoord.directory.models.resources import Unit, Vehicle, Venue

__all__ = [
    "RESOURCES",
    "Booking",
    "BookingState",
    "Institution",
    "InstitutionKind",
    "Office",
    "Person",
    "ResourceKind",
    "Term",
    "TermQuerySet",
    "Unit",
    "Vehicle",
    "Venue",
]
