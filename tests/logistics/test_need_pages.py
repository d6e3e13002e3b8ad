"""Pages of needs, items and plans, as the people who use them see them."""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from electcoord.elections.actions import change_dpt
from electcoord.elections.actions.stations import Voters
from electcoord.ledger import recording
from electcoord.ledger.models import Entry
from logistics.actions import add_item, change_item, freeze_plan, load_catalogue
from logistics.models import Item, NeedPlan
from tests.cast import HILIR, HULU, KABUPATEN, MUARA, PASAR, SUMBER, TPS_1, Cast
from tests.standing import laid

pytestmark = pytest.mark.once

AsPerson = Callable[[str | None], Client]
NEEDS, ITEMS, PLANS = "/logistik/talang/kebutuhan/", "/logistik/talang/barang/", "/logistik/talang/rencana/"
ADD = {"perbuatan": "tambah", "nama": "Tenda cadangan", "kode": "tenda", "kelompok": "lainnya", "satuan": "buah",
       "dasar": "pps", "jumlah": "2", "sumber": "Rapat pleno 12"}  # fmt: skip


@laid
def loaded(cast: Cast) -> Cast:
    load_catalogue(cast.election, cast.actor("staf"))
    return cast


def words(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return " ".join(response.content.decode().split())


def cells(client: Client, path: str) -> list[list[str]]:
    response = client.get(path)
    assert response.status_code == 200, path
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [("staf", KABUPATEN, 200), ("bawaslu", KABUPATEN, 200), ("gudang", KABUPATEN, 200), ("ketua-hulu", HULU, 200),
     ("ketua-hulu", PASAR, 200), ("ketua-hulu", TPS_1, 200), ("ketua-hulu", KABUPATEN, 404), ("ketua-hulu", HILIR, 404),
     ("ketua-hulu", f"{MUARA}001", 404), ("saksi-hulu", HULU, 403), ("saksi-hulu", TPS_1, 403),
     ("tetangga", KABUPATEN, 404), ("asing", KABUPATEN, 404), ("staf", "9902", 404), ("staf", "990199", 404),
     ("staf", f"{PASAR}099", 404), (None, KABUPATEN, 302)],
)  # fmt: skip
def test_needs_are_seen_in_ones_own_region(
    loaded: Cast, as_person: AsPerson, who: str | None, code: str, status: int
) -> None:
    assert as_person(who).get(f"{NEEDS}{code}/").status_code == status
    if len(code) < 13:
        assert as_person(who).get(f"{NEEDS}{code}/unduh/csv/").status_code == status


@pytest.mark.parametrize(
    ("who", "target"),
    [("staf", f"{NEEDS}{KABUPATEN}/"), ("ketua-hulu", f"{NEEDS}{HULU}/"), ("pps-sumber", f"{NEEDS}{SUMBER}/")],
)
def test_everybody_is_led_to_the_own_region(loaded: Cast, as_person: AsPerson, who: str, target: str) -> None:
    assert as_person(who).get(NEEDS)["Location"] == target


def test_the_way_down_adds_up(loaded: Cast, as_person: AsPerson) -> None:
    """250 + 5, 239 + 5, 185 + 4, 12 + 1, 279 + 6; one TPS has no DPT."""
    staf = as_person("staf")
    rows = cells(staf, f"{NEEDS}{KABUPATEN}/unduh/csv/")
    head = rows[0]
    assert head[:5] == ["Kode", "Kecamatan", "TPS", "TPS ber-DPT", "Pemilih dalam DPT"]
    ppwp, boxes = head.index("Surat suara Presiden dan Wakil Presiden 2029"), head.index("Kotak suara (buah)")
    assert [(row[0], row[2], row[3], row[4], row[ppwp], row[boxes]) for row in rows[1:]] == [
        ("990101", "3", "2", "489", "499", "15"), ("990102", "3", "3", "476", "487", "15"),
        ("9901", "6", "5", "965", "986", "30"),
    ]  # fmt: skip
    dapil = head.index("Surat suara DPRD Kabupaten/Kota Talang Maju 1")
    assert [row[dapil] for row in rows[1:]] == ["499", "", "499"], "a dapil has ballots in its own kecamatan alone"
    rows = cells(staf, f"{NEEDS}{HULU}/unduh/csv/")
    assert [row[4] for row in rows[1:]] == ["489", "", "489"], "an unknown DPT stays blank"
    rows = cells(staf, f"{NEEDS}{PASAR}/unduh/csv/?kolom=dpt,ppwp,kosong")
    assert rows[1:] == [[TPS_1, "TPS 001", "1", "1", "250", "255"], [f"{PASAR}002", "TPS 002", "1", "1", "239", "244"],
                        [PASAR, "Jumlah", "2", "2", "489", "499"]]  # fmt: skip


def test_the_file_is_a_workbook_too(loaded: Cast, as_person: AsPerson) -> None:
    response = as_person("staf").get(f"{NEEDS}{KABUPATEN}/unduh/xlsx/?kelompok=dukungan")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    head, *rows = [[cell.value for cell in row] for row in book["Data"].iter_rows()]
    assert head[4:] == ["C.Hasil (plano) (set)", "Alat bantu tunanetra Presiden dan Wakil Presiden (buah)",
                        "Alat bantu tunanetra DPD (buah)"]  # fmt: skip
    assert rows[-1][4:] == [12, 6, 0], "two contests in each of six TPS, and no DPD"
    assert as_person("staf").get(f"{NEEDS}{KABUPATEN}/unduh/pdf/").status_code == 404


def test_the_page_tells_what_is_not_known(loaded: Cast, as_person: AsPerson) -> None:
    text = words(as_person("staf"), f"{NEEDS}{KABUPATEN}/")
    assert "DPT 1 TPS belum diketahui" in text
    assert "yang belum diketahui bukan nol" in text
    assert "dari 5 TPS" in text
    assert "Cadangan 2 % dari DPT, dibulatkan ke atas di tiap TPS" in text
    assert "Belum ditetapkan" in text
    assert ">Segel</a>" in text
    assert "di luar semua jumlah di atas" in text.casefold()
    hulu = words(as_person("ketua-hulu"), f"{NEEDS}{HULU}/")
    assert "Stok untuk pemungutan suara ulang" not in hulu, "it is the kabupaten's alone"
    hidden = words(as_person("staf"), f"{NEEDS}{KABUPATEN}/?kelompok=tidak-ada")
    assert "Surat suara menurut kontes" in hidden, "an unknown group is the first"


def test_a_tps_shows_its_calculation(loaded: Cast, as_person: AsPerson) -> None:
    change_dpt(loaded.election, {TPS_1: Voters(140, 147)}, basis="BA", actor=loaded.actor("staf"))
    text = words(as_person("ketua-hulu"), f"{NEEDS}{TPS_1}/")
    assert "Cadangan: 2 % × 287 = 5,74, dibulatkan ke atas menjadi 6." in text
    assert "293<small>lembar per kontes" in text
    assert "Label C.Hasil bagian II.1 (2 % dari DPT)" in text, "the source of the number"
    assert "Belum pasti:" in text
    assert "Belum ditetapkan:" in text
    blank = words(as_person("pps-sumber"), f"{NEEDS}{SUMBER}001/")
    assert "DPT TPS ini belum diketahui" in blank


def test_without_a_catalogue_ballots_are_reckoned_all_the_same(cast: Cast, as_person: AsPerson) -> None:
    text = words(as_person("staf"), f"{NEEDS}{KABUPATEN}/")
    assert "Katalog barang belum dimuat" in text
    assert "986" in text
    assert "Buka katalog" in text
    assert "Buka katalog" not in words(as_person("gudang"), f"{NEEDS}{KABUPATEN}/")
    assert "Belum ada barang" in words(as_person("staf"), f"{NEEDS}{KABUPATEN}/?kelompok=lainnya")


@pytest.mark.parametrize("path", [f"{NEEDS}{KABUPATEN}/", f"{NEEDS}{HULU}/", f"{NEEDS}{PASAR}/", f"{NEEDS}{TPS_1}/",
                                  ITEMS])  # fmt: skip
def test_the_number_of_queries_does_not_grow(loaded: Cast, count_queries: Callable[..., int], path: str) -> None:
    few = count_queries("staf", path)
    actor = loaded.actor("staf")
    for number in range(12):
        add_item(loaded.election, code=f"b{number}", name=f"Barang {number}", group="perlengkapan", unit="buah",
                 basis="tps", amount=1, source="x", actor=actor)  # fmt: skip
    assert count_queries("staf", path) == few <= 16


def test_many_tps_are_shown_page_by_page(loaded: Cast, as_person: AsPerson, count_queries: Callable[..., int]) -> None:
    few = count_queries("staf", f"{NEEDS}{PASAR}/")
    rows = list(loaded.election.tps.filter(desa_id=PASAR))
    with recording.entry("elections.election.updated", chain=KABUPATEN, actor=loaded.actor("staf"), payload={}):
        loaded.election.tps.bulk_create(
            type(rows[0])(
                election=loaded.election, code=f"{PASAR}{n:03d}", desa_id=PASAR, number=n, dpt_l=100, dpt_p=100
            )
            for n in range(3, 78)
        )
    assert count_queries("staf", f"{NEEDS}{PASAR}/") == few
    text = words(as_person("staf"), f"{NEEDS}{PASAR}/?hal=2")
    assert "51 sampai 77 dari 77" in text
    assert len(cells(as_person("staf"), f"{NEEDS}{PASAR}/unduh/csv/")) == 1 + 77 + 1, "files hold all pages"
    plan = freeze_plan(loaded.election, purpose="Cetak", actor=loaded.actor("staf"))
    url = f"{PLANS}{plan.number}/"
    same = count_queries("staf", url)
    voters = {f"{PASAR}{n:03d}": Voters(101, 100) for n in range(3, 78)}
    change_dpt(loaded.election, voters, basis="BA", actor=loaded.actor("staf"))
    assert count_queries("staf", url) <= same + 1, "names of the desa on the page"
    assert "51 sampai 75 dari 75" in words(as_person("staf"), f"{url}?hal=2")


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [("staf", 200, 302), ("sekretaris", 200, 302), ("ketua", 200, 302), ("operator", 200, 403), ("gudang", 200, 403),
     ("bawaslu", 200, 403), ("ketua-hulu", 200, 403), ("saksi-hulu", 403, 403), ("tetangga", 404, 404),
     ("asing", 404, 404), (None, 302, 302)],
)  # fmt: skip
def test_planners_alone_write(cast: Cast, as_person: AsPerson, who: str | None, read: int, write: int) -> None:
    client = as_person(who)
    for path in (ITEMS, PLANS):
        assert client.get(path).status_code == read
    assert client.post(ITEMS, {"perbuatan": "muat"}).status_code == write
    load_catalogue(cast.election, cast.actor("staf"))
    seal = {"jumlah": "60", "sumber": "KPT 1281/2023", "dipakai": "on", "alasan": "naskah diterima"}
    assert client.get(f"{ITEMS}segel/").status_code == read
    deeds = [(f"{ITEMS}segel/", seal), (ITEMS, ADD), (PLANS, {"keperluan": "Cetak"})]
    assert [client.post(path, values).status_code for path, values in deeds] == [write] * 3
    is_planner = who in ("staf", "sekretaris", "ketua")
    assert Item.objects.filter(election=cast.election, code="tenda").exists() == is_planner
    assert NeedPlan.objects.filter(election=cast.election).count() == is_planner
    assert Item.objects.get(election=cast.election, code="segel").amount == (60 if is_planner else None)
    if who:
        body = client.get(ITEMS).content.decode()
        assert ("Tambah barang sendiri" in body) == is_planner


def test_a_refused_form_says_why_and_keeps_what_was_typed(loaded: Cast, as_person: AsPerson) -> None:
    staf = as_person("staf")
    wrong = staf.post(ITEMS, {**ADD, "kode": "segel"})
    assert wrong.status_code == 422
    assert "Barang dengan kode segel sudah ada." in wrong.content.decode()
    assert "Tenda cadangan" in wrong.content.decode()
    for values in ({}, {**ADD, "jumlah": "-1"}, {**ADD, "jumlah": "x"}, {**ADD, "dasar": "surat_suara"},
                   {**ADD, "jenis": ["pilgub"]}, {**ADD, "kelompok": "\x00"}):  # fmt: skip
        assert staf.post(ITEMS, values).status_code == 422, values
    assert staf.post(f"{ITEMS}segel/", {"jumlah": "5", "sumber": "x", "alasan": ""}).status_code == 422
    assert staf.post(PLANS, {"keperluan": " "}).status_code == 422
    assert staf.get(f"{ITEMS}tidak-ada/").status_code == 404
    assert staf.get(f"{PLANS}1/").status_code == staf.get(f"{PLANS}999999999999/").status_code == 404


def test_what_the_profile_tells_has_no_amount_to_type(loaded: Cast, as_person: AsPerson) -> None:
    text = words(as_person("staf"), f"{ITEMS}kotak-suara/")
    assert 'name="jumlah"' not in text
    assert "Buka profil" in text
    sent = {"jumlah": "9", "alasan": "diurus provinsi"}
    assert as_person("staf").post(f"{ITEMS}kotak-suara/", sent).status_code == 302
    box = Item.objects.get(election=loaded.election, code="kotak-suara")
    assert (box.amount, box.is_active) == (None, False)
    assert "Kotak suara" not in words(as_person("staf"), f"{NEEDS}{TPS_1}/")


def test_the_catalogue_tells_every_source(loaded: Cast, as_person: AsPerson) -> None:
    text = words(as_person("bawaslu"), ITEMS)
    assert "barang belum ditetapkan jumlahnya" in text
    assert "5 buah" in text
    assert "Satu per jenis Pemilu (DKI Jakarta 4)" in text
    assert "Satu set per bilik; Kebutuhan nasional 3.280.644" in text
    assert "angka profil pemilu" in text
    assert "menurut ingatan, periksa dulu" in text


def test_a_plan_shows_what_changed_since(loaded: Cast, as_person: AsPerson) -> None:
    actor = loaded.actor("staf")
    plan = freeze_plan(loaded.election, purpose="Pengadaan tahap II", actor=actor)
    url = f"{PLANS}{plan.number}/"
    assert "Tidak ada yang berubah sejak rencana ini" in words(as_person("staf"), url)
    voters = {TPS_1: Voters(140, 147), f"{SUMBER}001": Voters(50, 50), f"{MUARA}001": Voters(None, 139)}
    change_dpt(loaded.election, voters, basis="BA perubahan", actor=actor)
    change_item(
        Item.objects.get(election=loaded.election, code="segel"), amount=2, source="KPT", reason="x", actor=actor
    )
    text = words(as_person("staf"), url)
    assert "3 TPS berubah" in text
    for told in ("250 → 287", "255 → 293", "DPT baru diketahui", "DPT tidak lagi diketahui", "+38"):
        assert told in text
    assert "986" in text
    assert 986 + 38 + 102 - 285 == 841
    assert "841" in text
    assert "−145" in text
    assert "Barang yang berubah" in text
    rows = cells(as_person("staf"), f"{url}unduh/csv/")
    assert rows[1] == [TPS_1, "Pasar Hulu", "1", "Presiden dan Wakil Presiden 2029", "250", "287", "255", "293", "38"]
    assert len(rows) == 1 + 3 * 2
    assert rows[3][4:] == ["", "100", "", "102", ""]
    # Others see their own part of it.
    hulu = words(as_person("ketua-hulu"), url)
    assert "2 TPS berubah" in hulu
    assert "Hanya wilayah Anda" in hulu
    assert "Muara Dua" not in hulu
    assert {row[0][:6] for row in cells(as_person("ketua-hulu"), f"{url}unduh/csv/")[1:]} == {HULU}
    plan.refresh_from_db()
    assert plan.is_intact
    assert Entry.objects.filter(action="logistics.plan.frozen").count() == 1


def test_a_tampered_plan_is_told(loaded: Cast, as_person: AsPerson) -> None:
    plan = freeze_plan(loaded.election, purpose="Cetak", actor=loaded.actor("staf"))
    plan.content = plan.content.replace("250", "251")
    assert not plan.is_intact


def test_plans_tell_who_froze_them(loaded: Cast, as_person: AsPerson) -> None:
    assert "Belum ada rencana" in words(as_person("gudang"), PLANS)
    as_person("staf").post(PLANS, {"keperluan": "Cetak surat suara"})
    text = words(as_person("gudang"), PLANS)
    assert "Rencana 1" in text
    assert "Staf" in text
    assert "5 dari 6" in text
    again = as_person("staf").post(PLANS, {"keperluan": "Lagi"})
    assert again.status_code == 422
    assert "sejak rencana 1" in again.content.decode()
