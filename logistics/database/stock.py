"""Stock in the database: moves are only added, go only where MOVES allows, never below nothing, never untold."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, refused_insert
from electcoord.ledger.guards import Guard, raise_if
from logistics.accounts import IN_STORE, MOVES, UNHELD

LOT, MOVE = "logistics_lot", "logistics_stockmove"
RECEIPT, RECEIPT_LINE, BATCH = "logistics_receipt", "logistics_receiptline", "logistics_sortbatch"
COUNT, TRANSFER = "logistics_stockcount", "logistics_stocktransfer"
RELOCATION, PSU_ISSUE = "logistics_relocation", "logistics_psuissue"
DESTRUCTION, DESTRUCTION_LINE = "logistics_destruction", "logistics_destructionline"
PRIVILEGES = {
    **dict.fromkeys(
        (LOT, MOVE, RECEIPT, RECEIPT_LINE, BATCH, TRANSFER, RELOCATION, PSU_ISSUE, DESTRUCTION, DESTRUCTION_LINE),
        "SELECT, INSERT",
    ),
    COUNT: "SELECT, INSERT, UPDATE (state, reason, booked_by, booked_at)",
}
ILLEGAL = f"{MOVE}: perpindahan antar-bagian ini tidak diizinkan"
OVERDRAWN = f"{MOVE}: melebihi yang tercatat di bagian asalnya"
UNTOLD = f"{MOVE}: tidak sama dengan entri buku kejadiannya"
ELSEWHERE = f"{MOVE}: gudang ini milik pemilu lain"
NOT_SENT = f"{MOVE}: yang diterima gudang ini tidak dikirim gudang lain dalam perbuatan yang sama"
UNDECIDED = f"{MOVE}: stok PSU dikeluarkan hanya dengan keputusan dan untuk TPS-nya"
FRESH = f"{COUNT}: hitungan baru belum dibukukan"
# An older picture of the rows would hide what others took since.
SNAPSHOT = f"{MOVE}: tingkat isolasi transaksi ini tidak dipakai untuk stok"
_COUNTED = ("id", "uuid", "warehouse_id", "day", "by", "at", "lot_id", "account", "counted", "book")
_OPEN = "CASE {row}state WHEN 'selisih' THEN 1 END"


def illegal_move() -> str:
    """SQL condition of a move that MOVES does not hold; true also for unknown accounts."""
    allowed = " OR ".join(
        f"(NEW.from_account = '{source.value}' AND NEW.to_account IN ({', '.join(repr(t.value) for t in targets)}))"
        for source, targets in MOVES.items()
        if targets
    )
    return f"NOT ({allowed})"


def overdrawn() -> str:
    """SQL condition of a move that takes more than its account of this lot and warehouse holds."""
    sources = ", ".join(f"'{source.value}'" for source in UNHELD)

    def total(side: str) -> str:
        return (
            f"(SELECT COALESCE(SUM(m.quantity), 0) FROM {{schema}}{MOVE} AS m WHERE m.lot_id = NEW.lot_id "
            f"AND m.warehouse_id = NEW.warehouse_id AND m.{side} = NEW.from_account)"
        )

    return f"NEW.from_account NOT IN ({sources}) AND NEW.quantity > {total('to_account')} - {total('from_account')}"


_UNTOLD = (
    "NOT EXISTS (SELECT 1 FROM {schema}ledger_entry AS e WHERE e.uuid = NEW.entry AND e.subject = NEW.subject "
    'AND e.actor = NEW."by")'
)
_STORED = ", ".join(f"'{account.value}'" for account in IN_STORE)
# Taken up once in another warehouse, as much and in the same state as the same deed sent.
_NOT_SENT = (
    f"NEW.from_account = 'antargudang' AND NEW.to_account IN ({_STORED}) AND ("
    f"NOT EXISTS (SELECT 1 FROM {{schema}}{MOVE} AS m WHERE m.entry = NEW.entry "
    "AND m.lot_id = NEW.lot_id AND m.to_account = 'antargudang' AND m.from_account = NEW.to_account "
    "AND m.quantity = NEW.quantity AND m.warehouse_id <> NEW.warehouse_id) "
    f"OR EXISTS (SELECT 1 FROM {{schema}}{MOVE} AS m WHERE m.entry = NEW.entry AND m.lot_id = NEW.lot_id "
    "AND m.from_account = 'antargudang'))"
)


def _undecided(engine: str) -> str:
    """Once for each issue, which holds the decision and the TPS."""
    uuid = dashed("p.uuid", engine)
    return (
        f"NEW.from_account = 'psu' AND NEW.to_account = 'dipakai_psu' AND ("
        f"NOT EXISTS (SELECT 1 FROM {{schema}}{PSU_ISSUE} AS p "
        f"WHERE NEW.subject = 'logistics.psuissue:' || {uuid} AND p.lot_id = NEW.lot_id "
        "AND p.warehouse_id = NEW.warehouse_id AND p.quantity = NEW.quantity) "
        f"OR EXISTS (SELECT 1 FROM {{schema}}{MOVE} AS m WHERE m.subject = NEW.subject))"
    )


_ELSEWHERE = (
    f"NOT EXISTS (SELECT 1 FROM {{schema}}{LOT} AS l JOIN {{schema}}logistics_warehouse AS w "
    "ON w.election_id = l.election_id WHERE l.id = NEW.lot_id AND w.id = NEW.warehouse_id)"
)


def _held() -> list[Guard]:
    """Nobody takes what is not there; on PostgreSQL the lot is held first, so that two come one after another."""
    condition = overdrawn()
    frozen = "current_setting('transaction_isolation') = 'repeatable read'"
    locked = (
        f"BEGIN {raise_if(frozen, SNAPSHOT)} "
        f"PERFORM 1 FROM {{schema}}.{LOT} WHERE id = NEW.lot_id FOR NO KEY UPDATE; "
        f"{raise_if(condition.replace('{schema}', '{schema}.'), OVERDRAWN)} RETURN NEW; END"
    )
    return [
        Guard("sqlite", MOVE, "held", "BEFORE INSERT", f"SELECT RAISE(ABORT, '{OVERDRAWN}');",
              condition.replace("{schema}", "")),
        Guard("postgresql", MOVE, "held", "BEFORE INSERT", locked),
    ]  # fmt: skip


def stock_guards() -> list[Guard]:
    return [
        *guards.stays(LOT, ("id", "uuid", "election_id", "item_code", "contest_id", "unit"),
                      [("election_id", "item_code", "COALESCE({row}contest_id, 0)")]),
        *guards.append_only(MOVE, [("id",), ("uuid",)]),
        *refused_insert(MOVE, "legal", illegal_move(), ILLEGAL),
        *refused_insert(MOVE, "ledgered", _UNTOLD, UNTOLD),
        *refused_insert(MOVE, "place", _ELSEWHERE, ELSEWHERE),
        *refused_insert(MOVE, "sent", _NOT_SENT, NOT_SENT),
        *refused_insert(
            MOVE, "decided", {engine: _undecided(engine) for engine in ("sqlite", "postgresql")}, UNDECIDED
        ),
        *_held(),
        *guards.append_only(RECEIPT, [("id",), ("uuid",), ("election_id", "printer", "delivery_note"), ("document_id",),
                                      ("request_id",)]),
        *guards.append_only(RECEIPT_LINE, [("id",), ("uuid",), ("receipt_id", "lot_id")]),
        *guards.append_only(BATCH, [("id",), ("uuid",)]),
        *guards.append_only(TRANSFER, [("id",), ("uuid",)]),
        *guards.append_only(RELOCATION, [("id",), ("uuid",)]),
        *guards.append_only(PSU_ISSUE, [("id",), ("uuid",)]),
        # A difference is booked or replaced once; what was counted stays.
        *guards.stays(
            COUNT, _COUNTED, [("lot_id", "warehouse_id", "account", _OPEN)],
            also="OLD.state <> 'selisih' OR NEW.state = 'cocok'",
        ),
        *refused_insert(COUNT, "fresh", "NEW.state NOT IN ('cocok', 'selisih')", FRESH),
        *guards.append_only(DESTRUCTION, [("id",), ("uuid",), ("document_id",)]),
        *guards.append_only(DESTRUCTION_LINE, [("id",), ("uuid",), ("destruction_id", "lot_id")]),
    ]  # fmt: skip
