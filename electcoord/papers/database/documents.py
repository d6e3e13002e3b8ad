"""A version that is no draft any more keeps what it says, its number and its hashes; a new version is a new row."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import refused_insert
from electcoord.ledger.guards import Guard
from electcoord.papers.models.documents import MOVES

DOCUMENT, VERSION = "papers_document", "papers_documentversion"
PRIVILEGES = {
    DOCUMENT: "SELECT, INSERT",
    VERSION: "SELECT, INSERT, UPDATE (content, state, sha256, register_number_id, pdf_sha256, signed_id, approved_by, "
    "approved_at, signed_by, signed_at, withdrawn_by, withdrawn_at)",
}
KEPT = ("id", "uuid", "document_id", "number", "reason", "made_by", "made_at")
_PAIRS = " OR ".join(
    f"(OLD.state = '{start.value}' AND NEW.state = '{end.value}')"
    for start, ends in MOVES.items()
    for end in sorted(ends)
)
# What each step alone may write; comparisons that read alike on both engines, blanks as 0.
_FROZEN = (
    "NEW.content <> OLD.content OR NEW.sha256 <> OLD.sha256 OR NEW.pdf_sha256 <> OLD.pdf_sha256 "
    "OR COALESCE(NEW.register_number_id, 0) <> COALESCE(OLD.register_number_id, 0) "
    "OR NEW.approved_by <> OLD.approved_by "
    "OR (NEW.approved_at IS NULL) <> (OLD.approved_at IS NULL) OR NEW.approved_at <> OLD.approved_at"
)
_SIGNED = (
    "COALESCE(NEW.signed_id, 0) <> COALESCE(OLD.signed_id, 0) OR NEW.signed_by <> OLD.signed_by "
    "OR (NEW.signed_at IS NULL) <> (OLD.signed_at IS NULL) OR NEW.signed_at <> OLD.signed_at"
)
REFUSED = (
    f"NOT ({_PAIRS}) OR (OLD.state <> 'draf' AND ({_FROZEN})) "
    f"OR (NOT (OLD.state = 'disahkan' AND NEW.state = 'ditandatangani') AND ({_SIGNED}))"
)
# Only drafts are born, each the next version of its document.
_BORN = (
    "NEW.state <> 'draf' OR NEW.number <> 1 + (SELECT COALESCE(max(v.number), 0) FROM "
    "{schema}papers_documentversion AS v WHERE v.document_id = NEW.document_id)"
)


def document_guards() -> list[Guard]:
    return [
        *guards.append_only(DOCUMENT, [("id",), ("uuid",)]),
        *guards.stays(VERSION, KEPT, [("document_id", "number")], also=f"({REFUSED})"),
        *refused_insert(VERSION, "next", _BORN, f"{VERSION}: versi berikutnya saja, sebagai draf"),
    ]
