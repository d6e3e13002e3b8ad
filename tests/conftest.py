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
from tests.standing import FAST, Standing, laid, wanted

_standing: list[tuple[Standing, Any]] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture of the test, so that one of its module finds an empty database."""
    for standing, blocker in _standing:
        with blocker.unblock():
            standing.keep(wanted(item))


@pytest.fixture(scope="session")
def _standing_here(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Standing]:
    found = Standing(tmp_path_factory.mktemp)
    _standing.append((found, django_db_blocker))
    yield found
    _standing.clear()
    with django_db_blocker.unblock():
        found.keep([])


@pytest.fixture
def _laid(request: pytest.FixtureRequest, _standing_here: Standing, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        _standing_here.lay(wanted(request.node))


@pytest.fixture
def _django_db_helper(_laid: None, _django_db_helper: None) -> None:
    """What stands must stand before the test's own transaction begins."""


@pytest.fixture
def standing(_standing_here: Standing, settings: Any) -> dict[Any, Any]:
    """This test's copies of what stands."""
    _standing_here.copy_evidence(settings.EVIDENCE_ROOT)
    return _standing_here.copies()


@pytest.fixture(autouse=True)
def _fast_and_local(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "bukti"
    for name, value in FAST.items():
        setattr(settings, name, value)


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


@laid
def cast(folder: Path) -> Cast:
    """The cast in a test whose changes are rolled back."""
    return make_cast(folder)


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
