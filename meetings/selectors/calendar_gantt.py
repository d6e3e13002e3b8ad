"""The Gantt as an SVG: places of bars, frames and lines in whole units; the table beside it says the same."""

from datetime import date, timedelta, tzinfo
from typing import Any

from electcoord.common.templatetags.angka import BULAN
from electcoord.elections.models import Election
from meetings import timetable
from meetings.selectors.calendar_entries import MEETING, PLENO, STAGE, span_words
from meetings.timetable import Entry, Row

LABEL, WIDE, LINE, TOP = 250, 750, 24, 34
SHORT = 38


def drawn(
    found: list[Entry], first: date, last: date, *, today: date, zone: tzinfo, elections: list[Election]
) -> dict[str, Any]:
    """For each election its stages, a bar each, and one line with the days of its meetings."""
    chart = timetable.gantt([], first, last, today=today, zone=zone)
    scale = WIDE / chart.days
    y, groups, rows = TOP, [], []
    for election in elections:
        own = [entry for entry in found if entry.election == election.name]
        stages = timetable.gantt([e for e in own if e.kind == STAGE], first, last, today=today, zone=zone).rows
        days = timetable.gantt([e for e in own if e.kind in (MEETING, PLENO)], first, last, today=today, zone=zone).rows
        if not stages and not days:
            continue
        groups.append({"name": election.name, "y": str(y + 16), "line": str(y)})
        y += LINE
        for row in stages:
            rows.append(_stage(row, y, scale, first))
            y += LINE
        if days:
            groups[-1]["marks"] = {"y": str(y + 5), "text": str(y + 16), "count": len(days),
                                   "days": [_mark(row, scale) for row in days]}  # fmt: skip
            y += LINE
    return {
        "gantt": {
            "width": str(LABEL + WIDE), "height": str(y + 6), "foot": str(y), "bars": rows, "groups": groups,
            "left": str(LABEL),
            "months": [{"x": _x(at, scale), "text": _x(at, scale, 5), "name": _name(day, days)}
                       for day, at, days in chart.months],
            "mondays": [_x(at, scale) for at in chart.mondays],
            "today": _x(chart.today, scale) if chart.today is not None else "",
        },
        "table": [
            {"entry": one, "legal": span_words(*one.legal), "days": span_words(one.starts, one.ends)}
            for one in sorted((e for e in found if e.kind == STAGE), key=lambda e: (e.election, *e.order(zone)))
        ],
    }  # fmt: skip


def _name(day: date, days: int) -> str:
    return f"{BULAN[day.month - 1]} {day.year}" if days > 12 else ""


def _x(days: float, scale: float, more: float = 0) -> str:
    return f"{LABEL + days * scale + more:.1f}"


def _wide(days: float, scale: float) -> str:
    return f"{max(days * scale, 3):.1f}"


def _stage(row: Row, y: int, scale: float, first: date) -> dict[str, Any]:
    entry = row.entry
    found = {
        "entry": entry, "x": _x(row.start, scale), "width": _wide(row.days, scale),
        "y": str(y + 5), "text": str(y + 16),
        "label": entry.title if len(entry.title) <= SHORT else f"{entry.title[: SHORT - 1].rstrip()}…",
        "look": "late" if entry.late else "clash" if entry.clash else "off" if entry.is_off else "stage",
        "days": span_words(entry.starts, entry.ends),
    }  # fmt: skip
    if row.legal_start is not None:
        found |= {"legal_x": _x(row.legal_start, scale), "legal_width": _wide(row.legal_days, scale),
                  "legal_y": str(y + 2), "has_end": _ends_inside(entry, first, row),
                  "legal_end": _x(row.legal_start + row.legal_days, scale)}  # fmt: skip
    return found


def _ends_inside(entry: Entry, first: date, row: Row) -> bool:
    """Whether the legal last day itself is drawn, not only the edge of the page."""
    end = entry.legal[1]
    return end is not None and end == first + timedelta(days=row.legal_start + row.legal_days - 1)


def _mark(row: Row, scale: float) -> dict[str, Any]:
    entry = row.entry
    look = "late" if entry.late else "clash" if entry.clash else "off" if entry.is_off else entry.kind
    return {"entry": entry, "x": _x(row.start, scale), "width": _wide(row.days, scale), "look": look}
