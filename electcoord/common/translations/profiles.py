"""Titles and units of the shipped profiles: they are data, and translated where they are shown."""

import json
from collections.abc import Iterator
from typing import Any

from electcoord.common.translations.messages import Found, Message

SHOWN = ("judul", "satuan")


def marked_in_profile(source: str, path: str) -> Iterator[Found]:
    yield from (Found(path, 1, Message(text)) for text in dict.fromkeys(_texts(json.loads(source))))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key in SHOWN and isinstance(value, str))
        for value in part.values():
            yield from _texts(value)
