"""Totals: computed from the sheets, exactly once, with their coverage; blank is never zero."""

import csv
import json
import random
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from electcoord.elections.models import ElectionRegion
from electcoord.regions.models import RegionName
from recap import aggregate, tasks
from recap.actions import enter_reading
from recap.aggregate import merge, party_figures, tally
from recap.ballot import Ballot, Group, Line, ballot_of
from recap.fields import CODES
from recap.models import Check, Finding, Sheet, Total
from recap.reading import Reading
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, TPS_1, TPS_2, Cast

BALLOT = Ballot(
    (Line("partai_1", "A", 1, None), Line("caleg_1_1", "B", 1, 1), Line("partai_2", "C", 2, None)),
    (Group(1, "A", 0, 2), Group(2, "C", 2, 3)),
)


def total(cast: Cast, level: str = "kabupaten", code: str = KABUPATEN, key: str = "ppwp") -> Total:
    return Total.objects.get(contest=cast.contest(key), series="reported", level=level, region_code=code)


def test_totals_of_every_level_with_coverage(cast: Cast) -> None:
    cast.enter("operator", (100, 60))
    cast.enter("operator", (7, None), code=TPS_2)
    cast.enter("operator", (1, 2), code="9901022001901")
    aggregate.refresh_stale()
    top = total(cast)
    assert (top.votes, top.votes_in, top.tps_in, top.tps_total) == ([108, 62], [3, 2], 3, 6)
    assert total(cast, "kecamatan", HULU).votes == [107, 60]
    assert total(cast, "desa", PASAR).votes == [107, 60]
    assert total(cast, "kecamatan", HILIR).tps_total == 3
    assert total(cast, "desa", "9901012002").votes == [None, None]
    assert top.fields[CODES.index("pemilih_dpt_j")] is None
    assert top.states == {"belum_masuk": 3, "entri_satu": 3}
    assert set(top.positions) == {HULU, HILIR}


def test_a_second_reading_does_not_count_twice_and_a_difference_does_not_move_the_total(cast: Cast) -> None:
    cast.enter("operator", (100, 60))
    cast.enter("staf", (100, 61))
    aggregate.refresh_stale()
    assert total(cast).votes == [100, 60]
    assert total(cast).states["beda_entri"] == 1


def test_sheets_in_quarantine_count_and_are_told(cast: Cast) -> None:
    cast.enter("operator", (900, 0))
    aggregate.refresh_stale()
    assert total(cast).votes == [900, 0]
    assert total(cast).states["karantina"] == 1


def test_party_votes_use_the_parts_and_row_b_only_where_there_are_none(cast: Cast) -> None:
    contest = cast.contest("dprd_kab_1")
    ballot = ballot_of(contest)
    assert [p.number for p in ballot.parties] == [1, 24]
    parts = Reading((10, 5, 5, 3, 1), (999, 4), {})
    only_b = Reading((None,) * 5, (30, 7), {})
    for code, reading in ((TPS_1, parts), (TPS_2, only_b)):
        enter_reading(cast.sheet(code, contest.key), reading, key=uuid4(), actor=cast.actor("operator"))
    aggregate.refresh_stale()
    top = total(cast, key=contest.key)
    assert top.parties == [20 + 30, 4 + 7]
    assert top.votes == [10, 5, 5, 3, 1]
    assert top.votes_in == [1] * 5
    assert (top.tps_in, top.tps_total) == (2, 3)


def test_a_contest_has_rows_only_inside_its_area(cast: Cast) -> None:
    codes = set(Sheet.objects.filter(contest=cast.contest("dprd_kab_2")).values_list("tps_code", flat=True))
    assert codes == {"9901022001001", "9901022001901", "9901022002001"}
    aggregate.refresh_stale()
    assert {t.region_code for t in Total.objects.filter(contest=cast.contest("dprd_kab_1"), level="kecamatan")} == {
        HULU
    }


FIGURE = st.one_of(st.none(), st.integers(0, 9999))
ROW = st.tuples(st.tuples(FIGURE, FIGURE, FIGURE), st.tuples(FIGURE, FIGURE), FIGURE)


@given(st.lists(ROW, max_size=8), st.lists(ROW, max_size=8))
def test_sums_agree_with_brute_force(left: list, right: list) -> None:
    """Over any sheets at all, in any split: blanks skipped, all blank blank, counts right."""

    def rows(sheets: list) -> list[tuple]:
        blank = [None] * (len(CODES) - 1)
        return [("entri_satu", json.dumps(votes), json.dumps(row_b), field, *blank) for votes, row_b, field in sheets]

    def plain(values: list) -> tuple[int | None, int]:
        known = [v for v in values if v is not None]
        return (sum(known) if known else None), len(known)

    both = merge([tally(rows(left), BALLOT), tally(rows(right), BALLOT)], BALLOT)
    sheets = left + right
    for index in range(3):
        assert (both.votes[index], both.votes_in[index]) == plain([votes[index] for votes, _, _ in sheets])
    assert (both.fields[0], both.fields_in[0]) == plain([field for _, _, field in sheets])
    for index, party in enumerate(BALLOT.parties):
        per_sheet = [
            plain(list(votes[party.start : party.stop]))[0]
            if any(v is not None for v in votes[party.start : party.stop])
            else row_b[index]
            for votes, row_b, _ in sheets
        ]
        assert (both.parties[index], both.parties_in[index]) == plain(per_sheet)
    assert both.tps_in == both.tps_total == len(sheets)


def test_party_figures_of_one_sheet() -> None:
    assert party_figures([1, None, None], [50, 60], BALLOT) == [1, 60]


def test_order_and_repetition_do_not_matter(cast: Cast) -> None:
    """Tasks twice, late, in any order: the totals are those of the sheets."""
    hints: list[tuple[int, str]] = []
    rng = random.Random(7)
    codes = list(cast.election.tps.values_list("code", flat=True))
    for code in codes:
        cast.enter("operator", (rng.randrange(90), rng.randrange(90)), code=code)
        hints.append((cast.contest().pk, code[:6]))
    rng.shuffle(hints)
    for contest_id, kecamatan in hints * 3:
        tasks.refresh(contest_id, kecamatan)
    _, differences = aggregate.refresh_full(cast.election)
    assert differences == []
    assert total(cast).tps_in == len(codes)


def test_the_sweep_finds_what_no_task_did(cast: Cast) -> None:
    aggregate.refresh_stale()
    cast.enter("operator")
    assert total(cast).tps_in == 0
    assert aggregate.stale(election_id=cast.election.pk) == {cast.contest().pk: [HULU]}
    tasks.sweep()
    assert total(cast).tps_in == 1
    assert aggregate.stale() == {}


def test_an_older_result_never_overwrites_a_newer_one(cast: Cast) -> None:
    cast.enter("operator")
    contest = cast.contest()
    late = aggregate.compute(contest.pk, ballot_of(contest), HULU)
    cast.enter("operator", code=TPS_2)
    aggregate.refresh_stale()
    aggregate.store(contest, ballot_of(contest), late)
    assert total(cast).tps_in == total(cast, "kecamatan", HULU).tps_in == 2


def test_full_names_a_total_that_was_changed_and_repairs_it(cast: Cast, capsys: pytest.CaptureFixture) -> None:
    cast.enter("operator")
    aggregate.refresh_stale()
    Total.objects.filter(pk=total(cast, "desa", PASAR).pk).update(votes=[1, 1])
    err = StringIO()
    with pytest.raises(CommandError, match="laporkan"):
        call_command("aggregate_recap", "--full", stdout=StringIO(), stderr=err)
    assert f"ppwp desa {PASAR} (reported)" in err.getvalue()
    assert total(cast, "desa", PASAR).votes == [100, 60]
    out = StringIO()
    call_command("aggregate_recap", "--full", stdout=out)
    assert "Semua jumlah mutakhir" in out.getvalue()


def test_findings_follow_the_version_in_use(cast: Cast) -> None:
    cast.enter("operator", (100, 60), suara_total=170)
    aggregate.refresh_stale()
    assert set(Finding.objects.values_list("rule", flat=True)) == {"R07"}
    since = Finding.objects.get().since
    cast.enter("operator", code=TPS_2)
    aggregate.refresh_full(cast.election)
    assert Finding.objects.get().since == since, "a finding keeps its age"
    assert Check.objects.count() == 2
    assert "R03" in Check.objects.get(sheet=cast.sheet()).incomplete


def export(*extra: str) -> list[dict]:
    out = StringIO()
    arguments = ["--election", "talang", "--contest", "ppwp", "--format", "json", *extra]
    call_command("export_recap", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_an_export_is_current_and_leaves_blanks_blank(cast: Cast) -> None:
    cast.enter("operator", (100, None))
    [row] = export("--level", "kabupaten")
    assert (row["kode"], row["nama"], row["tps_total"], row["tps_masuk"]) == (KABUPATEN, "TALANG MAJU", 6, 1)
    assert (row["calon_1"], row["calon_2"], row["disabilitas_j"]) == (100, None, None)
    assert [r["kode"] for r in export("--level", "kecamatan")] == [HULU, HILIR]
    tps = {r["kode"]: r for r in export("--level", "tps")}
    assert (tps[TPS_1]["calon_1"], tps[TPS_2]["calon_1"], len(tps)) == (100, None, 6)
    [agreed] = export("--level", "kabupaten", "--series", "agreed")
    assert (agreed["tps_total"], agreed["tps_masuk"], agreed["calon_1"]) == (6, 0, None)


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r+x", " -2", "\n@x", '=cmd|"/C calc"!A0']


@pytest.mark.parametrize("name", HOSTILE)
def test_no_live_formula_leaves_in_a_csv(cast: Cast, name: str) -> None:
    row = ElectionRegion.objects.get(election=cast.election, region_id=KABUPATEN)
    RegionName.objects.filter(pk=row.name_id).update(name=name)
    out = StringIO()
    call_command("export_recap", "--election", "talang", "--contest", "ppwp", "--level", "kabupaten", stdout=out)
    [found] = csv.DictReader(StringIO(out.getvalue(), newline=""))
    assert found["nama"].startswith("'")
    assert found["calon_1"] == ""


def test_commands_name_what_is_wrong(cast: Cast) -> None:
    for arguments, told in (
        (["export_recap", "--election", "x", "--contest", "ppwp", "--level", "desa"], "talang"),
        (["export_recap", "--election", "talang", "--contest", "x", "--level", "desa"], "ppwp"),
        (["check_recap", "--election", "talang", "--contest", "x"], "ppwp"),
        (["aggregate_recap", "--election", "x"], "talang"),
        (
            ["export_recap", "--election", "talang", "--contest", "ppwp", "--level", "desa", "-o", "/tidak/ada.csv"],
            "tidak dapat",
        ),
    ):
        with pytest.raises(CommandError, match=told):
            call_command(*arguments, stdout=StringIO())


def test_check_recap_lists_broken_and_open_rules_apart(cast: Cast) -> None:
    cast.enter("operator", (100, 60), suara_sah=161, suara_total=165)
    out = StringIO()
    call_command("check_recap", "--election", "talang", "--format", "json", stdout=out)
    rows = json.loads(out.getvalue())
    assert [(r["rule"], r["severity"]) for r in rows if r["status"] == "melanggar"] == [("R04", "HARD")]
    assert {"R01", "R03", "R14"} <= {r["rule"] for r in rows if r["status"] == "tidak_lengkap"}
    assert set(rows[0]) == {"kode_tps", "kontes", "rule", "part", "severity", "status", "equation"}


def test_the_hourly_comparison_tells_and_repairs(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    cast.enter("operator")
    aggregate.refresh_stale()
    tasks.compare()
    assert not caplog.records
    Total.objects.filter(pk=total(cast).pk).update(votes=[7, 7])
    tasks.compare()
    assert "ppwp kabupaten 9901" in caplog.text
    assert total(cast).votes == [100, 60]
