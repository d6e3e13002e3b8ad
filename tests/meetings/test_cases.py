"""Meetings of a commission from start to end, through the browser as the people concerned (M1-M3, M6, M7)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from electcoord.directory.models import Office
from electcoord.ledger.models import Entry
from meetings.models import Answer, Attendance, Invitee, Meeting
from tests.cast import HULU, KABUPATEN
from tests.meetings.hall import at, day, institution, kpu, shown_moment

pytestmark = pytest.mark.django_db


class Person:
    """Somebody at a browser; what is posted must be taken unless a refusal is expected."""

    def __init__(self, client):
        self.client = client

    def sees(self, url, *texts, status=200):
        answer = self.client.get(url)
        assert answer.status_code == status, answer.status_code
        page = answer.content.decode()
        missing = [text for text in texts if text not in page]
        assert not missing, missing
        return page

    def does(self, url, status=302, **data):
        answer = self.client.post(url, data)
        assert answer.status_code == status, re.findall(r'role="alert".*?</div>', answer.content.decode(), re.S)
        return answer

    def plans(self, *, kind="rakor", organiser, region=KABUPATEN, starts=None, ends=None, title="Rakor", place="Aula"):
        starts, ends = starts or at(5), ends or at(5, 12)
        self.does(
            "/rapat/baru/", jenis=kind, judul=title, wilayah=region, penyelenggara=organiser.pk, tempat=place,
            mulai=shown_moment(starts), selesai=shown_moment(ends), tujuan="",
        )  # fmt: skip
        return Meeting.objects.get(title=title)

    def invites(self, meeting, *places, side="peserta"):
        posts = list(Office.objects.filter(institution__in=places).values_list("pk", flat=True))
        self.does(f"/rapat/{meeting.uuid}/undangan/", jabatan=posts, pihak=side)

    def steps(self, meeting, deed, status=302, **data):
        return self.does(f"/rapat/{meeting.uuid}/langkah/", status, perbuatan=deed, **data)

    def registers(self, meeting, invitee, status=302, **data):
        session = data.pop("session", None) or day(meeting)
        return self.does(f"/rapat/{meeting.uuid}/meja/", status, perbuatan="datang", sesi=session.uuid,
                         undangan=invitee.uuid, **data)  # fmt: skip


@pytest.fixture
def person(as_person):
    return lambda who: Person(as_person(who))


def test_m1_a_rakor_with_guests_who_each_say_something(cast, person):
    commission = kpu(cast)
    government = institution(cast, "Pemkab Talang Maju", "Bupati")
    police = institution(cast, "Polres Talang Maju", "Kapolres", kind="polri")
    court = institution(cast, "Kejari Talang Maju", "Kajari", kind="kejaksaan")
    staff, chair, clerk = person("staf"), person("ketua"), person("operator")
    found = staff.plans(organiser=commission, title="Rakor Persiapan Rekapitulasi", place="Media Center")
    room = f"/rapat/{found.uuid}/"
    for title, speaker in (("Pembukaan", "Ketua KPU"), ("Sambutan", "Bupati")):
        staff.does(
            f"{room}rencana/", perbuatan="acara-baru", sesi=day(found).uuid, acara=title, pembicara=speaker, menit=15
        )
    staff.sees(f"{room}undangan/?cari=Kapolres", "Kapolres Polres Talang Maju 1", "Undang yang dicentang")
    staff.invites(found, commission, government, police, court)
    staff.sees(room, "Undang 9 pihak")
    staff.steps(found, "undang")
    invited = {row.office.title: row for row in Invitee.objects.filter(meeting=found)}
    answer = f"{room}undangan/{invited['Bupati'].uuid}/"
    assert clerk.does(answer, 422, jawaban="diwakili", pengganti="").status_code == 422
    clerk.does(answer, jawaban="diwakili", pengganti="Wira Nata", jabatan_pengganti="Sekda")
    clerk.does(f"{room}undangan/{invited['Kapolres'].uuid}/", jawaban="hadir")
    clerk.sees(f"{room}undangan/?jawaban=diwakili", "Wira Nata", "Sekda")
    clerk.sees(f"{room}meja/", "Wira Nata", "mewakili Bupati", "Datang tanpa undangan")
    for title in ("Bupati", "Kapolres", "Kajari"):
        clerk.registers(found, invited[title])
    clerk.does(f"{room}meja/", perbuatan="tamu", sesi=day(found).uuid, nama="Pewarta Satu", lembaga="Radio Talang")
    assert staff.steps(found, "buka", 403, sesi=day(found).uuid).status_code == 403
    chair.sees(room, "Hari rapat sudah tiba?")
    chair.steps(found, "buka", sesi=day(found).uuid)
    item = day(found).items.get(title="Sambutan")
    guest = found.guests.get(name="Wira Nata")
    clerk.does(f"{room}catatan/", perbuatan="bicara", sesi=day(found).uuid, acara=item.uuid, orang=guest.uuid,
               isi="Pemkab siap membantu.")  # fmt: skip
    clerk.does(f"{room}catatan/", perbuatan="putus", sesi=day(found).uuid, acara=item.uuid, jenis="kesepakatan",
               cara="mufakat", isi="Rekapitulasi dimulai tepat waktu.")  # fmt: skip
    chair.steps(found, "tutup")
    staff.steps(found, "notulen")
    # The clerk keeps the record; approving it is for others.
    paper = f"{room}naskah/notulen/"
    seen = chair.client.get(paper).context["version"].sha256
    number = {"perbuatan": "sahkan", "terlihat": seen, "klasifikasi": "PL.01", "penerbit": KABUPATEN}
    clerk.does(paper, 403, **number)
    chair.does(paper, **number)
    page = person("anggota").sees(
        room, "Kajari Kejari Talang Maju 1", "Wira Nata, Sekda", "Pemkab siap membantu.", "Kesepakatan",
        "Rekapitulasi dimulai tepat waktu.", "Unggah yang bertanda tangan", "1/PL.01-NOT/9901/", "4 orang datang",
    )  # fmt: skip
    assert "Simpan" not in page
    clerk.does(f"{room}catatan/", 422, perbuatan="bicara", sesi=day(found).uuid, isi="x", pembicara="y")
    person("anggota").sees(
        f"{room}jejak/", "Undangan dinyatakan terkirim", "Rapat dibuka", "Rapat ditutup", "Notulen disahkan"
    )


def test_m2_a_pleno_over_three_days_with_quorum_and_skors(cast, person):
    commission = kpu(cast)
    staff, chair, clerk = person("staf"), person("ketua"), person("operator")
    found = staff.plans(kind="pleno_terbuka", organiser=commission, title="Pleno Rekapitulasi", place="Aula Parai Tani",
                        starts=at(2), ends=at(2, 17))  # fmt: skip
    room = f"/rapat/{found.uuid}/"
    for number in (3, 4):
        staff.does(f"{room}rencana/", perbuatan="hari-baru", judul_sesi=f"Hari ke-{number - 1}",
                   mulai=shown_moment(at(number)), selesai=shown_moment(at(number, 17)))  # fmt: skip
    for number, kecamatan in enumerate(("Hulu", "Hilir")):
        staff.does(
            f"{room}rencana/", perbuatan="acara-baru", sesi=day(found, number).uuid, acara=f"Kecamatan {kecamatan}"
        )
    staff.invites(found, commission)
    staff.sees(room, "Lewat batas undangan", "Sesi 3", "Hari ke-2")
    staff.steps(found, "undang", 422)
    staff.steps(found, "undang", alasan="Jadwal provinsi dipercepat")
    staff.sees(room, "lewat batas", "Belum kuorum")
    people = list(Invitee.objects.filter(meeting=found).order_by("order"))
    for invitee in people[:3]:
        clerk.registers(found, invitee)
    page = chair.steps(found, "buka", 422, sesi=day(found).uuid).content.decode()
    assert "Belum kuorum: 3 dari 4 anggota hadir" in page
    chair.steps(found, "belum-kuorum", sesi=day(found).uuid)
    chair.sees(room, "Dapat dibuka tanpa kuorum mulai")
    clerk.registers(found, people[3])
    chair.sees(room, "Buka sesi 1", "is-on")
    chair.steps(found, "buka", sesi=day(found).uuid)
    chair.steps(found, "skors", 422, alasan="Salat", sampai="")
    chair.steps(found, "skors", alasan="Salat zuhur", sampai=shown_moment(timezone.now() + timedelta(hours=1)))
    chair.sees(room, "Rapat diskors", "Salat zuhur", "data-until", "Cabut skors")
    chair.steps(found, "lanjut")
    chair.steps(found, "tutup", 422)
    chair.steps(found, "tutup-sesi", sesi=day(found).uuid)
    # Every day has its own list.
    clerk.sees(f"{room}meja/", "Sesi 2", "Belum datang")
    clerk.registers(found, people[0], 422)
    for number in (1, 2):
        for invitee in people[:4]:
            clerk.registers(found, invitee, session=day(found, number))
        chair.steps(found, "buka", sesi=day(found, number).uuid)
        if number == 1:
            chair.steps(found, "tutup-sesi", sesi=day(found, 1).uuid)
    chair.steps(found, "tutup")
    person("bawaslu").sees(
        f"{room}jejak/", "Belum kuorum, pembukaan ditunda", "Sesi 3 dibuka", "Salat zuhur", "dengan kuorum"
    )
    assert Attendance.objects.filter(session__meeting=found).count() == 12


def test_m3_an_audiensi_has_two_delegations_of_that_day(cast, person):
    commission = kpu(cast)
    government = institution(cast, "Pemkab Talang Maju", "Bupati", "Asisten 1")
    offices = [institution(cast, name, "Kepala") for name in ("Kesbangpol", "BPKAD", "Diskominfo", "Inspektorat")]
    staff, chair = person("staf"), person("ketua")
    found = staff.plans(kind="audiensi", organiser=government, title="Audiensi dengan Bupati", place="Rumah dinas")
    assert not found.is_ours
    staff.invites(found, government, *offices, side="tuan_rumah")
    staff.invites(found, commission, side="tamu")
    staff.steps(found, "undang")
    page = chair.sees(f"/rapat/{found.uuid}/", "Delegasi tuan rumah", "Delegasi tamu", "Bupati Pemkab Talang Maju 1")
    assert page.index("Delegasi tuan rumah") != page.index("Delegasi tamu")
    assert all(f"Kepala {name} 1" in page for name in ("Kesbangpol", "BPKAD", "Diskominfo", "Inspektorat"))
    assert all(f"Anggota KPU Talang Maju {n}" in page for n in range(1, 5))
    chair.steps(found, "buka", sesi=day(found).uuid)
    chair.steps(found, "tutup")


def test_m6_a_ppk_holds_a_rakor_that_the_kabupaten_sees_and_its_neighbour_does_not(cast, person):
    ppk = kpu(cast, HULU, "PPK Hulu")
    district = institution(cast, "Kecamatan Hulu", "Camat", region=HULU)
    secretariat, chair = person("sekretariat-hulu"), person("ketua-hulu")
    found = secretariat.plans(organiser=ppk, region=HULU, title="Rakor Kecamatan", place="Kantor Camat")
    room = f"/rapat/{found.uuid}/"
    secretariat.invites(found, ppk, district)
    secretariat.steps(found, "undang")
    chair.steps(found, "buka", sesi=day(found).uuid)
    chair.steps(found, "tutup")
    for who in ("ketua", "staf", "bawaslu", "panwas-hulu"):
        person(who).sees("/rapat/?tampil=semua", "Rakor Kecamatan")
        person(who).sees(room, "Kantor Camat")
    for who in ("ketua-hilir", "sekretariat-hilir", "tetangga", "asing"):
        person(who).sees(room, status=404)
    assert "Rakor Kecamatan" not in person("ketua-hilir").sees("/rapat/?tampil=semua")
    assert set(Entry.objects.filter(subject=found.subject).values_list("chain", flat=True)) == {HULU}


def test_m7_others_hold_it_and_the_commission_takes_part(cast, person):
    commission = kpu(cast)
    government = institution(cast, "Pemkab Talang Maju", "Bupati")
    elders = institution(cast, "Majelis Adat", "Ketua Adat", kind="masyarakat")
    press = institution(cast, "Radio Talang", holders=False, kind="media")
    staff = person("staf")
    found = staff.plans(organiser=government, title="Rakor Forkopimda", place="Pendopo")
    staff.invites(found, commission, government, elders)
    staff.does(f"/rapat/{found.uuid}/undangan/", lembaga=[press.pk], pihak="tamu", orang=3)
    staff.steps(found, "undang")
    staff.sees(f"/rapat/{found.uuid}/undangan/", "Ketua Majelis Adat 1", "Radio Talang", "3 orang")
    media = Invitee.objects.get(meeting=found, institution=press)
    staff.registers(found, media, 422)
    staff.registers(found, media, nama="Pewarta Satu")
    staff.registers(found, media, nama="Pewarta Dua", kursi=2)
    staff.sees(f"/rapat/{found.uuid}/meja/", "Pewarta Satu", "Pewarta Dua")
    staff.registers(found, media, 422, nama="Pewarta Empat", kursi=4)
    assert Invitee.objects.filter(meeting=found, answer=Answer.BELUM).count() == 9
    assert (
        "tidak memerlukan kuorum"
        in person("ketua").steps(found, "belum-kuorum", 422, sesi=day(found).uuid).content.decode()
    )
