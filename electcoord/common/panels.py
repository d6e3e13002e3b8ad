"""Panels of Beranda and entries of the menu: each app registers its own in `panels.py`, found like `admin.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """A part of Beranda: `build(request, election)` gives the template's context, or None where it has nothing."""

    name: str
    order: int
    template: str
    build: Callable[[HttpRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Link:
    """An entry of the menu: `build(request)` gives {label, url, icon} or None where the account may not go there."""

    order: int
    build: Callable[[HttpRequest], dict[str, str] | None]


panels: list[Panel] = []
links: list[Link] = []


def register(*items: Panel | Link) -> None:
    """Called at import of an app's `panels` module."""
    for item in items:
        target = panels if isinstance(item, Panel) else links
        if item not in target:
            target.append(item)
            target.sort(key=lambda known: known.order)
