"""How a calendar lies on a page: weeks of a month with bars over several days, days of an agenda, bars of a Gantt.

Pure: entries in, places out. Days are those of the zone that the caller asks for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

WEEK = 7


@dataclass(frozen=True)
class Entry:
    """Something with a time: a stage (two dates), or a meeting's day (two aware datetimes).

    `kind`: tahapan | rapat | pleno | pemesanan; `late`, `clash`: why, in words, or nothing. `legal`: the first and last
    day that the rule allows, where it says so. `is_off`: cancelled; it stays visible, struck out.
    """

    kind: str
    title: str
    starts: datetime | date
    ends: datetime | date
    url: str = ""
    election: str = ""
    place: str = ""
    region: str = ""
    late: str = ""
    clash: str = ""
    legal: tuple[date | None, date | None] = (None, None)
    is_off: bool = False

    @property
    def is_whole_day(self) -> bool:
        return not isinstance(self.starts, datetime)

    def first_day(self, zone: tzinfo) -> date:
        return self.starts.astimezone(zone).date() if isinstance(self.starts, datetime) else self.starts

    def last_day(self, zone: tzinfo) -> date:
        """The last day that belongs to it; what ends at midnight ended the day before."""
        if not isinstance(self.ends, datetime):
            return self.ends
        local = self.ends.astimezone(zone)
        day = local.date()
        return day - timedelta(days=1) if local.time() == time() and day > self.first_day(zone) else day

    def order(self, zone: tzinfo) -> tuple[object, ...]:
        """Earlier first; of one day whole days before hours, the longer first."""
        clock = self.starts.astimezone(zone).time() if isinstance(self.starts, datetime) else time()
        first = self.first_day(zone)
        return first, not self.is_whole_day, clock, first - self.last_day(zone), self.title


@dataclass(frozen=True)
class Bar:
    """An entry in one week: `column` 1 to 7 (Monday is 1), over `days` of it; whether it goes on beyond the week."""

    entry: Entry
    column: int
    days: int
    comes_from_before: bool
    goes_on: bool


@dataclass(frozen=True)
class Day:
    day: date
    is_outside: bool
    is_today: bool
    # How many entries of the day found no room.
    more: int = 0


@dataclass(frozen=True)
class Week:
    """`lanes`: bars side by side that do not overlap, one list for each line of the week."""

    days: list[Day]
    lanes: list[list[Bar]] = field(default_factory=list)


def month(
    entries: Iterable[Entry], first: date, *, today: date, zone: tzinfo, most: int | None = None
) -> list[Week]:  # fmt: skip
    """The weeks that show the month of `first`, from Monday; at most `most` lanes in each."""
    first = first.replace(day=1)
    start = first - timedelta(days=first.weekday())
    following = (first + timedelta(days=31)).replace(day=1)
    known = sorted(entries, key=lambda entry: entry.order(zone))
    weeks = []
    while start < following:
        weeks.append(_week(known, start, today, zone, most, in_month=(first.year, first.month)))
        start += timedelta(days=WEEK)
    return weeks


def week(entries: Iterable[Entry], day: date, *, today: date, zone: tzinfo) -> Week:
    """The week of `day`, from Monday, with all its entries."""
    known = sorted(entries, key=lambda entry: entry.order(zone))
    return _week(known, day - timedelta(days=day.weekday()), today, zone, None, in_month=None)


def _week(
    entries: Sequence[Entry], monday: date, today: date, zone: tzinfo, most: int | None,
    in_month: tuple[int, int] | None,
) -> Week:  # fmt: skip
    sunday = monday + timedelta(days=WEEK - 1)
    bars = [_bar(entry, monday, zone) for entry in entries
            if entry.first_day(zone) <= sunday and entry.last_day(zone) >= monday]  # fmt: skip
    lanes: list[list[Bar]] = []
    for bar in bars:
        lane = next((lane for lane in lanes if _is_free(lane, bar)), None)
        if lane is None:
            lanes.append(lane := [])
        lane.append(bar)
    shown = lanes if most is None else lanes[:most]
    hidden = [bar for lane in lanes[len(shown) :] for bar in lane]
    days = [monday + timedelta(days=number) for number in range(WEEK)]
    return Week(
        [
            Day(
                day, in_month is not None and (day.year, day.month) != in_month, day == today,
                sum(bar.column <= number < bar.column + bar.days for bar in hidden),
            )
            for number, day in enumerate(days, start=1)
        ],
        shown,
    )  # fmt: skip


def _bar(entry: Entry, monday: date, zone: tzinfo) -> Bar:
    first, last = entry.first_day(zone), entry.last_day(zone)
    sunday = monday + timedelta(days=WEEK - 1)
    start, end = max(first, monday), min(last, sunday)
    return Bar(entry, (start - monday).days + 1, (end - start).days + 1, first < monday, last > sunday)


def _is_free(lane: list[Bar], bar: Bar) -> bool:
    return all(bar.column >= other.column + other.days or other.column >= bar.column + bar.days for other in lane)


def agenda(entries: Iterable[Entry], first: date, last: date, *, zone: tzinfo) -> list[tuple[date, list[Entry]]]:
    """The days from `first` to `last` on which something begins, or has begun before `first` (told on that day)."""
    days: dict[date, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.order(zone)):
        if entry.last_day(zone) >= first and (day := max(entry.first_day(zone), first)) <= last:
            days.setdefault(day, []).append(entry)
    return sorted(days.items())


@dataclass(frozen=True)
class Row:
    """A line of a Gantt in whole days from its left edge; `legal_*` is the span that the rule allows, if it does."""

    entry: Entry
    start: int
    days: int
    legal_start: int | None
    legal_days: int | None
    comes_from_before: bool
    goes_on: bool


@dataclass(frozen=True)
class Gantt:
    """`months`: (first day of it here, where it begins, how many days of it are shown); `today`: None outside."""

    first: date
    days: int
    months: list[tuple[date, int, int]]
    mondays: list[int]
    today: int | None
    rows: list[Row]


def gantt(entries: Iterable[Entry], first: date, last: date, *, today: date, zone: tzinfo) -> Gantt:
    """Bars of what touches the days from `first` to `last`, both included; in the order of their beginning."""
    days = (last - first).days + 1
    if days < 1:
        raise ValueError(f"{last} is before {first}")
    rows = []
    for entry in sorted(entries, key=lambda entry: entry.order(zone)):
        span = _cut(entry.first_day(zone), entry.last_day(zone), first, last)
        if span is None:
            continue
        legal = _cut(entry.legal[0] or first, entry.legal[1] or last, first, last) if any(entry.legal) else None
        rows.append(
            Row(
                entry, *span, *(legal or (None, None)), entry.first_day(zone) < first, entry.last_day(zone) > last,
            )
        )  # fmt: skip
    starts = [first, *(day for day in _days(first, last) if day.day == 1 and day != first), last + timedelta(days=1)]
    return Gantt(
        first, days, [(one, (one - first).days, (two - one).days) for one, two in pairwise(starts)],
        [(day - first).days for day in _days(first, last) if day.weekday() == 0],
        (today - first).days if first <= today <= last else None, rows,
    )  # fmt: skip


def _cut(start: date, end: date, first: date, last: date) -> tuple[int, int] | None:
    """(offset, length) in days of what lies between `first` and `last`, or None."""
    start, end = max(start, first), min(end, last)
    return None if end < start else ((start - first).days, (end - start).days + 1)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def clashes(entries: Sequence[Entry], *, key: str = "place") -> dict[int, list[int]]:
    """Which entries with hours overlap in the same `key`: index to the indexes it meets. Blank keys never do."""
    found: dict[int, list[int]] = {}
    timed = sorted(
        (
            (entry.starts, number)
            for number, entry in enumerate(entries)
            if isinstance(entry.starts, datetime) and getattr(entry, key) and not entry.is_off
        ),
        key=lambda pair: pair[0],
    )
    for at, (_, one) in enumerate(timed):
        for starts, two in timed[at + 1 :]:
            if starts >= entries[one].ends:
                break
            if getattr(entries[one], key).casefold() == getattr(entries[two], key).casefold():
                found.setdefault(one, []).append(two)
                found.setdefault(two, []).append(one)
    return found
