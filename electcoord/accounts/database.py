"""What the database itself refuses about accounts: they and their rights never vanish or change hands."""

from electcoord.ledger import guards
from electcoord.ledger.guards import Guard

USER, GRANT, VISIT = "accounts_user", "accounts_grant", "accounts_visit"
PRIVILEGES = {
    USER: "SELECT, INSERT, UPDATE (password, last_login, name, is_active, must_change_password)",
    GRANT: "SELECT, INSERT, UPDATE (ended_at)",
    VISIT: "SELECT, INSERT",
}


def account_guards() -> list[Guard]:
    """Guards of accounts, grants, and the log of those who look on."""
    return [
        *guards.stays(USER, ("id", "uuid", "username"), [("username",)]),
        # A right that ended stays ended; another one is given.
        *guards.stays(
            GRANT, ("id", "uuid", "user_id", "role", "region", "election_id", "stage"), [],
            also="OLD.ended_at IS NOT NULL",
        ),
        *guards.append_only(VISIT, [("id",)]),
    ]  # fmt: skip
