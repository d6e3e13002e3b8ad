"""The pages of follow-ups as people use them: who sees what, what they may do, and the owner's door."""

import csv
import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from electcoord.directory import actions as directory
from electcoord.outbox import letters, links
from electcoord.outbox.models import Message
from electcoord.situation import follow_ups, owners
from electcoord.situation.models import FollowUp, Note
from tests.cast import HILIR, HULU, KABUPATEN, Cast
from tests.outbox.letters import follow_up, institution, letter

pytestmark = pytest.mark.once

LATE = {"given_on": date(2026, 1, 1), "due": date(2026, 1, 5)}


def url(row: FollowUp) -> str:
    return f"/tindak-lanjut/{row.uuid}/"


def door(row: FollowUp) -> str:
    return f"/t/{links.token(links.live_links(row.subject, owners.PURPOSE)[0])}/"


def deed(row: FollowUp, name: str, **fields: str) -> dict[str, str]:
    row.refresh_from_db()
    return {"perbuatan": name, "urutan": str(row.note_count), "teks": "", "bukti": "", **fields}


@pytest.mark.parametrize(
    ("who", "status"),
    [("staf", 200), ("ketua", 200), ("operator", 200), ("ketua-hulu", 404), ("sekretariat-hilir", 404),
     ("bawaslu", 403), ("tetangga", 404), ("asing", 404), (None, 302)],
)  # fmt: skip
def test_who_opens_a_follow_up_of_the_kabupaten(cast: Cast, as_person, who, status) -> None:
    assert as_person(who).get(url(follow_up(cast))).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("staf", 302), ("ketua-hulu", 302), ("operator", 403), ("ketua-hilir", 404), ("bawaslu", 403)]
)
def test_who_works_on_a_follow_up_of_hulu(cast: Cast, as_person, who, status) -> None:
    row = follow_up(cast, region=HULU)
    answer = as_person(who).post(url(row), deed(row, "lapor", teks="Sudah."))
    assert answer.status_code == status
    row.refresh_from_db()
    assert row.state == ("dilaporkan" if status == 302 else "terbuka")


@pytest.mark.parametrize(
    ("who", "status"), [("staf", 302), ("ketua-hulu", 302), ("operator", 403), ("ketua-hilir", 404), ("bawaslu", 403)]
)
def test_who_hands_a_follow_up_of_hulu_over(cast: Cast, as_person, who, status) -> None:
    row, police = follow_up(cast, region=HULU), institution(cast, "Polres", email="polres@contoh.id")
    sent = deed(row, "alihkan", penanggung=f"l{police.pk}", teks="Bukan tugasnya.")
    assert as_person(who).post(url(row), sent).status_code == status
    row.refresh_from_db()
    assert (row.institution == police) == (status == 302)


def test_a_follow_up_is_handed_over_on_its_page_once_with_a_reason(cast: Cast, as_person, client) -> None:
    clerk, row = as_person("staf"), follow_up(cast)
    police, before = institution(cast, "Polres", email="polres@contoh.id"), door(row)
    page = clerk.get(url(row)).content.decode()
    assert "Alihkan ke penanggung jawab lain" in page and f'value="l{police.pk}"' in page
    sent = deed(row, "alihkan", penanggung=f"l{police.pk}", teks="Bukan tugasnya.")
    for bad in ({"teks": ""}, {"penanggung": ""}, {"penanggung": "l0"}, {"penanggung": "x" * 30}):
        assert clerk.post(url(row), {**sent, **bad}).status_code == 422
    assert clerk.post(url(row), sent).status_code == 302
    refused = clerk.post(url(row), sent)
    assert refused.status_code == 422 and "berubah sejak" in refused.content.decode()
    assert row.notes.filter(kind="dialihkan").count() == 1
    page = clerk.get(url(row)).content.decode()
    assert "mengalihkan penanggung jawab:" in page and "→ Polres" in page
    assert client.get(before).status_code == 404 and client.get(door(row)).status_code == 200


def test_whoever_no_longer_owes_it_no_longer_sees_it(cast: Cast, as_person) -> None:
    clerk = cast.actor("staf")
    kominfo = institution(cast, email="kominfo@contoh.id")
    person = directory.add_person(name="Arum", actor=clerk)
    directory.change_person(person, account=cast["asing"], actor=clerk)
    row = follow_up(cast, institution=kominfo, person=person)
    assert as_person("asing").get(url(row)).status_code == 200
    follow_ups.hand_over(row, institution=kominfo, text="Sudah pindah.", actor=clerk)
    assert as_person("asing").get(url(row)).status_code == 404


def test_the_board_shows_the_late_first_and_nothing_of_elsewhere(cast: Cast, as_person) -> None:
    soon = follow_up(cast, instruction="Dekat", due=timezone.localdate())
    late = follow_up(cast, instruction="Terlambat sekali", **LATE)
    done = follow_up(cast, instruction="Batal saja")
    follow_ups.cancel(done, text="x", actor=cast.actor("staf"))
    hilir = follow_up(cast, instruction="Milik hilir", region=HILIR)
    page = as_person("staf").get("/tindak-lanjut/")
    assert [item["row"] for item in page.context["items"]] == [late, soon, hilir]
    assert [stat["value"] for stat in page.context["stats"]] == [1, 3, 0, 0]
    assert [item["row"] for item in as_person("ketua-hilir").get("/tindak-lanjut/").context["items"]] == [hilir]
    assert as_person("tetangga").get("/tindak-lanjut/").context["items"] == []
    assert as_person("bawaslu").get("/tindak-lanjut/").status_code == 403


def test_the_board_is_filtered_by_owner_origin_region_and_state(cast: Cast, as_person) -> None:
    ref, other = (f"meetings.meeting:{uuid4()}" for _ in range(2))
    police = institution(cast, "Polres")
    one = follow_up(cast, institution=police, origin=ref, origin_title="Rakor satu", **LATE)
    two = follow_up(cast, region=HULU, origin=other, origin_title="Rakor dua")
    follow_ups.carry([one], other, "Rakor dua", cast.actor("staf"))
    follow_ups.report(two, text="x", actor=cast.actor("staf"))
    client = as_person("staf")

    def found(**query):
        answer = client.get("/tindak-lanjut/", query)
        assert answer.status_code == 200
        return [item["row"] for item in answer.context["items"]]

    assert found(lembaga=police.pk) == [one]
    assert found(asal=ref) == [one] and found(asal=other) == [one, two]
    assert found(wilayah=HULU) == [two]
    assert found(keadaan="terlambat") == [one] and found(keadaan="dilaporkan") == [two]
    for bad in ({"lembaga": "x"}, {"lembaga": "9" * 30}, {"asal": "x\x00"}, {"wilayah": "a'"}, {"wilayah": "9902"}):
        assert found(**bad) == []
    assert found(keadaan="apa", hal="-1\x00") == [one, two]


def test_the_board_as_a_file_is_what_one_sees_and_runs_nothing(cast: Cast, as_person) -> None:
    follow_up(cast, instruction="=HYPERLINK(1)", **LATE)
    follow_up(cast, instruction="Lain", region=HULU)
    answer = as_person("staf").get("/tindak-lanjut/unduh/csv/", {"keadaan": "terlambat"})
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[1][0] == "'=HYPERLINK(1)" and int(rows[1][8]) > 0
    assert b"".join(as_person("staf").get("/tindak-lanjut/unduh/xlsx/")).startswith(b"PK")
    assert as_person("staf").get("/tindak-lanjut/unduh/pdf/").status_code == 404
    assert as_person("bawaslu").get("/tindak-lanjut/unduh/csv/").status_code == 403


def _many(cast: Cast, count: int) -> None:
    """As many, each with an owner of its own, made at once."""
    from django.db import transaction

    from electcoord.ledger import recording
    from electcoord.ledger.recording import Deed
    from electcoord.situation.ledger_actions import FollowUpAction

    clerk, first = cast.actor("staf"), FollowUp.objects.first()
    rows, notes, deeds = [], [], []
    for number in range(count):
        row = FollowUp(instruction=f"Arahan {number}", institution=first.institution, office=first.office,
                       region=first.region, election=first.election, given_on=first.given_on, due=first.due,
                       note_count=1, origin=f"meetings.meeting:{uuid4()}", origin_title=f"Rapat {number}")  # fmt: skip
        note = Note(uuid=uuid4(), follow_up=row, number=1, kind="dibuka", by=clerk.uuid, role=clerk.role)
        told = {"status": "terbuka", "tenggat": row.due.isoformat(), "urutan": 1, "catatan": str(note.uuid)}
        deeds.append(Deed(FollowUpAction.OPENED, KABUPATEN, clerk, told, subject=row.subject, region=KABUPATEN,
                          election=cast.election.slug))  # fmt: skip
        rows.append(row)
        notes.append(note)
    with transaction.atomic(), recording.entries(deeds):
        FollowUp.objects.bulk_create(rows)
        Note.objects.bulk_create(notes)


def test_three_hundred_cost_as_many_queries_as_one(cast: Cast, count_queries) -> None:
    clerk = cast.actor("staf")
    kominfo = institution(cast)
    office = directory.add_office(kominfo, title="Kepala", actor=clerk)
    person = directory.add_person(name="Arum", actor=clerk)
    directory.start_term(office, person, started=date(2026, 1, 1), actor=clerk)
    row = follow_up(cast, institution=kominfo, office=office)
    pages = ["/tindak-lanjut/", "/", url(row), "/tindak-lanjut/unduh/csv/", "/cari/?q=arahan", "/tindak-lanjut/baru/"]
    # The first visit of a process reads what later ones find cached.
    _first, few = ([count_queries("staf", page) for page in pages] for _ in range(2))
    _many(cast, 299)
    assert FollowUp.objects.count() == 300
    assert [count_queries("staf", page) for page in pages] == few


def test_a_follow_up_is_opened_once_from_the_form(cast: Cast, as_person) -> None:
    kominfo = institution(cast, email="kominfo@contoh.id")
    client, today = as_person("staf"), timezone.localdate()
    ref = f"meetings.meeting:{uuid4()}"
    form = client.get("/tindak-lanjut/baru/", {"asal": ref, "judul": "Audiensi"}).context["form"]
    assert (form["asal"].value(), form["judul"].value()) == (ref, "Audiensi")
    sent = {"arahan": "Petakan sinyal.", "penanggung": f"l{kominfo.pk}", "tempat": f"talang:{KABUPATEN}",
            "sejak": today, "tenggat": today + timedelta(days=5), "judul": "Audiensi", "asal": ref,
            "kunci": uuid4()}  # fmt: skip
    for _ in range(2):
        answer = client.post("/tindak-lanjut/baru/", sent)
        assert answer.status_code == 302
    row = FollowUp.objects.get()
    assert answer["Location"] == url(row) and row.origin == ref and row.institution == kominfo
    for bad in ({"arahan": "\x00"}, {"tenggat": "2020-01-01"}, {"tempat": "talang:9902"}, {"penanggung": "l0"},
                {"asal": "x"}, {"kunci": "x"}, {"tenggat": "9" * 40}):  # fmt: skip
        answer = client.post("/tindak-lanjut/baru/", {**sent, "kunci": uuid4(), **bad})
        assert answer.status_code == 422, bad
    assert FollowUp.objects.count() == 1
    assert as_person("operator").get("/tindak-lanjut/baru/").status_code == 403


def test_a_ppk_opens_one_in_its_kecamatan_for_a_holder_of_an_office(cast: Cast, as_person) -> None:
    clerk, today = cast.actor("staf"), timezone.localdate()
    office = directory.add_office(institution(cast, "Polsek Hulu", HULU), title="Kapolsek", actor=clerk)
    person = directory.add_person(name="Arum", actor=clerk)
    term = directory.start_term(office, person, started=today, actor=clerk)
    sent = {"arahan": "Jaga gudang.", "penanggung": f"o{term.pk}", "sejak": today, "tenggat": today, "kunci": uuid4()}
    client = as_person("ketua-hulu")
    assert client.post("/tindak-lanjut/baru/", {**sent, "tempat": f"talang:{HILIR}"}).status_code == 422
    assert client.post("/tindak-lanjut/baru/", {**sent, "tempat": f"talang:{HULU}"}).status_code == 302
    row = FollowUp.objects.get()
    assert (row.person, row.office, row.region_id) == (person, office, HULU)


def test_an_owner_with_an_account_reports_outside_the_region_and_manages_nothing(cast: Cast, as_person) -> None:
    clerk = cast.actor("staf")
    person = directory.add_person(name="Arum", actor=clerk)
    directory.change_person(person, account=cast["tetangga"], actor=clerk)
    row, other = follow_up(cast, person=person), follow_up(cast, instruction="Bukan miliknya")
    client = as_person("tetangga")
    assert client.get(url(row)).status_code == 200 and client.get(url(other)).status_code == 404
    assert [item["row"] for item in client.get("/tindak-lanjut/").context["items"]] == [row]
    assert "menunggu laporan Anda" in client.get("/").content.decode()
    assert "/t/" not in client.get(url(row)).content.decode()
    for name in ("batalkan", "tautan", "cabut", "tenggat"):
        assert client.post(url(row), deed(row, name, teks="x", tenggat="2027-01-01")).status_code == 403
    assert client.post(url(row), deed(row, "lapor", teks="Sudah.")).status_code == 302
    assert client.post(url(row), deed(row, "terima")).status_code == 403
    row.refresh_from_db()
    assert row.state == "dilaporkan" and row.notes.last().role == "penanggung_jawab"


def test_the_holder_of_the_office_with_an_account_owes_it_too(cast: Cast, as_person) -> None:
    clerk = cast.actor("staf")
    office = directory.add_office(institution(cast), title="Kepala", actor=clerk)
    person = directory.add_person(name="Arum", actor=clerk)
    directory.change_person(person, account=cast["asing"], actor=clerk)
    term = directory.start_term(office, person, started=date(2026, 1, 1), actor=clerk)
    row = follow_up(cast, office=office)
    assert as_person("asing").get(url(row)).status_code == 200
    directory.end_term(term, ended=timezone.localdate() - timedelta(days=1), actor=clerk)
    assert as_person("asing").get(url(row)).status_code == 404


def test_the_deeds_of_the_page_one_after_another(cast: Cast, as_person) -> None:
    row, staff, chair = follow_up(cast), as_person("staf"), as_person("ketua")
    due = str(timezone.localdate() + timedelta(days=30))
    steps = [
        (staff, "mulai", {}, "dikerjakan"), (staff, "catat", {"teks": "Ditelepon."}, "dikerjakan"),
        (staff, "tenggat", {"teks": "Menunggu alat.", "tenggat": due}, "dikerjakan"),
        (staff, "lapor", {"teks": "Sudah.", "bukti": "Surat 12"}, "dilaporkan"),
        (chair, "kembalikan", {"teks": "Kurang."}, "dikerjakan"), (staff, "lapor", {"teks": "Lengkap."}, "dilaporkan"),
        (chair, "terima", {}, "selesai"), (chair, "buka-lagi", {"teks": "Rusak.", "tenggat": due}, "terbuka"),
        (chair, "tautan", {}, "terbuka"), (chair, "cabut", {}, "terbuka"),
        (chair, "batalkan", {"teks": "Usai."}, "batal"),
    ]  # fmt: skip
    for client, name, fields, state in steps:
        assert client.post(url(row), deed(row, name, **fields)).status_code == 302, name
        row.refresh_from_db()
        assert row.state == state, name
    page = staff.get(url(row)).content.decode()
    assert all(text in page for text in ("Ditelepon.", "Menunggu alat.", "Kurang.", "Lengkap.", "Surat 12", "Usai."))
    for bad in (deed(row, "lapor", teks="x"), deed(row, "apa"), {"perbuatan": "catat"}, {},
                deed(row, "catat"), deed(row, "catat", teks="\x00"), deed(row, "catat", teks="x") | {"urutan": "1"},
                deed(row, "buka-lagi", teks="x"), deed(row, "buka-lagi", teks="x", tenggat="9" * 30),
                deed(row, "cabut")):  # fmt: skip
        assert chair.post(url(row), bad).status_code in (403, 422), bad


def test_the_owner_reports_through_the_door_and_sees_only_its_own(cast: Cast, as_person) -> None:
    row = follow_up(cast, origin_title="Audiensi")
    follow_ups.note(row, text="Catatan dalam kantor.", actor=cast.actor("staf"))
    # A door needs no CSRF token: its address is the authority.
    owner = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    page = owner.get(door(row))
    text = page.content.decode()
    assert row.instruction in text and "Audiensi" in text and "Catatan dalam kantor" not in text
    assert "Staf" not in text and page["Referrer-Policy"] == "no-referrer"
    assert owner.post(door(row), deed(row, "mulai")).status_code == 302
    sent = deed(row, "lapor", teks="Sudah dipetakan.", bukti="Surat 12")
    answer = owner.post(door(row), sent)
    assert answer.status_code == 302
    assert owner.post(door(row), sent).status_code == 422
    told = owner.get(answer["Location"]).content.decode()
    assert "sudah tercatat" in told and "Sudah dipetakan." in told
    follow_ups.send_back(row, text="Dua desa kurang.", actor=cast.actor("ketua"))
    told = owner.get(door(row)).content.decode()
    assert "Dua desa kurang." in told and "Ketua" not in told
    for name in ("terima", "batalkan", "tautan", "cabut", "catat", "tenggat"):
        assert owner.post(door(row), deed(row, name, teks="x", tenggat="2027-01-01")).status_code == 422
    row.refresh_from_db()
    assert row.state == "dikerjakan"
    assert "lewat tautan pribadi" in as_person("staf").get(url(row)).content.decode()


def test_a_door_opens_only_its_own_follow_up(cast: Cast) -> None:
    one, two = follow_up(cast), follow_up(cast, instruction="Rahasia lain")
    assert "Rahasia lain" not in Client().get(door(one)).content.decode()
    Client().post(door(one), deed(one, "lapor", teks="x"))
    two.refresh_from_db()
    assert two.state == "terbuka"
    assert Client().put(door(one)).status_code == 405


@pytest.mark.parametrize(
    ("who", "status"), [("staf", 200), ("ketua", 200), ("operator", 403), ("ketua-hulu", 404), ("tetangga", 404)]
)
def test_who_reads_a_letter(cast: Cast, as_person, who, status) -> None:
    row = letter(cast, channel="whatsapp", to="0812 3456 7890", body="Salam {tautan}")
    assert as_person(who).get(f"/pesan/{row.uuid}/").status_code == status


def test_a_whatsapp_text_is_opened_sent_by_hand_and_ticked(cast: Cast, as_person) -> None:
    row = letter(cast, channel="whatsapp", to="0812 3456 7890", body="Salam & hormat")
    client = as_person("staf")
    assert "Kirim 1 pesan WhatsApp" in client.get("/").content.decode()
    page = client.get(f"/pesan/{row.uuid}/")
    assert "https://wa.me/6281234567890?text=Salam%20%26%20hormat" in page.content.decode()
    assert client.post(f"/pesan/{row.uuid}/", {"perbuatan": "apa"}).status_code == 422
    assert client.post(f"/pesan/{row.uuid}/", {"perbuatan": "terkirim"}).status_code == 302
    assert client.post(f"/pesan/{row.uuid}/", {"perbuatan": "terkirim"}).status_code == 422
    row.refresh_from_db()
    assert (row.state, row.sent_by) == ("terkirim", str(cast["staf"].uuid))


def test_pages_say_that_mail_is_not_set(cast: Cast, as_person, settings) -> None:
    row, client = follow_up(cast), as_person("staf")
    assert "surel belum diatur" in client.get(url(row)).content.decode()
    assert "Surel belum diatur" in client.get("/pesan/?keadaan=antri").content.decode()
    settings.MAIL_IS_SET = True
    assert "surel belum diatur" not in client.get(url(row)).content.decode()
    letters.cancel(Message.objects.get(), actor=cast.actor("staf"))


def test_beranda_and_search_lead_to_what_is_late(cast: Cast, as_person) -> None:
    row = follow_up(cast, instruction="Petakan menara", **LATE)
    follow_ups.report(follow_up(cast, region=HULU), text="x", actor=cast.actor("ketua"))
    page = as_person("staf").get("/").content.decode()
    assert "1 tindak lanjut lewat tenggat" in page and "Periksa 1 laporan tindak lanjut" in page
    assert url(row) in as_person("staf").get("/cari/?q=menara").content.decode()
    assert url(row) not in as_person("ketua-hulu").get("/cari/?q=menara").content.decode()
    assert url(row) not in as_person("bawaslu").get("/cari/?q=menara").content.decode()


def test_staff_revoke_links_in_the_admin_and_read_no_text(cast: Cast, as_person) -> None:
    row, client = follow_up(cast), as_person("staf")
    [found] = links.live_links(row.subject, owners.PURPOSE)
    message = Message.objects.get()
    for page in ("", f"{message.pk}/change/", "unduh/csv/"):
        answer = client.get(f"/admin/outbox/message/{page}")
        body = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        assert answer.status_code == 200 and row.instruction not in body and links.token(found) not in body
    answer = client.post("/admin/outbox/personallink/", {"action": "revoke", "_selected_action": [found.pk]})
    assert answer.status_code == 302
    found.refresh_from_db()
    assert found.revoked_at
    assert url(row) in client.get("/admin/situation/followup/").content.decode()
