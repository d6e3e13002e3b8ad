"""The calendar's page: a month, a week, an agenda or a Gantt of what the account may see."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.templatetags.angka import BULAN, HARI, tanggal
from electcoord.elections.models import Election
from meetings import timetable
from meetings.selectors import calendar_entries as entries
from meetings.selectors.calendar_gantt import drawn
from meetings.selectors.overview import region_choices
from meetings.timetable import Entry

VIEWS = {"bulan": lazy("Bulan"), "pekan": lazy("Pekan"), "agenda": lazy("Agenda"), "gantt": lazy("Gantt")}
KINDS = {
    entries.STAGE: lazy("Tahapan"), entries.MEETING: lazy("Rapat"), entries.PLENO: lazy("Pleno"),
    entries.BOOKING: lazy("Pemesanan"),
}  # fmt: skip
WORDS = KINDS | {entries.LIMIT: lazy("Batas aturan")}
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
GANTT_MONTHS = 3


@dataclass(frozen=True)
class Filter:
    """What the calendar is asked for; unknown values are passed over, they never fail."""

    view: str
    day: date
    election: str = ""
    region: str = ""
    kind: str = ""
    chosen: bool = False
    today: date = FIRST
    # Nobody asked for a view: the month, and on a narrow screen the agenda of it.
    is_open: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], today: date) -> "Filter":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:60]

        view, is_open = text("tampil"), False
        if view not in VIEWS:
            # A day is chosen in the month only.
            view, is_open = "bulan", not text("hari")
        chosen, month = _day(text("hari")), _day(f"{text('bulan')}-01")
        if chosen and month and (chosen.year, chosen.month) != (month.year, month.month):
            chosen = None
        region, kind = text("wilayah"), text("jenis")
        return cls(
            view, chosen or month or today, text("pemilu"), region if region.isascii() and region.isdigit() else "",
            kind if kind in KINDS else "", chosen is not None, today, is_open,
        )  # fmt: skip

    @property
    def values(self) -> dict[str, str]:
        return {"pemilu": self.election, "wilayah": self.region, "jenis": self.kind}

    @property
    def month(self) -> date:
        return self.day.replace(day=1)

    def url(self, *, view: str = "", day: date | None = None, month: date | None = None) -> str:
        values = {"tampil": view or ("" if self.is_open and not day else self.view)}
        if month:
            values["bulan"] = f"{month:%Y-%m}"
        else:
            values["hari"] = (day or self.day).isoformat()
        return f"?{urlencode({key: value for key, value in (values | self.values).items() if value})}"

    @property
    def window(self) -> tuple[date, date]:
        """The days that the view shows, both included."""
        if self.view == "pekan":
            monday = self.day - timedelta(days=self.day.weekday())
            return monday, monday + timedelta(days=6)
        if self.view == "gantt":
            return self.month, moved(self.month, GANTT_MONTHS) - timedelta(days=1)
        last = moved(self.month, 1) - timedelta(days=1)
        if self.view == "agenda":
            return self.month, last
        return self.month - timedelta(days=self.month.weekday()), last + timedelta(days=6 - last.weekday())

    def step(self, way: int) -> str:
        """The address one page back or on; "" beyond the years that a calendar has."""
        if self.view == "pekan":
            day = self.day + timedelta(days=7 * way)
            return self.url(day=day) if FIRST <= day <= LAST else ""
        month = moved(self.month, way)
        return self.url(month=month) if FIRST <= month <= LAST else ""

    @property
    def now_url(self) -> str:
        is_by_day = self.view in ("pekan", "bulan") and not self.is_open
        if is_by_day:
            return self.url(day=self.today)
        return self.url(month=self.today) + ("#hari-ini" if self.view == "agenda" else "")

    @property
    def title(self) -> str:
        first, last = self.window
        if self.view == "pekan":
            return _days(first, last)
        if self.view == "gantt":
            return _("%(first)s – %(last)s") % {"first": month_name(first), "last": month_name(last)}
        return month_name(self.month)


def _days(first: date, last: date) -> str:
    """`23–29 November 2026`, `30 November – 6 Desember 2026`: what both ends share is said once."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{tanggal(last)}"
    begin = f"{first.day} {BULAN[first.month - 1]}" if first.year == last.year else tanggal(first)
    return _("%(first)s – %(last)s") % {"first": begin, "last": tanggal(last)}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def moved(month: date, by: int) -> date:
    """The first day of the month so many months on."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def month_name(day: date) -> str:
    return f"{BULAN[day.month - 1]} {day.year}"


def day_name(day: date) -> str:
    return f"{HARI[day.weekday()]}, {tanggal(day)}"


def short_day(day: date) -> str:
    """`Senin, 4 Maret`: the year stands above."""
    return f"{HARI[day.weekday()]}, {day.day} {BULAN[day.month - 1]}"


def page(request: HttpRequest) -> dict[str, Any]:
    """The calendar as asked for; the number of queries does not depend on how much stands in it."""
    wanted = Filter.of(request.GET, timezone.localdate())
    known = entries.elections_in(request.user)
    chosen = [one for one in known if one.slug == wanted.election] or known
    first, last = wanted.window
    kinds = frozenset({wanted.kind, entries.LIMIT} if wanted.kind == entries.STAGE else {wanted.kind} - {""})
    asked = entries.Asked(first, last, chosen, wanted.region, kinds)
    found = entries.entries_for(request.user, asked)
    return {
        "crumbs": crumbs(), "filter": wanted, "known": known, "kinds": list(KINDS.items()),
        "regions": region_choices(request), "today": wanted.today, "narrows": any(wanted.values.values()),
        "tabs": _tabs(wanted, wanted.view), "phone_tabs": _tabs(wanted, "agenda") if wanted.is_open else [],
        "reset_url": Filter(wanted.view, wanted.day, is_open=wanted.is_open).url(month=wanted.month),
        "before": wanted.step(-1), "after": wanted.step(1),
        "counts": _counts(found), "is_several": len(chosen) > 1, "missing": without_stages(request, chosen),
        "has_entries": bool(found), **_layout(wanted, found, chosen),
    }  # fmt: skip


def _tabs(wanted: Filter, shown: str) -> list[dict[str, Any]]:
    """The views, each at the day or month that is looked at; `shown`: the one that stands there."""
    month = None if wanted.chosen or wanted.month == wanted.today.replace(day=1) else wanted.month
    return [
        {"label": label, "url": wanted.url(view=key, month=month), "active": key == shown}
        for key, label in VIEWS.items()
    ]


def _counts(found: list[Entry]) -> dict[str, int]:
    return {"late": sum(bool(one.late) for one in found), "clash": sum(bool(one.clash) for one in found)}


def without_stages(request: HttpRequest, elections: list[Election]) -> list[Election]:
    """Elections of which nobody has loaded the stages, where the account may do it."""
    loaded = {phase.election_id for phase in entries.stages_of(elections)}
    return [
        one for one in elections
        if one.pk not in loaded and access.may(request.user, Can.EDIT_CALENDAR, region=one.kabupaten_id, election=one)
    ]  # fmt: skip


def _layout(wanted: Filter, found: list[Entry], chosen: list[Election]) -> dict[str, Any]:
    zone, today = timezone.get_current_timezone(), wanted.today
    first, last = wanted.window
    if wanted.view == "gantt":
        return drawn(found, first, last, today=today, zone=zone, elections=chosen)
    if wanted.view == "agenda":
        return {"days": listed(found, first, last)}
    if wanted.view == "pekan":
        whole = [one for one in found if one.is_whole_day]
        week = timetable.week(whole, wanted.day, today=today, zone=zone)
        hours = defaultdict(list)
        for one in sorted((e for e in found if not e.is_whole_day), key=lambda e: e.order(zone)):
            for day in _each(max(one.first_day(zone), first), min(one.last_day(zone), last)):
                hours[day].append(one)
        return {"week": week, "columns": [(one, short_day(one.day), hours[one.day]) for one in week.days],
                "days": listed(found, first, last)}  # fmt: skip
    return _month(wanted, found, first, last)


def _month(wanted: Filter, found: list[Entry], first: date, last: date) -> dict[str, Any]:
    zone = timezone.get_current_timezone()
    weeks = timetable.month(found, wanted.month, today=wanted.today, zone=zone, most=5)
    dots: dict[date, list[str]] = defaultdict(list)
    for one in sorted(found, key=lambda entry: entry.order(zone)):
        look = "galat" if one.late or one.clash else one.kind
        for day in _each(max(one.first_day(zone), first), min(one.last_day(zone), last)):
            if look not in dots[day]:
                dots[day].append(look)
    rows = [
        {"week": week, "days": [
            {"at": day, "number": number, "url": f"{wanted.url(day=day.day)}#hari", "name": day_name(day.day),
             "dots": dots[day.day][:4], "is_chosen": wanted.chosen and day.day == wanted.day}
            for number, day in enumerate(week.days, 1)
        ]}
        for week in weeks
    ]  # fmt: skip
    begin, end = (wanted.day, wanted.day) if wanted.chosen else (wanted.month, moved(wanted.month, 1) - timedelta(1))
    shown = listed(found, begin, end)
    return {
        "weeks": rows, "days": shown, "chosen_name": day_name(wanted.day),
        # Read on a phone, where today comes first.
        "past": [one for one in shown if one["day"] < wanted.today],
        "coming": [one for one in shown if one["day"] >= wanted.today],
    }  # fmt: skip


def listed(found: list[Entry], first: date, last: date) -> list[dict[str, Any]]:
    """Days with what begins on them, as the agenda shows it."""
    zone = timezone.get_current_timezone()
    return [
        {"day": day, "name": day_name(day), "is_today": day == timezone.localdate(),
         "rows": [{"entry": one, "word": WORDS[one.kind], "when": when(one, day)} for one in rows]}
        for day, rows in timetable.agenda(found, first, last, zone=zone)
    ]  # fmt: skip


def when(one: Entry, day: date) -> str:
    """`09.00–12.00`, `sepanjang hari`, `sampai 2 Maret 2024`."""
    zone = timezone.get_current_timezone()
    last = one.last_day(zone)
    if one.is_whole_day:
        return _("sepanjang hari") if last == day else _("sampai %(day)s") % {"day": tanggal(last)}
    starts, ends = one.starts.astimezone(zone), one.ends.astimezone(zone)
    if one.first_day(zone) == last == day:
        return f"{starts:%H.%M}–{ends:%H.%M}"
    if one.first_day(zone) < day:
        return _("sampai %(day)s") % {"day": f"{tanggal(ends)} {ends:%H.%M}"}
    return _("%(time)s sampai %(day)s") % {"time": f"{starts:%H.%M}", "day": f"{tanggal(ends)} {ends:%H.%M}"}


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def crumbs(here: str = "") -> list[dict[str, Any]]:
    """Beranda, Kalender, here."""
    found = [
        {"label": _("Beranda"), "url": reverse("office:home")},
        {"label": _("Kalender"), "url": reverse("calendar:calendar") if here else None},
    ]
    return [*found, {"label": here, "url": None}] if here else found


def soon(request: HttpRequest, election: Election) -> dict[str, Any] | None:
    """Beranda: stages that run, are late or begin within seven days, and the meetings of these days."""
    if not access.may_somewhere(request.user, Can.VIEW_CALENDAR, election):
        return None
    today = timezone.localdate()
    found = entries.entries_for(request.user, entries.Asked(today, today + timedelta(days=6), [election]))
    # Bookings that are no meeting (twenty trucks on one day) stand in the calendar; here only what clashes.
    found = [one for one in found if one.kind != entries.BOOKING or one.clash]
    late = [one for one in entries.stage_entries(entries.Asked(FIRST, today - timedelta(1), [election])) if one.late]
    rows = [{"entry": one, "word": WORDS[one.kind], "when": when(one, day), "day": day}
            for day, ones in timetable.agenda([*late, *found], today, today + timedelta(6),
                                              zone=timezone.get_current_timezone()) for one in ones]  # fmt: skip
    rows = [{"entry": one, "word": WORDS[one.kind], "when": "", "day": one.ends}
            for one in late if one.last_day(timezone.get_current_timezone()) < today] + rows  # fmt: skip
    return {"rows": rows[:8], "more": max(0, len(rows) - 8), "url": reverse("calendar:calendar")} if rows else None
