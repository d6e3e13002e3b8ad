"""The register has no gap and loses nothing: the next number only, told by the ledger, changed only by cancelling."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, refused_insert, tells
from electcoord.ledger.guards import Guard
from electcoord.papers.ledger_actions import NumberAction

KIND, CLASSIFICATION, NUMBER = "papers_documentkind", "papers_classification", "papers_number"
PRIVILEGES = {
    KIND: "SELECT, INSERT, UPDATE (name, pattern, is_active)",
    CLASSIFICATION: "SELECT, INSERT, UPDATE (name, is_active)",
    NUMBER: "SELECT, INSERT, UPDATE (state, reason, cancelled_by, cancelled_at)",
}
GAP = f"{NUMBER}: nomor berikutnya saja, tanpa celah"
UNTOLD = f"{NUMBER}: tidak sama dengan entri buku kejadiannya"
TAKEN = (
    "id", "uuid", "issuer_id", "kind_id", "year", "sequence", "classification_id", "text", "about", "subject", "dated",
    "election_id", "taken_by", "taken_at",
)  # fmt: skip
TOLD = {
    "nomor": "NEW.text",
    "urut": "NEW.sequence",
    "tahun": "NEW.year",
    "jenis": "k.code",
    "penerbit": "NEW.issuer_id",
}
# Not the next number, or born cancelled.
_GAP = (
    "NEW.state <> 'terpakai' OR NEW.sequence <> 1 + (SELECT COALESCE(max(n.sequence), 0) FROM {schema}papers_number "
    "AS n WHERE n.issuer_id = NEW.issuer_id AND n.kind_id = NEW.kind_id AND n.year = NEW.year)"
)


def _untold(engine: str) -> str:
    """SQL condition of a number that no entry tells."""
    return (
        "NOT EXISTS (SELECT 1 FROM {schema}papers_documentkind AS k JOIN {schema}ledger_entry AS e "
        f"ON e.subject = 'papers.number:' || {dashed('NEW.uuid', engine)} "
        f"WHERE k.id = NEW.kind_id AND e.action = '{NumberAction.TAKEN.value}' AND e.actor = NEW.taken_by "
        f"AND {tells(TOLD, engine)})"
    )


def register_guards() -> list[Guard]:
    untold = {engine: _untold(engine) for engine in ("sqlite", "postgresql")}
    return [
        *guards.stays(KIND, ("id", "uuid", "code"), [("code",)]),
        *guards.stays(CLASSIFICATION, ("id", "uuid", "code"), [("code",)]),
        *guards.stays(
            NUMBER, TAKEN, [("issuer_id", "kind_id", "year", "sequence"), ("issuer_id", "text")],
            also="NOT (OLD.state = 'terpakai' AND NEW.state = 'batal')",
        ),
        *refused_insert(NUMBER, "next", _GAP, GAP),
        *refused_insert(NUMBER, "ledgered", untold, UNTOLD),
    ]  # fmt: skip
