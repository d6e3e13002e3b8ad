"""Real elections of four regencies against what was published, in every field."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from io import StringIO
from math import ceil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role
from electcoord.elections.models import Contest, Election
from electcoord.ledger.recording import SYSTEM
from recap.models import Finding, Sheet, Total
from recap.states import SheetState
from tests.data import package

pytestmark = pytest.mark.django_db


def command(*arguments: str) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def exported(election: str, contest: str, level: str) -> dict[str, dict[str, object]]:
    """The JSON of export_recap by region code."""
    text = command("export_recap", "--election", election, "--contest", contest, "--level", level, "--format", "json")
    return {row["kode"]: row for row in json.loads(text)}


def findings(election: str) -> list[dict[str, str]]:
    return json.loads(command("check_recap", "--election", election, "--format", "json"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def assert_published(folder: Path, election: str, levels: tuple[str, ...], except_for: tuple[str, ...] = ()) -> int:
    """Every published figure of these levels equals `reported`; returns how many were compared."""
    totals: dict[tuple[str, str], dict] = {}
    compared = 0
    for row in rows(folder / "published.csv"):
        if row["tingkat"] not in levels or row["kode"] in except_for:
            continue
        key = row["kontes"], row["tingkat"]
        if key not in totals:
            totals[key] = exported(election, *key)
        assert totals[key][row["kode"]][row["isian"]] == int(row["nilai"]), row
        compared += 1
    return compared


def assert_files_published(folder: Path, slug: str) -> int:
    """Every published figure stands in the file that a commissioner gets from the page; returns how many."""
    election = Election.objects.get(slug=slug)
    ketua = create_user(username="ketua-nyata", name="Ketua", password="rahasia-uji-1234", actor=SYSTEM)
    give_grant(ketua, role=Role.KETUA_KPU, region=election.kabupaten_id, election=election, actor=SYSTEM)
    client = Client()
    client.force_login(ketua)
    found: dict[str, dict[str, str]] = {}
    for code in (election.kabupaten_id, *Total.objects.filter(level="kecamatan").values_list("region_code", flat=True)):
        response = client.get(f"/rekap/{slug}/kontes/ppwp/{code}/unduh.csv")
        table = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
        at = table.index([]) + 1
        # 'Kode' … 'Keterangan', the pairs in ballot order, then suara_sah, suara_tidak_sah, suara_total.
        fields = [f"calon_{n}" for n in range(1, len(table[at]) - 8)] + ["suara_sah", "suara_tidak_sah", "suara_total"]
        for row in table[at + 1 :]:
            figures = dict(zip(fields, row[6:], strict=True))
            assert found.setdefault(row[0], figures) == figures, "a total is the same on every page"
    published = [row for row in rows(folder / "published.csv") if row["tingkat"] in LEVELS]
    for row in published:
        assert found[row["kode"]][row["isian"]] == row["nilai"], row
    return len(published)


@pytest.fixture
def load() -> Callable[[str, str], Path]:
    """Loads an election and its first reading through the commands."""

    def run(name: str, contest: str) -> Path:
        folder = package(name)
        command("import_election", str(folder), "--election", name)
        file = folder / f"chasil_{contest}.first.csv"
        if file.exists():
            command("import_chasil", str(file), "--election", name, "--contest", contest, "--entry", "first")
        command("aggregate_recap")
        return folder

    return run


LEVELS = ("desa", "kecamatan", "kabupaten")


def test_oku_timur_2019_equals_what_was_published(load: Callable[[str, str], Path]) -> None:
    folder = load("1608_ppwp_2019", "ppwp")
    election = "1608_ppwp_2019"
    assert assert_published(folder, election, LEVELS) == (312 + 20 + 1) * 5
    broken = [f for f in findings(election) if f["status"] == "melanggar"]
    by_rule = {rule: {f["kode_tps"] for f in broken if f["rule"] == rule} for rule in ("R04", "R07", "R28")}
    assert len(by_rule["R04"]) == 16
    assert len(by_rule["R07"]) == 42
    assert len(by_rule["R04"] | by_rule["R07"]) == 53
    assert {f["rule"] for f in broken} == {"R04", "R07", "R28"}
    stored = Finding.objects.filter(election__slug=election).values_list("tps_code", "rule", "part", "equation")
    assert sorted(stored) == sorted((f["kode_tps"], f["rule"], f["part"], f["equation"]) for f in broken)
    quarantined = Sheet.objects.filter(state=SheetState.KARANTINA)
    assert set(quarantined.values_list("tps_code", flat=True)) == by_rule["R28"]

    assert assert_files_published(folder, election) == (312 + 20 + 1) * 5

    second = str(folder / "chasil_ppwp.second.csv")
    arguments = ("import_chasil", second, "--election", election, "--contest", "ppwp", "--entry", "second")
    dry = command(*arguments, "--dry-run")
    assert "2.083 cocok, 64 selisih" in dry
    assert not Sheet.objects.filter(version_count=2).exists()
    assert "2.083 cocok, 64 selisih" in command(*arguments)
    states = Counter(Sheet.objects.values_list("state", flat=True))
    # Four of the 64 differing pairs wait in quarantine; released, they are beda_entri like the others.
    quarantined = Sheet.objects.filter(state=SheetState.KARANTINA)
    assert all(len({v.reading_hash for v in s.versions.all()}) == 2 for s in quarantined)
    assert states[SheetState.TERVERIFIKASI_AWAL] == 2083
    assert states[SheetState.BEDA_ENTRI] + states[SheetState.KARANTINA] == 64
    assert states[SheetState.ENTRI_SATU] == 2178 - 2147
    assert_published(folder, election, LEVELS)
    assert "0 lembar baru, 2.147 sudah ada" in command(*arguments, "--dry-run")
    command("aggregate_recap", "--full")
    assert "Utuh" in command("verify_ledger")


def test_ciamis_2024_names_the_missing_tps(load: Callable[[str, str], Path]) -> None:
    folder = load("3207_pilbup_2024", "pilbup")
    missing = Sheet.objects.filter(state=SheetState.BELUM_MASUK)
    per_kecamatan = Counter(missing.values_list("kecamatan_code", flat=True))
    assert sorted(per_kecamatan.values(), reverse=True) == [7, 3, 3, 1, 1, 1]
    assert assert_published(folder, "3207_pilbup_2024", ("kecamatan",), except_for=("320702",)) == 26 * 2
    row = exported("3207_pilbup_2024", "pilbup", "kecamatan")["320702"]
    published = {r["isian"]: int(r["nilai"]) for r in rows(folder / "published.csv") if r["kode"] == "320702"}
    assert per_kecamatan["320702"] == 7 == row["tps_total"] - row["tps_masuk"]
    assert all(row[field] < value for field, value in published.items())
    contest = Contest.objects.get(key="pilbup")
    assert [c.is_empty_column for c in contest.choices.order_by("position")] == [True, False]


def test_cilacap_2024_recapitulates_party_totals_and_leaves_blanks_blank(load: Callable[[str, str], Path]) -> None:
    folder = load("3301_dprd_prov_2024", "dprd_prov")
    brute: dict[str, Counter] = {}
    for row in rows(folder / "chasil_dprd_prov.first.csv"):
        counts = brute.setdefault(row["kode_tps"][:6], Counter())
        counts.update({k: int(v) for k, v in row.items() if k != "kode_tps" and v != ""})
    found = exported("3301_dprd_prov_2024", "dprd_prov", "kecamatan")
    for code, row in found.items():
        parties = {key: value for key, value in row.items() if key.startswith("partai_sah_")}
        assert len(parties) == 18
        assert {k: v for k, v in parties.items() if v is not None} == dict(brute.get(code, {})), code
        assert row["partai_1"] is None and row["suara_sah"] is None
    kabupaten = exported("3301_dprd_prov_2024", "dprd_prov", "kabupaten")["3301"]
    assert (kabupaten["tps_total"], kabupaten["tps_masuk"]) == (5964, 4592)


def test_kepulauan_seribu_2024_findings_equal_an_independent_computation(load: Callable[[str, str], Path]) -> None:
    folder = load("3101_ppwp_2024", "ppwp")
    registry = {row["kode_tps"]: row for row in rows(folder / "tps.csv")}
    expected: set[tuple[str, str, str]] = set()
    for row in rows(folder / "chasil_ppwp.first.csv"):
        expected |= {(row["kode_tps"], *broken) for broken in _broken(row, registry[row["kode_tps"]])}
    found = {(f["kode_tps"], f["rule"], f["part"]) for f in findings("3101_ppwp_2024") if f["status"] == "melanggar"}
    assert found == expected
    assert expected, "the sample has real misreadings"


def _broken(row: dict[str, str], tps: dict[str, str]) -> set[tuple[str, str]]:
    """The rules written out once more, by hand and without the product's code."""
    v = {key: int(value) for key, value in row.items() if value != "" and key != "kode_tps"}
    out: set[tuple[str, str]] = set()

    def need(*keys: str) -> bool:
        return all(key in v for key in keys)

    for group in ("pemilih_dpt", "pengguna_dpt", "pengguna_dptb", "pengguna_dpk", "pengguna_total", "disabilitas"):
        j, men, women = f"{group}_j", f"{group}_l", f"{group}_p"
        if need(j, men, women) and v[j] != v[men] + v[women]:
            out.add(("R01", group))
    for g in "lpj":
        keys = [f"pengguna_{kind}_{g}" for kind in ("total", "dpt", "dptb", "dpk")]
        if need(*keys) and v[keys[0]] != v[keys[1]] + v[keys[2]] + v[keys[3]]:
            out.add(("R02", f"pengguna_total_{g}"))
        if need(f"pengguna_dpt_{g}", f"pemilih_dpt_{g}") and v[f"pengguna_dpt_{g}"] > v[f"pemilih_dpt_{g}"]:
            out.add(("R11", f"pengguna_dpt_{g}"))
        if need(f"disabilitas_{g}", f"pengguna_total_{g}") and v[f"disabilitas_{g}"] > v[f"pengguna_total_{g}"]:
            out.add(("R15", f"disabilitas_{g}"))
    pairs = [key for key in row if key.startswith("calon_")]
    if need("suara_sah", *pairs) and v["suara_sah"] != sum(v[pair] for pair in pairs):
        out.add(("R04", "suara_sah"))
    closing = ("suara_total", "suara_sah", "suara_tidak_sah")
    if need(*closing) and v["suara_total"] != v["suara_sah"] + v["suara_tidak_sah"]:
        out.add(("R07", "suara_total"))
    if need("pengguna_total_j", "suara_total") and v["pengguna_total_j"] != v["suara_total"]:
        out.add(("R10", "pengguna_total_j"))
    if need("pemilih_dpt_j") and v["pemilih_dpt_j"] > 300:
        out.add(("R14", "pemilih_dpt_j"))
    out |= {("R16", key) for key, value in v.items() if value > 999}
    dpt = int(tps["dpt_l"]) + int(tps["dpt_p"]) if tps["dpt_l"] and tps["dpt_p"] else v.get("pemilih_dpt_j")
    if dpt is None and need("pemilih_dpt_l", "pemilih_dpt_p"):
        dpt = v["pemilih_dpt_l"] + v["pemilih_dpt_p"]
    limit = dpt + ceil(dpt * 2 / 100) if dpt else 306
    figures = [*pairs, "suara_sah", "suara_tidak_sah", "suara_total"]
    out |= {("R28", key) for key in figures if key in v and v[key] > limit}
    return out


def test_oku_timur_2024_loads_whole_and_empty_totals_stay_blank(load: Callable[[str, str], Path]) -> None:
    load("1608_pemilu_2024", "")
    contests = list(Contest.objects.all())
    assert len(contests) == 9
    assert sorted(c.seats for c in contests if c.kind == "dprd_kab" and c.seats) == [9, 9]
    assert Total.objects.filter(level="kabupaten").count() == 9
    for contest in contests:
        [row] = exported("1608_pemilu_2024", contest.key, "kabupaten").values()
        assert row["tps_masuk"] == 0
        assert row["tps_total"] == Sheet.objects.filter(contest=contest).count() > 0
        assert all(value is None for key, value in row.items() if key not in ("kode", "nama", "tps_total", "tps_masuk"))
    assert sum(Sheet.objects.filter(contest=c).count() for c in contests if c.kind == "dprd_kab") == 2180
