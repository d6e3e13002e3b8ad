"""No way round the ledger: each known attack changes nothing, is an ordinary append, or rings the alarm."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from electcoord.accounts.actions import end_grant
from electcoord.accounts.models import Grant
from electcoord.elections.actions import Voters, change_dpt
from electcoord.elections.models import Choice, ContestArea, Party, Tps
from electcoord.ledger import guards
from electcoord.ledger.models import Claim, Entry
from electcoord.ledger.verification import verify, verify_chains
from recap.actions import release_quarantine
from recap.models import Release
from tests.cast import TPS_1, TPS_2, make_cast
from tests.kernel.attacks import corrections, inserts, owners, papers, sheets, statements, through_django  # noqa: F401 (they fill the list)
from tests.kernel.attacks.frame import ALARM, APPENDED, ATTACKS, NOTHING, REFUSED, Attack, Ground

pytestmark = pytest.mark.django_db
SUMBER_1, HILIR_1 = "9901012002001", "9901022001001"
APPS = ("ledger", "recap", "elections", "accounts", "papers")
# Computed and thrown away, or a label that a sign-in moves.
DISPOSABLE = {"recap_total", "recap_finding", "recap_check", "recap_upload"}


FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Back(Exception):
    """Undoes what was done in a block."""


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any) -> Iterator[Ground]:
    """One ground for all attacks, inside a transaction that is rolled back; each attack undoes its own."""
    folder = tmp_path_factory.mktemp("medan")
    kept = {"PASSWORD_HASHERS": FAST, "AXES_ENABLED": False, "EVIDENCE_ROOT": folder / "bukti"}
    with django_db_blocker.unblock(), override_settings(**kept):
        try:
            with transaction.atomic():
                ground = _build(folder)
                # What waits for the commit would stand in the way of those who alter tables.
                connection.check_constraints()
                yield ground
                raise Back
        except Back:
            guards.forget()


def _build(folder: Any) -> Ground:
    cast = make_cast(folder)
    first = cast.enter("operator", (100, 60))
    second = cast.enter("staf", (90, 70))
    held = cast.enter("operator", (900, 1), code=TPS_2)
    cast.enter("operator", (800, 1), code=SUMBER_1)
    release_quarantine(cast.sheet(SUMBER_1), reason="sudah dilihat kertasnya", actor=cast.actor("ketua-hulu"))
    for voters in (Voters(11, 5), Voters(118, 121)):
        change_dpt(cast.election, {TPS_2: voters}, basis="uji", actor=cast.actor("staf"))
    ended = Grant.objects.get(user=cast["tetangga"])
    end_grant(ended, actor=cast.actor("pengelola"))
    sheet, contest = cast.sheet(), cast.contest()
    entry = Entry.objects.get(uuid=second.entry)
    claim = Claim.objects.first()

    def text(value: UUID) -> str:
        return f"'{value.hex if connection.vendor == 'sqlite' else value}'"

    return Ground(cast, folder, {
        "entry": entry.pk, "head": "990101", "claim": text(claim.pk), "sheet": sheet.pk, "first": first.pk,
        "claim_key": claim.pk.hex if connection.vendor == "sqlite" else claim.pk,
        "second": second.pk, "held": held.sheet_id, "held_first": held.pk, "empty": cast.sheet(HILIR_1).pk,
        "release": Release.objects.get().pk, "election": cast.election.pk, "other_election": cast.other.pk,
        "contest": contest.pk, "contest_1": cast.contest("dprd_kab_1").pk,
        "contest_2": cast.contest("dprd_kab_2").pk, "dapil": cast.sheet(TPS_1, "dprd_kab_1").pk,
        "choice": Choice.objects.filter(contest=contest).first().pk, "party": Party.objects.first().pk,
        "tps": sheet.tps_id, "tps_2": Tps.objects.get(election=cast.election, code=TPS_2).pk,
        "outside": Tps.objects.get(election=cast.election, code="9901022002001").pk, "profile": cast.election.profile_id,
        "area": ContestArea.objects.filter(contest=cast.contest("dprd_kab_1")).first().pk, "user": cast["staf"].pk,
        "user_2": cast["asing"].pk, "grant": Grant.objects.filter(user=cast["staf"]).get().pk, "ended": ended.pk,
        "fresh": text(uuid4()), "spare": text(Entry.objects.filter(action="accounts.user.created").first().uuid),
        "subject": sheet.subject, "told": json.loads(entry.payload), **papers.names(cast), **corrections.names(cast),
    })  # fmt: skip


def dump() -> dict[str, list[tuple]]:
    """Every row of every governed table, straight from the database."""
    rows = {}
    schema = "main" if connection.vendor == "sqlite" else "public"
    with connection.cursor() as cursor:
        for label in APPS:
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                table = model._meta.db_table
                if table not in DISPOSABLE:
                    columns = [f for f in model._meta.local_fields if f.name != "last_login"]
                    names = ", ".join(f'"{f.column}"' for f in columns)
                    cursor.execute(f"SELECT {names} FROM {schema}.{table} ORDER BY 1")
                    rows[table] = [tuple(map(str, row)) for row in cursor.fetchall()]
    return rows


@pytest.fixture(scope="module")
def before(ground: Ground) -> dict[str, list[tuple]]:
    """The dump before any attack; everything verifies."""
    with override_settings(EVIDENCE_ROOT=ground.folder / "bukti"):
        assert verify()[0] is None
    return dump()


def run(ground: Ground, attack: Attack) -> None:
    """The attack up to its commit (what waits for the end of the transaction is looked at)."""
    with transaction.atomic():
        attack.run(ground)
        connection.check_constraints()


@pytest.fixture(autouse=True)
def _evidence(ground: Ground, settings: Any) -> None:
    """The ground's files, not an empty folder for each test."""
    settings.EVIDENCE_ROOT = ground.folder / "bukti"


@pytest.fixture(autouse=True)
def _undone(ground: Ground, db: None) -> Iterator[None]:
    """Undoes each test before anything looks at it; a savepoint undoes DDL as well, on both engines."""
    mark = transaction.savepoint()
    yield
    connection.needs_rollback = False
    transaction.savepoint_rollback(mark)
    guards.forget()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in ("writable_schema", "ignore_check_constraints", "recursive_triggers"):
                cursor.execute(f"PRAGMA {pragma} = OFF")


HERE = [attack for attack in ATTACKS if connection.vendor in attack.engines]
REAL = [attack for attack in HERE if attack.by == "guards" and attack.outcome in (REFUSED, NOTHING)]


@pytest.mark.parametrize("attack", HERE, ids=[attack.name for attack in HERE])
def test_the_attack_comes_to_nothing_or_is_seen(ground: Ground, before: dict[str, list[tuple]], attack: Attack) -> None:
    if attack.outcome == REFUSED:
        with pytest.raises(Exception) as caught:
            run(ground, attack)
        assert not isinstance(caught.value, (AssertionError, KeyError, NameError, TypeError)), caught.value
        assert dump() == before
        return
    run(ground, attack)
    if attack.outcome == ALARM:
        assert verify()[0] is not None
        return
    after = dump()
    if attack.outcome == NOTHING:
        assert after == before
    else:
        assert attack.outcome == APPENDED
        assert set(before["ledger_entry"]) < set(after["ledger_entry"])
        assert len(after["ledger_entry"]) == len(before["ledger_entry"]) + 1
        assert _others(after) == _others(before)
        assert verify_chains()[0] is None
    assert guards.problems() == []


def _others(rows: dict[str, list[tuple]]) -> dict[str, list[tuple]]:
    return {table: found for table, found in rows.items() if table not in ("ledger_entry", "ledger_chain")}


@pytest.mark.parametrize("attack", REAL, ids=[attack.name for attack in REAL])
def test_the_attack_is_real(ground: Ground, before: dict[str, list[tuple]], attack: Attack, monkeypatch: Any) -> None:
    """Without the guards it succeeds; so the test above shows what they do, not a slip of the pen."""
    guards.remove()
    monkeypatch.setattr(guards, "require", lambda alias="default": None)
    attack.run(ground)
    assert dump() != before


def test_every_name_is_given_once() -> None:
    names = [(attack.name, engine) for attack in ATTACKS for engine in attack.engines]
    assert len(names) == len(set(names))
