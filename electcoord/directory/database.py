"""What the database itself keeps of the directory: no row vanishes, offices, terms and bookings stay what they were."""

from electcoord.ledger import guards
from electcoord.ledger.guards import Guard

INSTITUTION, OFFICE, PERSON, TERM = (f"directory_{name}" for name in ("institution", "office", "person", "term"))
VENUE, VEHICLE, UNIT, BOOKING = (f"directory_{name}" for name in ("venue", "vehicle", "unit", "booking"))
PRIVILEGES = {
    INSTITUTION: "SELECT, INSERT, UPDATE (kind, name, region_id, address, phone, email, is_active)",
    OFFICE: "SELECT, INSERT, UPDATE (title, seats, rank, is_active)",
    PERSON: "SELECT, INSERT, UPDATE (name, phone, email, account_id)",
    TERM: "SELECT, INSERT, UPDATE (ended)",
    VENUE: "SELECT, INSERT, UPDATE (name, institution_id, address, capacity, is_active)",
    VEHICLE: "SELECT, INSERT, UPDATE (plate, name, capacity_note, is_active)",
    UNIT: "SELECT, INSERT, UPDATE (name, is_active)",
    BOOKING: "SELECT, INSERT, UPDATE (state)",
}
BOOKED = (
    "id", "uuid", "kind", "venue_id", "vehicle_id", "person_id", "unit_id", "office_id", "starts", "ends", "title",
    "subject", "region_id", "election_id", "acknowledged_clash",
)  # fmt: skip


def directory_guards() -> list[Guard]:
    return [
        *guards.stays(INSTITUTION, ("id", "uuid"), [("region_id", "name")]),
        *guards.stays(OFFICE, ("id", "uuid", "institution_id"), [("institution_id", "title")]),
        *guards.stays(PERSON, ("id", "uuid"), []),
        # A term that ended stays ended: who held the office on a day does not change afterwards.
        *guards.stays(
            TERM, ("id", "uuid", "office_id", "person_id", "started", "basis"), [("office_id", "person_id", "started")],
            also="OLD.ended IS NOT NULL",
        ),
        *guards.stays(VENUE, ("id", "uuid", "region_id"), [("region_id", "name")]),
        *guards.stays(VEHICLE, ("id", "uuid", "institution_id"), [("plate",)]),
        *guards.stays(UNIT, ("id", "uuid", "institution_id"), [("institution_id", "name")]),
        # What was booked stays told as it was; letting go of it is final.
        *guards.stays(BOOKING, BOOKED, [], also="OLD.state = 'batal'"),
    ]  # fmt: skip
