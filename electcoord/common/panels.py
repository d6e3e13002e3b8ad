"""What Beranda and the menu are made of: each app registers its own in `panels.py`, found like `admin.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    """An entry of the menu: `build(request)` gives {label, url, icon} or None where the account may not go there.

    Optional `go`: the letter that opens it after `g` (common/shortcuts.py lists it).
    """

    order: int
    build: Callable[[HttpRequest], dict[str, str] | None]


@dataclass(frozen=True)
class Task:
    """Something that waits: what, how many, where it is done, since when; `late` where a stage or deadline has passed.

    `title` is a whole sentence with its number in it; `text` says why; `tone`: galat | periksa | cocok | belum;
    `is_reading`: to be read, nothing is to be done about it; `term`: the key of common/glossary.py that explains it.
    """

    title: str
    count: int
    url: str
    action: str
    since: datetime | None = None
    late: bool = False
    tone: str = "belum"
    text: str = ""
    is_reading: bool = False
    term: str = ""


@dataclass(frozen=True)
class Duty:
    """What may wait for an account: `build(request, election)`, the most urgent first; nothing where nothing waits.

    `election` is None for an account without one; duties of the installation do not look at it.
    """

    name: str
    order: int
    build: Callable[[HttpRequest, Any], list[Task]]


@dataclass(frozen=True)
class Glance:
    """One look at several elections, for the switch: {primary key: {coverage, flags}} with few queries for all."""

    name: str
    order: int
    build: Callable[[HttpRequest, Sequence[Any]], dict[Any, dict[str, Any]]]


panels: list[Panel] = []
links: list[Link] = []
duties: list[Duty] = []
glances: list[Glance] = []
_KINDS: dict[type, list[Any]] = {Panel: panels, Link: links, Duty: duties, Glance: glances}


def register(*items: Panel | Link | Duty | Glance) -> None:
    """Called at import of an app's `panels` module."""
    for item in items:
        target = _KINDS[type(item)]
        if item not in target:
            target.append(item)
            target.sort(key=lambda known: known.order)
