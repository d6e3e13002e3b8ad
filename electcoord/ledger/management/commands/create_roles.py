"""Makes the two PostgreSQL roles and the database that DATABASE_OWNER_URL and DATABASE_URL name."""

from contextlib import closing
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg2 import sql

from electcoord.common.env import EnvError, database, env_str


class Command(BaseCommand):
    help = "Membuat peran pemilik dan peran aplikasi di PostgreSQL beserta basis datanya; aman diulang."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--superuser-url", required=True, help="postgresql://postgres@host:port/postgres")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            superuser = database(options["superuser_url"], settings.BASE_DIR)
            owner = database(env_str("DATABASE_OWNER_URL"), settings.BASE_DIR)
            app = database(env_str("DATABASE_URL"), settings.BASE_DIR)
        except EnvError as error:
            raise CommandError(f"DATABASE_URL dan DATABASE_OWNER_URL (PostgreSQL) wajib diisi: {error}") from error
        if not owner["USER"] or not app["USER"] or owner["USER"] == app["USER"] or owner["NAME"] != app["NAME"]:
            raise CommandError("DATABASE_URL dan DATABASE_OWNER_URL: basis data sama, dua peran berbeda.")
        try:
            self._make(superuser, owner, app)
        except psycopg2.Error as error:
            raise CommandError(f"PostgreSQL menolak: {str(error).strip()}") from error
        self.stdout.write(f"Peran {owner['USER']} (pemilik) dan {app['USER']} (aplikasi) siap; lanjutkan: migrate")

    def _make(self, superuser: dict[str, Any], owner: dict[str, Any], app: dict[str, Any]) -> None:
        with closing(_connect(superuser, superuser["NAME"])) as connection, connection.cursor() as cursor:
            for role in (owner, app):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role["USER"]])
                verb = "ALTER" if cursor.fetchone() else "CREATE"
                login = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %s"
                statement = sql.SQL(f"{verb} ROLE {{}} {login}").format(sql.Identifier(role["USER"]))
                cursor.execute(statement, [role["PASSWORD"] or None])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [owner["NAME"]])
            name, owner_name, app_name = map(sql.Identifier, (owner["NAME"], owner["USER"], app["USER"]))
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner_name))
            # No temporary tables: one named like the head table fools a reader in the same session.
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
            cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, app_name))
        with closing(_connect(superuser, owner["NAME"])) as connection, connection.cursor() as cursor:
            cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            cursor.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner_name))
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app_name))


def _connect(settings_: dict[str, Any], name: str) -> "psycopg2.extensions.connection":
    connection = psycopg2.connect(
        dbname=name,
        user=settings_["USER"] or None,
        password=settings_["PASSWORD"] or None,
        host=settings_["HOST"] or None,
        port=settings_["PORT"] or None,
    )
    connection.autocommit = True
    return connection
