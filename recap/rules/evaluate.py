"""What the rules say of readings; pure, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recap.ballot import Ballot
from recap.fields import CODES, DISABILITAS, HIGHEST
from recap.reading import Figure, Reading
from recap.rules.equations import GENDERS, Equation
from recap.rules.limits import Limits

BROKEN, INCOMPLETE = "melanggar", "tidak_lengkap"


@dataclass(frozen=True)
class Result:
    """A broken rule, or one that a blank operand leaves open."""

    rule: str
    part: str
    status: str
    equation: str


def _values(term: str, reading: Reading, ballot: Ballot, limits: Limits) -> Sequence[Figure]:
    if term == "calon_*":
        return reading.votes
    if term == "partai_sah_*":
        return reading.party_totals or ()
    if term.startswith("partai_sah_"):
        return ((reading.party_totals or ())[ballot.party_codes.index(term)],)
    if term.startswith("isi_"):
        party = ballot.by_number[int(term[4:])]
        return reading.votes[party.start : party.stop]
    if term.startswith("cadangan:"):
        dpt = reading.get(term[9:])
        return (None if dpt is None else limits.reserve(dpt),)
    if term.startswith("profil:"):
        return (limits.number(term[7:]),)
    if term.startswith("-"):
        value = reading.get(term[1:])
        return (None if value is None else -value,)
    return (reading.get(term),)


def _side(terms: Iterable[str], reading: Reading, ballot: Ballot, limits: Limits) -> list[Figure]:
    return [value for term in terms for value in _values(term, reading, ballot, limits)]


def _sum_text(values: Sequence[int]) -> str:
    # Long sums (twelve candidates of a party) are told by their non-zero parts.
    shown = [v for v in values if v] or [0] if len(values) > 4 else list(values)
    text = " + ".join(map(str, shown)).replace("+ -", "- ") or "0"
    return f"{text} = {sum(values)}" if len(values) > 1 else text


def equation_names(equation: Equation, tolerance: int) -> str:
    """`suara_total = suara_sah + suara_tidak_sah`, with the difference that the profile accepts where there is one."""
    names = f"{' + '.join(equation.left)} {equation.op} {' + '.join(equation.right)}".replace("+ -", "- ")
    return f"{names} (toleransi {tolerance})" if tolerance else names


def _numbers_text(equation: Equation, left: Sequence[int], right: Sequence[int]) -> str:
    return f"{_sum_text(left)} {NOT[equation.op]} {_sum_text(right)}"


# Each comparison with a tolerance, and the sign that says it does not hold.
KEEPS = {
    "=": lambda left, right, tolerance: abs(left - right) <= tolerance,
    "<=": lambda left, right, tolerance: left <= right + tolerance,
}
NOT = {"=": "≠", "<=": ">"}


def evaluate(
    reading: Reading,
    equations: Iterable[Equation],
    ballot: Ballot,
    limits: Limits,
    *,
    dpt: Figure,
    choice_hash: str,
    contest_hash: str,
) -> list[Result]:
    """Rules of one paper: R01 to R16, R24, R27, R28. `dpt`: of the TPS registry, None where unknown."""
    results: list[Result] = []
    for equation in equations:
        if not limits.is_on(equation.rule):
            continue
        left = _side(equation.left, reading, ballot, limits)
        right = _side(equation.right, reading, ballot, limits)
        tolerance = limits.tolerance(equation.rule)
        if None in left or None in right:
            text = f"{equation_names(equation, tolerance)}: ada isian kosong"
            results.append(Result(equation.rule, equation.part, INCOMPLETE, text))
        elif not KEEPS[equation.op](sum(left), sum(right), tolerance):
            text = f"{equation_names(equation, tolerance)}: {_numbers_text(equation, left, right)}"
            results.append(Result(equation.rule, equation.part, BROKEN, text))
    if limits.is_on("R16"):
        results += _digits(reading, ballot, limits)
    if limits.is_on("R24") and choice_hash != contest_hash:
        text = f"susunan surat suara: {choice_hash[:8]} ≠ {contest_hash[:8]}"
        results.append(Result("R24", "surat_suara", BROKEN, text))
    if limits.is_on("R28"):
        results += over_limit(reading, ballot, limits, dpt)
    return results


def highest(limits: Limits) -> int:
    """The highest figure that the boxes of the form hold (R16)."""
    return min(10**limits.digits - 1, HIGHEST)


def _digits(reading: Reading, ballot: Ballot, limits: Limits) -> list[Result]:
    top = highest(limits)
    cells = [(code, reading.get(code)) for code in CODES]
    cells += [*zip(ballot.vote_codes, reading.votes, strict=True)]
    cells += [*zip(ballot.party_codes, reading.party_totals or (), strict=False)]
    return [
        Result("R16", code, BROKEN, f"{code} <= {top}: {value} > {top}")
        for code, value in cells
        if value is not None and value > top
    ]


def limit_of(reading: Reading, limits: Limits, dpt: Figure) -> int:
    """R28's bound: max(ballots received, DPT + reserve); where neither is known or the DPT is 0, the cap + reserve."""
    if dpt is None:
        dpt = reading.get("pemilih_dpt_j")
        men, women = reading.get("pemilih_dpt_l"), reading.get("pemilih_dpt_p")
        if dpt is None and men is not None and women is not None:
            dpt = men + women
    received = reading.get("ss_diterima")
    if dpt or (dpt is None and received is not None):
        known = (received, None if dpt is None else dpt + limits.reserve(dpt))
        return max(figure for figure in known if figure is not None)
    return limits.capacity + limits.reserve(limits.capacity)


CLOSING = ("suara_sah", "suara_tidak_sah", "suara_total")


def over_limit(reading: Reading, ballot: Ballot, limits: Limits, dpt: Figure) -> list[Result]:
    """R28 KARANTINA: every vote figure and the closing lines against the bound."""
    bound = limit_of(reading, limits, dpt)
    cells = [*zip(ballot.vote_codes, reading.votes, strict=True)]
    cells += [*zip(ballot.party_codes, reading.party_totals or (), strict=False)]
    cells += [(code, reading.get(code)) for code in CLOSING]
    return [
        Result("R28", code, BROKEN, f"{code} <= {bound}: {value} > {bound}")
        for code, value in cells
        if value is not None and value > bound
    ]


def breaks_limit(reading: Reading, limits: Limits, dpt: Figure) -> bool:
    """Whether R28 keeps a sheet with this reading in quarantine."""
    values = (*reading.votes, *(reading.party_totals or ()), *map(reading.get, CLOSING))
    bound = limit_of(reading, limits, dpt)
    return limits.is_on("R28") and any(value > bound for value in values if value is not None)


SAME_DPT = tuple(f"pemilih_dpt_{g}" for g in GENDERS)
SAME_USERS = tuple(f"{code}_{g}" for code in ("pengguna_dpt", "pengguna_dpk", DISABILITAS[0]) for g in GENDERS)
# Who moved to another area gets fewer ballots (regulations B.1): each contest has at most as many DPTb users as the
# one before; the largest of those that are not ordered among themselves.
DPTB_CHAINS = (
    (("ppwp",), ("dpd",), ("dpr", "dprd_prov"), ("dprd_kab",)),
    (("pilgub",), ("pilbup", "pilwako")),
)


@dataclass(frozen=True)
class Paper:
    """One contest's paper at a TPS, as the rules between papers see it."""

    key: str
    kind: str
    reading: Reading


def evaluate_tps(papers: Sequence[Paper], limits: Limits) -> dict[str, list[Result]]:
    """Rules between the papers of one TPS (R17, R18): contest key to results; `papers` in the order of contests.

    The value that most papers give is the reference, so one deviating paper gives one finding.
    """
    results: dict[str, list[Result]] = {paper.key: [] for paper in papers}
    for rule, codes in (("R17", SAME_DPT), ("R18", SAME_USERS)):
        if limits.is_on(rule):
            for code in codes:
                _same(rule, code, papers, results)
    if limits.is_on("R18"):
        for g in GENDERS:
            _ordered(f"pengguna_dptb_{g}", papers, results)
    return results


def _same(rule: str, code: str, papers: Sequence[Paper], results: dict[str, list[Result]]) -> None:
    given: dict[int, list[str]] = {}
    for paper in papers:
        value = paper.reading.get(code)
        if value is not None:
            given.setdefault(value, []).append(paper.key)
    if not given:
        return
    # Of values that equally many papers give, the first in the order of contests.
    reference = max(given, key=lambda value: len(given[value]))
    names = f"{code} = {code} {given[reference][0]}"
    for paper in papers:
        value = paper.reading.get(code)
        if value is None:
            results[paper.key].append(Result(rule, code, INCOMPLETE, f"{names}: ada isian kosong"))
        elif value != reference:
            results[paper.key].append(Result(rule, code, BROKEN, f"{names}: {value} ≠ {reference}"))


def _ordered(code: str, papers: Sequence[Paper], results: dict[str, list[Result]]) -> None:
    """A contest without a paper is left out of its chain; its neighbours stand beside each other."""
    by_kind = {paper.kind: paper for paper in papers}
    for chain in DPTB_CHAINS:
        levels = [[by_kind[kind] for kind in level if kind in by_kind] for level in chain]
        for uppers, lowers in pairwise(filter(None, levels)):
            for lower in lowers:
                results[lower.key] += _at_most(code, lower, uppers)


def _at_most(code: str, lower: Paper, uppers: Sequence[Paper]) -> list[Result]:
    part = f"{code} {'/'.join(upper.kind for upper in uppers)}"
    names = f"{code} <= {code} {' atau '.join(upper.key for upper in uppers)}"
    figures = [paper.reading.get(code) for paper in (lower, *uppers)]
    if all(figure is None for figure in figures):
        return []
    if None in figures:
        return [Result("R18", part, INCOMPLETE, f"{names}: ada isian kosong")]
    value, top = figures[0], max(figures[1:])
    return [Result("R18", part, BROKEN, f"{names}: {value} > {top}")] if value > top else []
