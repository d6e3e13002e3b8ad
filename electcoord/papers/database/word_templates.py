"""A template keeps its file for ever; only whether it is used changes."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import refused_insert
from electcoord.ledger.guards import Guard

TEMPLATE = "papers_wordtemplate"
PRIVILEGES = {TEMPLATE: "SELECT, INSERT, UPDATE (is_active)"}
KEPT = ("id", "uuid", "kind_id", "region_id", "number", "name", "sha256", "size", "uploaded_by", "uploaded_at")
# JSON compares alike on both engines only this way.
_OTHER = "NEW.placeholders <> OLD.placeholders"
_BORN = (
    "NEW.number <> 1 + (SELECT COALESCE(max(t.number), 0) FROM {schema}papers_wordtemplate AS t "
    "WHERE t.kind_id = NEW.kind_id AND t.region_id = NEW.region_id)"
)


def template_guards() -> list[Guard]:
    return [
        *guards.stays(TEMPLATE, KEPT, [("kind_id", "region_id", "number")], also=_OTHER),
        *refused_insert(TEMPLATE, "next", _BORN, f"{TEMPLATE}: versi berikutnya saja"),
    ]
