from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from electcoord.common.commands import write_rows
from recap import aggregate
from recap.ballot import ballot_of
from recap.management.commands._arguments import contest_named, election_named
from recap.models import Series
from recap.selectors import exports


class Command(BaseCommand):
    help = "Menulis jumlah satu kontes per wilayah; kosong ditulis kosong (CSV) atau null (JSON), bukan nol."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--election", required=True)
        parser.add_argument("--contest", required=True)
        parser.add_argument("--level", required=True, choices=exports.LEVELS)
        parser.add_argument("--series", choices=Series.values, default=Series.REPORTED.value)
        parser.add_argument("--format", choices=("csv", "json"), default="csv")
        parser.add_argument("-o", "--output", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        election = election_named(options["election"])
        contest = contest_named(election, options["contest"])
        # What leaves the product is current, also where no worker and no cron ran.
        aggregate.refresh_stale(contest_id=contest.pk)
        rows = exports.rows(election, contest, options["level"], options["series"])
        write_rows(
            exports.columns(ballot_of(contest)),
            rows,
            form=options["format"],
            output=options["output"],
            stream=self.stdout,
        )
