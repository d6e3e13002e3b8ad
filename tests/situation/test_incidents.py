"""Incidents in the browser: who reports, who sees, who sees to them, and what comes of it."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from electcoord.common.errors import ConflictError, RuleError
from electcoord.directory import actions as directory
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from electcoord.regions.models import Region
from electcoord.situation import incidents, kinds
from electcoord.situation.models import FollowUp, Incident
from tests.cast import HILIR, HULU, KABUPATEN, SUMBER, TPS_1, Cast
from tests.outbox.letters import institution
from tests.photos import picture

BOARD, NEW = "/insiden/", "/insiden/baru/"


def incident(cast: Cast, *, region: str = HULU, who: str = "staf", **more) -> Incident:
    values = {
        "kind": "lainnya",
        "what": "Genset gudang mati.",
        "occurred_at": timezone.now() - timedelta(hours=1),
    } | more
    place = Region.objects.get(pk=region)
    told = incidents.Report(election=cast.election, region=place, **values)
    return incidents.report(told, actor=cast.actor(who))


def url(row: Incident) -> str:
    return f"{BOARD}{row.uuid}/"


def deed(row: Incident, name: str, **fields) -> dict:
    row.refresh_from_db()
    return {"perbuatan": name, "urutan": str(row.note_count), "teks": "", **fields}


def typed(place: str = HULU, **more) -> dict:
    return {"kejadian": "Truk terguling di jembatan.\nMuatan utuh.", "tempat": f"talang:{place}", "tingkat": "tinggi",
            "waktu": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "kunci": uuid4(), **more}  # fmt: skip


ACCIDENT = {"rinci_kendaraan": "BG 1 XX", "rinci_muatan": "Utuh"}


@pytest.mark.parametrize(
    ("who", "status"),
    [("staf", 200), ("ketua", 200), ("bawaslu", 200), ("panwas-hulu", 200), ("ketua-hulu", 200), ("gudang", 200),
     ("saksi-hulu", 403), ("ketua-hilir", 404), ("pps-sumber", 404), ("tetangga", 404), ("asing", 404), (None, 302)],
)  # fmt: skip
def test_who_sees_an_incident_of_hulu(cast: Cast, as_person, who, status) -> None:
    assert as_person(who).get(url(incident(cast))).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("staf", 302), ("ketua", 302), ("ketua-hulu", 403), ("bawaslu", 403), ("ketua-hilir", 404), ("saksi-hulu", 403)],
)
def test_who_takes_an_incident_up(cast: Cast, as_person, who, status) -> None:
    row = incident(cast)
    assert as_person(who).post(url(row), deed(row, "tangani")).status_code == status
    row.refresh_from_db()
    assert row.state == ("ditangani" if status == 302 else "terbuka")


@pytest.mark.parametrize(
    ("who", "status"), [("staf", 302), ("ketua-hulu", 302), ("gudang", 302), ("bawaslu", 403), ("ketua-hilir", 404)]
)
def test_who_adds_a_note(cast: Cast, as_person, who, status) -> None:
    row = incident(cast)
    assert as_person(who).post(url(row), deed(row, "catat", teks="Sudah dilihat.")).status_code == status


def test_a_report_with_a_photo_comes_in_once_and_names_nobody_in_the_ledger(cast: Cast, as_person) -> None:
    client = as_person("ketua-hulu")
    menu = client.get(NEW).content.decode()
    assert "Kecelakaan kendaraan" in menu and "/logistik/talang/surat-suara-tertukar/" in menu
    address = f"{NEW}?jenis=kecelakaan"
    assert "Nomor kendaraan" in client.get(address).content.decode()
    sent = typed(**ACCIDENT, kejadian="Sopir Bambang Rahasia terluka.")
    for _turn in range(2):
        photo = io.BytesIO(picture())
        photo.name = "foto.jpg"
        answer = client.post(address, {**sent, "berkas": photo})
        assert answer.status_code == 302
    row = Incident.objects.get()
    assert answer["Location"] == url(row)
    assert (row.label, row.details, row.severity, row.region_id) == (
        "INS-1", {"kendaraan": "BG 1 XX", "muatan": "Utuh"}, "tinggi", HULU,
    )  # fmt: skip
    page = client.get(url(row)).content.decode()
    assert "BG 1 XX" in page and "foto.jpg" in page and "Bambang" in page
    assert not Entry.objects.filter(payload__contains="Bambang").exists()
    assert not Entry.objects.filter(payload__contains="BG 1 XX").exists()
    [file] = [file for item in client.get(url(row)).context["story"] for file in item["files"]]
    assert client.get(f"{url(row)}bukti/{file.uuid}/").status_code == 200
    assert as_person("ketua-hilir").get(f"{url(row)}bukti/{file.uuid}/").status_code == 404
    assert verify()[0] is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kejadian": ""}, "is-invalid"), ({"kejadian": "\x00"}, ""), ({"rinci_kendaraan": ""}, "is-invalid"),
        ({"tempat": f"talang:{HILIR}"}, "pilihan"), ({"waktu": "2999-01-01T00:00"}, "belum tiba"),
        ({"waktu": "9" * 30}, ""), ({"kode_tps": "123"}, "13 angka"), ({"kode_tps": "9901022002001"}, "Tidak ada TPS"),
        ({"tingkat": "dahsyat"}, "pilihan"), ({"kunci": "x"}, ""), ({"asal": "x"}, ""),
    ],
)  # fmt: skip
def test_a_refused_report_says_why_and_leaves_nothing(cast: Cast, as_person, change, message) -> None:
    answer = as_person("ketua-hulu").post(f"{NEW}?jenis=kecelakaan", {**typed(**ACCIDENT), **change})
    assert answer.status_code == 422 and message in answer.content.decode()
    assert not Incident.objects.exists()


def test_a_hostile_file_refuses_the_whole_report(cast: Cast, as_person) -> None:
    client = as_person("ketua-hulu")
    for content in (b"<script>alert(1)</script>", b"\x89PNG\r\n\x1a\nrusak", b"", b"MZ" * 900):
        file = io.BytesIO(content)
        file.name = "../../foto.jpg"
        answer = client.post(f"{NEW}?jenis=kecelakaan", {**typed(**ACCIDENT), "berkas": file})
        assert answer.status_code == 422, content[:8]
    many = []
    for number in range(6):
        file = io.BytesIO(picture(number))
        file.name = f"{number}.jpg"
        many.append(file)
    assert client.post(f"{NEW}?jenis=kecelakaan", {**typed(**ACCIDENT), "berkas": many}).status_code == 422
    assert not Incident.objects.exists()
    row = incident(cast)
    file = io.BytesIO(b"GIF89a")
    file.name = "x.gif"
    assert client.post(url(row), {**deed(row, "catat", teks="x"), "berkas": file}).status_code == 422
    row.refresh_from_db()
    assert row.note_count == 1


def test_who_may_report(cast: Cast, as_person) -> None:
    for who, status in (("staf", 200), ("gudang", 200), ("pps-sumber", 200), ("bawaslu", 403), ("panwas-hulu", 403),
                        ("saksi-hulu", 403), ("asing", 403), (None, 302)):  # fmt: skip
        assert as_person(who).get(NEW).status_code == status, who
    assert as_person("staf").get(f"{NEW}?jenis=tak-ada").status_code == 200
    assert as_person("staf").post(f"{NEW}?jenis=tak-ada", {}).status_code == 422
    pps = as_person("pps-sumber")
    assert pps.post(f"{NEW}?jenis=lainnya", typed(HULU)).status_code == 422
    assert pps.post(f"{NEW}?jenis=lainnya", typed(SUMBER, kode_tps=f"{SUMBER}001")).status_code == 302
    assert Incident.objects.get().tps_code == f"{SUMBER}001"


def test_the_deeds_of_the_page_one_after_another(cast: Cast, as_person) -> None:
    row, staff = incident(cast), as_person("staf")
    police = institution(cast, "Polres")
    due = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    steps = [
        ("catat", {"teks": "Ditelepon."}, "terbuka"), ("tangani", {}, "ditangani"),
        ("tenggat", {"teks": "Menunggu suku cadang.", "tenggat": due}, "ditangani"),
        ("alihkan", {"teks": "Wilayahnya.", "penanggung": f"l{police.pk}"}, "ditangani"),
        ("naskah", {}, "ditangani"), ("selesai", {"teks": "Diganti.", "hasil": "teratasi"}, "selesai"),
        ("buka-lagi", {"teks": "Mati lagi.", "tenggat": due}, "terbuka"), ("batalkan", {"teks": "Keliru."}, "batal"),
    ]  # fmt: skip
    for name, fields, state in steps:
        assert staff.post(url(row), deed(row, name, **fields)).status_code == 302, name
        row.refresh_from_db()
        assert row.state == state, name
    page = staff.get(url(row)).content.decode()
    assert all(text in page for text in ("Ditelepon.", "suku cadang", "→ Polres", "Mati lagi.", "Berita acara nomor"))
    for bad in (deed(row, "tangani"), deed(row, "apa"), {"perbuatan": "catat"}, deed(row, "catat"),
                deed(row, "catat", teks="\x00"), deed(row, "buka-lagi", teks="x"), deed(row, "naskah"),
                deed(row, "tenggat", teks="x", tenggat=due), deed(row, "alihkan", teks="x", penanggung="l0"),
                deed(row, "buka-lagi", teks="x", tenggat="9" * 30)):  # fmt: skip
        assert staff.post(url(row), bad).status_code == 422, bad
    stale = {**deed(row, "catat", teks="x"), "urutan": "1"}
    assert staff.post(url(row), stale).status_code == 409
    paper = staff.get(f"{url(row)}berita-acara/")
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    assert verify()[0] is None


def test_it_is_finished_only_after_somebody_took_it_up_and_with_a_result(cast: Cast) -> None:
    row, clerk = incident(cast), cast.actor("staf")
    with pytest.raises(RuleError, match="terbuka"):
        incidents.close(row, result="teratasi", text="x", actor=clerk)
    incidents.take_up(row, seen=1, actor=clerk)
    with pytest.raises(ConflictError):
        incidents.take_up(row, seen=1, actor=clerk)
    for result in ("", "ditukar", "x"):
        with pytest.raises(RuleError, match="hasil"):
            incidents.close(row, result=result, text="x", actor=clerk)
    incidents.close(row, result="teratasi", text="Hidup lagi.", actor=clerk)
    assert (row.state, row.result) == ("selesai", "teratasi")


def test_the_board_shows_the_late_first_and_nothing_of_elsewhere(cast: Cast, as_person) -> None:
    now = timezone.now()
    soon = incident(cast, what="Dekat")
    late = incident(cast, what="Lambat", kind="hilang", due=now - timedelta(minutes=5))
    hilir = incident(cast, region=HILIR, what="Hilir", kind="rusak")
    done = incident(cast, what="Batal")
    incidents.cancel(done, text="x", actor=cast.actor("staf"))
    client = as_person("staf")

    def found(who: Client = client, **query) -> list[Incident]:
        answer = who.get(BOARD, query)
        assert answer.status_code == 200
        return [item["row"] for item in answer.context["items"]]

    assert found()[0] == late and set(found()) == {soon, late, hilir}
    assert [stat["value"] for stat in client.get(BOARD).context["stats"]] == [1, 3, 1, 0]
    assert found(as_person("ketua-hilir")) == [hilir] and found(as_person("tetangga")) == []
    assert found(keadaan="terlambat") == [late] and found(keadaan="batal") == [done]
    assert found(jenis="rusak") == [hilir] and found(tingkat="tinggi") == [late] and found(wilayah=HILIR) == [hilir]
    assert set(found(lembaga="belum")) == {soon, late, hilir}
    for bad in ({"lembaga": "x"}, {"lembaga": "9" * 30}, {"wilayah": "a'"}, {"jenis": "x\x00y"}, {"tingkat": "\x00z"}):
        assert found(**bad) == []
    rows = list(csv.reader(io.StringIO(b"".join(client.get(f"{BOARD}unduh/csv/")).decode("utf-8-sig"))))
    assert len(rows) == 4 and rows[1][0] == late.label and rows[1][12]
    assert b"".join(client.get(f"{BOARD}unduh/xlsx/")).startswith(b"PK")
    assert client.get(f"{BOARD}unduh/pdf/").status_code == 404
    for who, status in (("bawaslu", 200), ("saksi-hulu", 403), ("asing", 403), (None, 302)):
        assert as_person(who).get(BOARD).status_code == status, who


def test_beranda_search_and_menu_lead_to_it(cast: Cast, as_person) -> None:
    row = incident(cast, due=timezone.now() - timedelta(minutes=5))
    home = as_person("staf").get("/").content.decode()
    assert "1 insiden lewat tenggat" in home and "1 insiden belum ditangani" in home and BOARD in home
    assert "insiden lewat tenggat" not in as_person("ketua-hulu").get("/").content.decode()
    for text in ("ins-1", "genset"):
        assert url(row) in as_person("ketua-hulu").get("/cari/", {"q": text}).content.decode()
        assert url(row) not in as_person("ketua-hilir").get("/cari/", {"q": text}).content.decode()


def test_a_follow_up_is_opened_from_it_and_listed(cast: Cast, as_person) -> None:
    row, staff = incident(cast), as_person("staf")
    office = institution(cast, email="kominfo@contoh.id")
    link = staff.get(url(row)).context["follow_up_url"]
    form = staff.get(link).context["form"]
    assert form["asal"].value() == row.subject and row.label in form["judul"].value()
    today = timezone.localdate()
    sent = {"arahan": "Perbaiki genset.", "penanggung": f"l{office.pk}", "tempat": f"talang:{KABUPATEN}", "sejak": today,
            "tenggat": today, "judul": form["judul"].value(), "asal": row.subject, "kunci": uuid4()}  # fmt: skip
    assert staff.post("/tindak-lanjut/baru/", sent).status_code == 302
    owed = FollowUp.objects.get()
    assert f"/tindak-lanjut/{owed.uuid}/" in staff.get(url(row)).content.decode()
    assert url(row) in staff.get(f"/tindak-lanjut/{owed.uuid}/").content.decode()
    assert not as_person("bawaslu").get(url(row)).context["follow_ups"]


def test_an_owner_with_an_account_takes_it_up_outside_the_region_and_closes_nothing(cast: Cast, as_person) -> None:
    clerk = cast.actor("staf")
    person = directory.add_person(name="Arum", actor=clerk)
    directory.change_person(person, account=cast["tetangga"], actor=clerk)
    row = incident(cast)
    assert as_person("tetangga").get(url(row)).status_code == 404
    incidents.hand_over(row, institution=institution(cast), person=person, text="Ahlinya.", actor=clerk)
    client = as_person("tetangga")
    assert client.get(url(row)).status_code == 200
    assert client.post(url(row), deed(row, "tangani")).status_code == 302
    assert client.post(url(row), deed(row, "selesai", hasil="teratasi", teks="x")).status_code == 403
    assert row.notes.last().role == "penanggung_jawab"


def test_a_hundred_cost_as_many_queries_as_one(cast: Cast, count_queries) -> None:
    row = incident(cast)
    pages = [BOARD, url(row), f"{BOARD}unduh/csv/", NEW, f"{NEW}?jenis=hilang", "/"]
    _first, few = ([count_queries("staf", page) for page in pages] for _ in range(2))
    for number in range(40):
        incident(cast, what=f"Kejadian {number}", region=(HULU, HILIR)[number % 2])
    assert [count_queries("staf", page) for page in pages] == few


def test_every_kind_has_its_words_and_a_way_to_end() -> None:
    assert {"hilang", "rusak", "tertukar", "segel_rusak", "kecelakaan", "terlambat", "kekurangan", "lainnya"} <= {
        kind.key for kind in kinds.every()
    }
    for kind in kinds.every():
        assert kind.help and len(kinds.results_of(kind)) >= 2 and 0 < kind.hours <= 72
        assert "curang" not in f"{kind.label} {kind.help}".lower()


def test_numbers_have_no_gap_where_a_report_is_refused(cast: Cast) -> None:
    incident(cast)
    with pytest.raises(RuleError):
        incident(cast, occurred_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(RuleError):
        incident(cast, region="9902")
    assert [incident(cast).label, TPS_1] == ["INS-2", TPS_1]
