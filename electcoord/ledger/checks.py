"""System checks: the guards are in place, and production does not connect as owner or superuser."""

import sys
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from electcoord.ledger import guards

MIGRATE = "Jalankan: python3 manage.py migrate"


@register(Tags.database)
def guards_are_in_place(app_configs: Any, databases: list[str] | None = None, **_: Any) -> list[CheckMessage]:
    """ledger.E001: the exact trigger set of every database asked for."""
    found: list[CheckMessage] = []
    if sys.argv[1:2] == ["migrate"]:
        # It is what puts them in place, e.g. after an update that brings another set.
        return found
    for alias in databases or []:
        for problem in guards.problems(alias):
            found.append(Error(f"Pengaman basis data {problem}", hint=MIGRATE, id="ledger.E001"))
    return found


@register(Tags.database)
def role_owns_nothing(app_configs: Any, databases: list[str] | None = None, **_: Any) -> list[CheckMessage]:
    """ledger.E002: in production the app's role is neither superuser nor owner of a table."""
    if settings.DEBUG:
        return []
    found: list[CheckMessage] = []
    for alias in databases or []:
        if connections[alias].vendor != "postgresql" or settings.MIGRATING_AS_OWNER:
            continue
        with connections[alias].cursor() as cursor:
            cursor.execute(
                """SELECT r.rolsuper OR r.rolcreaterole OR EXISTS (
                     SELECT 1 FROM pg_catalog.pg_class c WHERE c.relnamespace = current_schema()::regnamespace
                     AND pg_catalog.pg_has_role(current_user, c.relowner, 'USAGE'))
                   FROM pg_catalog.pg_roles r WHERE r.rolname = current_user"""
            )
            if cursor.fetchone()[0]:
                found.append(
                    Error(
                        "Aplikasi terhubung sebagai pemilik tabel atau superuser.",
                        hint="Buat peran dengan manage.py create_roles, pakai peran aplikasi di DATABASE_URL "
                        "dan peran pemilik hanya di DATABASE_OWNER_URL.",
                        id="ledger.E002",
                    )
                )
    return found
