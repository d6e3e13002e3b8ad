"""`manage.py lint`: every check that does not need the tests, all of them run, all that failed shown."""

import argparse
import importlib.util
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from electcoord.common import styles
from electcoord.common.testing import without_settings

TOOLS = ("ruff", "djlint", "importlinter", "polib")
IMPORT_LINTER = (
    "import sys; from importlinter.cli import lint_imports_command as run; sys.argv[0] = 'lint-imports'; run()"
)
DJLINT = ("-m", "djlint", "templates", "--allow-empty-input")
FIXES = (
    ("-m", "ruff", "check", "--fix", "--quiet", "."),
    ("-m", "ruff", "format", "--quiet", "."),
    (*DJLINT, "--reformat", "--quiet"),
)


class Command(BaseCommand):
    help = "Memeriksa gaya, templat, arah impor, migrasi, pengaturan server dan terjemahan."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="Perbaiki dulu yang dapat diperbaiki sendiri.")

    def handle(self, *args: Any, fix: bool, **options: Any) -> None:
        if missing := [tool for tool in TOOLS if importlib.util.find_spec(tool) is None]:
            raise CommandError(f"Belum terpasang: {', '.join(missing)}. Pasang dengan: python3 manage.py test --help")
        from electcoord.common.translations import translation_faults, unmarked  # needs polib, of the test lock

        with tempfile.TemporaryDirectory(prefix="electcoord-lint-") as folder:
            if fix:
                for arguments in FIXES:  # whatever they leave is said by the checks
                    subprocess.run([sys.executable, *arguments], cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)
                styles.write()
            failed = [
                name
                for name, arguments, environment in checks(Path(folder))
                if not self.run(name, arguments, environment)
            ]
        faults = [*unmarked(settings.BASE_DIR), *translation_faults(settings.BASE_DIR, settings.LOCALE_PATHS[0])]
        self.report("terjemahan", not faults, "\n".join(faults))
        if faults:
            failed.append("terjemahan")
        unlike = styles.faults()
        self.report("potongan Bootstrap", not unlike, "\n".join(unlike))
        if unlike:
            failed.append("potongan Bootstrap")
        if failed:
            raise CommandError(f"{len(failed)} pemeriksaan gagal: {', '.join(failed)}")
        self.stdout.write(self.style.SUCCESS("Semua pemeriksaan lulus."))

    def run(self, name: str, arguments: tuple[str, ...], environment: dict[str, str]) -> bool:
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self.report(f"{name} ({time.monotonic() - started:.1f} s)", done.returncode == 0, done.stdout)
        return done.returncode == 0

    def report(self, name: str, passed: bool, output: str) -> None:
        """One line for what passed, the whole output for what did not."""
        self.stdout.write(self.style.SUCCESS(f"lulus  {name}") if passed else self.style.ERROR(f"GAGAL  {name}"))
        if not passed:
            self.stdout.write(output.strip())
        self.stdout.flush()


def checks(folder: Path) -> Iterator[tuple[str, tuple[str, ...], dict[str, str]]]:
    """Name, arguments for Python, environment; the settings are those of a fresh clone, then of a server."""
    clean = without_settings(os.environ) | {"DATABASE_URL": f"sqlite:///{folder}/lint.sqlite3"}
    server = clean | {
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "pleno.example",
    }
    yield "ruff check", ("-m", "ruff", "check", "."), clean
    yield "ruff format", ("-m", "ruff", "format", "--check", "."), clean
    yield "djlint bentuk", (*DJLINT, "--check"), clean
    yield "djlint isi", (*DJLINT, "--lint", "--quiet"), clean
    yield "arah impor", ("-c", IMPORT_LINTER, "--no-logo"), clean
    yield "check", ("manage.py", "check", "--fail-level", "WARNING"), clean
    yield "migrasi", ("manage.py", "makemigrations", "--check", "--dry-run"), clean
    yield "check --deploy", ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), server
