"""The door of a process that photographs; it imports nothing of Django before that is set up."""

import logging
from typing import Any

_photographer: Any = None


def begin(executable: str, *wanted: Any) -> None:
    global _photographer
    import django

    django.setup()
    # Refusals are part of the sweep.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    from tests.pictures.photograph import Photographer, Wanted

    _photographer = Photographer(Wanted(*wanted), executable)


def photograph(page: Any) -> Any:
    return _photographer.everybody(page)
