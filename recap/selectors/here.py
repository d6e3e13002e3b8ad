"""One contest in one region, as this account may see it, and the totals that its pages and files show."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.urls import reverse

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Contest, Election
from electcoord.office.selectors import election_or_404
from recap.ballot import Ballot, ballot_of
from recap.models import Level, Mark, Series, Task, Total
from recap.selectors import places, queue
from recap.selectors.blind import Blind
from recap.selectors.places import Names

LEVELS = {4: Level.KABUPATEN, 6: Level.KECAMATAN, 10: Level.DESA}


@dataclass(frozen=True)
class Place:
    """Everything that a page of one contest in one region needs to know about where it is."""

    request: HttpRequest
    election: Election
    contests: list[Contest]
    contest: Contest
    code: str
    names: Names
    ballot: Ballot
    blind: Blind
    # Regions in which the queue may hand this person a sheet, by kind of work.
    may: Mapping[Task, list[str]]

    @property
    def work_url(self) -> str:
        return f"{reverse('recap:work', args=[self.election.slug])}?kontes={self.contest.key}"

    @property
    def findings_url(self) -> str:
        return f"{reverse('recap:findings', args=[self.election.slug])}?kontes={self.contest.key}"


def place_or_404(request: HttpRequest, slug: str, key: str, code: str) -> Place:
    """404 for a region outside the account, the election or the contest; 403 without the right to see totals."""
    election = election_or_404(request, slug)
    access.check(request.user, Can.VIEW_RECAP, region=code, election=election)
    contests = places.contests_of(election)
    contest = places.contest_or_404(contests, key)
    if not places.in_area(contest, code):
        raise Http404
    names = Names.of(election, places.prefixes(code), children_of=places.siblings(code))
    if code not in names:
        raise Http404
    may = {task: access.scope(request.user, can, election) for task, can in queue.VERBS.items()}
    return Place(
        request, election, contests, contest, code, names, ballot_of(contest), Blind.of(request.user, election), may
    )


def totals_of(place: Place, level: str) -> dict[tuple[str, str], Total]:
    """The totals of the region and of those just below it."""
    child = {Level.KABUPATEN: Level.KECAMATAN, Level.KECAMATAN: Level.DESA}.get(level)
    query = Q(level=level, region_code=place.code)
    if child == Level.KECAMATAN:
        query |= Q(level=child)
    elif child == Level.DESA:
        query |= Q(level=child, kecamatan_code=place.code)
    rows = Total.objects.filter(query, contest=place.contest, series=Series.REPORTED)
    return {(total.level, total.region_code): total for total in rows}


def share_coverage(place: Place) -> int:
    """Shares are shown only from this coverage, in percent; the profile says which."""
    return place.election.profile.get("persen_cakupan_tampil")


def is_earned(place: Place, own: Total | None) -> bool:
    """Whether enough has come in for shares to mean something."""
    return own is not None and own.tps_in * 100 >= share_coverage(place) * own.tps_total > 0


def is_stale(place: Place) -> bool:
    """Whether a deed is newer than the totals shown here."""
    held = Total.objects.filter(
        contest=place.contest, series=Series.REPORTED, level=Level.KECAMATAN, region_code=OuterRef("kecamatan_code")
    )
    marks = Mark.objects.filter(contest=place.contest)
    if len(place.code) > 4:
        marks = marks.filter(kecamatan_code=place.code[:6])
    reflected = Coalesce(Subquery(held.values("position")[:1]), -1)
    return marks.annotate(held=reflected).filter(held__lt=F("position")).exists()
