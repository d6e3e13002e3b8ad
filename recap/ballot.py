"""The ballot of a contest: which index of `votes` and `party_totals` has which code name."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from electcoord.elections.models import Choice, Contest


@dataclass(frozen=True)
class Line:
    """One entry of `votes`: a pair or person (`calon_N`), a party mark (`partai_P`) or its candidate (`caleg_P_N`)."""

    code: str
    name: str
    party: int | None
    number: int | None


@dataclass(frozen=True)
class Group:
    """A party of the ballot and the slice of `votes` that is its mark and its candidates."""

    number: int
    name: str
    start: int
    stop: int

    @property
    def code(self) -> str:
        """Row B of the form (A.1 + A.2)."""
        return f"partai_sah_{self.number}"


@dataclass(frozen=True)
class Ballot:
    """All lines in ballot order, and for party lists the parties in the same order."""

    lines: tuple[Line, ...]
    parties: tuple[Group, ...]

    @property
    def vote_codes(self) -> tuple[str, ...]:
        return tuple(line.code for line in self.lines)

    @property
    def party_codes(self) -> tuple[str, ...]:
        return tuple(party.code for party in self.parties)

    @cached_property
    def by_number(self) -> dict[int, Group]:
        """The parties by their numbers, which are not contiguous."""
        return {party.number: party for party in self.parties}


def choice_code(party: int | None, number: int | None) -> str:
    """The code name of a ballot line."""
    if party is None:
        return f"calon_{number}"
    return f"partai_{party}" if number is None else f"caleg_{party}_{number}"


# (contest, choice_hash) to its ballot; the hash names the exact content, so a ballot that is known stays right.
_known: dict[tuple[int, str], Ballot] = {}


def ballots_of(contests: Iterable[Contest]) -> dict[int, Ballot]:
    """The ballots of contests by primary key; those that this process has not read yet, in one query."""
    wanted = {(contest.pk, contest.choice_hash) for contest in contests}
    if missing := {pk for pk, choice_hash in wanted if (pk, choice_hash) not in _known}:
        found: dict[int, list[Choice]] = {pk: [] for pk in missing}
        rows = Choice.objects.filter(contest__in=missing).select_related("party")
        for choice in rows.order_by("contest", "position"):
            found[choice.contest_id].append(choice)
        _known.update({key: ballot_from(found[key[0]]) for key in wanted if key[0] in missing})
    return {pk: _known[pk, choice_hash] for pk, choice_hash in wanted}


def ballot_of(contest: Contest) -> Ballot:
    """The ballot of one contest."""
    return ballots_of([contest])[contest.pk]


def ballot_from(choices: Iterable[Choice]) -> Ballot:
    """The ballot from its choices in ballot order (with their parties loaded)."""
    lines: list[Line] = []
    parties: list[Group] = []
    for index, choice in enumerate(choices):
        party = choice.party.number if choice.party_id else None
        code = choice_code(party, choice.number)
        lines.append(Line(code, choice.name, party, choice.number))
        if party is not None:
            if parties and parties[-1].number == party:
                last = parties[-1]
                parties[-1] = Group(last.number, last.name, last.start, index + 1)
            else:
                parties.append(Group(party, choice.party.name, index, index + 1))
    return Ballot(tuple(lines), tuple(parties))
