"""The meetings of the simulated regency: every case is there, loading them again changes nothing."""

import time

import pytest

from electcoord.accounts import demo as people
from electcoord.directory import demo as directory
from electcoord.directory.models import Booking, Institution, Person, Term
from electcoord.directory.selectors import holders_on
from electcoord.elections import demo as places
from electcoord.elections.demo import PILKADA, SLUG, SMALL
from electcoord.elections.models import Election, Phase
from electcoord.ledger.models import Entry
from electcoord.outbox.models import Message
from electcoord.papers.models import DocumentVersion
from electcoord.situation.models import FollowUp
from meetings import demo
from meetings.models import Attendance, Decision, Invitee, Meeting, Remark, Trainee
from meetings.selectors import training
from tests.standing import laid

pytestmark = pytest.mark.django_db
COUNTED = (
    Institution,
    Person,
    Term,
    Booking,
    Meeting,
    Invitee,
    Attendance,
    Remark,
    Decision,
    Trainee,
    FollowUp,
    Entry,
    Phase,
)


def load() -> None:
    places.load(SMALL)
    places.load_calendar()
    people.seed()
    directory.seed()
    demo.seed()


@laid
def loaded() -> Election:
    load()
    return Election.objects.get(slug=SLUG)


def counts() -> list[int]:
    return [model.objects.count() for model in COUNTED]


def scene() -> list:
    """What is told, without the uuids of rows."""
    meetings = Meeting.objects.order_by("title").values_list("title", "kind", "state", "starts", "place")
    trained = Trainee.objects.order_by("tps__code", "number").values_list("tps__code", "number", "name")
    said = Remark.objects.order_by("session__meeting__title", "order").values_list("speaker", "text")
    answers = Invitee.objects.order_by("meeting__title", "order").values_list("holder", "answer", "substitute")
    holders = Term.objects.order_by("office__institution__name", "office__rank", "person__name", "started")
    return [*meetings, *trained, *said, *answers, *holders.values_list("person__name", "started")]


def test_it_loads_twice_and_stays_the_same(loaded):
    before, told = counts(), scene()
    load()
    assert counts() == before and scene() == told


def test_what_is_drawn_depends_on_codes_alone():
    drawn = [demo._came(f"9901012001{number:03d}", demo.CAME, 7) for number in range(1, 60)]
    assert drawn == [demo._came(f"9901012001{number:03d}", demo.CAME, 7) for number in range(1, 60)]
    assert {len(members) for members in drawn} > {0, 7}


def test_every_case_is_there(loaded):
    meetings = {meeting.title: meeting for meeting in Meeting.objects.all()}
    kinds = {meeting.kind for meeting in meetings.values()}
    assert {"rakor", "audiensi", "bimtek", "pleno_terbuka", "rapat_kerja"} <= kinds
    rakor = meetings["Rapat Koordinasi Persiapan Rekapitulasi Hasil Penghitungan Suara"]
    minutes = DocumentVersion.objects.get(document__subject=rakor.subject)
    assert rakor.state == "notulen_disahkan" and minutes.register_number.text.startswith("1/PL.01-NOT/9901/")
    assert Message.objects.filter(files__mime__startswith="text/calendar").distinct().count() > 3
    assert Remark.objects.filter(session__meeting=rakor).count() == 4
    assert set(rakor.invitees.values_list("answer", flat=True)) >= {"hadir", "diwakili", "tidak_hadir"}
    audience = meetings["Audiensi KPU dengan Bupati"]
    assert set(audience.invitees.values_list("side", flat=True)) == {"tuan_rumah", "tamu"}
    [owed] = FollowUp.objects.filter(origin=audience.subject)
    assert owed.state == "terbuka" and owed.office.institution.name == directory.DISKOMINFO
    by_ppk = meetings["Rapat Koordinasi Kecamatan Talang Indah"]
    assert by_ppk.region_id == people.TALANG and by_ppk.organiser.name == "PPK Talang Indah"
    others = meetings["Rapat Koordinasi Kesiapan Pemilu bersama Forkopimda"]
    assert not others.is_ours and Decision.objects.filter(session__meeting=others, kind="imbauan").exists()
    pleno = meetings["Rapat Pleno Terbuka Rekapitulasi Hasil Penghitungan Suara Tingkat Kabupaten"]
    assert pleno.state == "diundang" and pleno.sessions.count() == 3 and not pleno.is_late_notice
    assert Booking.objects.filter(acknowledged_clash=True, venue__name=directory.HOTEL).exists()
    assert Phase.objects.filter(election__slug=SLUG).exists() and Phase.objects.filter(election__slug=PILKADA).exists()


def test_most_tps_are_trained_and_some_are_not(loaded):
    found = [tps.state for tps in training.stations(loaded, loaded.kabupaten_id)]
    assert found.count("lengkap") > len(found) // 2 and found.count("belum") and found.count("sebagian")


def test_people_of_the_demo_are_who_the_directory_says(loaded):
    linked = Person.objects.filter(account__isnull=False)
    assert linked.get(account__username="ketua").name == "Ratna Mandala"
    assert all(person.name == person.account.name for person in linked.select_related("account"))
    office = Institution.objects.get(name=directory.KPU).offices.get(title="Ketua")
    early, late = Term.objects.filter(office=office).order_by("started")
    assert holders_on([office], early.ended)[office.pk][0].person_id != late.person_id


def test_it_is_quick(loaded):
    started = time.monotonic()
    demo.seed()
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("who", ["ketua", "staf", "operator", "bawaslu", "ppk-talang", "pps-talang"])
def test_its_pages_open(loaded, client, who):
    client.force_login(people.User.objects.get(username=who))
    for meeting in Meeting.objects.all():
        assert client.get(meeting.get_absolute_url()).status_code in ({200} if who in ("ketua", "staf") else {200, 404})
    assert client.get(f"/rapat/pelatihan/{SLUG}/").status_code == 200
