"""Malformed requests to the upload and the move: a sentence each time, never a crash, nothing half done.

FUZZ sets how many, see tests/fuzz.py.
"""

from collections.abc import Callable
from random import Random
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from electcoord.ledger.verification import verify
from electcoord.papers import decoding
from electcoord.papers.decoding import PaperError
from electcoord.papers.models import Photo, Placement
from tests import fuzz
from tests.cast import TPS_1, Cast
from tests.fuzz import COUNT, Sent
from tests.papers import hostile
from tests.photos import lay, picture

# After so many requests everything is as before: a sheet's page grows with its photos, up to their limit.
STORY = 60
PAGE = f"/rekap/talang/tps/{TPS_1}/ppwp/kertas/"
NAMES = [
    "foto.jpg", "", "a" * 3000 + ".jpg", "..\\..\\x.php", "foto.svg", "foto\x00.jpg", 'a"b.jpg', "é.png", "CON",
    "\r\nX: y.jpg",
]  # fmt: skip
FIELDS = ["halaman", "kunci", "foto", "csrfmiddlewaretoken", "kontes", "tps", "alasan", "putaran", "urutan", "lain"]
TYPES = ["image/jpeg", "text/html", "application/pdf", "", "image/svg+xml; charset=utf-7", "x" * 500]


def upload(rng: Random) -> Sent:
    """An upload or a move, mostly well-formed."""
    heads: list[tuple[str, bytes]] = []
    if rng.random() < 0.4:
        sent = {"halaman": b"%d" % rng.randrange(1, 99), "kunci": str(uuid4()).encode(), "kontes": b"ppwp"}
        sent |= {"tps": TPS_1.encode(), "putaran": b"%d" % rng.randrange(4), "urutan": b"%d" % rng.randrange(1, 9)}
        heads = [(f'name="{name}"', value) for name, value in sent.items()]
        heads.append(('name="foto"; filename="foto.jpg"', picture(rng.randrange(3))))
    for _ in range(rng.choice((0, 0, 1, 2, 4, 8)) if heads else rng.randrange(9)):
        name = rng.choice(FIELDS)
        head, content = f'name="{name}"', fuzz.raw(rng.choice(fuzz.WORDS))
        if name == "foto" or rng.random() < 0.1:
            head += f'; filename="{rng.choice(NAMES)}"\r\nContent-Type: {rng.choice(TYPES)}'
            content = some_file(rng)
        elif name == "kunci" and rng.random() < 0.7:
            content = str(uuid4()).encode()
        elif name == "halaman" and rng.random() < 0.7:
            content = b"%d" % rng.randrange(1, 99)
        if rng.random() < 0.04:
            head += "\r\nContent-Transfer-Encoding: " + rng.choice(["base64", "x", "quoted-printable"])
        heads.append((head, content))
    return fuzz.multipart(rng, heads)


def some_file(rng: Random) -> bytes:
    chosen = rng.random()
    if chosen < 0.3:
        return picture(rng.randrange(3))
    if chosen < 0.6:
        return rng.choice(list(hostile.STRANGERS.values()))[:20_000]
    content = bytearray(picture(1))
    for _ in range(rng.randrange(1, 30)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    return bytes(content[: rng.randrange(len(content))])


@pytest.fixture
def _quick_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoder has tests of its own; here a file is a picture when it is one of ours."""
    ours = {picture(seed) for seed in range(3)}

    def decode(content: bytes) -> tuple[decoding.Original, list[decoding.Page]]:
        if content not in ours:
            raise PaperError(decoding.SENTENCES["rusak"])
        return decoding.Original.JPEG, [decoding.Page(content, content, 300, 420)]

    monkeypatch.setattr(decoding, "decode", decode)


@pytest.mark.usefixtures("_quick_decoder")
def test_no_request_breaks_it(cast: Cast, as_person: Callable[[str | None], Client]) -> None:
    client = as_person("operator")
    client.raise_request_exception = False
    photo = lay(cast, seed=9)
    rng = fuzz.rng("kertas")
    seen: dict[int, int] = {}
    most = 0
    for start in range(0, COUNT, STORY):
        with transaction.atomic():
            for number in range(start, min(start + STORY, COUNT)):
                body, kind = upload(rng)
                url = PAGE if rng.random() < 0.7 else f"{PAGE}{photo.uuid}/"
                headers = {"accept": rng.choice(fuzz.ACCEPTED)}
                method = rng.choice(["POST"] * 9 + ["PUT"])
                before = Photo.objects.count(), Placement.objects.count()
                response = client.generic(method, url, body, content_type=kind, headers=headers)
                seen[response.status_code] = seen.get(response.status_code, 0) + 1
                assert response.status_code in fuzz.ALLOWED, (number, response.status_code, body[:400])
                if response.status_code not in (200, 302):
                    after = Photo.objects.count(), Placement.objects.count()
                    assert after == before, "a refused request leaves no trace"
            assert verify()[0] is None
            most = max(most, Photo.objects.count())
            transaction.set_rollback(True)
    assert COUNT < 100 or (seen[302] and seen[422] and seen[400] and most > 5), seen
    print(f"\n{COUNT} permintaan: {dict(sorted(seen.items()))}")
