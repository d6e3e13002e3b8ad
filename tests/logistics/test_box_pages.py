"""Boxes and hand-overs in the browser: told by two accounts, or by two people at one."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from electcoord.ledger.verification import verify
from logistics.models import Container, Handover
from tests.cast import HULU, TPS_1, TPS_2, Cast
from tests.logistics.ground import holder, prepare
from tests.standing import laid

Sign = Callable[[str | None], Client]
KOTAK, SERAH = "/logistik/talang/kotak/", "/logistik/talang/serah-terima/"
BOX, OTHER_BOX = f"{TPS_1}-PPWP", f"{TPS_2}-PPWP"


@laid
def store(cast: Cast) -> str:
    return prepare(cast).key


def _made(client: Client, store: str) -> None:
    assert client.post(f"{KOTAK}siapkan/", {"gudang": store}).status_code == 302


def _start(client: Client, store: str, codes: str = BOX, **more: str) -> Client:
    data = {"dari": store, "ke": f"ppk:{HULU}", "kode": codes, "kunci": str(uuid4())} | more
    return client.post(f"{SERAH}baru/", data)


def test_boxes_are_made_sealed_and_handed_over_by_two_accounts(cast: Cast, as_person: Sign, store: str) -> None:
    staff, ppk = as_person("staf"), as_person("sekretariat-hulu")
    assert "Siapkan kotak" in staff.get(KOTAK).content.decode()
    _made(staff, store)
    _made(staff, store)
    count = Container.objects.filter(election=cast.election).count()
    assert count == Container.objects.count() > 5
    page = staff.get(f"{KOTAK}?kode={TPS_1}&pemegang=gudang").content.decode()
    assert BOX in page and OTHER_BOX not in page
    step = f"{KOTAK}{BOX}/langkah/"
    assert staff.post(step, {"perbuatan": "segel", "nomor": "A-1"}).status_code == 422
    assert staff.post(step, {"perbuatan": "kemas"}).status_code == 302
    assert staff.post(step, {"perbuatan": "segel", "nomor": "A-1\nA-2"}).status_code == 302
    assert "A-2" in staff.get(f"{KOTAK}{BOX}/").content.decode()
    data = {"kunci": str(uuid4())}
    made = _start(staff, store, f"{BOX}\n{OTHER_BOX}", **data)
    assert made.status_code == 302
    # The form sent again is the same hand-over.
    assert _start(staff, store, f"{BOX}\n{OTHER_BOX}", **data)["Location"] == made["Location"]
    url = made["Location"]
    blind = ppk.get(url).content.decode()
    assert BOX not in blind and "Nyatakan yang Anda lihat" in blind
    told = {"kode": f"{BOX.lower()} {OTHER_BOX}", "rusak": OTHER_BOX, "kunci": str(uuid4())}
    assert ppk.post(url, told).status_code == 302
    after = ppk.get(url).content.decode()
    assert "berpindah" in after and "segel berselisih" in after
    assert Container.objects.get(code=BOX).holder == holder(f"ppk:{HULU}", cast.election)
    story = ppk.get(f"{KOTAK}{OTHER_BOX}/").content.decode()
    assert "Gudang KPU → PPK" in story and "segel berselisih" in story
    assert verify()[0] is None


def test_the_other_side_tells_on_the_same_telephone(cast: Cast, as_person: Sign, store: str) -> None:
    ppk = as_person("sekretariat-hulu")
    _made(as_person("staf"), store)
    hand = _start(as_person("staf"), store)["Location"]
    ppk.post(hand, {"kode": BOX, "kunci": str(uuid4())})
    made = ppk.post(f"{SERAH}baru/", {
        "dari": f"ppk:{HULU}", "ke": f"kpps:{TPS_1}", "kode": BOX, "kunci": str(uuid4()),
    })  # fmt: skip
    kpps = as_person("pkd") if "pkd" in cast.people else as_person("saksi-hulu")
    url = made["Location"]
    assert "Nyatakan yang Anda lihat" in ppk.get(url).content.decode()
    assert kpps.post(url, {"kode": BOX, "kunci": str(uuid4())}).status_code in (403, 404)
    assert ppk.post(url, {"kode": BOX, "kunci": str(uuid4())}).status_code == 302
    assert Container.objects.get(code=BOX).holder == holder(f"kpps:{TPS_1}", cast.election)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"kode": ""}, "Pindai atau ketik"),
        ({"kode": "AB;<script>"}, "Bukan kode kotak"),
        ({"kode": "TAK-ADA-1"}, "Tidak ada kotak dengan kode"),
        ({"dari": "entah"}, "Pemegang tidak dikenal"),
        ({"ke": "kpps:9902012001001"}, "Pemegang tidak dikenal"),
        ({"rusak": OTHER_BOX}, "tidak ada di antara kotak"),
        ({"ke": "", "kode": "\x00"}, "is-invalid"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    as_person: Sign, store: str, data: dict[str, str], message: str
) -> None:
    client = as_person("staf")
    _made(client, store)
    response = _start(client, store, **({"codes": data.pop("kode")} if "kode" in data else {}), **data)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Handover.objects.exists()


def test_who_may_see_and_who_may_do(cast: Cast, as_person: Sign, store: str) -> None:
    _made(as_person("staf"), store)
    url = _start(as_person("staf"), store)["Location"]
    for who, seen in (("ketua", 200), ("ketua-hulu", 200), ("tetangga", 404), ("asing", 404), (None, 302)):
        assert as_person(who).get(url).status_code == seen, who
        assert as_person(who).get(f"{KOTAK}{BOX}/").status_code == seen, who
    assert as_person("ketua").post(url, {"kode": BOX, "kunci": str(uuid4())}).status_code == 403
    assert as_person("ketua-hulu").post(f"{KOTAK}siapkan/", {"gudang": store}).status_code == 403
    assert as_person("ketua").post(f"{KOTAK}{BOX}/langkah/", {"perbuatan": "kemas"}).status_code == 403
    assert as_person("sekretariat-hilir").get(f"{KOTAK}{BOX}/").status_code == 404
    assert as_person("sekretariat-hilir").get(url).status_code == 404
    assert as_person("staf").get(f"{KOTAK}9902011001001-PPWP/").status_code == 404


def test_pages_ask_as_much_of_one_box_as_of_many(cast: Cast, as_person: Sign, store: str) -> None:
    client = as_person("staf")
    _made(client, store)
    first = _start(client, store)["Location"]
    addresses = (KOTAK, f"{KOTAK}{BOX}/", SERAH, first)
    before = [_queries(client, url) for url in addresses]
    others = list(Container.objects.filter(code__startswith=HULU).exclude(code=BOX).values_list("code", flat=True))
    as_person("sekretariat-hulu").post(first, {"kode": "\n".join([BOX, *others]), "kunci": str(uuid4())})
    for code in (BOX, *others[:3]):
        _start(client, store, code)
    after = [_queries(client, url) for url in addresses]
    # Once both have told, a hand-over also says what was cleared by which incident, and its BAST.
    more = (1, 1, 1, 3)
    assert all(late <= early + n for early, late, n in zip(before, after, more, strict=True)), (before, after)
    assert max(after) <= 26


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_list_costs_the_same_for_one_box_as_for_many(cast: Cast, as_person: Sign, store: str) -> None:
    staff = as_person("staf")
    _made(staff, store)

    def cost(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(f"{KOTAK}{query}").status_code == 200
        return len(captured)

    cost("")
    assert cost(f"?kode={BOX}") == cost("")


def test_a_hand_over_of_hundreds_is_paged_with_what_differs_first(
    cast: Cast, as_person: Sign, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logistics.selectors.boxes.LINES", 2)
    staff = as_person("staf")
    _made(staff, store)
    codes = list(Container.objects.filter(code__startswith=HULU).order_by("code").values_list("code", flat=True)[:4])
    url = _start(staff, store, "\n".join(codes))["Location"]
    told = {"kode": "\n".join(codes), "rusak": codes[3], "kunci": str(uuid4())}
    assert as_person("sekretariat-hulu").post(url, told).status_code == 302
    first, second = (staff.get(f"{url}?hal={number}").content.decode() for number in (1, 2))
    assert codes[3] in first and codes[2] not in first and codes[2] in second
    assert "1 kotak tidak cocok" in first and "1 kotak tidak cocok" in second
