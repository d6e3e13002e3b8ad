"""Findings of the versions that `reported` uses: evaluated anew where a version or the profile changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db import connection, transaction
from django.utils import timezone

from electcoord.elections.models import Contest, Election
from recap.ballot import Ballot, ballot_of
from recap.fields import CODES
from recap.models import Check, Finding
from recap.reading import Reading
from recap.rules.equations import Equation, equations_for
from recap.rules.evaluate import BROKEN, INCOMPLETE, Paper, Result, evaluate, evaluate_tps
from recap.rules.limits import Limits

COLUMNS = ", ".join(f"v.{code}" for code in CODES)


@dataclass(frozen=True)
class Checked:
    """A sheet with data and what the rules say of it."""

    sheet_id: int
    version_id: int
    tps_code: str
    contest: Contest
    reading: Reading
    dpt: int | None
    choice_hash: str
    state: str


@dataclass(frozen=True)
class Judge:
    """The rules of one contest, ready to use."""

    contest: Contest
    ballot: Ballot
    equations: tuple[Equation, ...]
    limits: Limits

    def results(self, sheet: Checked) -> list[Result]:
        return evaluate(
            sheet.reading, self.equations, self.ballot, self.limits, dpt=sheet.dpt, choice_hash=sheet.choice_hash,
            contest_hash=self.contest.choice_hash,
        )  # fmt: skip


def judges_for(election: Election) -> dict[int, Judge]:
    """One judge per contest, by its primary key."""
    limits = Limits.of(election.profile)
    judges = {}
    for contest in election.contests.all():
        ballot = ballot_of(contest)
        judges[contest.pk] = Judge(contest, ballot, equations_for(ballot), limits)
    return judges


def sheets_with_data(
    election: Election,
    judges: dict[int, Judge],
    tps_codes: Sequence[str] | None = None,
    within: Sequence[str] | None = None,
) -> Iterable[Checked]:
    """Sheets that have a current version, ordered by TPS and contest; `within`: only in or below these regions."""
    text = "::text" if connection.vendor == "postgresql" else ""
    where, params = "", [election.pk]
    if tps_codes is not None:
        where = f"AND s.tps_code IN ({', '.join(['%s'] * len(tps_codes))})"
        params += tps_codes
    if within is not None:
        where += f" AND ({' OR '.join(['s.tps_code LIKE %s'] * len(within)) or '1 = 0'})"
        params += [f"{code}%" for code in within]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT s.id, s.current_id, s.tps_code, s.contest_id, t.dpt_l, t.dpt_p, v.choice_hash, s.state,
                       v.votes{text}, v.party_totals{text}, {COLUMNS}
                FROM recap_sheet s
                JOIN recap_sheetversion v ON v.id = s.current_id
                JOIN elections_tps t ON t.id = s.tps_id
                JOIN elections_contest c ON c.id = s.contest_id
                WHERE s.election_id = %s {where} ORDER BY s.tps_code, c.{connection.ops.quote_name("order")}""",
            params,
        )
        while rows := cursor.fetchmany(2000):
            for row in rows:
                yield _checked(row, judges)


def _checked(row: tuple, judges: dict[int, Judge]) -> Checked:
    men, women = row[4], row[5]
    totals = None if row[9] is None else tuple(json.loads(row[9]))
    fields = dict(zip(CODES, row[10:], strict=True))
    return Checked(
        sheet_id=row[0],
        version_id=row[1],
        tps_code=row[2],
        contest=judges[row[3]].contest,
        reading=Reading(tuple(json.loads(row[8])), totals, fields),
        dpt=None if men is None or women is None else men + women,
        choice_hash=row[6],
        state=row[7],
    )


def judge_tps(sheets: Sequence[Checked], judges: dict[int, Judge]) -> list[tuple[Checked, list[Result]]]:
    """Every rule on the papers of one TPS."""
    papers = [Paper(s.contest.key, s.contest.kind, s.reading) for s in sheets]
    limits = judges[sheets[0].contest.pk].limits
    between = evaluate_tps(papers, limits)
    return [(s, [*judges[s.contest.pk].results(s), *between[s.contest.key]]) for s in sheets]


BATCH = 500


def refresh(election: Election, kecamatan_codes: Sequence[str], *, everything: bool = False) -> None:
    """Stores findings and open operands of the TPS in these kecamatan in which a version or the profile changed."""
    changed = _changed_tps(election, kecamatan_codes, everything)
    judges = judges_for(election) if changed else {}
    for start in range(0, len(changed), BATCH):
        sheets = sheets_with_data(election, judges, changed[start : start + BATCH])
        groups = groupby(sheets, key=attrgetter("tps_code"))
        _store(election, judges, [judged for _, group in groups for judged in judge_tps(list(group), judges)])


def outdated(election: Election) -> list[str]:
    """Kecamatan in which sheets were judged by another profile version than the one in force."""
    # By the versions that are not in force: the index answers at once while there is nothing to do.
    others = list(election.profiles.exclude(pk=election.profile_id).values_list("pk", flat=True))
    rows = Check.objects.filter(profile__in=others).values_list("sheet__kecamatan_code", flat=True)
    return sorted(set(rows.distinct())) if others else []


def refresh_outdated(election: Election) -> int:
    """Judges these sheets by the profile in force; returns how many kecamatan had any. Votes and totals stay."""
    codes = outdated(election)
    for code in codes:
        refresh(election, [code])
    return len(codes)


def _changed_tps(election: Election, kecamatan_codes: Sequence[str], everything: bool) -> list[str]:
    changed = "" if everything else "AND (k.id IS NULL OR k.version <> s.current_id OR k.profile_id <> %s)"
    marks = ", ".join(["%s"] * len(kecamatan_codes))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT DISTINCT s.tps_code FROM recap_sheet s LEFT JOIN recap_check k ON k.sheet_id = s.id
                WHERE s.election_id = %s AND s.kecamatan_code IN ({marks}) AND s.current_id IS NOT NULL {changed}
                ORDER BY s.tps_code""",
            [election.pk, *kecamatan_codes, *([] if everything else [election.profile_id])],
        )
        return [code for (code,) in cursor.fetchall()]


def _store(election: Election, judges: dict[int, Judge], changed: list[tuple[Checked, list[Result]]]) -> None:
    now = timezone.now()
    ids = [sheet.sheet_id for sheet, _ in changed]
    with transaction.atomic():
        Election.objects.select_for_update(no_key=True).values_list("pk").get(pk=election.pk)
        known: dict[tuple[int, str, str], Finding] = {}
        for finding in Finding.objects.filter(sheet__in=ids):
            known[finding.sheet_id, finding.rule, finding.part] = finding
        rows = []
        for sheet, results in changed:
            limits = judges[sheet.contest.pk].limits
            for result in results:
                if result.status == BROKEN:
                    before = known.get((sheet.sheet_id, result.rule, result.part))
                    rows.append(_finding(election, sheet, result, limits, before.since if before else now))
        if known:
            Finding.objects.filter(pk__in=[finding.pk for finding in known.values()]).delete()
        if rows:
            Finding.objects.bulk_create(rows, batch_size=1000)
        checks = [
            Check(sheet_id=s.sheet_id, version=s.version_id, profile_id=election.profile_id, incomplete=_open(results))
            for s, results in changed
        ]
        Check.objects.bulk_create(
            checks, update_conflicts=True, unique_fields=["sheet"],
            update_fields=["version", "profile", "incomplete"], batch_size=1000,
        )  # fmt: skip


def _finding(election: Election, sheet: Checked, result: Result, limits: Limits, since: object) -> Finding:
    return Finding(
        sheet_id=sheet.sheet_id,
        election=election,
        tps_code=sheet.tps_code,
        rule=result.rule,
        part=result.part,
        severity=limits.severity(result.rule),
        equation=result.equation,
        since=since,
    )


def _open(results: Sequence[Result]) -> dict[str, list[str]]:
    """{rule: parts} that a blank operand leaves open."""
    found: dict[str, list[str]] = {}
    for result in results:
        if result.status == INCOMPLETE:
            found.setdefault(result.rule, []).append(result.part)
    return found


def all_findings(election: Election, contest_key: str | None = None) -> Iterable[dict[str, str]]:
    """What `check_recap` lists, evaluated now from the versions that `reported` uses (not from stored findings)."""
    judges = judges_for(election)
    for _, group in groupby(sheets_with_data(election, judges), key=attrgetter("tps_code")):
        for sheet, results in judge_tps(list(group), judges):
            if contest_key and sheet.contest.key != contest_key:
                continue
            for result in results:
                yield {
                    "kode_tps": sheet.tps_code,
                    "kontes": sheet.contest.key,
                    "rule": result.rule,
                    "part": result.part,
                    "severity": judges[sheet.contest.pk].limits.severity(result.rule),
                    "status": result.status,
                    "equation": result.equation,
                }
