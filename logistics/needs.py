"""What an election needs, in whole numbers: counted TPS by TPS, summed without ever guessing.

The DPT of a TPS that nobody knows is unknown, not nought: sums pass it over and say of how many TPS they are. Ballots
in reserve are rounded in every TPS, never on a sum (regulations H.3). Nothing here asks the database.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from electcoord.elections.reserve import reserve

TPS, DESA, KECAMATAN, KABUPATEN = 13, 10, 6, 4


class Basis(StrEnum):
    """For what an amount is meant."""

    TPS = "tps"
    KONTES = "kontes"
    SURAT_SUARA = "surat_suara"
    PPS = "pps"
    PPK = "ppk"
    KABUPATEN = "kabupaten"
    # Per jenis Pemilu and kabupaten: ballots for a repeated vote, which no TPS is ever given.
    JENIS = "jenis"


# The longest code of a place that has the item at all; every other is for TPS.
DIGITS = {Basis.PPS: DESA, Basis.PPK: KECAMATAN, Basis.KABUPATEN: KABUPATEN, Basis.JENIS: KABUPATEN}
Reckon = Callable[[int], int]


@dataclass(frozen=True)
class Tally:
    """TPS of some places together: how many, of how many the DPT is known, and the sums over those."""

    tps: int = 0
    known: int = 0
    voters: int = 0
    spare: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.tps + other.tps, self.known + other.known, self.voters + other.voters, self.spare + other.spare
        )

    @property
    def dpt(self) -> int | None:
        """None where no DPT is known."""
        return self.voters if self.known else None

    @property
    def reserve(self) -> int | None:
        return self.spare if self.known else None

    @property
    def ballots(self) -> int | None:
        """Ballots of one contest: voters and reserve."""
        return self.voters + self.spare if self.known else None

    @property
    def is_whole(self) -> bool:
        return self.known == self.tps


@dataclass(frozen=True)
class Area:
    """A contest: its key, its kind, and the codes of the regions in which it is voted on."""

    key: str
    kind: str
    codes: tuple[str, ...]

    def holds(self, code: str) -> bool:
        """Whether a TPS or desa votes in it."""
        return code.startswith(self.codes)


@dataclass(frozen=True)
class Good:
    """An item as it is reckoned with; `amount` is None where nobody has set one."""

    code: str
    basis: str
    amount: int | None
    kinds: tuple[str, ...] = ()

    def is_for(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


def reckoner(permil: int, rounding: str) -> Reckon:
    """The reserve of a TPS by its DPT, as a profile says."""
    return partial(reserve, permil=permil, rounding=rounding)


def tally(dpts: Iterable[int | None], spare: Reckon) -> Tally:
    """TPS with these DPT together."""
    tps = known = voters = more = 0
    for dpt in dpts:
        tps += 1
        if dpt is not None:
            known, voters, more = known + 1, voters + dpt, more + spare(dpt)
    return Tally(tps, known, voters, more)


@dataclass(frozen=True)
class Needs:
    """The needs of some places. `tallies`: by the code of a desa (one without TPS has an empty tally) or of a TPS."""

    tallies: Mapping[str, Tally]
    areas: tuple[Area, ...]
    whole: Tally = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", sum(self.tallies.values(), Tally()))

    @classmethod
    def of(
        cls, dpts: Mapping[str, int | None], areas: Iterable[Area], spare: Reckon, *, places: Iterable[str] = (),
        digits: int = DESA,
    ) -> "Needs":  # fmt: skip
        """From the DPT of TPS by code; `places`: desa that count although no TPS lies in them."""
        grouped: dict[str, list[int | None]] = {code: [] for code in places}
        for code, dpt in dpts.items():
            grouped.setdefault(code[:digits], []).append(dpt)
        return cls({code: tally(found, spare) for code, found in grouped.items()}, tuple(areas))

    def split(self, digits: int) -> dict[str, "Needs"]:
        """The needs of each place just below, by its code."""
        parts: dict[str, dict[str, Tally]] = {}
        for code, found in self.tallies.items():
            parts.setdefault(code[:digits], {})[code] = found
        return {code: Needs(found, self.areas) for code, found in parts.items()}

    def contest(self, area: Area) -> Tally:
        """The TPS that vote in a contest; no TPS where these places lie outside of it."""
        return sum((found for code, found in self.tallies.items() if area.holds(code)), Tally())

    def amount(self, good: Good) -> int | None:
        """How many of an item these places need, None where its amount is not set. Ballots have no single amount."""
        return None if good.amount is None else good.amount * self.times(good)

    def times(self, good: Good) -> int:
        """How often the amount is due here."""
        return _TIMES[Basis(good.basis)](self, good)

    def kinds(self, good: Good) -> dict[str, int]:
        """Kinds of contests here that the item is for, each with how many contests (dapil) it has."""
        found: dict[str, int] = {}
        for area in self.areas:
            if good.is_for(area.kind) and any(area.holds(code) for code in self.tallies):
                found[area.kind] = found.get(area.kind, 0) + 1
        return found

    def _places(self, digits: int) -> int:
        return len({code[:digits] for code in self.tallies})


_TIMES: dict[Basis, Callable[[Needs, Good], int]] = {
    Basis.TPS: lambda needs, good: needs.whole.tps,
    Basis.KONTES: lambda needs, good: sum(needs.contest(a).tps for a in needs.areas if good.is_for(a.kind)),
    Basis.PPS: lambda needs, good: needs._places(DESA),
    Basis.PPK: lambda needs, good: needs._places(KECAMATAN),
    Basis.KABUPATEN: lambda needs, good: needs._places(KABUPATEN),
    Basis.JENIS: lambda needs, good: len(needs.kinds(good)),
}


def is_due(good: Good, digits: int) -> bool:
    """Whether a place with a code of so many digits has the item at all."""
    return digits <= DIGITS.get(Basis(good.basis), TPS)
