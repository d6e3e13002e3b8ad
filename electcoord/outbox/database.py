"""What the database itself keeps of letters and links: none goes, and what was sent stays as it was."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import not_a_move
from electcoord.ledger.guards import Guard, refuse_if
from electcoord.outbox.states import MOVES, MessageState

MESSAGE, FILE, LINK = "outbox_message", "outbox_messagefile", "outbox_personallink"
PRIVILEGES = {
    MESSAGE: "SELECT, INSERT, UPDATE (state, due_at, attempts, reason, sent_at, sent_by, lease, leased_until)",
    FILE: "SELECT, INSERT",
    LINK: "SELECT, INSERT, UPDATE (revoked_at, first_opened, last_opened)",
}
MESSAGE_COLUMNS = (
    "id", "uuid", "channel", "to", "subject", "body", "link_id", "dedupe_key", "about", "region", "election_id",
    "queued_at",
)  # fmt: skip
LINK_COLUMNS = (
    "id", "uuid", "purpose", "about", "holder", "region", "election_id", "made_at", "expires_at",
)  # fmt: skip
OVER = ", ".join(f"'{state.value}'" for state, news in MOVES.items() if not news)
FRESH = f"{MESSAGE}: surat baru mulai dari menunggu"


# What is over does not change at all.
ILLEGAL_MOVE = f"OLD.state IN ({OVER}) OR ({not_a_move(MOVES)})"
# A link that was revoked stays so; when it was first opened is written once.
REVIVED = (
    "(OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS NULL OR NEW.revoked_at <> OLD.revoked_at)) "
    "OR (OLD.first_opened IS NOT NULL AND (NEW.first_opened IS NULL OR NEW.first_opened <> OLD.first_opened))"
)


def outbox_guards() -> list[Guard]:
    """Guards of messages, their files and links."""
    fresh = f"NEW.state <> '{MessageState.ANTRI.value}' OR NEW.attempts <> 0"
    return [
        *guards.stays(MESSAGE, MESSAGE_COLUMNS, [("dedupe_key",)], also=ILLEGAL_MOVE),
        Guard("sqlite", MESSAGE, "fresh", "BEFORE INSERT", f"SELECT RAISE(ABORT, '{FRESH}');", fresh),
        Guard("postgresql", MESSAGE, "fresh", "BEFORE INSERT", refuse_if(fresh, FRESH)),
        *guards.append_only(FILE, [("id",), ("message_id", "name")]),
        *guards.stays(LINK, LINK_COLUMNS, [], also=REVIVED),
    ]
