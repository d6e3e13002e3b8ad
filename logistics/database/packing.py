"""What the database keeps of packing: no box is packed without what went in, none holds another dapil's ballots
unsaid, nothing goes into or out of what is sealed, and what was written down stays."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import refused_insert
from electcoord.ledger.guards import Guard
from logistics.database.custody import CONTAINER, CUSTODY, changed_by

PACKING, LINE = "logistics_packing", "logistics_packedline"
REPORT, ISSUE = "logistics_sealreport", "logistics_sealissue"
PRIVILEGES = {
    PACKING: "SELECT, INSERT, UPDATE (unpacked_at, unpack_reason)",
    LINE: "SELECT, INSERT",
    REPORT: "SELECT, INSERT",
    ISSUE: "SELECT, INSERT",
}
FIXED = (
    "id", "uuid", "container_id", "round", "warehouse_id", "ballots_id", "wrong_reason", "wrong_by", "entry", "by",
    "at",
)  # fmt: skip
OPEN = f"EXISTS (SELECT 1 FROM {{schema}}{PACKING} AS p WHERE p.container_id = NEW.id AND p.unpacked_at IS NULL)"
# Packed means that a packing says what went in; to be packed anew it must have come out, in a warehouse, before the
# container was with anybody else.
STRANGE_PACKING = (
    f"(NEW.state = 'dikemas' AND OLD.state <> 'dikemas' AND NOT {OPEN}) "
    f"OR (NEW.state = 'disiapkan' AND OLD.state <> 'disiapkan' AND ({OPEN} "
    "OR NOT EXISTS (SELECT 1 FROM {schema}logistics_holder AS h WHERE h.id = NEW.holder_id AND h.kind = 'gudang') "
    f"OR EXISTS (SELECT 1 FROM {{schema}}{CUSTODY} AS k JOIN {{schema}}logistics_holder AS h ON h.id = k.holder_id "
    "WHERE k.container_id = NEW.id AND h.kind NOT IN ('gudang', 'perjalanan'))))"
)
# Into what is not sealed and stands at the same holder, one deep; out of what is not sealed, unless the two have
# parted already.
STRANGE_PARENT = (
    "(NEW.parent_id IS NOT NULL AND (OLD.parent_id IS NULL OR NEW.parent_id <> OLD.parent_id) AND ("
    f"EXISTS (SELECT 1 FROM {{schema}}{CONTAINER} AS i WHERE i.parent_id = NEW.id) "
    f"OR NOT EXISTS (SELECT 1 FROM {{schema}}{CONTAINER} AS o WHERE o.id = NEW.parent_id AND o.id <> NEW.id "
    "AND o.parent_id IS NULL AND o.election_id = NEW.election_id AND o.holder_id = NEW.holder_id "
    "AND o.state <> 'disegel' AND o.kind <> 'sampul'))) "
    "OR (OLD.parent_id IS NOT NULL AND (NEW.parent_id IS NULL OR NEW.parent_id <> OLD.parent_id) AND "
    f"EXISTS (SELECT 1 FROM {{schema}}{CONTAINER} AS o WHERE o.id = OLD.parent_id AND o.state = 'disegel' "
    "AND o.holder_id = OLD.holder_id))"
)
_UNTOLD = 'NOT EXISTS (SELECT 1 FROM {schema}ledger_entry AS e WHERE e.uuid = NEW.entry AND e.actor = NEW."by")'
_CLOSED = (
    f"NOT EXISTS (SELECT 1 FROM {{schema}}{PACKING} AS p JOIN {{schema}}{CONTAINER} AS c ON c.id = p.container_id "
    "WHERE p.container_id = NEW.container_id AND p.round = NEW.round AND p.unpacked_at IS NULL "
    "AND c.state = 'disiapkan')"
)
# Ballots are of the contest that the packing names, and that is the box's own or the packing says why not.
_WRONG = (
    f"NEW.item_code = 'surat-suara' AND NOT EXISTS (SELECT 1 FROM {{schema}}{PACKING} AS p JOIN {{schema}}{CONTAINER} "
    "AS c ON c.id = p.container_id WHERE p.container_id = NEW.container_id AND p.round = NEW.round "
    "AND p.ballots_id = NEW.contest_id AND (p.ballots_id = c.contest_id OR p.wrong_reason <> ''))"
)
_OTHER_LOT = (
    "NEW.lot_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {schema}logistics_lot AS l "
    "WHERE l.id = NEW.lot_id AND (l.contest_id IS NULL OR l.contest_id = NEW.contest_id))"
)


def guards_of_packing() -> list[Guard]:
    return [
        *changed_by(CONTAINER, "packed", STRANGE_PACKING, f"{CONTAINER}: dikemas dan dibongkar hanya dengan isinya"),
        *changed_by(CONTAINER, "nested", STRANGE_PARENT, f"{CONTAINER}: tidak dapat dimasukkan atau dikeluarkan"),
        *guards.stays(
            PACKING, FIXED,
            [("container_id", "round"), ("CASE WHEN {row}unpacked_at IS NULL THEN {row}container_id END",)],
            also="OLD.unpacked_at IS NOT NULL",
        ),
        *refused_insert(PACKING, "fresh", f"NEW.unpacked_at IS NOT NULL OR {_UNTOLD}",
                        f"{PACKING}: tidak sama dengan entri buku kejadiannya"),
        *guards.append_only(LINE, [("id",), ("uuid",), ("container_id", "round", "number")]),
        *refused_insert(LINE, "open", _CLOSED, f"{LINE}: isi ditulis hanya saat mengemas"),
        *refused_insert(LINE, "dapil", _WRONG, f"{LINE}: surat suara ini bukan untuk kotak ini"),
        *refused_insert(LINE, "lot", _OTHER_LOT, f"{LINE}: stok ini milik kontes lain"),
        *guards.append_only(REPORT, [("id",), ("uuid",), ("document_id",)]),
        *refused_insert(REPORT, "ledgered", _UNTOLD, f"{REPORT}: tidak sama dengan entri buku kejadiannya"),
        *guards.append_only(ISSUE, [("id",), ("uuid",), ("election_id", "prefix", "digits", "first")]),
    ]  # fmt: skip
