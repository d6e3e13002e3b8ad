"""Photos of the SIMULASI regency's papers: one small desa in full, and the sheets that people look at first."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain, islice
from random import Random
from uuid import UUID, uuid5

from electcoord.accounts.models import User
from electcoord.elections.models import Contest, Election, ElectionRegion
from electcoord.ledger.recording import SYSTEM, Actor
from electcoord.papers.actions import File, add_files, keep_file
from electcoord.papers.models import Placement
from recap import demo, specimen
from recap.ballot import ballot_of
from recap.models import Sheet, VersionKind
from recap.reading import Reading
from recap.states import SheetState

# How many sheets besides those of the two TPS; a page costs a seventh of a second.
QUARANTINED, DIFFERING = 2, 3
KEYS = UUID("0b7c6f5a-6f3e-4b6b-8f0e-5d1f3f0c9a77")


def load(election: Election) -> int:
    """Adds the photos that are not there yet; returns how many sheets have some."""
    sheets = list(_chosen(election))
    done = set(Placement.objects.filter(photo__election=election).values_list("contest_id", "tps_id"))
    missing = [sheet for sheet in sheets if (sheet.contest_id, sheet.tps_id) not in done]
    names = dict(ElectionRegion.objects.filter(election=election).values_list("region_id", "name__name"))
    contests = {contest.pk: contest for contest in election.contests.select_related("election")}
    actor = _photographer(election)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # A few sheets ahead of the database, so that drawing, decoding and writing go on side by side.
        drawn = ((sheet, list(_pages(sheet, contests[sheet.contest_id], names))) for sheet in missing)
        for sheet, pages in _ahead(
            ((sheet, [pool.submit(keep_file, page) for page in found]) for sheet, found in drawn)
        ):
            _add([page.result() for page in pages], sheet, contests[sheet.contest_id], actor)
    return len(sheets)


def _ahead(items: Iterable[tuple]) -> Iterator[tuple]:
    """The same items, each taken from its source two before it is used."""
    source = iter(items)
    waiting = list(islice(source, 2))
    for item in chain(source, (None, None)):
        if waiting:
            yield waiting.pop(0)
        if item is not None:
            waiting.append(item)


def _add(files: list[File], sheet: Sheet, contest: Contest, actor: Actor) -> None:
    add_files(files, contest=contest, tps=sheet.tps, page=1, key=uuid5(KEYS, str(sheet.uuid)), actor=actor)


def _chosen(election: Election) -> Iterator[Sheet]:
    """All sheets of two TPS of the smallest desa of the last kecamatan, one entered and one not yet; then some sheets
    in quarantine and in difference."""
    sheets = Sheet.objects.filter(election=election).select_related("tps").order_by("pk")
    last = sheets.values_list("kecamatan_code", flat=True).order_by("-kecamatan_code").first()
    there = list(sheets.filter(kecamatan_code=last))
    sizes = Counter(sheet.desa_code for sheet in there)
    smallest = sorted(sizes, key=lambda code: (sizes[code], code))
    entered = {sheet.tps_code for sheet in there if sheet.version_count}
    waiting = {sheet.tps_code for sheet in there} - entered
    stations = [_first_of(codes, smallest) for codes in (entered, waiting) if codes]
    here = [sheet for sheet in there if sheet.tps_code in stations]
    yield from here
    others = sheets.exclude(pk__in=[sheet.pk for sheet in here])
    yield from others.filter(state=SheetState.KARANTINA)[:QUARANTINED]
    yield from others.filter(state=SheetState.BEDA_ENTRI)[:DIFFERING]


def _first_of(codes: set[str], desa: list[str]) -> str:
    """The TPS of the earliest of these desa."""
    return min(codes, key=lambda code: (desa.index(code[:10]), code))


def _pages(sheet: Sheet, contest: Contest, names: dict[str, str]) -> list[bytes]:
    ballot, rng = ballot_of(contest), Random(f"foto {sheet.tps_code}")
    heading = specimen.heading_of(contest, sheet.tps, names)
    paper = on_paper(sheet, contest)
    seed = f"{sheet.tps_code} {contest.key}"
    return specimen.draw(heading, ballot, paper, seed=seed, tilt=rng.choice((0, 0, 1, -1, 2)), noise=40)


def on_paper(sheet: Sheet, contest: Contest) -> Reading:
    """What the paper says, which is not always what was read of it."""
    ballot = ballot_of(contest)
    paper = demo.paper_of(sheet, contest, ballot)
    read = demo.reading_for(sheet, contest, ballot, VersionKind.ENTRI_SATU)
    # `XX8` was read as 888.
    return replace(paper, votes=(8, *paper.votes[1:])) if read.votes[0] == demo.MISREAD else paper


def _photographer(election: Election) -> Actor:
    """The demo's own operator; the system where a test made no accounts."""
    user = User.objects.filter(username="operator").first()
    grant = user and user.grants.filter(election=election).first()
    return Actor(str(user.uuid), grant.role) if grant else SYSTEM
