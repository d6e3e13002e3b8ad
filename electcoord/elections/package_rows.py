"""The rows of a package as plain values, and the order and name of a ballot."""

from collections.abc import Iterable
from typing import NamedTuple

from electcoord.elections.models import ContestKind
from electcoord.ledger import canonical


class RegionRow(NamedTuple):
    code: str
    kind: str
    name: str


class TpsRow(NamedTuple):
    code: str
    desa: str
    number: int
    special: bool
    dpt_l: int | None
    dpt_p: int | None


class PartyRow(NamedTuple):
    number: int
    name: str


class ChoiceRow(NamedTuple):
    """One line of a ballot; a party mark has no number, a pair or person no party."""

    party: int | None
    number: int | None
    name: str
    gender: str


class ContestRow(NamedTuple):
    """A contest with its ballot in the order in which votes are stored."""

    key: str
    kind: ContestKind
    name: str
    dapil_code: str
    area: tuple[str, ...]
    seats: int | None
    ballot: tuple[ChoiceRow, ...]


def ballot_digest(ballot: Iterable[tuple[int | None, int | None, str]]) -> str:
    """Names the exact ballot, (party number, number, name) in order, that a `votes` array belongs to."""
    return canonical.digest([list(choice) for choice in ballot])


def ballot_order(choice: ChoiceRow) -> tuple[int, int]:
    """Pairs and persons by number; parties by number, each party mark before its candidates."""
    return choice.party or 0, choice.number or 0
