"""The SIMULASI regency, small: the same at every run, safe to repeat, every state and story there, and its tour."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import pairwise
from random import Random
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from electcoord.accounts import demo as people
from electcoord.accounts.actions import create_user, set_password
from electcoord.accounts.models import Role, User
from electcoord.common.tour import steps
from electcoord.elections import demo as places
from electcoord.elections.actions import import_package
from electcoord.elections.demo import FULL, PEMILU, PILKADA, SMALL
from electcoord.elections.demo.terrain import boundaries
from electcoord.elections.models import Contest, Election
from electcoord.elections.packages import read_package
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import SYSTEM, Actor
from electcoord.papers.models import Photo, Placement
from recap import demo, specimen
from recap.actions.queue import submit_entry
from recap.ballot import ballot_of
from recap.demo import desk, paper, settled
from recap.demo.slips import BOTH, A, B
from recap.models import (
    Correction,
    CorrectionState,
    Draft,
    Finding,
    Lease,
    Release,
    Sheet,
    SheetVersion,
    Task,
    Total,
    VersionKind,
)
from recap.reading import differences, reading_of
from recap.selectors import queue
from recap.states import SheetState
from tests.packages import write_package

S = SheetState
COUNTED = (SheetVersion, Photo, Placement, Correction, Release, Draft, Entry, User, Total, Finding)


@pytest.fixture
def small(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Loads the small regency, with photos of a sixteenth of their size."""
    plain = specimen._jpeg
    monkeypatch.setattr(
        specimen, "_jpeg", lambda sheet, *how: plain(sheet.reduce(4), 0, specimen._Light(0, 0, False), 1)
    )

    def load() -> None:
        places.load(SMALL)
        people.seed()
        demo.seed()

    return load


def sheet(code: str, kind: str) -> Sheet:
    return Sheet.objects.select_related("contest", "current").get(
        election__slug=PEMILU, tps_code=code, contest__kind=kind
    )


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_every_state_and_story_is_there_and_stays(
    small: Callable[[], None], monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    """One regency, because it takes a while to make: loaded in two parts, again, checked, and walked through."""

    def stop(election: Election) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(desk, "load", stop)
        with pytest.raises(KeyboardInterrupt):
            small()
    assert not Draft.objects.exists()
    small()
    rows = Sheet.objects.filter(election__slug=PEMILU)
    states = Counter(rows.values_list("state", flat=True))
    assert set(states) == {
        S.BELUM_MASUK, S.ENTRI_SATU, S.TERVERIFIKASI_AWAL, S.BEDA_ENTRI, S.KARANTINA, S.DIKOREKSI,
    }  # fmt: skip
    assert Sheet.objects.filter(election__slug=PILKADA, version_count__gt=0).exists()
    corrections = Counter(Correction.objects.values_list("kind", "state"))
    wrong, changed = VersionKind.SALAH_BACA.value, VersionKind.PEMBETULAN.value
    assert corrections == {
        (wrong, CorrectionState.DISETUJUI): 2, (wrong, CorrectionState.DIUSULKAN): 1,
        (wrong, CorrectionState.DITOLAK): 1, (wrong, CorrectionState.DITARIK): 1,
        (changed, CorrectionState.DISETUJUI): 1, (changed, CorrectionState.DIUSULKAN): 1,
    }  # fmt: skip
    assert Release.objects.count() == 1
    assert Lease.objects.exists()
    assert [(p.number, p.tps_code) for p in Placement.objects.filter(number__gt=1)] == [(2, f"{B}003")]
    assert Draft.objects.get().values
    # What was decided or corrected is what the paper says, but for the one that waits.
    for code, kind, right in ((f"{A}002", "dpd", True), (f"{A}002", "dprd_prov", True), (f"{A}002", "dprd_kab", True),
                              (f"{A}003", "ppwp", True), (f"{A}003", "dpd", False)):  # fmt: skip
        found = sheet(code, kind)
        ballot = ballot_of(found.contest)
        truth = paper.paper_of(found, found.contest, ballot)
        assert (differences(reading_of(found.current), truth, ballot) == []) is right, (code, kind)
    holders = set(SheetVersion.objects.values_list("entered_by", flat=True))
    assert len(holders) > 6, "several people did this"

    before = counts()
    small()
    assert counts() == before
    assert "0 berbeda" in run("aggregate_recap", "--full")
    assert "Utuh" in run("verify_ledger")
    settings.DEBUG = True
    walk_the_tour()


def test_the_same_at_every_run(db: None) -> None:
    """Whatever the order of asking and the seed of Python's own hashes."""
    program = (
        "import django; django.setup(); import json; from electcoord.elections.demo import *; "
        "from electcoord.elections.demo import package; from electcoord.elections.demo.terrain import boundaries; "
        "made = [package(size, slug) for size in (FULL, SMALL) for slug in (PEMILU, PILKADA)]; "
        "shapes = boundaries([region.code for region in made[0].regions]); "
        "print(json.dumps([[p.digest for p in made], json.dumps(shapes)]))"
    )
    found = []
    for seed in ("1", "2"):
        environment = {
            "DJANGO_SETTINGS_MODULE": "electcoord.settings", "DATABASE_URL": "sqlite:///x.sqlite3", "PYTHONHASHSEED": seed,
        }  # fmt: skip
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
        found.append(done.stdout or done.stderr)
    assert found[0] == found[1]
    digests, _ = json.loads(found[0])
    assert digests[2:] == [places.package(SMALL, slug).digest for slug in (PEMILU, PILKADA)]

    election = places.load(SMALL)
    contests = {contest.pk: contest for contest in election.contests.all()}
    rows = list(Sheet.objects.filter(election=election).select_related("tps").order_by("pk"))

    def readings() -> dict[int, list[str]]:
        paper._weights.clear()
        Random().shuffle(rows)
        return {
            s.pk: [
                demo.reading_for(s, contests[s.contest_id], ballot_of(contests[s.contest_id]), kind).digest
                for kind in BOTH
            ]
            for s in rows
        }

    assert readings() == readings()


def test_the_whole_regency_is_as_large_as_it_says() -> None:
    pemilu, pilkada = places.package(FULL, PEMILU), places.package(FULL, PILKADA)
    kinds = Counter(region.kind for region in pemilu.regions)
    assert (kinds["kecamatan"], kinds["desa"] + kinds["kelurahan"]) == (20, 300)
    assert (len(pemilu.tps), len(pilkada.tps), len(pemilu.parties)) == (2000, 1200, 18)
    assert len({region.name for region in pemilu.regions if len(region.code) == 10}) == 300
    assert {contest.kind for contest in pemilu.contests} == {"ppwp", "dpr", "dpd", "dprd_prov", "dprd_kab"}
    areas = [code for contest in pemilu.contests if contest.kind == "dprd_kab" for code in contest.area]
    assert sorted(areas) == [region.code for region in pemilu.regions if region.kind == "kecamatan"]
    assert {contest.kind for contest in pilkada.contests} == {"pilgub", "pilbup"}
    assert pemilu.regions == pilkada.regions
    for contest in pemilu.contests:
        names = [choice.name.split(",")[0] for choice in contest.ballot if choice.number]
        assert len(names) == len(set(names)), contest.key


def test_the_ground_tiles() -> None:
    """Every border inside is walked once each way by the pieces on its sides: no gap, no overlap."""
    codes = [region.code for region in places.package(FULL, PEMILU).regions]
    shapes = boundaries(codes)
    assert set(shapes) == {code for code in codes if len(code) > 2}

    def rings(code: str) -> Iterator[list[tuple[int, int]]]:
        shape = shapes[code]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for polygon in polygons:
            for ring in polygon:
                assert ring[0] == ring[-1] and len(ring) >= 4
                assert all(coordinate == round(coordinate, 5) for point in ring for coordinate in point)
                yield [(round(x * 100_000), round(y * 100_000)) for x, y in ring]

    def walks(code: str) -> Counter:
        return Counter(walk for ring in rings(code) for walk in pairwise(ring))

    def area(code: str) -> int:
        return sum(a[0] * b[1] - b[0] * a[1] for ring in rings(code) for a, b in pairwise(ring))

    for parent in (code for code in shapes if len(code) in (4, 6)):
        parts = [code for code in shapes if len(code) == {4: 6, 6: 10}[len(parent)] and code.startswith(parent)]
        inside: Counter = Counter()
        for part in parts:
            assert area(part) > 0
            inside += walks(part)
        assert set(inside.values()) == {1}, parent
        border = {walk for walk in inside if walk[::-1] not in inside}
        assert border == set(walks(parent)), parent
        assert sum(map(area, parts)) == area(parent)


def follow(client: Client, number: int) -> tuple[str, str]:
    """Takes a step; where it led and what is there."""
    response = client.post(reverse("office:tour-step", args=[number]), follow=True)
    assert response.status_code == 200, number
    return response.request["PATH_INFO"], response.content.decode()


def walk_the_tour() -> None:
    """Ten pages as ten people; where a step was done before, the next sheet is chosen, and in the end it says so."""
    client = Client()
    assert "Mulai tur" in client.get("/tur/").content.decode()
    been = []
    for number, step in enumerate(steps, start=1):
        path, page = follow(client, number)
        been.append(path)
        assert 'class="tour"' in page
        assert f"Langkah {number} dari 10" in page
        assert str(step.title) in page
        assert client.session["_auth_user_id"] == str(User.objects.get(username=step.username).pk)
    assert len(steps) == 10
    assert len(set(been)) == 10
    typed, _, difference = been[3:6]

    assert follow(client, 6)[0] == difference
    chair = User.objects.get(username="ppk-talang")
    election = Election.objects.select_related("profile").get(slug=PEMILU)
    for waiting in queue.waiting(chair, election, Task.BEDA).select_related("contest", "tps"):
        settled.Teller(election, settled._actors(election)).decide(waiting, "ppk-talang")
    path, page = follow(client, 6)
    assert path.endswith("/kisah/")
    assert "sudah diputuskan" in page
    # The sheet that was typed in step 4 is the one to be read a second time.
    here = Sheet.objects.select_related("contest", "tps").get(
        election=election, tps_code=typed.split("/")[-3], contest__key=typed.split("/")[-2]
    )
    enter(here, "sekretariat-talang")
    path, page = follow(client, 5)
    assert path == typed
    assert "baru Anda ketik" in page
    assert follow(client, 4)[0] != typed

    client.post("/tur/akhiri/")
    assert 'class="tour"' not in client.get(reverse("office:home")).content.decode()
    assert client.post("/tur/11/").status_code == 404

    changed = User.objects.get(username="ketua")
    set_password(changed, "lain-sekali-2029", actor=SYSTEM)
    assert "sudah diganti" in client.post("/tur/1/", follow=True).content.decode()
    assert "tur" not in client.session


def enter(sheet: Sheet, username: str) -> None:
    reading = paper.paper_of(sheet, sheet.contest, ballot_of(sheet.contest))
    user = User.objects.get(username=username)
    submit_entry(sheet, reading, key=uuid4(), user=user, actor=Actor(str(user.uuid), Role.SEKRETARIAT_PPK.value))


DOORS = (("get", "/tur/"), ("post", "/tur/1/"), ("post", "/tur/akhiri/"), ("post", "/akun/masuk/simulasi/"))


def statuses(client: Client) -> set[int]:
    return {getattr(client, method)(url, {"username": "ketua"}).status_code for method, url in DOORS}


def test_the_door_is_shut_where_anything_is_real(db: None, settings: object, tmp_path: object) -> None:
    places.load(SMALL)
    people.seed()
    client = Client()
    one_click = '/akun/masuk/simulasi/"'
    for debug, status in ((False, 404), (True, None)):
        settings.DEBUG = debug
        found = statuses(client)
        assert found == {404} if status else found <= {200, 302}
        client = Client()
        assert (one_click in client.get("/akun/masuk/").content.decode()) is debug
    # A GET signs nobody in; an account that the demo did not make does not open, nor one whose password is its own.
    assert client.get("/akun/masuk/simulasi/").status_code == client.get("/tur/1/").status_code == 405
    create_user(username="orang-lain", name="Orang Lain", password=people.PASSWORD, actor=SYSTEM)
    clerk = User.objects.filter(username__startswith="petugas-").first()
    for username in ("orang-lain", clerk.username, "impor-1", ""):
        assert client.post("/akun/masuk/simulasi/", {"username": username}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert client.post("/akun/masuk/simulasi/", {"username": "ketua"}).status_code == 302
    assert "_auth_user_id" in client.session

    # One real election beside it, and nothing of all that exists, not even for who is signed in.
    folder = write_package(tmp_path / "sungguhan")
    for file in folder.iterdir():
        file.write_text(file.read_text().replace("9901", "9902"))
    import_package(read_package(folder), slug="sungguhan", actor=SYSTEM)
    for visitor in (client, Client()):
        assert statuses(visitor) == {404}
    assert one_click not in Client().get("/akun/masuk/").content.decode()
    assert places.refuse().startswith("Basis data ini memuat pemilu sungguhan")


def test_an_older_demo_is_left_alone(db: None) -> None:
    places.load(SMALL)
    before = counts()
    assert "versi lain (30 TPS)" in places.refuse()
    assert counts() == before
    assert Contest.objects.filter(election__slug=PILKADA).count() == 2
