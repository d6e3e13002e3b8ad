"""Packing, nesting, seals and labels in the browser; labels are read back from the printed sheet."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pypdfium2
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from electcoord.ledger import guards
from electcoord.ledger.verification import verify
from logistics import actions
from logistics.models import Container, Packing, Seal, SealIssue, SealReport
from logistics.states import ContainerState
from tests.cast import TPS_1, TPS_2, Cast
from tests.logistics.filled import at, box, fill, packed
from tests.logistics.store import lot
from tests.photos import picture

Sign = Callable[[str | None], Client]
ROOT = "/logistik/talang/"
BOX, DAPIL = f"{TPS_1}-PPWP", f"{TPS_1}-DPRDKAB"


def url(code: str, more: str = "") -> str:
    return f"{ROOT}kotak/{code}/{more}"


def page(response: object) -> str:
    return " ".join(response.content.decode().split())


def test_a_box_is_packed_by_its_checklist(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    actions.load_catalogue(cast.election, cast.actor("staf"))
    staff = as_person("gudang")
    shown = page(staff.get(url(BOX)))
    assert "DPT 250 + cadangan 5" in shown and 'name="c-tinta"' in shown and "belum ditetapkan" in shown
    ticks = {f"c-{code}": "1" for code in ("surat-suara", "tinta", "alat-coblos", "c-hasil", "alat-bantu-ppwp")}
    sent = {"perbuatan": "kemas", "daftar": "1", **ticks}
    missing = staff.post(url(BOX, "langkah/"), {key: value for key, value in sent.items() if key != "c-tinta"})
    assert missing.status_code == 422
    assert "Tinta: centang bila sesuai" in page(missing) and 'name="c-c-hasil" value="1"' in page(missing)
    other = {**sent, "j-surat-suara": "250"}
    refused = staff.post(url(BOX, "langkah/"), other)
    assert refused.status_code == 422 and "menurut daftar 255, dimasukkan 250" in page(refused)
    assert 'value="250"' in page(refused)
    assert staff.post(url(BOX, "langkah/"), {**other, "j-surat-suara": "2,5"}).status_code == 422
    assert staff.post(url(BOX, "langkah/"), {**other, "a-surat-suara": "lima rusak", "j-segel": "7"}).status_code == 302
    done = page(staff.get(url(BOX)))
    assert "lima rusak" in done and "Dicatat tanpa stok" in done and "Bongkar dan kemas ulang" in done
    assert packed(lot(cast)) == 250
    back = {"perbuatan": "bongkar", "alasan_bongkar": ""}
    assert staff.post(url(BOX, "langkah/"), back).status_code == 422
    assert staff.post(url(BOX, "langkah/"), {**back, "alasan_bongkar": "dihitung ulang"}).status_code == 302
    assert packed(lot(cast)) == 0 and "dihitung ulang" in page(staff.get(url(BOX)))
    assert verify()[0] is None


def test_ballots_of_another_dapil_stop_at_a_warning(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    staff = as_person("gudang")
    sent = {"perbuatan": "kemas", "daftar": "1", "c-surat-suara": "1", "bundel": "surat-suara/dprd_kab_2"}
    warned = staff.post(url(DAPIL, "langkah/"), sent)
    assert warned.status_code == 422
    assert "Surat suara bukan milik kotak ini" in page(warned) and 'value="surat-suara/dprd_kab_2"' in page(warned)
    assert not Packing.objects.exists()
    unnamed = staff.post(url(DAPIL, "langkah/"), {**sent, "sebab_beda": "kekurangan", "nama_beda": ""})
    assert unnamed.status_code == 422 and not Packing.objects.exists()
    named = {**sent, "sebab_beda": "kekurangan", "nama_beda": "Sari Dewi"}
    assert staff.post(url(DAPIL, "langkah/"), named).status_code == 302
    assert packed(lot(cast, "dprd_kab_2")) == 255
    story = page(as_person("ketua").get(url(DAPIL)))
    assert "Sari Dewi" in story and "menutup kekurangan" in story
    assert staff.post(url(BOX, "langkah/"), {**sent, "bundel": "entah"}).status_code == 422


def test_many_boxes_are_packed_at_once(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    staff = as_person("gudang")
    shown = page(staff.get(f"{ROOT}pengemasan/?wilayah=9901011001"))
    assert "4 kotak siap dikemas" in shown and "cukup" in shown
    assert "DPT dari 2 kotak belum diketahui" in page(staff.get(f"{ROOT}pengemasan/"))
    sent = {"wilayah": "9901011001", "kontes": "", "jumlah": "4"}
    assert staff.post(f"{ROOT}pengemasan/", {**sent, "jumlah": "3"}).status_code == 422
    assert staff.post(f"{ROOT}pengemasan/", {"wilayah": "9901012002", "jumlah": "2"}).status_code == 422
    assert staff.post(f"{ROOT}pengemasan/", sent).status_code == 302
    assert Packing.objects.count() == 4
    assert as_person("ketua").post(f"{ROOT}pengemasan/", sent).status_code == 403
    assert as_person("sekretariat-hulu").post(f"{ROOT}pengemasan/", sent).status_code == 404
    assert "Semua kotak pilihan ini sudah dikemas" in page(staff.get(f"{ROOT}pengemasan/?wilayah=9901011001"))


def test_a_short_stock_is_said_before_and_refused_after(cast: Cast, as_person: Sign) -> None:
    fill(cast, 300)
    staff = as_person("gudang")
    assert "kurang" in page(staff.get(f"{ROOT}pengemasan/?wilayah=9901011001"))
    refused = staff.post(f"{ROOT}pengemasan/", {"wilayah": "9901011001", "jumlah": "4"})
    assert refused.status_code == 422 and "tercatat 300, diminta 499" in page(refused)


def test_every_label_of_a_sheet_is_read_back(cast: Cast, as_person: Sign) -> None:
    """An independent decoder reads the printed PDF at 150 dpi."""
    store = fill(cast)
    actions.make_containers(cast.election, "wadah", per="kecamatan", each=20, within="990101", at=at(store),
                            actor=cast.actor("staf"))  # fmt: skip
    client = as_person("gudang")
    assert "label" in page(client.get(f"{ROOT}label/"))
    content = client.get(f"{ROOT}label/label.pdf").content
    sheets = pypdfium2.PdfDocument(content)
    read = [[found.text for found in zxingcpp.read_barcodes(sheet.render(scale=150 / 72).to_pil().convert("L"))]
            for sheet in sheets]  # fmt: skip
    codes = sorted(Container.objects.filter(election=cast.election).values_list("code", flat=True))
    assert len(codes) == 32 and [len(found) for found in read] == [8, 8, 8, 8]
    assert sorted(text for found in read for text in found) == codes
    words = "".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    assert "Pasar Hulu" in words and "Kecamatan Hulu" in words and "TPS 001" in words and BOX in words
    sheets.close()


def test_labels_can_be_chosen_and_say_that_it_is_a_simulation(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE elections_election SET is_simulation = %s WHERE id = %s", [True, cast.election.pk])
    content = as_person("sekretariat-hulu").get(f"{ROOT}label/label.pdf?kontes=dprd_kab&wilayah=990101").content
    sheet = pypdfium2.PdfDocument(content)
    words = sheet[0].get_textpage().get_text_range()
    assert words.count("SIMULASI") == 3 and "Dapil" in words
    sheet.close()
    for wrong in ("wilayah=99", "wilayah=990102", "kode=TAK-ADA", "bagian=x", "bagian=99"):
        status = as_person("sekretariat-hulu").get(f"{ROOT}label/label.pdf?{wrong}").status_code
        assert status == (200 if wrong in ("wilayah=99", "bagian=x") else 422), wrong


def test_the_packing_list_has_a_page_per_box(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    actions.pack([box(BOX)], cast.actor("gudang"))
    content = as_person("gudang").get(f"{ROOT}pengemasan/daftar.pdf?wilayah={TPS_1}").content
    paper = pypdfium2.PdfDocument(content)
    texts = [sheet.get_textpage().get_text_range() for sheet in paper]
    assert len(texts) == 2
    assert BOX in texts[1] and "255" in texts[1] and DAPIL in texts[0]
    assert "DPT 250 + cadangan 5 = 255 lembar" in texts[0]
    paper.close()
    assert as_person("gudang").get(f"{ROOT}pengemasan/daftar.pdf?kode=TAK-ADA").status_code == 422


def sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in (("kode_kotak", "nomor_segel", "jenis"), *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("segel.xlsx", out.getvalue())


def test_seals_come_from_a_list_and_are_looked_up(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    actions.pack([box(BOX), box(DAPIL), box("9901022001001-PPWP")], cast.actor("gudang"))
    hulu, staff = as_person("sekretariat-hulu"), as_person("gudang")
    send = f"{ROOT}segel/impor/"
    wrong = hulu.post(send, {"berkas": sheet((BOX, "K;1", ""), (DAPIL, "K2", "tali"), (DAPIL, "K2", ""))})
    assert wrong.status_code == 422
    for told in ("segel.xlsx baris 2, kolom nomor_segel", "baris 3, kolom jenis", "segel K2 sudah ada di baris 3"):
        assert told in page(wrong)
    away = hulu.post(send, {"berkas": sheet((BOX, "K1", ""), ("9901022001001-PPWP", "K2", ""))})
    assert away.status_code == 422 and "baris 3, kolom kode_kotak: tidak ada kotak 9901022001001-PPWP" in page(away)
    assert not Seal.objects.exists()
    for _turn in range(2):
        assert hulu.post(send, {"berkas": sheet((BOX, "K1", "segel"), (BOX, "k 2", ""))}).status_code == 302
    assert list(Seal.objects.order_by("number").values_list("number", "kind")) == [("K1", "segel"), ("K2", "kabel")]
    assert BOX in page(staff.get(f"{ROOT}segel/?cari=k1")) and "K2" not in page(staff.get(f"{ROOT}segel/?cari=K1"))
    assert "K1" not in page(as_person("sekretariat-hilir").get(f"{ROOT}segel/"))
    assert staff.get(f"{ROOT}segel/templat/").status_code == 200
    assert as_person("ketua").post(send, {}).status_code == 403
    numbers = {"jenis": "kabel", "pertama": "K1", "terakhir": "K9", "dasar": "SJ 4"}
    assert staff.post(f"{ROOT}segel/", numbers).status_code == 302
    assert staff.post(f"{ROOT}segel/", numbers).status_code == 422
    assert SealIssue.objects.count() == 1 and "K3 K4" in page(staff.get(f"{ROOT}segel/"))
    assert verify()[0] is None


PRESENT = {"tempat": "Gudang KPU", "hadir-1": "Rudi Hartono", "lembaga-1": "Panwaslu", "unsur-1": "pengawas"}


def test_a_seal_is_opened_before_witnesses_and_put_on_again(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    actions.pack([box(BOX)], cast.actor("gudang"))
    staff, step = as_person("gudang"), url(BOX, "langkah/")
    staff.post(step, {"perbuatan": "segel", "nomor": "A1"})
    opens = {"perbuatan": "buka", "alasan": "alat bukti perkara nomor 7"}
    refused = staff.post(step, {**opens, **PRESENT, "unsur-1": "kpu"})
    assert refused.status_code == 422 and "Tidak ada pengawas" in page(refused) and "Rudi Hartono" in page(refused)
    assert staff.post(step, {**opens, **PRESENT}).status_code == 302
    assert staff.post(step, {"perbuatan": "segel", "nomor": "B1"}).status_code == 422
    assert staff.post(step, {"perbuatan": "segel", "nomor": "B1", **PRESENT}).status_code == 302
    assert SealReport.objects.count() == 2 and box(BOX).state == ContainerState.DISEGEL
    for report in SealReport.objects.all():
        paper = staff.get(url(BOX, f"ba/{report.uuid}.pdf"))
        assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
        assert as_person("sekretariat-hilir").get(url(BOX, f"ba/{report.uuid}.pdf")).status_code == 404
        assert staff.get(url(DAPIL, f"ba/{report.uuid}.pdf")).status_code == 404
    actions.open_container(box(BOX), reason="dibuka begitu saja", actor=cast.actor("gudang"))
    assert "Dibuka tanpa berita acara" in page(staff.get(url(BOX)))


def test_containers_are_made_and_put_into_each_other(cast: Cast, as_person: Sign) -> None:
    store = fill(cast)
    staff = as_person("gudang")
    make = {"jenis": "wadah", "per": "kecamatan", "wilayah": "990101", "banyak": "1", "pemegang": at(store).key}
    for change in ({"banyak": "0"}, {"banyak": "x"}, {"jenis": "kotak"}, {"pemegang": "entah"}):
        assert staff.post(f"{ROOT}kotak/wadah-lain/", {**make, **change}).status_code == 422
    assert staff.post(f"{ROOT}kotak/wadah-lain/", make).status_code == 302
    crate = "990101-WADAH-01"
    into = {"perbuatan": "masukkan", "isi": f"{BOX.lower()}\n{DAPIL}"}
    assert staff.post(url(crate, "langkah/"), into).status_code == 302
    assert BOX in page(staff.get(url(crate))) and f'Di dalam <a class="code" href="{url(crate)}"' in page(
        staff.get(url(BOX))
    )
    refused = staff.post(url(crate, "langkah/"), {**into, "isi": "TAK-ADA"})
    assert refused.status_code == 422 and "TAK-ADA" in page(refused)
    assert staff.post(url(crate, "langkah/"), {**into, "isi": ""}).status_code == 422
    out = {"perbuatan": "keluarkan", "isi": BOX}
    assert staff.post(url(crate, "langkah/"), out).status_code == 302
    assert staff.post(url(crate, "langkah/"), out).status_code == 422
    assert Container.objects.filter(parent__code=crate).get().code == DAPIL
    assert as_person("ketua").post(f"{ROOT}kotak/wadah-lain/", make).status_code == 403


def test_a_photo_of_the_box_is_kept_and_seen_where_the_box_is(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    staff = as_person("gudang")
    hostile = SimpleUploadedFile("foto.jpg", b"<script>alert(1)</script>")
    assert staff.post(url(BOX, "langkah/"), {"perbuatan": "foto", "berkas": hostile}).status_code == 422
    photo = SimpleUploadedFile("foto.jpg", picture())
    assert (
        staff.post(url(BOX, "langkah/"), {"perbuatan": "foto", "berkas": photo, "keterangan": "penuh"}).status_code
        == 302
    )
    shown = page(staff.get(url(BOX)))
    at_photo = shown.split('<figure> <a href="')[1].split('"')[0]
    assert staff.get(at_photo).status_code == 200 and "penuh" in shown
    assert as_person("sekretariat-hilir").get(at_photo).status_code == 404
    assert staff.get(at_photo.replace(BOX, DAPIL)).status_code == 404


def test_pages_ask_as_much_of_one_as_of_many(cast: Cast, as_person: Sign) -> None:
    fill(cast)
    actions.pack([box(BOX)], cast.actor("gudang"))
    actions.attach_seals(box(BOX), ["A0"], actor=cast.actor("gudang"))
    client = as_person("gudang")
    places = (f"{ROOT}pengemasan/", f"{ROOT}segel/", f"{ROOT}label/", url(BOX))
    before = [_queries(client, place) for place in places]
    rows = [box(code) for code in (DAPIL, f"{TPS_2}-PPWP", f"{TPS_2}-DPRDKAB")]
    actions.pack(rows, cast.actor("gudang"))
    for number, row in enumerate(rows, 1):
        actions.attach_seals(row, [f"A{number}"], actor=cast.actor("gudang"))
    after = [_queries(client, place) for place in places]
    assert after == before
    assert max(after) <= 40


def _queries(client: Client, place: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(place).status_code == 200
    return len(found)
