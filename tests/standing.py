"""What many tests find ready (the cast, a filled store): laid once, undone after each test, and kept for the next.

A fixture made by `laid` has its rows in a transaction that stays open while the tests that follow ask for it too;
each test works in a savepoint of its own inside and gets copies of the Python objects and of the evidence folder.
Whoever asks for other rows, for real transactions or for no database at all finds it all gone.
"""

import inspect
import shutil
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
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

    fixture = pytest.fixture(name=build.__name__)(use)
    fixture.laid = key
    return fixture


def wanted(item: pytest.Item) -> list[Any]:
    """Keys of what this test asks for, each after what it stands on."""
    found: list[Any] = []

    def add(name: str, module: dict[str, Any]) -> None:
        key = getattr(module.get(name), "laid", ("tests.conftest", name))
        if key in _builds and key not in found:
            for below in inspect.signature(_builds[key]).parameters:
                add(below, _builds[key].__globals__)
            found.append(key)

    for name in sorted(item.fixturenames):
        add(name, vars(item.module))
    return found


@dataclass
class _Layer:
    key: tuple[str, str]
    opened: Any
    folder: Path
    # What the builds gave, this one's and those beneath it as this one left them.
    values: dict[tuple[str, str], Any] = field(default_factory=dict)


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
            layer = _Layer(key, TestCase._enter_atomics(), self._folders("berdiri"), self.copies())
            self.copy_evidence(layer.folder / "bukti")
            self.layers.append(layer)
            try:
                with override_settings(**FAST, EVIDENCE_ROOT=layer.folder / "bukti"):
                    self._build(layer)
                # What waits for the commit would be looked at again after each test.
                connection.check_constraints()
            except BaseException:
                self.keep(keys[: len(self.layers) - 1])
                raise

    def _build(self, layer: _Layer) -> None:
        build = _builds[layer.key]
        known = {name: value for (_, name), value in layer.values.items()} | {"folder": layer.folder}
        layer.values[layer.key] = build(**{name: known[name] for name in inspect.signature(build).parameters})

    def copies(self) -> dict[Any, Any]:
        """What the layers gave, for one test to change as it likes; what they share is shared in the copies."""
        return deepcopy(self.layers[-1].values) if self.layers else {}

    def copy_evidence(self, folder: Path) -> None:
        if self.layers and (self.layers[-1].folder / "bukti").exists():
            shutil.copytree(self.layers[-1].folder / "bukti", folder, dirs_exist_ok=True)
