"""Creates an election from a package folder; the same package again changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.common.refusal import refused
from electcoord.elections.actions import import_package
from electcoord.elections.actions.importing import check_slug, default_name, existing
from electcoord.elections.actions.naming import new_names
from electcoord.elections.models import Election
from electcoord.elections.packages import Package, read_package
from electcoord.ledger.recording import SYSTEM

NOTHING = "tidak ada yang dimuat."


class Command(BaseCommand):
    help = "Memuat pemilu dari folder paket (regions.csv, tps.csv, contests.csv, choices.csv, election.csv)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", help="folder paket")
        parser.add_argument("--election", required=True, metavar="SLUG", help="kode pemilu, misalnya pilkada-2024")
        parser.add_argument("--name", default="", help="nama pemilu; tanpa ini disusun dari isi paket")
        parser.add_argument("--simulation", action="store_true", help="tandai sebagai SIMULASI")
        parser.add_argument("--dry-run", action="store_true", help="periksa saja, tanpa menulis")

    def handle(self, *, folder: str, election: str, name: str, simulation: bool, dry_run: bool, **_: Any) -> None:
        try:
            check_slug(election)
            package = read_package(Path(folder))
            if dry_run:
                self._foretell(package, election, name, simulation)
                return
            made, created = import_package(package, slug=election, name=name, simulation=simulation, actor=SYSTEM)
        except RuleError as error:
            raise refused(self, error, NOTHING) from None
        self._tell(package, made, created)

    def _tell(self, package: Package, election: Election, created: bool) -> None:
        if created:
            self.stdout.write(f"Pemilu '{election.slug}' dimuat: {election.name}. {_counts(package)}")
        else:
            self.stdout.write(f"Pemilu '{election.slug}' sudah dimuat dari paket yang sama; tidak ada yang berubah.")

    def _foretell(self, package: Package, slug: str, name: str, simulation: bool) -> None:
        if known := existing(package, slug=slug, simulation=simulation):
            self._tell(package, known, created=False)
            return
        regions, names = new_names(package)
        shown = " ".join(name.split()) or default_name(package, slug)
        self.stdout.write(f"Akan dimuat sebagai '{slug}': {shown}{' (SIMULASI)' if simulation else ''}.")
        for contest in package.contests:
            self.stdout.write(f"  {contest.key}: {contest.name}, {angka(len(contest.ballot))} pilihan")
        self.stdout.write(f"Wilayah baru {angka(regions)}, nama wilayah berbeda {angka(names)}. {_counts(package)}")
        self.stdout.write("Uji coba: tidak ada yang ditulis.")


def _counts(package: Package) -> str:
    numbers = (
        (len(package.regions), "wilayah"),
        (len(package.tps), "TPS"),
        (len(package.contests), "kontes"),
        (package.choice_count, "pilihan"),
    )
    return ", ".join(f"{angka(count)} {word}" for count, word in numbers) + "."
