"""The drill-down: one table per level, with coverage, states and the figures that the account may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Left
from django.http import Http404, HttpRequest
from django.urls import reverse

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.numbers import angka, persen
from electcoord.elections.models import Contest, Election
from electcoord.office.selectors import election_or_404
from recap import states
from recap.aggregate import party_figures
from recap.ballot import Ballot, ballot_of
from recap.fields import CODES, SUARA
from recap.models import Finding, Level, Mark, Series, Sheet, SheetVersion, Total, VersionKind
from recap.selectors import papers, places
from recap.selectors.blind import Blind
from recap.selectors.places import Names
from recap.states import SheetState

LEVELS = {4: Level.KABUPATEN, 6: Level.KECAMATAN, 10: Level.DESA}
TAIL = tuple(code for code, _, _ in SUARA)
TAIL_NAMES = {"suara_sah": "Suara sah", "suara_tidak_sah": "Tidak sah", "suara_total": "Sah dan tidak sah"}
HIDDEN = "Disembunyikan sampai entri kedua"
NOTHING = "Belum masuk"
# Rows of a list in which a sheet's own chip says more than its screen word, and still fits a phone.
SHORT = {SheetState.TERVERIFIKASI_AWAL: "cocok", SheetState.ENTRI_SATU: "entri kedua"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: a pair or person, a party, or a closing line of the form."""

    code: str
    no: int | None
    name: str
    url: str | None = None
    kind: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, its share where shares are earned, and a note for how many TPS it is not blank."""

    value: int | None
    share: str = ""
    note: str = ""
    kind: str = ""
    # What stood here before a decision or a correction, oldest first.
    was: tuple[int | None, ...] = ()


@dataclass(slots=True)
class Row:
    """One region or TPS as `components/_figures_row.html` shows it."""

    code: str
    label: str
    url: str | None
    tps_in: int
    tps_total: int
    flags: list[dict[str, Any]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    coverage: dict[str, Any] | None = None
    hidden: bool = False
    findings: int = 0

    @property
    def wait(self) -> str:
        """Words across the row where there are no figures to show; never zeros."""
        return HIDDEN if self.hidden else "" if self.cells else NOTHING


def coverage(tps_in: int, tps_total: int) -> dict[str, Any]:
    """n dari total TPS, as `components/_coverage.html` shows it."""
    return {"count": tps_in, "total": tps_total, "percent": persen(tps_in, tps_total, 1)}


def columns_of(election: Election, contest: Contest, ballot: Ballot, code: str, chosen: int | None) -> list[Column]:
    """Heads of the figure columns; those of parties lead to their candidates."""
    if ballot.parties:
        urls = [party_url(election, contest, code, p.number) if chosen else None for p in ballot.parties]
        heads = [
            Column(p.code, p.number, p.name, url, title=p.name) for p, url in zip(ballot.parties, urls, strict=True)
        ]
    else:
        heads = [Column(line.code, line.number, line.name, title=line.name) for line in ballot.lines]
    return [*heads, *(Column(c, None, TAIL_NAMES[c], kind="sep" if c == TAIL[0] else "") for c in TAIL)]


def party_url(election: Election, contest: Contest, code: str, number: int) -> str:
    return f"{places.region_url(election, contest, code)}?partai={number}#rincian"


def known_note(value: int | None, known_in: int, tps_in: int) -> str:
    """Coverage of one figure where it is blank on some sheets."""
    return f"dari {angka(known_in)} TPS" if value is not None and known_in < tps_in else ""


def _cells(
    heads: Sequence[int | None],
    heads_in: Sequence[int],
    tail: Sequence[int | None],
    tail_in: Sequence[int],
    *,
    tps_in: int,
    earned: bool,
) -> list[Cell]:
    known = [value for value in heads if value is not None]
    whole, top = sum(known), max(known, default=None)
    cells = [
        Cell(
            value,
            persen(value, whole) if earned and value is not None and whole else "",
            known_note(value, count, tps_in),
            "top" if value and value == top and earned else "",
        )
        for value, count in zip(heads, heads_in, strict=True)
    ]
    return cells + [
        Cell(value, "", known_note(value, count, tps_in), "sum sep" if index == 0 else "sum")
        for index, (value, count) in enumerate(zip(tail, tail_in, strict=True))
    ]  # fmt: skip


def _total_cells(total: Total, ballot: Ballot, earned: bool) -> list[Cell]:
    heads, heads_in = (total.parties, total.parties_in) if ballot.parties else (total.votes, total.votes_in)
    indexes = [CODES.index(code) for code in TAIL]
    return _cells(
        heads, heads_in, [total.fields[i] for i in indexes], [total.fields_in[i] for i in indexes],
        tps_in=total.tps_in, earned=earned,
    ) if total.tps_in else []  # fmt: skip


def badges(counts: dict[str, int], url: str = "") -> list[dict[str, Any]]:
    """How many sheets are in each of the screen's words, each a link to the work behind it."""
    words: dict[str, int] = {}
    for state, count in counts.items():
        words[states.word(state)] = words.get(states.word(state), 0) + count
    order = ("periksa", "belum", "cocok", "selesai")
    return [{"state": word, "label": word, "count": words[word], "url": url and f"{url}&status={word}"}
            for word in order if words.get(word)]  # fmt: skip


def work_badges(counts: dict[str, int], url: str) -> list[dict[str, Any]]:
    """What asks for work, each kind with its list; where nothing does, the rest, so that a finished row says so.

    'belum' is told apart here: beside a coverage of 100 %, '31 belum' would read as a contradiction.
    """
    found = [badge for badge in badges(counts, url) if badge["state"] == "periksa"]
    for state, label in ((SheetState.ENTRI_SATU, "entri kedua"), (SheetState.BELUM_MASUK, "belum masuk")):
        if counts.get(state):
            found.append({"state": state, "label": label, "count": counts[state], "url": f"{url}&status={state}"})
    return found or badges(counts, url)


@dataclass(frozen=True)
class Place:
    """Everything that a page of one contest in one region needs to know about where it is."""

    request: HttpRequest
    election: Election
    contests: list[Contest]
    contest: Contest
    code: str
    names: Names
    ballot: Ballot
    blind: Blind

    @property
    def work_url(self) -> str:
        return f"{reverse('recap:work', args=[self.election.slug])}?kontes={self.contest.key}"

    @property
    def findings_url(self) -> str:
        return f"{reverse('recap:findings', args=[self.election.slug])}?kontes={self.contest.key}"


def place_or_404(request: HttpRequest, slug: str, key: str, code: str) -> Place:
    """404 for a region outside the account, the election or the contest; 403 without the right to see totals."""
    election = election_or_404(request, slug)
    access.check(request.user, Can.VIEW_RECAP, region=code, election=election)
    contests = places.contests_of(election)
    contest = places.contest_or_404(contests, key)
    if not places.in_area(contest, code):
        raise Http404
    names = Names.of(election, places.prefixes(code), children_of=code)
    if code not in names:
        raise Http404
    return Place(
        request, election, contests, contest, code, names, ballot_of(contest), Blind.of(request.user, election)
    )


def totals_of(place: Place, level: str) -> dict[tuple[str, str], Total]:
    """The totals of the region and of those just below it."""
    child = {Level.KABUPATEN: Level.KECAMATAN, Level.KECAMATAN: Level.DESA}.get(level)
    query = Q(level=level, region_code=place.code)
    if child == Level.KECAMATAN:
        query |= Q(level=child)
    elif child == Level.DESA:
        query |= Q(level=child, kecamatan_code=place.code)
    rows = Total.objects.filter(query, contest=place.contest, series=Series.REPORTED)
    return {(total.level, total.region_code): total for total in rows}


def share_coverage(place: Place) -> int:
    """Shares are shown only from this coverage, in percent; the profile says which."""
    return place.election.profile.get("persen_cakupan_tampil")


def is_earned(place: Place, own: Total | None) -> bool:
    """Whether enough has come in for shares to mean something."""
    return own is not None and own.tps_in * 100 >= share_coverage(place) * own.tps_total > 0


def region_rows(place: Place, totals: dict, earned: bool) -> tuple[list[Row], dict[str, Total]]:
    """One row per region below, and the totals behind them."""
    child = LEVELS[places.CHILD_DIGITS[len(place.code)]]
    found = {code: total for (level, code), total in totals.items() if level == child}
    hidden = _hidden_regions(place, found, child)
    findings = _findings_by_child(place)
    rows = []
    for code in sorted(found):
        total = found[code]
        row = Row(
            code, place.names.get(code), places.region_url(place.election, place.contest, code), total.tps_in,
            total.tps_total, work_badges(total.states, f"{place.work_url}&wilayah={code}"),
            coverage=coverage(total.tps_in, total.tps_total), hidden=code in hidden, findings=findings.get(code, 0),
        )  # fmt: skip
        row.flags += _finding_flag(place, row)
        row.cells = [] if row.hidden else _total_cells(total, place.ballot, earned)
        rows.append(row)
    return rows, found


def _finding_flag(place: Place, row: Row) -> list[dict[str, Any]]:
    """Sheets with findings, as a link to their list."""
    if not row.findings:
        return []
    url = f"{place.findings_url}&wilayah={row.code}"
    return [{"state": "temuan", "label": "temuan", "count": row.findings, "url": url}]


def _hidden_regions(place: Place, found: dict[str, Total], child: str) -> set[str]:
    if not place.blind.touches(place.code):
        return set()
    if child == Level.DESA:
        return {code for code, total in found.items() if place.blind.desa(total)}
    desa = Total.objects.filter(contest=place.contest, series=Series.REPORTED, level=Level.DESA)
    by_kecamatan: dict[str, list[bool]] = {}
    for total in desa.only("region_code", "kecamatan_code", "states"):
        by_kecamatan.setdefault(total.kecamatan_code, []).append(place.blind.desa(total))
    return {code for code in found if place.blind.above(by_kecamatan.get(code, []))}


def _findings_by_child(place: Place) -> dict[str, int]:
    digits = places.CHILD_DIGITS[len(place.code)]
    rows = (
        Finding.objects.filter(election=place.election, sheet__contest=place.contest, tps_code__startswith=place.code)
        .values(place=Left("tps_code", digits))
        .annotate(sheets=Count("sheet", distinct=True))
    )
    return {row["place"]: row["sheets"] for row in rows}


def tps_rows(place: Place, earned: bool) -> tuple[list[Row], dict[str, Any]]:
    """One row per TPS of a desa, and the versions behind them."""
    sheets = (
        Sheet.objects.filter(contest=place.contest, desa_code=place.code)
        .select_related("current", "tps")
        .order_by("tps_code")
    )
    findings = _findings_by_child(place)
    changed = _changed(place)
    rows, details = [], {}
    for sheet in sheets:
        hidden = place.blind.sheet(sheet.state, sheet.tps_code)
        url = f"{places.tps_url(place.election, sheet.tps_code)}#{place.contest.key}"
        label = SHORT.get(sheet.state, sheet.get_state_display())
        row = Row(
            sheet.tps_code, f"TPS {sheet.tps.number:03d}", url, int(sheet.current is not None), 1,
            [{"state": sheet.state, "label": label}], hidden=hidden, findings=findings.get(sheet.tps_code, 0),
        )  # fmt: skip
        row.flags += _finding_flag(place, row)
        if sheet.current and not hidden:
            version = sheet.current
            details[row.code] = version
            heads, tail = _figures(version, place.ballot)
            row.cells = _cells(heads, [1] * len(heads), tail, [1] * len(tail), tps_in=1, earned=earned)
            if earlier := changed.get(sheet.pk):
                row.cells = _with_earlier(row.cells, earlier, version, place.ballot)
        rows.append(row)
    return rows, details


def _changed(place: Place) -> dict[int, list[SheetVersion]]:
    """Versions of the sheets of a desa whose figures were decided or corrected, by sheet."""
    found: dict[int, list[SheetVersion]] = {}
    settled = {"sheet__contest": place.contest, "sheet__desa_code": place.code}
    rows = SheetVersion.objects.filter(**settled).exclude(sheet__current__kind=VersionKind.ENTRI_SATU)
    for version in rows.order_by("number"):
        found.setdefault(version.sheet_id, []).append(version)
    return found


def _with_earlier(cells: list[Cell], versions: list[SheetVersion], current: SheetVersion, ballot: Ballot) -> list[Cell]:
    """The row's cells with what stood there before, struck through."""
    codes = [*(ballot.party_codes if ballot.parties else ballot.vote_codes), *TAIL]

    def shown(version: SheetVersion) -> dict[str, int | None]:
        heads, tail = _figures(version, ballot)
        return dict(zip(codes, (*heads, *tail), strict=True))

    was = papers.earlier(versions, current, shown)
    return [replace(cell, was=tuple(was.get(code, ()))) for cell, code in zip(cells, codes, strict=True)]


def _figures(version: SheetVersion, ballot: Ballot) -> tuple[Sequence[int | None], list[int | None]]:
    """The figures of one sheet in the table: pairs, persons or parties, then the closing lines."""
    votes = version.votes
    heads = party_figures(votes, version.party_totals, ballot) if ballot.parties else votes
    return heads, [getattr(version, code) for code in TAIL]


def total_row(place: Place, own: Total, hidden: bool, earned: bool) -> Row:
    """The foot of the table."""
    return Row(
        own.region_code, "Jumlah", None, own.tps_in, own.tps_total, coverage=coverage(own.tps_in, own.tps_total),
        hidden=hidden, cells=[] if hidden else _total_cells(own, place.ballot, earned),
    )  # fmt: skip


def is_stale(place: Place) -> bool:
    """Whether a deed is newer than the totals shown here."""
    held = Total.objects.filter(
        contest=place.contest, series=Series.REPORTED, level=Level.KECAMATAN, region_code=OuterRef("kecamatan_code")
    )
    marks = Mark.objects.filter(contest=place.contest)
    if len(place.code) > 4:
        marks = marks.filter(kecamatan_code=place.code[:6])
    reflected = Coalesce(Subquery(held.values("position")[:1]), -1)
    return marks.annotate(held=reflected).filter(held__lt=F("position")).exists()
