"""The numbers of the election profile that entering and checking need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from electcoord.elections.models import ProfileVersion
from electcoord.elections.profiles import ARITHMETIC, TOLERANT
from electcoord.elections.reserve import reserve

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

    @classmethod
    def from_values(cls, values: Mapping[str, Mapping[str, Any]]) -> "Limits":
        """From the values of a profile, in force or only thought of."""
        return cls(
            reserve_permil=values["cadangan_permil"]["nilai"],
            capacity=values["kapasitas_tps"]["nilai"],
            digits=values["digit_maks"]["nilai"],
            rounding=values["pembulatan_cadangan"]["nilai"],
            rules=values["aturan"]["nilai"],
            double_entry=values["entri_ganda"]["nilai"],
        )

    def reserve(self, dpt: int) -> int:
        """Reserve ballots of a TPS, rounded as the profile says, up by default (regulations H.3)."""
        return reserve(dpt, self.reserve_permil, self.rounding)

    def is_on(self, rule: str) -> bool:
        return rule in ARITHMETIC or self.rules.get(rule, {}).get("aktif", True)

    def tolerance(self, rule: str) -> int:
        """The difference up to which an equation counts as kept; 0: exact."""
        return (self.rules.get(rule, {}).get("batas") or 0) if rule in TOLERANT else 0

    def severity(self, rule: str) -> str:
        return self.rules.get(rule, {}).get("tingkat") or SEVERITY[rule]

    def number(self, key: str) -> int:
        return {"kapasitas_tps": self.capacity, "digit_maks": self.digits}[key]


@cache
def _limits(profile_id: int, profile_uuid: UUID) -> Limits:
    return Limits.from_values(ProfileVersion.objects.get(pk=profile_id, uuid=profile_uuid).values)
