"""Writing the ledger: one deed, one entry (one per sheet in bulk), inside the caller's transaction."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import ConflictError
from electcoord.ledger import canonical, guards
from electcoord.ledger.bulk import insert_rows
from electcoord.ledger.models import Entry, open_entries

INSTALLATION = "00"
KABUPATEN_DIGITS, KECAMATAN_DIGITS = 4, 6
COLUMNS = (
    "uuid", "chain", "position", "previous", "hash", "at", "action", "actor", "role", "election", "region", "subject",
    "payload",
)  # fmt: skip


def chain_of(region: str) -> str:
    """The chain of a region code: its kecamatan's, else its kabupaten's, else the installation's."""
    if len(region) >= KECAMATAN_DIGITS:
        return region[:KECAMATAN_DIGITS]
    return region if len(region) == KABUPATEN_DIGITS else INSTALLATION


@dataclass(frozen=True)
class Actor:
    """Who acts, without personal data: the account's uuid and the role that allows the deed."""

    uuid: str
    role: str


SYSTEM = Actor("", "sistem")


@dataclass(frozen=True)
class Deed:
    """What becomes one entry."""

    action: str
    chain: str
    actor: Actor
    payload: dict[str, Any]
    subject: str = ""
    region: str = ""
    election: str = ""
    uuid: UUID = field(default_factory=uuid4)


# Texts are translated where they are read, never where they are written.
_sentences: dict[str, Any] = {}
_words: dict[str, dict[str, Any]] = {}


def register(actions: type[models.TextChoices]) -> type[models.TextChoices]:
    """Registers an app's deeds; the label is the sentence, with the payload's keys in braces."""
    for value, label in actions.choices:
        if _sentences.setdefault(value, label) is not label:
            raise ImproperlyConfigured(f"Dua kalimat untuk {value}.")
    return actions


def actions() -> dict[str, str]:
    """Every registered action code with its sentence, in the reader's language."""
    return {code: str(text) for code, text in _sentences.items()}


def speak(key: str, words: dict[str, Any] | None = None) -> None:
    """How sentences say the codes under a payload key, one or several: `speak("status", dict(SheetState.choices))`.

    Without words the payload holds texts as the source has them, marked where they come from.
    """
    _words.setdefault(key, {}).update(words or {})


def plain_sentences() -> list[tuple[str, str]]:
    """(action code, what it is) for choosing among deeds: the sentence up to its first detail."""
    plain = {code: re.split(r" ?[({:,]", text, maxsplit=1)[0] for code, text in actions().items()}
    return sorted(plain.items(), key=lambda item: item[1])


class _Blank(dict):
    def __missing__(self, key: str) -> str:
        return "–"


def sentence(action: str, payload: dict[str, Any]) -> str:
    """The deed as people read it, without its subject ('mengentri C.Hasil … ')."""
    spoken = dict(payload)
    for key, words in _words.items():
        if isinstance(code := payload.get(key), str):
            spoken[key] = ", ".join(str(words.get(part, part)) if words else _(part) for part in code.split(", "))
    text = str(_sentences.get(action, action))
    try:
        return text.format_map(_Blank(spoken))
    except (ValueError, IndexError, AttributeError):
        return text


@contextmanager
def entries(deeds: Sequence[Deed]) -> Iterator[Sequence[Deed]]:
    """Appends the deeds set-based and opens the governed tables for the block; must run in a transaction.

    Positions and hashes are the database's; in order of the deeds within each chain.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Entri buku kejadian ditulis di dalam transaksi.")
    guards.require(DEFAULT_DB_ALIAS)
    now = time.time_ns() // 1000
    insert_rows(
        Entry,
        COLUMNS,
        [
            (
                deed.uuid, deed.chain, 0, "", "", now, str(deed.action), deed.actor.uuid, deed.actor.role,
                deed.election, deed.region, deed.subject, canonical.dumps(deed.payload),
            )
            for deed in deeds
        ],
    )  # fmt: skip
    token = open_entries.set(open_entries.get() + 1)
    try:
        yield deeds
    finally:
        open_entries.reset(token)


@contextmanager
def entry(
    action: str,
    *,
    chain: str,
    actor: Actor,
    payload: dict[str, Any],
    subject: str = "",
    region: str = "",
    election: str = "",
) -> Iterator[Deed]:
    """One deed, one entry."""
    deed = Deed(action, chain, actor, payload, subject=subject, region=region, election=election)
    with entries([deed]):
        yield deed


def claim(key: UUID, digest: str, result: UUID) -> UUID | None:
    """Takes a request key for this content: None when it is ours, else the uuid of what it made before.

    A simultaneous twin waits here for the first to end. Raises ConflictError for the same key with other content.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_claim (key, digest, result) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [_uuid(key), digest, _uuid(result)],
        )
        if cursor.rowcount == 1:
            return None
        cursor.execute("SELECT digest, result FROM ledger_claim WHERE key = %s", [_uuid(key)])
        known, made = cursor.fetchone()
    if known != digest:
        raise ConflictError(
            _("Permintaan ini sudah pernah dikirim dengan isi yang lain; muat ulang halaman lalu ulangi.")
        )
    return UUID(str(made))


def _uuid(value: UUID) -> str:
    return value.hex if connection.vendor == "sqlite" else str(value)
