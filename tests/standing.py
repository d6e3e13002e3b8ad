"""What many tests find ready (the cast, a filled store): laid once, undone after each test, and kept for the next.

A fixture made by `laid` has its rows in a transaction that stays open while the tests that follow ask for it too;
each test works in a savepoint of its own inside and gets copies of the Python objects and of the evidence folder.
Whoever asks for other rows, for real transactions or for no database at all finds it all gone.
"""

import inspect
import shutil
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TestCase, override_settings

FAST = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"], "AXES_ENABLED": False}
# Where a fixture is defined and its name, to what lays it.
_builds: dict[tuple[str, str], Callable[..., Any]] = {}


def laid(build: Callable[..., Any]) -> Any:
    """A fixture of rows that are laid once; `build` may ask for other such fixtures and for `folder`, and no more."""
    key = (build.__module__, build.__name__)
    _builds[key] = build

    def use(db: None, standing: dict[Any, Any]) -> Any:
        return standing[key]

    return pytest.fixture(name=build.__name__)(use)


def wanted(item: pytest.Item) -> list[Any]:
    """Keys of what this test asks for, each after what it stands on."""
    found: list[Any] = []

    def add(name: str) -> None:
        for key in ((item.module.__name__, name), ("tests.conftest", name)):
            if key in _builds:
                for below in inspect.signature(_builds[key]).parameters:
                    add(below)
                if key not in found:
                    found.append(key)
                return

    for name in sorted(item.fixturenames):
        add(name)
    return found


@dataclass
class _Layer:
    key: tuple[str, str]
    opened: Any
    folder: Path
    value: Any = None


class Standing:
    """The layers that stand in the database of this process, the lowest first."""

    def __init__(self, folders: Callable[[str], Path]) -> None:
        self.layers: list[_Layer] = []
        self._folders = folders

    def keep(self, keys: Iterable[Any]) -> None:
        """Takes away what is not asked for, and what stands on it."""
        same = 0
        for layer, key in zip(self.layers, keys, strict=False):
            if layer.key != key:
                break
            same += 1
        while len(self.layers) > same:
            layer = self.layers.pop()
            TestCase._rollback_atomics(layer.opened)
            shutil.rmtree(layer.folder)

    def lay(self, keys: list[Any]) -> None:
        """Lays what is missing on top."""
        self.keep(keys)
        for key in keys[len(self.layers) :]:
            layer = _Layer(key, TestCase._enter_atomics(), self._folders("berdiri"))
            below = {name: layer.value for (_, name), layer in ((one.key, one) for one in self.layers)}
            self.copy_evidence(layer.folder / "bukti")
            self.layers.append(layer)
            try:
                with override_settings(**FAST, EVIDENCE_ROOT=layer.folder / "bukti"):
                    layer.value = self._built(_builds[key], below | {"folder": layer.folder})
                # What waits for the commit would be looked at again after each test.
                connection.check_constraints()
            except BaseException:
                self.keep(keys[: len(self.layers) - 1])
                raise

    def _built(self, build: Callable[..., Any], known: dict[str, Any]) -> Any:
        return build(**{name: known[name] for name in inspect.signature(build).parameters})

    def copies(self) -> dict[Any, Any]:
        """What the layers gave, for one test to change as it likes; what they share is shared in the copies."""
        return deepcopy({layer.key: layer.value for layer in self.layers})

    def copy_evidence(self, folder: Path) -> None:
        if self.layers and (self.layers[-1].folder / "bukti").exists():
            shutil.copytree(self.layers[-1].folder / "bukti", folder, dirs_exist_ok=True)
