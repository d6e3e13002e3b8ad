"""Every governed model has its guards and its rights; every deed has a sentence and is used."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils.module_loading import module_has_submodule

from electcoord.ledger import guards, recording, roles
from electcoord.ledger.models import Ledgered

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent
# Governed models without guards of their own, each with the reason.
UNGUARDED: dict[str, str] = {}
OURS = [config for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT)]
GOVERNED = [model for config in OURS for model in config.get_models() if issubclass(model, Ledgered)]
# Not Ledgered, but the ledger's own, and the accounts that it names.
ALSO = [apps.get_model(name) for name in ("ledger.Entry", "ledger.Chain", "ledger.Claim", "accounts.User")]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("model", [*GOVERNED, *ALSO], ids=lambda model: model._meta.label)
def test_a_governed_table_is_guarded_on_both_engines(model: type[models.Model], engine: str) -> None:
    if model._meta.label in UNGUARDED:
        return
    mine = [g.when for g in guards._registry if (g.engine, g.table) == (engine, model._meta.db_table)]
    whole = " ".join(mine)
    assert "DELETE" in whole
    assert "UPDATE" in whole
    if engine == "postgresql":
        assert "BEFORE TRUNCATE" in mine
    else:
        assert "BEFORE INSERT" in mine, "INSERT OR REPLACE deletes without a delete trigger"


@pytest.mark.parametrize("model", [*GOVERNED, *ALSO], ids=lambda model: model._meta.label)
def test_the_app_role_may_do_no_more_than_a_governed_table_needs(model: type[models.Model]) -> None:
    rights = roles._privileges.get(model._meta.db_table, roles.CHANGE)
    assert "DELETE" not in rights
    # Whole rows are changed nowhere: a right to UPDATE names its columns.
    assert not re.search(r"UPDATE(?! \()", rights)


def test_models_listed_without_guards_exist() -> None:
    assert UNGUARDED.keys() <= {model._meta.label for model in GOVERNED}


def _deeds() -> list[tuple[str, str, str]]:
    """(class, member, code) of every app's ledger_actions."""
    found = []
    for config in OURS:
        if module_has_submodule(config.module, "ledger_actions"):
            module = __import__(f"{config.name}.ledger_actions", fromlist=["*"])
            for name, value in vars(module).items():
                if (
                    isinstance(value, type)
                    and issubclass(value, models.TextChoices)
                    and value is not models.TextChoices
                    and value.__module__ == module.__name__
                ):
                    found += [(name, member.name, member.value) for member in value]
    return found


SOURCE = "\n".join(
    path.read_text()
    for folder in ("electcoord", "recap", "logistics", "meetings", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if path.name != "ledger_actions.py"
)


@pytest.mark.parametrize(("kind", "member", "code"), _deeds())
def test_a_deed_has_a_sentence_and_is_done_somewhere(kind: str, member: str, code: str) -> None:
    sentence = recording.actions()[code]
    assert len(sentence) > 8
    assert sentence[0].islower(), "it follows the name of the person"
    assert recording.sentence(code, {}).count("{") == 0
    assert re.search(rf"\b{kind}\.{member}\b", SOURCE), f"{kind}.{member} is done nowhere"
