"""What another profile would say of the stored sheets; writes nothing.

Sheets whose figures the account may not see yet (law 7) are left out altogether: whoever may move a limit at will
could read a hidden figure from the moment at which it is flagged.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.numbers import angka
from electcoord.elections.models import Election, ProfileState
from electcoord.elections.profiles import Values
from electcoord.office.forms import flag
from recap.findings import Checked, Judge, judges_for, sheets_with_data
from recap.models import Severity
from recap.rules import words
from recap.rules.equations import Equation
from recap.rules.evaluate import BROKEN, Paper, Result, evaluate, evaluate_tps
from recap.rules.limits import Limits
from recap.selectors import lists, places
from recap.selectors.blind import BETWEEN, Blind
from recap.selectors.places import Names
from recap.states import SheetState

SHOWN = 50
# Rules that rest on each number of the profile.
RESTS_ON = {
    "cadangan_permil": ("R12", "R28"),
    "pembulatan_cadangan": ("R12", "R28"),
    "kapasitas_tps": ("R14", "R28"),
    "digit_maks": ("R16",),
}
# A sheet in these states is entered or decided once more before it is settled.
NEXT = (SheetState.ENTRI_SATU, SheetState.BEDA_ENTRI)


@dataclass(frozen=True)
class Change:
    """Numbers of the profile and settings of rules that differ from those in force."""

    numbers: dict[str, Any]
    rules: dict[str, dict[str, Any]]

    def __bool__(self) -> bool:
        return bool(self.numbers or self.rules)


@dataclass
class Outcome:
    """How the findings of the touched rules would move."""

    sheets: int = 0
    hidden: int = 0
    now: Counter = field(default_factory=Counter)
    then: Counter = field(default_factory=Counter)
    new: list[tuple[Checked, Result, bool]] = field(default_factory=list)
    gone: list[tuple[Checked, Result, bool]] = field(default_factory=list)
    quarantine: list[Checked] = field(default_factory=list)
    new_count: int = 0
    gone_count: int = 0
    quarantine_count: int = 0


def trial_page(request: HttpRequest, election: Election, change: Change, after: Values | None) -> dict[str, Any]:
    """What the page shows around its form; where something was changed (`after`), what would follow from it."""
    slug = election.slug
    rules_url = reverse("recap:rules", args=[slug])
    page: dict[str, Any] = {
        "election": election,
        "profile": election.profile,
        "crumbs": places.page_crumbs(election, (_("Aturan"), rules_url), _("Uji coba")),
        "rules_url": rules_url,
        "trial_url": reverse("recap:rules-trial", args=[slug]),
        "profile_url": reverse("office:profile", args=[slug]),
    }
    if after is None:
        return page
    before, rules = election.profile.values, touched(change)
    outcome = try_out(request, election, after, rules)
    return page | {
        "result": _result(election, outcome, before, after, rules),
        "changes": _changes(before, after, change),
        "can_propose": access.may(request.user, Can.PROPOSE_PROFILE, region=election.kabupaten_id, election=election),
        "is_waiting": election.profiles.filter(state=ProfileState.DIUSULKAN).exists(),
    }


def touched(change: Change) -> list[str]:
    """The rules that a change reaches."""
    return sorted({*change.rules, *(rule for key in change.numbers for rule in RESTS_ON[key])})


def try_out(request: HttpRequest, election: Election, after: Values, rules: Sequence[str]) -> Outcome:
    """Judges every sheet that the account may see by both profiles, by the touched rules alone."""
    judges = judges_for(election)
    before_limits, after_limits = (_only(x, rules) for x in (Limits.of(election.profile), Limits.from_values(after)))
    equations = {pk: tuple(e for e in judge.equations if e.rule in rules) for pk, judge in judges.items()}
    blind, outcome = Blind.of(request.user, election), Outcome()
    sheets = sheets_with_data(election, judges, within=lists.visible(request, election))
    for __, group in groupby(sheets, key=attrgetter("tps_code")):
        papers = list(group)
        before = _judged(papers, judges, equations, before_limits, rules)
        after_results = _judged(papers, judges, equations, after_limits, rules)
        hidden = {paper.sheet_id for paper in papers if blind.sheet(paper.state, paper.tps_code)}
        for paper, now, then in zip(papers, before, after_results, strict=True):
            if paper.sheet_id in hidden:
                outcome.hidden += 1
            else:
                _compare(outcome, paper, now, then, is_secret=bool(hidden))
    return outcome


def _only(limits: Limits, rules: Sequence[str]) -> Limits:
    """The same limits with every other rule switched off."""
    switched = {
        rule: {**setting, "aktif": setting["aktif"] and rule in rules} for rule, setting in limits.rules.items()
    }
    return replace(limits, rules=switched)


Results = dict[tuple[str, str], Result]


def _judged(
    papers: Sequence[Checked],
    judges: dict[int, Judge],
    equations: dict[int, tuple[Equation, ...]],
    limits: Limits,
    rules: Sequence[str],
) -> Iterator[Results]:
    """Per paper what is broken, by rule and part."""
    between: dict[str, list[Result]] = {}
    if not set(BETWEEN).isdisjoint(rules):
        between = evaluate_tps([Paper(p.contest.key, p.contest.kind, p.reading) for p in papers], limits)
    for paper in papers:
        pk = paper.contest.pk
        results = evaluate(
            paper.reading, equations[pk], judges[pk].ballot, limits, dpt=paper.dpt, choice_hash=paper.choice_hash,
            contest_hash=paper.contest.choice_hash,
        )  # fmt: skip
        found = (*results, *between.get(paper.contest.key, ()))
        yield {(r.rule, r.part): r for r in found if r.status == BROKEN}


def _compare(outcome: Outcome, paper: Checked, now: Results, then: Results, *, is_secret: bool) -> None:
    outcome.sheets += 1
    outcome.now.update(rule for rule, _ in now)
    outcome.then.update(rule for rule, _ in then)
    new = [result for key, result in then.items() if key not in now]
    gone = [result for key, result in now.items() if key not in then]
    outcome.new_count += len(new)
    outcome.gone_count += len(gone)
    for some, kept in ((new, outcome.new), (gone, outcome.gone)):
        kept += [(paper, result, is_secret and result.rule in BETWEEN) for result in some[: SHOWN - len(kept)]]
    starts = any(rule == "R28" for rule, _ in then) and not any(rule == "R28" for rule, _ in now)
    if starts and paper.state in NEXT:
        outcome.quarantine_count += 1
        if len(outcome.quarantine) < SHOWN:
            outcome.quarantine.append(paper)


def _result(
    election: Election, outcome: Outcome, before: Values, after: Values, rules: Sequence[str]
) -> dict[str, Any]:
    papers = [paper for paper, _, _ in (*outcome.new, *outcome.gone)] + outcome.quarantine
    names = Names.of(election, {paper.tps_code[:digits] for paper in papers for digits in (6, 10)})
    old, new = before["aturan"]["nilai"], after["aturan"]["nilai"]
    return {
        "outcome": outcome,
        "now": sum(outcome.now.values()),
        "then": sum(outcome.then.values()),
        "rules": [
            {
                "rule": rule, "title": words.title(rule), "now": outcome.now[rule], "then": outcome.then[rule],
                "level_now": old[rule]["tingkat"], "level_then": new[rule]["tingkat"],
                "level_moves": old[rule]["tingkat"] != new[rule]["tingkat"], "is_off": not new[rule]["aktif"],
            }
            for rule in rules
        ],
        "lists": [
            {"key": key, "title": title, "count": count, "items": [_item(election, names, *found) for found in some]}
            for key, title, count, some in (
                ("baru", _("Akan ditandai"), outcome.new_count, outcome.new),
                ("hilang", _("Tidak lagi ditandai"), outcome.gone_count, outcome.gone),
            )
        ],
        "quarantine": [lists.where(election, p.contest, p.tps_code, names) | {"state": p.state}
                       for p in outcome.quarantine],
        "shown": SHOWN,
    }  # fmt: skip


def _item(election: Election, names: Names, paper: Checked, result: Result, is_secret: bool) -> dict[str, Any]:
    spoken, numbers = words.spoken(result.equation)
    return {
        **lists.where(election, paper.contest, paper.tps_code, names),
        "rule": result.rule,
        "title": words.title(result.rule),
        "part": words.part_label(result.rule, result.part),
        "names": "" if is_secret else spoken,
        "equation": "" if is_secret else numbers,
    }


def _changes(before: Values, after: Values, change: Change) -> list[dict[str, str]]:
    """What was changed, old beside new."""
    found = [
        {"label": _(before[key]["judul"]), "old": _said(before[key]["nilai"]), "new": _said(after[key]["nilai"])}
        for key in change.numbers
    ]
    labels = {
        "aktif": _("Aturan %(rule)s aktif"), "tingkat": _("Aturan %(rule)s tingkat"),
        "batas": _("Aturan %(rule)s toleransi"),
    }  # fmt: skip
    for rule, changed in change.rules.items():
        old, new = before["aturan"]["nilai"][rule], after["aturan"]["nilai"][rule]
        found += [
            {
                "label": labels[part] % {"rule": rule},
                "old": _said(old[part]),
                "new": _said(new[part]),
            }
            for part in changed
        ]
    return found


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return flag(value)
    if value is None:
        return _("tanpa")
    if isinstance(value, int):
        return angka(value)
    return Severity(value).label if value in Severity.values else str(value)
