"""What C.Hasil says of its ballots, sheet by sheet (part II), for whoever compares it with what was sent.

Law 7 holds here already: a sheet that the account may still be handed for its second entry comes without figures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from electcoord.accounts import access
from electcoord.elections.models import Contest, Election
from recap.models import Sheet
from recap.rules.limits import Limits
from recap.selectors.blind import Blind

FIGURES = ("ss_diterima", "ss_digunakan", "ss_dikembalikan", "ss_tidak_digunakan")
OTHERS = ("pemilih_dpt_j", "pengguna_dpt_j", "pengguna_dptb_j", "pengguna_dpk_j")


@dataclass(frozen=True, slots=True)
class BallotLine:
    """One sheet: the four lines of part II in the version that `reported` uses, and which of R03, R12, R27 it breaks.

    `is_hidden`: there are figures that this account may not see. A rule with a blank operand is not broken.
    """

    tps: str
    state: str
    is_in: bool
    is_hidden: bool
    received: int | None = None
    used: int | None = None
    returned: int | None = None
    unused: int | None = None
    broken: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[int | None, ...]:
        return (self.received, self.used, self.returned, self.unused)

    @property
    def is_whole(self) -> bool:
        return None not in self.figures


def ballot_lines(user: Any, election: Election, contest: Contest, codes: Iterable[str]) -> Iterator[BallotLine]:
    """Every sheet of a contest in these regions, by TPS; one query."""
    blind, limits = Blind.of(user, election), Limits.of(election.profile)
    rows = Sheet.objects.filter(access.region_q(codes, "tps_code"), election=election, contest=contest)
    named = [f"current__{name}" for name in (*FIGURES, *OTHERS)]
    for tps, state, current, *values in rows.order_by("tps_code").values_list(
        "tps_code", "state", "current_id", *named
    ):
        if current is None or blind.sheet(state, tps):
            yield BallotLine(tps, state, current is not None, current is not None)
        else:
            yield BallotLine(tps, state, True, False, *values[:4], tuple(_broken(values, limits)))


def _broken(values: list[int | None], limits: Limits) -> Iterator[str]:
    received, used, returned, unused, dpt, by_dpt, by_dptb, by_dpk = values
    if received is None:
        return
    if None not in (used, returned, unused) and received != used + returned + unused:
        yield "R03"
    if limits.is_on("R12") and dpt is not None and abs(received - dpt - limits.reserve(dpt)) > limits.tolerance("R12"):
        yield "R12"
    if not limits.is_on("R27") or None in (returned, by_dpt, by_dptb, by_dpk):
        return
    if by_dptb + by_dpk + returned > received - by_dpt + limits.tolerance("R27"):
        yield "R27"
