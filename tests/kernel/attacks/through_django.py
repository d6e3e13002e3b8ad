"""Through Django: models, query sets, fixtures and the admin site."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.core import serializers
from django.core.management import call_command
from django.db import connection, models
from django.test import Client

from electcoord.accounts.models import Grant, User
from electcoord.elections.models import Choice, Contest, Election, Tps
from electcoord.ledger import recording
from electcoord.ledger.models import Chain, Claim, Entry
from electcoord.ledger.recording import SYSTEM
from electcoord.regions.models import Region
from recap.models import Mark, Release, Sheet, SheetVersion
from tests.cast import HULU
from tests.kernel.attacks.frame import (
    APPENDED,
    ATTACKS,
    BOTH,
    NOTHING,
    POSTGRES,
    REFUSED,
    SQLITE,
    Attack,
    Ground,
    attack,
)


def _row(model: type[models.Model], ground: Ground) -> models.Model:
    keys = {
        Entry: "entry", Chain: "head", Claim: "claim_key", SheetVersion: "second", Release: "release", Sheet: "sheet",
        Election: "election", Contest: "contest", Choice: "choice", Tps: "tps", User: "user", Grant: "grant",
    }  # fmt: skip
    return model._base_manager.get(pk=ground.names[keys[model]])


CHANGED = {
    Entry: ("payload", "{}"), Chain: ("position", 0), Claim: ("digest", "0"), SheetVersion: ("votes", [1, 2]),
    Release: ("reason", "lain"), Sheet: ("state", "terkunci"), Election: ("slug", "lain"), Contest: ("choice_count", 9),
    Choice: ("name", "Lain"), Tps: ("dpt_l", 1), User: ("username", "lain"), Grant: ("region", ""),
}  # fmt: skip
GOVERNED = [Sheet, SheetVersion, Release, Election, Contest, Choice, Tps, Grant]


@contextmanager
def _open_entry() -> Iterator[None]:
    with recording.entry("uji.buka", chain=HULU, actor=SYSTEM, payload={}):
        yield


def _django_attacks() -> None:
    for model, (name, value) in CHANGED.items():
        label = model._meta.label

        def save(g: Ground, model: Any = model, name: str = name, value: Any = value) -> None:
            row = _row(model, g)
            setattr(row, name, value)
            row.save(update_fields=[name])

        def base_update(g: Ground, model: Any = model, name: str = name, value: Any = value) -> None:
            model._base_manager.filter(pk=_row(model, g).pk).update(**{name: value})

        def bulk_update(g: Ground, model: Any = model, name: str = name, value: Any = value) -> None:
            row = _row(model, g)
            setattr(row, name, value)
            model._default_manager.bulk_update([row], [name])

        def update(g: Ground, model: Any = model, name: str = name, value: Any = value) -> None:
            model._default_manager.filter(pk=_row(model, g).pk).update(**{name: value})

        def update_or_create(g: Ground, model: Any = model, name: str = name, value: Any = value) -> None:
            model._default_manager.update_or_create(pk=_row(model, g).pk, defaults={name: value})

        def delete(g: Ground, model: Any = model) -> None:
            _row(model, g).delete()

        def rows_delete(g: Ground, model: Any = model) -> None:
            model._default_manager.filter(pk=_row(model, g).pk).delete()

        def raw_delete(g: Ground, model: Any = model) -> None:
            rows = model._base_manager.filter(pk=_row(model, g).pk)
            rows._raw_delete(rows.db)

        def raw(g: Ground, model: Any = model, name: str = name, value: Any = value) -> None:
            table, pk = model._meta.db_table, model._meta.pk.column
            params = [json.dumps(value) if isinstance(value, list) else value, _row(model, g).pk]
            params[1] = (
                params[1].hex
                if connection.vendor == "sqlite" and hasattr(params[1], "hex") and not isinstance(params[1], int)
                else params[1]
            )
            list(model._base_manager.raw(f'UPDATE {table} SET "{name}" = %s WHERE {pk} = %s RETURNING *', params))

        def upsert(g: Ground, model: Any = model, name: str = name, value: Any = value) -> None:
            row = _row(model, g)
            setattr(row, name, value)
            model._base_manager.bulk_create(
                [row], update_conflicts=True, unique_fields=[model._meta.pk.name], update_fields=[name]
            )

        def loaddata(g: Ground, model: Any = model, name: str = name, value: Any = value) -> None:
            row = _row(model, g)
            setattr(row, name, value)
            path = g.folder / f"{model.__name__}.json"
            path.write_text(serializers.serialize("json", [row]))
            call_command("loaddata", str(path), verbosity=0)

        python = "python" if model in GOVERNED else "guards"
        # PROTECT and the keys of other tables hold most rows against a delete even without guards.
        keeper = "guards" if model in (Chain, Claim, Release, Grant) else "schema"
        ways = [
            ("save", save, python),
            ("update of the base manager", base_update, "guards"),
            ("bulk_update", bulk_update, "python" if model is Entry else python),
            ("update", update, "python" if model in (Entry, User) else python),
            ("update_or_create", update_or_create, python),
            ("delete", delete, "python" if model is Entry else "schema" if keeper == "schema" else python),
            ("delete of rows", rows_delete, "python" if model in (Entry, User) else "schema" if keeper == "schema" else python),
            ("raw delete", raw_delete, keeper if model is not Entry else "guards"),
            ("raw", raw, "guards"),
            ("upsert", upsert, "guards"),
            ("loaddata", loaddata, "guards"),
        ]  # fmt: skip
        for how, run, by in ways:
            outcome = REFUSED
            engines = BOTH
            if model is Claim and how == "upsert":
                ATTACKS.append(Attack(f"{label}: {how} on sqlite", NOTHING, run, SQLITE, by))
                engines = POSTGRES
            ATTACKS.append(
                Attack(
                    f"{label}: {how}",
                    outcome,
                    run,
                    engines,
                    "python" if model is User and how in ("bulk_update",) else by,
                )
            )
            if by == "python" and model in GOVERNED:

                def inside(g: Ground, run: Any = run) -> None:
                    with _open_entry():
                        run(g)

                ATTACKS.append(Attack(f"{label}: {how} inside an entry", REFUSED, inside, engines, "guards"))


_django_attacks()


@attack(REFUSED, by="python")
def entries_by_bulk_create_with_ignore_conflicts(ground: Ground) -> None:
    Entry.objects.bulk_create([_row(Entry, ground)], ignore_conflicts=True)


@attack(REFUSED, by="python")
def entries_by_bulk_create_with_update_conflicts(ground: Ground) -> None:
    Entry.objects.bulk_create(
        [_row(Entry, ground)], update_conflicts=True, unique_fields=["uuid"], update_fields=["payload"]
    )


@attack(REFUSED, by="schema")
def a_hole_through_the_base_manager(ground: Ground) -> None:
    known = _row(Entry, ground)
    Entry._base_manager.bulk_create(
        [Entry(uuid=known.uuid, chain=HULU, at=1, action="uji", payload="{}")], ignore_conflicts=True
    )


@attack(REFUSED, by="python")
def a_version_by_get_or_create(ground: Ground) -> None:
    SheetVersion.objects.get_or_create(sheet_id=ground.names["empty"], number=1)


@attack(REFUSED, by="python")
def sheets_through_a_related_manager(ground: Ground) -> None:
    _row(Tps, ground).sheets.update(state="terkunci")


@attack(REFUSED, by="schema")
def a_cascade_from_the_region(ground: Ground) -> None:
    Region.objects.filter(pk="9901").delete()


@attack(REFUSED, by="schema")
def a_cascade_from_the_sheet(ground: Ground) -> None:
    with _open_entry():
        _row(Sheet, ground).delete()


@attack(REFUSED, by="schema")
def marks_through_the_orm(ground: Ground) -> None:
    Mark.objects.all().delete()


@attack(REFUSED, engines=SQLITE)
def a_new_entry_by_loaddata(ground: Ground) -> None:
    _load_new_entry(ground)


@attack(APPENDED, engines=POSTGRES)
def a_new_entry_by_loaddata_is_sealed_anew(ground: Ground) -> None:
    _load_new_entry(ground)


def _load_new_entry(ground: Ground) -> None:
    row = _row(Entry, ground)
    row.pk, row.uuid, row.position = None, uuid4(), 999
    path = ground.folder / "entri_baru.json"
    path.write_text(serializers.serialize("json", [row]))
    call_command("loaddata", str(path), verbosity=0)


@attack(NOTHING, by="python")
def the_admin_site(ground: Ground) -> None:
    """Every governed row by change, delete and the delete of a list, as whoever may open the admin."""
    client = Client()
    client.force_login(ground.cast["pengelola"])
    for model in CHANGED:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}"
        pk = _row(model, ground).pk
        name, value = CHANGED[model]
        client.post(f"{base}/{pk}/delete/", {"post": "yes"})
        if model not in (User, Grant):
            # Accounts are kept there by people, through the actions; their deeds are entries.
            client.post(f"{base}/{pk}/change/", {name: value})
        client.post(f"{base}/", {"action": "delete_selected", "_selected_action": [str(pk)], "post": "yes"})
