"""Search: what an app can find it registers as a Source in `panels.py`; one page and one palette ask them all.

Nothing is ever found outside the account's regions, and no text makes a source fail: it finds nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest

LIMIT = 8
LONGEST = 80
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f]")
_WORD = re.compile(r"[a-z0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
# Names of places are written in the old spelling too: Soember Djaja is Sumber Jaya.
_OLD = (("oe", "u"), ("dj", "j"), ("tj", "c"))


@dataclass(frozen=True)
class Hit:
    """Something found: its name, where it is, what tells it from others, and its number or code."""

    title: str
    url: str
    text: str = ""
    code: str = ""
    icon: str = "lanjut"


@dataclass(frozen=True)
class Source:
    """`find(request, text)` gives at most LIMIT hits, best first; `text` is clean, and empty for suggestions."""

    name: str
    order: int
    find: Callable[[HttpRequest, str], list[Hit]]


sources: list[Source] = []


def register(*found: Source) -> None:
    """Called at import of an app's `panels` module."""
    for source in found:
        if source not in sources:
            sources.append(source)
            sources.sort(key=lambda known: known.order)


def clean(text: str) -> str:
    """As typed, without what cannot be seen, no longer than anybody types."""
    return " ".join(_HIDDEN.sub(" ", text[: 4 * LONGEST]).split())[:LONGEST]


def words(text: str) -> list[str]:
    """The words by which two spellings of a name are the same: no capitals, marks, doubled letters or old spelling."""
    return list(_folded(text))


# As many as the names on the ballots of a few elections: they are compared at every key that somebody types.
@lru_cache(maxsize=20_000)
def _folded(text: str) -> tuple[str, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return tuple(_fold(word) for word in _WORD.findall(plain.replace("'", "")))


def _fold(word: str) -> str:
    for old, new in _OLD:
        word = word.replace(old, new)
    return _DOUBLED.sub(r"\1", word)


def matches(wanted: Iterable[str], name: str) -> bool:
    """Whether every wanted word begins one of the name."""
    known = _folded(name)
    return all(any(word.startswith(part) for word in known) for part in wanted)
