"""The first accounts of an installation, and any other by hand."""

import secrets
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role, User
from electcoord.common.errors import RuleError
from electcoord.elections.models import Election
from electcoord.ledger.recording import SYSTEM


class Command(BaseCommand):
    help = "Membuat akun dengan satu peran dan mencetak kata sandi pertamanya, yang wajib diganti saat masuk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="nama orangnya")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--region", default="", help="kode wilayah; kosong: seluruh instalasi")
        parser.add_argument("--election", help="kode pemilu; tanpa ini: setiap pemilu di wilayahnya")

    def handle(self, *args: Any, **options: Any) -> None:
        election = None
        if slug := options["election"]:
            election = Election.objects.filter(slug=slug).first()
            if election is None:
                raise CommandError(f"Pemilu {slug} tidak ada; muat dulu dengan import_election.")
        region = options["region"]
        if region and (not region.isascii() or not region.isdigit() or len(region) not in (2, 4, 6, 10, 13)):
            raise CommandError(f"--region {region}: tulis kode wilayah 2, 4, 6, 10 atau 13 angka.")
        password = secrets.token_urlsafe(12)
        try:
            User(username=options["username"], name=options["name"], uuid=uuid.uuid4()).clean_fields(["password"])
            with transaction.atomic():
                user = create_user(
                    username=options["username"], name=options["name"], password=password, actor=SYSTEM,
                    must_change_password=True,
                )  # fmt: skip
                give_grant(user, role=options["role"], region=region, election=election, actor=SYSTEM)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except RuleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Akun {user.username} siap. Kata sandi pertama: {password}")
