"""Law 7: who may still be handed a sheet for the second entry sees no figure of it, nor a total that gives it away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from recap.models import Total
from recap.states import UNSETTLED

# Rules between the papers of a TPS: their equation on one paper names the figure of another, perhaps a hidden one.
BETWEEN = ("R17", "R18")


@dataclass(frozen=True)
class Blind:
    """The regions in which an account may still enter sheets."""

    codes: tuple[str, ...]

    @classmethod
    def of(cls, user: Any, election: Election) -> "Blind":
        codes = {code for can in (Can.ENTER_SHEET, Can.IMPORT_SHEETS) for code in access.scope(user, can, election)}
        return cls(tuple(sorted(codes)))

    def covers(self, code: str) -> bool:
        return any(access.covers_or_all(granted, code) for granted in self.codes)

    def touches(self, code: str) -> bool:
        """Whether some part of the region lies where the account may enter."""
        return any(access.covers_or_all(granted, code) or granted.startswith(code) for granted in self.codes)

    def sheet(self, state: str, tps_code: str) -> bool:
        """Whether a sheet's figures are hidden."""
        return state in UNSETTLED and self.covers(tps_code)

    def desa(self, total: Total) -> bool:
        """A desa with an unsettled sheet; hidden too where only a part of it is the account's."""
        return self.touches(total.region_code) and any(total.states.get(state) for state in UNSETTLED)

    def above(self, hidden: Iterable[bool]) -> bool:
        """A total above is hidden where exactly one part is: the part would be the rest of the sum."""
        return sum(1 for part in hidden if part) == 1
