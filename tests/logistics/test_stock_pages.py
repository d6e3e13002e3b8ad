"""The warehouse through its doors: who may, who may not, what is typed, what is refused."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from electcoord.ledger.models import Entry
from logistics import actions
from logistics.accounts import Account
from logistics.models import Destruction, Lot, Receipt, SortBatch, StockCount, StockTransfer
from logistics.selectors import stock
from tests.cast import Cast
from tests.logistics.store import ballots, lot, move, received, warehouse, yesterday
from tests.photos import picture
from tests.standing import laid

pytestmark = pytest.mark.once

A = Account
AsPerson = Callable[[str | None], Client]
READERS = [("gudang", 200), ("staf", 200), ("ketua", 200), ("bawaslu", 200), ("operator", 200), ("ketua-hulu", 404),
           ("pps-sumber", 404), ("tetangga", 404), ("asing", 404), (None, 302)]  # fmt: skip
LISTS = ("stock", "receipts", "sort", "count", "destructions")


def url(name: str, *args: Any) -> str:
    return reverse(f"logistics:{name}", args=["talang", *args])


@laid
def filled(cast: Cast) -> Cast:
    """Ballots of two contests received, one of them sorted, a difference counted."""
    cast.store = warehouse(cast)
    cast.receipt = received(cast, cast.store, ballots(cast, 1500, 1490, 5), ballots(cast, 400, key="dprd_kab_1"))
    actions.sort(lot(cast), cast.store, day=yesterday(), workers=8, good=1480, damage={"sobek": 4},
                 actor=cast.actor("gudang"))  # fmt: skip
    cast.count = actions.count_stock(lot(cast), cast.store, account=A.BAIK, counted=1478, day=yesterday(),
                                     actor=cast.actor("gudang"))  # fmt: skip
    return cast


@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_reads_the_stock(filled: Cast, as_person: AsPerson, who: str | None, status: int) -> None:
    client = as_person(who)
    pages = [*map(url, LISTS), url("lot", lot(filled).uuid), url("receipt", filled.receipt.uuid),
             url("receipt-paper", filled.receipt.uuid, "bttb")]  # fmt: skip
    assert [client.get(page).status_code for page in pages] == [status] * len(pages)


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("receipt-new", "gudang", 422), ("receipt-new", "staf", 422), ("receipt-new", "ketua", 403),
        ("receipt-new", "bawaslu", 403), ("receipt-new", "ketua-hulu", 404), ("receipt-new", "tetangga", 404),
        ("sort", "gudang", 422), ("sort", "ketua", 403), ("sort", "bawaslu", 403), ("sort", "tetangga", 404),
        ("count", "gudang", 422), ("count", "bawaslu", 403), ("count", None, 302),
        ("destructions", "staf", 422), ("destructions", "ketua", 422), ("destructions", "gudang", 403),
        ("destructions", "bawaslu", 403), ("destructions", "tetangga", 404),
    ],
)  # fmt: skip
def test_who_writes(filled: Cast, as_person: AsPerson, name: str, who: str | None, status: int) -> None:
    before = Entry.objects.count()
    assert as_person(who).post(url(name), {}).status_code == status
    assert Entry.objects.count() == before


def form(cast: Cast, **more: str) -> dict[str, str]:
    return {
        "perbuatan": "simpan", "kunci": str(uuid4()), "gudang": str(cast.store.uuid), "pengirim": "PT Cetak Contoh",
        "surat_jalan": "SJ/77", "tanggal": yesterday().isoformat(), "catatan": "", **more,
    }  # fmt: skip


def test_a_receipt_is_typed_cell_by_cell(filled: Cast, as_person: AsPerson) -> None:
    client = as_person("gudang")
    page = client.get(url("receipt-new")).content.decode()
    assert 'name="a-surat-suara/dprd_kab_2"' in page and 'inputmode="numeric"' in page
    data = form(filled, **{"a-surat-suara/dprd_kab_2": "300", "b-surat-suara/dprd_kab_2": "298", "a-tinta": "12",
                           "b-tinta": "12", "c-tinta": "1"})  # fmt: skip
    response = client.post(url("receipt-new"), data, follow=True)
    made = Receipt.objects.get(delivery_note="SJ/77")
    assert response.redirect_chain == [(made.get_absolute_url(), 302)]
    text = response.content.decode()
    assert "Penerimaan tercatat dengan BTTB" in text and "menunggu pengesahan" in text
    assert stock.held(lot(filled, "dprd_kab_2"))[A.BELUM_DISORTIR] == 298
    again = client.post(url("receipt-new"), data)
    assert again.url == made.get_absolute_url(), "pressed twice, received once"
    assert Receipt.objects.count() == 2


def test_what_is_typed_wrongly_is_named_and_kept(filled: Cast, as_person: AsPerson) -> None:
    data = form(filled, **{"a-tinta": "1.000", "b-tinta": "12", "a-segel": "5", "b-kotak-suara": "dua"})
    response = as_person("gudang").post(url("receipt-new"), data)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Tinta, menurut surat jalan: &#x27;1.000&#x27; memakai pemisah ribuan; tulis 1000." in text
    assert "Segel: isi menurut surat jalan dan yang dihitung" in text
    assert "Kotak suara, dihitung: &#x27;dua&#x27; bukan bilangan bulat" in text
    assert 'value="1.000"' in text and 'value="SJ/77"' in text
    assert Receipt.objects.count() == 1


def test_a_file_fills_the_cells_and_saves_nothing(filled: Cast, as_person: AsPerson) -> None:
    client = as_person("gudang")
    template = client.get(url("receipt-template"))
    book = openpyxl.load_workbook(BytesIO(template.getvalue()))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["barang", "kontes", "surat_jalan", "dihitung", "rusak"]
    assert [cell.value for cell in sheet[2]][:2] == ["surat-suara", "ppwp"]
    for row in sheet.iter_rows(min_row=2):
        if (row[0].value, row[1].value) in {("surat-suara", "dprd_kab_2"), ("tinta", None)}:
            row[2].value, row[3].value, row[4].value = "250", "249", "3"
    out = BytesIO()
    book.save(out)
    sent = SimpleUploadedFile("sj.xlsx", out.getvalue())
    response = client.post(url("receipt-new"), form(filled, perbuatan="baca") | {"berkas": sent})
    text = response.content.decode()
    assert response.status_code == 200 and "Berkas terbaca, belum disimpan" in text
    assert text.count('value="249"') == 2 and 'value="SJ/77"' in text
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("emas,,1,1,0", "sj.csv baris 2, kolom barang: barang &#x27;emas&#x27; tidak dikenal."),
        ("surat-suara,,1,1,0", "kolom kontes: isi kontes surat suara ini."),
        ("tinta,ppwp,1,1,0", "kolom kontes: kontes hanya diisi untuk surat suara."),
        ("surat-suara,dpr,1,1,0", "kontes &#x27;dpr&#x27; tidak ada."),
        ("tinta,,1,satu,0", "kolom dihitung: &#x27;satu&#x27; bukan bilangan bulat"),
        ("tinta,,1,,0", "kolom dihitung: kosong; tulis 0"),
        ("tinta,,5,5,6", "kolom rusak: lebih banyak dari yang dihitung."),
        ("tinta,,5,5,0\ntinta,,5,5,0", "baris 3, kolom barang: barang ini sudah ada"),
        ("tinta,,,,", "tidak ada baris yang berisi jumlah."),
    ],
)
def test_a_file_is_refused_whole_with_its_places(
    filled: Cast, as_person: AsPerson, lines: str, sentence: str
) -> None:  # fmt: skip
    content = f"barang,kontes,surat_jalan,dihitung,rusak\n{lines}\n".encode()
    data = form(filled, perbuatan="baca") | {"berkas": SimpleUploadedFile("sj.csv", content)}
    response = as_person("gudang").post(url("receipt-new"), data)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_the_papers_of_a_receipt(filled: Cast, as_person: AsPerson) -> None:
    here = url("receipt", filled.receipt.uuid)
    keeper, chair = as_person("gudang"), as_person("ketua")
    assert keeper.post(here, {"perbuatan": "sahkan"}).status_code == 403
    assert as_person("bawaslu").post(here, {"perbuatan": "foto"}).status_code == 403
    assert chair.post(here, {"perbuatan": "sahkan"}).status_code == 302
    assert chair.post(here, {"perbuatan": "sahkan"}).status_code == 422
    for name in ("bttb", "permintaan"):
        assert keeper.get(url("receipt-paper", filled.receipt.uuid, name)).content.startswith(b"%PDF")
    assert keeper.get(url("receipt-paper", filled.receipt.uuid, "lain")).status_code == 404
    for deed in ("foto", "pindaian"):
        sent = SimpleUploadedFile("foto.jpg", picture(), content_type="image/jpeg")
        assert keeper.post(here, {"perbuatan": deed, "berkas": sent, "keterangan": "tumpukan"}).status_code == 302
    text = keeper.get(here).content.decode()
    assert "bertanda tangan" in text and "tumpukan" in text
    [shown] = keeper.get(here).context["photos"]
    assert keeper.get(shown["url"]).status_code == 200
    assert as_person("tetangga").get(shown["url"]).status_code == 404
    assert keeper.get(url("receipt-photo", filled.receipt.uuid, uuid4())).status_code == 404
    assert keeper.post(here, {"perbuatan": "foto"}).status_code == 422
    assert keeper.post(here, {"perbuatan": "bakar"}).status_code == 422


def test_sorting_counting_and_booking_by_hand(filled: Cast, as_person: AsPerson) -> None:
    keeper, staff = as_person("gudang"), as_person("staf")
    one = lot(filled, "dprd_kab_1")
    data = {"barang": f"{one.uuid}/{filled.store.uuid}", "tanggal": yesterday().isoformat(), "petugas": "5",
            "baik": "398", "r-sobek": "1", "r-noda": "", "kunci": str(uuid4())}  # fmt: skip
    assert keeper.post(url("sort"), {**data, "baik": "400"}).status_code == 422
    assert keeper.post(url("sort"), {**data, "baik": ""}).status_code == 422
    assert keeper.post(url("sort"), data).status_code == 302
    assert SortBatch.objects.get(lot=one).damage == {"sobek": 1}
    assert "sobek 1" in keeper.get(url("sort")).content.decode()
    data = {"perbuatan": "hitung", "barang": str(one.uuid), "gudang": str(filled.store.uuid), "bagian": "baik",
            "dihitung": "398", "tanggal": yesterday().isoformat(), "kunci": str(uuid4())}  # fmt: skip
    assert keeper.post(url("count"), {**data, "bagian": "terkemas"}).status_code == 422
    assert keeper.post(url("count"), data).status_code == 302
    assert StockCount.objects.latest("pk").state == "cocok"
    book = {"perbuatan": "bukukan", "hitungan": str(filled.count.uuid), "alasan": "dua lembar tidak ditemukan"}
    assert keeper.post(url("count"), book).status_code == 403, "whoever keeps the warehouse does not decide"
    assert staff.post(url("count"), {**book, "hitungan": str(uuid4())}).status_code == 422
    assert staff.post(url("count"), book).status_code == 302
    assert stock.held(lot(filled))[A.HILANG] == 2
    assert "ada selisih" in staff.get(url("stock")).content.decode()


def test_planners_set_psu_apart_and_move_goods_away(filled: Cast, as_person: AsPerson) -> None:
    here = url("lot", lot(filled).uuid)
    data = {"perbuatan": "psu", "gudang": str(filled.store.uuid), "jumlah": "1000"}
    assert as_person("gudang").post(here, data).status_code == 403
    assert as_person("bawaslu").post(here, data).status_code == 403
    staff = as_person("staf")
    assert staff.post(here, {**data, "jumlah": "1001"}).status_code == 422
    assert staff.post(here, {**data, "jumlah": "-5"}).status_code == 422
    assert staff.post(here, data).status_code == 302
    away = {"perbuatan": "pindah", "arah": "keluar", "gudang": str(filled.store.uuid), "jumlah": "80",
            "lawan": "KPU Kabupaten Sebelah", "dasar": "Surat KPU Provinsi 5", "tanggal": yesterday().isoformat()}  # fmt: skip
    assert staff.post(here, {**away, "arah": "miring"}).status_code == 422
    assert staff.post(here, {**away, "lawan": ""}).status_code == 422
    assert staff.post(here, away).status_code == 302
    assert StockTransfer.objects.get().quantity == 80
    assert staff.post(here, {"perbuatan": "lain"}).status_code == 422
    held = stock.held(lot(filled))
    assert (held[A.PSU], held[A.DIPINDAHKAN]) == (1000, 80)


def test_ballots_are_destroyed_before_witnesses(filled: Cast, as_person: AsPerson) -> None:
    staff, one = as_person("staf"), lot(filled)
    move(filled, one, filled.store, A.BAIK, A.TERKEMAS, 1400)
    data = {
        f"r-{one.uuid}": "9", f"l-{one.uuid}": "80", "tanggal": yesterday().isoformat(), "tempat": "Halaman gudang",
        "cara": "dibakar", "saksi-0": "Andi", "lembaga-0": "Polres", "saksi-1": "Budi", "lembaga-1": "Bawaslu",
        "alasan": "pemungutan suara masih jauh, gudang harus kosong", "kunci": str(uuid4()),
    }  # fmt: skip
    refused = staff.post(url("destructions"), {**data, f"l-{one.uuid}": "79"})
    assert refused.status_code == 422
    assert "menurut buku 80, dihitung 79" in refused.content.decode()
    assert 'value="Andi"' in refused.content.decode()
    assert staff.post(url("destructions"), {**data, "alasan": ""}).status_code == 422
    assert staff.post(url("destructions"), data).status_code == 302
    row = Destruction.objects.get()
    text = as_person("bawaslu").get(row.get_absolute_url()).content.decode()
    assert "Masih ada surat suara di gudang" in text and "0 baik belum dikemas, 1 belum disortir" in text
    assert "H-1 tidak dapat diperiksa" in text
    assert as_person("tetangga").get(row.get_absolute_url()).status_code == 404
    paper = staff.get(url("destruction-paper", row.uuid))
    assert paper.content.startswith(b"%PDF")
    balance = dict(stock.balances(filled.election))[one]
    assert balance.parts == [("belum disortir", 1)]


def test_pages_of_many_rows_cost_as_much_as_of_few(filled: Cast, count_queries: Callable[..., int]) -> None:
    pages = [*map(url, LISTS), url("lot", lot(filled).uuid), url("receipt", filled.receipt.uuid)]
    few = [count_queries("staf", page) for page in pages]
    for number in range(6):
        received(filled, filled.store, ballots(filled, 20), ballots(filled, 30, key="dprd_kab_1"), note=f"SJ-{number}9")
        actions.sort(lot(filled), filled.store, day=yesterday(), workers=3, good=10, damage={"noda": 1},
                     actor=filled.actor("gudang"))  # fmt: skip
        actions.count_stock(lot(filled, "dprd_kab_1"), filled.store, account=A.BAIK, counted=number + 1,
                            day=yesterday(), actor=filled.actor("staf"))  # fmt: skip
    received(filled, filled.store, ballots(filled, 20, key="dprd_kab_2"), note="SJ-x")
    assert [count_queries("staf", page) for page in pages] == few


def test_an_empty_warehouse_says_what_to_do(cast: Cast, as_person: AsPerson) -> None:
    assert "Belum ada gudang" in as_person("gudang").get(url("stock")).content.decode()
    warehouse(cast)
    text = as_person("gudang").get(url("stock")).content.decode()
    assert "Stok dimulai dari penerimaan" in text and url("receipt-new") in text
    text = as_person("bawaslu").get(url("stock")).content.decode()
    assert url("receipt-new") not in text
    assert not Lot.objects.exists()
    for name in LISTS[1:]:
        assert as_person("bawaslu").get(url(name)).status_code == 200


def test_a_day_that_is_none_is_refused_in_words(filled: Cast, as_person: AsPerson) -> None:
    for value in ("", "kemarin", "2026-13-45", date(2999, 1, 1).isoformat()):
        response = as_person("gudang").post(
            url("receipt-new"), form(filled, tanggal=value, **{"a-tinta": "1", "b-tinta": "1"})
        )
        assert response.status_code == 422, value
