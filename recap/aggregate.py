"""Totals: always recomputed from the sheets, never incremented; exactly once however often and late it runs.

Desa and kecamatan come from sheets, the contest's whole area from kecamatan totals. Each total carries the chain
position that it reflects; what carries less than the dirty mark is stale. Sums are computed outside the lock; under
it an older result never overwrites a newer one.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from electcoord.elections.models import Contest, Election
from recap import findings
from recap.ballot import Ballot, ballot_of
from recap.fields import CODES
from recap.models import Level, Series, Total
from recap.states import AGREED

Figures = list[int | None]
COLUMNS = ", ".join(f"v.{code}" for code in CODES)


@dataclass
class Tally:
    """Sums of some sheets: a blank is skipped, all blank stays blank; `*_in` counts what was not blank."""

    tps_total: int = 0
    tps_in: int = 0
    states: Counter = field(default_factory=Counter)
    fields: Figures = field(default_factory=list)
    fields_in: list[int] = field(default_factory=list)
    votes: Figures = field(default_factory=list)
    votes_in: list[int] = field(default_factory=list)
    parties: Figures = field(default_factory=list)
    parties_in: list[int] = field(default_factory=list)


def _sum_rows(rows: Sequence[Sequence[int | None]], width: int) -> tuple[Figures, list[int]]:
    """Column sums and counts of what is not blank."""
    if not rows:
        return [None] * width, [0] * width
    try:
        # Nothing blank is the common case, and the one that must be fast.
        return list(map(sum, zip(*rows, strict=True))), [len(rows)] * width
    except TypeError:
        pass
    sums: Figures = []
    counts: list[int] = []
    for column in zip(*rows, strict=True):
        blanks = column.count(None)
        counts.append(len(column) - blanks)
        sums.append(sum(v for v in column if v is not None) if blanks < len(column) else None)
    return sums, counts


def party_figures(votes: Sequence[int | None], row_b: Sequence[int | None], ballot: Ballot) -> Figures:
    """Votes per party of one sheet: the sum of its parts; row B as read only where every part is blank."""
    totals: Figures = []
    for index, party in enumerate(ballot.parties):
        parts = [v for v in votes[party.start : party.stop] if v is not None]
        totals.append(sum(parts) if parts else row_b[index])
    return totals


def tally(rows: Sequence[tuple], ballot: Ballot, *, only: Callable[[str], bool] | None = None) -> Tally:
    """Sums of sheet rows (state, votes as JSON text, row B as JSON text, then the fields of C.3).

    `only`: which states count as in (series `agreed`); every sheet counts for `tps_total`.
    """
    present = [r for r in rows if r[1] is not None and (only is None or only(r[0]))]
    votes = [json.loads(text) for text in map(itemgetter(1), present)]
    result = Tally(len(rows), len(present), Counter(r[0] for r in rows))
    result.votes, result.votes_in = _sum_rows(votes, len(ballot.lines))
    result.fields, result.fields_in = _sum_rows([r[3:] for r in present], len(CODES))
    if ballot.parties:
        result.parties, result.parties_in = _parties(present, votes, result, ballot)
    return result


def _parties(present: Sequence[tuple], votes: list[Figures], sums: Tally, ballot: Ballot) -> tuple[Figures, list[int]]:
    if present and min(sums.votes_in) == len(present):
        totals = [sum(sums.votes[party.start : party.stop]) for party in ballot.parties]
        return totals, [len(present)] * len(totals)
    rows = [party_figures(v, json.loads(r[2]), ballot) for v, r in zip(votes, present, strict=True)]
    return _sum_rows(rows, len(ballot.parties))


def merge(tallies: Iterable[Tally], ballot: Ballot) -> Tally:
    """The tally of several areas together."""
    parts = list(tallies)
    result = Tally(sum(t.tps_total for t in parts), sum(t.tps_in for t in parts))
    for part in parts:
        result.states.update(part.states)
    for name, width in (("fields", len(CODES)), ("votes", len(ballot.lines)), ("parties", len(ballot.parties))):
        sums, _ = _sum_rows([getattr(t, name) for t in parts], width)
        counts, _ = _sum_rows([getattr(t, f"{name}_in") for t in parts], width)
        setattr(result, name, sums)
        setattr(result, f"{name}_in", [count or 0 for count in counts])
    return result


@dataclass
class Computed:
    """One kecamatan of one contest, computed from its sheets at one moment."""

    kecamatan_code: str
    position: int
    desa: dict[str, dict[str, Tally]]
    kecamatan: dict[str, Tally]


def _sheet_rows(contest_id: int, kecamatan_code: str | None) -> Iterator[tuple]:
    """(kecamatan, desa, mark position, state, votes, row B, fields ...) in one statement: one snapshot."""
    text = "::text" if connection.vendor == "postgresql" else ""
    where = "AND s.kecamatan_code = %s" if kecamatan_code else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT s.kecamatan_code, s.desa_code, m.position, s.state,
                       v.votes{text}, v.party_totals{text}, {COLUMNS}
                FROM recap_sheet s
                JOIN recap_mark m ON m.contest_id = s.contest_id AND m.kecamatan_code = s.kecamatan_code
                LEFT JOIN recap_sheetversion v ON v.id = s.current_id
                WHERE s.contest_id = %s {where} ORDER BY s.kecamatan_code, s.desa_code""",
            [contest_id, *([kecamatan_code] if kecamatan_code else [])],
        )
        yield from cursor.fetchall()


def compute(contest_id: int, ballot: Ballot, kecamatan_code: str | None = None) -> list[Computed]:
    """All (or one) kecamatan of a contest from its sheets; writes nothing."""
    result = []
    for code, rows in groupby(_sheet_rows(contest_id, kecamatan_code), key=itemgetter(0)):
        position = 0
        desa: dict[str, dict[str, Tally]] = {}
        for desa_code, members in groupby(rows, key=itemgetter(1)):
            sheets = list(members)
            position = sheets[0][2]
            desa[desa_code] = _series([sheet[3:] for sheet in sheets], ballot)
        kecamatan = {
            name: merge([d[name] for d in desa.values() if name in d], ballot)
            for name in (Series.REPORTED, Series.AGREED)
            if any(name in d for d in desa.values())
        }
        result.append(Computed(code, position, desa, kecamatan))
    return result


def _series(rows: list[tuple], ballot: Ballot) -> dict[str, Tally]:
    found = {Series.REPORTED: tally(rows, ballot)}
    if any(row[0] in AGREED for row in rows):
        found[Series.AGREED] = tally(rows, ballot, only=AGREED.__contains__)
    return found


def _row(
    contest_id: int, series: str, level: str, code: str, part: Tally, positions: dict[str, int], now: Any
) -> Total:
    return Total(
        contest_id=contest_id,
        series=series,
        level=level,
        region_code=code,
        kecamatan_code=code[:6] if level != Level.KABUPATEN else "",
        tps_total=part.tps_total,
        tps_in=part.tps_in,
        states=dict(sorted(part.states.items())),
        fields=part.fields,
        fields_in=part.fields_in,
        votes=part.votes,
        votes_in=part.votes_in,
        parties=part.parties,
        parties_in=part.parties_in,
        positions=positions,
        position=next(iter(positions.values())) if len(positions) == 1 else 0,
        computed_at=now,
    )


def tally_of(total: Total) -> Tally:
    """The tally that a stored total holds."""
    return Tally(
        total.tps_total, total.tps_in, Counter(total.states), total.fields, total.fields_in, total.votes,
        total.votes_in, total.parties, total.parties_in,
    )  # fmt: skip


KEY = ["contest", "series", "level", "region_code"]
VALUES = [
    "kecamatan_code", "tps_total", "tps_in", "states", "fields", "fields_in", "votes", "votes_in", "parties",
    "parties_in", "positions", "position", "computed_at",
]  # fmt: skip


def store(contest: Contest, ballot: Ballot, computed: Sequence[Computed]) -> None:
    """Upserts totals of these kecamatan and of the whole area; what another worker stored later stays."""
    now = timezone.now()
    with transaction.atomic():
        # Whoever refreshes this contest waits here, so the area is summed over what is committed.
        Contest.objects.select_for_update(no_key=True).values_list("pk").get(pk=contest.pk)
        held = {
            (series, code): position
            for series, code, position in Total.objects.filter(contest=contest, level=Level.KECAMATAN).values_list(
                "series", "region_code", "position"
            )
        }
        # A position that no deed has reached yet is no proof of being newer.
        reached = dict(contest.marks.values_list("kecamatan_code", "position"))
        fresh = [
            c
            for c in computed
            if not c.position < held.get((Series.REPORTED, c.kecamatan_code), -1) <= reached[c.kecamatan_code]
        ]
        if any(series == Series.AGREED for series, _ in held):
            # What was reopened is no longer agreed; what still is comes back below.
            gone = [c.kecamatan_code for c in fresh]
            Total.objects.filter(contest=contest, series=Series.AGREED, kecamatan_code__in=gone).delete()
        rows = [
            _row(contest.pk, series, level, code, part, {c.kecamatan_code: c.position}, now)
            for c in fresh
            for level, code, tallies in _places(c)
            for series, part in tallies.items()
        ]
        _upsert(rows)
        _store_area(contest, ballot, now)


def _places(computed: Computed) -> Iterator[tuple[str, str, dict[str, Tally]]]:
    for code, tallies in computed.desa.items():
        yield Level.DESA, code, tallies
    yield Level.KECAMATAN, computed.kecamatan_code, computed.kecamatan


def _upsert(rows: list[Total]) -> None:
    Total.objects.bulk_create(rows, update_conflicts=True, unique_fields=KEY, update_fields=VALUES, batch_size=200)


def _store_area(contest: Contest, ballot: Ballot, now: Any) -> None:
    area_code = contest.election.kabupaten_id
    parts: dict[str, list[Total]] = {Series.REPORTED: []}
    for total in Total.objects.filter(contest=contest, level=Level.KECAMATAN):
        parts.setdefault(total.series, []).append(total)
    if Series.AGREED not in parts:
        Total.objects.filter(contest=contest, series=Series.AGREED, level=Level.KABUPATEN).delete()
    rows = []
    for series, totals in parts.items():
        positions = {total.region_code: total.position for total in totals}
        area = merge([tally_of(total) for total in totals], ballot)
        rows.append(_row(contest.pk, series, Level.KABUPATEN, area_code, area, positions, now))
    _upsert(rows)


STALE = """
    SELECT m.contest_id, m.kecamatan_code FROM recap_mark m
    LEFT JOIN recap_total t ON t.contest_id = m.contest_id AND t.series = 'reported' AND t.level = 'kecamatan'
      AND t.region_code = m.kecamatan_code
    WHERE (t.id IS NULL OR t.position <> m.position)
"""


def stale(
    *, contest_id: int | None = None, kecamatan_code: str | None = None, election_id: int | None = None
) -> dict[int, list[str]]:
    """Contest ids with the kecamatan whose totals do not reflect their mark."""
    sql, params = STALE, []
    if contest_id:
        sql += " AND m.contest_id = %s"
        params.append(contest_id)
    if kecamatan_code:
        sql += " AND m.kecamatan_code = %s"
        params.append(kecamatan_code)
    if election_id:
        sql += " AND m.contest_id IN (SELECT id FROM elections_contest WHERE election_id = %s)"
        params.append(election_id)
    with connection.cursor() as cursor:
        cursor.execute(sql + " ORDER BY m.contest_id, m.kecamatan_code", params)
        found: dict[int, list[str]] = {}
        for contest, code in cursor.fetchall():
            found.setdefault(contest, []).append(code)
    return found


def refresh_stale(
    *, contest_id: int | None = None, kecamatan_code: str | None = None, election_id: int | None = None
) -> int:
    """Recomputes what is stale among these; returns how many (contest, kecamatan) were. The one aggregation path."""
    done = 0
    for contest_pk, codes in stale(
        contest_id=contest_id, kecamatan_code=kecamatan_code, election_id=election_id
    ).items():
        contests = Contest.objects.select_related("election__profile").defer("election__profile__values")
        contest = contests.get(pk=contest_pk)
        ballot = ballot_of(contest)
        # Findings first: where the totals are current, the findings are too.
        findings.refresh(contest.election, codes)
        if len(codes) > 1:
            wanted = set(codes)
            computed = [c for c in compute(contest_pk, ballot) if c.kecamatan_code in wanted]
        else:
            computed = compute(contest_pk, ballot, codes[0])
        store(contest, ballot, computed)
        done += len(codes)
    return done


@dataclass(frozen=True)
class Difference:
    """A stored total that claimed to be current and was not what the sheets give."""

    contest: str
    level: str
    region_code: str
    series: str

    def __str__(self) -> str:
        return f"{self.contest} {self.level} {self.region_code} ({self.series})"


def refresh_full(election: Election) -> tuple[int, list[Difference]]:
    """Everything from the sheets, the area too; compares with what was stored, then stores.

    Returns the number of totals and those that differed although they were not stale.
    """
    differences: list[Difference] = []
    count = 0
    contests = list(election.contests.select_related("election"))
    codes = sorted({code for contest in contests for code in _kecamatan_of(contest)})
    findings.refresh(election, codes, everything=True)
    for contest in contests:
        ballot = ballot_of(contest)
        stored = {(t.series, t.level, t.region_code): t for t in Total.objects.filter(contest=contest)}
        computed = compute(contest.pk, ballot)
        wanted = _wanted(computed, ballot, election.kabupaten_id)
        for key in stored.keys() | wanted.keys():
            count += 1
            if not _agrees(stored.get(key), wanted.get(key)):
                differences.append(Difference(contest.key, key[1], key[2], key[0]))
        Total.objects.filter(pk__in=[stored[key].pk for key in stored.keys() - wanted.keys()]).delete()
        store(contest, ballot, computed)
    return count, differences


Key = tuple[str, str, str]


def _wanted(computed: Sequence[Computed], ballot: Ballot, area_code: str) -> dict[Key, tuple[Tally, dict[str, int]]]:
    """What every total of a contest must be, with the positions that it reflects."""
    wanted: dict[Key, tuple[Tally, dict[str, int]]] = {}
    for c in computed:
        for level, code, tallies in _places(c):
            for series, part in tallies.items():
                wanted[series, level, code] = (part, {c.kecamatan_code: c.position})
    for series in (Series.REPORTED, Series.AGREED):
        # From the desa, not from kecamatan totals: another path to the same figure.
        parts = [t[series] for c in computed for t in c.desa.values() if series in t]
        if parts or series == Series.REPORTED:
            positions = {c.kecamatan_code: c.position for c in computed if series in c.kecamatan}
            wanted[series, Level.KABUPATEN, area_code] = (merge(parts, ballot), positions)
    return wanted


def _agrees(known: Total | None, wanted: tuple[Tally, dict[str, int]] | None) -> bool:
    """Whether a stored total is right; one that reflects another position is stale, not wrong."""
    if known is None:
        return True
    return wanted is not None and (known.positions != wanted[1] or tally_of(known) == wanted[0])


def _kecamatan_of(contest: Contest) -> list[str]:
    return list(contest.marks.values_list("kecamatan_code", flat=True))
