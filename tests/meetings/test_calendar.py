"""The calendar: what is in it for whom, what is late or clashes, stages and their plan; pages that cost the same."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from electcoord.directory import actions as directory
from electcoord.elections import actions as elections
from electcoord.elections import calendar
from electcoord.elections.models import Phase
from electcoord.ledger.models import Entry
from electcoord.regions.models import Region
from meetings import actions
from meetings.selectors import calendar as pages
from tests.cast import HULU, KABUPATEN
from tests.meetings.hall import at, kpu, meeting
from tests.standing import laid

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VIEWS = ("bulan", "pekan", "agenda", "gantt")


@laid
def stages(cast):
    """The stages of the election of Talang Maju, around today."""
    found = elections.load_phases(cast.election, cast.actor("staf"))
    today = timezone.localdate()
    for number, phase in enumerate(found):
        start = today + timedelta(days=number - 3)
        elections.plan_phase(phase, start=start, end=start + timedelta(days=4), reason="Jadwal kantor",
                             actor=cast.actor("staf"))  # fmt: skip
    return list(Phase.objects.filter(election=cast.election).order_by("position"))


def _page(client, query=""):
    answer = client.get(f"/kalender/{query}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_stages_and_meetings(view, cast, as_person, stages):
    meeting(cast, kpu(cast), title="Rakor Kabupaten", starts=at(0), ends=at(0, 12))
    page = _page(as_person("staf"), f"?tampil={view}")
    assert "Rakor Kabupaten" in page and f"/kalender/tahapan/{stages[0].uuid}/" in page
    assert "style=" not in page.split("<main")[1]


def test_who_sees_which_meetings_in_it(cast, as_person, stages):
    meeting(cast, kpu(cast), title="Rakor Kabupaten", starts=at(0), ends=at(0, 12))
    meeting(cast, kpu(cast, HULU, "PPK Hulu"), region=HULU, title="Rakor Hulu", starts=at(0, 13), ends=at(0, 14))
    meeting(cast, kpu(cast, name="KPU dua"), kind="pleno_tertutup", title="Rahasia", starts=at(0, 15), ends=at(0, 16))
    for who, seen in (
        ("ketua", {"Rakor Kabupaten", "Rakor Hulu", "Rahasia"}), ("bawaslu", {"Rakor Kabupaten", "Rakor Hulu"}),
        ("ketua-hulu", {"Rakor Hulu"}), ("ketua-hilir", set()), ("gudang", set()), ("tetangga", set()),
    ):  # fmt: skip
        for view in VIEWS[:3]:
            page = _page(as_person(who), f"?tampil={view}")
            assert {t for t in ("Rakor Kabupaten", "Rakor Hulu", "Rahasia") if t in page} == seen, (who, view)
    assert as_person("saksi-hulu").get("/kalender/").status_code == 403
    assert as_person(None).get("/kalender/").status_code == 302
    assert str(stages[0].uuid) in _page(as_person("ketua-hulu")) and str(stages[0].uuid) not in _page(
        as_person("tetangga")
    )
    hulu = _page(as_person("ketua"), f"?wilayah={HULU}&tampil=agenda")
    assert "Rakor Hulu" in hulu and "Rakor Kabupaten" not in hulu
    assert "Rakor Hulu" not in _page(as_person("ketua"), "?jenis=tahapan&tampil=agenda")


def test_late_and_clashing_entries_say_so(cast, as_person, stages):
    commission = kpu(cast)
    meeting(cast, commission, title="Rapat lampau", starts=at(0, 0, 1), ends=at(0, 0, 2))
    for number in (1, 2):
        meeting(cast, commission, title=f"Rapat {number}", starts=at(1, 9 + number), ends=at(1, 12 + number))
    page = _page(as_person("staf"), f"?tampil=agenda&hari={at(0).date()}")
    assert "Sudah lewat, belum dibuka" in page
    day = at(1).date()
    page = _page(as_person("staf"), f"?tampil=pekan&hari={day}")
    assert "bertabrakan: Aula: Rapat 2" in page and "bertabrakan: Aula: Rapat 1" in page
    # Somebody who sees neither meeting is told of neither.
    assert "Rapat 1" not in _page(as_person("ketua-hilir"), f"?tampil=pekan&hari={day}")


def test_a_stage_that_runs_over_its_legal_day_is_late(cast, as_person, monkeypatch):
    elections.update_election(cast.election, name="Pemilu", day=date(2029, 2, 14), zone="WIB", actor=cast.actor("staf"))
    elections.load_phases(cast.election, cast.actor("staf"))
    phase = Phase.objects.filter(election=cast.election, legal_end__isnull=False).order_by("position")[0]
    end = phase.legal_end
    elections.plan_phase(phase, start=end, end=end + timedelta(days=5), reason="Banjir di dua desa",
                         actor=cast.actor("staf"))  # fmt: skip
    monkeypatch.setattr(calendar, "today", lambda election, now=None: end + timedelta(days=9))
    page = _page(as_person("staf"), f"?tampil=gantt&bulan={end:%Y-%m}")
    assert "Rencana melewati batas aturan" in page and 'class="end"' in page and "Terlambat 5 hari" in page
    page = as_person("staf").get(f"/kalender/tahapan/{phase.uuid}/").content.decode()
    assert "Terlambat 5 hari" in page and "Banjir di dua desa" in page and cast["staf"].name in page


def test_planning_and_settling_a_stage(cast, as_person):
    phase = elections.load_phases(cast.election, cast.actor("staf"))[0]
    url = f"/kalender/tahapan/{phase.uuid}/"
    form = {"perbuatan": "rencana", "mulai": "2024-02-10", "selesai": "2024-02-12", "alasan": "Hasil rapat kerja"}
    for who, status in (("ketua-hulu", 403), ("bawaslu", 403), ("saksi-hulu", 403), ("tetangga", 404), (None, 302)):
        answer = as_person(who).post(url, form)
        assert answer.status_code == status and (who is None or Phase.objects.get(pk=phase.pk).planned_start is None)
    client = as_person("staf")
    for bad in ({"alasan": ""}, {"selesai": ""}, {"mulai": "2024-02-20"}, {"perbuatan": "x"}, {"mulai": "\x00"}):
        assert client.post(url, form | bad).status_code == 422, bad
    assert client.post(url, form).status_code == 302
    assert Phase.objects.get(pk=phase.pk).planned_start == date(2024, 2, 10)
    assert client.post(url, {"perbuatan": "selesai", "alasan": "Sudah dilaksanakan"}).status_code == 302
    assert Phase.objects.get(pk=phase.pk).outcome == "selesai"
    page = client.get(url).content.decode()
    assert "Sudah dilaksanakan" in page and "Cabut pernyataan" in page
    assert client.post(url, {"perbuatan": "buka", "alasan": "Keliru menyatakan"}).status_code == 302
    assert Phase.objects.get(pk=phase.pk).outcome == ""
    assert Entry.objects.filter(subject=f"elections.phase:{phase.uuid}").count() == 3
    assert client.get(f"/kalender/tahapan/{uuid4()}/").status_code == 404
    assert "Isi rencana" not in as_person("ketua-hulu").get(url).content.decode()


def test_stages_are_loaded_where_an_election_has_none(cast, as_person):
    assert "belum dimuat" in _page(as_person("staf")) and "belum dimuat" not in _page(as_person("ketua-hulu"))
    form = {"pemilu": cast.election.slug}
    for who, status in (("ketua-hulu", 403), ("bawaslu", 403), ("tetangga", 404)):
        assert as_person(who).post("/kalender/muat/", form).status_code == status, who
    assert not Phase.objects.exists()
    assert as_person("staf").post("/kalender/muat/", form).status_code == 302
    assert Phase.objects.filter(election=cast.election).exists()
    assert "belum dimuat" not in _page(as_person("staf"))
    assert as_person("staf").post("/kalender/muat/", {"pemilu": "\x00"}).status_code == 404


def test_two_hundred_meetings_and_three_elections_cost_as_many_queries_as_two(cast, count_queries, stages):
    commission, staff = kpu(cast), cast.actor("staf")
    venue = directory.add_venue(name="Aula Hotel", region=Region.objects.get(pk=KABUPATEN), actor=staff)
    urls = [f"/kalender/?tampil={view}" for view in VIEWS]

    def plan(numbers):
        for number in numbers:
            made = meeting(cast, commission, title=f"Rapat {number}", starts=at(number % 20), ends=at(number % 20, 12))
            directory.book(venue, starts=made.starts, ends=made.ends, title=made.title, subject=made.subject,
                           region=made.region, election=made.election, actor=staff, accept_clash=True)  # fmt: skip

    plan(range(2))
    few = [count_queries("staf", url) for url in urls]
    plan(range(2, 200))
    many = [count_queries("staf", url) for url in urls]
    assert many == few and max(many) < 30, (few, many)


@pytest.mark.parametrize(
    "query",
    [
        "?bulan=x", "?hari=9999-99-99", "?hari=0001-01-01", "?bulan=2099-12&tampil=gantt", "?bulan=2000-01", "?tampil=%00",
        "?pemilu=%00&wilayah=%27&jenis=%3Cscript%3E", "?hari=2024-02-12&bulan=2024-03", "?hari=2099-12-31&tampil=pekan",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_shows_a_calendar(query, cast, as_person, stages):
    page = _page(as_person("staf"), query)
    assert "<script>alert" not in page and "Kalender" in page


def test_a_postponed_meeting_is_struck_out_and_never_clashes(cast, as_person):
    commission = kpu(cast)
    one, _two = (meeting(cast, commission, title=f"Rapat {n}", starts=at(0, 9), ends=at(0, 12)) for n in (1, 2))
    actions.postpone_meeting(one, reason="Banjir di kota", actor=cast.actor("staf"))
    page = _page(as_person("staf"), "?tampil=agenda")
    assert "Rapat 1 (ditunda)" in page and "Bertabrakan dengan" not in page


def test_the_search_and_the_menu_lead_there(cast, as_person, stages):
    page = as_person("staf").get(f"/cari/?q={stages[0].title.split()[0]}").content.decode()
    assert f"/kalender/tahapan/{stages[0].uuid}/" in page
    assert (
        f"/kalender/tahapan/{stages[0].uuid}/"
        not in as_person("tetangga").get(f"/cari/?q={stages[0].title.split()[0]}").content.decode()
    )
    home = as_person("staf").get("/").content.decode()
    assert 'href="/kalender/"' in home and "Pekan ini" in home


def _tabs(page, look):
    part = page.partition(f'<div class="{look}">')[2].partition("</nav>")[0]
    return part.partition('aria-current="page"')[2].partition("<")[0].strip(">")


def test_without_a_view_a_phone_reads_the_agenda_and_a_desk_the_month(cast, as_person, stages):
    meeting(cast, kpu(cast), title="Rakor Kabupaten", starts=at(0), ends=at(0, 12))
    client = as_person("staf")
    page = _page(client)
    assert _tabs(page, "for-wide") == "Bulan" and _tabs(page, "for-phone") == "Agenda"
    assert 'class="month"' in page and 'class="cal-agenda"' in page and 'name="tampil"' not in page
    # Turning the page or narrowing it chooses no view; a day is chosen in the month, a tab is a choice.
    month = f"{timezone.localdate():%Y-%m}"
    assert 'for-phone"' in _page(client, f"?bulan={month}&jenis=rapat")
    head = page.partition('class="cal-steps')[2].partition("</nav>")[0]
    assert head.count("?bulan=") == 3 and "tampil" not in head
    assert f"?tampil=bulan&amp;hari={timezone.localdate()}" in page
    for query in ("?tampil=bulan", "?tampil=agenda", f"?hari={timezone.localdate()}"):
        assert "for-phone" not in _page(client, query), query


def test_a_week_says_its_month_once():
    assert pages.Filter.of({"tampil": "pekan", "hari": "2026-11-25"}, date(2026, 11, 1)).title == "23–29 November 2026"
    found = pages.Filter.of({"tampil": "pekan", "hari": "2026-12-02"}, date(2026, 11, 1))
    assert found.title == "30 November – 6 Desember 2026"
    found = pages.Filter.of({"tampil": "pekan", "hari": "2026-12-31"}, date(2026, 11, 1))
    assert found.title == "28 Desember 2026 – 3 Januari 2027"
