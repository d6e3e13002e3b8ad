"""Fixtures that every test may use."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from electcoord.ledger import guards
from electcoord.ledger.models import open_entries
from tests.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def _fast_and_local(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "bukti"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False


def _ship_masters() -> None:
    """What migrations brought and the flush took away."""
    token = open_entries.set(1)
    try:
        import_module("electcoord.papers.migrations.0003_shipped_masters").ship(apps, None)
        import_module("logistics.migrations.0004_bttb_kind").ship(apps, None)
        import_module("logistics.migrations.0007_surat_jalan_kind").ship(apps, None)
    finally:
        open_entries.reset(token)


@pytest.fixture(autouse=True, scope="session")
def _flush_lifts_the_guards() -> Iterator[None]:
    """Tests with real transactions end with a flush, which the guards refuse; they alone lift them for it."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        guards.remove()
        try:
            plain(case)
            _ship_masters()
        finally:
            guards.install()

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = plain


@pytest.fixture
def cast(db: None, tmp_path: Path) -> Cast:
    """The cast in a test whose changes are rolled back."""
    return make_cast(tmp_path)


@pytest.fixture
def real_cast(transactional_db: None, tmp_path: Path) -> Cast:
    """The cast in a test with real transactions (races, effects on commit)."""
    return make_cast(tmp_path)


@pytest.fixture
def as_person(cast: Cast) -> Callable[[str | None], Client]:
    """A browser of one of the cast, or of nobody."""

    def sign_in(username: str | None) -> Client:
        client = Client()
        if username:
            client.force_login(cast[username])
        return client

    return sign_in


@pytest.fixture
def count_queries(as_person: Callable[[str | None], Client]) -> Callable[..., int]:
    """How many statements a page costs a person."""

    def count(username: str, url: str) -> int:
        client = as_person(username)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    return count
