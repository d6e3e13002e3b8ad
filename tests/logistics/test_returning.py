"""The way back: which boxes are missing, who has them, and the records of those that came."""

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

from electcoord.common.errors import ConflictError, RuleError
from electcoord.ledger.verification import verify
from electcoord.papers.models import Document, DocumentVersion
from logistics.actions import Seen, approve_report, draft_report
from logistics.models import Container, Handover
from logistics.return_papers import RecordKind
from logistics.selectors.returning import Goal, counts, missing
from logistics.states import SealSeen
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, TPS_1, TPS_2, Cast
from tests.logistics.road import Road, vote_on
from tests.standing import laid

Sign = Callable[[str | None], Client]
URL = "/logistik/talang/kembali/"
PAPERS = f"{URL}berita-acara/"


@laid
def road(cast: Cast) -> Road:
    """The vote is over."""
    vote_on(cast.election, cast, timezone.localdate() - timedelta(days=1))
    return Road(cast)


def codes(road: Road, goal: str, code: str = KABUPATEN) -> list[str]:
    return list(missing(road.election, code, goal).values_list("code", flat=True))


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return " ".join(response.content.decode().split())


def test_a_box_is_missing_until_it_is_back(road: Road) -> None:
    box, stuck, home = road.boxes(TPS_1)[0], road.boxes(TPS_1)[1], road.boxes(TPS_2)[0]
    road.deliver(TPS_1, box)
    road.hand("gudang", f"ppk:{HULU}", stuck, home)
    road.hand(f"ppk:{HULU}", f"pps:{PASAR}", stuck)
    assert codes(road, Goal.PPK) == [box, stuck], "stuck at a PPS, it has to come home too"
    assert codes(road, Goal.KPU) == [box, stuck, home]
    road.hand(f"kpps:{TPS_1}", f"pps:{PASAR}", box)
    assert codes(road, Goal.PPK) == [box, stuck]
    road.hand(f"pps:{PASAR}", f"ppk:{HILIR}", box)
    assert codes(road, Goal.PPK) == [box, stuck], "at another PPK it is astray"
    road.hand(f"ppk:{HILIR}", f"ppk:{HULU}", box)
    road.hand(f"pps:{PASAR}", f"ppk:{HULU}", stuck)
    assert codes(road, Goal.PPK) == []
    road.hand(f"ppk:{HULU}", "gudang", box, stuck)
    assert codes(road, Goal.KPU) == [home]
    assert counts(road.election, KABUPATEN, Goal.KPU, 6)[HULU].back == 2


def test_before_the_vote_only_what_a_kpps_gave_back_is_waited_for(cast: Cast, road: Road, as_person: Sign) -> None:
    vote_on(cast.election, cast, timezone.localdate() + timedelta(days=3))
    road.deliver(TPS_1)
    assert codes(road, Goal.PPK) == []
    assert "Hari pemungutan suara belum tiba" in text_of(as_person("ketua"), URL)
    box = road.boxes(TPS_1)[0]
    road.hand(f"kpps:{TPS_1}", f"pps:{PASAR}", box)
    assert codes(road, Goal.PPK) == [box]


def test_half_of_the_boxes_are_not_in_the_warehouse(road: Road, as_person: Sign) -> None:
    """Pandeglang: the pleno could not go on while boxes were missing; one screen says which and who has them."""
    for tps in (TPS_1, TPS_2, *{code[:13] for code in road.boxes(HILIR)}):
        road.deliver(tps)
        road.hand(f"kpps:{tps}", f"ppk:{tps[:6]}", *road.boxes(tps))
    road.hand(f"ppk:{HILIR}", "gudang", *road.boxes(HILIR))
    road.hand(f"ppk:{HULU}", "gudang", *road.boxes(TPS_1))
    lost = road.boxes(TPS_2)
    road.half(f"ppk:{HULU}", "gudang", lost[0])
    ketua = as_person("ketua")
    page = text_of(ketua, f"{URL}?sampai=kpu")
    assert all(code in page for code in lost)
    assert not any(code in page for code in road.boxes(TPS_1))
    assert f"{len(lost)} kotak belum kembali" in page
    assert "Lengkap:" in page and f"Kecamatan Hilir ({len(road.boxes(HILIR))})" in page
    assert str(road.at(f"ppk:{HULU}")) in page
    assert "menunggu pihak lain" in page
    assert "tidak pernah keluar gudang" in page
    assert "Semua kotak sudah kembali" in text_of(ketua, URL)
    assert text_of(ketua, f"{URL}?sampai=kpu&wilayah={HILIR}").count("Semua kotak sudah kembali") == 1
    assert all(code in text_of(ketua, f"{URL}?sampai=kpu&tampil=daftar") for code in lost)
    rows = ketua.get(f"{URL}unduh/csv/?sampai=kpu").getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == len(lost) + 1 and ",ya," in rows[1]
    book = openpyxl.load_workbook(BytesIO(ketua.get(f"{URL}unduh/xlsx/?sampai=kpu").getvalue()))
    assert book.active.cell(2, 4).value == lost[0]
    assert ketua.get(f"{URL}unduh/exe/").status_code == 404
    assert lost[0] not in text_of(as_person("ketua-hilir"), f"{URL}?sampai=kpu&wilayah={HULU}")


def test_the_screen_costs_the_same_for_one_box_as_for_many(road: Road, as_person: Sign) -> None:
    ketua = as_person("ketua")
    road.deliver(TPS_1, road.boxes(TPS_1)[0])

    def cost() -> int:
        ketua.get(URL)
        with CaptureQueriesContext(connection) as captured:
            assert ketua.get(URL).status_code == 200
        return len(captured)

    before = cost()
    road.deliver(TPS_1, *road.boxes(TPS_1)[1:])
    road.deliver(TPS_2)
    assert cost() == before <= 16


def received(road: Road) -> tuple[Handover, Handover]:
    """Two hand-overs into the PPK, one with a broken seal and a box that only the giver saw."""
    one, two, three = (
        road.boxes(TPS_1)[:3] if len(road.boxes(TPS_1)) > 2 else (*road.boxes(TPS_1), road.boxes(TPS_2)[0])
    )
    for tps in (TPS_1, TPS_2):
        road.deliver(tps)
    first = road.hand(f"kpps:{TPS_1}", f"ppk:{HULU}", one, Seen(two, SealSeen.RUSAK))
    return first, road.hand(f"kpps:{three[:13]}", f"ppk:{HULU}", three)


def test_a_record_of_what_came_is_drafted_by_one_and_approved_by_another(road: Road, as_person: Sign) -> None:
    rows = received(road)
    clerk, chair = as_person("sekretariat-hulu"), as_person("ketua-hulu")
    page = text_of(clerk, PAPERS)
    assert all(f"penerimaan:{row.uuid}" in page for row in rows)
    data = {"serah_terima": [f"penerimaan:{row.uuid}" for row in rows], "kunci": str(uuid4())}
    made = clerk.post(PAPERS, data)
    assert made.status_code == 302
    assert clerk.post(PAPERS, data)["Location"] == made["Location"], "sent twice, made once"
    assert Document.objects.count() == 1
    url = made["Location"]
    text = text_of(clerk, url)
    assert "Segel tidak cocok" in text and "rusak" in text
    assert clerk.post(url, {"perbuatan": "sahkan"}).status_code == 403
    assert chair.post(url, {"perbuatan": "apa"}).status_code == 422
    assert chair.post(url, {"perbuatan": "sahkan"}).status_code == 302
    version = DocumentVersion.objects.get()
    assert version.state == "disahkan" and version.register_number.kind.code == "BA"
    assert chair.post(url, {"perbuatan": "sahkan"}).status_code == 422
    paper = clerk.get(f"{url}ba.pdf")
    assert paper.content.startswith(b"%PDF")
    assert version.register_number.text in text_of(clerk, PAPERS)
    assert f"penerimaan:{rows[0].uuid}" not in text_of(clerk, PAPERS)
    assert as_person("sekretariat-hilir").get(url).status_code == 404
    assert as_person("saksi-hulu").get(url).status_code == 403
    assert verify()[0] is None


def test_the_chair_does_not_approve_what_the_chair_drafted(road: Road, cast: Cast) -> None:
    rows = received(road)
    version = draft_report(RecordKind.PENERIMAAN, rows[:1], actor=cast.actor("ketua-hulu"))
    with pytest.raises(RuleError, match="bukan penyusunnya"):
        approve_report(version.document, actor=cast.actor("ketua-hulu"))
    approve_report(version.document, actor=cast.actor("ketua"))


def test_ppk_hands_over_to_kpu_with_a_record_of_its_own(road: Road, cast: Cast, as_person: Sign) -> None:
    received(road)
    up = road.hand(f"ppk:{HULU}", "gudang", road.boxes(TPS_1)[0])
    page = text_of(as_person("staf"), PAPERS)
    assert f"penyerahan:{up.uuid}" in page and f"penerimaan:{up.uuid}" in page
    version = draft_report(RecordKind.PENYERAHAN, [up], actor=cast.actor("sekretariat-hulu"))
    assert "PENYERAHAN KOTAK KEPADA KPU" in version.content["judul"]
    assert version.document.region == HULU
    draft_report(RecordKind.PENERIMAAN, [up], actor=cast.actor("staf"))
    assert verify()[0] is None


def test_a_record_is_refused_with_the_reason(road: Road, cast: Cast) -> None:
    first, second = received(road)
    actor = cast.actor("sekretariat-hulu")
    half = road.half(f"kpps:{TPS_2}", f"ppk:{HULU}", road.boxes(TPS_2)[-1])
    up = road.hand(f"ppk:{HULU}", "gudang", road.boxes(TPS_1)[0])
    for kind, rows, says in (
        (RecordKind.PENERIMAAN, [], "paling sedikit satu"), (RecordKind.PENERIMAAN, [half], "belum dinyatakan"),
        (RecordKind.PENERIMAAN, [first, up], "satu pemegang"), (RecordKind.PENYERAHAN, [first], "oleh PPK"),
        ("lain", [first], "tidak dikenal"),
    ):  # fmt: skip
        with pytest.raises(RuleError, match=says):
            draft_report(kind, rows, actor=actor)
    assert not Document.objects.exists()
    key = uuid4()
    draft_report(RecordKind.PENERIMAAN, [first], actor=actor, key=key)
    with pytest.raises(RuleError, match="berita acara lain"):
        draft_report(RecordKind.PENERIMAAN, [first, second], actor=actor)
    with pytest.raises(ConflictError):
        draft_report(RecordKind.PENERIMAAN, [second], actor=actor, key=key)


@pytest.mark.parametrize(
    "data", [{}, {"serah_terima": "penerimaan:bukan"}, {"serah_terima": f"penerimaan:{uuid4()}"},
             {"serah_terima": ["penerimaan:a", "penyerahan:b"]}],
)  # fmt: skip
def test_a_form_that_chooses_nothing_is_refused(road: Road, as_person: Sign, data: dict) -> None:
    assert as_person("sekretariat-hulu").post(PAPERS, data | {"kunci": str(uuid4())}).status_code == 422
    assert as_person("bawaslu").post(PAPERS, data).status_code == 403
    assert not Container.objects.filter(step__gt=0).exists()


def test_a_hand_over_outward_has_its_bast_numbered_by_two_people(road: Road, as_person: Sign) -> None:
    one, two, *_ = road.boxes(TPS_1)
    way = road.hand("gudang", f"ppk:{HULU}", one, two)
    half = road.half("gudang", f"ppk:{HULU}", road.boxes(TPS_2)[0])
    page, staff = f"/logistik/talang/serah-terima/{way.uuid}/", as_person("staf")
    value = f"serah_terima:{way.uuid}"
    assert value in text_of(staff, page)
    assert value not in text_of(as_person("sekretariat-hulu"), page), "the giver's is the warehouse's"
    assert "serah_terima:" not in text_of(staff, f"/logistik/talang/serah-terima/{half.uuid}/")
    reports = "/logistik/talang/kembali/berita-acara/"
    data = {"serah_terima": value, "kunci": str(uuid4())}
    made = staff.post(reports, data)
    assert made.status_code == 302 and staff.post(reports, data)["Location"] == made["Location"], "pressed twice"
    assert staff.post(reports, data | {"kunci": str(uuid4())}).status_code == 422, "in one record of a kind only"
    assert staff.post(reports, {"serah_terima": f"serah_terima:{half.uuid}"}).status_code == 422
    draft = text_of(staff, made["Location"])
    assert one in draft and "Gudang KPU telah menyerahkan kepada PPK" in draft
    assert made["Location"] in text_of(staff, page) and value not in text_of(staff, page)
    assert staff.post(made["Location"], {"perbuatan": "sahkan"}).status_code in (403, 422), "the drafter"
    assert as_person("ketua").post(made["Location"], {"perbuatan": "sahkan"}).status_code == 302
    found = Document.objects.get(kind__code="BA", subject__startswith="logistics.holder:")
    assert found.in_force and found.in_force.register_number.text in text_of(staff, page)
    assert staff.get(f"{made['Location']}ba.pdf").content.startswith(b"%PDF")
    assert "penerimaan:" not in text_of(staff, reports), "the way out is no receipt of the way back"
