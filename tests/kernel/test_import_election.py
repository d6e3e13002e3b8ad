"""Importing a package: one deed, exactly once, all or nothing."""

import io
import json
import os
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from electcoord.common.errors import ConflictError, RuleError
from electcoord.elections import actions, hooks, profiles
from electcoord.elections.actions import importing
from electcoord.elections.actions.importing import is_empty_column
from electcoord.elections.models import Choice, Contest, Election, ProfileVersion, Stage, Tps
from electcoord.elections.package_rows import ballot_digest
from electcoord.elections.packages import read_package
from electcoord.ledger import recording
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import SYSTEM, Actor
from electcoord.regions.models import Region, RegionName
from tests.packages import ELECTION, PILKADA, REGIONS, Change, swap, write_package

DATA = Path(os.environ.get("ELECTCOORD_DATA", Path(__file__).parents[3] / "shared" / "data")) / "elections"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real packages in {DATA}")
pytestmark = pytest.mark.django_db

ANI = Actor(str(uuid4()), "admin_kab")
BUDI = Actor(str(uuid4()), "ketua_kpu")


def load(folder: Path, slug: str = "contoh", **changes: Change) -> tuple[Election, bool]:
    return actions.import_package(read_package(write_package(folder, **changes)), slug=slug, actor=SYSTEM)


def run(folder: Path, *options: str) -> SimpleNamespace:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_election", str(folder), *options, stdout=out, stderr=err)
    except CommandError as error:
        return SimpleNamespace(out=out.getvalue(), err=err.getvalue(), last=str(error), code=error.returncode)
    return SimpleNamespace(out=out.getvalue(), err=err.getvalue(), last="", code=0)


def entries() -> list[Entry]:
    return list(Entry.objects.filter(action__startswith="elections.").order_by("id"))


def test_a_package_becomes_an_election(tmp_path: Path) -> None:
    election, created = load(tmp_path, election=ELECTION)
    assert created
    assert (election.slug, election.name, election.zone) == ("contoh", "Pemilu 2029 Kabupaten Talang Maju", "WIB")
    assert (election.day, election.kabupaten_id, election.is_simulation) == (date(2029, 2, 14), "9901", False)
    assert election.open_stages == [Stage.PERSIAPAN, Stage.ENTRI]
    contests = list(election.contests.all())
    assert [(c.key, c.order, c.choice_count, c.seats) for c in contests] == [
        ("ppwp", 1, 2, None), ("dprd_kab_1", 2, 5, 4), ("dprd_kab_2", 3, 3, None),
    ]  # fmt: skip
    assert [area.region_id for area in contests[2].areas.all()] == ["9901022001", "9901022002"]
    ballot = [(c.position, c.party and c.party.number, c.number) for c in contests[1].choices.all()]
    assert ballot == [(0, 1, None), (1, 1, 1), (2, 1, 2), (3, 24, None), (4, 24, 3)]
    special = election.tps.get(code="9901022001901")
    assert (special.number, special.is_special, special.dpt_l, special.dpt_p) == (901, True, 0, 12)
    assert election.tps.get(code="9901012002001").dpt is None
    assert election.regions.count() == Region.objects.filter(code__startswith="99").count() == 8


def test_the_ballot_has_its_hash(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    for contest in election.contests.all():
        ballot = contest.choices.order_by("position").values_list("party__number", "number", "name")
        assert contest.choice_hash == ballot_digest(ballot)


def test_one_entry_tells_it_without_names_of_people(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    (entry,) = entries()
    assert (entry.chain, entry.region, entry.election) == ("9901", "9901", "contoh")
    assert (entry.actor, entry.role, entry.subject) == ("", "sistem", str(election.uuid))
    assert election.package_digest in entry.payload
    assert "Arum" not in entry.payload


def test_the_same_package_again_changes_nothing(tmp_path: Path) -> None:
    first, _ = load(tmp_path)
    again, created = load(tmp_path)
    assert (again, created) == (first, False)
    assert len(entries()) == Election.objects.count() == 1


@pytest.mark.parametrize("same", [True, False])
def test_who_imports_at_the_same_moment_gets_the_same_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    first, _ = load(tmp_path)
    look, looks = importing.existing, []

    def look_too_early(*args: object, **kwargs: object) -> Election | None:
        looks.append(args)
        return look(*args, **kwargs) if len(looks) > 1 else None

    monkeypatch.setattr(importing, "existing", look_too_early)
    monkeypatch.setattr(importing, "_create", _refused_by_the_database)
    if same:
        assert load(tmp_path) == (first, False)
    else:
        with pytest.raises(RuleError, match="isi lain"):
            load(tmp_path, tps=swap("120,130", "120,131"))


def _refused_by_the_database(*args: object) -> None:
    raise IntegrityError("slug")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"tps": swap("120,130", "120,131")}, "tps.csv: 1 baris berubah, mulai dari 9901011001001."),
        ({"tps": swap("9901022002001,9901022002,001,0,140,139\n", "")}, "tps.csv: 1 baris tidak ada lagi, mulai dari"),
        ({"regions": swap("MUARA DUA", "MUARA TIGA")}, "regions.csv: 1 baris berubah, mulai dari 9901022002."),
        ({"contests": swap("990101,4", "990101,5")}, "contests.csv: 1 baris berubah, mulai dari dprd_kab_1."),
        ({"choices": swap("1,2,Fitri", "1,4,Fitri")}, "choices.csv: 1 baris baru, 1 baris tidak ada lagi, mulai"),
        ({"election": ELECTION}, "election.csv berbeda"),
    ],
)
def test_other_content_under_the_slug_is_refused_with_what_differs(
    tmp_path: Path, changes: dict[str, Change], told: str
) -> None:
    load(tmp_path / "a")
    with pytest.raises(RuleError) as caught:
        load(tmp_path / "b", **changes)
    assert told in str(caught.value)
    assert len(entries()) == 1


def test_a_real_election_does_not_become_a_simulation(tmp_path: Path) -> None:
    package = read_package(write_package(tmp_path))
    actions.import_package(package, slug="contoh", actor=SYSTEM)
    with pytest.raises(RuleError, match="bukan simulasi"):
        actions.import_package(package, slug="contoh", simulation=True, actor=SYSTEM)
    made, _ = actions.import_package(package, slug="latihan", simulation=True, actor=SYSTEM)
    assert made.is_simulation
    assert actions.import_package(package, slug="latihan", actor=SYSTEM) == (made, False)


@pytest.mark.parametrize("slug", ["", "a b", "../x", "a/b", "x" * 61, "-x", "é"])
def test_a_slug_stands_in_a_url(tmp_path: Path, slug: str) -> None:
    with pytest.raises(RuleError, match="Kode pemilu"):
        load(tmp_path, slug=slug)


def test_a_failing_hook_undoes_the_whole_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def hook(election: Election) -> None:
        seen.append((election.tps.count(), election.contests.count()))
        raise RuleError("tidak jadi")

    monkeypatch.setattr(hooks, "_hooks", [])
    hooks.on_import(hook)
    with pytest.raises(RuleError, match="tidak jadi"):
        load(tmp_path)
    assert seen == [(6, 3)]
    assert not Election.objects.exists()
    assert not Region.objects.exists()
    assert not Entry.objects.exists()


def test_an_unforeseen_database_refusal_is_not_called_a_race(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hook(election: Election) -> None:
        raise IntegrityError("x")

    monkeypatch.setattr(hooks, "_hooks", [hook])
    with pytest.raises(IntegrityError):
        load(tmp_path)


# Names of regions


def test_a_newer_name_is_added_and_the_older_stays(tmp_path: Path) -> None:
    old, _ = load(tmp_path / "a", "lama", election="regime,tanggal,zona\n,2024-02-14,\n")
    new, _ = load(
        tmp_path / "b",
        "baru",
        election=ELECTION,
        regions=lambda text: text.replace("MUARA DUA", "MUARADUA").replace("kelurahan,PASAR", "desa,PASAR"),
    )
    region = Region.objects.get(code="9901022002")
    assert [(n.name, n.valid_from) for n in region.names.all()] == [
        ("MUARA DUA", date(2024, 2, 14)), ("MUARADUA", date(2029, 2, 14)),
    ]  # fmt: skip
    assert region.name == "MUARADUA"
    assert Region.objects.get(code="9901011001").kind == "desa"
    assert old.regions.get(region=region).name.name == "MUARA DUA"
    assert old.regions.get(region_id="9901011001").name.kind == "kelurahan"
    assert new.regions.get(region=region).name.name == "MUARADUA"
    assert Region.objects.get(code="9901022001").names.count() == 1


def test_an_older_election_imported_later_does_not_rename_the_present(tmp_path: Path) -> None:
    load(tmp_path / "b", "baru", election=ELECTION)
    load(
        tmp_path / "a",
        "lama",
        election="regime,tanggal,zona\n,2024-02-14,\n",
        regions=swap("MUARA DUA", "MUARADUA"),
    )
    region = Region.objects.get(code="9901022002")
    assert region.name == "MUARA DUA"
    assert region.name_on(date(2025, 1, 1)) == "MUARADUA"
    assert region.name_on(date(2030, 1, 1)) == "MUARA DUA"


def test_packages_without_a_day_may_spell_a_name_in_three_ways_on_one_day(tmp_path: Path) -> None:
    made = [
        load(tmp_path / str(n), f"p{n}", regions=REGIONS.replace("MUARA DUA", name))[0]
        for n, name in enumerate(["MUARA DUA", "MUARADUA", "MUARA II", "MUARADUA", "MUARA II"])
    ]
    used = [election.regions.get(region_id="9901022002").name.name for election in made]
    assert used == ["MUARA DUA", "MUARADUA", "MUARA II", "MUARADUA", "MUARA II"]
    assert RegionName.objects.filter(region_id="9901022002").count() == 3
    assert Region.objects.get(code="9901022002").name == "MUARA II"


# The empty column


@pytest.mark.parametrize(
    "name",
    [
        "Kolom kosong", "KOLOM KOSONG", "kotak  kosong", "Kolom Tidak Bergambar", "Kolom kosong (tidak bergambar)",
        "Kolom kosong yang tidak bergambar", "Kotak Kosong.",
    ],
)  # fmt: skip
def test_the_empty_column_is_known_by_its_name(name: str) -> None:
    assert is_empty_column(name)


@pytest.mark.parametrize("name", ["Kosong", "Kolom Kosong Putra", "Indra Kolom - Joko Kosong", "", "kotakkosong"])
def test_other_names_are_not_the_empty_column(name: str) -> None:
    assert not is_empty_column(name)


def test_the_empty_column_is_editable(tmp_path: Path) -> None:
    election, _ = load(tmp_path, **PILKADA)
    pair, column = Choice.objects.filter(contest__election=election)
    assert (pair.is_empty_column, column.is_empty_column) == (False, True)
    with pytest.raises(RuleError, match="sudah punya kolom kosong"):
        actions.set_empty_column(pair, True, actor=ANI)
    actions.set_empty_column(column, False, actor=ANI)
    assert actions.set_empty_column(pair, True, actor=ANI).is_empty_column
    actions.set_empty_column(pair, True, actor=ANI)
    assert [entry.action.rpartition(".")[2] for entry in entries()] == [
        "imported", "empty_column_unmarked", "empty_column_marked",
    ]  # fmt: skip


def test_a_pemilu_has_no_empty_column(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    with pytest.raises(RuleError, match="Pilkada"):
        actions.set_empty_column(Choice.objects.filter(contest__election=election).first(), True, actor=ANI)


# Data and stages of an election


def test_the_day_is_set_later_and_told_in_the_ledger(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    election = actions.update_election(election, name=election.name, day=date(2029, 2, 14), zone="WITA", actor=ANI)
    actions.update_election(election, name=election.name, day=election.day, zone="WITA", actor=ANI)
    assert (Election.objects.get().day, Election.objects.get().zone) == (date(2029, 2, 14), "WITA")
    assert len(entries()) == 2
    assert "hari kosong → 2029-02-14" in entries()[1].payload
    assert load(tmp_path) == (election, False)
    for wrong in ({"name": " "}, {"name": "x" * 161}, {"zone": "GMT"}):
        with pytest.raises(RuleError):
            actions.update_election(election, **({"name": "x", "day": None, "zone": "", "actor": ANI} | wrong))


def test_stages_overlap_and_need_a_reason(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    stages = [Stage.PLENO_KABUPATEN, Stage.PLENO_KECAMATAN]
    with pytest.raises(RuleError, match="alasan"):
        actions.set_stages(election, stages, reason=" ", actor=ANI)
    for wrong in ([], ["pesta"]):
        with pytest.raises(RuleError, match="Tahapan"):
            actions.set_stages(election, wrong, reason="jadwal", actor=ANI)
    election = actions.set_stages(election, stages, reason="Satu kecamatan terlambat", actor=ANI)
    actions.set_stages(election, stages, reason="sekali lagi", actor=ANI)
    assert Election.objects.get().open_stages == ["pleno_kecamatan", "pleno_kabupaten"]
    assert len(entries()) == 2


# Profiles

SOURCE = {"sumber": "PKPU 17/2024 Pasal 9", "diverifikasi": "2029-01-05"}


@pytest.mark.parametrize(("regime", "permil", "cap", "psu"), [("pemilu", 20, 300, 1000), ("pilkada", 25, 600, 2000)])
def test_the_shipped_profiles_are_whole(regime: str, permil: int, cap: int, psu: int) -> None:
    values = profiles.shipped(regime)
    profiles.check(values, values)
    assert [values[key]["nilai"] for key in ("cadangan_permil", "kapasitas_tps", "stok_psu")] == [permil, cap, psu]
    assert values.keys() == profiles.shipped("pemilu").keys()
    parts = {"judul", "nilai", "satuan", "sumber", "diverifikasi", "tanda"}
    assert all(entry.keys() == parts for entry in values.values())
    assert list(values["aturan"]["nilai"]) == list(profiles.RULES)


def test_an_election_starts_with_the_shipped_profile(tmp_path: Path) -> None:
    election, _ = load(tmp_path, **PILKADA)
    assert (election.profile.number, election.profile.state) == (1, "berlaku")
    assert election.profile.get("cadangan_permil") == 25


def propose(election: Election, key: str, value: object, actor: Actor = ANI) -> ProfileVersion:
    return actions.propose_profile(election, {key: {"nilai": value, **SOURCE}}, reason="Peraturan baru", actor=actor)


def test_a_profile_changes_by_two_people_and_acts_forward(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    version = propose(election, "kapasitas_tps", 350)
    assert Election.objects.get().profile.get("kapasitas_tps") == 300
    with pytest.raises(RuleError, match="belum diputuskan"):
        propose(election, "kapasitas_tps", 400, BUDI)
    with pytest.raises(RuleError, match="minta orang lain"):
        actions.approve_profile(version, actor=ANI)
    actions.approve_profile(version, actor=BUDI)
    with pytest.raises(ConflictError, match="sudah berlaku"):
        actions.approve_profile(version, actor=BUDI)
    election = Election.objects.get()
    assert (election.profile.number, election.profile.get("kapasitas_tps")) == (2, 350)
    assert election.profile.values["kapasitas_tps"]["sumber"] == SOURCE["sumber"]
    assert election.profile.values["kapasitas_tps"]["judul"] == "Pemilih terbanyak per TPS"
    assert election.profiles.get(number=1).get("kapasitas_tps") == 300


def test_a_profile_older_than_a_number_takes_it_as_shipped_until_it_is_changed(tmp_path: Path, monkeypatch) -> None:
    """A version in force is never rewritten: what the program learnt later is read beside it."""
    whole = profiles.shipped("pemilu")
    with monkeypatch.context() as before:
        before.setattr(
            profiles, "_shipped", lambda _: json.dumps({k: v for k, v in whole.items() if k != "kpps_anggota"})
        )
        election, _ = load(tmp_path)
    assert "kpps_anggota" not in election.profile.values
    assert election.profile.get("kpps_anggota") == 7 and list(election.profile.whole) == list(whole)
    version = propose(election, "kapasitas_tps", 350)
    entry = json.loads(entries()[-1].payload)
    assert list(entry["sesudah"]) == ["kapasitas_tps"], "what was completed is no change"
    actions.approve_profile(version, actor=BUDI)
    election = Election.objects.get()
    assert election.profile.values["kpps_anggota"] == whole["kpps_anggota"]
    actions.approve_profile(propose(election, "kpps_anggota", 8), actor=BUDI)
    assert Election.objects.get().profile.get("kpps_anggota") == 8
    assert election.profiles.get(number=1).get("kpps_anggota") == 7


def test_a_rejected_proposal_makes_room_for_the_next(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    actions.reject_profile(propose(election, "stok_psu", 900), reason="Keliru", actor=BUDI)
    assert propose(election, "stok_psu", 1100).number == 3
    assert Election.objects.get().profile.number == 1
    assert [entry.action for entry in entries()][1:] == [
        "elections.profile.proposed", "elections.profile.rejected", "elections.profile.proposed",
    ]  # fmt: skip


def test_the_database_too_wants_two_people(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    version = propose(election, "stok_psu", 900)
    for state, approver in (("berlaku", ANI.uuid), ("berlaku", ""), ("ditolak", ANI.uuid)):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            recording.entry("uji", chain="9901", actor=ANI, payload={}),
        ):
            ProfileVersion.objects.filter(pk=version.pk).update(state=state, approved_by=approver)


def _rule(rule: str, **change: object) -> dict[str, object]:
    rules = profiles.shipped("pemilu")["aturan"]["nilai"]
    return rules | {rule: rules[rule] | change}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kapasitas_tps", 0),
        ("kapasitas_tps", "300"),
        ("kapasitas_tps", True),
        ("kapasitas_tps", 300.0),
        ("kapasitas_tps", None),
        ("cadangan_permil", 1001),
        ("pembulatan_cadangan", "genap"),
        ("entri_ganda", {"ppwp": True}),
        ("entri_ganda", {"ppwp": 1, "dpr": True, "dpd": True, "dprd_prov": True, "dprd_kab": True}),
        ("persen_cakupan_tampil", 101),
        ("kpps_anggota", 0),
        ("kpps_anggota", 10),
        ("tenggat_rekap_kab_hari", -1),
        ("aturan", {}),
        ("aturan", _rule("R14", tingkat="MERAH")),
        ("aturan", _rule("R14", aktif=0)),
        ("aturan", _rule("R14", batas="x")),
        ("aturan", _rule("R14", batas=-1)),
        ("aturan", _rule("R14", batas=True)),
        ("aturan", _rule("R14", batas=10_000)),
        *(("aturan", _rule(rule, batas=0)) for rule in ("R01", "R07", "R16", "R26", "R28")),
        ("aturan", _rule("R14", lain=1)),
        ("aturan", _rule("R01", aktif=False)),
        ("aturan", _rule("R07", tingkat="WARN")),
        ("rahasia", 1),
    ],
)
def test_a_profile_keeps_its_shape_and_the_arithmetic(tmp_path: Path, key: str, value: object) -> None:
    election, _ = load(tmp_path)
    with pytest.raises(RuleError):
        propose(election, key, value)


@pytest.mark.parametrize(
    "change",
    [{"nilai": 350}, {"nilai": 350, "sumber": " "}, {"nilai": 350, "sumber": "x", "diverifikasi": "kemarin"}, {}, 350],
)
def test_a_changed_number_names_its_source(tmp_path: Path, change: object) -> None:
    election, _ = load(tmp_path)
    with pytest.raises(RuleError):
        actions.propose_profile(election, {"kapasitas_tps": change}, reason="Uji", actor=ANI)


def test_a_proposal_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    with pytest.raises(RuleError, match="sama dengan profil"):
        actions.propose_profile(election, {}, reason="Uji", actor=ANI)


@pytest.mark.parametrize("rule", [*(f"R{n:02d}" for n in range(8, 16)), "R27"])
def test_a_comparison_may_be_given_a_tolerance(tmp_path: Path, rule: str) -> None:
    election, _ = load(tmp_path)
    version = propose(election, "aturan", _rule(rule, batas=9999))
    assert version.get("aturan")[rule]["batas"] == 9999


def test_other_rules_may_be_switched_off_and_nobody_without_account_proposes(tmp_path: Path) -> None:
    election, _ = load(tmp_path)
    with pytest.raises(RuleError, match="akunnya"):
        propose(election, "aturan", _rule("R14", aktif=False), SYSTEM)
    version = propose(election, "aturan", _rule("R14", aktif=False))
    assert version.get("aturan")["R14"]["aktif"] is False


# The command


def test_the_command_imports_and_says_what_it_made(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    told = run(folder, "--election", "contoh", "--name", "Pemilu Contoh", "--simulation")
    assert "dimuat: Pemilu Contoh. 8 wilayah, 6 TPS, 3 kontes, 10 pilihan." in told.out
    assert Election.objects.get().is_simulation
    assert "tidak ada yang berubah" in run(folder, "--election", "contoh").out
    assert Entry.objects.filter(action="elections.election.imported").count() == 1


def test_a_dry_run_foretells_and_writes_nothing(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    told = run(folder, "--election", "contoh", "--dry-run")
    assert "Akan dimuat sebagai 'contoh': Pemilu 2029 Kabupaten Talang Maju." in told.out
    assert "Wilayah baru 8, nama wilayah berbeda 0." in told.out
    assert not Election.objects.exists()
    assert not Region.objects.exists()
    assert not Entry.objects.exists()
    run(folder, "--election", "contoh")
    assert "sudah dimuat" in run(folder, "--election", "contoh", "--dry-run").out
    other = write_package(tmp_path / "b", regions=swap("MUARA DUA", "MUARADUA"))
    assert run(other, "--election", "contoh", "--dry-run").code == 1
    assert "Wilayah baru 0, nama wilayah berbeda 1." in run(other, "--election", "lain", "--dry-run").out


def test_errors_come_one_per_line_with_a_sum_and_leave_no_trace(tmp_path: Path) -> None:
    told = run(write_package(tmp_path, tps=swap("118,121", "x,y")), "--election", "contoh")
    assert [line.split(":")[0] for line in told.err.splitlines()] == [
        "tps.csv baris 3, kolom dpt_l", "tps.csv baris 3, kolom dpt_p",
    ]  # fmt: skip
    assert (told.last, told.code) == ("2 kesalahan; tidak ada yang dimuat.", 1)
    assert not Election.objects.exists()
    assert not Region.objects.exists()


def test_many_errors_are_counted(tmp_path: Path) -> None:
    told = run(write_package(tmp_path, tps=lambda text: text + "1,2,3,0,,\n" * 100), "--election", "contoh")
    assert told.err.splitlines()[-1] == "… dan 150 lagi."
    assert told.last == "200 kesalahan; tidak ada yang dimuat."


@pytest.mark.parametrize(("name", "slug"), [("none", "x"), ("file", "x"), ("ok", "x y")])
def test_the_command_refuses_what_is_no_package(tmp_path: Path, name: str, slug: str) -> None:
    write_package(tmp_path / "ok")
    (tmp_path / "file").write_text("x")
    told = run(tmp_path / name, "--election", slug)
    assert told.code == 1
    assert len(told.err.splitlines()) == 1


# Real and large packages


@needs_data
def test_every_real_package_imports_into_one_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "_hooks", [])
    for path in sorted(DATA.iterdir()):
        package = read_package(path)
        election, created = actions.import_package(package, slug=path.name, actor=SYSTEM)
        assert created
        assert election.tps.count() == len(package.tps)
        assert actions.import_package(read_package(path), slug=path.name, actor=SYSTEM) == (election, False)
    election = Election.objects.get(slug="1608_pemilu_2024")
    choices = Choice.objects.filter(contest__election=election)
    assert (election.contests.count(), election.tps.count(), choices.count()) == (9, 2180, 846)
    assert Choice.objects.filter(is_empty_column=True).count() == 1


def test_two_hundred_thousand_tps_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "_hooks", [])
    desa = [f"990101{3000 + n}" for n in range(201)]
    regions = REGIONS + "".join(f"{code},desa,DESA {code},990101\n" for code in desa)
    lines = (f"{desa[n // 999]}{n % 999 + 1:03d},{desa[n // 999]},{n % 999 + 1},0,120,130" for n in range(200_000))
    tps = "\n".join(["kode_tps,kode_desa,no_tps,khusus,dpt_l,dpt_p", *lines])
    election, _ = load(tmp_path, regions=regions, tps=tps)
    assert Tps.objects.filter(election=election).count() == 200_000
    assert Contest.objects.filter(election=election).count() == 3
