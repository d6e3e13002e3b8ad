"""Guards of the ledger's own tables: the database seals each entry into its chain."""

from electcoord.ledger import guards
from electcoord.ledger.canonical import DOMAIN, FIELDS
from electcoord.ledger.guards import Guard
from electcoord.ledger.models import GENESIS

ENTRY, CHAIN, CLAIM = "ledger_entry", "ledger_chain", "ledger_claim"


def _sqlite_preimage() -> str:
    assigned = {"position": "(c.position + 1)", "previous": "c.hash"}
    parts = [f"'{len(DOMAIN)}:{DOMAIN}'"]
    for name in FIELDS:
        value = f"CAST({assigned.get(name, 'NEW.' + name)} AS TEXT)"
        parts.append(f"length(CAST({value} AS BLOB)) || ':' || {value}")
    return " || ".join(parts)


def _postgres_preimage() -> str:
    text = {"position": "NEW.position::text", "at": "NEW.at::text", "uuid": "replace(NEW.uuid::text, '-', '')"}
    parts = [f"'{len(DOMAIN)}:{DOMAIN}'"]
    for name in FIELDS:
        value = text.get(name, f"NEW.{name}")
        parts.append(f"octet_length({value}) || ':' || {value}")
    return " || ".join(parts)


HEAD = f"{CHAIN}: kepala rantai hanya maju bersama entrinya"
FORGED = f"{ENTRY}: posisi dan hash diberikan oleh basis data"
ODD = f"{ENTRY}: isi bukan teks, atau rinciannya bukan objek JSON"
FIXED = f"{ENTRY}: baris hanya ditambah, tidak diubah atau dihapus"

SQLITE_SEAL = (
    f"INSERT INTO {CHAIN} (key, position, hash) SELECT NEW.chain, 0, '{GENESIS}' "
    f"WHERE NOT EXISTS (SELECT 1 FROM {CHAIN} WHERE key = NEW.chain); "
    f"UPDATE {ENTRY} SET position = c.position + 1, previous = c.hash, hash = SHA256({_sqlite_preimage()}) "
    f"FROM {CHAIN} AS c WHERE c.key = NEW.chain AND {ENTRY}.id = NEW.id; "
    f"UPDATE {CHAIN} SET position = e.position, hash = e.hash FROM {ENTRY} AS e "
    f"WHERE e.id = NEW.id AND {CHAIN}.key = NEW.chain;"
)
# The head is locked by whoever appends, so positions have no holes and follow the order of commits.
POSTGRES_SEAL = f"""
DECLARE head {{schema}}.{CHAIN}%ROWTYPE;
BEGIN
  SELECT * INTO head FROM {{schema}}.{CHAIN} WHERE key = NEW.chain FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO {{schema}}.{CHAIN} (key, position, hash) VALUES (NEW.chain, 0, '{GENESIS}') ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM {{schema}}.{CHAIN} WHERE key = NEW.chain FOR UPDATE;
  END IF;
  IF json_typeof(NEW.payload::json) <> 'object' THEN
    RAISE EXCEPTION '{ODD}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.position := head.position + 1;
  NEW.previous := head.hash;
  NEW.hash := encode(sha256(convert_to({_postgres_preimage()}, 'UTF8')), 'hex');
  UPDATE {{schema}}.{CHAIN} SET position = NEW.position, hash = NEW.hash WHERE key = NEW.chain;
  RETURN NEW;
END
"""


def _sqlite_odd() -> str:
    """SQL condition of values that SQLite would keep although they do not read back as they were hashed."""
    kinds = {"at": "integer"}
    names = [name for name in FIELDS if name not in ("position", "previous")]
    wrong = [f"typeof(NEW.{name}) <> '{kinds.get(name, 'text')}'" for name in names]
    uuid = "length(NEW.uuid) <> 32 OR NEW.uuid GLOB '*[^0-9a-f]*'"
    return " OR ".join([*wrong, uuid, "NOT json_valid(NEW.payload)", "json_type(NEW.payload) <> 'object'"])


def ledger_guards() -> list[Guard]:
    """Guards of entries, heads and claims on both engines."""
    abort = "SELECT RAISE(ABORT, '{}');".format
    entry_append_only = [
        g for g in guards.append_only(ENTRY, [("id",), ("uuid",), ("chain", "position")]) if g.name != "no_update"
    ]
    return [
        *entry_append_only,
        # The one change SQLite allows is the seal itself, of a row that has no hash yet.
        Guard("sqlite", ENTRY, "no_update", "BEFORE UPDATE", abort(FIXED), "OLD.hash <> ''"),
        Guard(
            "sqlite", ENTRY, "unforged", "BEFORE INSERT", abort(FORGED),
            "NEW.position <> 0 OR NEW.hash <> '' OR NEW.previous <> ''",
        ),
        Guard("sqlite", ENTRY, "odd", "BEFORE INSERT", abort(ODD), _sqlite_odd()),
        Guard("sqlite", ENTRY, "seal", "AFTER INSERT", SQLITE_SEAL),
        Guard("postgresql", ENTRY, "seal", "BEFORE INSERT", POSTGRES_SEAL),
        *guards.no_delete(CHAIN),
        Guard(
            "sqlite", CHAIN, "fresh", "BEFORE INSERT", abort(HEAD),
            f"NEW.position <> 0 OR NEW.hash <> '{GENESIS}' OR EXISTS (SELECT 1 FROM {CHAIN} WHERE key = NEW.key) OR "
            f"NOT EXISTS (SELECT 1 FROM {ENTRY} AS e WHERE e.chain = NEW.key AND e.position = 0)",
        ),
        Guard(
            "sqlite", CHAIN, "forward", "BEFORE UPDATE", abort(HEAD),
            "NEW.key <> OLD.key OR NOT EXISTS (SELECT 1 FROM ledger_entry AS e WHERE e.chain = OLD.key "
            "AND e.position = OLD.position + 1 AND e.previous = OLD.hash "
            "AND e.position = NEW.position AND e.hash = NEW.hash)",
        ),
        # On PostgreSQL heads move only from inside the seal (trigger depth 2).
        Guard(
            "postgresql", CHAIN, "forward", "BEFORE INSERT OR UPDATE",
            f"BEGIN IF pg_trigger_depth() < 2 THEN RAISE EXCEPTION '{HEAD}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END",
        ),
        # An insert that is passed over (ON CONFLICT DO NOTHING) has moved the head without its entry.
        Guard(
            "postgresql", CHAIN, "whole", "AFTER UPDATE",
            f"BEGIN IF NOT EXISTS (SELECT 1 FROM {{schema}}.{ENTRY} AS e WHERE e.chain = NEW.key AND "
            f"e.position = NEW.position AND e.hash = NEW.hash) THEN RAISE EXCEPTION '{HEAD}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END", deferred=True,
        ),
        *guards.append_only(CLAIM, [("key",)], skip_taken=True),
    ]  # fmt: skip


guards.register(ledger_guards())
