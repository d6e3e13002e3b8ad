"""What each person sees on the pages of the recapitulation, and what a page costs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.elections.actions import import_package
from electcoord.elections.models import Election
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM
from recap import aggregate
from recap.models import Finding, Sheet, SheetVersion, Upload
from recap.rules import words
from recap.rules.limits import SEVERITY
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, SUMBER, TPS_1, TPS_2, Cast
from tests.packages import REGIONS, TPS, append, write_package

pytestmark = pytest.mark.once

AsPerson = Callable[[str | None], Client]
Count = Callable[[str, str], int]
HIDDEN = "Disembunyikan sampai entri kedua"
# No page holds these numbers by chance.
ODD = (137, 46)


def region(code: str, key: str = "ppwp", slug: str = "talang") -> str:
    return f"/rekap/{slug}/kontes/{key}/{code}/"


def station(code: str = TPS_1) -> str:
    return f"/rekap/talang/tps/{code}/"


def page(client: Client, url: str, status: int = 200) -> str:
    """The words of a page as one line."""
    response = client.get(url)
    assert response.status_code == status, url
    return " ".join(response.content.decode().split())


EVERYBODY = ["ketua", "operator", "bawaslu", "ketua-hulu", "saksi-hulu", "pps-sumber"]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("entered", [False, True])
def test_every_page_of_a_person_renders(cast: Cast, as_person: AsPerson, who: str, entered: bool) -> None:
    if entered:
        cast.enter("operator", ODD)
        cast.enter("staf", (137, 47))
        cast.enter("operator", (888, 0), code=TPS_2)
        cast.enter("operator", (1, None), code=f"{SUMBER}001", suara_sah=2)
        aggregate.refresh_stale()
    client = as_person(who)
    top = {"ketua-hulu": HULU, "saksi-hulu": HULU, "pps-sumber": SUMBER}.get(who, KABUPATEN)
    urls = ["/", "/rekap/talang/", "/rekap/talang/pekerjaan/", "/rekap/talang/pekerjaan/?status=selesai",
            "/rekap/talang/temuan/", "/rekap/talang/temuan/?status=tidak_lengkap", region(top),
            region(top, "dprd_kab_1"), region(SUMBER), station(f"{SUMBER}001"), "/gaya/"]  # fmt: skip
    for url in urls:
        assert "talang" in page(client, url) or url in ("/", "/gaya/")
    assert client.get("/rekap/").status_code == 302, "one election is opened at once"


def test_beranda_of_an_account_without_a_role_says_whom_to_ask(as_person: AsPerson) -> None:
    text = page(as_person("asing"), "/")
    assert "Akun ini belum diberi peran" in text
    assert "Rekapitulasi" not in text


def test_beranda_of_the_administrator_leads_to_the_rooms_it_has(as_person: AsPerson) -> None:
    text = page(as_person("pengelola"), "/")
    assert "Ruang kerja Anda" in text
    assert "/admin/" in text


@pytest.mark.parametrize(
    ("who", "step"),
    [
        ("ketua", "Putuskan 1 lembar di karantina"),
        ("operator", "Entri 13 lembar yang belum masuk"),
        ("bawaslu", "Periksa 1 lembar yang dua entrinya berbeda"),
        ("saksi-hulu", None),
    ],
)
def test_the_next_step_is_one_that_the_person_may_do(
    cast: Cast, as_person: AsPerson, who: str, step: str | None
) -> None:
    cast.enter("operator", ODD)
    cast.enter("staf", (137, 47))
    cast.enter("operator", (888, 0), code=TPS_2)
    missing = Sheet.objects.filter(election=cast.election, state="belum_masuk").count()
    text = page(as_person(who), "/")
    if step is None:
        assert "Langkah berikut" not in text
    else:
        assert step.replace("13", str(missing)) in text


def test_coverage_stands_beside_every_total(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    aggregate.refresh_stale()
    text = page(as_person("ketua"), region(KABUPATEN))
    assert "Progress: <b>1</b> dari 6 TPS (16,7 %)" in text
    assert "Versi: <b>" in text
    assert "5 TPS belum masuk</a>" in text
    assert "<b>1</b> dari 3 TPS" in text, "Kecamatan Hulu"
    assert '<td class="wait" colspan="5">Belum masuk</td>' in text, "Kecamatan Hilir shows no zeros"


def test_shares_are_shown_only_where_they_are_earned(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD, code=f"{SUMBER}001")
    aggregate.refresh_stale()
    client = as_person("ketua")
    whole = page(client, region(KABUPATEN))
    assert "Persentase tampil mulai cakupan 50 %" in whole
    assert "74,86 %" not in whole
    assert "74,86 %" in page(client, region(SUMBER))


def test_a_figure_that_some_papers_leave_blank_says_for_how_many_it_stands(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    cast.enter("operator", (40, None), code=TPS_2)
    aggregate.refresh_stale()
    assert page(as_person("ketua"), region(PASAR)).count("<small>dari 1 TPS</small>") == 1


def test_figures_stay_hidden_until_the_second_entry(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    aggregate.refresh_stale()
    blind = as_person("staf")
    for url in (region(PASAR), station()):
        text = page(blind, url)
        assert "137" not in text
        assert "disembunyikan sampai entri kedua" in text.lower()
    assert HIDDEN in page(blind, region(HULU))
    assert "137" in page(as_person("ketua"), region(PASAR))
    cast.enter("staf", ODD)
    aggregate.refresh_stale()
    for url in (region(PASAR), station()):
        text = page(blind, url)
        assert "137" in text
        assert "disembunyikan" not in text.lower()


def test_findings_of_a_hidden_paper_tell_no_figure(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (137, 9000), ss_diterima=251)
    aggregate.refresh_stale()
    url = "/rekap/talang/temuan/"
    seen, blind = page(as_person("ketua"), url), page(as_person("staf"), url)
    assert "9.000 &gt; 255" in seen
    for figure in ("9.000", "9000", "255", "251"):
        assert figure not in blind
    assert "R28" in blind


def test_a_commissioner_sees_where_two_entries_differ(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    cast.enter("staf", (139, 46))
    text = page(as_person("ketua"), station())
    assert "Dua entri berbeda" in text
    assert "137" in text
    assert "139" in text
    assert '<tr class="diff">' in text
    for who in ("saksi-hulu", "operator"):
        assert "Dua entri berbeda" not in page(as_person(who), station())


def test_equal_entries_say_so(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    cast.enter("staf", ODD)
    assert "Kedua entri sama pada setiap isian." in page(as_person("ketua"), station())


def test_totals_that_lag_say_so(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    aggregate.refresh_stale()
    ketua = as_person("ketua")
    assert "sedang dihitung ulang" not in page(ketua, region(KABUPATEN))
    cast.enter("operator", code=TPS_2)
    for code in (KABUPATEN, HULU, PASAR):
        text = page(ketua, region(code))
        assert "; sedang dihitung ulang" in text
        assert "Data " in text
    assert "sedang dihitung ulang" not in page(ketua, region(HILIR)), "nothing happened there"


def test_the_badge_of_a_region_leads_to_its_work(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    cast.enter("staf", (139, 46))
    aggregate.refresh_stale()
    ketua = as_person("ketua")
    link = f"/rekap/talang/pekerjaan/?kontes=ppwp&amp;wilayah={HULU}&amp;status=periksa"
    assert link in page(ketua, region(KABUPATEN))
    text = page(ketua, link.replace("&amp;", "&"))
    assert f'href="{station()}#ppwp">TPS 001</a>' in text
    assert "Kelurahan Pasar Hulu, Kecamatan Hulu" in text
    assert "beda entri" in text


def test_lists_narrow_by_contest_region_and_state(cast: Cast, as_person: AsPerson) -> None:
    ketua = as_person("ketua")
    text = page(ketua, f"/rekap/talang/pekerjaan/?kontes=ppwp&wilayah={PASAR}&status=belum_masuk")
    assert "TPS 001</a>" in text
    assert f'<option value="{PASAR}" selected>Kelurahan Pasar Hulu</option>' in text
    assert "Desa Sumber Rejo, Kecamatan Hulu" not in text
    assert "Tidak ada lembar yang menunggu" in page(ketua, "/rekap/talang/pekerjaan/?status=periksa")
    assert page(ketua, "/rekap/talang/pekerjaan/?kontes=%00&hal=abc&status=x")


def test_findings_read_in_words_with_their_numbers(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD, suara_total=190, suara_tidak_sah=4)
    aggregate.refresh_stale()
    text = page(as_person("ketua"), "/rekap/talang/temuan/")
    assert words.title("R07") in text
    assert "190 ≠ 183 + 4 = 187" in text
    assert "sah dan tidak sah = suara sah + tidak sah" in text
    assert f'{station()}#ppwp">TPS 001</a>' in text
    open_rules = page(as_person("ketua"), "/rekap/talang/temuan/?status=tidak_lengkap")
    assert "Ini bukan pelanggaran" in open_rules
    assert "R08" in open_rules


def test_every_rule_has_its_words() -> None:
    assert set(SEVERITY) <= set(words.TITLES)


@pytest.mark.parametrize(
    ("equation", "names", "numbers"),
    [
        ("suara_sah = calon_*: 3 ≠ 1 + 1 = 2", "suara sah = semua calon", "3 ≠ 1 + 1 = 2"),
        ("partai_sah_4 = isi_4: 3 ≠ 2", "partai 4 (B) = A.1 + A.2 partai 4", "3 ≠ 2"),
        ("caleg_3_12 <= 306: 8888 > 306", "partai 3 calon 12 ≤ 306", "8.888 > 306"),
        (
            "pengguna_total_l = pengguna_dpt_l + pengguna_dptb_l + pengguna_dpk_l: 1 ≠ 6",
            "pengguna L = pengguna DPT L + pengguna DPTb L + pengguna DPK L",
            "1 ≠ 6",
        ),
        ("pemilih_dpt_j <= profil:kapasitas_tps: 310 > 300", "pemilih DPT ≤ kapasitas TPS", "310 > 300"),
    ],
)
def test_equations_are_spoken(equation: str, names: str, numbers: str) -> None:
    assert words.spoken(equation) == (names, numbers)


def test_a_quarantined_paper_is_released_with_a_reason(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (888, 0))
    ketua = as_person("ketua")
    url = f"{station()}ppwp/lepas/"
    assert f'action="{url}#ppwp"' in page(ketua, station())
    assert "Lepas dengan alasan ini" not in page(as_person("bawaslu"), station())
    refused = ketua.post(url, {"reason": "pendek"})
    assert refused.status_code == 422
    assert "pendek</textarea>" in refused.content.decode()
    assert cast.sheet().state == "karantina"
    done = ketua.post(url, {"reason": "Kertasnya memang berisi 888, disaksikan Panwascam."}, follow=True)
    assert done.redirect_chain[-1][0] == f"{station()}#ppwp"
    assert "lembar dilepas dari karantina" in done.content.decode()
    again = ketua.post(url, {"reason": "Kertasnya memang berisi 888, disaksikan Panwascam."})
    assert again.status_code == 422
    assert "tidak berada di karantina" in again.content.decode()


def test_the_tps_page_tells_its_story_and_leads_on(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    text = page(as_person("ketua"), station())
    assert "<b>Operator</b> mengentri C.Hasil Presiden dan Wakil Presiden 2029 TPS 001" in text
    assert "status menjadi menunggu entri kedua" in text
    assert f'rel="next" href="{station(TPS_2)}"' in text
    assert "TPS ke-1 dari 2" in text
    assert text.index("I. Data pemilih") < text.index("II. Data penggunaan surat suara") < text.index("IV. Perolehan")
    assert text.index("IV. Perolehan") < text.index("V. Jumlah suara sah")


def test_the_ledger_is_read_by_person_region_and_paper(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    cast.enter("staf", ODD)
    ketua = as_person("ketua")
    text = page(ketua, f"/buku/?siapa=operator&wilayah={PASAR}")
    assert "(entri pertama)" in text
    assert "(entri kedua)" not in text
    assert "TPS 001 Pasar Hulu" in text
    subject = cast.sheet().subject
    both = page(ketua, f"/buku/?lembar={subject}")
    assert "(entri pertama)" in both
    assert "(entri kedua)" in both
    assert "Tidak ada kejadian yang cocok" in page(ketua, "/buku/?siapa=tidakada")
    entry = page(ketua, f"/buku/{HULU}/1/")
    assert "Hash sebelumnya" in entry
    assert "[ 137, 46 ]" in entry
    page(as_person("operator"), "/buku/", 403)
    page(as_person("ketua-hilir"), f"/buku/{HULU}/1/", 404)


def test_the_ledger_hides_the_figures_of_whoever_may_still_enter(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", ODD)
    give_grant(cast["staf"], role=Role.KETUA_PPK, region=HULU, election=cast.election, actor=SYSTEM)
    text = page(as_person("staf"), f"/buku/{HULU}/1/")
    assert "Angka bacaan disembunyikan" in text
    assert "137" not in text


def test_a_file_is_checked_then_imported(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    door = "/rekap/talang/impor/"

    def send(text: str) -> str:
        file = SimpleUploadedFile("bacaan.csv", text.encode())
        return client.post(door, {"kontes": "ppwp", "entri": "entri_satu", "berkas": file}).headers["Location"]

    bad = client.get(send(f"kode_tps,calon_1\n{TPS_1},x\n123,4\n"))
    assert bad.status_code == 422
    assert "2 kesalahan" in bad.content.decode()
    assert "bacaan.csv baris 3, kolom kode_tps" in bad.content.decode()
    check = send(f"kode_tps,calon_1,calon_2\n{TPS_1},137,46\n{TPS_2},1,2\n")
    text = page(client, check)
    assert "Impor 2 lembar sebagai entri pertama" in text
    assert "bacaan.csv" in page(client, door)
    page(as_person("sekretariat-hulu"), check, 404)
    assert SheetVersion.objects.count() == 0
    done = client.post(check, follow=True)
    assert "2 lembar ditulis sebagai entri pertama" in done.content.decode()
    assert SheetVersion.objects.count() == 2
    gone = client.post(send(f"kode_tps,calon_1,calon_2\n{TPS_1},137,46\n"), {"batal": "1"}, follow=True)
    assert "tidak ada yang ditulis" in gone.content.decode()
    assert Upload.objects.count() == 1, "the refused file waits for its owner"
    page(as_person("ketua"), door, 403)


def test_a_dry_run_tells_nothing_of_the_other_entry(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("staf", ODD)
    client = as_person("operator")
    file = SimpleUploadedFile("kedua.csv", f"kode_tps,calon_1,calon_2\n{TPS_1},100,60\n".encode())
    sent = client.post("/rekap/talang/impor/", {"kontes": "ppwp", "entri": "entri_dua", "berkas": file})
    text = page(client, sent.headers["Location"])
    assert "137" not in text
    assert "selisih" not in text.lower()
    assert "cocok" not in text.replace("#cocok", "").replace("stat-cocok", "").replace("tidak cocok", "")


def test_dapil_are_summed_per_party_for_whoever_enters_nothing(cast: Cast, as_person: AsPerson) -> None:
    aggregate.refresh_stale()
    words_of_sum = "suara sah partai dari semua dapil"
    assert words_of_sum in page(as_person("ketua"), "/rekap/talang/")
    assert words_of_sum not in page(as_person("operator"), "/rekap/talang/")


def big(cast: Cast, folder: Path, desa: int) -> Election:
    """An election of one kecamatan with this many desa, five TPS each, as the chair of Talang Maju sees it."""
    regions, stations = REGIONS, TPS
    for number in range(3, 3 + desa):
        code = f"990101{2000 + number}"
        regions = append(f"{code},desa,DESA {number},990101")(regions)
        for tps in range(1, 6):
            stations = append(f"{code}{tps:03d},{code},{tps:03d},0,90,95")(stations)
    package = write_package(folder / f"besar{desa}", regions=regions, tps=stations)
    election, _ = import_package(read_package(package), slug=f"besar{desa}", actor=SYSTEM)
    for who, role in (("ketua", Role.KETUA_KPU), ("operator", Role.OPERATOR_SIREKAP)):
        give_grant(cast[who], role=role, region=KABUPATEN, election=election, actor=SYSTEM)
    aggregate.refresh_stale()
    return election


@pytest.mark.parametrize("who", ["ketua", "operator"])
def test_the_drill_down_costs_twelve_queries_however_much_it_shows(
    cast: Cast, count_queries: Count, tmp_path: Path, who: str
) -> None:
    big(cast, tmp_path, 1)
    big(cast, tmp_path, 20)
    for code in (KABUPATEN, HULU, f"{HULU}2003"):
        for key in ("ppwp", "dprd_kab_1"):
            few = count_queries(who, region(code, key, "besar1"))
            assert count_queries(who, region(code, key, "besar20")) == few, code
            assert few <= 12, code


@pytest.mark.parametrize("who", ["ketua", "operator", "saksi-hulu"])
def test_a_tps_costs_fourteen_queries_however_much_happened(cast: Cast, count_queries: Count, who: str) -> None:
    # A process reads each ballot once.
    count_queries(who, station())
    before = count_queries(who, station())
    cast.enter("operator", ODD, suara_total=1)
    cast.enter("staf", (139, 46))
    aggregate.refresh_stale()
    assert Finding.objects.exists()
    assert before <= 13
    assert count_queries(who, station()) <= 14


def test_lists_and_the_ledger_cost_the_same_for_few_and_many_rows(cast: Cast, count_queries: Count) -> None:
    urls = [
        f"/rekap/talang/pekerjaan/?wilayah={SUMBER}",
        "/rekap/talang/pekerjaan/",
        f"/rekap/talang/temuan/?wilayah={PASAR}",
        "/rekap/talang/temuan/",
        f"/buku/?wilayah={TPS_1}",
        f"/buku/?wilayah={HULU}",
    ]
    for code in (TPS_1, TPS_2, f"{SUMBER}001"):
        cast.enter("operator", ODD, code=code, suara_total=1)
        cast.enter("staf", ODD, code=code, suara_total=1)
    aggregate.refresh_stale()
    costs = [count_queries("ketua", url) for url in urls]
    assert costs[0] == costs[1]
    assert costs[2] == costs[3]
    assert costs[4] == costs[5]
