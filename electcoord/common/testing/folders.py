"""Temporary folders of a test run, removed at its end, or by the next run where this one was killed."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

PREFIX = "electcoord-test-"
# Held by the process that uses the folder; the system lets go of it when the process is gone.
IN_USE = "in-use"


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A folder of mode 0700 that is removed at the end, at a place that other accounts can reach."""
    place = reachable_place()
    sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    try:
        # Under its final name only once it is held: a sweep of another run never sees it free.
        with (folder / "new").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            (folder / "new").rename(folder / IN_USE)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def reachable_place() -> Path:
    """The system's temporary folder; for root, the first that an account without rights can enter."""
    usual = Path(tempfile.gettempdir())
    if os.geteuid() != 0:
        return usual
    return next(filter(is_open_to_others, (usual, Path("/tmp"), Path("/var/tmp"))), usual)


def is_open_to_others(place: Path) -> bool:
    return all(part.is_dir() and part.stat().st_mode & 0o001 for part in (place, *place.parents))


def sweep(place: Path) -> None:
    """Remove what runs left that were killed: their lock is free."""
    for left in place.glob(f"{PREFIX}*/{IN_USE}"):
        with contextlib.suppress(OSError), left.open("a") as lock:
            if is_free(lock):
                shutil.rmtree(left.parent, ignore_errors=True)


def is_free(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
