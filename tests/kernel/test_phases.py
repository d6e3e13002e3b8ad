"""The calendar of stages: loaded as shipped, planned with a reason, judged against the legal days."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from electcoord.common.errors import RuleError
from electcoord.elections import phases
from electcoord.elections.actions import (
    approve_profile,
    load_phases,
    plan_phase,
    propose_profile,
    settle_phase,
    update_election,
)  # fmt: skip
from electcoord.elections.models import Election, Phase
from electcoord.elections.models.phases import PhaseKind
from electcoord.elections.phases import PhaseState, clashing, late, phases_of, shipped, state
from electcoord.elections.profiles import MARKS
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import SYSTEM
from tests.cast import Cast

VOTE, PILKADA, ANOTHER = date(2024, 2, 14), date(2024, 11, 27), date(2029, 2, 14)


def of(regime: str, day: date | None) -> dict[str, tuple[date | None, date | None]]:
    return {item.key: (item.legal_start, item.legal_end) for item in shipped(regime, day)}


@pytest.mark.once
@pytest.mark.parametrize(
    ("regime", "day", "key", "first", "last"),
    [
        ("pemilu", VOTE, "masa_tenang", date(2024, 2, 11), date(2024, 2, 13)),
        ("pemilu", VOTE, "rekap_kecamatan", date(2024, 2, 15), date(2024, 3, 2)),
        ("pemilu", VOTE, "rekap_kabupaten", date(2024, 2, 17), date(2024, 3, 5)),
        ("pemilu", VOTE, "hasil_dprd_kabupaten", None, date(2024, 3, 5)),
        ("pemilu", VOTE, "hasil_dprd_provinsi", None, date(2024, 3, 10)),
        ("pemilu", VOTE, "hasil_nasional", None, date(2024, 3, 20)),
        ("pemilu", VOTE, "psu", None, date(2024, 2, 24)),
        ("pemilu", ANOTHER, "psu", None, date(2029, 2, 24)),
        ("pemilu", VOTE, "penghitungan_suara_tps", VOTE, date(2024, 2, 15)),
        ("pemilu", VOTE, "pengumuman_kecamatan", date(2024, 3, 3), date(2024, 3, 3)),
        ("pemilu", VOTE, "pengumuman_kabupaten", date(2024, 3, 6), date(2024, 3, 6)),
        ("pemilu", VOTE, "rekap_provinsi", date(2024, 2, 19), date(2024, 3, 10)),
        ("pemilu", VOTE, "rekap_nasional", date(2024, 2, 22), date(2024, 3, 20)),
        ("pemilu", VOTE, "kursi_dan_calon_terpilih", None, None),
        ("pemilu", ANOTHER, "rekap_kecamatan", date(2029, 2, 15), date(2029, 3, 3)),
        ("pemilu", ANOTHER, "rekap_kabupaten", date(2029, 2, 17), date(2029, 3, 6)),
        ("pemilu", ANOTHER, "rekap_provinsi", None, date(2029, 3, 11)),
        ("pemilu", ANOTHER, "pengumuman_provinsi", None, None),
        ("pemilu", ANOTHER, "masa_tenang", None, None),
        ("pemilu", None, "pemungutan_suara", None, None),
        ("pilkada", PILKADA, "pemungutan_suara", PILKADA, PILKADA),
        ("pilkada", PILKADA, "rekap_kecamatan", date(2024, 11, 28), date(2024, 12, 3)),
        ("pilkada", PILKADA, "rekap_kabupaten", date(2024, 11, 29), date(2024, 12, 6)),
        ("pilkada", PILKADA, "pengumuman_provinsi", None, date(2024, 12, 15)),
        ("pilkada", PILKADA, "pengumuman_kabupaten", date(2024, 11, 29), date(2024, 12, 12)),
        ("pilkada", PILKADA, "pemusnahan_surat_suara", date(2024, 11, 26), date(2024, 11, 26)),
        ("pilkada", VOTE, "rekap_kabupaten", date(2024, 2, 16), date(2024, 2, 23)),
        ("pilkada", VOTE, "pengumuman_kabupaten", None, date(2024, 2, 29)),
        ("pilkada", VOTE, "hasil_tps_ke_ppk", None, None),
    ],
)
def test_the_shipped_days_are_those_of_the_sources(
    regime: str, day: date | None, key: str, first: date | None, last: date | None
) -> None:
    assert of(regime, day)[key] == (first, last)


@pytest.mark.once
@pytest.mark.parametrize("regime", ["pemilu", "pilkada"])
def test_every_shipped_stage_names_its_source(regime: str) -> None:
    found = shipped(regime, VOTE)
    assert len({item.key for item in found}) == len(found)
    for item in found:
        assert item.source and item.mark in MARKS and item.kind in PhaseKind.values
        assert len(item.title) <= 160 and len(item.source) <= 250 and len(item.key) <= 40
    assert "psu" not in of("pilkada", PILKADA), "no document gives it for a Pilkada"


def _phase(**values: Any) -> Phase:
    return Phase(title="Rekapitulasi", **values)


LEGAL = {"legal_start": date(2024, 2, 15), "legal_end": date(2024, 3, 2)}
PLAN = {"planned_start": date(2024, 2, 16), "planned_end": date(2024, 3, 4)}


@pytest.mark.once
@pytest.mark.parametrize(
    ("values", "day", "expected"),
    [
        (LEGAL, date(2024, 2, 14), (PhaseState.RENCANA, 0)),
        (LEGAL, date(2024, 2, 15), (PhaseState.BERJALAN, 0)),
        (LEGAL, date(2024, 3, 2), (PhaseState.BERJALAN, 0)),
        (LEGAL, date(2024, 3, 3), (PhaseState.SELESAI, 0)),
        (LEGAL | PLAN, date(2024, 2, 15), (PhaseState.RENCANA, 0)),
        (LEGAL | PLAN, date(2024, 3, 2), (PhaseState.BERJALAN, 0)),
        (LEGAL | PLAN, date(2024, 3, 3), (PhaseState.BERJALAN, 1)),
        (LEGAL | PLAN, date(2024, 3, 9), (PhaseState.SELESAI, 2)),
        (LEGAL | PLAN | {"outcome": "selesai"}, date(2024, 3, 4), (PhaseState.SELESAI, 0)),
        (LEGAL | PLAN | {"outcome": "batal"}, date(2024, 3, 4), (PhaseState.BATAL, 0)),
        ({"legal_end": date(2024, 2, 24)}, date(2024, 2, 23), (PhaseState.RENCANA, 0)),
        ({"legal_end": date(2024, 2, 24)}, date(2024, 2, 24), (PhaseState.BERJALAN, 0)),
        ({}, date(2024, 2, 24), (PhaseState.RENCANA, 0)),
        (PLAN, date(2024, 12, 24), (PhaseState.SELESAI, 0)),
    ],
)
def test_a_stage_stands_by_its_plan_and_is_late_by_the_law(
    values: dict[str, Any], day: date, expected: tuple[PhaseState, int]
) -> None:
    phase = _phase(**values)
    assert (state(phase, day), late(phase, day)) == expected


@pytest.mark.once
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (LEGAL, False),
        (LEGAL | PLAN, True),
        (LEGAL | PLAN | {"planned_end": date(2024, 3, 2)}, False),
        (LEGAL | PLAN | {"planned_start": date(2024, 2, 14), "planned_end": date(2024, 3, 1)}, True),
        (LEGAL | PLAN | {"outcome": "batal"}, False),
        (PLAN, False),
    ],
)
def test_a_plan_outside_the_legal_window_clashes(values: dict[str, Any], expected: bool) -> None:
    assert clashing(_phase(**values)) is expected


def _voting_on(election: Election, day: date | None, cast: Cast) -> Election:
    return update_election(election, name=election.name, day=day, zone=election.zone, actor=cast.actor("staf"))


def test_loading_is_one_deed_and_again_changes_nothing(cast: Cast) -> None:
    election = _voting_on(cast.election, VOTE, cast)
    before = Entry.objects.count()
    found = load_phases(election, cast.actor("staf"))
    assert [phase.key for phase in found] == [item.key for item in shipped("pemilu", VOTE)]
    entry = Entry.objects.latest("pk")
    assert (Entry.objects.count(), entry.action, entry.chain) == (before + 1, "elections.phase.loaded", "9901")
    assert json.loads(entry.payload)["jumlah"] == len(found)
    load_phases(election, cast.actor("staf"))
    assert Entry.objects.count() == before + 1
    assert not Phase.objects.filter(election=cast.other).exists()


def test_loading_again_follows_the_day_of_the_vote_and_keeps_the_plan(cast: Cast) -> None:
    election = _voting_on(cast.election, None, cast)
    recount = next(phase for phase in load_phases(election, SYSTEM) if phase.key == "psu")
    plan_phase(recount, start=ANOTHER, end=ANOTHER, reason="Persiapan.", actor=cast.actor("staf"))
    load_phases(_voting_on(election, ANOTHER, cast), SYSTEM)
    recount.refresh_from_db()
    assert (recount.legal_end, recount.planned_start) == (date(2029, 2, 24), ANOTHER)


def test_a_number_that_the_office_set_moves_its_stage_from_the_next_loading_on(cast: Cast) -> None:
    election = _voting_on(cast.election, ANOTHER, cast)
    load_phases(election, SYSTEM)
    change = {"tenggat_rekap_kec_hari": {"nilai": 15, "sumber": "PKPU contoh Pasal 7"}}
    proposal = propose_profile(election, change, reason="Aturan baru", actor=cast.actor("ketua"))
    approve_profile(proposal, actor=cast.actor("anggota"))
    recap = election.phases.get(key="rekap_kecamatan")
    assert (recap.legal_end, recap.mark) == (date(2029, 3, 3), "seen-news")
    load_phases(election, SYSTEM)
    recap.refresh_from_db()
    assert (recap.legal_start, recap.legal_end) == (date(2029, 2, 15), date(2029, 3, 1))
    assert (recap.source, recap.mark) == ("PKPU contoh Pasal 7", "kantor")


def test_planning_needs_a_reason_and_tells_what_leaves_the_window(cast: Cast) -> None:
    election = _voting_on(cast.election, VOTE, cast)
    recap = next(phase for phase in load_phases(election, SYSTEM) if phase.key == "rekap_kabupaten")
    clerk, plan = cast.actor("staf"), {"start": date(2024, 3, 1), "end": date(2024, 3, 7)}
    with pytest.raises(RuleError, match="alasannya"):
        plan_phase(recap, **plan, reason=" ", actor=clerk)
    for start, end in ((date(2024, 3, 1), None), (date(2024, 3, 2), date(2024, 3, 1)), (date(1, 1, 1), VOTE)):
        with pytest.raises(RuleError):
            plan_phase(recap, start=start, end=end, reason="Aula.", actor=clerk)
    recap = plan_phase(recap, **plan, reason="Aula baru kosong tanggal 1.", actor=clerk)
    told = json.loads(Entry.objects.latest("pk").payload)
    assert told["rencana"] == "2024-03-01 s.d. 2024-03-07" and told["di_luar_aturan"] is True
    before = Entry.objects.count()
    plan_phase(recap, **plan, reason="Sama.", actor=clerk)
    assert Entry.objects.count() == before
    assert plan_phase(recap, start=None, end=None, reason="Belum pasti.", actor=clerk).planned_end is None


def test_a_stage_is_called_off_and_taken_up_again(cast: Cast) -> None:
    phase, clerk = load_phases(cast.election, SYSTEM)[0], cast.actor("staf")
    with pytest.raises(RuleError, match="selesai, batal"):
        settle_phase(phase, "hilang", reason="x", actor=clerk)
    phase = settle_phase(phase, "batal", reason="Ditunda.", actor=clerk)
    assert state(phase, VOTE) == PhaseState.BATAL
    assert settle_phase(phase, "", reason="Jadi.", actor=clerk).outcome == ""
    assert list(Entry.objects.order_by("-pk").values_list("action", flat=True)[:2]) == [
        "elections.phase.reopened", "elections.phase.settled",
    ]  # fmt: skip


def test_stages_of_several_elections_stand_side_by_side_in_one_query(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    for election in (cast.election, cast.other):
        load_phases(election, SYSTEM)
    with django_assert_num_queries(1):
        found = [(phase.election.slug, phase.key) for phase in phases_of([cast.election, cast.other])]
    assert len(found) == 2 * len(shipped("pemilu", None))


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM elections_phase",
        "UPDATE elections_phase SET title = 'lain'",
        "UPDATE elections_phase SET election_id = election_id + 1",
        "UPDATE elections_phase SET outcome = 'hilang'",
        "UPDATE elections_phase SET planned_start = '2024-01-01'",
        "UPDATE elections_phase SET planned_start = '2024-01-02', planned_end = '2024-01-01'",
        "UPDATE elections_phase SET mark = 'pasti'",
    ],
)
def test_the_database_refuses_to_rewrite_the_calendar(cast: Cast, attack: str) -> None:
    load_phases(cast.election, SYSTEM)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_staff_load_the_calendar_from_the_list_of_elections(cast: Cast, as_person: Any) -> None:
    data = {"action": "load_calendar", "_selected_action": [cast.election.pk]}
    for who in ("pengelola", "operator"):
        as_person(who).post("/admin/elections/election/", data)
    assert not Phase.objects.exists()
    client = as_person("staf")
    assert client.post("/admin/elections/election/", data).status_code == 302
    assert Phase.objects.filter(election=cast.election).count() == len(phases.shipped("pemilu", None))
    client.post("/admin/elections/election/", {**data, "_selected_action": [cast.other.pk]})
    assert not Phase.objects.filter(election=cast.other).exists()
    page = client.get("/admin/elections/phase/").content.decode()
    assert "Pemungutan suara ulang" in page
    assert client.get("/admin/elections/phase/add/").status_code == 403
