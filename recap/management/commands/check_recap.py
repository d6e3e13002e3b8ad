from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from electcoord.common.commands import write_rows
from recap.findings import all_findings
from recap.management.commands._arguments import contest_named, election_named

COLUMNS = ("kode_tps", "kontes", "rule", "part", "severity", "status", "equation")


class Command(BaseCommand):
    help = "Menulis temuan pada lembar yang dipakai jumlah: aturan yang dilanggar, dan yang tidak lengkap."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--election", required=True)
        parser.add_argument("--contest")
        parser.add_argument("--format", choices=("csv", "json"), default="csv")
        parser.add_argument("-o", "--output", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        election = election_named(options["election"])
        if options["contest"]:
            contest_named(election, options["contest"])
        rows = all_findings(election, options["contest"])
        write_rows(COLUMNS, rows, form=options["format"], output=options["output"], stream=self.stdout)
