"""Malformed requests to the desk, the form, its draft, settling and corrections: a sentence each time, never a crash.

FUZZ sets how many, see tests/fuzz.py.
"""

import re
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from recap.ballot import ballot_of
from recap.boxes import codes_of
from recap.fields import HIGHEST
from recap.models import Correction, Draft, Sheet, SheetVersion
from recap.reading import reading_of
from tests import fuzz
from tests.cast import SUMBER, TPS_1, TPS_2, Cast
from tests.fuzz import COUNT, Sent
from tests.photos import lay
from tests.typed import FIGURES, texts, url

SUMBER_1, HILIR_1, HILIR_2 = f"{SUMBER}001", "9901022001001", "9901022002001"
PEOPLE = ("operator", "staf", "sekretariat-hulu", "ketua-hulu", "anggota", "ketua", "saksi-hulu", "bawaslu")
CODES = (TPS_1, TPS_1, TPS_2, SUMBER_1, SUMBER_1, HILIR_1, HILIR_2, "9902011001001", "9901011001099")
READERS, DECIDERS = ("operator", "operator", "staf", "sekretariat-hulu"), ("ketua-hulu", "anggota", "ketua")
# So many requests are one story; then everything is as before, so that there is always something left to do.
STORY = 40
GROUNDS = {
    "jenis": "salah_baca", "sebab": "angka", "penjelasan": "angka 6 terbaca 0 di halaman dua", "versi": "1",
    "dasar": "", "paraf": "", "kejadian": "", "calon_2": "66",
}  # fmt: skip


class Request(NamedTuple):
    """Who asks for what; mostly somebody who may."""

    who: str
    method: str
    where: str
    sent: Sent


def by(rng: Random, people: tuple[str, ...]) -> str:
    return rng.choice(people if rng.random() < 0.9 else PEOPLE)


class Scene:
    """An empty sheet, one with one entry, one that differs, one settled and one with a correction that waits."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.boxes = codes_of(ballot_of(cast.contest()))
        cast.enter("staf", code=SUMBER_1)
        cast.enter("operator", code=TPS_2)
        cast.enter("staf", (100, 61), code=TPS_2)
        for code in (HILIR_1, HILIR_2):
            for who in ("operator", "staf"):
                cast.enter(who, code=code)
        self.photo = str(lay(cast, HILIR_1).uuid)
        proposer = Client()
        proposer.force_login(cast["operator"])
        sent = {**GROUNDS, "foto": str(lay(cast, HILIR_2, seed=2).uuid), "kunci": str(uuid4())}
        self.correction = str(proposer.post(url("usul", HILIR_2), sent).url)

    def request(self, rng: Random) -> Request:
        """One of the deeds, now and then with another method or a question mark too many."""
        makers: list[tuple[int, Callable[[Random], Request]]] = [
            (8, self.entry), (6, self.draft), (4, self.settle), (4, self.correct), (4, self.decision), (2, self.read),
            (1, self.give_back),
        ]  # fmt: skip
        who, method, where, sent = rng.choices([make for _, make in makers], [weight for weight, _ in makers])[0](rng)
        if rng.random() < 0.05:
            method = rng.choice(["PUT", "GET", "DELETE", "HEAD", "PATCH"])
        if rng.random() < 0.05:
            where += "?" + rng.choice(["tugas", "kontes", "wilayah", "cari"]) + "=" + address(rng)
        return Request(who, method, where, sent)

    def entry(self, rng: Random) -> Request:
        figures = {**FIGURES, "calon_2": str(rng.randrange(0, 130))}
        legal = {**texts(self.cast, figures), "kunci": fuzz.key(rng)}
        if rng.random() < 0.3:
            legal["tugas"] = rng.choice(["masuk", "kedua", "beda", *fuzz.WORDS])
        if rng.random() < 0.5:
            legal["kosong"] = "1"
        return Request(by(rng, READERS), "POST", place(rng, "entri"), fuzz.form(rng, fuzz.bent(rng, legal, self.boxes)))

    def draft(self, rng: Random) -> Request:
        values = {code: rng.choice(["", "X", "7", "120"]) for code in rng.sample(self.boxes, rng.randrange(27))}
        body = fuzz.document(rng, {"revision": rng.randrange(1, 99), "values": values})
        kind = "application/json" if rng.random() < 0.85 else rng.choice(fuzz.TYPES)
        return Request(by(rng, READERS), "POST", place(rng, "draf"), Sent(body, kind))

    def settle(self, rng: Random) -> Request:
        legal = {"kunci": fuzz.key(rng), "catatan": rng.choice(["", "dilihat pada halaman dua"])}
        for code in ("calon_2", "suara_sah", "suara_total"):
            legal[f"pilih_{code}"] = rng.choice(["pertama", "kedua", "ketiga"])
            legal[f"angka_{code}"] = rng.choice(["", "7", "X", *fuzz.WORDS])
        others = [f"pilih_{code}" for code in self.boxes] + [f"angka_{code}" for code in self.boxes]
        where = url("putuskan", TPS_2) if rng.random() < 0.8 else place(rng, "putuskan")
        return Request(by(rng, DECIDERS), "POST", where, fuzz.form(rng, fuzz.bent(rng, legal, others)))

    def correct(self, rng: Random) -> Request:
        legal = {**GROUNDS, "foto": self.photo, "kunci": fuzz.key(rng)}
        where = url("usul", HILIR_1) if rng.random() < 0.8 else place(rng, "usul")
        sent = fuzz.form(rng, fuzz.bent(rng, legal, [*GROUNDS, *self.boxes]))
        return Request(by(rng, READERS), "POST", where, sent)

    def decision(self, rng: Random) -> Request:
        deed = rng.choice(["setujui", "tolak", "tarik", *fuzz.WORDS[:6]])
        legal = {"putusan": deed, "catatan": rng.choice(["", "sesuai dengan fotonya"]), "kunci": fuzz.key(rng)}
        sent = fuzz.form(rng, fuzz.bent(rng, legal, list(legal)))
        return Request(by(rng, DECIDERS if deed != "tarik" else READERS), "POST", self.correction, sent)

    def give_back(self, rng: Random) -> Request:
        legal = {"lewati": "1", "tugas": "masuk", "kontes": "ppwp", "wilayah": "9901"}
        where = f"/rekap/talang/meja/{rng.choice(CODES)}/ppwp/kembali/"
        sent = fuzz.form(rng, fuzz.bent(rng, legal, list(legal)))
        return Request(by(rng, READERS), "POST", where, sent)

    def read(self, rng: Random) -> Request:
        where = rng.choice(["/rekap/talang/meja/", "/rekap/talang/meja/berikut/", "/rekap/talang/koreksi/", url()])
        names = rng.sample(["tugas", "kontes", "wilayah", "cari", "hal"], rng.randrange(6))
        task = f"tugas={rng.choice(['masuk', 'kedua', 'beda', 'karantina'])}&" if rng.random() < 0.5 else ""
        query = task + "&".join(f"{name}={address(rng)}" for name in names)
        return Request(by(rng, (*READERS, *DECIDERS)), "GET", f"{where}?{query}", Sent(b"", ""))


def address(rng: Random) -> str:
    return quote(fuzz.raw(rng.choice(fuzz.WORDS)))


def place(rng: Random, name: str) -> str:
    key = "ppwp" if rng.random() < 0.9 else rng.choice(["dprd_kab_1", "dprd_kab_2", "tidak-ada"])
    return url(name, rng.choice(CODES), key)


class Door:
    """A person's browser, with or without the check of the form's token (which reads the form before the view)."""

    def __init__(self, cast: Cast, who: str, rng: Random) -> None:
        self.client = Client(enforce_csrf_checks=rng.random() < 0.5, raise_request_exception=False)
        self.client.force_login(cast[who])
        self.client.get("/")
        cookie = self.client.cookies.get("csrftoken")
        self.headers = {"x-csrftoken": cookie.value} if cookie else {}

    def ask(self, rng: Random, request: Request) -> Any:
        sent = request.sent
        headers = {**self.headers, "accept": rng.choice(fuzz.ACCEPTED)}
        return self.client.generic(request.method, request.where, sent.body, content_type=sent.kind, headers=headers)


def written() -> tuple[int, int, int]:
    return Entry.objects.count(), SheetVersion.objects.count(), Correction.objects.count()


def check_reading(sent: Sent) -> None:
    """What was stored last is figures that the request held in plain digits, in range, on a paper of the right shape."""
    version = SheetVersion.objects.select_related("sheet__contest").latest("pk")
    reading = reading_of(version)
    reading.check(version.sheet.contest)
    cells = reading.cells(ballot_of(version.sheet.contest)).values()
    figures = {value for value in cells if value is not None}
    assert all(type(value) is int and 0 <= value <= HIGHEST for value in figures)
    if version.kind in ("entri_satu", "entri_dua"):
        spelled = {int(digits) for digits in re.findall(rb"[0-9]+", sent.body) if len(digits) < 19}
        assert figures <= spelled, (figures - spelled, sent.body[:500])
        assert figures


def check_drafts(boxes: list[str]) -> None:
    for draft in Draft.objects.filter(sheet__contest__key="ppwp"):
        assert set(draft.values) <= set(boxes)
        assert all(re.fullmatch(r"X|[0-9]{0,6}", text) for text in draft.values.values())


@pytest.mark.filterwarnings("ignore")
def test_no_request_breaks_it(cast: Cast) -> None:
    scene = Scene(cast)
    rng = fuzz.rng("entri")
    seen: dict[int, int] = {}
    done = {"deeds": 0, "drafts": 0}
    for start in range(0, COUNT, STORY):
        with transaction.atomic():
            doors = {who: Door(cast, who, rng) for who in PEOPLE}
            for number in range(start, min(start + STORY, COUNT)):
                request = scene.request(rng)
                before = written()
                response = doors[request.who].ask(rng, request)
                about = (number, response.status_code, *request[:3], request.sent.kind, request.sent.body[:400])
                seen[response.status_code] = seen.get(response.status_code, 0) + 1
                assert response.status_code in fuzz.ALLOWED, about
                assert b"Traceback" not in response.content, about
                after = written()
                if after == before:
                    continue
                assert response.status_code in (200, 302), about
                done["deeds"] += 1
                if after[1] > before[1]:
                    check_reading(request.sent)
            check_drafts(scene.boxes)
            done["drafts"] += Draft.objects.filter(revision__gt=0).count()
            assert verify()[0] is None
            assert not Sheet.objects.exclude(tps_code__startswith="9901").filter(version_count__gt=0).exists()
            transaction.set_rollback(True)
    print(f"\n{COUNT} permintaan: {dict(sorted(seen.items()))}, {done}")
    assert COUNT < 100 or (seen[302] and seen[422] and seen[403] and seen[404] and all(done.values())), (seen, done)
