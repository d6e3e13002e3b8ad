"""`manage.py demo`: the simulated regency, from an empty machine to a served page; safe to repeat."""

import argparse
import importlib
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils.module_loading import module_has_submodule


class Command(BaseCommand):
    help = "Menyiapkan basis data, mengisi kabupaten SIMULASI, menulis akun masuknya, lalu menyajikannya."
    # The database may not exist yet; migrate and runserver check for themselves.
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="Berhenti sebelum menyajikan.")
        parser.add_argument("--port", type=int, default=8000, help="Bawaan: 8000.")
        parser.add_argument("--host", default="127.0.0.1", help="Bawaan: 127.0.0.1, hanya komputer ini.")

    def handle(self, *args: Any, no_serve: bool, port: int, host: str, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("demo tidak dijalankan dengan DEBUG=false: ini bukan tempat data latihan.")
        modules = demo_modules()
        if has_tables():
            ask(modules)
        self.say("Menyiapkan basis data …")
        call_command("migrate", interactive=False, verbosity=0)
        ask(modules)
        lines: list[str] = []
        for module in modules:
            self.say(f"Mengisi {module.__name__.removesuffix('.demo').rpartition('.')[2]} …")
            lines += module.seed() or []
        self.say("\n".join(["", *lines, ""]))
        if no_serve:
            self.say("Selesai. Sajikan dengan: python3 manage.py demo")
            return
        if host not in {"127.0.0.1", "localhost"} and host not in settings.ALLOWED_HOSTS:
            self.say(f"Untuk membukanya dari komputer lain, isi ALLOWED_HOSTS (sekarang: {settings.ALLOWED_HOSTS}).")
        self.say(f"Buka http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/ (berhenti dengan Ctrl-C)")
        call_command("runserver", f"{host}:{port}", use_reloader=False, verbosity=0)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def demo_modules() -> list[ModuleType]:
    """The `demo` module of every installed app that has one with `seed`, in the order of INSTALLED_APPS."""
    found = [
        importlib.import_module(f"{config.name}.demo")
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "demo")
    ]
    return [module for module in found if hasattr(module, "seed")]


def has_tables() -> bool:
    return bool(connection.introspection.table_names())


def ask(modules: list[ModuleType]) -> None:
    """Let every app refuse before anything is written; a database that cannot be read might hold a real election."""
    for module in modules:
        refuse = getattr(module, "refuse", None)
        try:
            reason = refuse() if refuse else None
        except DatabaseError as error:
            raise CommandError(
                f"Isi basis data ini tidak dapat diperiksa, jadi tidak diubah ({error}). "
                "Bila memang basis data demo yang belum mutakhir, jalankan dulu: python3 manage.py migrate"
            ) from error
        if reason:
            raise CommandError(reason)
