"""The feed of a phone: read by another library, what its account may see now, and nobody's once it is withdrawn."""

from datetime import timedelta
from time import sleep

import pytest
import vobject
from django.utils import timezone

from electcoord.accounts.actions import end_grant, set_active
from electcoord.elections import actions as elections
from electcoord.ledger.models import Entry
from electcoord.outbox import links
from meetings import actions
from meetings.actions import feeds
from meetings.actions.feeds import PURPOSE, holder_of
from tests.cast import HULU
from tests.meetings.hall import at, kpu, meeting

pytestmark = pytest.mark.django_db
PAGE = "/kalender/langganan/"


def _subscribe(cast, as_person, who):
    assert as_person(who).post(PAGE, {"perbuatan": "buat"}).status_code == 302
    link = links.live_links(holder_of(cast[who]), PURPOSE)[0]
    return link, f"/kalender/umpan/{links.token(link)}.ics"


def _events(client, url):
    answer = client.get(url)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    calendar = vobject.readOne(answer.content.decode())
    return {event.summary.value: event for event in getattr(calendar, "vevent_list", [])}


def test_a_phone_reads_stages_and_meetings(cast, as_person, client):
    phase = elections.load_phases(cast.election, cast.actor("staf"))[0]
    today = timezone.localdate()
    elections.plan_phase(phase, start=today, end=today + timedelta(2), reason="Jadwal", actor=cast.actor("staf"))
    found = meeting(cast, kpu(cast), title="Rakor, persiapan; akhir", place="Aula\nUtama")
    _link, url = _subscribe(cast, as_person, "staf")
    page = as_person("staf").get(PAGE).content.decode()
    assert url in page and "webcal://" in page and "<svg" in page
    events = _events(client, url)
    event = events["Rakor, persiapan; akhir"]
    assert event.dtstart.value == found.starts and event.dtend.value == found.ends and "Aula" in event.location.value
    assert found.get_absolute_url() in event.url.value
    stage = events[f"{phase.title} ({cast.election.name})"]
    assert stage.dtstart.value == today and stage.dtend.value == today + timedelta(3)
    before = int(event.sequence.value)
    actions.change_day(found.sessions.get(), starts=at(5, 10), ends=at(5, 13), actor=cast.actor("staf"))
    later = _events(client, url)["Rakor, persiapan; akhir"]
    assert later.uid.value == event.uid.value and int(later.sequence.value) > before
    assert later.dtstart.value == at(5, 10)
    actions.cancel_meeting(found, reason="Tidak jadi", actor=cast.actor("staf"))
    assert next(e for t, e in _events(client, url).items() if t.startswith("Rakor")).status.value == "CANCELLED"


def test_each_sees_what_it_may_at_every_fetch(cast, as_person, client):
    meeting(cast, kpu(cast), title="Kabupaten")
    meeting(cast, kpu(cast, HULU, "PPK Hulu"), region=HULU, title="Hulu", starts=at(6), ends=at(6, 12))
    meeting(cast, kpu(cast, name="KPU lain"), kind="pleno_tertutup", title="Rahasia", starts=at(7), ends=at(7, 12))
    urls = {who: _subscribe(cast, as_person, who)[1] for who in ("ketua", "bawaslu", "ketua-hulu")}
    for who, seen in (("ketua", {"Kabupaten", "Hulu", "Rahasia"}), ("bawaslu", {"Kabupaten", "Hulu"}), ("ketua-hulu", {"Hulu"})):  # fmt: skip
        assert set(_events(client, urls[who])) == seen, who
    # Rights that end while the address stands.
    end_grant(cast["bawaslu"].grants.get(), actor=cast.actor("sekretaris"))
    set_active(cast["ketua"], False, actor=cast.actor("sekretaris"))
    assert client.get(urls["bawaslu"]).status_code == 404 and client.get(urls["ketua"]).status_code == 404
    assert client.get(urls["ketua-hulu"]).status_code == 200


def test_no_name_of_a_person_is_in_it(cast, as_person, client):
    from electcoord.directory.models import Person

    found = meeting(cast, kpu(cast), title="Rakor")
    from tests.meetings.hall import invite

    invite(found, found.organiser, actor=cast.actor("staf"))
    _link, url = _subscribe(cast, as_person, "staf")
    text = client.get(url).content.decode().replace("\r\n ", "")
    assert "Rakor" in text
    for name in [*Person.objects.values_list("name", flat=True), *(user.name for user in cast.people.values())]:
        assert name not in text


def test_an_address_is_revoked_made_anew_and_ends(cast, as_person, client, monkeypatch):
    _first, old = _subscribe(cast, as_person, "staf")
    link, url = _subscribe(cast, as_person, "staf")
    assert client.get(old).status_code == 404 and client.get(url).status_code == 200
    assert link.expires_at <= timezone.now() + timedelta(days=366)
    assert as_person("staf").post(PAGE, {"perbuatan": "cabut"}).status_code == 302
    assert client.get(url).status_code == 404
    assert "Buat alamat" in as_person("staf").get(PAGE).content.decode()
    monkeypatch.setattr(feeds, "LONGEST", timedelta(seconds=2))
    _link, url = _subscribe(cast, as_person, "staf")
    assert client.get(url).status_code == 200
    sleep(2.1)
    assert client.get(url).status_code == 404
    made = Entry.objects.filter(action="meetings.feed.made")
    assert made.count() == 3 and links.token(link) not in "".join(made.values_list("payload", flat=True))


def test_a_phone_that_has_it_is_told_so(cast, as_person, client):
    meeting(cast, kpu(cast))
    _link, url = _subscribe(cast, as_person, "staf")
    answer = client.get(url)
    assert answer["Cache-Control"].startswith("private, max-age=") and answer["Referrer-Policy"] == "no-referrer"
    again = client.get(url, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304 and not again.content
    meeting(cast, kpu(cast, name="KPU lain"), title="Baru")
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_nothing_else_opens_it(cast, as_person, client):
    link, url = _subscribe(cast, as_person, "staf")
    token = links.token(link)
    flipped = token[:-1] + ("A" if token[-1] != "A" else "B")
    for other in (flipped, "x", "%00", "A" * 5000, token.swapcase()):
        assert client.get(f"/kalender/umpan/{other}.ics").status_code == 404, other[:20]
    assert client.post(url).status_code == 405
    assert as_person("saksi-hulu").post(PAGE, {"perbuatan": "buat"}).status_code == 403
    assert as_person("staf").post(PAGE, {"perbuatan": "\x00"}).status_code == 422
