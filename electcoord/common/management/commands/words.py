"""`manage.py words`: brings the catalogues to the texts of the sources, or says what is not marked or translated."""

import argparse
import importlib.util
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Memperbarui katalog terjemahan dan berkas .mo dari sumber; dengan --check hanya memeriksa."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", help="Dengan --check: teks tanpa tanda hanya di berkas dan map ini.")
        parser.add_argument("--check", action="store_true", help="Hanya periksa; tidak ada yang ditulis.")

    def handle(self, *args: Any, paths: list[str], check: bool, **options: Any) -> None:
        if importlib.util.find_spec("polib") is None:
            raise CommandError("Belum terpasang: polib. Pasang dengan: python3 manage.py test --help")
        from electcoord.common import translations  # needs polib, of the test lock

        root = settings.BASE_DIR
        if check:
            found = translations.unmarked(root, tuple(paths))
            if not paths:
                found += translations.translation_faults(root, settings.LOCALE_PATHS[0])
            self.stdout.write("\n".join(found))
            if found:
                raise CommandError(f"{len(found)} teks perlu dibenahi.")
        else:
            self.stdout.write("\n".join(translations.update(root, settings.LOCALE_PATHS[0])))
