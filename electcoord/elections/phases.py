"""The calendar of stages as shipped, and what its dates say: how a stage stands, whether it is late.

Everything here is pure: dates in, words out. A stage is judged by its plan where it has one, else by the legal days.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from electcoord.elections import profiles
from electcoord.elections.models import Election, Phase, PhaseOutcome
from electcoord.elections.profiles import Values

MAX_SOURCE = 250


class PhaseState(StrEnum):
    RENCANA = "rencana"
    BERJALAN = "berjalan"
    SELESAI = "selesai"
    BATAL = "batal"


STATE_LABELS = {
    PhaseState.RENCANA: _("rencana"),
    PhaseState.BERJALAN: _("berjalan"),
    PhaseState.SELESAI: _("selesai"),
    PhaseState.BATAL: _("batal"),
}


@dataclass(frozen=True)
class Shipped:
    """A stage as it would stand in one election."""

    key: str
    kind: str
    title: str
    position: int
    legal_start: date | None
    legal_end: date | None
    source: str
    mark: str


def shipped(regime: str, day: date | None, values: Values | None = None) -> list[Shipped]:
    """The stages of a regime for a vote on `day`, in order.

    Days that a source gives as a distance from the vote follow every vote; a distance that is a number of the election
    profile is read there (`values`; without them as shipped). Days that a source gives as dates belong to the vote of
    that year alone. What no source gives is blank.
    """
    document, values = _document(str(regime)), values or profiles.shipped(regime)
    is_that_vote = day == date.fromisoformat(document["hari"])
    found = []
    for position, row in enumerate(document["tahapan"], start=1):
        first, last = _days(row, day, is_that_vote, values)
        source, mark = _source(row, values)
        found.append(Shipped(row["kunci"], row["jenis"], row["judul"], position, first, last, source, mark))
    return found


@cache
def _document(regime: str) -> dict[str, Any]:
    path = Path(__file__).parent / "profiles" / f"tahapan_{regime}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _days(row: dict[str, Any], day: date | None, is_that_vote: bool, values: Values) -> tuple[date | None, ...]:
    if is_that_vote and "tanggal" in row:
        return tuple(None if text is None else date.fromisoformat(text) for text in row["tanggal"])
    distances = [values[far]["nilai"] if isinstance(far, str) else far for far in row.get("jarak", (None, None))]
    return tuple(None if day is None or far is None else day + timedelta(days=far) for far in distances)


def _source(row: dict[str, Any], values: Values) -> tuple[str, str]:
    """The stage's own source; where the office set one of its numbers otherwise, that number's."""
    for far in reversed(row.get("jarak", ())):
        if isinstance(far, str) and values[far]["tanda"] == "kantor":
            return values[far]["sumber"][:MAX_SOURCE], "kantor"
    return row["sumber"], row["tanda"]


def phases_of(elections: Iterable[Election]) -> QuerySet[Phase]:
    """Stages of several elections side by side, each with its election, by the day they start."""
    return (
        Phase.objects.filter(election__in=list(elections)).select_related("election").order_by("election", "position")
    )


def span(phase: Phase) -> tuple[date | None, date | None]:
    """The days by which the stage is judged: its plan, else what the law gives."""
    if phase.planned_start is not None:
        return phase.planned_start, phase.planned_end
    return phase.legal_start, phase.legal_end


def state(phase: Phase, today: date) -> PhaseState:
    """How the stage stands; what somebody said of it comes before its dates."""
    if phase.outcome:
        return PhaseState.BATAL if phase.outcome == PhaseOutcome.BATAL else PhaseState.SELESAI
    first, last = span(phase)
    if last is not None and today > last:
        return PhaseState.SELESAI
    starts = first if first is not None else last
    return PhaseState.BERJALAN if starts is not None and today >= starts else PhaseState.RENCANA


def clashing(phase: Phase) -> bool:
    """Whether the plan leaves the legal window, at either end."""
    if phase.outcome == PhaseOutcome.BATAL or phase.planned_start is None:
        return False
    early = phase.legal_start is not None and phase.planned_start < phase.legal_start
    return early or (phase.legal_end is not None and phase.planned_end > phase.legal_end)


def late(phase: Phase, today: date) -> int:
    """Days since the legal deadline on a stage that is not over by then; 0 for one that is, or has no deadline."""
    if phase.legal_end is None or phase.outcome:
        return 0
    last = span(phase)[1]
    if last is None or last <= phase.legal_end:
        return 0
    return max(0, (min(today, last) - phase.legal_end).days)
