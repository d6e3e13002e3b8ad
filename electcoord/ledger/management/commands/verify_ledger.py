from typing import Any

from django.core.management.base import BaseCommand, CommandError

from electcoord.ledger.verification import verify


class Command(BaseCommand):
    help = "Memeriksa setiap rantai dan setiap lembar terhadap buku kejadian; keluar 1 pada tempat pertama yang rusak."

    def handle(self, *args: Any, **options: Any) -> None:
        broken, summary = verify()
        if broken:
            raise CommandError(f"RUSAK {broken}", returncode=1)
        self.stdout.write(self.style.SUCCESS(f"Utuh: {summary}."))
