"""What the product says of the same papers, in the oracle's words."""

from functools import cache

from electcoord.elections import profiles
from recap.ballot import Ballot, Group, Line
from recap.fields import CODES
from recap.reading import Reading
from recap.rules.equations import equations_for
from recap.rules.evaluate import Paper, evaluate, evaluate_tps
from recap.rules.limits import Limits
from tests.oracle.rules import Form, Verdict, judge_paper, judge_station


@cache
def _persons(count: int) -> Ballot:
    return Ballot(tuple(Line(f"calon_{n}", "", None, n) for n in range(1, count + 1)), ())


def _ballot(form: Form) -> Ballot:
    if "calon" in form:
        return _persons(len(form["calon"]))
    lines: list[Line] = []
    parties: list[Group] = []
    for number, candidates in form["partai"].items():
        start = len(lines)
        lines.append(Line(f"partai_{number}", "", number, None))
        lines += [Line(f"caleg_{number}_{n}", "", number, n) for n in candidates]
        parties.append(Group(number, "", start, len(lines)))
    return Ballot(tuple(lines), tuple(parties))


def limits_of(form: Form) -> Limits:
    """The form's profile, laid into a shipped one."""
    values = profiles.shipped("pemilu")
    for key, value in form["profil"].items():
        values[key]["nilai"] = value
    return Limits.from_values(values)


def reading_of(form: Form, ballot: Ballot) -> Reading:
    boxes = form["isian"]
    rows = tuple(boxes[code] for code in ballot.party_codes) if ballot.parties else None
    return Reading(tuple(boxes[code] for code in ballot.vote_codes), rows, {code: boxes[code] for code in CODES})


def difference(station: list[Form]) -> tuple[Form | None, set, set] | None:
    """(form, what only the product says, what only the oracle says) of the first paper on which they differ.

    The form is None where the difference is in the rules between the papers.
    """
    limits = limits_of(station[0])
    papers = []
    for form in station:
        ballot = _ballot(form)
        reading = reading_of(form, ballot)
        papers.append(Paper(form["kontes"], form["jenis"], reading))
        results = evaluate(
            reading, equations_for(ballot), ballot, limits, dpt=form["dpt"], choice_hash=form["surat_suara"],
            contest_hash=form["dct"],
        )  # fmt: skip
        said: set[Verdict] = {(r.rule, r.part, r.status) for r in results}
        if len(said) != len(results) or said != judge_paper(form):
            return form, said - judge_paper(form), judge_paper(form) - said
    between = {
        (contest, r.rule, r.part, r.status)
        for contest, results in evaluate_tps(papers, limits).items()
        for r in results
    }
    expected = judge_station(station)
    return None if between == expected else (None, between - expected, expected - between)
