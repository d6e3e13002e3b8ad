"""The queue: which sheets wait for a person, in which order, and where that person is now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from electcoord.papers.models import Placement
from recap.models import ENTRIES, Correction, Draft, Lease, Sheet, SheetVersion, Task, VersionKind
from recap.rules.limits import Limits
from recap.states import SheetState

# After this long without a sign of life a sheet is free again.
LEASE = timedelta(seconds=60)
VERBS = {
    Task.MASUK: Can.ENTER_SHEET,
    Task.KEDUA: Can.ENTER_SHEET,
    Task.BEDA: Can.SETTLE_DIFFERENCE,
    Task.KARANTINA: Can.RELEASE_QUARANTINE,
}


@dataclass(frozen=True)
class Wish:
    """What a person wants to work on; unknown values find nothing, they never fail."""

    contest: str = ""
    region: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wish":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:40]

        return cls(text("kontes"), text("wilayah"))


def tasks_of(user: Any, election: Election) -> list[Task]:
    """What this account may be handed in this election now."""
    return [task for task, can in VERBS.items() if access.may_somewhere(user, can, election)]


def waiting(user: Any, election: Election, task: Task, wish: Wish | None = None) -> QuerySet[Sheet]:
    """Sheets of a task that this person may do, whoever is at work on them; their own makers are left out."""
    wish = wish or Wish()
    rows = Sheet.objects.filter(
        access.region_q(access.scope(user, VERBS[task], election), "tps_code"), election=election
    )
    if wish.contest:
        rows = rows.filter(contest__key=wish.contest)
    if wish.region:
        rows = rows.filter(tps_code__startswith=wish.region)
    if task == Task.MASUK:
        return rows.filter(state=SheetState.BELUM_MASUK)
    mine = SheetVersion.objects.filter(sheet=OuterRef("pk"), entered_by=str(user.uuid))
    rows = rows.filter(~Exists(mine))
    if task == Task.KEDUA:
        second = SheetVersion.objects.filter(sheet=OuterRef("pk")).exclude(kind=VersionKind.ENTRI_SATU)
        states = (SheetState.ENTRI_SATU, SheetState.KARANTINA)
        return rows.filter(~Exists(second), state__in=states, contest__kind__in=double_kinds(election))
    if task == Task.BEDA:
        return rows.filter(state=SheetState.BEDA_ENTRI)
    proposed = Correction.objects.filter(sheet=OuterRef("pk"), version__isnull=False, proposed_by=str(user.uuid))
    return rows.filter(~Exists(proposed), state=SheetState.KARANTINA)


def double_kinds(election: Election) -> list[str]:
    """Kinds of contest that the profile has entered twice."""
    flags = Limits.of(election.profile).double_entry
    return [kind for kind, is_double in flags.items() if is_double]


def free(rows: QuerySet[Sheet], user: Any, now: datetime) -> QuerySet[Sheet]:
    """Those that nobody else is at work on."""
    taken = Lease.objects.filter(sheet=OuterRef("pk"), seen_at__gte=now - LEASE).exclude(holder=user)
    return rows.filter(~Exists(taken))


def in_order(rows: QuerySet[Sheet], user: Any) -> QuerySet[Sheet]:
    """What the person holds, then papers that are there, then as they lie in the box: desa, TPS, contest."""
    held = Lease.objects.filter(sheet=OuterRef("pk"), holder=user, seen_at__gte=timezone.now() - LEASE)
    paper = Placement.objects.current().filter(contest=OuterRef("contest"), tps_code=OuterRef("tps_code"))
    rows = rows.annotate(is_held=Exists(held), has_paper=Exists(paper))
    return rows.order_by("-is_held", "-has_paper", "tps_code", "contest__order")


def holder_of(sheet: Sheet) -> Lease | None:
    """Who is at work on the sheet now."""
    return Lease.objects.filter(sheet=sheet, seen_at__gte=timezone.now() - LEASE).select_related("holder").first()


def task_of(sheet: Sheet, user: Any) -> Task | None:
    """What this person would do at this sheet, by its state; None where it waits for nothing of theirs."""
    election = sheet.election
    for task in tasks_of(user, election):
        if waiting(user, election, task).filter(pk=sheet.pk).exists():
            return task
    return None


def task_at(sheet: Sheet, versions: Sequence[SheetVersion], user: Any, tasks: Collection[Task]) -> Task | None:
    """The same from what a page has loaded already; `tasks`: what the person may do in this place."""
    makers = {version.entered_by for version in versions}
    kinds = {version.kind for version in versions}
    if sheet.state == SheetState.BELUM_MASUK:
        return Task.MASUK if Task.MASUK in tasks else None
    if str(user.uuid) in makers:
        return None
    if (
        Task.KEDUA in tasks
        and sheet.state in (SheetState.ENTRI_SATU, SheetState.KARANTINA)
        and kinds == {VersionKind.ENTRI_SATU}
        and sheet.contest.kind in double_kinds(sheet.election)
    ):
        return Task.KEDUA
    due = {SheetState.BEDA_ENTRI: Task.BEDA, SheetState.KARANTINA: Task.KARANTINA}.get(sheet.state)
    return due if due in tasks else None


def drafts_of(user: Any, election: Election) -> list[Draft]:
    """Sheets that this person began and has not sent, the latest first; without what was typed."""
    rows = Draft.objects.filter(owner=user, sheet__election=election, revision__gt=0)
    return list(rows.defer("values").select_related("sheet__contest").order_by("-saved_at")[:10])


def made_by(user: Any, election: Election, since: datetime) -> int:
    """Entries of this person since then."""
    rows = SheetVersion.objects.filter(entered_by=str(user.uuid), kind__in=ENTRIES, entered_at__gte=since)
    return rows.filter(sheet__election=election).count()
