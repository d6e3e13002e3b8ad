from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role, User
from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.common.refusal import refused
from electcoord.elections.models import Election
from electcoord.ledger.recording import SYSTEM, Actor
from recap.actions.imports import write_import
from recap.imports import Plan, plan_import
from recap.management.commands._arguments import contest_named, election_named
from recap.models import VersionKind

ACCOUNTS = {"first": ("impor-1", VersionKind.ENTRI_SATU), "second": ("impor-2", VersionKind.ENTRI_DUA)}
SHOWN = 200


def import_account(username: str, election: Election) -> Actor:
    """The account of an import, made at its first use; nobody can sign in with it."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = create_user(username=username, name=f"Impor {username[-1]}", password=None, actor=SYSTEM)
    give_grant(user, role=Role.IMPOR, region=election.kabupaten_id, election=election, actor=SYSTEM)
    return Actor(str(user.uuid), Role.IMPOR.value)


class Command(BaseCommand):
    help = "Memuat bacaan C.Hasil satu kontes dari CSV, XLSX, atau templat terisi sebagai entri pertama atau kedua."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--election", required=True)
        parser.add_argument("--contest", required=True)
        parser.add_argument("--entry", required=True, choices=sorted(ACCOUNTS))
        parser.add_argument("--dry-run", action="store_true", help="hanya memeriksa, tidak menulis")

    def handle(self, *args: Any, **options: Any) -> None:
        election = election_named(options["election"])
        contest = contest_named(election, options["contest"])
        username, kind = ACCOUNTS[options["entry"]]
        known = User.objects.filter(username=username).first()
        uuid = str(known.uuid) if known else ""
        try:
            plan = plan_import(options["file"], "", contest=contest, kind=kind, actor_uuid=uuid)
            self._tell(plan)
            if options["dry_run"]:
                self.stdout.write("Uji coba: tidak ada yang ditulis.")
                return
            actor = import_account(username, election)
            with tqdm(total=len(plan.lines), disable=None, unit=" lembar") as bar:
                done = write_import(plan, actor=actor, progress=lambda count: bar.update(count - bar.n))
        except RuleError as error:
            raise refused(self, error, "tidak ada yang ditulis.") from error
        self.stdout.write(self.style.SUCCESS(f"{angka(done)} lembar ditulis sebagai {kind.label}."))

    def _tell(self, plan: Plan) -> None:
        self.stdout.write(
            f"{plan.contest.key}, {plan.kind.label}: {angka(len(plan.lines))} lembar baru, "
            f"{angka(plan.unchanged)} sudah ada dengan angka yang sama."
        )
        if plan.empty:
            self.stdout.write(f"{angka(plan.empty)} kolom TPS belum diisi; dilewati.")
        if plan.kind == VersionKind.ENTRI_DUA and plan.lines:
            self.stdout.write(f"{angka(plan.matching)} cocok, {angka(len(plan.differing))} selisih (beda entri).")
            for difference in plan.differences[:SHOWN]:
                self.stdout.write(f"  selisih {difference}")
            if len(plan.differences) > SHOWN:
                self.stdout.write(f"  … dan {angka(len(plan.differences) - SHOWN)} sel lagi.")
