"""Lists of work: sheets by state (what is missing is a list, R20) and findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.numbers import angka
from electcoord.elections.models import Contest, Election
from recap import states
from recap.models import Check, Finding, Severity, Sheet
from recap.rules import words
from recap.selectors import places
from recap.selectors.blind import Blind
from recap.selectors.places import Names
from recap.selectors.tables import SHORT
from recap.selectors.tps import finding_line

PAGE = 50
WORDS = {"belum": states.BELUM, "periksa": states.PERIKSA, "cocok": states.COCOK, "selesai": states.SELESAI}
OPEN = states.PERIKSA + states.BELUM
TABS = (("", "Perlu dikerjakan", OPEN), ("periksa", "Periksa", states.PERIKSA), ("belum", "Belum", states.BELUM),
        ("cocok", "Cocok", states.COCOK), ("selesai", "Selesai", states.SELESAI))  # fmt: skip
INCOMPLETE = "tidak_lengkap"
NOTHING: dict[str, None] = dict.fromkeys(("kontes", "wilayah", "aturan", "tingkat"))
TONES = {"QUARANTINE": "periksa", "HARD": "galat", "LOGIC": "periksa", "WARN": "belum"}


@dataclass(frozen=True)
class Filter:
    """What a list is asked for; unknown values find nothing or are passed over, they never fail."""

    contest: str = ""
    region: str = ""
    status: str = ""
    rule: str = ""
    severity: str = ""
    page: str = "1"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filter":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:40]

        return cls(text("kontes"), text("wilayah"), text("status"), text("aturan"), text("tingkat"), text("hal") or "1")

    @property
    def narrows(self) -> bool:
        """Whether anything but the tab is chosen."""
        return bool(self.contest or self.region or self.rule or self.severity)

    @property
    def values(self) -> dict[str, str]:
        """What the filter form holds."""
        return {"kontes": self.contest, "wilayah": self.region, "status": self.status, "aturan": self.rule,
                "tingkat": self.severity}  # fmt: skip

    def query(self, **changes: Any) -> str:
        values = {**self.values, **changes}
        return urlencode({key: value for key, value in values.items() if value})


def _visible(request: HttpRequest, election: Election) -> list[str]:
    return access.scope(request.user, Can.VIEW_RECAP, election)


def _frame(
    request: HttpRequest, election: Election, wanted: Filter, contests: list[Contest], rows: QuerySet, here: str
) -> dict[str, Any]:
    """What every list shows around its rows: where one is, the filter, the page."""
    page = Paginator(rows, PAGE).get_page(wanted.page)
    codes = {row.tps_code[:digits] for row in page for digits in (6, 10)} | {wanted.region}
    entrances = places.entrances(request.user, election)
    names = Names.of(election, codes | set(entrances), children_of=election.kabupaten_id)
    query = wanted.query()
    return {
        "election": election,
        "crumbs": places.page_crumbs(election, here),
        "filter": wanted,
        "contests": contests,
        "regions": _region_choices(names, entrances, wanted.region),
        "reset_url": f"?{wanted.query(**NOTHING)}" if wanted.narrows else None,
        "rules": [],
        "page": page,
        "page_query": f"{query}&" if query else "",
        "names": names,
    }


def _region_choices(names: Names, entrances: list[str], chosen: str) -> list[tuple[str, str]]:
    """Kecamatan that the account may see and the region that a link named; below them the list itself leads on."""
    codes = [
        code
        for code in names.by_code
        if code == chosen
        or (len(code) == 6 and any(access.covers_or_all(top, code) or top.startswith(code) for top in entrances))
    ]
    return [(code, names.full(code)) for code in sorted(codes)]


def _where(election: Election, contest: Contest, tps_code: str, names: Names) -> dict[str, Any]:
    """A sheet's place, and its paper on the page of its TPS."""
    return {
        "contest": contest,
        "url": places.tps_url(election, tps_code) + f"#{contest.key}",
        "tps": f"TPS {tps_code[10:]}",
        "place": f"{names.full(tps_code[:10])}, {names.full(tps_code[:6])}",
    }


def work_page(request: HttpRequest, election: Election, wanted: Filter) -> dict[str, Any]:
    """Sheets by state in the person's regions: what has not come in, what must be looked at."""
    contests = places.contests_of(election)
    rows = Sheet.objects.filter(access.region_q(_visible(request, election), "tps_code"), election=election)
    if wanted.region:
        rows = rows.filter(tps_code__startswith=wanted.region)
    if wanted.contest:
        rows = rows.filter(contest__key=wanted.contest)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    detailed = wanted.status in states.SheetState.values
    chosen = (wanted.status,) if detailed else WORDS.get(wanted.status, OPEN)
    shown = rows.filter(state__in=chosen).select_related("tps").order_by("tps_code", "contest__order")
    frame = _frame(request, election, wanted, contests, shown, "Lembar menurut status")
    by_pk = {contest.pk: contest for contest in contests}
    word = states.word(wanted.status) if detailed else wanted.status if wanted.status in WORDS else ""
    return {
        **frame,
        "items": [
            {"sheet": sheet, "label": SHORT.get(sheet.state, sheet.get_state_display()),
             **_where(election, by_pk[sheet.contest_id], sheet.tps_code, frame["names"])}
            for sheet in frame["page"]
        ],
        "tabs": [
            {"label": label, "count": sum(counts.get(state, 0) for state in members),
             "url": "?" + wanted.query(status=key or None), "active": word == key}
            for key, label, members in TABS
        ],
        "states": [
            {"state": state, "label": state.label, "count": counts[state], "active": wanted.status == state,
             "url": "?" + wanted.query(status=state.value)}
            for state in map(states.SheetState, WORDS.get(word, OPEN))
            if counts.get(state)
        ],
        "word": word,
    }  # fmt: skip


def findings_page(request: HttpRequest, election: Election, wanted: Filter) -> dict[str, Any]:
    """Broken rules, each one click from its sheet; equations of sheets that the account may still enter are hidden."""
    contests = places.contests_of(election)
    if wanted.status == INCOMPLETE:
        return _incomplete_page(request, election, wanted, contests)
    rows = Finding.objects.filter(_place(request, election, wanted), election=election)
    if wanted.contest:
        rows = rows.filter(sheet__contest__key=wanted.contest)
    by_rule = list(rows.order_by("rule").values_list("rule", "severity").annotate(n=Count("pk")))
    if wanted.rule:
        rows = rows.filter(rule=wanted.rule)
    if wanted.severity:
        rows = rows.filter(severity=wanted.severity)
    shown = rows.select_related("sheet").order_by("tps_code", "sheet__contest__order", "rule", "part")
    frame = _frame(request, election, wanted, contests, shown, "Temuan")
    blind = Blind.of(request.user, election)
    by_pk = {contest.pk: contest for contest in contests}
    return {
        **frame,
        "items": [_finding(election, finding, by_pk, blind, frame["names"]) for finding in frame["page"]],
        "severities": _severity_counts(by_rule, wanted),
        "rules": _rule_choices(by_rule, wanted.rule),
        "other_url": "?" + wanted.query(status=INCOMPLETE, aturan=None, tingkat=None),
        "sheet_count": rows.order_by().values("sheet").distinct().count(),
    }


def _finding(
    election: Election, finding: Finding, contests: dict[int, Contest], blind: Blind, names: Names
) -> dict[str, Any]:
    where = _where(election, contests[finding.sheet.contest_id], finding.tps_code, names)
    line = finding_line(finding, hidden=blind.sheet(finding.sheet.state, finding.tps_code))
    return {**line, "place": where["tps"], "place_url": where["url"], "place_note": where["place"],
            "contest": where["contest"].title}  # fmt: skip


def _severity_counts(by_rule: list[tuple[str, str, int]], wanted: Filter) -> list[dict[str, Any]]:
    """Findings per severity, the gravest first; each narrows the list."""
    counts: dict[str, int] = {}
    for _, severity, count in by_rule:
        counts[severity] = counts.get(severity, 0) + count
    return [
        {"severity": severity, "label": Severity(severity).label.capitalize(), "tone": tone, "count": counts[severity],
         "url": "?" + wanted.query(tingkat=severity, aturan=None), "active": wanted.severity == severity}
        for severity, tone in TONES.items()
        if counts.get(severity)
    ]  # fmt: skip


def _place(request: HttpRequest, election: Election, wanted: Filter) -> Q:
    query = access.region_q(_visible(request, election), "tps_code")
    return query & Q(tps_code__startswith=wanted.region) if wanted.region else query


def _rule_choices(by_rule: list[tuple[str, str, int]], chosen: str) -> list[tuple[str, str]]:
    """The rules that found something, the most frequent first, and the one that a link named."""
    counts: dict[str, int] = {chosen: 0} if chosen in words.TITLES else {}
    for rule, _, count in by_rule:
        counts[rule] = counts.get(rule, 0) + count
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(rule, f"{rule} {words.title(rule)} ({angka(count)})") for rule, count in ordered]


def _incomplete_page(
    request: HttpRequest, election: Election, wanted: Filter, contests: list[Contest]
) -> dict[str, Any]:
    """Sheets on which a rule could not be decided because a box is blank: listed apart, never a violation."""
    has_open = Exists(Check.objects.filter(sheet=OuterRef("pk")).exclude(incomplete={}))
    rows = Sheet.objects.filter(_place(request, election, wanted), has_open, election=election)
    if wanted.contest:
        rows = rows.filter(contest__key=wanted.contest)
    shown = rows.select_related("check_row").order_by("tps_code", "contest__order")
    frame = _frame(request, election, wanted, contests, shown, "Tidak lengkap")
    by_pk = {contest.pk: contest for contest in contests}
    return {
        **frame,
        "items": [
            {
                **_where(election, by_pk[sheet.contest_id], sheet.tps_code, frame["names"]),
                "rules": [{"rule": rule, "title": words.title(rule)} for rule in sorted(sheet.check_row.incomplete)],
            }
            for sheet in frame["page"]
        ],
        "incomplete": True,
        "other_url": "?" + wanted.query(status=None),
    }
