"""References as texts (`app.model:uuid`) that lead to pages: each app says where its own things are shown."""

import re
from collections.abc import Callable
from uuid import UUID

REF = re.compile(r"[a-z_]{1,30}\.[a-z_]{1,30}:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_pages: dict[str, Callable[[UUID], str]] = {}


def register(prefix: str, url: Callable[[UUID], str]) -> None:
    """`prefix`: `app.model` of the things; called from an app's `ready`."""
    _pages[prefix] = url


def url_of(ref: str) -> str:
    """The page of what the reference names; "" where nobody shows it or it is none."""
    prefix, _colon, uuid = ref.partition(":")
    if prefix not in _pages or not REF.fullmatch(ref):
        return ""
    return _pages[prefix](UUID(uuid))
