#!/usr/bin/env python3
"""Command line of electcoord; `demo` and `test` make their own environment on a fresh machine."""

import os
import sys


def main() -> None:
    # Asked before anything else is imported: an older Python would stop at the syntax of the first module.
    if sys.version_info < (3, 11):  # noqa: UP036
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(
            f"electcoord memerlukan Python 3.11 atau yang lebih baru; yang dipakai sekarang Python {found}.\n"
            "Jalankan dengan yang lebih baru, misalnya: python3.11 manage.py demo"
        )
    from electcoord.common import bootstrap

    bootstrap.ensure(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electcoord.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from electcoord.common.env import EnvError

    try:
        execute_from_command_line(sys.argv)
    except (EnvError, ImproperlyConfigured) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Pengaturan belum benar: {error}")


if __name__ == "__main__":
    main()
