"""What a meeting books: shown while planning, told on a clash, accepted with a reason, moved and let go of with it."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from electcoord.common.errors import RuleError
from electcoord.directory import actions as directory
from electcoord.directory.actions import ClashError
from electcoord.directory.models import Booking, Institution, Office
from electcoord.ledger.models import Entry
from electcoord.regions.models import Region
from meetings import actions
from meetings.models import Meeting, Need
from tests.cast import KABUPATEN
from tests.concurrency.threads import failures, together
from tests.meetings.hall import at, day, institution, kpu, meeting, shown_moment

pytestmark = pytest.mark.django_db


def _hall(cast, name="Aula Hotel Parai", region=KABUPATEN):
    return directory.add_venue(name=name, region=Region.objects.get(pk=region), address="Martapura",
                               actor=cast.actor("staf"))  # fmt: skip


def _truck(cast, owner):
    return directory.add_vehicle(plate="BG 1 TM", name="Minibus", institution=owner, actor=cast.actor("staf"))


def _active(found=None):
    rows = Booking.objects.active()
    return list((rows.filter(subject=found.subject) if found else rows).order_by("starts", "pk"))


def test_a_planner_books_hall_vehicle_unit_and_person(cast, as_person):
    commission = kpu(cast)
    hall, truck = _hall(cast), _truck(cast, commission)
    police = institution(cast, "Polres", "Kapolres", kind="polri")
    unit = directory.add_unit(name="Sabhara", institution=police, actor=cast.actor("staf"))
    chair = Office.objects.get(institution=commission, title="Ketua")
    found = meeting(cast, commission)
    actions.add_day(found, starts=at(6), ends=at(6, 12), actor=cast.actor("staf"))
    url = f"/rapat/{found.uuid}/pemesanan/"
    form = {"perbuatan": "pesan", "tempat": hall.pk, "kendaraan": truck.pk, "unit": unit.pk, "jabatan": chair.pk}
    for who, status in (("bawaslu", 403), ("operator", 403), ("ketua-hilir", 404), ("tetangga", 404), (None, 302)):
        assert as_person(who).post(url, form).status_code == status and not _active(), who
    page = as_person("staf").get(url).content.decode()
    assert "Aula Hotel Parai" in page and "Sabhara" in page and "Dipakai" not in page
    assert as_person("staf").post(url, form).status_code == 302
    found.refresh_from_db()
    assert found.venue == hall and found.place == "Aula Hotel Parai, Martapura"
    assert sorted(row.kind for row in _active(found)) == sorted(["venue", "vehicle", "unit", "person"] * 2)
    page = as_person("staf").get(f"/rapat/{found.uuid}/").content.decode()
    assert "Minibus" in page and "2 sesi" in page
    # The same again books nothing more; what is unticked is let go of.
    as_person("staf").post(url, form)
    assert len(_active(found)) == 8
    as_person("staf").post(url, form | {"kendaraan": ""})
    assert "vehicle" not in {row.kind for row in _active(found)}


def test_a_clash_is_shown_told_and_accepted_with_a_reason(cast, as_person):
    commission, hall = kpu(cast), _hall(cast)
    first, second = meeting(cast, commission, title="Rapat satu"), meeting(cast, commission, title="Rapat dua")
    actions.choose_resources(first, venue=hall, others=[], actor=cast.actor("staf"))
    client, url = as_person("staf"), f"/rapat/{second.uuid}/pemesanan/"
    page = client.get(url).content.decode()
    assert "Dipakai" in page and "09.00–12.00: Rapat satu" in page
    form = {"perbuatan": "pesan", "tempat": hall.pk}
    answer = client.post(url, form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Rapat satu" in page and "Alasan menerima tabrakan" in page
    second.refresh_from_db()
    assert second.venue is None and not _active(second)
    assert client.post(url, form | {"alasan": "x"}).status_code == 422
    assert client.post(url, form | {"alasan": "Ruang disekat dua"}).status_code == 302
    assert _active(second)[0].acknowledged_clash
    entry = Entry.objects.get(action="meetings.bookings.accepted")
    assert "Ruang disekat dua" in entry.payload and entry.subject == second.subject
    assert "Bertabrakan dengan Rapat satu" in client.get(f"/rapat/{second.uuid}/").content.decode()
    assert client.get("/rapat/").content.decode().count("pemesanan bertabrakan") == 2
    # A new title keeps what was accepted.
    actions.change_meeting(second, title="Rapat dua, akhir", actor=cast.actor("staf"))
    assert [row.title for row in _active(second)] == ["Rapat dua, akhir"]


def test_bookings_follow_the_days(cast, as_person):
    commission, hall, staff = kpu(cast), _hall(cast), cast.actor("staf")
    found = meeting(cast, commission)
    actions.choose_resources(found, venue=hall, others=[_truck(cast, commission)], actor=staff)
    client, url = as_person("staf"), f"/rapat/{found.uuid}/rencana/"
    form = {"perbuatan": "hari-ubah", "sesi": day(found).uuid, "mulai": shown_moment(at(7, 8)),
            "selesai": shown_moment(at(7, 11))}  # fmt: skip
    assert client.post(url, form).status_code == 302
    assert {(row.starts, row.ends) for row in _active(found)} == {(at(7, 8), at(7, 11))} and len(_active(found)) == 2
    extra = actions.add_day(found, starts=at(8), ends=at(8, 12), actor=staff)
    assert len(_active(found)) == 4
    actions.drop_day(extra, actor=staff)
    assert len(_active(found)) == 2
    actions.postpone_meeting(found, reason="Banjir", actor=staff)
    assert not _active(found)
    actions.reschedule_meeting(found, starts=at(12, 8), actor=staff)
    assert {row.starts for row in _active(found)} == {at(12, 8)} and len(_active(found)) == 2
    actions.cancel_meeting(found, reason="Tidak jadi", actor=staff)
    assert not _active()


def test_moving_into_anothers_hour_is_refused_unless_accepted(cast, as_person):
    commission, hall, staff = kpu(cast), _hall(cast), cast.actor("staf")
    first, second = (
        meeting(cast, commission, title="Rapat satu"),
        meeting(cast, commission, starts=at(6), ends=at(6, 12)),
    )
    for one in (first, second):
        actions.choose_resources(one, venue=hall, others=[], actor=staff)
    form = {"perbuatan": "hari-ubah", "sesi": day(second).uuid, "mulai": shown_moment(at(5, 10)),
            "selesai": shown_moment(at(5, 11))}  # fmt: skip
    client, url = as_person("staf"), f"/rapat/{second.uuid}/rencana/"
    answer = client.post(url, form)
    assert answer.status_code == 422 and "Rapat satu" in answer.content.decode()
    assert day(second).starts == at(6) and _active(second)[0].starts == at(6)
    assert client.post(url, form | {"alasan_tabrakan": "Ruang disekat dua"}).status_code == 302
    assert _active(second)[0].starts == at(5, 10)
    actions.postpone_meeting(second, reason="Banjir", actor=staff)
    step = {"perbuatan": "jadwal", "mulai": shown_moment(at(5, 9))}
    assert client.post(f"/rapat/{second.uuid}/langkah/", step).status_code == 422
    assert not _active(second)


def test_a_closed_pleno_books_under_a_neutral_title(cast, as_person):
    commission, hall = kpu(cast), _hall(cast)
    found = meeting(cast, commission, kind="pleno_tertutup", title="Pemberhentian anggota")
    other = meeting(cast, commission, title="Rakor")
    actions.choose_resources(found, venue=hall, others=[], actor=cast.actor("staf"))
    assert [row.title for row in _active(found)] == ["Kegiatan tertutup"]
    page = as_person("staf").get(f"/rapat/{other.uuid}/pemesanan/").content.decode()
    assert "Kegiatan tertutup" in page and "Pemberhentian" not in page
    actions.change_meeting(found, kind="rakor", actor=cast.actor("staf"))
    assert [row.title for row in _active(found)] == ["Pemberhentian anggota"]
    actions.change_meeting(found, kind="pleno_tertutup", actor=cast.actor("staf"))
    assert [row.title for row in _active(found)] == ["Kegiatan tertutup"]


@pytest.mark.parametrize("bad", ["\x00", "9" * 30, "-1", "x", "<script>"])
def test_nonsense_books_nothing(bad, cast, as_person):
    found = meeting(cast, kpu(cast))
    form = dict.fromkeys(("tempat", "kendaraan", "unit", "jabatan", "alasan"), bad)
    for deed in ("pesan", bad):
        answer = as_person("staf").post(f"/rapat/{found.uuid}/pemesanan/", form | {"perbuatan": deed})
        assert answer.status_code in (302, 422)
    assert not _active()


def test_the_database_keeps_what_a_need_is(cast):
    commission = kpu(cast)
    found = meeting(cast, commission)
    actions.choose_resources(found, venue=None, others=[_truck(cast, commission)], actor=cast.actor("staf"))
    need = Need.objects.get()
    for change in ("kind = 'unit'", "vehicle_id = NULL", "meeting_id = meeting_id + 1"):
        with pytest.raises(IntegrityError if connection.vendor == "sqlite" else Exception), transaction.atomic():
            connection.cursor().execute(f"UPDATE meetings_need SET {change} WHERE id = %s", [need.pk])
    with pytest.raises(Exception, match=r"."), transaction.atomic():
        connection.cursor().execute("DELETE FROM meetings_need WHERE id = %s", [need.pk])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_planners_who_book_one_hall_the_second_is_told(real_cast):
    commission, hall = kpu(real_cast), _hall(real_cast)
    both = [meeting(real_cast, commission, title=f"Rapat {number}") for number in (1, 2)]
    results = together(
        *(
            lambda m=m, w=w: actions.choose_resources(m, venue=hall, others=[], actor=real_cast.actor(w))
            for m, w in zip(both, ("staf", "sekretaris"), strict=True)
        )
    )
    assert [type(error) for error in failures(results)] == [ClashError] and issubclass(ClashError, RuleError)
    assert len(_active()) == 1


def _form(cast, **more):
    organiser = Institution.objects.get(name="KPU Talang Maju")
    return {"jenis": "rakor", "judul": "Rakor logistik", "wilayah": KABUPATEN, "penyelenggara": organiser.pk, "tempat": "",
            "mulai": shown_moment(at(5)), "selesai": shown_moment(at(5, 12)), "tujuan": "", "kunci": uuid4()} | more  # fmt: skip


def test_a_new_meeting_books_its_hall_at_once(cast, as_person):
    kpu(cast)
    hall, client = _hall(cast), as_person("staf")
    page = client.get("/rapat/baru/").content.decode()
    assert "Aula Hotel Parai" in page and "Alasan menerima tabrakan" not in page
    form = _form(cast, gedung=hall.pk)
    for who, status in (("bawaslu", 403), ("operator", 403), (None, 302)):
        assert as_person(who).post("/rapat/baru/", form).status_code == status and not Meeting.objects.exists(), who
    assert client.post("/rapat/baru/", form).status_code == 302
    found = Meeting.objects.get()
    assert found.venue == hall and found.place == "Aula Hotel Parai, Martapura"
    assert [(row.venue, row.starts, row.ends) for row in _active(found)] == [(hall, at(5), at(5, 12))]
    assert Entry.objects.filter(action="meetings.bookings.chosen", subject=found.subject).count() == 1
    # The same request again makes nothing more.
    assert client.post("/rapat/baru/", form).status_code == 302
    assert Meeting.objects.count() == len(_active()) == 1
    # Own words for the place stay; neither hall nor words is refused.
    form = _form(
        cast, gedung=hall.pk, tempat="Aula lantai 2", mulai=shown_moment(at(6)), selesai=shown_moment(at(6, 12))
    )
    assert client.post("/rapat/baru/", form).status_code == 302
    assert Meeting.objects.latest("pk").place == "Aula lantai 2" and len(_active()) == 2
    answer = client.post("/rapat/baru/", _form(cast))
    assert answer.status_code == 422 and "atau tulis tempatnya" in answer.content.decode()


def test_a_hall_that_others_have_is_told_before_there_is_a_meeting(cast, as_person):
    commission, hall, client = kpu(cast), _hall(cast), as_person("staf")
    first = meeting(cast, commission, title="Rapat satu")
    actions.choose_resources(first, venue=hall, others=[], actor=cast.actor("staf"))
    form = _form(cast, gedung=hall.pk)
    answer = client.post("/rapat/baru/", form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Rapat satu" in page and "Alasan menerima tabrakan" in page
    assert Meeting.objects.count() == 1 and len(_active()) == 1
    assert not Entry.objects.filter(payload__contains="Rakor logistik").exists()
    assert client.post("/rapat/baru/", form | {"alasan_tabrakan": "x"}).status_code == 422
    assert client.post("/rapat/baru/", form | {"alasan_tabrakan": "Ruang disekat dua"}).status_code == 302
    made = Meeting.objects.latest("pk")
    assert _active(made)[0].acknowledged_clash
    assert "Ruang disekat dua" in Entry.objects.get(action="meetings.bookings.accepted").payload


def test_a_hall_of_another_kabupaten_is_refused(cast, as_person):
    commission = kpu(cast)
    foreign = _hall(cast, "Balai Seberang", region=cast.other.kabupaten_id)
    gone = _hall(cast, "Aula lama")
    directory.change_venue(gone, is_active=False, actor=cast.actor("staf"))
    client = as_person("staf")
    page = client.get("/rapat/baru/").content.decode()
    assert "Balai Seberang" not in page and "Aula lama" not in page
    for one in (foreign, gone):
        assert client.post("/rapat/baru/", _form(cast, gedung=one.pk)).status_code == 422
    assert client.post("/rapat/baru/", _form(cast, gedung="1\x00")).status_code == 422
    with pytest.raises(RuleError, match="kabupaten lain"):
        meeting(cast, commission, venue=foreign)
    assert not Meeting.objects.exists() and not _active()
