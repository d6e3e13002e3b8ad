"""The rules of one paper as plain data for `static/js/rules.js`: the same equations, every term down to its box.

R17 and R18 look at other papers and R24 at the ballot's hash: they stay on the server.
"""

from typing import Any

from electcoord.elections.models import Contest
from electcoord.elections.reserve import ROUNDING
from recap.ballot import Ballot
from recap.fields import CODES
from recap.reading import Figure
from recap.rules import words
from recap.rules.equations import Equation, equations_for
from recap.rules.evaluate import CLOSING, equation_names, highest
from recap.rules.limits import Limits

Rules = dict[str, Any]


def browser_rules(contest: Contest, ballot: Ballot, limits: Limits, dpt: Figure) -> Rules:
    """What the browser needs to judge a paper of this contest; `dpt`: of the TPS registry, None where unknown.

    A term of an equation is one of `{"cell": code}`, the same with `"minus": true`, `{"number": 300}` and
    `{"reserve": code}` (reserve ballots for the DPT in that box). `digits` and `bound` are R16 and R28, null where off.
    """
    equations = [e for e in equations_for(ballot) if limits.is_on(e.rule)]
    rows_and_votes = (*ballot.vote_codes, *ballot.party_codes)
    return {
        "contest": contest.key,
        "reserve": {"permil": limits.reserve_permil, "plus": ROUNDING[limits.rounding]},
        "equations": [_equation(equation, ballot, limits) for equation in equations],
        "digits": _cells("R16", (*CODES, *rows_and_votes), limits, top=highest(limits)),
        "bound": _cells("R28", (*rows_and_votes, *CLOSING), limits, dpt=dpt, capacity=limits.capacity),
    }


def _equation(equation: Equation, ballot: Ballot, limits: Limits) -> Rules:
    tolerance = limits.tolerance(equation.rule)
    code = equation_names(equation, tolerance)
    return {
        **_head(equation.rule, limits),
        "part": equation.part,
        "label": words.part_label(equation.rule, equation.part),
        "op": equation.op,
        "tolerance": tolerance,
        "code": code,
        "names": words.spoken(code)[0],
        "left": _terms(equation.left, ballot, limits),
        "right": _terms(equation.right, ballot, limits),
    }


def _head(rule: str, limits: Limits) -> Rules:
    return {"rule": rule, "severity": limits.severity(rule), "title": words.title(rule)}


def _cells(rule: str, codes: tuple[str, ...], limits: Limits, **numbers: Figure) -> Rules | None:
    if not limits.is_on(rule):
        return None
    boxes = [{"code": c, "word": words.spoken(c)[0], "label": words.part_label(rule, c)} for c in codes]
    return {**_head(rule, limits), **numbers, "cells": boxes}


def _terms(terms: tuple[str, ...], ballot: Ballot, limits: Limits) -> list[Rules]:
    return [plain for term in terms for plain in _plain(term, ballot, limits)]


def _plain(term: str, ballot: Ballot, limits: Limits) -> list[Rules]:
    if term == "calon_*":
        return [{"cell": code} for code in ballot.vote_codes]
    if term == "partai_sah_*":
        return [{"cell": code} for code in ballot.party_codes]
    if term.startswith("isi_"):
        party = ballot.by_number[int(term[4:])]
        return [{"cell": code} for code in ballot.vote_codes[party.start : party.stop]]
    if term.startswith("cadangan:"):
        return [{"reserve": term[9:]}]
    if term.startswith("profil:"):
        return [{"number": limits.number(term[7:])}]
    if term.startswith("-"):
        return [{"cell": term[1:], "minus": True}]
    return [{"cell": term}]
