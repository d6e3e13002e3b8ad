"""Neraca surat suara: sent against received, used, returned, left over; and the boxes that a pleno asks for."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role
from electcoord.elections.models import Election, Tps
from electcoord.ledger.recording import SYSTEM
from logistics import actions
from logistics.actions import Put, Wrong
from logistics.goods import BALLOT
from logistics.selectors.ballots import sent_ballots
from meetings.pleno import ballots
from meetings.pleno.boxes import boxes_line
from tests.cast import HULU, KABUPATEN, PASAR, SUMBER, TPS_1, TPS_2, Cast
from tests.data import package
from tests.logistics.filled import box, fill, known
from tests.logistics.road import Road, vote_on
from tests.meetings import hall

Sign = Callable[[str | None], Client]
URL = "/rapat/neraca/talang/"
SUMBER_1 = f"{SUMBER}001"


def text_of(client: Client, url: str = URL, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return " ".join(response.content.decode().split())


def settle(cast: Cast, code: str, **fields: int | None) -> None:
    for who in ("operator", "staf"):
        cast.enter(who, (100, 60), code=code, **fields)


def sent(cast: Cast, code: str = TPS_1) -> int:
    return sent_ballots(cast.election, cast.contest(), [code])[code].count


def whole(cast: Cast, code: str, **more: int | None) -> dict[str, int | None]:
    """Part II as it should be: what was sent (250 where no DPT says it) is there, 164 were used."""
    got = sent(cast, code) or 250
    used = min(164, got)
    return {"ss_diterima": got, "ss_digunakan": used, "ss_dikembalikan": 0, "ss_tidak_digunakan": got - used} | more


def test_what_was_sent_is_the_need_and_says_so(cast: Cast) -> None:
    tps = Tps.objects.get(election=cast.election, code=TPS_1)
    found = sent_ballots(cast.election, cast.contest(), [TPS_1, TPS_2])
    assert set(found) == {TPS_1, TPS_2}
    assert found[TPS_1].count == tps.dpt + -(-tps.dpt * 2 // 100)
    assert found[TPS_1].is_plan
    assert sent_ballots(cast.election, cast.contest(), []) == {}
    assert sent_ballots(cast.election, cast.contest("dprd_kab_1"), ["9901022001001"]) == {}, "not its dapil"


def test_differences_are_named_and_the_rest_is_not_in_the_list(cast: Cast, as_person: Sign) -> None:
    settle(cast, TPS_1, **whole(cast, TPS_1))
    got = sent(cast, TPS_2) - 3
    settle(cast, TPS_2, ss_diterima=got, ss_digunakan=164, ss_dikembalikan=2, ss_tidak_digunakan=got - 164)
    settle(cast, SUMBER_1, **whole(cast, SUMBER_1, ss_dikembalikan=None))
    client = as_person("ketua")
    page = text_of(client)
    assert f"/rekap/talang/tps/{TPS_2}/#ppwp" in page and f"/rekap/talang/tps/{TPS_1}/#ppwp" not in page
    assert "3 kurang dari rencana" in page and "R03: diterima bukan jumlah" in page
    assert "Dari 2 TPS yang keempat angkanya lengkap" in page
    lacking = text_of(client, f"{URL}?tampil=kosong")
    assert f"/rekap/talang/tps/{SUMBER_1}/" in lacking and f"/rekap/talang/tps/{TPS_2}/" not in lacking
    assert "C.Hasil belum masuk" in text_of(client, f"{URL}?tampil=belum")
    assert f"/rekap/talang/tps/{TPS_1}/" in text_of(client, f"{URL}?tampil=semua&wilayah={PASAR}")
    assert "Tidak ada TPS yang berselisih" in text_of(client, f"{URL}?wilayah={SUMBER}")
    assert "Tidak ada TPS yang berselisih" in text_of(client, f"{URL}?kontes=dprd_kab_1")
    for nonsense in ("?wilayah=²&tampil=x&kontes=y&hal=z", "?wilayah=9902", "?wilayah=%00"):
        assert client.get(URL + nonsense).status_code == 200


def test_r12_and_r27_are_told(cast: Cast, as_person: Sign) -> None:
    more = {"pemilih_dpt_j": 10, "pengguna_dpt_j": sent(cast) - 1, "pengguna_dptb_j": 2, "pengguna_dpk_j": 1}
    settle(cast, TPS_1, **whole(cast, TPS_1), **more)
    page = text_of(as_person("ketua"))
    assert "R12: diterima bukan DPT" in page and "R27: pengguna DPTb" in page and "R03:" not in page


def test_whoever_may_enter_the_second_time_sees_no_figure(cast: Cast, as_person: Sign) -> None:
    got = sent(cast) - 50
    cast.enter("operator", code=TPS_1, ss_diterima=got, ss_digunakan=164, ss_dikembalikan=7, ss_tidak_digunakan=83)
    blind, chair = as_person("sekretariat-hulu"), as_person("ketua")
    for tab in ("", "?tampil=semua", "?tampil=tutup", "?tampil=kosong", f"?tampil=semua&wilayah={TPS_1}"):
        page = text_of(blind, URL + tab)
        assert "50 kurang" not in page and ">83<" not in page and f">{got}<" not in page, tab
    assert "Disembunyikan sampai entri kedua" in text_of(blind, f"{URL}?tampil=tutup")
    rows = blind.get(f"{URL}unduh/csv/?tampil=semua").getvalue().decode("utf-8-sig")
    assert f",{got}," not in rows and ",83," not in rows and "disembunyikan sampai entri kedua" in rows
    assert "50 kurang dari rencana" in text_of(chair)
    cast.enter("staf", code=TPS_1, ss_diterima=got, ss_digunakan=164, ss_dikembalikan=7, ss_tidak_digunakan=83)
    assert "50 kurang dari rencana" in text_of(blind), "settled: nothing to hide"


def test_the_files_hold_what_one_sees(cast: Cast, as_person: Sign) -> None:
    settle(cast, TPS_1, **whole(cast, TPS_1))
    settle(cast, TPS_2, **whole(cast, TPS_2, ss_dikembalikan=4))
    client = as_person("ketua")
    rows = client.get(f"{URL}unduh/csv/").getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and rows[1].startswith(TPS_2) and "R03" in rows[1]
    book = openpyxl.load_workbook(BytesIO(client.get(f"{URL}unduh/xlsx/?tampil=semua&wilayah={PASAR}").getvalue()))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == [TPS_1, TPS_2]
    assert client.get(f"{URL}unduh/pdf/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("ketua", 200), ("ketua-hulu", 200), ("bawaslu", 200), ("saksi-hulu", 403), ("gudang", 403), ("tetangga", 404),
     (None, 302)],
)  # fmt: skip
def test_it_needs_both_rights(cast: Cast, as_person: Sign, who: str | None, status: int) -> None:
    assert as_person(who).get(URL).status_code == status
    assert as_person(who).get(f"{URL}unduh/csv/").status_code == status


def test_a_kecamatan_sees_its_own(cast: Cast, as_person: Sign) -> None:
    settle(cast, TPS_1, **whole(cast, TPS_1, ss_dikembalikan=4))
    assert TPS_1 not in text_of(as_person("ketua-hilir"), f"{URL}?wilayah={HULU}&tampil=semua")
    assert TPS_1 in text_of(as_person("ketua-hulu"))


def test_the_page_costs_the_same_for_one_tps_as_for_all(cast: Cast, as_person: Sign) -> None:
    client = as_person("ketua")

    def cost() -> int:
        client.get(f"{URL}?tampil=semua")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{URL}?tampil=semua").status_code == 200
        return len(captured)

    before = cost()
    for tps in Tps.objects.filter(election=cast.election):
        settle(cast, tps.code, **whole(cast, tps.code, ss_dikembalikan=4))
    assert cost() == before <= 14


def test_readiness_of_logistics_and_the_search_lead_here(cast: Cast, as_person: Sign) -> None:
    assert f"{URL}?wilayah={HULU}" in text_of(as_person("ketua-hulu"), f"/logistik/talang/kesiapan/{HULU}/")
    assert URL not in text_of(as_person("gudang"), f"/logistik/talang/kesiapan/{KABUPATEN}/")


def test_a_pleno_says_how_many_boxes_are_back(cast: Cast, as_person: Sign) -> None:
    vote_on(cast.election, cast, timezone.localdate() - timedelta(days=3))
    road = Road(cast)
    road.deliver(TPS_1)
    one = road.boxes(TPS_1)
    road.hand(f"kpps:{TPS_1}", f"ppk:{HULU}", *one)
    found = boxes_line(cast.election, HULU)
    assert (found.received, found.expected) == (len(one), len(road.boxes(HULU)))
    assert found.told()["kotak_diterima"] == len(one)
    assert boxes_line(cast.election, KABUPATEN).received == 0
    house = hall.kpu(cast)
    pleno = hall.meeting(cast, house, kind="pleno_terbuka", title="Pleno rekapitulasi", region=HULU)
    other = hall.meeting(cast, house, region=HULU)
    page = text_of(as_person("ketua"), f"/rapat/{pleno.uuid}/")
    assert f"<b>{len(one)}</b> dari {len(road.boxes(HULU))} kotak di PPK" in page
    assert f"sampai=ppk&amp;wilayah={HULU}" in page and URL in page
    assert "kotak di PPK" not in text_of(as_person("ketua"), f"/rapat/{other.uuid}/")


@pytest.mark.once
def test_papers_that_say_nothing_of_ballots_differ_from_nothing(db: None, rf: RequestFactory) -> None:
    """A real reading without part II: every TPS is incomplete, none is called a difference."""
    name = "3101_ppwp_2024"
    folder = package(name)
    call_command("import_election", str(folder), "--election", name, verbosity=0)
    file = folder / "chasil_ppwp.first.csv"
    call_command("import_chasil", str(file), "--election", name, "--contest", "ppwp", "--entry", "first", verbosity=0)
    election = Election.objects.get(slug=name)
    chair = create_user(username="ketua-nyata", name="Ketua", password="rahasia-uji-1234", actor=SYSTEM)
    give_grant(chair, role=Role.KETUA_KPU, region=election.kabupaten_id, election=election, actor=SYSTEM)
    request = rf.get("/")
    request.user = chair
    lines = ballots.lines_of(request, ballots.asked_of(request, election))
    read = [line for line in lines if line.sheet.is_in]
    assert len(lines) == Tps.objects.filter(election=election).count() and len(read) == 82
    assert not any(line.differs for line in lines)
    assert not any(line.sheet.is_whole for line in read)
    assert ballots.totals(lines)["tps"] == 0
    dpts = dict(Tps.objects.filter(election=election).values_list("code", "dpt_l"))
    assert all((line.sent.count is None) == (dpts[line.sheet.tps] is None) for line in lines)


def test_what_was_counted_into_a_box_takes_the_place_of_the_plan(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    counted = sent(cast) - 5
    actions.pack([box(f"{TPS_1}-PPWP")], cast.actor("gudang"), puts=[Put(BALLOT, counted, "lima lembar rusak")])
    found = sent_ballots(cast.election, cast.contest(), [TPS_1, TPS_2])
    assert (found[TPS_1].count, found[TPS_1].is_plan, found[TPS_1].other) == (counted, False, "")
    assert found[TPS_2].is_plan
    settle(cast, TPS_1, **whole(cast, TPS_1, ss_diterima=counted + 2))
    page = text_of(as_person("ketua"), f"{URL}?tampil=semua")
    assert "2 lebih banyak dari yang dikirim" in page and "<small> dihitung </small>" in page
    assert "<small> rencana </small>" in page and "saat dikemas" in page
    rows = as_person("ketua").get(f"{URL}unduh/csv/?tampil=semua").getvalue().decode("utf-8-sig").splitlines()
    assert f",{counted},kemasan," in next(row for row in rows if row.startswith(TPS_1))
    assert ",rencana," in next(row for row in rows if row.startswith(TPS_2))
    actions.unpack(box(f"{TPS_1}-PPWP"), reason="diisi ulang", actor=cast.actor("gudang"))
    assert sent_ballots(cast.election, cast.contest(), [TPS_1])[TPS_1].is_plan, "taken out again"


def test_ballots_of_another_dapil_in_a_box_are_named(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    here, other = cast.contest("dprd_kab_1"), cast.contest("dprd_kab_2")
    actions.pack([box(f"{TPS_1}-DPRDKAB")], cast.actor("gudang"), ballots=other, wrong=Wrong("kekurangan", "Sari Dewi"))
    found = sent_ballots(cast.election, here, [TPS_1])[TPS_1]
    assert (found.is_plan, found.other) == (False, other.title) and found.count
    assert sent_ballots(cast.election, other, [TPS_1]) == {}, "not its dapil"
    assert f"kotaknya berisi surat suara {other.title}" in text_of(as_person("ketua"), f"{URL}?kontes=dprd_kab_1")


def test_counted_boxes_cost_as_much_as_planned_ones(cast: Cast) -> None:
    fill(cast)
    codes = [tps.code for tps in Tps.objects.filter(election=cast.election)]

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            sent_ballots(cast.election, cast.contest(), codes)
        return len(captured)

    before = cost()
    actions.pack(known(cast), cast.actor("gudang"))
    assert not sent_ballots(cast.election, cast.contest(), codes)[TPS_1].is_plan
    assert cost() == before
