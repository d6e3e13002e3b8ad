"""How fast the papers come in: states, missing photos, entries per hour and the expected end, per area and contest.

Computed live by three aggregate queries; integers only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, IntegerField, Max, OuterRef, Q, Value, When
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.numbers import angka
from electcoord.common.templatetags.angka import HARI
from electcoord.elections.calendar import zone_of
from electcoord.elections.models import Contest, Election
from electcoord.papers.models import Placement
from recap.models import ENTRIES, Sheet, SheetVersion, VersionKind
from recap.rules.limits import Limits
from recap.selectors import places
from recap.selectors.places import Names
from recap.selectors.tables import coverage
from recap.states import SheetState, word

PAGE = 50
HOURS = 12
# Full hours with work in them that the rate is taken from.
ACTIVE = 2
FAR = timedelta(days=5)
STEP = 10
WORDS = ("belum", "periksa", "cocok", "selesai")
COLUMNS = {6: "kecamatan_code", 10: "desa_code", 13: "tps_code"}
# A correction is work too, but no paper comes in by it.
COUNTED = (*ENTRIES, VersionKind.KEPUTUSAN.value)
Key = tuple[str, int]


@dataclass
class Tally:
    """What is known of an area or a contest. `hours`: entries per hour, the running hour first; `left`: due entries."""

    states: dict[str, int] = field(default_factory=dict)
    total: int = 0
    left: int = 0
    photos: int = 0
    hours: list[int] = field(default_factory=lambda: [0] * (HOURS + 1))

    def add(self, other: "Tally") -> None:
        """Takes another part in."""
        for state, count in other.states.items():
            self.states[state] = self.states.get(state, 0) + count
        self.total += other.total
        self.left += other.left
        self.photos += other.photos
        self.hours = [a + b for a, b in zip(self.hours, other.hours, strict=True)]

    @property
    def words(self) -> dict[str, int]:
        """Sheets per word of the screens."""
        found = dict.fromkeys(WORDS, 0)
        for state, count in self.states.items():
            found[word(state)] += count
        return found


@dataclass(frozen=True)
class Rate:
    """So many entries in so many full hours of work."""

    entries: int
    hours: int

    @property
    def per_hour(self) -> int:
        """Rounded half up."""
        return (2 * self.entries + self.hours) // (2 * self.hours)

    def minutes(self, left: int) -> int:
        """How long the rest takes, rounded up."""
        return -(-left * self.hours * 60 // self.entries)


def rate_of(hours: Sequence[int]) -> Rate | None:
    """The last full hours in which anything was entered; None where there were none. The running hour is not full."""
    active = [count for count in hours[1:] if count][:ACTIVE]
    return Rate(sum(active), len(active)) if active else None


def due_entries(state: str, count: int, single: int, *, double: bool) -> int:
    """Entries and decisions that sheets of a state still need; `single`: those of them with one version only."""
    if state == SheetState.BELUM_MASUK:
        return count * (2 if double else 1)
    if state in (SheetState.ENTRI_SATU, SheetState.BEDA_ENTRI):
        return count
    return single if state == SheetState.KARANTINA and double else 0


def expected(tally: Tally, now: datetime, zone: tzinfo) -> str:
    """When the last entry is expected, in words; `now` aware."""
    if not tally.left:
        return _("entri selesai") if tally.total else "–"
    rate = rate_of(tally.hours)
    if rate is None:
        return _("belum ada laju")
    minutes = rate.minutes(tally.left)
    if minutes > FAR // timedelta(minutes=1):
        return _("lebih dari 5 hari")
    local = now.astimezone(zone)
    end = local + timedelta(minutes=minutes)
    end += timedelta(minutes=-end.minute % STEP)
    days = (end.date() - local.date()).days
    at = {"time": f"{end:%H.%M}", "day": HARI[end.weekday()]}
    if days < 2:
        return (_("sekitar %(time)s besok") if days else _("sekitar %(time)s hari ini")) % at
    return _("%(day)s sekitar %(time)s") % at


def urgency(tally: Tally) -> tuple[int, int, int]:
    """Sorts the slowest first: standing still, then the latest end, then what is done."""
    if not tally.left:
        return (2, 0, -tally.total)
    rate = rate_of(tally.hours)
    return (0, 0, -tally.left) if rate is None else (1, -rate.minutes(tally.left), -tally.left)


@dataclass(frozen=True)
class Area:
    """Where the page looks: a region that the account may see, or all of its regions."""

    code: str
    digits: int
    inside: tuple[str, ...]

    def q(self, name: str) -> Q:
        """A filter on a column of TPS codes."""
        return access.region_q(self.inside, name) & Q(**{f"{name}__startswith": self.code})


def area_or_404(request: HttpRequest, election: Election, wanted: str) -> Area:
    """The wanted region, else the one that the account has; with several, the kabupaten with these alone."""
    inside = tuple(access.scope(request.user, Can.VIEW_RECAP, election))
    entrances = places.entrances(request.user, election)
    code = wanted or (entrances[0] if len(entrances) == 1 else election.kabupaten_id)
    if len(code) not in places.CHILD_DIGITS or not code.startswith(election.kabupaten_id):
        raise Http404
    if not any(access.covers_or_all(top, code) or top.startswith(code) for top in entrances):
        raise Http404
    return Area(code, places.CHILD_DIGITS[len(code)], inside)


def progress_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """Context of the progress page; three aggregate queries whatever there is to count."""
    area = area_or_404(request, election, request.GET.get("wilayah", "").strip())
    contests = list(election.contests.order_by("order"))
    chosen = next((contest for contest in contests if contest.key == request.GET.get("kontes")), None)
    now = clock.now()
    tallies = _tallies(election, area, contests, now)
    shown = {key: tally for key, tally in tallies.items() if chosen is None or key[1] == chosen.pk}
    by_area, by_contest = _sums(shown, 0), _sums(tallies, 1)
    whole = Tally()
    for tally in by_area.values():
        whole.add(tally)
    ordered = sorted(by_area.items(), key=lambda item: (urgency(item[1]), item[0]))
    page = Paginator(ordered, PAGE).get_page(request.GET.get("hal"))
    names = Names.of(election, [*places.prefixes(area.code), *(code for code, _ in page)])
    desk = _Desk(election, area, chosen, now, zone_of(election))
    return {
        "election": election,
        "crumbs": _crumbs(desk, names),
        "contests": contests,
        "contest": chosen,
        "area": area,
        "title": names.full(area.code),
        "unit": places.WORDS[area.digits],
        "total": whole.total,
        "entered_unit": _("dari %(total)s lembar") % {"total": angka(whole.total)},
        "entered": coverage(whole.total - whole.states.get(SheetState.BELUM_MASUK, 0), whole.total),
        "whole": desk.row(whole, area.code, chosen),
        "rate": rate_of(whole.hours),
        "rate_hint": _rate_hint(whole.hours),
        "rows": [{"label": names.get(code), "url": desk.inner_url(code), **desk.row(tally, code, chosen)}
                 for code, tally in page],
        "page": page,
        "page_query": f"{query}&" if (query := desk.query()) else "",
        "by_contest": [
            {"label": contest.title, "url": desk.contest_url(contest), "active": contest == chosen,
             **desk.row(by_contest[contest.pk], area.code, contest)}
            for contest in contests
            if contest.pk in by_contest
        ],
        "hours": desk.hours(whole.hours),
        "hour_max": max(whole.hours),
        "last_entry": None if any(whole.hours) else _last_entry(election, area, chosen),
        "now": now,
        "clock": f"{now.astimezone(desk.zone):%H.%M} {election.zone}".strip(),
    }  # fmt: skip


def _rate_hint(hours: Sequence[int]) -> str:
    rate = rate_of(hours)
    return (
        _("%(entries)s entri dalam %(hours)s jam penuh terakhir")
        % {"entries": angka(rate.entries), "hours": rate.hours}
        if rate
        else ""
    )


def _tallies(election: Election, area: Area, contests: Iterable[Contest], now: datetime) -> dict[Key, Tally]:
    """(region below, contest) to its tally."""
    double = Limits.of(election.profile).double_entry
    needs_two = {contest.pk: bool(double.get(contest.kind, True)) for contest in contests}
    found: dict[Key, Tally] = {}
    column = COLUMNS[area.digits]
    sheets = Sheet.objects.filter(area.q("tps_code"), election=election).order_by()
    groups = sheets.values_list(column, "contest", "state")
    counted = groups.annotate(sheets=Count("pk"), single=Count("pk", filter=Q(version_count=1)))
    for code, contest, state, count, alone in counted:
        tally = found.setdefault((code, contest), Tally())
        tally.states[state] = tally.states.get(state, 0) + count
        tally.total += count
        tally.left += due_entries(state, count, alone, double=needs_two[contest])
    for code, contest, back, count in _by_hour(election, area, now):
        found[code, contest].hours[back] = count
    photo = Placement.objects.current().filter(contest=OuterRef("contest"), tps_code=OuterRef("tps_code"))
    pictured = sheets.filter(Exists(photo)).values_list(column, "contest")
    for code, contest, count in pictured.annotate(sheets=Count("pk")):
        found[code, contest].photos = count
    return found


def hour_starts(now: datetime) -> list[datetime]:
    """The start of the running hour and of the full hours before it; zones of whole hours share them."""
    top = now.replace(minute=0, second=0, microsecond=0)
    return [top - timedelta(hours=back) for back in range(HOURS + 1)]


def _by_hour(election: Election, area: Area, now: datetime) -> Iterable[tuple[str, int, int, int]]:
    """(region, contest, hours back, entries); 0 is the running hour."""
    starts = hour_starts(now)
    back = Case(
        *(When(entered_at__gte=start, then=Value(at)) for at, start in enumerate(starts)), output_field=IntegerField()
    )
    rows = SheetVersion.objects.filter(
        area.q("sheet__tps_code"), sheet__election=election, entered_at__gte=starts[-1], kind__in=COUNTED
    ).order_by()
    grouped = rows.annotate(back=back).values_list(f"sheet__{COLUMNS[area.digits]}", "sheet__contest", "back")
    return grouped.annotate(entries=Count("pk"))


def _last_entry(election: Election, area: Area, contest: Contest | None) -> datetime | None:
    """When the last entry was made, where it is longer ago than the hours that are shown."""
    rows = SheetVersion.objects.filter(area.q("sheet__tps_code"), sheet__election=election)
    if contest:
        rows = rows.filter(sheet__contest=contest)
    return rows.aggregate(at=Max("entered_at"))["at"]


def _sums(tallies: Mapping[Key, Tally], part: int) -> dict[Any, Tally]:
    found: dict[Any, Tally] = {}
    for key, tally in tallies.items():
        found.setdefault(key[part], Tally()).add(tally)
    return found


@dataclass(frozen=True)
class _Desk:
    """Turns tallies into rows whose numbers lead to the work behind them."""

    election: Election
    area: Area
    contest: Contest | None
    now: datetime
    zone: tzinfo

    def row(self, tally: Tally, code: str, contest: Contest | None) -> dict[str, Any]:
        arrived = tally.total - tally.states.get(SheetState.BELUM_MASUK, 0)
        rate = rate_of(tally.hours)
        missing = tally.total - tally.photos
        return {
            "coverage": coverage(arrived, tally.total),
            "numbers": [
                {"word": name, "count": count, "url": count and self.work_url(code, contest, status=name)}
                for name, count in tally.words.items()
            ],
            "missing": {"count": missing, "url": missing and self.work_url(code, contest, kertas="belum")},
            "left": tally.left,
            "per_hour": rate and rate.per_hour,
            "expected": expected(tally, self.now, self.zone),
            "is_still": bool(tally.left) and rate is None,
        }

    def work_url(self, code: str, contest: Contest | None, **more: str) -> str:
        return f"{reverse('recap:work', args=[self.election.slug])}?{self._query(code, contest, **more)}"

    def inner_url(self, code: str) -> str:
        """A region's own page of progress; a TPS has its page."""
        if len(code) == places.LEVEL_DIGITS["tps"]:
            return places.tps_url(self.election, code)
        return f"?{self._query(code, self.contest)}"

    def contest_url(self, contest: Contest) -> str:
        """The same region with this contest alone; all of them where it is chosen already."""
        return f"?{self._query(self.area.code, None if contest == self.contest else contest)}"

    def query(self) -> str:
        return self._query(self.area.code, self.contest)

    def _query(self, code: str, contest: Contest | None, **more: str) -> str:
        return urlencode({"wilayah": code, **({"kontes": contest.key} if contest else {}), **more})

    def hours(self, counts: Sequence[int]) -> list[dict[str, Any]]:
        """The last hours, the latest first."""
        starts = [start.astimezone(self.zone) for start in hour_starts(self.now)]
        return [
            {"label": f"{start:%H.00}", "count": count, "is_running": at == 0,
             "day": "" if start.date() == starts[0].date() else _("kemarin")}
            for at, (start, count) in enumerate(zip(starts[:HOURS], counts[:HOURS], strict=True))
        ]  # fmt: skip


def _crumbs(desk: _Desk, names: Names) -> list[dict[str, str | None]]:
    """The way down from the widest region that is shown to this one."""
    door = reverse("recap:progress", args=[desk.election.slug])
    steps: list[str | tuple[str, str]] = [(_("Kemajuan"), door)]
    for code in places.prefixes(desk.area.code)[2:]:
        steps.append((names.full(code), f"{door}?wilayah={code}"))
    last = steps.pop()
    return places.page_crumbs(desk.election, *steps, last if isinstance(last, str) else last[0])
