"""What the admin knows of pages above it: the app's own page of a row, and how the ledger is read."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from electcoord.accounts import access
from electcoord.accounts.access import Can

_pages: dict[type[Model], tuple[Can, Callable[[Any], str]]] = {}
_story: list[Callable[[Any, str], dict[str, Any]]] = []


def opens(model: type[Model], can: Can, url: Callable[[Any], str]) -> None:
    """The page of the app where a row of `model` is worked on, for whoever holds `can`."""
    _pages[model] = (can, url)


def tells(story: Callable[[Any, str], dict[str, Any]]) -> None:
    """How the ledger is read: `story(user, subject)` gives {"items": deeds, "ledger_url": the ledger browser}."""
    _story[:] = [story]


def has_page(user: Any, model: type[Model]) -> bool:
    """Whether rows of this model have a page in the app that the person may open."""
    return model in _pages and access.has_anywhere(user, _pages[model][0])


def page_of(user: Any, obj: Model) -> str | None:
    """Where the app shows this row; None where it has no page or the person may not open it."""
    return url_of(obj) if has_page(user, type(obj)) else None


def url_of(obj: Model) -> str:
    """The address alone; the caller knows that there is one for this person."""
    return _pages[type(obj)][1](obj)


def story_of(user: Any, subject: str) -> dict[str, Any] | None:
    """The deeds on a subject; None for whoever may not read the ledger."""
    if not _story or not access.has_anywhere(user, Can.VIEW_LEDGER):
        return None
    return _story[0](user, subject)
