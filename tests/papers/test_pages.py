"""The pages of a sheet's photos: who may look, add, turn and move; what is refused is said in words."""

import io
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from electcoord.elections.models import Tps
from electcoord.papers.actions import place_photo
from electcoord.papers.models import Photo, Placement
from tests.cast import TPS_1, TPS_2, Cast
from tests.photos import lay, picture

pytestmark = pytest.mark.once

Sign = Callable[[str | None], Client]
PAGE = f"/rekap/talang/tps/{TPS_1}/ppwp/kertas/"
HILIR_1 = "9901022001001"


def files(*contents: bytes, name: str = "foto.jpg") -> list[io.BytesIO]:
    found = []
    for content in contents:
        file = io.BytesIO(content)
        file.name = name
        found.append(file)
    return found


def send(client: Client, *contents: bytes, page: Any = 1, key: Any = None, url: str = PAGE, **headers: str) -> Any:
    return client.post(url, {"halaman": page, "kunci": key or uuid4(), "foto": files(*contents)}, headers=headers)


def move(client: Client, photo: Photo, *, url: str = PAGE, **changes: Any) -> Any:
    sent = {"halaman": 1, "kontes": "ppwp", "tps": TPS_1, "alasan": "", "putaran": 0, "urutan": 1, "kunci": uuid4()}
    return client.post(f"{url}{photo.uuid}/", sent | changes)


def test_photos_are_added_page_after_page(cast: Cast, as_person: Sign) -> None:
    client = as_person("pps-sumber")
    url = "/rekap/talang/tps/9901012002001/ppwp/kertas/"
    response = client.get(url)
    assert response.context["next_page"] == 1
    response = send(client, picture(1), picture(2), url=url)
    assert response.status_code == 302
    assert response.url == f"{url}#halaman-1"
    response = client.get(url)
    assert "Foto halaman 1 sampai 2 disimpan." in response.content.decode()
    assert (response.context["next_page"], response.context["missing"]) == (3, [3])
    assert [photo["page"] for photo in response.context["photos"]] == [1, 2]


def test_one_refused_file_leaves_nothing_half_done(cast: Cast, as_person: Sign) -> None:
    client = as_person("operator")
    response = send(client, picture(1), b"<svg onload=alert(1)>")
    assert response.status_code == 422
    text = response.content.decode()
    assert "bukan JPEG, PNG, WebP atau PDF" in text
    assert "Tidak ada foto yang disimpan" in text
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"halaman": ""}, "Tulis nomor halaman"), ({"halaman": "dua"}, "berupa angka"), ({"halaman": "0"}, "1"),
        ({"halaman": "100"}, "99"), ({"kunci": ""}, "muat ulang"), ({"kunci": "x"}, "muat ulang"),
        ({"foto": []}, "Pilih paling sedikit satu foto"), ({"foto": "teks"}, "Pilih paling sedikit satu foto"),
        ({"foto": files(b"")}, "kosong"), ({"foto": files(*[b"x"] * 21)}, "Paling banyak 20 berkas"),
        ({"foto": files(b"\xff\xd8\xff" + b"0" * 2_000_000)}, "lebih besar dari 1 MB"),
    ],
)  # fmt: skip
def test_a_wrong_form_is_told_what_to_do(
    cast: Cast, as_person: Sign, settings: Any, sent: dict[str, Any], words: str
) -> None:
    settings.PHOTO_MAX_BYTES = 1024 * 1024
    form = {"halaman": 1, "kunci": uuid4(), "foto": files(picture(1))} | sent
    for file in form["foto"] if isinstance(form["foto"], list) else []:
        file.seek(0)
    response = as_person("operator").post(PAGE, form)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Photo.objects.exists()


def test_the_phone_gets_json(cast: Cast, as_person: Sign) -> None:
    client, key = as_person("operator"), uuid4()
    for _ in range(2):
        response = send(client, picture(1), page=2, key=key, accept="application/json")
        assert response.json() == {"pesan": "Foto halaman 2 disimpan.", "halaman": 2, "jumlah": 1}
    assert Photo.objects.count() == 1
    response = send(client, b"GIF89a", accept="application/json")
    assert response.status_code == 422
    assert "bukan JPEG" in response.json()["galat"][0]
    response = send(client, picture(2), page=2, key=key, accept="application/json")
    assert response.status_code == 422
    assert "muat ulang" in response.json()["galat"][0]


@pytest.mark.parametrize(
    ("who", "look", "add", "turn"),
    [
        ("operator", 200, 302, 302), ("sekretariat-hulu", 200, 302, 302), ("ketua", 200, 403, 403),
        ("saksi-hulu", 200, 403, 403), ("panwas-hulu", 200, 403, 403), ("ketua-hilir", 404, 404, 404),
        ("pps-sumber", 404, 404, 404), ("gudang", 403, 403, 403), ("tetangga", 404, 404, 404), (None, 302, 302, 302),
    ],
)  # fmt: skip
def test_who_may_look_add_and_turn(
    cast: Cast, as_person: Sign, who: str | None, look: int, add: int, turn: int
) -> None:
    photo = lay(cast)
    client = as_person(who)
    for url in (PAGE, f"{PAGE}{photo.uuid}/", f"/kertas/{photo.uuid}/gambar.jpg", f"/kertas/{photo.uuid}/kecil.jpg"):
        assert client.get(url).status_code == look, url
    assert send(client, picture(2)).status_code == add
    assert Photo.objects.count() == (2 if who and add == 302 else 1)
    assert move(client, photo, putaran=1).status_code == turn
    assert photo.placements.count() == (2 if who and turn == 302 else 1)


def test_buttons_are_there_for_whoever_may_press_them(cast: Cast, as_person: Sign) -> None:
    photo = lay(cast)
    operator, ketua = (as_person(who).get(PAGE).content.decode() for who in ("operator", "ketua"))
    assert ("Tambah foto" in operator, "Tambah foto" in ketua) == (True, False)
    operator, ketua = (as_person(who).get(f"{PAGE}{photo.uuid}/").content.decode() for who in ("operator", "ketua"))
    assert ("Simpan tempat foto" in operator, "Simpan tempat foto" in ketua) == (True, False)


def test_a_moved_photo_follows_the_access_of_its_new_tps(cast: Cast, as_person: Sign) -> None:
    photo = lay(cast)
    image = f"/kertas/{photo.uuid}/gambar.jpg"
    hulu, hilir = as_person("ketua-hulu"), as_person("ketua-hilir")
    assert (hulu.get(image).status_code, hilir.get(image).status_code) == (200, 404)
    response = move(as_person("operator"), photo, tps=HILIR_1, alasan="ternyata foto TPS Tanjung Baru")
    assert response.url == PAGE
    assert (hulu.get(image).status_code, hilir.get(image).status_code) == (404, 200)
    text = hulu.get(PAGE).content.decode()
    assert "sudah dipindahkan" in text
    assert "lembar di luar wilayah Anda" in text
    assert HILIR_1 not in text
    assert hulu.get(f"{PAGE}{photo.uuid}/").status_code == 404


def test_nobody_moves_a_photo_to_where_he_may_not(cast: Cast, as_person: Sign) -> None:
    photo = lay(cast)
    client = as_person("sekretariat-hulu")
    answers = []
    for code in (HILIR_1, "9901022001099", "9902011001001"):
        response = move(client, photo, tps=code, alasan="ke kecamatan tetangga")
        assert response.status_code == 422
        answers.append(str(response.context["form"].non_field_errors()).replace(code, "KODE"))
    assert len(set(answers)) == 1, "what exists elsewhere answers as what does not exist"
    assert photo.placements.count() == 1
    assert move(client, photo, tps=TPS_2, alasan="salah TPS, ini TPS 002").status_code == 302


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"tps": TPS_2, "alasan": "pendek"}, "alasan"), ({"tps": "9901"}, "13 angka"), ({"kontes": "tidak-ada"}, "valid"),
        ({"putaran": 4}, ""), ({"halaman": 0}, "1"), ({"urutan": 7, "putaran": 1}, "baru saja"), ({}, "Tidak ada yang diubah"),
        ({"kunci": "x"}, "muat ulang"),
    ],
)  # fmt: skip
def test_a_wrong_move_is_told(cast: Cast, as_person: Sign, sent: dict[str, Any], words: str) -> None:
    response = move(as_person("operator"), lay(cast), **sent)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors)
    assert Placement.objects.count() == 1


def test_the_first_photo_of_a_page_stays_visible(cast: Cast, as_person: Sign) -> None:
    """Law 2."""
    first, second = lay(cast, seed=1), lay(cast, seed=2)
    text = as_person("saksi-hulu").get(PAGE).content.decode()
    for photo in (first, second):
        assert f"/kertas/{photo.uuid}/kecil.jpg" in text
    assert text.count("ada yang lebih baru") == 1


def test_an_image_is_private_neutral_and_cheap_to_ask_again(cast: Cast, as_person: Sign) -> None:
    photo = lay(cast)
    client = as_person("operator")
    response = client.get(f"/kertas/{photo.uuid}/gambar.jpg")
    assert b"".join(response.streaming_content) == picture(1)
    headers = response.headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Length"] == str(photo.image_size)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Disposition"] == f'inline; filename="lembar-{photo.image_sha256[:12]}.jpg"'
    assert "sandbox" in headers["Content-Security-Policy"]
    assert client.head(f"/kertas/{photo.uuid}/gambar.jpg").status_code == 200
    again = client.get(f"/kertas/{photo.uuid}/gambar.jpg", headers={"if-none-match": headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    refused = as_person("ketua-hilir").get(
        f"/kertas/{photo.uuid}/gambar.jpg", headers={"if-none-match": headers["ETag"]}
    )
    assert refused.status_code == 404
    assert headers["ETag"] != client.get(f"/kertas/{photo.uuid}/kecil.jpg").headers["ETag"]


def test_the_original_has_no_address(cast: Cast, as_person: Sign) -> None:
    photo = lay(cast)
    client = as_person("operator")
    for path in ("asli.jpg", "asli", photo.sha256, "../asli"):
        assert client.get(f"/kertas/{photo.uuid}/{path}").status_code == 404


def test_a_missing_file_is_no_crash(cast: Cast, as_person: Sign, settings: Any) -> None:
    photo = lay(cast)
    settings.EVIDENCE_ROOT = settings.EVIDENCE_ROOT / "lain"
    assert as_person("operator").get(f"/kertas/{photo.uuid}/gambar.jpg").status_code == 404


def test_the_page_costs_the_same_for_one_photo_and_many(cast: Cast, count_queries: Callable[..., int]) -> None:
    lay(cast, seed=1)
    url = f"{PAGE}{Photo.objects.get().uuid}/"
    # A process reads each ballot once.
    count_queries("operator", PAGE)
    few, one = count_queries("operator", PAGE), count_queries("operator", url)
    actor, tps = cast.actor("sekretariat-hulu"), Tps.objects.get(election=cast.election, code=TPS_2)
    for seed in range(2, 12):
        photo = lay(cast, page=1 + seed % 4, seed=seed, who="sekretariat-hulu" if seed % 2 else "staf")
        if seed > 8:
            place_photo(
                photo, contest=cast.contest(), tps=tps, page=1, turns=0, reason="salah tempat semua", actor=actor
            )
    assert count_queries("operator", PAGE) == few
    assert count_queries("operator", url) == one
    assert few < 30


def test_the_ledger_tells_it_without_personal_data(cast: Cast, as_person: Sign) -> None:
    photo = lay(cast)
    move(as_person("operator"), photo, putaran=1)
    text = as_person("ketua").get("/buku/").content.decode()
    assert "menambah foto halaman 1 C.Hasil" in text
    assert "(diputar)" in text
    story = as_person("ketua").get(f"{PAGE}{photo.uuid}/").context["story"]
    assert len(story) == 2
    for item in story:
        assert "Operator" not in json.dumps(item["payload"])
