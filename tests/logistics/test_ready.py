"""Readiness: how far boxes are by region, what is late, the map, the log of a TPS, Beranda."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from electcoord.elections.places import contests_of
from electcoord.ledger.recording import SYSTEM
from electcoord.regions.actions import set_boundaries
from electcoord.situation import incidents
from electcoord.situation.models import Incident
from logistics.actions import Seen, open_container
from logistics.models import Container, HandoverLine, Side
from logistics.selectors import ready
from logistics.selectors.differences import KINDS, kinds_of, lines_of_kind
from logistics.selectors.received import received
from logistics.states import SealSeen
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, TPS_1, TPS_2, Cast
from tests.logistics.road import Road, vote_on
from tests.recap.test_maps import box as square
from tests.standing import laid

Sign = Callable[[str | None], Client]
URL = "/logistik/talang/kesiapan/"


@laid
def road(cast: Cast) -> Road:
    return Road(cast)


def tally(road: Road, code: str) -> ready.Tally:
    digits = ready.digits_below(KABUPATEN) if len(code) == 6 else len(code)
    above = KABUPATEN if len(code) == 6 else code[:10]
    return ready.tallies(road.election, contests_of(road.election), above, digits)[code]


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return " ".join(response.content.decode().split())


def test_boxes_are_counted_where_they_are(road: Road) -> None:
    per_tps = len(road.boxes(TPS_1))
    hulu = len(road.boxes(HULU))
    road.seal(*road.boxes(TPS_1))
    road.deliver(TPS_1)
    road.hand("gudang", f"ppk:{HULU}", road.boxes(TPS_2)[0])
    found = tally(road, HULU)
    assert (found.tps, found.expected, found.made) == (3, hulu, hulu)
    assert (found.packed, found.closed) == (per_tps, per_tps)
    assert (found.kpps, found.ppk, found.store) == (per_tps, 1, hulu - per_tps - 1)
    assert (found.received, found.missing) == (per_tps, hulu - per_tps)
    assert tally(road, TPS_1).received == tally(road, TPS_1).expected == per_tps
    # What comes back was delivered all the same.
    road.hand(f"kpps:{TPS_1}", f"pps:{PASAR}", *road.boxes(TPS_1))
    found = tally(road, HULU)
    assert (found.kpps, found.pps, found.received) == (0, per_tps, per_tps)


def test_what_waits_and_what_differs_is_counted_until_somebody_closes_its_incident(road: Road) -> None:
    one, two, *_ = road.boxes(TPS_1)
    road.half("gudang", f"ppk:{HULU}", one)
    assert tally(road, HULU).waiting == 1
    road.hand("gudang", f"ppk:{HULU}", Seen(two, SealSeen.RUSAK))
    assert tally(road, HULU).wrong == 1
    # Passed on with a seal that fits again: nothing was set right silently by that.
    road.hand(f"ppk:{HULU}", f"pps:{PASAR}", two)
    assert tally(road, HULU).wrong == 1
    close(road, "segel_rusak", "disegel_lagi")
    assert tally(road, HULU).wrong == 0
    late = road.hand("gudang", f"ppk:{HULU}", Seen(two, step=0))
    assert late.lines.get().state == "selisih"
    assert tally(road, HULU).wrong == 1
    found = close(road, "selisih", "salah_catat")
    assert tally(road, HULU).wrong == 0
    incidents.reopen(found, text="Keliru.", due=timezone.now() + timedelta(hours=1), actor=road.cast.actor("staf"))
    assert tally(road, HULU).wrong == 1


def close(road: Road, kind: str, result: str) -> Incident:
    found = Incident.objects.get(kind=kind)
    incidents.take_up(found, actor=road.cast.actor("staf"))
    incidents.close(found, result=result, text="Sudah diperiksa.", actor=road.cast.actor("staf"))
    return found


def test_pages_say_by_which_incident_a_difference_was_cleared(road: Road, as_person: Sign) -> None:
    one, two, *_ = road.boxes(TPS_1)
    way = road.hand("gudang", f"ppk:{HULU}", Seen(one, SealSeen.RUSAK), Seen(two))
    pages = [f"/logistik/talang/serah-terima/{way.uuid}/", f"/logistik/talang/kotak/{one}/"]
    client, list_of = as_person("sekretariat-hulu"), "/logistik/talang/serah-terima/?keadaan=terbuka"
    assert all("Selisih selesai" not in text_of(client, page) for page in pages)
    assert "1 kotak berselisih" in text_of(client, "/") and str(way.uuid) in text_of(client, list_of)
    found = close(road, "segel_rusak", "disegel_lagi")
    for page in pages:
        text = text_of(client, page)
        assert "Selisih selesai lewat insiden" in text and f"/insiden/{found.uuid}/" in text
        assert "disegel kembali" in text and "segel berselisih" in text, "what was told stays"
    assert "berselisih pada serah terima" not in text_of(client, "/") and str(way.uuid) not in text_of(client, list_of)


def test_lines_of_a_kind_are_the_same_in_sql_and_in_python(road: Road) -> None:
    codes = road.boxes(TPS_1)
    uuid = uuid4()
    given = [Seen(codes[0], SealSeen.BEDA), Seen(codes[1])]
    road.tell(Side.PEMBERI, "gudang", f"ppk:{HULU}", [*given, Seen(f"{TPS_2}-PPWP", reason="tertinggal")], uuid)
    road.tell(Side.PENERIMA, "gudang", f"ppk:{HULU}", given[1:], uuid)
    road.hand("gudang", f"ppk:{HULU}", Seen(codes[1], step=0))
    road.half(f"ppk:{HULU}", f"pps:{PASAR}", codes[1])
    lines = list(HandoverLine.objects.all())
    found = {kind: set(HandoverLine.objects.filter(lines_of_kind(kind))) for kind in KINDS}
    assert found == {kind: {line for line in lines if kind in kinds_of(line)} for kind in KINDS}
    assert sum(map(len, found.values())) >= 4


@pytest.mark.parametrize(("days", "says"), [(5, "4 hari lagi"), (1, "hari ini"), (0, "lewat 1 hari")])
def test_what_is_late_against_the_day_before_the_vote(
    cast: Cast, road: Road, as_person: Sign, days: int, says: str
) -> None:
    vote_on(cast.election, cast, timezone.localdate() + timedelta(days=days))
    road.deliver(TPS_1)
    text = text_of(as_person("ketua"), f"{URL}{KABUPATEN}/")
    assert says in text
    assert ("kotak terlambat" in text) == (days == 0)
    assert text.count("terlambat") == (0 if days else 3), "the notice and a chip for each kecamatan"


def test_without_a_day_nothing_is_late(road: Road, as_person: Sign, cast: Cast) -> None:
    vote_on(cast.election, cast, None)
    text = text_of(as_person("ketua"), f"{URL}{KABUPATEN}/")
    assert "Hari pemungutan suara belum diisi" in text
    assert "terlambat" not in text.replace("disebut terlambat", "")


def test_the_way_down_the_map_and_the_files(road: Road, as_person: Sign) -> None:
    set_boundaries({HULU: square(104, -4), HILIR: square(104, -5)}, source="uji", actor=SYSTEM)
    road.deliver(TPS_1)
    ketua = as_person("ketua")
    assert ketua.get(URL)["Location"] == f"{URL}{KABUPATEN}/"
    text = text_of(ketua, f"{URL}{KABUPATEN}/")
    per_tps, hulu = len(road.boxes(TPS_1)), len(road.boxes(HULU))
    assert f"<title>Hulu: {per_tps} dari {hulu} kotak diterima</title>" in text
    assert f"{URL}{HULU}/" in text
    assert f"{URL}{PASAR}/" in text_of(ketua, f"{URL}{HULU}/")
    assert f"{URL}{TPS_1}/" in text_of(ketua, f"{URL}{PASAR}/")
    late = text_of(ketua, f"{URL}{PASAR}/?urut=belum")
    assert late.index("TPS 002") < late.index("TPS 001")
    rows = ketua.get(f"{URL}{KABUPATEN}/unduh/csv/").getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 4 and rows[1].startswith(f"{HULU},Hulu,3,{hulu},{hulu}")
    book = openpyxl.load_workbook(BytesIO(ketua.get(f"{URL}{PASAR}/unduh/xlsx/").getvalue()))
    assert book.active.cell(2, 1).value == TPS_1
    assert ketua.get(f"{URL}{PASAR}/unduh/pdf/").status_code == 404


def test_the_log_of_a_tps_tells_everything(road: Road, as_person: Sign) -> None:
    box, other, *_ = road.boxes(TPS_1)
    road.seal(box)
    road.hand("gudang", f"ppk:{HULU}", Seen(box, SealSeen.COCOK))
    row = Container.objects.get(code=box)
    open_container(row, reason="barang bukti", actor=road.cast.actor("staf"))
    road.half(f"ppk:{HULU}", f"pps:{PASAR}", other)
    client = as_person("ketua")
    page = text_of(client, f"{URL}{TPS_1}/")
    for words in ("barang bukti", f"KT{row.pk}", "Gudang KPU → PPK", "utuh dan cocok", "Menyiapkan", "Menyegel"):
        assert words in page, words
    assert "menunggu pernyataan pihak lain" in page
    assert page.index("Menyegel") < page.index("Gudang KPU → PPK") < page.index("barang bukti")
    assert box in page and other in page
    alone = text_of(client, f"/logistik/talang/kotak/{box}/")
    for words in ("barang bukti", "Menyegel", "Pemberi:", "Penerima:"):
        assert words in alone, words
    assert text_of(client, f"{URL}9901011001009/", 404)


def test_a_half_told_handover_keeps_what_was_seen(road: Road, as_person: Sign) -> None:
    box = road.boxes(TPS_1)[0]
    road.half("gudang", f"ppk:{HULU}", box)
    page = text_of(as_person("sekretariat-hulu"), f"{URL}{TPS_1}/")
    assert "menunggu pernyataan pihak lain" in page
    assert "utuh dan cocok" not in page


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("ketua", KABUPATEN, 200), ("ketua-hulu", HULU, 200), ("ketua-hulu", HILIR, 404),
        ("ketua-hulu", KABUPATEN, 404), ("saksi-hulu", HULU, 403), ("tetangga", KABUPATEN, 404), (None, KABUPATEN, 302),
    ],
)  # fmt: skip
def test_who_sees_readiness(road: Road, as_person: Sign, who: str | None, code: str, status: int) -> None:
    assert as_person(who).get(f"{URL}{code}/").status_code == status
    assert as_person(who).get(f"/logistik/talang/garis-waktu/{code}/").status_code == status


def test_pages_cost_the_same_for_one_box_as_for_all(road: Road, as_person: Sign) -> None:
    client = as_person("ketua")
    addresses = [f"{URL}{KABUPATEN}/", f"{URL}{HULU}/", f"{URL}{PASAR}/", f"{URL}{TPS_1}/", "/",
                 f"/logistik/talang/garis-waktu/{KABUPATEN}/"]  # fmt: skip
    road.deliver(TPS_1, road.boxes(TPS_1)[0])

    def costs() -> list[int]:
        found = []
        for url in addresses:
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            found.append(len(captured))
        return found

    before = costs()
    for tps in (TPS_1, TPS_2):
        for code in road.boxes(tps)[1 if tps == TPS_1 else 0 :]:
            road.deliver(tps, code)
    after = costs()
    assert after[:4] + after[5:] == before[:4] + before[5:]
    assert max(after[:3]) <= 20, after
    assert received_costs(road) == 3


def received_costs(road: Road) -> int:
    with CaptureQueriesContext(connection) as captured:
        list(contests_of(road.election))
    known = len(captured)
    with CaptureQueriesContext(connection) as captured:
        received(road.election, HULU, "ppk")
    return len(captured) - known


def test_beranda_says_how_many_are_there(road: Road, as_person: Sign) -> None:
    road.deliver(TPS_1)
    text = text_of(as_person("ketua"), "/")
    assert "kotak diterima TPS" in text
    assert f'href="{URL}"' in text


def test_what_a_pleno_asks(road: Road) -> None:
    hulu, one = road.boxes(HULU), road.boxes(TPS_1)
    road.deliver(TPS_1)
    found = received(road.election, HULU, "kpps")
    assert (found.expected, found.received, found.missing) == (len(hulu), len(one), len(hulu) - len(one))
    assert TPS_1 not in {place.code for place in found.places}
    assert {code for place in found.places for code in place.codes} == set(hulu) - set(one)
    assert received(road.election, HULU, "ppk").received == 0
    road.hand(f"kpps:{TPS_1}", f"ppk:{HULU}", *one)
    assert received(road.election, HULU, "ppk").received == len(one)
    assert received(road.election, HULU, "kpu").received == 0
    desa = received(road.election, HULU, "ppk", by_desa=True, most=1)
    assert len(desa.places) == 1 and sum(len(place.codes) for place in desa.places) <= 1
    assert desa.missing == len(hulu) - len(one)
    road.hand(f"ppk:{HULU}", "gudang", *one)
    assert received(road.election, KABUPATEN, "kpu").received == len(one)
    assert received(road.election, HULU, "ppk").received == len(one), "sent on to KPU, so it has been there"
    with pytest.raises(ValueError, match="bulan"):
        received(road.election, HULU, "bulan")
