"""The guided tour of the demo: each app registers the steps through its pages in `tour.py`, found like `admin.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Stop:
    """Where a step leads at this moment; `note`: what somebody did there before, so that the text is not puzzling."""

    url: str
    note: str | Promise = ""


@dataclass(frozen=True)
class Step:
    """`username` signs in, `url()` chooses the page; `text` says what it is, `look` where to look, `why` it matters."""

    order: int
    username: str
    title: str | Promise
    text: str | Promise
    look: str | Promise
    why: str | Promise
    url: Callable[[], Stop]


steps: list[Step] = []


def register(*items: Step) -> None:
    """Called at import of an app's `tour` module."""
    for item in items:
        if item not in steps:
            steps.append(item)
            steps.sort(key=lambda known: known.order)
