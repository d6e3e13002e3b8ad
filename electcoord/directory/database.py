"""What the database itself keeps of the directory: no row vanishes, offices and terms stay what they were."""

from electcoord.ledger import guards
from electcoord.ledger.guards import Guard

INSTITUTION, OFFICE, PERSON, TERM = (f"directory_{name}" for name in ("institution", "office", "person", "term"))
PRIVILEGES = {
    INSTITUTION: "SELECT, INSERT, UPDATE (kind, name, region_id, address, phone, email, is_active)",
    OFFICE: "SELECT, INSERT, UPDATE (title, seats, rank, is_active)",
    PERSON: "SELECT, INSERT, UPDATE (name, phone, email, account_id)",
    TERM: "SELECT, INSERT, UPDATE (ended)",
}


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
    ]  # fmt: skip
