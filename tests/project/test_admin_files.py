"""Files that staff send to the admin and take from it: checked line by line, done whole or not at all, by the actions."""

import re
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from electcoord.accounts.account_file import quick_hash
from electcoord.accounts.models import Grant, User
from electcoord.common.tables import read_table
from electcoord.elections.models import Tps
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from electcoord.regions.models import Region
from recap import aggregate, tasks
from recap.models import Check, Finding
from tests.cast import HULU, KABUPATEN, TPS_1, TPS_2, Cast
from tests.project.people import invite

Sign = Callable[[str | None], Client]
ACCOUNTS, STATIONS, NAMES = (
    "/admin/accounts/user/impor/",
    "/admin/elections/tps/impor/",
    "/admin/regions/regionname/impor/",
)
HEAD = "nama_pengguna,nama,peran,wilayah,pemilu\n"
NAME_HEAD = "kode,jenis,nama,berlaku_sejak,sumber\n"
DPT = {"pemilu": "talang", "dasar": "Berita acara 12/2029"}


def send(client: Client, url: str, content: str | bytes, name: str = "berkas.csv", **data: str) -> Any:
    """The file on its way to the check."""
    raw = content.encode() if isinstance(content, str) else content
    return client.post(url, {**data, "berkas": SimpleUploadedFile(name, raw)})


def agree(client: Client, url: str, checked: Any) -> Any:
    """What the button below the check posts."""
    return client.post(url, {**dict(checked.context["kept"]), "terapkan": "1"})


def refusals(response: Any) -> str:
    assert response.status_code == 422
    return "\n".join(response.context["problems"])


def test_accounts_come_in_with_passwords_shown_once(cast: Cast, as_person: Sign, caplog: Any) -> None:
    client = as_person("sekretaris")
    rows = (
        f"budi,Budi Santosa,Ketua PPK,{HULU},talang\n"
        f"budi,Budi Santosa,saksi,{HULU},talang\n"
        f"siti,Siti Aminah,operator_sirekap,{KABUPATEN},talang\n"
        f"operator,Operator,operator_sirekap,{KABUPATEN},talang\n"
        f"staf,Staf Baru,staf_kpu,{KABUPATEN},talang\n"
    )
    before = (User.objects.count(), Entry.objects.count())
    checked = send(client, ACCOUNTS, HEAD + rows)
    assert checked.status_code == 200
    assert dict(checked.context["counts"]) == {"baru": 3, "sama": 1, "berubah": 1}
    assert (User.objects.count(), Entry.objects.count()) == before, "the check writes nothing"
    done = agree(client, ACCOUNTS, checked)
    assert done["Cache-Control"] == "no-store"
    slips = {slip[0]: slip[3] for slip in done.context["slips"]}
    assert set(slips) == {"budi", "siti"}
    budi = User.objects.get(username="budi")
    assert budi.must_change_password
    assert budi.check_password(slips["budi"])
    assert sorted(budi.grants.values_list("role", "region")) == [("ketua_ppk", HULU), ("saksi", HULU)]
    assert User.objects.get(username="staf").name == "Staf Baru"
    told = "\n".join(Entry.objects.values_list("payload", flat=True)) + caplog.text
    assert not any(secret in told for secret in (*slips.values(), "Budi", "Siti", "Staf Baru"))
    file = client.post(ACCOUNTS, {"kartu": done.context["packed"]})
    [titles, *people] = openpyxl.load_workbook(BytesIO(file.getvalue()))["Akun"].iter_rows(values_only=True)
    assert titles[3] == "kata_sandi_pertama"
    assert {person[0]: person[3] for person in people} == slips
    again = agree(client, ACCOUNTS, checked)
    assert b"Tidak ada yang baru" in again.content
    assert not any(password.encode() in again.content for password in slips.values())
    assert client.post(ACCOUNTS, {"kartu": "palsu"}).status_code == 422
    assert verify()[0] is None


def test_a_quickly_hashed_password_signs_in_and_gets_the_full_cost(settings: Any, cast: Cast) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]  # fmt: skip
    user = cast["operator"]
    user.password = quick_hash("k7mq-w3xz-9hfr-bn4t")
    assert user.password.startswith("pbkdf2_sha256$")
    assert not user.check_password("k7mq-w3xz-9hfr-bn4x")
    assert user.check_password("k7mq-w3xz-9hfr-bn4t")
    assert user.password.startswith("md5$"), "the first sign-in stores it the usual way"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"budi,Budi,raja,{KABUPATEN},talang", "kolom peran: 'raja' tidak dikenal"),
        ("budi,Budi,staf_kpu,9902,talang", "kolom wilayah: Wilayah ini tidak ada"),
        ("budi,Budi,staf_kpu,9999,talang", "kolom wilayah: Wilayah ini tidak ada"),
        ("budi,Budi,staf_kpu,,talang", "kolom wilayah: Wilayah ini tidak ada"),
        (f"budi,Budi,staf_kpu,{KABUPATEN},", "kolom wilayah: Wilayah ini tidak ada"),
        ("budi,Budi,staf_kpu,9902,jaya", "kolom pemilu: 'jaya' bukan kode"),
        (f"Budi Besar,Budi,staf_kpu,{KABUPATEN},talang", "kolom nama_pengguna"),
        (f"budi,,staf_kpu,{KABUPATEN},talang", "kolom nama: nama wajib"),
        (
            f"budi,Budi,staf_kpu,{KABUPATEN},talang\nbudi,Lain,saksi,{KABUPATEN},talang",
            "baris 3, kolom nama: budi bernama lain",
        ),
        (f"tetangga,Tetangga,staf_kpu,{KABUPATEN},talang", "kolom nama_pengguna: tetangga sudah dipakai"),
        (f"sekretaris,Sekretaris,ketua_kpu,{KABUPATEN},talang", "akun sendiri"),
        (f"=1+1,Budi,staf_kpu,{KABUPATEN},talang", "kolom nama_pengguna"),
    ],
)
def test_a_refused_row_refuses_the_whole_file(cast: Cast, as_person: Sign, row: str, said: str) -> None:
    before = (User.objects.count(), Grant.objects.count(), Entry.objects.count())
    client = as_person("sekretaris")
    response = send(client, ACCOUNTS, f"{HEAD}{row}\n")
    assert said in refusals(response)
    good = f"ani,Ani,staf_kpu,{KABUPATEN},talang\n"
    both = send(client, ACCOUNTS, f"{HEAD}{good}{row}\n")
    assert agree(client, ACCOUNTS, both).status_code == 422, "not even by hand"
    assert (User.objects.count(), Grant.objects.count(), Entry.objects.count()) == before


def test_the_dpt_changes_through_one_action_and_the_rules_look_again(
    cast: Cast, as_person: Sign, monkeypatch: Any
) -> None:
    """The hint is lost; the mark alone brings the findings up to date."""
    monkeypatch.setattr(tasks.refresh_election, "delay", lambda *args: None)
    cast.enter("operator", (100, 60))
    aggregate.refresh_stale()
    assert not Finding.objects.filter(rule="R28").exists()
    tps = Tps.objects.get(election=cast.election, code=TPS_1)
    rows = f"kode_tps,dpt_l,dpt_p\n{TPS_1},20,30\n{TPS_2},{_dpt(cast, TPS_2)}\n"
    client = as_person("staf")
    checked = send(client, STATIONS, rows, **DPT)
    [line] = checked.context["work"]
    assert line.note.endswith(f"{tps.dpt_l}/{tps.dpt_p} menjadi 20/30")
    assert agree(client, STATIONS, checked).status_code == 302
    tps.refresh_from_db()
    assert (tps.dpt_l, tps.dpt_p) == (20, 30)
    deed, whole = Entry.objects.order_by("-pk")[1], Entry.objects.latest("pk")
    assert (deed.action, deed.chain, deed.subject, deed.region) == (
        "elections.tps.dpt_changed",
        HULU,
        str(tps.uuid),
        TPS_1,
    )
    assert '"sesudah":[20,30]' in deed.payload
    assert (whole.action, whole.chain, whole.role) == ("elections.election.dpt_loaded", KABUPATEN, "staf_kpu")
    assert re.search(r'"berkas":"[0-9a-f]{64}"', whole.payload)
    assert not Check.objects.filter(sheet__tps_code=TPS_1).exists()
    assert aggregate.refresh_stale() > 0
    assert Check.objects.filter(sheet__tps_code=TPS_1).exists()
    assert {found.tps_code for found in Finding.objects.filter(rule="R28")} == {TPS_1}
    assert verify()[0] is None
    story = as_person("sekretaris").get(f"/admin/elections/tps/{tps.pk}/history/").content.decode()
    assert "Berita acara 12/2029" in story


def _dpt(cast: Cast, code: str) -> str:
    tps = Tps.objects.get(election=cast.election, code=code)
    return f"{tps.dpt_l},{tps.dpt_p}"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (f"{TPS_1},12000,1", "kolom dpt_l: 12000 melebihi 9999"),
        (f"{TPS_1},-1,1", "kolom dpt_l: '-1' negatif"),
        (f"{TPS_1},1,dua", "kolom dpt_p"),
        ("9902011001001,1,1", "kolom kode_tps: TPS ini tidak ada dalam wewenang"),
        ("99,1,1", "kolom kode_tps"),
        (f"{TPS_1},1,1\n{TPS_1},1,2", "baris 3, kolom kode_tps: TPS ini sudah ada di baris 2"),
    ],
)
def test_a_wrong_dpt_is_refused_with_its_place(cast: Cast, as_person: Sign, rows: str, said: str) -> None:
    response = send(as_person("staf"), STATIONS, f"kode_tps,dpt_l,dpt_p\n{rows}\n", **DPT)
    assert said in refusals(response)
    assert not Entry.objects.filter(action__startswith="elections.tps").exists()


def test_staff_of_a_kecamatan_keep_the_dpt_of_theirs_alone(cast: Cast, as_person: Sign) -> None:
    invite(cast)
    client = as_person("staf-hulu")
    head = "kode_tps,dpt_l,dpt_p\n"
    assert "wewenang" in refusals(send(client, STATIONS, f"{head}9901022002001,1,1\n", **DPT))
    checked = send(client, STATIONS, f"{head}{TPS_1},,1\n", **DPT)
    assert agree(client, STATIONS, checked).status_code == 302
    assert _dpt(cast, TPS_1) == "None,1", "a blank is not known, never nought"
    assert (
        "pemilu" in send(client, STATIONS, f"{head}{TPS_1},2,2\n", **{**DPT, "pemilu": "jaya"}).context["form"].errors
    )


def test_names_of_regions_come_in_beside_the_older_ones(cast: Cast, as_person: Sign) -> None:
    client = as_person("staf")
    rows = f"{HULU},kecamatan,HULU RAYA,2026-03-01,Perda 1/2026\n990102,kecamatan,HILIR,,\n"
    checked = send(client, NAMES, NAME_HEAD + rows)
    assert dict(checked.context["counts"]) == {"baru": 1, "sama": 1}
    assert agree(client, NAMES, checked).status_code == 302
    assert Region.objects.get(code=HULU).name == "HULU RAYA"
    for row, said in (
        (f"{HULU},kecamatan,HULU LAMA,2020-01-01,Perda", "harus sesudah 2026-03-01"),
        (f"{HULU},kecamatan,HULU BARU,2099-01-01,Perda", "paling cepat"),
        (f"{HULU},desa,HULU BARU,2026-04-01,Perda", "tidak cocok dengan kode"),
        (f"{HULU},kecamatan,HULU BARU,2026-04-01,", "kolom sumber"),
        (f"{HULU},kecamatan,HULU BARU,besok,Perda", "kolom berlaku_sejak"),
        ("990201,kecamatan,HULU BARU,2026-04-01,Perda", "kolom kode: Wilayah ini tidak ada"),
    ):
        assert said in refusals(send(client, NAMES, f"{NAME_HEAD}{row}\n")), row


HOSTILE = {
    "kosong.csv": b"", "biner.csv": bytes(range(256)), "nul.csv": b"kode_tps,dpt_l,dpt_p\n\x00,1,1\n",
    "utf16.csv": "kode_tps,dpt_l,dpt_p\n1,1,1".encode("utf-16"), "palsu.xlsx": b"bukan zip", "rusak.xlsx": b"PK\x03\x04rusak",
    "judul.csv": b"kode_tps,dpt_l,dpt_p\n", "asing.csv": b"kode_tps,dpt_l,dpt_p,sandi\n1,1,1,1\n",
    "kutip.csv": b'kode_tps,dpt_l,dpt_p\n"1,1,1\n', "besar.csv": b"x" * (1024 * 1024 + 1), "../../a\r\nb.csv": b"kode_tps\n",
}  # fmt: skip


@pytest.mark.parametrize("url", [ACCOUNTS, STATIONS, NAMES])
def test_hostile_files_are_refused_in_words(cast: Cast, as_person: Sign, url: str) -> None:
    client = as_person("sekretaris")
    data = DPT if url == STATIONS else {}
    for name, content in HOSTILE.items():
        assert send(client, url, content, name, **data).status_code == 422, name
    for packed in ("bukan base64 !", "", "AAAA", "a" * 1000):
        assert client.post(url, {**data, "isi": packed, "nama": "\x00", "terapkan": "1"}).status_code == 422, packed
    assert client.post(url, {**data, "isi": "A" * 3_000_000}).status_code == 400
    assert send(client, url, b"x", **{**data, "pemilu": "\x00", "dasar": ""}).status_code == 422


def test_templates_come_back_through_their_own_import(cast: Cast, as_person: Sign) -> None:
    client = as_person("staf")
    for url in (STATIONS, NAMES):
        book = openpyxl.load_workbook(BytesIO(client.get(f"{url}templat/").getvalue()))
        assert book.sheetnames == ["Data", "Petunjuk"]
        titles = [cell.value for cell in book["Data"][1]]
        assert titles == [column.name for column in client.get(url).context["columns"]]
        assert "hanya judul kolom" in refusals(send(client, url, _bytes(book), "templat.xlsx", **DPT))
    listed = client.get("/admin/elections/tps/unduh/xlsx/?kecamatan=990101").getvalue()
    checked = send(client, STATIONS, listed, "tps.xlsx", **DPT)
    assert dict(checked.context["counts"]) == {
        "sama": Tps.objects.filter(code__startswith=f"{HULU}", election=cast.election).count()
    }


def _bytes(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_list_can_be_taken_along_as_it_was_filtered(cast: Cast, as_person: Sign) -> None:
    cast.enter("operator", (7713, 7714), suara_sah=7715, suara_tidak_sah=7716, suara_total=7717)
    client = as_person("sekretaris")
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        count = client.get(base).context["cl"].result_count
        text = client.get(f"{base}unduh/csv/").getvalue().decode("utf-8-sig")
        assert not re.search(r"77?\.?71[3-7]|md5\$|pbkdf2", text), base
        if count:
            assert len(read_table(text.encode(), "a.csv", required=(), optional=lambda name: True).rows) == count, base
        assert client.get(f"{base}unduh/xlsx/").getvalue().startswith(b"PK")
        assert client.get(f"{base}unduh/pdf/").status_code == 404
        assert client.get(f"{base}unduh/csv/?password__startswith=a").status_code in (302, 400)
    held = client.get("/admin/accounts/grant/unduh/csv/?peran=operator_sirekap").getvalue().decode("utf-8-sig")
    assert list(map(str.strip, StringIO(held)))[1:] == [f"operator,Operator,operator_sirekap,{KABUPATEN},talang,,"]


FILTERS = {
    "elections/election": ["tahapan=entri", "tahapan=selesai", "rezim=pemilu", "simulasi=ya", "simulasi=apa"],
    "elections/contest": ["jenis=ppwp", "pemilu=talang"],
    "elections/choice": ["kontes=ppwp", "partai=1", "kosong=tidak", "pemilu=talang"],
    "elections/tps": ["kecamatan=990101", "kecamatan=990101&desa=9901011001", "dpt=kosong", "khusus=ya", "q=pasar"],
    "regions/region": ["jenis=desa", "kecamatan=990101", "q=9901"],
    "accounts/user": [
        "peran=operator_sirekap",
        "kecamatan=990101",
        "masuk=belum",
        "masuk=sandi",
        "aktif=ya",
        "aktif=x",
    ],
    "accounts/grant": ["masa=berlaku", "masa=berakhir", "peran=saksi", "kecamatan=990101"],
    "recap/sheet": ["status=entri_satu", "kontes=ppwp", "kecamatan=990101"],
    "recap/sheetversion": ["jenis=entri_satu", "asal=ketik", "kontes=ppwp", "kecamatan=990101"],
    "recap/correction": ["jenis=salah_baca", "status=diusulkan"],
    "recap/finding": ["tingkat=HARD", "kontes=ppwp", "q=R05"],
    "papers/documentkind": ["dipakai=ya", "q=und"],
    "papers/classification": ["dipakai=tidak"],
    "papers/number": ["jenis=Und", "tahun=2028", "status=batal", "kecamatan=990101", "q=rapat"],
    "papers/wordtemplate": ["jenis=Und", "dipakai=ya"],
    "papers/photo": ["kecamatan=990101", "asli=jpeg"],
}


def test_every_filter_narrows_and_nonsense_finds_nothing(cast: Cast, as_person: Sign) -> None:
    cast.enter("operator")
    client = as_person("sekretaris")
    for page, queries in FILTERS.items():
        whole = client.get(f"/admin/{page}/").context["cl"].result_count
        for query in queries:
            response = client.get(f"/admin/{page}/?{query}")
            assert response.status_code == 200, (page, query)
            assert response.context["cl"].result_count <= whole
        name = queries[0].partition("=")[0]
        for nonsense in ("%00", "'--", "99999999999999999999", "%F0%9F%92%A3"):
            response = client.get(f"/admin/{page}/?{name}={nonsense}")
            assert response.status_code == 200, (page, nonsense)
            assert response.context["cl"].result_count == 0, (page, nonsense)
    assert client.get("/admin/elections/tps/?kecamatan=990101").context["cl"].result_count == 3
    assert [u.username for u in client.get("/admin/accounts/user/?peran=saksi").context["cl"].queryset] == [
        "saksi-hulu"
    ]


def test_a_list_costs_the_same_for_one_row_and_for_many(cast: Cast, count_queries: Callable[..., int]) -> None:
    few = count_queries("sekretaris", "/admin/accounts/user/?q=operator")
    assert count_queries("sekretaris", "/admin/accounts/user/") <= few
    few = count_queries("sekretaris", f"/admin/recap/sheet/?q={TPS_1}&kontes=ppwp")
    assert count_queries("sekretaris", "/admin/recap/sheet/?kontes=ppwp") <= few
    few = count_queries("sekretaris", f"/admin/recap/sheet/unduh/csv/?q={TPS_1}&kontes=ppwp")
    assert count_queries("sekretaris", "/admin/recap/sheet/unduh/csv/?kontes=ppwp") <= few
    assert count_queries("sekretaris", "/admin/") <= 3 * len(admin.site._registry), "two for each list, and the frame"


def test_who_may_not_read_the_ledger_learns_who_may(cast: Cast, as_person: Sign) -> None:
    page = as_person("staf").get(f"/admin/elections/election/{cast.election.pk}/history/")
    assert page.status_code == 200
    assert "items" not in page.context
    assert "Ketua KPU Kabupaten/Kota" in page.content.decode()
    page = as_person("sekretaris").get(f"/admin/elections/election/{cast.election.pk}/history/").content.decode()
    assert "memuat pemilu" in page


def test_governed_rows_lead_to_the_app(cast: Cast, as_person: Sign) -> None:
    sheet = cast.enter("operator").sheet
    page = as_person("sekretaris").get(f"/admin/recap/sheet/{sheet.pk}/change/").content.decode()
    assert f"/rekap/talang/tps/{TPS_1}/#ppwp" in page
    page = as_person("sekretaris").get("/admin/recap/sheet/").content.decode()
    assert f"/rekap/talang/tps/{TPS_1}/#ppwp" in page
    tps = Tps.objects.get(election=cast.election, code=TPS_1)
    assert (
        "Buka di aplikasi" not in as_person("pengelola").get(f"/admin/elections/tps/{tps.pk}/change/").content.decode()
    )
