"""`manage.py test`: the suite on SQLite, then on PostgreSQL; replaces Django's own command of that name."""

import argparse
import contextlib
import signal
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from electcoord.common.testing.engines import LABELS, Outcome, run_pytest
from electcoord.common.testing.servers import ServerError, postgres_url, redis_url

ENGINES = {"both": ("sqlite", "postgresql"), "sqlite": ("sqlite",), "postgresql": ("postgresql",)}


class Command(BaseCommand):
    help = (
        "Menjalankan pengujian dengan pytest pada SQLite lalu PostgreSQL. Argumen lain diteruskan ke pytest. "
        "Server: yang disebut TEST_DATABASE_URL dan TEST_REDIS_URL, selain itu dinyalakan sendiri."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser | argparse.ArgumentParser) -> None:
        parser.add_argument("--engine", choices=sorted(ENGINES), default="both", help="Bawaan: both.")

    def run_from_argv(self, argv: list[str]) -> None:
        """Only --engine is ours: -v, -x, -k and all others belong to pytest, also those that Django's parser knows."""
        parser = argparse.ArgumentParser(prog="manage.py test", description=self.help, allow_abbrev=False)
        self.add_arguments(parser)
        options, rest = parser.parse_known_args(argv[2:])
        try:
            sys.exit(self.run_engines(ENGINES[options.engine], rest))
        except CommandError as error:
            sys.exit(f"CommandError: {error}")

    def handle(self, *args: Any, engine: str = "both", **options: Any) -> None:
        if code := self.run_engines(ENGINES[engine], []):
            raise CommandError("Pengujian gagal.", returncode=code)

    def run_engines(self, engines: tuple[str, ...], arguments: list[str]) -> int:
        """The first code that is not zero; every engine runs, for one failing says nothing about the other."""
        outcomes: list[Outcome] = []
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)
        try:
            with contextlib.ExitStack() as servers:
                postgres = servers.enter_context(postgres_url())
                redis = servers.enter_context(redis_url())
                for engine in engines:
                    self.say(f"\nPengujian pada {LABELS[engine]}: pytest {' '.join(arguments)}".rstrip())
                    again = bool(outcomes)
                    outcomes.append(run_pytest(engine, arguments, postgres=postgres, redis=redis, again=again))
        except ServerError as error:
            raise CommandError(f"Server untuk pengujian tidak tersedia. {error}") from error
        except KeyboardInterrupt:
            self.say("\nDihentikan; server pengujian sudah dimatikan.")
            return 128 + signal.SIGINT
        self.say("")
        for outcome in outcomes:
            self.say(str(outcome))
        return next((outcome.code for outcome in outcomes if outcome.code), 0)

    def say(self, line: str) -> None:
        """Flushed, so that the lines stand in order with those of pytest when the output is a file."""
        self.stdout.write(line)
        self.stdout.flush()


def stop(number: int, frame: object) -> NoReturn:
    """Being told to end closes the block that holds the servers."""
    sys.exit(128 + number)
