"""The pages of needs: a region with what lies below it, and one TPS with the calculation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS
from electcoord.common.numbers import persen
from electcoord.elections.models import Contest, ContestKind, Election, Tps
from electcoord.elections.places import CHILD_DIGITS, Names, contests_of, in_area, prefixes, word
from electcoord.office.selectors import election_or_404
from logistics.models import Item, ItemBasis, ItemGroup
from logistics.needs import KABUPATEN, TPS, Area, Good, Needs, Tally, is_due
from logistics.selectors import needs as reads
from logistics.selectors import rooms, words

PAGE = 50
# In one word, where three stand side by side.
GROUPS = {
    ItemGroup.PERLENGKAPAN: lazy("Perlengkapan"), ItemGroup.DUKUNGAN: lazy("Dukungan"),
    ItemGroup.LAINNYA: lazy("Lainnya"),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One region of an election, as this account may see it; the names of it, of all above and just below."""

    request: HttpRequest
    election: Election
    code: str
    names: Names
    contests: list[Contest]
    items: list[tuple[Item, Good]]

    @property
    def may_plan(self) -> bool:
        return may_plan(self.request, self.election)


def may_plan(request: HttpRequest, election: Election) -> bool:
    """Whether the account keeps the catalogue and the plans of the election."""
    return access.may(request.user, Can.PLAN_LOGISTICS, region=election.kabupaten_id, election=election)


def place_or_404(request: HttpRequest, slug: str, code: str) -> Place:
    """404 for a region outside the account or the election; 403 without the right to see logistics."""
    election = election_or_404(request, slug)
    access.check(request.user, Can.VIEW_LOGISTICS, region=code, election=election)
    names = Names.of(election, prefixes(code), children_of=code)
    if code[:10] not in names or not code.startswith(election.kabupaten_id):
        raise Http404
    contests = [contest for contest in contests_of(election) if in_area(contest, code)]
    active = reads.items_of(election).filter(is_active=True)
    items = [(item, reads.good_of(item, election.profile)) for item in active]
    return Place(request, election, code, names, contests, items)


@dataclass(frozen=True)
class Cell:
    """A figure of the table; None is what is not known, or has no place here."""

    value: int | None
    note: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Column:
    """A column: the voters, a contest's ballots, or an item."""

    code: str
    name: str
    title: str = ""
    kind: str = ""
    area: Area | None = None
    good: Good | None = None

    def cell(self, needs: Needs, digits: int) -> Cell:
        """The figure of a place with a code of so many digits."""
        if self.good:
            return Cell(needs.amount(self.good) if is_due(self.good, digits) else None)
        found = needs.contest(self.area) if self.area else needs.whole
        value = found.ballots if self.area else found.dpt
        return Cell(value, _part(found) if value is not None else "")


def _part(found: Tally) -> str:
    """Of how many TPS a figure is, where that is not all of them."""
    if found.is_whole:
        return ""
    return _("dari %(known)s TPS") % {"known": found.known}


@dataclass(frozen=True)
class Row:
    """A place of the table."""

    code: str
    label: str
    needs: Needs
    cells: list[Cell]
    url: str = ""
    coverage: dict[str, Any] | None = None
    flags: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """What a page and its files show."""

    group: ItemGroup
    columns: list[Column]
    rows: list[Row]
    total: Row
    unset: list[Item]

    @property
    def key(self) -> str:
        """Under which a device keeps the columns that it shows."""
        return f"kebutuhan-{self.group}"


def table_of(place: Place) -> Table:
    """The places below a region with the columns of the group that is asked for."""
    asked = place.request.GET.get("kelompok", "")
    group = ItemGroup(asked) if asked in ItemGroup.values else ItemGroup.PERLENGKAPAN
    digits = CHILD_DIGITS[len(place.code)]
    dpts = reads.dpts_of(place.election, [place.code])
    desa = [code for code in reads.desa_of(place.election) if code.startswith(place.code)]
    needs = reads.needs_of(place.election, place.contests, dpts, desa, max(digits, 10))
    mine = [(item, good) for item, good in place.items if item.group == group and is_due(good, len(place.code))]
    columns = columns_of(place, group, mine)
    parts = needs.split(digits)
    rows = [_row(place, code, parts[code], columns) for code in sorted(parts) if len(code) == digits]
    cells = [column.cell(needs, len(place.code)) for column in columns]
    total = Row(place.code, _("Jumlah"), needs, cells, coverage=_coverage(needs.whole))
    unset = [item for item, good in mine if _has_amount(item) and good.amount is None]
    return Table(group, columns, rows, total, unset)


def _has_amount(item: Item) -> bool:
    return item.basis != ItemBasis.SURAT_SUARA


def columns_of(place: Place, group: str, mine: Iterable[tuple[Item, Good]]) -> list[Column]:
    """Ballots stand with the equipment of voting; what nobody has set, and what no TPS is given, is no column."""
    columns = []
    if group == ItemGroup.PERLENGKAPAN:
        columns.append(Column("dpt", _("DPT"), _("Pemilih dalam DPT")))
        columns += [
            Column(contest.key, contest.title, _("Surat suara %(contest)s") % {"contest": contest.title},
                   "sep" if at == 0 else "", area=reads.area_of(contest))
            for at, contest in enumerate(place.contests)
        ]  # fmt: skip
    goods = [
        (item, good) for item, good in mine
        if _has_amount(item) and item.basis != ItemBasis.JENIS and good.amount is not None
    ]  # fmt: skip
    columns += [
        Column(item.code, str(item), f"{item} ({_(item.unit)})", "sep" if at == 0 and columns else "", good=good)
        for at, (item, good) in enumerate(goods)
    ]
    return columns


def _row(place: Place, code: str, needs: Needs, columns: list[Column]) -> Row:
    cells = [column.cell(needs, len(code)) for column in columns]
    label, url = place.names.get(code), need_url(place.election, code)
    if len(code) < TPS:
        return Row(code, label, needs, cells, url, _coverage(needs.whole))
    flags = [] if needs.whole.known else [{"state": "belum", "label": _("DPT belum diketahui")}]
    return Row(code, label, needs, cells, url, flags=flags)


def _coverage(found: Tally) -> dict[str, Any]:
    return {"count": found.known, "total": found.tps, "label": _("TPS ber-DPT")}


def need_url(election: Election, code: str) -> str:
    """The page of needs of a region or a TPS."""
    name = "needs-tps" if len(code) == TPS else "needs-region"
    return reverse(f"logistics:{name}", args=[election.slug, code])


def region_page(place: Place) -> dict[str, Any]:
    table = table_of(place)
    digits = CHILD_DIGITS[len(place.code)]
    page = Paginator(table.rows, PAGE).get_page(place.request.GET.get("hal")) if digits == TPS else None
    query, needs = f"kelompok={table.group}", table.total.needs
    return {
        "election": place.election, "title": place.names.full(place.code), "table": table,
        "rows": page or table.rows, "page": page, "page_query": f"{query}&", "corner": word(digits),
        "crumbs": crumbs(place),
        "groups": [{"label": label, "url": f"?kelompok={group}", "active": group == table.group}
                   for group, label in GROUPS.items()],
        "files": [{"label": form.upper(), "url": f"{file_url(place, form)}?{query}"} for form in FORMATS],
        "contests": contest_rows(place, needs), "psu": psu_rows(place, needs),
        "psu_sources": [words.source_of(item, place.election.profile) for item in _psu(place)],
        "is_ballots": table.group == ItemGroup.PERLENGKAPAN, "unknown": needs.whole.tps - needs.whole.known,
        "has_items": bool(place.items), "may_plan": place.may_plan, **rule_of(place.election),
    }  # fmt: skip


def rule_of(election: Election) -> dict[str, Any]:
    """How the reserve is reckoned, and who says so."""
    profile = election.profile
    return {
        "profile": profile, "share": words.percent(profile.get("cadangan_permil")),
        "rounding": words.rounding(profile), "source": words.sourced(profile.values, "cadangan_permil"),
        "rounding_source": words.sourced(profile.values, "pembulatan_cadangan"),
    }  # fmt: skip


def file_url(place: Place, form: str) -> str:
    return reverse("logistics:needs-file", args=[place.election.slug, place.code, form])


def contest_rows(place: Place, needs: Needs) -> list[dict[str, Any]]:
    """Ballots of each contest: what a printer is asked for."""
    rows = []
    for contest in place.contests:
        found = needs.contest(reads.area_of(contest))
        rows.append({"title": contest.title, "found": found, "part": _part(found),
                     "share": persen(found.reserve, found.dpt, 3)})  # fmt: skip
    return rows


def psu_rows(place: Place, needs: Needs) -> list[dict[str, Any]]:
    """Ballots kept for a repeated vote: of the kabupaten, apart from every sum, never of a TPS."""
    if len(place.code) != KABUPATEN:
        return []
    return [
        {"label": ContestKind(kind).label, "amount": good.amount, "dapil": dapil}
        for item, good in place.items if item.basis == ItemBasis.JENIS
        for kind, dapil in needs.kinds(good).items()
    ]  # fmt: skip


def _psu(place: Place) -> list[Item]:
    return [item for item, _good in place.items if item.basis == ItemBasis.JENIS]


def crumbs(place: Place) -> list[dict[str, str | None]]:
    """Kebutuhan, then the way down; what the account may not open is only named."""
    items = rooms.crumbs(place.election, (_("Kebutuhan"), reverse("logistics:needs", args=[place.election.slug])))
    for part in prefixes(place.code)[1:]:
        may = access.may(place.request.user, Can.VIEW_LOGISTICS, region=part, election=place.election)
        is_open = part != place.code and may
        items.append({"label": place.names.full(part), "url": need_url(place.election, part) if is_open else None})
    return items


def tps_page(place: Place) -> dict[str, Any]:
    """One TPS: the calculation of its ballots, and every item with its basis."""
    election, profile = place.election, place.election.profile
    tps = Tps.objects.filter(election=election, code=place.code).first()
    if tps is None:
        raise Http404
    needs = reads.needs_of(election, place.contests, {tps.code: tps.dpt}, (), TPS)
    permil = profile.get("cadangan_permil")
    exact = None if tps.dpt is None else words.thousandths(tps.dpt * permil)
    items = [
        {"item": item, "amount": good.amount, "times": needs.times(good), "sum": needs.amount(good),
         **words.source_of(item, profile)}
        for item, good in place.items
        if is_due(good, TPS) and _has_amount(item) and (needs.times(good) or not item.kinds)
    ]  # fmt: skip
    return {
        "election": election, "tps": tps, "title": str(tps), "desa": place.names.full(tps.code[:10]),
        "crumbs": crumbs(place), "need": needs.whole, "exact": exact,
        "contests": [contest.title for contest in place.contests], **rule_of(election),
        "items": [row for row in items if row["sum"] is not None],
        "unset": [row["item"] for row in items if row["sum"] is None], "has_items": bool(place.items),
    }  # fmt: skip


def file_of(place: Place, asked: str) -> tuple[list[str], list[list[Any]], str]:
    """Titles, rows and name of the table as a file: what one sees, all pages; `asked`: the columns that show."""
    table = table_of(place)
    wanted = set(asked.split(","))
    shown = [at for at, column in enumerate(table.columns) if column.code in wanted] or range(len(table.columns))
    titles = [
        _("Kode"), word(CHILD_DIGITS[len(place.code)]), _("TPS"), _("TPS ber-DPT"),
        *(table.columns[at].title for at in shown),
    ]  # fmt: skip
    rows = [
        [row.code, row.label, row.needs.whole.tps, row.needs.whole.known, *(row.cells[at].value for at in shown)]
        for row in (*table.rows, table.total)
    ]
    return titles, rows, slugify(f"kebutuhan {table.group} {place.election.slug} {place.code}")
