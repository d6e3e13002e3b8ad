"""The numbers of the election profile that entering and checking need."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from electcoord.elections.models import ProfileVersion

# Arithmetic of the form itself: no profile switches these off.
ALWAYS_ON = {f"R{n:02d}" for n in range(1, 8)}
SEVERITY = {
    **dict.fromkeys(("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R13", "R16", "R24"), "HARD"),
    **dict.fromkeys(("R08", "R09", "R10", "R11", "R15", "R17"), "LOGIC"),
    **dict.fromkeys(("R12", "R14", "R18", "R27"), "WARN"),
    "R28": "QUARANTINE",
}


@dataclass(frozen=True)
class Limits:
    """Limits and switches of one profile version."""

    reserve_permil: int
    capacity: int
    digits: int
    rounding: str = "atas"
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    double_entry: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, profile: Any) -> "Limits":
        """From a ProfileVersion (its values may be deferred); read once per process, for versions do not change."""
        return _limits(profile.pk, profile.uuid)

    def reserve(self, dpt: int) -> int:
        """Reserve ballots of a TPS, rounded as the profile says, up by default (regulations H.3)."""
        scaled = dpt * self.reserve_permil
        return (scaled + {"atas": 999, "terdekat": 500, "bawah": 0}[self.rounding]) // 1000

    def is_on(self, rule: str) -> bool:
        return rule in ALWAYS_ON or self.rules.get(rule, {}).get("aktif", True)

    def severity(self, rule: str) -> str:
        return self.rules.get(rule, {}).get("tingkat") or SEVERITY[rule]

    def number(self, key: str) -> int:
        return {"kapasitas_tps": self.capacity, "digit_maks": self.digits}[key]


@lru_cache(maxsize=200)
def _limits(profile_id: int, profile_uuid: UUID) -> Limits:
    profile = ProfileVersion.objects.get(pk=profile_id, uuid=profile_uuid)
    return Limits(
        profile.get("cadangan_permil"),
        profile.get("kapasitas_tps"),
        profile.get("digit_maks"),
        profile.get("pembulatan_cadangan"),
        profile.get("aturan"),
        profile.get("entri_ganda"),
    )
