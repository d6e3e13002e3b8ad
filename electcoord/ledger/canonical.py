"""What is hashed, byte for byte; the same on PostgreSQL, on SQLite and in Python."""

import hashlib
import json
from typing import Any
from uuid import UUID

DOMAIN = "electcoord.entry.1"
PLAIN = {int, str, bool, type(None)}
# Order of the hashed fields; position and previous are what the database assigned.
FIELDS = (
    "chain", "position", "previous", "uuid", "at", "action",
    "actor", "role", "election", "region", "subject", "payload",
)  # fmt: skip


def dumps(value: Any) -> str:
    """Canonical JSON: sorted keys, compact, UTF-8. Raises TypeError for a float: no float touches a vote."""
    _refuse_floats(value)
    return _encode(value)


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("Bilangan pecahan tidak boleh masuk buku kejadian.")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)) and not set(map(type, value)) <= PLAIN:
        for item in value:
            _refuse_floats(item)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, 64 hex digits."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def preimage(values: dict[str, Any]) -> str:
    """Each field prefixed with its length in bytes, so no two different entries read alike."""
    parts = [DOMAIN, *(_text(values[name]) for name in FIELDS)]
    return "".join(f"{len(part.encode())}:{part}" for part in parts)


def entry_hash(values: dict[str, Any]) -> str:
    """The hash that the database must have assigned to these values."""
    return hashlib.sha256(preimage(values).encode()).hexdigest()


def _text(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else str(value)
