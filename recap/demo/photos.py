"""Photos of SIMULASI's papers: the scene of the stories in full, and everywhere the sheets that people look at."""

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context
from random import Random
from types import TracebackType
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings

from electcoord.accounts.models import User
from electcoord.elections.models import Contest, Election, ElectionRegion
from electcoord.ledger.recording import SYSTEM, Actor
from electcoord.papers.actions import File, add_files
from electcoord.papers.models import Placement
from recap import demo_studio, specimen
from recap.ballot import Ballot, ballot_of
from recap.demo.paper import mistake_of, paper_of
from recap.demo.plan import PRISON, readings_due
from recap.demo.slips import SCENE, A, B, slip_of
from recap.models import Sheet
from recap.reading import Figure, reading_from

KEYS = UUID("0b7c6f5a-6f3e-4b6b-8f0e-5d1f3f0c9a77")
# Besides the scene: papers with a slip, with a mistake, not yet entered, and the first of every kecamatan.
SLIPS, LONG_SLIPS, MISTAKES, WAITING, PILKADA = 26, 5, 16, 14, 12
# What is typed from, and what is shown first, was photographed with care.
PLAIN = {f"{A}001", f"{B}003"}
# Sheets per errand of a worker; below this many nobody is sent for.
ERRAND, ALONE = 6, 80


@dataclass(frozen=True)
class Shot:
    """A sheet to be photographed."""

    sheet: Sheet
    contest: Contest
    job: dict[str, Any]


def look_of(seed: str, *, is_long: bool) -> dict[str, Any]:
    """How somebody held the camera: most well, some askew, dark, in a shadow, or a paper that was folded."""
    if seed[:13] in PLAIN:
        return {"noise": 20}
    rng = Random(f"foto {seed}")
    tilt = (0, 0, 0, 0, 0, 1, -1, 1, 2, -2)[rng.randrange(10)]
    return {
        # The narrow lines of a long form would leave their strips.
        "tilt": max(-1, min(1, tilt)) if is_long else tilt,
        "noise": (12, 20, 20, 28, 36, 60)[rng.randrange(6)],
        "dark": (0, 0, 0, 0, 0, 0, 30, 45)[rng.randrange(8)],
        "fold": rng.randrange(6) == 0,
    }


class Studio:
    """Photographs while others write: started before the entries, its photos are hung after them.

    Few papers are drawn in this process, many in processes of their own.
    """

    def __init__(self, elections: Iterable[Election]) -> None:
        self.shots = [shot for election in elections for shot in _missing(election)]
        self.pool: ProcessPoolExecutor | None = None
        self.sent: list[tuple[list[Shot], Future[list[list[File]]]]] = []

    def __enter__(self) -> "Studio":
        if len(self.shots) > ALONE:
            self.pool = ProcessPoolExecutor(
                min(4, os.cpu_count() or 1), mp_context=get_context("spawn"), initializer=demo_studio.set_up,
                initargs=(str(settings.EVIDENCE_ROOT),),
            )  # fmt: skip
            for shots in _errands(self.shots):
                self.sent.append((shots, self.pool.submit(demo_studio.develop, [shot.job for shot in shots])))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.pool:
            self.pool.shutdown(cancel_futures=True)

    def hang(self) -> int:
        """Adds the photos to their sheets; returns how many sheets got some."""
        actors: dict[int, Actor] = {}
        for shots, files in self._developed():
            for shot, found in zip(shots, files, strict=True):
                election = shot.contest.election
                if election.pk not in actors:
                    actors[election.pk] = photographer(election)
                add_files(
                    found, contest=shot.contest, tps=shot.sheet.tps, page=1, key=uuid5(KEYS, str(shot.sheet.uuid)),
                    actor=actors[election.pk],
                )  # fmt: skip
        return len(self.shots)

    def _developed(self) -> Iterator[tuple[list[Shot], list[list[File]]]]:
        if self.pool:
            yield from ((shots, future.result()) for shots, future in self.sent)
        else:
            yield from ((shots, demo_studio.develop([shot.job for shot in shots])) for shots in _errands(self.shots))


def _errands(shots: list[Shot]) -> Iterator[list[Shot]]:
    for start in range(0, len(shots), ERRAND):
        yield shots[start : start + ERRAND]


def photographer(election: Election) -> Actor:
    """The demo's own operator; the system where a test made no accounts."""
    user = User.objects.filter(username="operator").first()
    grant = user and user.grants.filter(election=election).first()
    return Actor(str(user.uuid), grant.role) if grant else SYSTEM


def _missing(election: Election) -> Iterator[Shot]:
    done = set(Placement.objects.filter(photo__election=election).values_list("contest_id", "tps_id"))
    names = dict(ElectionRegion.objects.filter(election=election).values_list("region_id", "name__name"))
    for sheet, contest in _chosen(election):
        if (sheet.contest_id, sheet.tps_id) not in done:
            yield Shot(sheet, contest, job_of(sheet, contest, ballot_of(contest), names))


def job_of(
    sheet: Sheet,
    contest: Contest,
    ballot: Ballot,
    names: Mapping[str, str],
    *,
    changes: Mapping[str, Figure] | None = None,
) -> dict[str, Any]:
    """What `specimen.draw` needs for this sheet's paper; `changes`: figures that were written over it since."""
    seed = f"{sheet.tps_code} {contest.key}"
    paper = paper_of(sheet, contest, ballot)
    if changes:
        paper = reading_from({**paper.cells(ballot), **changes}, ballot)
    heading = specimen.heading_of(contest, sheet.tps, names)
    return {"heading": heading, "ballot": ballot, "reading": paper, "seed": seed,
            **look_of(seed, is_long=bool(ballot.parties))}  # fmt: skip


def _chosen(election: Election) -> list[tuple[Sheet, Contest]]:
    """The same sheets at every run, whatever became of them since."""
    contests = {contest.pk: contest for contest in election.contests.select_related("election")}
    rows = Sheet.objects.filter(election=election).select_related("tps").order_by("tps_code", "contest__order")
    left = {"slips": SLIPS, "long": LONG_SLIPS, "mistakes": MISTAKES, "waiting": WAITING, "pilkada": PILKADA}
    chosen = []
    for _, group in groupby(rows, key=lambda sheet: sheet.kecamatan_code):
        is_first = {contest.kind: True for contest in contests.values()}
        for sheet in group:
            contest = contests[sheet.contest_id]
            if _is_wanted(sheet, contest, left, is_first):
                chosen.append((sheet, contest))
    return chosen


def _is_wanted(sheet: Sheet, contest: Contest, left: dict[str, int], is_first: dict[str, bool]) -> bool:
    due = readings_due(sheet, contest)
    if contest.kind.startswith("pil"):
        return _take(left, "pilkada")
    if sheet.tps_code in SCENE or (sheet.tps_code == PRISON and due):
        return True
    if slip_of(sheet.tps_code, contest) and due == 2:
        return _take(left, "long" if contest.is_party_list else "slips")
    if contest.kind != "ppwp":
        return False
    if due and is_first["ppwp"]:
        is_first["ppwp"] = False
        return True
    if due and mistake_of(sheet.tps_code, contest) not in ("", "blank_zeros"):
        return _take(left, "mistakes")
    return not due and _take(left, "waiting")


def _take(left: dict[str, int], what: str) -> bool:
    left[what] -= 1
    return left[what] >= 0
