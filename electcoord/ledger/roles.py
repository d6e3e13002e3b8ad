"""The two roles on PostgreSQL: an owner that migrates, an app role that owns nothing and has only what it needs."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg2 import sql

READ = "SELECT"
ADD = "SELECT, INSERT"
CHANGE = "SELECT, INSERT, UPDATE, DELETE"

# What the app role may do with tables that are governed; all others it may change.
_privileges: dict[str, str] = {
    "django_migrations": READ,
    "ledger_chain": READ,
    "ledger_entry": ADD,
    "ledger_claim": ADD,
}


def restrict(table: str, privileges: str) -> None:
    """Registers what the app role may do with a governed table, e.g. `SELECT, INSERT, UPDATE (state)`."""
    _privileges[table] = privileges


def after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Grants the app role its privileges anew where the migration ran as the owner."""
    if connections[using].vendor == "postgresql" and settings.DATABASE_APP_ROLE:
        grant_to(settings.DATABASE_APP_ROLE, using)


def grant_to(role: str, using: str = DEFAULT_DB_ALIAS) -> None:
    """Gives `role` exactly its privileges on every table of the current schema."""
    connection = connections[using]
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute("SELECT current_schema()")
        schema = sql.Identifier(cursor.fetchone()[0])

        def run(text: str, **parts: sql.Composable) -> None:
            statement = sql.SQL(text).format(role=name, schema=schema, **parts)
            cursor.execute(statement.as_string(connection.connection))

        run("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}")
        run("GRANT USAGE ON SCHEMA {schema} TO {role}")
        run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
        for table in tables:
            rights = sql.SQL(_privileges.get(table, CHANGE))
            run("GRANT {rights} ON {schema}.{table} TO {role}", rights=rights, table=sql.Identifier(table))
