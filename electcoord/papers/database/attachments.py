"""Attachments are only added, and only as the ledger tells."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, refused_insert, tells
from electcoord.ledger.guards import Guard
from electcoord.papers.ledger_actions import AttachmentAction

ATTACHMENT = "papers_attachment"
PRIVILEGES = {ATTACHMENT: "SELECT, INSERT"}
TOLD = {
    "guna": "NEW.role", "untuk": "NEW.subject", "jenis_asli": "NEW.original", "asli": "NEW.sha256",
    "ukuran_asli": "NEW.size",
}  # fmt: skip


def _untold(engine: str) -> str:
    return (
        "NOT EXISTS (SELECT 1 FROM {schema}ledger_entry AS e "
        f"WHERE e.subject = 'papers.attachment:' || {dashed('NEW.uuid', engine)} "
        f"AND e.action = '{AttachmentAction.ADDED.value}' AND e.actor = NEW.added_by AND {tells(TOLD, engine)})"
    )


def attachment_guards() -> list[Guard]:
    message = f"{ATTACHMENT}: tidak sama dengan entri buku kejadiannya"
    untold = {engine: _untold(engine) for engine in ("sqlite", "postgresql")}
    return [
        *guards.append_only(ATTACHMENT, [("id",), ("uuid",)]),
        *refused_insert(ATTACHMENT, "ledgered", untold, message),
    ]
