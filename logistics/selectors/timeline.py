"""The day of distribution: boxes that came to PPK, PPS or KPPS, hour by hour, against all that should come.

A box counts at a level when it first came there; on its way back after the vote it comes there again and is not
counted again. Hours are those of the election's zone.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import ExtractHour, TruncDate
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _

from electcoord.common import charts
from electcoord.common.download import FORMATS
from electcoord.elections import calendar
from electcoord.elections.models import Election
from electcoord.elections.places import word
from logistics.models import Custody, HolderKind
from logistics.selectors import ready, ready_pages
from logistics.selectors.movements import bars_of_day
from logistics.selectors.ready_pages import Place

LEVELS = (HolderKind.PPK, HolderKind.PPS, HolderKind.KPPS)
# Shown even where nothing happens; earlier and later hours only where something did.
MORNING, EVENING = 6, 18
# Days on which boxes came that are offered beside the calendar, the latest first.
MOST_DAYS = 7


def arrivals(election: Election, code: str, level: str) -> QuerySet[Custody]:
    """The passing by which each box of a region first came to this level."""
    before = Custody.objects.filter(container=OuterRef("container"), holder__kind=level, step__lt=OuterRef("step"))
    rows = Custody.objects.filter(holder__kind=level, container__in=ready.boxes_in(election, code))
    return rows.filter(~Exists(before)).order_by()


@dataclass(frozen=True)
class Hours:
    """A place over the day: boxes by hour, what came before, and what should come in all."""

    code: str
    counts: dict[int, int]
    before: int
    expected: int

    @property
    def today(self) -> int:
        return sum(self.counts.values())

    @property
    def until_now(self) -> int:
        return self.before + self.today


def hours_of(place: Place, day: date, level: str) -> tuple[list[Hours], list[date]]:
    """By place just below, and the days on which boxes came; two queries however many boxes moved."""
    election, zone = place.election, calendar.zone_of(place.election)
    rows = arrivals(election, place.code, level).annotate(
        part=ready.place_of(place.digits, "container__"), day=TruncDate("at", tzinfo=zone),
        hour=ExtractHour("at", tzinfo=zone),
    )  # fmt: skip
    within: dict[str, dict[int, int]] = defaultdict(dict)
    before: dict[str, int] = defaultdict(int)
    days = set()
    for part, on, hour, count in rows.values_list("part", "day", "hour").annotate(n=Count("pk")):
        days.add(on)
        if on == day:
            within[part][hour] = count
        elif on < day:
            before[part] += count
    due = ready.expected_in(election, place.contests, place.code, place.digits)
    found = [
        Hours(part, within.get(part, {}), before.get(part, 0), due[part].expected if part in due else 0)
        for part in sorted(due.keys() | within.keys() | before.keys())
    ]
    return found, sorted(days, reverse=True)


def _span(rows: list[Hours]) -> range:
    known = {hour for row in rows for hour in row.counts}
    return range(min(known | {MORNING}), max(known | {EVENING}) + 1)


def day_of(place: Place) -> date:
    """The day that is asked for; today where none is, or where it is no day."""
    try:
        return parse_date(place.request.GET.get("tanggal", "")[:10]) or calendar.today(place.election)
    except ValueError:
        return calendar.today(place.election)


def level_of(place: Place) -> HolderKind:
    asked = place.request.GET.get("ke", "")
    return HolderKind(asked) if asked in LEVELS else HolderKind.KPPS


def page_of(place: Place) -> dict[str, Any]:
    day, level = day_of(place), level_of(place)
    rows, days = hours_of(place, day, level)
    span = _span(rows)
    totals = [sum(row.counts.get(hour, 0) for row in rows) for hour in span]
    whole, before = sum(row.expected for row in rows), sum(row.before for row in rows)
    here = reverse("logistics:timeline-region", args=[place.election.slug, place.code])

    def url(to: date = day, kind: str = level) -> str:
        return f"{here}?tanggal={to.isoformat()}&ke={kind}"

    return {
        "election": place.election, "title": place.names.full(place.code), "day": day, "level": level,
        "crumbs": ready_pages.crumbs(place, _("Garis waktu")),
        "corner": word(place.digits), "hours": [f"{hour:02d}" for hour in span],
        "rows": [{"row": row, "label": place.names.get(row.code), "cells": [row.counts.get(hour, 0) for hour in span],
                  "url": _below(place, row.code, day, level)} for row in rows],
        "totals": totals, "before": before, "today": sum(totals), "until_now": before + sum(totals), "whole": whole,
        "line": charts.line(_run(span, totals, before), whole) if sum(totals) else None,
        "bars": bars_of_day(place.election, place.code, day),
        "levels": [{"label": kind.label, "url": url(kind=kind), "active": kind == level} for kind in LEVELS],
        "earlier": url(day - timedelta(days=1)), "later": url(day + timedelta(days=1)), "here": here,
        "busy": [{"day": one, "url": url(one)} for one in days[:MOST_DAYS]],
        "files": [{"label": form.upper(), "url": reverse("logistics:timeline-file", args=[
            place.election.slug, place.code, form]) + f"?tanggal={day.isoformat()}&ke={level}"} for form in FORMATS],
    }  # fmt: skip


def _below(place: Place, code: str, day: date, level: str) -> str:
    if len(code) > 10:
        return ready_pages.place_url(place.election, code)
    url = reverse("logistics:timeline-region", args=[place.election.slug, code])
    return f"{url}?tanggal={day.isoformat()}&ke={level}"


def _run(span: range, totals: list[int], before: int) -> list[tuple[str, int]]:
    """The sum at the end of each hour, from what was there when the day began."""
    points, sum_ = [(f"{span[0]:02d}.00", before)], before
    for hour, count in zip(span, totals, strict=True):
        sum_ += count
        points.append((f"{hour + 1:02d}.00", sum_))
    return points


def file_of(place: Place) -> tuple[list[str], list[list[Any]], str]:
    """The table as a file: what came before, by hour, until the day's end, expected."""
    day, level = day_of(place), level_of(place)
    rows, _days = hours_of(place, day, level)
    span = _span(rows)
    titles = ["kode", word(place.digits), _("Sebelumnya"), *(f"{hour:02d}" for hour in span), _("Sampai hari ini"),
              _("Seharusnya")]  # fmt: skip
    lines = [
        [row.code, place.names.get(row.code), row.before, *(row.counts.get(hour, 0) for hour in span), row.until_now,
         row.expected] for row in rows
    ]  # fmt: skip
    return titles, lines, slugify(f"garis-waktu {level} {day.isoformat()} {place.names.full(place.code)}")
