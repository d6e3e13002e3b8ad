"""Sheets of the SIMULASI regency through the actions: readings, photos, what was settled, who is at work; always alike.

Whatever is there already stays; an interrupted run is simply run again.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from django.db import transaction

from electcoord.accounts.demo import clerk
from electcoord.accounts.models import Role, User
from electcoord.common.numbers import angka
from electcoord.elections.demo import PILKADA, SLUG
from electcoord.elections.models import Contest, Election, ElectionRegion
from electcoord.ledger.recording import Actor
from recap import aggregate
from recap.actions.sheets import Context, Item, store_entries
from recap.ballot import Ballot, ballot_of
from recap.demo.paper import paper_of
from recap.demo.plan import BY_FILE, is_due
from recap.demo.slips import BOTH, misread
from recap.management.commands.import_chasil import ACCOUNTS, import_account
from recap.models import Sheet, SheetVersion, Source, VersionKind
from recap.reading import Reading
from recap.tasks import hints_held

__all__ = ["load", "paper_of", "reading_for", "seed"]


def reading_for(sheet: Sheet, contest: Contest, ballot: Ballot, kind: VersionKind) -> Reading:
    """What the first or second reader read of this paper."""
    return misread(sheet, contest, ballot, paper_of(sheet, contest, ballot), kind)


def load(election: Election) -> int:
    """Enters what is due and not yet in; returns how many entries were written."""
    done = 0
    readers = dict(_readers(election))
    for contest in election.contests.select_related("election__profile"):
        context, ballot = Context.of(contest), ballot_of(contest)
        entered = set(SheetVersion.objects.filter(sheet__contest=contest).values_list("sheet_id", "kind"))
        sheets = Sheet.objects.filter(contest=contest).select_related("tps").order_by("kecamatan_code", "pk")
        for code, group in groupby(sheets, key=attrgetter("kecamatan_code")):
            here = list(group)
            # Both readers have the same paper before them.
            papers = {s.pk: paper_of(s, contest, ballot) for s in here if is_due(s, contest, BOTH[0])}
            source = Source.BERKAS if code in BY_FILE else Source.KETIK
            for kind in BOTH:
                due = [s for s in here if is_due(s, contest, kind) and (s.pk, kind) not in entered]
                items = [Item(s.pk, misread(s, contest, ballot, papers[s.pk], kind)) for s in due]
                if items:
                    with transaction.atomic():
                        store_entries(context, code, items, kind=kind, source=source, actor=readers[code][kind])
                done += len(items)
    return done


def _readers(election: Election) -> Iterator[tuple[str, dict[VersionKind, Actor]]]:
    """Per kecamatan, whose the first and second readings are."""
    users = dict(User.objects.values_list("username", "uuid"))
    imports = {kind: import_account(username, election) for username, kind in ACCOUNTS.values()}
    names = ElectionRegion.objects.filter(election=election, region__kind="kecamatan")
    for code, name in names.values_list("region_id", "name__name"):
        typed = {
            kind: Actor(str(users[clerk(name, number)]), Role.SEKRETARIAT_PPK.value)
            for number, kind in enumerate(BOTH, start=1)
        }
        yield code, imports if code in BY_FILE else typed


def seed() -> list[str]:
    """Both elections: enters the sheets, photographs many of the papers, settles some, and recapitulates."""
    from recap.demo import desk, photos, settled

    elections = list(Election.objects.filter(slug__in=[SLUG, PILKADA]).select_related("profile"))
    lines = []
    with hints_held(), photos.Studio(elections) as studio:
        for election in elections:
            load(election)
            aggregate.refresh_stale(election_id=election.pk)
        studio.hang()
        for election in elections:
            settled.load(election)
            desk.load(election)
            aggregate.refresh_stale(election_id=election.pk)
            lines.append(_told(election))
    return lines


def _told(election: Election) -> str:
    sheets = Sheet.objects.filter(election=election)
    arrived = sheets.filter(version_count__gt=0).count()
    return f"{election.name}: {angka(arrived)} dari {angka(sheets.count())} lembar masuk; jumlah mutakhir."
