"""Triggers that refuse in the database what Python refuses too, on both engines, and the proof that they are there.

Each app registers guards for its governed tables. `migrate` installs them; on SQLite they are dropped before a
migration that has work to do, because Django rebuilds tables there and their triggers would silently vanish.
A process that finds another set than this one does not write (`require`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "guard_"
# How PostgreSQL must describe a guard besides its definition: always enabled, as the owner, fixed search path. Guards
# look rows up by their keys alone; a plan that was made while a table was empty would read all of it for ever.
ARMED = "A True {} ['search_path=pg_catalog, pg_temp', 'enable_seqscan=off']"


class GuardError(RuntimeError):
    """The guards of the database are not what they must be; nothing may be written."""


@dataclass(frozen=True)
class Guard:
    """One trigger of one table and engine.

    `when` reads as in pg_get_triggerdef, e.g. `BEFORE DELETE OR UPDATE`; `body` is the trigger program (SQLite:
    between BEGIN and END, with `condition` as its WHEN; PostgreSQL: a plpgsql function body).
    """

    engine: str
    table: str
    name: str
    when: str
    body: str
    condition: str = ""
    each: str = "ROW"
    # PostgreSQL: looked at when the transaction ends.
    deferred: bool = False

    @property
    def trigger(self) -> str:
        return f"{PREFIX}{self.table}_{self.name}"


_registry: list[Guard] = []
# Place (alias and database) to the version of its schema that was found right.
_verified: dict[tuple[str, str], tuple[int, ...]] = {}


def register(guards: Iterable[Guard]) -> None:
    """Adds guards of an app; called from the app's `ready`."""
    for guard in guards:
        if guard not in _registry:
            _registry.append(guard)


def refuse(message: str) -> str:
    """A plpgsql body that refuses every row with `message`."""
    return f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END"


def append_only(table: str, unique: Iterable[tuple[str, ...]], *, skip_taken: bool = False) -> list[Guard]:
    """Guards of a table whose rows are only added.

    `unique`: its unique column sets; SQLite's INSERT OR REPLACE would delete through them without a delete trigger.
    `skip_taken`: such an insert is passed over instead of refused, so that ON CONFLICT DO NOTHING can be told.
    """
    message = f"{table}: baris hanya ditambah, tidak diubah atau dihapus"
    taken = " OR ".join(f"({' AND '.join(f'{c} = NEW.{c}' for c in columns)})" for columns in unique)
    abort = f"SELECT RAISE(ABORT, '{message}');"
    replace = "SELECT RAISE(IGNORE);" if skip_taken else abort
    return [
        Guard("sqlite", table, "no_update", "BEFORE UPDATE", abort),
        Guard("sqlite", table, "no_delete", "BEFORE DELETE", abort),
        Guard("sqlite", table, "no_replace", "BEFORE INSERT", replace, f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"),
        Guard("postgresql", table, "no_change", "BEFORE DELETE OR UPDATE", refuse(message)),
        Guard("postgresql", table, "no_truncate", "BEFORE TRUNCATE", refuse(message), each="STATEMENT"),
    ]


def no_delete(table: str) -> list[Guard]:
    """Guards of a table whose rows change by rules of their own but never go."""
    message = f"{table}: baris tidak dihapus"
    abort = f"SELECT RAISE(ABORT, '{message}');"
    return [
        Guard("sqlite", table, "no_delete", "BEFORE DELETE", abort),
        Guard("postgresql", table, "no_delete", "BEFORE DELETE", refuse(message)),
        Guard("postgresql", table, "no_truncate", "BEFORE TRUNCATE", refuse(message), each="STATEMENT"),
    ]


def fixed(table: str, columns: Iterable[str], *, also: str = "") -> list[Guard]:
    """Guards of columns that never change once the row is there; `also`: a condition that refuses other changes."""
    message = f"{table}: isian ini tidak berubah lagi"
    more = [also] if also else []
    quoted = [f'"{column}"' for column in columns]
    sqlite = " OR ".join([f"NEW.{column} IS NOT OLD.{column}" for column in quoted] + more)
    postgres = " OR ".join([f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in quoted] + more)
    return [
        Guard("sqlite", table, "fixed", "BEFORE UPDATE", f"SELECT RAISE(ABORT, '{message}');", sqlite),
        Guard("postgresql", table, "fixed", "BEFORE UPDATE", refuse_if(postgres, message)),
    ]


def refuse_if(condition: str, message: str) -> str:
    """A plpgsql body that refuses the rows for which `condition` holds."""
    return f"BEGIN {raise_if(condition, message)} RETURN NEW; END"


def raise_if(condition: str, message: str) -> str:
    """A plpgsql statement that refuses the row where `condition` holds."""
    return f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"


def stays(table: str, columns: Iterable[str], unique: Iterable[tuple[str, ...]], *, also: str = "") -> list[Guard]:
    """Guards of a table whose rows never go and keep these columns.

    `unique`: as for `append_only`, besides id and uuid; an expression names its row's columns with `{row}`.
    """
    keys = [("id",), ("uuid",), *unique]
    taken = " OR ".join(f"({' AND '.join(_equal(column) for column in key)})" for key in keys)
    abort = f"SELECT RAISE(ABORT, '{table}: baris ini sudah ada');"
    return [
        *no_delete(table),
        Guard("sqlite", table, "no_replace", "BEFORE INSERT", abort, f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"),
        *fixed(table, columns, also=also),
    ]


def _equal(column: str) -> str:
    if "{row}" in column:
        return f"{column.format(row='')} = {column.format(row='NEW.')}"
    return f"{column} = NEW.{column}"


def expected(connection: BaseDatabaseWrapper) -> list[Guard]:
    """The guards due here: those of this engine whose table exists."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    return [g for g in _registry if g.engine == connection.vendor and g.table in tables]


def _sqlite_sql(guard: Guard) -> str:
    when = f" WHEN {guard.condition}" if guard.condition else ""
    return f"CREATE TRIGGER {guard.trigger} {guard.when} ON {guard.table}{when} BEGIN {guard.body} END"


def _postgres_definition(guard: Guard, schema: str) -> str:
    kind, late = ("CONSTRAINT ", "DEFERRABLE INITIALLY DEFERRED ") if guard.deferred else ("", "")
    return (
        f"CREATE {kind}TRIGGER {guard.trigger} {guard.when} ON {schema}.{guard.table} {late}"
        f"FOR EACH {guard.each} EXECUTE FUNCTION {guard.trigger}()"
    )


def _schema(cursor: Any) -> str:
    cursor.execute("SELECT current_schema()")
    return cursor.fetchone()[0]


def _wanted(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, str]:
    guards = expected(connection)
    if connection.vendor == "sqlite":
        return {g.trigger: _sqlite_sql(g) for g in guards}
    schema = _schema(cursor)
    return {g.trigger: f"{_postgres_definition(g, schema)} {ARMED.format(schema)} {_body(g, schema)}" for g in guards}


def _body(guard: Guard, schema: str) -> str:
    return guard.body.replace("{schema}", schema)


def _present(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, str]:
    tables = {g.table for g in expected(connection)}
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        rows = [(n, s) for n, s, t in cursor.fetchall() if t in tables or n.startswith(PREFIX)]
        cursor.execute("SELECT name, type, tbl_name FROM sqlite_temp_master")
        rows += [
            (f"sementara {n}", "tidak boleh ada")
            for n, kind, t in cursor.fetchall()
            if kind == "trigger" or t in tables
        ]
        return dict(rows)
    cursor.execute(
        """SELECT t.tgname, pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled, p.prosecdef,
                  p.pronamespace::regnamespace::text, p.proconfig, p.prosrc
           FROM pg_catalog.pg_trigger t
           JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
           JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
           WHERE NOT t.tgisinternal AND n.nspname = current_schema()
             AND (c.relname = ANY(%s) OR t.tgname LIKE %s)""",
        [list(tables), PREFIX + "%"],
    )
    found = {
        name: f"{definition} {enabled} {secdef} {namespace} {config} {source}"
        for name, definition, enabled, secdef, namespace, config, source in cursor.fetchall()
    }
    # What gets round triggers: a rule, a policy that hides rows, rows of a child table, a table that a crash empties,
    # a temporary table or view that stands in front of the real one.
    cursor.execute(
        """SELECT c.relname, c.relkind::text FROM pg_catalog.pg_class c
           WHERE c.relname = ANY(%s) AND (
             (c.relnamespace = current_schema()::regnamespace AND (c.relkind <> 'r' OR c.relpersistence <> 'p'
              OR c.relrowsecurity OR c.relhasrules
              OR EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid)))
             OR c.relnamespace = pg_catalog.pg_my_temp_schema())""",
        [list(tables)],
    )
    return found | {f"bentuk tabel {name}": kind for name, kind in cursor.fetchall()}


def problems(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What differs between the guards that must be there and those that are; empty when all is well."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        wanted, present = _wanted(connection, cursor), _present(connection, cursor)
    return [
        *(f"hilang: {name}" for name in sorted(wanted.keys() - present.keys())),
        *(f"asing: {name}" for name in sorted(present.keys() - wanted.keys())),
        *(f"berbeda: {name}" for name in sorted(wanted.keys() & present.keys()) if wanted[name] != present[name]),
    ]


def missing_tables(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Governed tables that are not there; on a database that was migrated in full there are none."""
    connection = connections[alias]
    return sorted(
        {g.table for g in _registry if g.engine == connection.vendor} - {g.table for g in expected(connection)}
    )


def require(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Raises GuardError unless the exact set is in place; asked once per process, database and schema."""
    place = (alias, str(connections[alias].settings_dict["NAME"]))
    version = _schema_version(connections[alias])
    if _verified.get(place) == version:
        return
    if found := problems(alias):
        raise GuardError("Pengaman basis data tidak lengkap: " + "; ".join(found) + ". Jalankan: manage.py migrate")
    _verified[place] = version


def _schema_version(connection: BaseDatabaseWrapper) -> tuple[int, ...]:
    """Changes with the schema on SQLite, where a migration beside a serving process lifts the guards for a while."""
    if connection.vendor != "sqlite":
        return ()
    with connection.cursor() as cursor:
        return tuple(cursor.execute(f"PRAGMA {name}.schema_version").fetchone()[0] for name in ("main", "temp"))


def forget() -> None:
    """The next `require` looks again (after a migration, and in tests)."""
    _verified.clear()


def install(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Puts the exact set in place, in one step: whoever writes meanwhile finds the old set or the new one."""
    if not problems(alias):
        return
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        remove(alias)
        if connection.vendor == "sqlite":
            for guard in expected(connection):
                cursor.execute(_sqlite_sql(guard))
        else:
            schema = _schema(cursor)
            for guard in expected(connection):
                cursor.execute(_postgres_function(guard, schema))
                cursor.execute(_postgres_definition(guard, schema))
                cursor.execute(f"ALTER TABLE {schema}.{guard.table} ENABLE ALWAYS TRIGGER {guard.trigger}")
    forget()


def _postgres_function(guard: Guard, schema: str) -> str:
    name = f"{schema}.{guard.trigger}()"
    return (
        f"CREATE OR REPLACE FUNCTION {name} RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $guard${_body(guard, schema)}$guard$; "
        f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC"
    )


def remove(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Takes every guard away: for `install`, for migrations on SQLite and for tests that flush."""
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table with checks still to come at the end of the transaction cannot lose its triggers.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name, definition in _present(connection, cursor).items():
            if not name.startswith(PREFIX):
                continue
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {name}")
            else:
                table = re.search(r" ON (\S+) ", definition).group(1)
                cursor.execute(f"DROP TRIGGER {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
    forget()


def before_migrate(using: str = DEFAULT_DB_ALIAS, plan: Any = (), **_: Any) -> None:
    if plan and connections[using].vendor == "sqlite":
        remove(using)


def after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    install(using)
    require(using)
