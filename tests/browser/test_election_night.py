"""Five people enter, check and settle an election from its papers, and every planted misreading is found."""

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role, User
from electcoord.elections.actions import import_package
from electcoord.elections.models import Contest, Election
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM, Actor
from electcoord.ledger.verification import verify
from electcoord.papers import storage
from electcoord.papers.actions import File, Page, add_files
from recap import aggregate, specimen
from recap.ballot import Ballot, ballot_of
from recap.boxes import text_of
from recap.demo import paper_of
from recap.models import Correction, Finding, Level, Release, Series, Sheet, SheetVersion, Total
from recap.reading import Figure, Reading, differences, reading_from, reading_of
from recap.states import SheetState
from tests.browser.typist import Typist, sign_in
from tests.data import package
from tests.packages import write_package

pytestmark = [pytest.mark.browser, pytest.mark.once]
PASSWORD = "rahasia-uji-1234"
KECAMATAN, DESA = "990101", "9901011001"
REGIONS = """kode,jenis,nama,parent_kode
99,provinsi,NUSA CONTOH,
9901,kabupaten,TALANG MAJU,99
990101,kecamatan,HULU,9901
9901011001,desa,PASAR HULU,990101
"""
TPS = """kode_tps,kode_desa,no_tps,khusus,dpt_l,dpt_p
9901011001001,9901011001,001,0,120,130
9901011001002,9901011001,002,0,98,101
"""
CONTESTS = """kontes,jenis,nama,kode_dapil,wilayah,kursi
ppwp,ppwp,Presiden dan Wakil Presiden 2029,,9901,
dpr,dpr,NUSA I,99,9901,8
dpd,dpd,NUSA CONTOH,99,9901,4
dprd_prov,dprd_prov,NUSA 3,99,9901,6
dprd_kab,dprd_kab,TALANG MAJU 1,990101,990101,9
"""
FIVE = {
    "ani": Role.SEKRETARIAT_PPK,
    "budi": Role.SEKRETARIAT_PPK,
    "citra": Role.OPERATOR_SIREKAP,
    "dewa": Role.ANGGOTA_PPK,
    "eka": Role.KETUA_PPK,
}
ONE, TWO = f"{DESA}001", f"{DESA}002"


def choices() -> str:
    lines = ["kontes,no_partai,no_urut,nama,jenis_kelamin", "ppwp,,1,Pasangan Satu,", "ppwp,,2,Pasangan Dua,",
             "ppwp,,3,Pasangan Tiga,"]  # fmt: skip
    lines += [f"dpd,,{number},Calon DPD {number}," for number in (1, 2, 4, 5)]
    for contest in ("dpr", "dprd_prov", "dprd_kab"):
        for party in (1, 2, 24):
            lines.append(f"{contest},{party},,Partai {party},")
            lines += [f"{contest},{party},{number},Calon {party} {number}," for number in (1, 2, 3)]
    return "\n".join(lines) + "\n"


@dataclass
class Night:
    """The small regency: its people and what stands on each of its papers."""

    election: Election
    people: dict[str, User]
    papers: dict[tuple[str, str], Reading]

    def contest(self, key: str) -> Contest:
        return self.election.contests.get(key=key)

    def sheet(self, code: str, key: str) -> Sheet:
        rows = Sheet.objects.select_related("current", "contest", "tps")
        return rows.get(election=self.election, tps_code=code, contest__key=key)

    def ballot(self, key: str) -> Ballot:
        return ballot_of(self.contest(key))


def photograph(sheet: Sheet, truth: Reading, actor: Actor) -> None:
    """The paper as somebody filled it in, page by page; drawn here, so it need not be decoded."""
    ballot = ballot_of(sheet.contest)
    heading = specimen.heading_of(sheet.contest, sheet.tps, {})
    files = []
    for content in specimen.draw(heading, ballot, truth, seed=str(sheet.uuid)):
        image, small = storage.keep_image(content, content)
        page = Page(None, image, len(content), small, specimen.WIDTH, specimen.HEIGHT)
        files.append(File("jpeg", storage.keep_original(content), len(content), (page,)))
    add_files(files, contest=sheet.contest, tps=sheet.tps, page=1, key=uuid4(), actor=actor)


@pytest.fixture
def night(transactional_db: None, tmp_path: Path, settings: Any) -> Night:
    settings.EVIDENCE_ROOT = tmp_path / "bukti"
    folder = write_package(tmp_path / "kecil", regions=REGIONS, tps=TPS, contests=CONTESTS, choices=choices())
    election, _ = import_package(read_package(folder), slug="malam", actor=SYSTEM)
    people = {name: create_user(username=name, name=name.title(), password=PASSWORD, actor=SYSTEM) for name in FIVE}
    for name, role in FIVE.items():
        give_grant(people[name], role=role, region=KECAMATAN, election=election, actor=SYSTEM)
    papers = {}
    sheets = Sheet.objects.filter(election=election).select_related("contest", "tps")
    for sheet in sheets:
        truth = paper_of(sheet, sheet.contest, ballot_of(sheet.contest))
        papers[sheet.tps_code, sheet.contest.key] = truth
        photograph(sheet, truth, Actor(str(people["ani"].uuid), FIVE["ani"].value))
    return Night(election, people, papers)


def misread(truth: Reading, ballot: Ballot, **wrong: Figure) -> Reading:
    return reading_from(truth.cells(ballot) | wrong, ballot)


def planted(night: Night) -> dict[tuple[str, str, int], Reading]:
    """Misreadings: (TPS, contest, first or second reader) to what that reader types."""
    found = {}

    def plant(code: str, key: str, reader: int, **wrong: Figure) -> None:
        ballot = night.ballot(key)
        truth = night.papers[code, key]
        assert any(truth.cells(ballot)[name] != value for name, value in wrong.items())
        found[code, key, reader] = misread(truth, ballot, **wrong)

    cells = {key: night.papers[ONE, key].cells(night.ballot(key)) for key in ("ppwp", "dpr", "dprd_prov")}
    # A digit too many, and a sum that shows it: one reader.
    plant(ONE, "ppwp", 1, calon_1=(cells["ppwp"]["calon_1"] or 0) + 70)
    # Two candidates of one party swapped: every sum stays right.
    plant(ONE, "dpr", 2, caleg_1_1=(cells["dpr"]["caleg_1_1"] or 0) + 5, caleg_1_2=(cells["dpr"]["caleg_1_2"] or 0) - 5)
    # A nought where the box is empty.
    plant(TWO, "dprd_kab", 2, disabilitas_l=None)
    # XX8 read as 888.
    plant(TWO, "dpd", 1, calon_4=888)
    # Both misread the same: only the form's own arithmetic tells.
    for reader in (1, 2):
        plant(ONE, "dprd_prov", reader, suara_total=(cells["dprd_prov"]["suara_total"] or 0) + 10)
    return found


def work_through(night: Night, who: Typist, task: str, reads: Any) -> list[tuple[str, str]]:
    """Takes sheet after sheet of a task until the queue is empty; `reads(code, key)` is what this person sees."""
    done = []
    who.open(f"/rekap/malam/meja/berikut/?tugas={task}")
    while "/entri/" in who.page.url:
        code, key = who.page.url.split("/entri/")[1].split("/")[:2]
        assert who.page.locator("[data-stage]").count(), "the paper is beside the form"
        who.sheet(reads(code, key).cells(night.ballot(key)))
        who.send()
        done.append((code, key))
    return done


def settle_all(night: Night, who: Typist) -> list[tuple[str, str, list[str]]]:
    """The third person looks at the paper and chooses what stands there."""
    done = []
    who.open("/rekap/malam/meja/berikut/?tugas=beda")
    while "/putuskan/" in who.page.url:
        code, key = who.page.url.split("/putuskan/")[1].split("/")[:2]
        truth = night.papers[code, key].cells(night.ballot(key))
        names = who.page.eval_on_selector_all("[data-code]", "cells => cells.map((cell) => cell.dataset.code)")
        sheet = night.sheet(code, key)
        first, second = (reading_of(version).cells(night.ballot(key)) for version in sheet.versions.order_by("number"))
        assert names == [name for name in names if first[name] != second[name]], "only what differs is shown"
        for name in names:
            choice = "pertama" if first[name] == truth[name] else "kedua"
            assert truth[name] in (first[name], second[name])
            who.page.check(f"input[name=pilih_{name}][value={choice}]")
        url = who.page.url
        who.page.get_by_role("button", name="Putuskan, lanjut").click()
        who.page.wait_for_url(lambda now, url=url: now != url)
        done.append((code, key, names))
    return done


def test_five_people_enter_check_and_settle_a_regency(night: Night, live_server: Any, browser: Any) -> None:
    wrong = planted(night)
    at = {name: Typist(sign_in(browser, live_server, user), live_server.url) for name, user in night.people.items()}

    def reading(reader: int) -> Any:
        return lambda code, key: wrong.get((code, key, reader), night.papers[code, key])

    # One enters everything first; two others share the second entry; nobody may do both.
    first = work_through(night, at["ani"], "masuk", reading(1))
    assert sorted(first) == sorted(night.papers)
    at["ani"].open("/rekap/malam/meja/berikut/?tugas=kedua")
    assert at["ani"].page.url.endswith("tugas=kedua") and "/meja/" in at["ani"].page.url, "nothing for the first reader"
    at["budi"].open(f"/rekap/malam/entri/{ONE}/ppwp/?tugas=kedua")
    shown = at["budi"].page.content()
    assert not any(box.input_value() for box in at["budi"].page.locator("input.box").all()), "the second sees nothing"
    assert str(wrong[ONE, "ppwp", 1].votes[0]) not in shown.split("<form", 2)[2].split("</form>")[0]
    second = []
    for name, contest in (("budi", "ppwp"), ("citra", "dpr"), ("budi", "")):
        wish = f"kedua&kontes={contest}" if contest else "kedua"
        second += work_through(night, at[name], wish, reading(2))
    assert sorted(second) == sorted(night.papers)

    # What differs and what is above every bound has been found, and nothing else.
    states = {(s.tps_code, s.contest.key): s.state for s in Sheet.objects.select_related("contest")}
    differing = {(ONE, "ppwp"), (ONE, "dpr"), (TWO, "dprd_kab")}
    assert {place for place, state in states.items() if state == SheetState.BEDA_ENTRI} == differing
    assert {place for place, state in states.items() if state == SheetState.KARANTINA} == {(TWO, "dpd")}

    # The chair releases with a reason; then it is a difference like the others.
    at["eka"].open("/rekap/malam/meja/berikut/?tugas=karantina")
    at["eka"].page.get_by_label("Alasan pelepasan").fill("Di kertas tertulis XX8; salah baca salah satu entri.")
    at["eka"].page.get_by_role("button", name="Lepas dengan alasan ini").click()
    assert Release.objects.count() == 1
    settled = settle_all(night, at["dewa"])
    assert {(code, key) for code, key, _ in settled} == {*differing, (TWO, "dpd")}

    # What both misread stands on the board, is proposed beside its photo and approved by another.
    aggregate.refresh_stale()
    finding = Finding.objects.get(tps_code=ONE, sheet__contest__key="dprd_prov", rule="R07")
    assert str(night.papers[ONE, "dprd_prov"].get("suara_total") + 10) in finding.equation
    citra = at["citra"]
    citra.open(f"/rekap/malam/tps/{ONE}/")
    citra.page.locator("#dprd_prov").get_by_role("link", name="Usulkan koreksi").click()
    right = night.papers[ONE, "dprd_prov"].get("suara_total")
    citra.page.fill("input[name=suara_total]", text_of(right))
    citra.page.get_by_label("Sebab").select_option("angka")
    citra.page.get_by_label("Penjelasan").fill("Baris V.C terbaca sepuluh lebih banyak oleh dua pembaca.")
    citra.page.get_by_role("button", name="Usulkan koreksi").click()
    address = citra.page.url
    assert not citra.page.get_by_role("button", name="Setujui koreksi").count(), "not by the proposer"
    at["eka"].page.goto(address)
    at["eka"].page.get_by_role("button", name="Setujui koreksi").click()
    assert Correction.objects.get().state == "disetujui"

    # Everything is settled, equals the papers, and adds up.
    aggregate.refresh_stale()
    for (code, key), truth in night.papers.items():
        sheet = night.sheet(code, key)
        assert sheet.state == SheetState.TERVERIFIKASI_AWAL, (code, key)
        assert differences(reading_of(sheet.current), truth, night.ballot(key)) == [], (code, key)
    for contest in night.election.contests.all():
        total = Total.objects.get(contest=contest, series=Series.REPORTED, level=Level.KABUPATEN)
        papers = [night.papers[code, contest.key] for code in (ONE, TWO)]
        assert total.votes == [sum(figures) for figures in zip(*(paper.votes for paper in papers), strict=True)]
    broken, _ = verify()
    assert broken is None, broken
    eka = at["eka"]
    eka.open(f"/rekap/malam/tps/{ONE}/dprd_prov/kisah/")
    assert str(right) in eka.page.content()
    assert eka.page.locator("del").count()
    for typist in at.values():
        typist.leave()


# --- the same over real papers ---

# Ten in the everyday run; CI and SHEETS=40 type forty.
SAMPLE = int(os.environ.get("SHEETS", "10"))
YEAR = "1608_ppwp_2019"


def _rows(name: str) -> dict[str, dict[str, str]]:
    with (package(YEAR) / name).open(encoding="utf-8-sig", newline="") as file:
        return {row["kode_tps"]: row for row in csv.DictReader(file)}


def _sample(first: Mapping[str, dict], second: Mapping[str, dict]) -> list[str]:
    """Half of them TPS whose two readings differ, half any."""
    both = sorted(first.keys() & second.keys())
    rng = Random(1608)
    differing = [code for code in both if first[code] != second[code]]
    some = rng.sample(differing, SAMPLE // 2)
    return sorted([*some, *rng.sample([code for code in both if code not in differing], SAMPLE - len(some))])


def _small(folder: Path, codes: list[str]) -> Path:
    """The package with these TPS alone."""
    folder.mkdir()
    source = package(YEAR)
    desa = {code[:10] for code in codes}
    keep = {"tps": lambda row: row["kode_tps"] in codes,
            "regions": lambda row: len(row["kode"]) < 6 or row["kode"] in desa | {code[:6] for code in desa}}  # fmt: skip
    for name in ("regions", "tps", "contests", "choices"):
        with (source / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(row for row in rows if keep.get(name, lambda row: True)(row))
    return folder


def _figures(row: Mapping[str, str]) -> dict[str, Figure]:
    return {code: int(text) if text else None for code, text in row.items() if code != "kode_tps"}


@pytest.mark.slow
def test_real_papers_typed_twice_are_what_their_readings_say(
    transactional_db: None, live_server: Any, browser: Any, tmp_path: Path
) -> None:
    first, second = _rows("chasil_ppwp.first.csv"), _rows("chasil_ppwp.second.csv")
    codes = _sample(first, second)
    election, _ = import_package(read_package(_small(tmp_path / "nyata", codes)), slug="nyata", actor=SYSTEM)
    ballot = ballot_of(election.contests.get())
    typists = []
    for name in ("ani", "budi"):
        user = create_user(username=name, name=name.title(), password=PASSWORD, actor=SYSTEM)
        give_grant(user, role=Role.OPERATOR_SIREKAP, region="1608", election=election, actor=SYSTEM)
        typists.append(Typist(sign_in(browser, live_server, user), live_server.url))
    for typist, task, rows in zip(typists, ("masuk", "kedua"), (first, second), strict=True):
        typed = 0
        typist.open(f"/rekap/nyata/meja/berikut/?tugas={task}")
        while "/entri/" in typist.page.url:
            code = typist.page.url.split("/entri/")[1].split("/")[0]
            typist.sheet(_figures(rows[code]))
            typist.send()
            typed += 1
        assert typed == SAMPLE
    for code in codes:
        sheet = Sheet.objects.get(tps_code=code)
        readings = [reading_from(_figures(rows[code]), ballot) for rows in (first, second)]
        stored = SheetVersion.objects.filter(sheet=sheet).order_by("number")
        assert [reading_of(version).cells(ballot) for version in stored] == [r.cells(ballot) for r in readings], code
        held = any(version.breaks_limit for version in stored)
        same = readings[0].cells(ballot) == readings[1].cells(ballot)
        due = SheetState.TERVERIFIKASI_AWAL if same else SheetState.BEDA_ENTRI
        assert sheet.state == (SheetState.KARANTINA if held else due), code
    print(f"{sum(typist.strokes for typist in typists)} ketukan untuk {2 * SAMPLE} lembar")
    for typist in typists:
        typist.leave()
