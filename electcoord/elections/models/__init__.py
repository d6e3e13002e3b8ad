"""Elections of a kabupaten, and the calendar of their stages."""

from electcoord.elections.models.elections import (
    KIND_ORDER,
    Choice,
    Contest,
    ContestArea,
    ContestKind,
    Election,
    ElectionRegion,
    Party,
    ProfileState,
    ProfileVersion,
    Regime,
    Stage,
    Tps,
    Zone,
    default_stages,
)
from electcoord.elections.models.phases import Phase, PhaseKind, PhaseOutcome

__all__ = [
    "KIND_ORDER",
    "Choice",
    "Contest",
    "ContestArea",
    "ContestKind",
    "Election",
    "ElectionRegion",
    "Party",
    "Phase",
    "PhaseKind",
    "PhaseOutcome",
    "ProfileState",
    "ProfileVersion",
    "Regime",
    "Stage",
    "Tps",
    "Zone",
    "default_stages",
]
