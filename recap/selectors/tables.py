"""The drill-down: one table per level, with coverage, states and the figures that the account may see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access
from electcoord.common.numbers import angka, persen
from electcoord.elections.models import Contest, Election
from recap import states
from recap.aggregate import party_figures
from recap.ballot import Ballot
from recap.fields import CODES, SUARA
from recap.models import Finding, Level, Series, Sheet, SheetVersion, Task, Total, VersionKind
from recap.selectors import papers, places
from recap.selectors.here import LEVELS, Place, is_earned
from recap.states import SheetState

TAIL = tuple(code for code, _, _ in SUARA)
TAIL_NAMES = {
    "suara_sah": gettext_lazy("Suara sah"),
    "suara_tidak_sah": gettext_lazy("Tidak sah"),
    "suara_total": gettext_lazy("Sah dan tidak sah"),
}
HIDDEN = gettext_lazy("Disembunyikan sampai entri kedua")
NOTHING = gettext_lazy("Belum masuk")
# What the queue hands out first, and the state that asks for it.
NEXT = (
    (Task.KARANTINA, SheetState.KARANTINA), (Task.BEDA, SheetState.BEDA_ENTRI),
    (Task.MASUK, SheetState.BELUM_MASUK), (Task.KEDUA, SheetState.ENTRI_SATU),
)  # fmt: skip
# Rows of a list in which a sheet's own chip says more than its screen word, and still fits a phone.
SHORT = {SheetState.TERVERIFIKASI_AWAL: gettext_lazy("cocok"), SheetState.ENTRI_SATU: gettext_lazy("entri kedua")}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: a pair or person, a party, or a closing line of the form."""

    code: str
    no: int | None
    name: str
    url: str | None = None
    kind: str = ""
    title: str = ""
    # The same page sorted by this column, and how it is sorted by it now (a value of aria-sort).
    sort_url: str = ""
    sorted: str = ""


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
    # The next sheet here that waits for this person.
    next_url: str = ""

    @property
    def wait(self) -> str:
        """Words across the row where there are no figures to show; never zeros."""
        return str(HIDDEN if self.hidden else "" if self.cells else NOTHING)


def coverage(tps_in: int, tps_total: int) -> dict[str, Any]:
    """n dari total TPS, as `components/_coverage.html` shows it."""
    return {"count": tps_in, "total": tps_total, "percent": persen(tps_in, tps_total, 1)}


def columns_of(ballot: Ballot, party_url: Callable[[int], str]) -> list[Column]:
    """Heads of the figure columns; those of parties with candidates lead to them."""
    if ballot.parties:
        has_people = any(p.stop - p.start > 1 for p in ballot.parties)
        heads = [
            Column(p.code, p.number, p.name, party_url(p.number) if has_people else None, title=p.name)
            for p in ballot.parties
        ]
    else:
        heads = [Column(line.code, line.number, line.name, title=line.name) for line in ballot.lines]
    return [*heads, *(Column(c, None, str(TAIL_NAMES[c]), kind="sep" if c == TAIL[0] else "") for c in TAIL)]


def party_url(election: Election, contest: Contest, code: str, number: int) -> str:
    return f"{places.region_url(election, contest, code)}?partai={number}#rincian"


def known_note(value: int | None, known_in: int, tps_in: int) -> str:
    """Coverage of one figure where it is blank on some sheets."""
    if value is None or known_in >= tps_in:
        return ""
    return _("dari %(n)s TPS") % {"n": angka(known_in)}


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


def _word(word: str) -> str:
    return {"periksa": _("periksa"), "belum": _("belum"), "cocok": _("cocok"), "selesai": _("selesai")}[word]


def badges(counts: dict[str, int], url: str = "") -> list[dict[str, Any]]:
    """How many sheets are in each of the screen's words, each a link to the work behind it."""
    words: dict[str, int] = {}
    for state, count in counts.items():
        words[states.word(state)] = words.get(states.word(state), 0) + count
    order = ("periksa", "belum", "cocok", "selesai")
    return [{"state": word, "label": _word(word), "count": words[word], "url": url and f"{url}&status={word}"}
            for word in order if words.get(word)]  # fmt: skip


def work_badges(counts: dict[str, int], url: str) -> list[dict[str, Any]]:
    """What asks for work, each kind with its list; where nothing does, the rest, so that a finished row says so.

    'belum' is told apart here: beside a coverage of 100 %, '31 belum' would read as a contradiction.
    """
    found = [badge for badge in badges(counts, url) if badge["state"] == "periksa"]
    for state, label in ((SheetState.ENTRI_SATU, _("entri kedua")), (SheetState.BELUM_MASUK, _("belum masuk"))):
        if counts.get(state):
            found.append({"state": state, "label": label, "count": counts[state], "url": f"{url}&status={state}"})
    return found or badges(counts, url)


def region_rows(place: Place, totals: dict) -> tuple[list[Row], dict[str, Total]]:
    """One row per region below, and the totals behind them."""
    child = LEVELS[places.CHILD_DIGITS[len(place.code)]]
    found = {code: total for (level, code), total in totals.items() if level == child}
    hidden = hidden_regions(place, found, child)
    findings = _findings_by_child(place)
    rows = []
    for code in sorted(found):
        total = found[code]
        row = Row(
            code, place.names.get(code), places.region_url(place.election, place.contest, code), total.tps_in,
            total.tps_total, work_badges(total.states, f"{place.work_url}&wilayah={code}"),
            coverage=coverage(total.tps_in, total.tps_total), hidden=code in hidden, findings=findings.get(code, 0),
            next_url=next_url(place, total.states, code),
        )  # fmt: skip
        row.flags += _finding_flag(place, row)
        row.cells = [] if row.hidden else _total_cells(total, place.ballot, is_earned(place, total))
        rows.append(row)
    return rows, found


def next_url(place: Place, counts: Mapping[str, int], code: str) -> str:
    """The way to the next sheet in a region that waits for this person, the most urgent kind first."""
    for task, state in NEXT:
        if counts.get(state) and any(
            access.covers_or_all(top, code) or top.startswith(code) for top in place.may[task]
        ):
            query = urlencode({"tugas": task.value, "kontes": place.contest.key, "wilayah": code})
            return f"{reverse('recap:take-next', args=[place.election.slug])}?{query}"
    return ""


def _finding_flag(place: Place, row: Row) -> list[dict[str, Any]]:
    """Sheets with findings, as a link to their list."""
    if not row.findings:
        return []
    url = f"{place.findings_url}&wilayah={row.code}"
    return [{"state": "temuan", "label": _("temuan"), "count": row.findings, "url": url}]


def hidden_regions(place: Place, found: Mapping[str, Total], child: str) -> set[str]:
    """Those of the regions whose figures this account may not see yet (law 7)."""
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


def tps_rows(place: Place) -> tuple[list[Row], dict[str, Any]]:
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
        label = SHORT.get(sheet.state) or SheetState(sheet.state).label
        row = Row(
            sheet.tps_code, f"TPS {sheet.tps.number:03d}", url, int(sheet.current is not None), 1,
            [{"state": sheet.state, "label": label}], hidden=hidden, findings=findings.get(sheet.tps_code, 0),
        )  # fmt: skip
        row.flags += _finding_flag(place, row)
        if sheet.current and not hidden:
            version = sheet.current
            details[row.code] = version
            heads, tail = _figures(version, place.ballot)
            row.cells = _cells(heads, [1] * len(heads), tail, [1] * len(tail), tps_in=1, earned=True)
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
        own.region_code, _("Jumlah"), None, own.tps_in, own.tps_total, coverage=coverage(own.tps_in, own.tps_total),
        hidden=hidden, cells=[] if hidden else _total_cells(own, place.ballot, earned),
    )  # fmt: skip
