"""What telephones take along and send: rights, regions, twice the same, hostile bodies, photos, the session's end."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from electcoord.ledger.verification import verify
from electcoord.papers.models import Attachment
from logistics.actions import attach_seals, make_boxes, pack
from logistics.models import Confirmation, Container, Custody, Handover, Side
from logistics.selectors import scan as taken
from tests import fuzz
from tests.cast import HILIR, HULU, SUMBER, TPS_1, TPS_2, Cast
from tests.logistics.ground import holder, prepare
from tests.photos import picture
from tests.standing import laid

Sign = Callable[[str | None], Client]
SCAN = "/logistik/talang/pindai/"
BOX, OTHER_BOX = f"{TPS_1}-PPWP", f"{TPS_2}-PPWP"


@laid
def store(cast: Cast) -> str:
    made = prepare(cast)
    make_boxes(cast.election, made, cast.actor("staf"))
    box = Container.objects.get(code=BOX)
    pack([box], cast.actor("staf"))
    attach_seals(box, ["A-1", "A-2"], actor=cast.actor("staf"))
    return made.key


def told(store: str, *codes: str, **more: Any) -> dict[str, Any]:
    """A statement as the telephone sends it."""
    lines = [{"kode": code, "langkah": 0, "segel": "cocok", "sebab": "", "nomor": ""} for code in codes or (BOX,)]
    return {
        "kunci": str(uuid4()), "serah_terima": str(uuid4()), "pihak": "pemberi", "dari": store, "ke": f"ppk:{HULU}",
        "kotak": lines, "waktu": "2029-02-13T05:00:00.123Z", "lintang": None, "bujur": None, "nama": "", "jabatan": "",
    } | more  # fmt: skip


def send(client: Client, statement: Any) -> Any:
    return client.post(f"{SCAN}kirim/", json.dumps(statement), content_type="application/json")


def test_the_page_opens_camera_and_place_and_every_other_page_closes_them(as_person: Sign, store: str) -> None:
    client = as_person("gudang")
    page = client.get(SCAN)
    assert page["Permissions-Policy"] == "camera=(self), geolocation=(self), microphone=()"
    assert "'unsafe" not in page["Content-Security-Policy"] and "blob:" not in page["Content-Security-Policy"]
    assert (
        client.get("/logistik/talang/serah-terima/")["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    )
    # What the telephone keeps says nothing that will be untrue tomorrow.
    assert BOX not in page.content.decode()
    worker = Client().get(f"{SCAN}pekerja.js")
    assert worker.status_code == 200 and worker["Content-Type"].startswith("text/javascript")
    session = client.get(f"{SCAN}sesi.json")
    assert session.json()["nama"] == "Gudang" and session["Cache-Control"].count("no-store")


def test_a_telephone_takes_along_its_own_regions_alone(cast: Cast, as_person: Sign, store: str) -> None:
    staff = as_person("staf").get(f"{SCAN}bekal.json").json()
    assert {row["kunci"] for row in staff["pemegang"]} > {store, f"ppk:{HULU}", f"ppk:{HILIR}", f"kpps:{TPS_1}"}
    assert staff["lanjut"] is None and staff["menunggu"] == []
    ppk = as_person("sekretariat-hulu")
    rows = {row["kunci"]: row["sendiri"] for row in ppk.get(f"{SCAN}bekal.json").json()["pemegang"]}
    assert rows[store] is False and rows[f"ppk:{HULU}"] and rows[f"kpps:{TPS_1}"] and f"ppk:{HILIR}" not in rows
    found = ppk.get(f"{SCAN}bekal.json?dari={store}").json()["kotak"]
    assert found and all(row["kode"].startswith(HULU) for row in found)
    [box] = [row for row in found if row["kode"] == BOX]
    assert box == {"kode": BOX, "apa": box["apa"], "langkah": 0, "segel": ["A-1", "A-2"]} and box["apa"].startswith(
        "Kotak suara"
    )
    assert ppk.get(f"{SCAN}bekal.json?dari=ppk:{HILIR}").status_code == 404
    assert ppk.get(f"{SCAN}bekal.json?dari=%00entah&sesudah=%00").status_code == 404


def test_long_lists_come_in_parts_at_the_same_cost(
    cast: Cast, as_person: Sign, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person("staf")
    urls = (f"{SCAN}bekal.json", f"{SCAN}bekal.json?dari={store}")
    whole = [[row["kunci"] for row in client.get(urls[0]).json()["pemegang"]],
             [row["kode"] for row in client.get(urls[1]).json()["kotak"]]]  # fmt: skip
    costs = []
    for size in (1, 4):
        monkeypatch.setattr(taken, "PAGE", size)
        for url, name, key, all_of in (
            (urls[0], "pemegang", "kunci", whole[0]), (urls[1], "kotak", "kode", whole[1]),
        ):  # fmt: skip
            rows, after = [], ""
            while after is not None:
                with CaptureQueriesContext(connection) as queries:
                    answer = client.get(url, {**({"dari": store} if "dari" in url else {}), "sesudah": after}).json()
                rows += [row[key] for row in answer[name]]
                after = answer["lanjut"]
            assert rows == all_of and len(all_of) > 4
            costs.append(len(queries))
    assert costs[:2] == costs[2:]


def test_two_telephones_tell_and_a_third_time_changes_nothing(cast: Cast, as_person: Sign, store: str) -> None:
    statement = told(store, BOX, OTHER_BOX, lintang=-2_123_456, bujur=104_700_001)
    first = send(as_person("gudang"), statement)
    assert first.status_code == 200 and first.json()["keadaan"] == "menunggu_pihak"
    assert BOX not in first.content.decode(), "the other side counts for itself"
    assert send(as_person("gudang"), statement).json() == first.json()
    uuid = statement["serah_terima"]
    [waiting] = as_person("sekretariat-hulu").get(f"{SCAN}bekal.json").json()["menunggu"]
    assert (waiting["serah_terima"], waiting["pihak"]) == (uuid, "penerima")
    assert as_person("sekretariat-hilir").get(f"{SCAN}bekal.json").json()["menunggu"] == []
    lines = [statement["kotak"][0], {**statement["kotak"][1], "segel": "beda", "nomor": "A-9"}]
    second = send(
        as_person("sekretariat-hulu"), statement | {"kunci": str(uuid4()), "pihak": "penerima", "kotak": lines}
    )
    answer = second.json()
    assert (answer["keadaan"], answer["berpindah"], answer["selisih"]) == ("selisih", 2, 1)
    assert [row["kode"] for row in answer["kotak_selisih"]] == [OTHER_BOX]
    assert Custody.objects.count() == 2
    kept = Confirmation.objects.get(side=Side.PEMBERI)
    assert (kept.latitude, kept.longitude) == (-2_123_456, 104_700_001)
    page = as_person("gudang").get(answer["url"]).content.decode()
    for text in ("-2.123456, 104.700001", "1 kotak tidak cocok", "belum ada", "lain dari jam server"):
        assert text in page, text
    assert as_person("gudang").get(f"{SCAN}hasil/{uuid}.json").json()["pihak_sendiri"] == ["pemberi", "penerima"]
    other = send(as_person("gudang"), statement | {"kunci": str(uuid4()), "kotak": statement["kotak"][:1]})
    assert other.status_code == 409 and "isi yang lain" in other.json()["galat"]
    assert verify()[0] is None


def test_both_sides_on_one_telephone_in_the_order_of_its_queue(cast: Cast, as_person: Sign, store: str) -> None:
    ppk = as_person("sekretariat-hulu")
    down = told(store, BOX, dari=f"ppk:{HULU}", ke=f"kpps:{TPS_1}")
    lent = down | {"kunci": str(uuid4()), "pihak": "penerima", "nama": "Sari  Uji", "jabatan": "Ketua KPPS"}
    # PPS of another desa acts for neither side.
    assert send(as_person("pps-sumber"), down).status_code == 422
    hilir = told(store, dari=f"ppk:{HILIR}", ke=store)
    assert send(ppk, hilir).status_code == 422, "a holder of another kecamatan is none"
    assert send(ppk, down).json()["keadaan"] == "menunggu_pihak"
    # A PPK acts for the KPPS of its own kecamatan too, but says who spoke.
    assert send(ppk, lent).json()["keadaan"] == "menunggu"
    assert Confirmation.objects.get(side=Side.PENERIMA).name == "Sari Uji"
    assert send(as_person("gudang"), told(store, BOX)).status_code == 200


def test_a_lent_telephone_needs_a_name_and_its_owner_first(cast: Cast, as_person: Sign, store: str) -> None:
    pps = as_person("pps-sumber")
    box = f"{SUMBER}001-PPWP"
    up = told(store, box, dari=store, ke=f"pps:{SUMBER}", pihak="penerima")
    lent = up | {"kunci": str(uuid4()), "pihak": "pemberi", "nama": "Budi", "jabatan": "Petugas gudang"}
    early = send(pps, lent)
    assert early.status_code == 422 and "kirim pernyataan itu dulu" in early.json()["galat"]
    assert send(pps, up).status_code == 200
    nameless = send(pps, lent | {"nama": ""})
    assert nameless.status_code == 422 and nameless.json()["tempat"] == "nama, jabatan"
    assert send(pps, lent).json()["keadaan"] == "selesai"
    assert Container.objects.get(code=box).holder == holder(f"pps:{SUMBER}", cast.election), "the PPK was skipped"


@pytest.mark.parametrize(
    ("change", "status", "place"),
    [
        ({"kotak": []}, 422, ""),
        ({"kotak": {}}, 422, "kotak"),
        ({"kotak": [{"kode": BOX}] * 2}, 422, ""),
        ({"kotak": [{"kode": f"K-{n:05d}"} for n in range(1001)]}, 422, "kotak"),
        ({"kotak": [{"kode": "TAK-ADA-1"}]}, 422, ""),
        ({"kotak": [{"kode": BOX}, {"kode": "<x>"}]}, 422, "kotak[1].kode"),
        ({"kotak": [{"kode": BOX, "segel": ["cocok"]}]}, 422, "kotak[0].segel"),
        ({"kotak": [{"kode": BOX, "langkah": True}]}, 422, "kotak[0].langkah"),
        ({"kotak": [{"kode": BOX, "langkah": 2**31}]}, 422, "kotak[0].langkah"),
        ({"kotak": [{"kode": BOX, "sebab": "entah"}]}, 422, "kotak[0].sebab"),
        ({"kotak": [{"kode": BOX, "nomor": "\x00"}]}, 422, "kotak[0].nomor"),
        ({"kunci": "bukan"}, 422, "kunci"),
        ({"serah_terima": 7}, 422, "serah_terima"),
        ({"pihak": "saksi"}, 422, "pihak"),
        ({"dari": "gudang:entah"}, 422, ""),
        ({"ke": "ppk:990201"}, 422, ""),
        ({"waktu": "2029-02-13T05:00:00"}, 422, "waktu"),
        ({"waktu": "1970-01-01T00:00:00Z"}, 422, "waktu"),
        ({"waktu": "9999-12-31T23:59:59-23:59"}, 422, "waktu"),
        ({"lintang": 1}, 422, "lintang, bujur"),
        ({"lintang": 90_000_001, "bujur": 1}, 422, "lintang"),
        ({"lintang": True, "bujur": 1}, 422, "lintang"),
        ({"nama": "\udc80"}, 422, "nama"),
        ({"nama": "a" * 121}, 422, "nama"),
    ],
)  # fmt: skip
def test_a_refused_statement_names_the_place_and_leaves_nothing(
    as_person: Sign, store: str, change: dict[str, Any], status: int, place: str
) -> None:
    answer = send(as_person("gudang"), told(store) | change)
    assert (answer.status_code, answer.json()["tempat"]) == (status, place)
    assert answer.json()["galat"].endswith(".")
    assert not Handover.objects.exists()


def test_a_queue_of_one_account_is_not_told_by_another(cast: Cast, as_person: Sign, store: str) -> None:
    body = json.dumps(told(store))
    for who, status in (("staf", 409), ("gudang", 200)):
        headers = {"X-Akun": str(cast["gudang"].uuid)}
        answer = as_person(who).post(f"{SCAN}kirim/", body, content_type="application/json", headers=headers)
        assert answer.status_code == status
    assert Confirmation.objects.get().by == str(cast["gudang"].uuid)


def test_bodies_that_are_no_statement(as_person: Sign, store: str) -> None:
    client = as_person("gudang")
    for body in (b"", b"[]", b"\xff", b"[" * 100_000, b'"x"', b"NaN"):
        assert client.post(f"{SCAN}kirim/", body, content_type="application/json").status_code == 400, body[:9]
    for size in (1_100_000, 3_000_000):
        assert client.post(f"{SCAN}kirim/", b" " * size, content_type="application/json").status_code == 413
    checking = Client(enforce_csrf_checks=True)
    checking.cookies = client.cookies
    assert send(checking, told(store)).status_code == 403
    token = checking.get(f"{SCAN}sesi.json").json()["token"]
    form = {"csrfmiddlewaretoken": token, "x": "y"}
    assert checking.post(f"{SCAN}kirim/", form).status_code == 400
    body = json.dumps(told(store))
    sent = checking.post(f"{SCAN}kirim/", body, content_type="application/json", headers={"X-CSRFToken": token})
    assert sent.status_code == 200


def test_no_request_breaks_it(cast: Cast, as_person: Sign, store: str) -> None:
    client = as_person("gudang")
    client.raise_request_exception = False
    rng = fuzz.rng("pindai")
    seen: dict[int, int] = {}
    for _ in range(min(fuzz.COUNT, 3000) // 2):
        body = fuzz.document(rng, told(store, BOX))
        answer = client.generic("POST", f"{SCAN}kirim/", body, content_type="application/json")
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
        assert answer.status_code in fuzz.ALLOWED, (answer.status_code, body[:300])
        assert answer["Content-Type"].startswith("application/json")
    assert fuzz.COUNT < 100 or (seen[200] and seen[400] and seen[422]), seen
    assert verify()[0] is None


def test_a_photo_comes_after_its_statement_and_only_once(cast: Cast, as_person: Sign, store: str) -> None:
    client, statement = as_person("gudang"), told(store)
    url = f"{SCAN}foto/{statement['serah_terima']}/"
    page = f"/logistik/talang/serah-terima/{statement['serah_terima']}/"

    def photo(by: Client, content: bytes = picture(), **more: str) -> Any:
        file = SimpleUploadedFile("x.jpg", content, "image/jpeg")
        return by.post(url, {"foto": file, "pihak": "pemberi", **more}, headers={"accept": "application/json"})

    assert photo(client).status_code == 404
    send(client, statement)
    assert "belum ada" in client.get(page).content.decode()
    assert photo(client).json() == {"foto": 1}
    assert photo(client).json() == {"foto": 1}
    refused = photo(client, b"<svg onload=alert(1)>")
    assert refused.status_code == 422 and refused.json()["galat"]
    assert photo(client, pihak="saksi").status_code == 422
    assert client.post(url, {}).status_code == 422
    assert photo(as_person("sekretariat-hilir")).status_code == 404
    assert photo(as_person("ketua")).status_code == 403
    assert photo(as_person("pps-sumber")).status_code == 404
    assert photo(as_person("sekretariat-hulu"), picture(2), pihak="penerima").json() == {"foto": 2}
    assert client.post(url, {}, headers={"accept": "text/html"}).content.decode().count("Pilih berkasnya dulu")
    one = Attachment.objects.earliest("pk")
    shown = f"{page}foto/{one.uuid}/?kecil"
    assert f"{page}foto/{one.uuid}/" in client.get(page).content.decode()
    assert client.get(shown)["Content-Type"] == "image/jpeg" and client.get(f"{page}foto/{uuid4()}/").status_code == 404
    assert as_person("sekretariat-hilir").get(shown).status_code == 404
    assert verify()[0] is None


@pytest.mark.parametrize(
    ("who", "page", "sent"),
    [("gudang", 200, 200), ("staf", 200, 200), ("ketua", 403, 403), ("bawaslu", 403, 403), ("tetangga", 404, 404),
     ("asing", 404, 404), (None, 302, 302), ("sekretariat-hilir", 200, 422)],
)  # fmt: skip
def test_who_may_scan(as_person: Sign, store: str, who: str | None, page: int, sent: int) -> None:
    client = as_person(who)
    for url in (SCAN, f"{SCAN}sesi.json", f"{SCAN}bekal.json"):
        assert client.get(url).status_code == page, url
    assert send(client, told(store)).status_code == sent
