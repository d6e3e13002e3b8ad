"""The board of findings: broken rules by region, rule, severity and age, each one click from its sheet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.common.ages import age_words, midnight
from electcoord.common.numbers import angka
from electcoord.elections.models import Contest, Election
from recap.models import Check, Finding, Severity, Sheet
from recap.rules import words
from recap.selectors import lists, places
from recap.selectors.blind import BETWEEN, Blind
from recap.selectors.lists import Filter
from recap.selectors.places import Names
from recap.selectors.tps import finding_line
from recap.states import UNSETTLED

INCOMPLETE = "tidak_lengkap"
# The gravest first, everywhere.
GRAVITY = ("QUARANTINE", "HARD", "LOGIC", "WARN")
AGES = {
    "hari-ini": lazy("Sejak hari ini"),
    "kemarin": lazy("Sejak kemarin"),
    "1": lazy("Lebih dari 1 hari"),
    "3": lazy("Lebih dari 3 hari"),
}
# Days before today that still count.
FRESH = {"hari-ini": 0, "kemarin": 1}


def findings_page(request: HttpRequest, election: Election, wanted: Filter) -> dict[str, Any]:
    """The board; equations that give away a sheet which the account may still enter are hidden (law 7)."""
    contests = places.contests_of(election)
    if wanted.status == INCOMPLETE:
        return _incomplete_page(request, election, wanted, contests)
    now = timezone.now()
    open_ones = Finding.objects.filter(_place(request, election, wanted), _since(wanted.age, now), election=election)
    if wanted.contest:
        open_ones = open_ones.filter(sheet__contest__key=wanted.contest)
    by_rule = list(open_ones.order_by().values_list("rule", "severity").annotate(n=Count("pk"), oldest=Min("since")))
    of_rule = open_ones.filter(rule=wanted.rule) if wanted.rule else open_ones
    rows = of_rule.filter(severity=wanted.severity) if wanted.severity else of_rule
    shown = rows.select_related("sheet").order_by(_gravity(), "since", "tps_code", "sheet__contest__order", "rule")
    counted = _by_place(request, election, wanted, of_rule)
    around = lists.frame(request, election, wanted, contests, shown, _("Temuan"), named=counted)
    names = around["names"]
    return {
        **around,
        "items": _items(request, election, around, {contest.pk: contest for contest in contests}, now),
        "columns": [Severity(severity).label.capitalize() for severity in GRAVITY],
        "matrix": [_row(names.get(code), line, wanted, now, wilayah=code) for code, line in sorted(counted.items())],
        "matrix_total": _row(_("Semua"), _merged(counted.values()), wanted, now),
        "matrix_word": places.WORDS.get(max(map(len, counted), default=0), ""),
        "by_rule": _rule_rows(by_rule, wanted, now),
        "rules": _rule_choices(by_rule, wanted.rule),
        "severities": [(severity, Severity(severity).label.capitalize()) for severity in GRAVITY],
        "ages": list(AGES.items()),
        "other_url": "?" + wanted.query(status=INCOMPLETE, aturan=None, tingkat=None, umur=None),
        "rules_url": reverse("recap:rules", args=[election.slug]),
        "sheet_count": rows.order_by().values("sheet").distinct().count(),
    }


def _gravity() -> Case:
    ranks = [When(severity=severity, then=Value(rank)) for rank, severity in enumerate(GRAVITY)]
    return Case(*ranks, default=Value(len(GRAVITY)), output_field=IntegerField())


def _since(age: str, now: datetime) -> Q:
    if age in FRESH:
        return Q(since__gte=midnight(now) - timedelta(days=FRESH[age]))
    return Q(since__lt=now - timedelta(days=int(age))) if age in AGES else Q()


@dataclass
class Line:
    """Findings of one region: how many per severity, and since when the oldest is open."""

    counts: dict[str, int] = field(default_factory=dict)
    oldest: datetime | None = None

    def add(self, severity: str, count: int, oldest: datetime) -> None:
        self.counts[severity] = self.counts.get(severity, 0) + count
        self.oldest = oldest if self.oldest is None else min(self.oldest, oldest)


def _by_place(request: HttpRequest, election: Election, wanted: Filter, rows: QuerySet) -> dict[str, Line]:
    """Regions below the one that is chosen (or below the only one that the account may open) with what is open."""
    entrances = places.entrances(request.user, election)
    base = wanted.region or (entrances[0] if len(entrances) == 1 else election.kabupaten_id)
    digits = places.CHILD_DIGITS.get(len(base))
    found: dict[str, Line] = {}
    if digits is not None:
        grouped = rows.order_by().annotate(code=Substr("tps_code", 1, digits)).values_list("code", "severity")
        for code, severity, count, oldest in grouped.annotate(n=Count("pk"), oldest=Min("since")):
            found.setdefault(code, Line()).add(severity, count, oldest)
    return found


def _merged(lines: Iterable[Line]) -> Line:
    total = Line()
    for line in lines:
        for severity, count in line.counts.items():
            total.add(severity, count, line.oldest)
    return total


def _row(name: str, line: Line, wanted: Filter, now: datetime, **where: str) -> dict[str, Any]:
    """One line of the matrix; every number leads to its findings."""
    return {
        "name": name,
        "url": "?" + wanted.query(tingkat=None, **where),
        "cells": [
            {"count": line.counts.get(severity, 0), "url": "?" + wanted.query(tingkat=severity, **where)}
            for severity in GRAVITY
        ],
        "count": sum(line.counts.values()),
        "oldest": line.oldest,
        "age": age_words(line.oldest, now) if line.oldest else "",
    }


RuleCount = tuple[str, str, int, datetime]


def _rule_rows(by_rule: list[RuleCount], wanted: Filter, now: datetime) -> list[dict[str, Any]]:
    """Each rule that found something, the gravest and most frequent first."""
    ordered = sorted(by_rule, key=lambda row: (GRAVITY.index(row[1]) if row[1] in GRAVITY else 9, -row[2], row[0]))
    return [
        {"rule": rule, "title": words.title(rule), "severity": severity, "count": count, "oldest": oldest,
         "age": age_words(oldest, now), "url": "?" + wanted.query(aturan=rule, tingkat=severity)}
        for rule, severity, count, oldest in ordered
    ]  # fmt: skip


def _rule_choices(by_rule: list[RuleCount], chosen: str) -> list[tuple[str, str]]:
    """The rules that found something, the most frequent first, and the one that a link named."""
    counts: dict[str, int] = {chosen: 0} if chosen in words.TITLES else {}
    for rule, __, count, __ in by_rule:
        counts[rule] = counts.get(rule, 0) + count
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(rule, f"{rule} {words.title(rule)} ({angka(count)})") for rule, count in ordered]


def _items(
    request: HttpRequest, election: Election, around: dict[str, Any], contests: dict[int, Contest], now: datetime
) -> list[dict[str, Any]]:
    findings, blind = list(around["page"]), Blind.of(request.user, election)
    secret = hidden_stations(blind, election, {f.tps_code for f in findings if f.rule in BETWEEN})
    return [
        _item(
            election, finding, contests[finding.sheet.contest_id], around["names"], now,
            hidden=blind.sheet(finding.sheet.state, finding.tps_code)
            or (finding.rule in BETWEEN and finding.tps_code in secret),
        )
        for finding in findings
    ]  # fmt: skip


def _item(
    election: Election, finding: Finding, contest: Contest, names: Names, now: datetime, *, hidden: bool
) -> dict[str, Any]:
    where = lists.where(election, contest, finding.tps_code, names)
    return {
        **finding_line(finding, hidden=hidden),
        "place": where["tps"], "place_url": where["url"], "place_note": where["place"], "contest": contest.title,
        "since": finding.since, "age": age_words(finding.since, now), "state": finding.sheet.state,
        "state_label": lists.state_label(finding.sheet.state),
    }  # fmt: skip


def hidden_stations(blind: Blind, election: Election, codes: Iterable[str]) -> set[str]:
    """Of these TPS, those with a sheet whose figures the account may not see yet."""
    mine = [code for code in codes if blind.covers(code)]
    if not mine:
        return set()
    rows = Sheet.objects.filter(election=election, tps_code__in=mine, state__in=UNSETTLED)
    return set(rows.values_list("tps_code", flat=True))


def _place(request: HttpRequest, election: Election, wanted: Filter) -> Q:
    query = access.region_q(lists.visible(request, election), "tps_code")
    return query & Q(tps_code__startswith=wanted.region) if wanted.region else query


def _incomplete_page(
    request: HttpRequest, election: Election, wanted: Filter, contests: list[Contest]
) -> dict[str, Any]:
    """Sheets on which a rule could not be decided because a box is blank: listed apart, never a violation."""
    has_open = Exists(Check.objects.filter(sheet=OuterRef("pk")).exclude(incomplete={}))
    rows = Sheet.objects.filter(_place(request, election, wanted), has_open, election=election)
    if wanted.contest:
        rows = rows.filter(contest__key=wanted.contest)
    shown = rows.select_related("check_row").order_by("tps_code", "contest__order")
    around = lists.frame(request, election, wanted, contests, shown, _("Tidak lengkap"))
    by_pk = {contest.pk: contest for contest in contests}
    return {
        **around,
        "items": [
            {
                **lists.where(election, by_pk[sheet.contest_id], sheet.tps_code, around["names"]),
                "rules": [{"rule": rule, "title": words.title(rule)} for rule in sorted(sheet.check_row.incomplete)],
            }
            for sheet in around["page"]
        ],
        "incomplete": True,
        "other_url": "?" + wanted.query(status=None),
        "rules_url": reverse("recap:rules", args=[election.slug]),
    }
