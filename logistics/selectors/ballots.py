"""How many ballots a TPS was given: the one place that says so, to whoever compares it with what was used."""

from collections.abc import Iterable
from dataclasses import dataclass

from electcoord.elections.models import Contest, Election
from logistics.selectors import needs as reads


@dataclass(frozen=True, slots=True)
class Sent:
    """Ballots of one contest for one TPS; `is_plan`: what it needs, not what somebody counted into its box."""

    count: int | None
    is_plan: bool = True


def sent_ballots(election: Election, contest: Contest, tps_codes: Iterable[str]) -> dict[str, Sent]:
    """By TPS code, in one query; None where it is not known, no entry for a TPS outside of the contest.

    It is the need (DPT and reserve, regulations H.3) and says so. What is counted into a box is laid over it here and
    nowhere else: {**plan, **packed}, with `is_plan` false.
    """
    wanted = set(tps_codes)
    area, spare = reads.area_of(contest), reads.reckoner_of(election.profile)
    dpts = reads.dpts_of(election, [_above(wanted)]) if wanted else {}
    return {
        code: Sent(None if dpt is None else dpt + spare(dpt))
        for code, dpt in dpts.items() if code in wanted and area.holds(code)
    }  # fmt: skip


def _above(codes: set[str]) -> str:
    """The longest beginning that all of these codes share; one query then finds them without naming each."""
    first, last = min(codes), max(codes)
    return first[: next((at for at, pair in enumerate(zip(first, last, strict=True)) if len(set(pair)) > 1), None)]
