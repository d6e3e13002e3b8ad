from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from electcoord.elections.models import Election
from recap import aggregate, findings
from recap.management.commands._arguments import election_named


class Command(BaseCommand):
    help = "Menghitung ulang jumlah yang belum mutakhir; dengan --full semuanya dari lembar, lalu membandingkan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--election", help="kode pemilu; tanpa ini semua pemilu")
        parser.add_argument("--full", action="store_true", help="hitung semua dari lembar dan bandingkan")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["election"]
        elections = [election_named(slug)] if slug else list(Election.objects.select_related("profile"))
        differences: list[aggregate.Difference] = []
        for election in elections:
            if options["full"]:
                count, found = aggregate.refresh_full(election)
                differences += found
                self.stdout.write(f"{election.slug}: {count} jumlah dihitung dari lembar, {len(found)} berbeda.")
            else:
                done = aggregate.refresh_stale(election_id=election.pk)
                findings.refresh_outdated(election)
                self.stdout.write(f"{election.slug}: {done} jumlah kecamatan dihitung ulang.")
        for difference in differences:
            self.stderr.write(f"BERBEDA dan sudah diperbaiki: {difference}")
        behind = {e.slug: aggregate.stale(election_id=e.pk) for e in elections}
        if late := [slug for slug, found in behind.items() if found]:
            raise CommandError(f"Belum mutakhir: {', '.join(late)}. Ada entri baru selama menghitung; ulangi.")
        if differences:
            raise CommandError("Jumlah yang tersimpan tidak sama dengan lembarnya; laporkan kepada pengelola sistem.")
        self.stdout.write(self.style.SUCCESS("Semua jumlah mutakhir."))
