"""Where the real election data lie; tests that need them skip with a reason where they are absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ELECTCOORD_DATA") or ROOT.parent / "shared" / "data")


def package(name: str) -> Path:
    """The folder of an election package; skips the test where it is absent."""
    folder = DATA / "elections" / name
    if not folder.is_dir():
        pytest.skip(f"data pemilu nyata tidak ada di {folder}")
    return folder
