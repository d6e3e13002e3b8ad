"""Where entries lie on a calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings import timetable
from meetings.timetable import Entry

pytestmark = pytest.mark.once

WIB = ZoneInfo("Asia/Jakarta")
TODAY = date(2024, 2, 12)
QUIET = Entry(
    "tahapan", "Masa tenang", date(2024, 2, 11), date(2024, 2, 13), legal=(date(2024, 2, 11), date(2024, 2, 13))
)
VOTE = Entry("tahapan", "Pemungutan suara", date(2024, 2, 14), date(2024, 2, 14))
PLENO = Entry("pleno", "Pleno", datetime(2024, 3, 1, 9, tzinfo=WIB), datetime(2024, 3, 3, 17, tzinfo=WIB))


def test_a_month_has_whole_weeks_from_monday() -> None:
    weeks = timetable.month([], date(2024, 2, 20), today=TODAY, zone=WIB)
    assert weeks[0].days[0].day == date(2024, 1, 29)
    assert weeks[-1].days[-1].day == date(2024, 3, 3)
    assert [day.day for week in weeks for day in week.days if day.is_today] == [TODAY]
    assert sum(not day.is_outside for week in weeks for day in week.days) == 29


def test_a_bar_is_cut_at_the_week_and_says_so() -> None:
    weeks = timetable.month([QUIET, VOTE], date(2024, 2, 1), today=TODAY, zone=WIB)
    [before] = weeks[1].lanes[0]
    assert (before.column, before.days, before.comes_from_before, before.goes_on) == (7, 1, False, True)
    quiet, vote = weeks[2].lanes[0]
    assert (quiet.column, quiet.days, quiet.comes_from_before) == (1, 2, True)
    assert (vote.entry.title, vote.column, vote.days) == ("Pemungutan suara", 3, 1)


def test_what_overlaps_lies_in_another_lane_and_what_finds_no_room_is_counted() -> None:
    many = [replace(VOTE, title=f"Rapat {number}") for number in range(5)]
    [week] = [w for w in timetable.month(many, VOTE.starts, today=TODAY, zone=WIB, most=3) if w.lanes]
    assert [len(lane) for lane in week.lanes] == [1, 1, 1]
    assert [day.more for day in week.days] == [0, 0, 2, 0, 0, 0, 0]
    assert len(timetable.week(many, VOTE.starts, today=TODAY, zone=WIB).lanes) == 5


def test_a_day_is_that_of_the_zone_and_midnight_belongs_to_the_day_before() -> None:
    late = Entry("rapat", "Malam", datetime(2024, 2, 14, 17, 30, tzinfo=UTC), datetime(2024, 2, 15, 17, 0, tzinfo=UTC))
    assert (late.first_day(WIB), late.last_day(WIB)) == (date(2024, 2, 15), date(2024, 2, 15))
    assert (late.first_day(UTC), late.last_day(UTC)) == (date(2024, 2, 14), date(2024, 2, 15))


def test_an_agenda_tells_what_had_begun_before_on_its_first_day() -> None:
    found = timetable.agenda([PLENO, VOTE, QUIET], date(2024, 2, 12), date(2024, 3, 1), zone=WIB)
    assert [(day, [entry.title for entry in entries]) for day, entries in found] == [
        (date(2024, 2, 12), ["Masa tenang"]),
        (date(2024, 2, 14), ["Pemungutan suara"]),
        (date(2024, 3, 1), ["Pleno"]),
    ]


def test_a_gantt_shows_the_plan_beside_what_the_rule_allows() -> None:
    late = replace(
        QUIET, title="Rekapitulasi", starts=date(2024, 2, 20), ends=date(2024, 3, 9), legal=(None, date(2024, 3, 5))
    )
    chart = timetable.gantt([late, QUIET], date(2024, 2, 10), date(2024, 3, 31), today=TODAY, zone=WIB)
    quiet, recap = chart.rows
    assert (quiet.start, quiet.days, quiet.legal_start, quiet.legal_days) == (1, 3, 1, 3)
    assert (recap.start, recap.days, recap.legal_start, recap.legal_days) == (10, 19, 0, 25)
    assert chart.months == [(date(2024, 2, 10), 0, 20), (date(2024, 3, 1), 20, 31)]
    assert (chart.days, chart.today) == (51, 2)
    assert chart.mondays[0] == 2


def test_the_same_hall_at_the_same_time_clashes_and_the_end_is_free_again() -> None:
    at = datetime(2024, 3, 1, 9, tzinfo=WIB)
    hour = timedelta(hours=1)
    entries = [
        Entry("rapat", "Satu", at, at + 2 * hour, place="Aula"),
        Entry("rapat", "Dua", at + hour, at + 3 * hour, place="AULA"),
        Entry("rapat", "Tiga", at + 2 * hour, at + 3 * hour, place="Media Center"),
        Entry("rapat", "Empat", at + 3 * hour, at + 4 * hour, place="Aula"),
        Entry("rapat", "Batal", at, at + 4 * hour, place="Aula", is_off=True),
        Entry("rapat", "Tanpa tempat", at, at + 4 * hour),
        Entry("rapat", "Juga tanpa", at, at + 4 * hour),
    ]
    assert timetable.clashes(entries) == {0: [1], 1: [0]}


days = st.dates(date(2024, 1, 1), date(2024, 12, 31))
spans = st.tuples(days, st.integers(0, 40)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))


@given(found=st.lists(spans, max_size=25), first=days)
def test_nothing_is_lost_or_laid_on_top_of_another(found: list[tuple[date, date]], first: date) -> None:
    entries = [Entry("tahapan", str(number), *span) for number, span in enumerate(found)]
    for week in timetable.month(entries, first, today=TODAY, zone=WIB):
        shown = {day.day: 0 for day in week.days}
        for lane in week.lanes:
            taken = [number for bar in lane for number in range(bar.column, bar.column + bar.days)]
            assert len(taken) == len(set(taken))
            assert all(1 <= number <= 7 for number in taken)
            for number in taken:
                shown[week.days[number - 1].day] += 1
        for day, count in shown.items():
            assert count == sum(start <= day <= end for start, end in found)


@given(found=st.lists(spans, max_size=25), first=days, length=st.integers(0, 120))
def test_bars_of_a_gantt_stay_inside_it(found: list[tuple[date, date]], first: date, length: int) -> None:
    entries = [Entry("tahapan", str(number), *span, legal=span) for number, span in enumerate(found)]
    last = first + timedelta(days=length)
    chart = timetable.gantt(entries, first, last, today=TODAY, zone=WIB)
    assert len(chart.rows) == sum(start <= last and end >= first for start, end in found)
    for row in chart.rows:
        assert row.start >= 0
        assert row.days >= 1
        assert row.start + row.days <= chart.days
        assert (row.legal_start, row.legal_days) == (row.start, row.days)
    assert sum(days for _, _, days in chart.months) == chart.days
