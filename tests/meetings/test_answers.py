"""The personal page: shows its own and nothing else, takes the answer until the meeting starts, and opens the desk."""

import io
import re

import pytest
from django.utils.translation import override
from PIL import Image

from electcoord.ledger.models import Entry
from electcoord.outbox import links
from electcoord.outbox.models import PersonalLink
from meetings import actions, codes, forms, invitation
from meetings.models import Attendance, Invitee
from tests.concurrency.threads import failures, together
from tests.meetings.hall import at, day
from tests.meetings.letterbox import door, sent

pytestmark = pytest.mark.django_db


def test_the_invited_see_what_when_where_and_nothing_of_others(cast, as_person):
    found, people = sent(cast)
    page = as_person(None).get(door(people[0]))
    text = page.content.decode()
    assert page.status_code == 200 and page["Referrer-Policy"] == "no-referrer" and "no-store" in page["Cache-Control"]
    for shown in (
        "Rakor persiapan",
        "KPU Talang Maju",
        "Aula",
        "Kesiapan pleno",
        "Bupati",
        codes.pin(people[0].uuid),
        "<svg",
    ):
        assert shown in text, shown
    for other in ("Kapolres", "Kajari", codes.pin(people[1].uuid), str(found.uuid), "bupati@contoh.id"):
        assert other not in text, other
    letter = as_person(None).get(f"{door(people[0])}surat/")
    assert letter.content.startswith(b"%PDF")
    assert b"METHOD:REQUEST" in as_person(None).get(f"{door(people[0])}kalender/").content
    assert PersonalLink.objects.get(about=invitation.ref(people[0])).first_opened


def test_answers_change_until_the_start_and_the_ledger_knows_no_name(cast, as_person):
    found, people = sent(cast)
    client, url = as_person(None), door(people[0])
    for form, status in (
        ({"jawaban": "diwakili"}, 422), ({"jawaban": "diwakili", "pengganti": "Surya"}, 422), ({"jawaban": "tidak_hadir"}, 422),
        ({"jawaban": "belum"}, 422), ({}, 422), ({"jawaban": "\x00"}, 422), ({"jawaban": "hadir"}, 302),
        ({"jawaban": "diwakili", "pengganti": "Surya Dinata", "jabatan_pengganti": "Staf ahli"}, 302),
    ):  # fmt: skip
        assert client.post(url, form).status_code == status, form
    row = Invitee.objects.get(pk=people[0].pk)
    assert (row.answer, row.substitute, row.substitute_office) == ("diwakili", "Surya Dinata", "Staf ahli")
    link = PersonalLink.objects.get(about=invitation.ref(row))
    entries = Entry.objects.filter(action="meetings.invitee.answered")
    assert [(one.actor, one.role) for one in entries] == [(str(link.uuid), links.ROLE)] * 2
    assert not any("Surya" in one.payload for one in entries)
    actions.open_day(day(found), actor=cast.actor("ketua"))
    assert client.post(url, {"jawaban": "hadir"}).status_code == 422
    assert "Jawaban tidak diterima lagi" in client.get(url).content.decode()


def test_wrong_expired_revoked_and_other_doors_are_the_same_404(cast, as_person):
    found, people = sent(cast)
    client, good = as_person(None), door(people[0])
    links_ = {one.about: one for one in PersonalLink.objects.all()}
    other = links.token(links_[invitation.ref(people[1])])
    forged = good[3:-1][:-1] + ("A" if good[-2] != "A" else "B")
    for token in ("salah", forged, other[:24] + good[3:-1][24:]):
        for more in ("", "surat/", "kalender/", f"bahan/{found.uuid}/"):
            assert client.get(f"/u/{token}/{more}").status_code == 404
    live = links_[invitation.ref(people[1])]
    old = PersonalLink.objects.create(purpose=live.purpose, about=live.about, holder=live.holder, region=live.region,
                                      election=live.election, made_at=at(-2), expires_at=at(-1))  # fmt: skip
    assert client.get(f"/u/{links.token(old)}/").status_code == 404
    assert client.get(f"/t/{other}/").status_code == 404
    links.revoke(links_[invitation.ref(people[0])], actor=cast.actor("staf"))
    assert client.get(good).status_code == client.post(good, {"jawaban": "hadir"}).status_code == 404
    assert client.put(good).status_code == 405


def test_postponed_and_cancelled_say_so(cast, as_person):
    found, people = sent(cast)
    url, client = door(people[0]), as_person(None)
    actions.postpone_meeting(found, reason="Banjir di jalan", actor=cast.actor("staf"))
    text = client.get(url).content.decode()
    assert (
        "Rapat ditunda" in text
        and "Banjir di jalan" in text
        and client.post(url, {"jawaban": "hadir"}).status_code == 422
    )
    actions.cancel_meeting(found, reason="Digabung pleno", actor=cast.actor("staf"))
    assert "Mohon tidak hadir" in client.get(url).content.decode()
    assert b"METHOD:CANCEL" in client.get(f"{url}kalender/").content


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(target, "PNG")
    return target.getvalue()


def test_papers_are_read_through_the_own_door_only(cast, as_person):
    found, people = sent(cast)
    url = f"/rapat/{found.uuid}/bahan/"
    for who, status in (("bawaslu", 403), ("tetangga", 404), ("staf", 302)):
        file = io.BytesIO(_picture())
        file.name = "paparan.png"
        assert as_person(who).post(url, {"berkas": file, "keterangan": "Paparan"}).status_code == status, who
    page = as_person(None).get(door(people[0])).content.decode()
    path = re.search(r'href="(/u/[^"]+/bahan/[^"]+)"', page)[1]
    answer = as_person(None).get(path)
    assert answer.status_code == 200 and "sandbox" in answer["Content-Security-Policy"]
    uuid = path.rstrip("/").rpartition("/")[2]
    assert as_person(None).get(f"/u/salah/bahan/{uuid}/").status_code == 404
    assert as_person("staf").get(f"{url}{uuid}/").status_code == 200
    assert as_person("tetangga").get(f"{url}{uuid}/").status_code == 404


def test_the_desk_takes_the_code_and_the_pin(cast, as_person):
    found, people = sent(cast)
    client, url, session = as_person("operator"), f"/rapat/{found.uuid}/meja/", day(found)
    form = {"perbuatan": "kode", "sesi": session.uuid}
    for bad in ("000000", "UNDAAAA", "\x00", "é", "", codes.code(found.uuid)):
        assert client.post(url, form | {"kode": bad}).status_code in (302, 422)
        assert not Attendance.objects.exists(), bad
    pin = codes.pin(people[1].uuid)
    assert client.post(url, form | {"kode": codes.code(people[0].uuid)}).status_code == 302
    assert client.post(url, form | {"kode": f"{pin[:3]} {pin[3:]}"}).status_code == 302
    assert client.post(url, form | {"kode": pin}).status_code == 302
    assert sorted(Attendance.objects.values_list("method", flat=True)) == ["pin", "qr"]
    assert as_person("bawaslu").post(url, form | {"kode": pin}).status_code == 403


def test_the_pin_of_another_meeting_opens_nothing(cast, as_person):
    found, people = sent(cast)
    assert len({codes.code(one.uuid) for one in people}) == 3
    stranger = codes.found(codes.code(found.uuid), people)
    assert stranger == ([], "qr")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_two_deeds_and_one_of_them_stands(real_cast):
    _found, people = sent(real_cast)
    link = PersonalLink.objects.get(about=invitation.ref(people[0]))
    actor = links.actor(link)
    results = together(
        lambda: actions.answer_by_link(people[0], answer="hadir", actor=actor),
        lambda: actions.answer_by_link(people[0], answer="tidak_hadir", note="Dinas luar", actor=actor),
    )
    assert not failures(results)
    entries = list(Entry.objects.filter(action="meetings.invitee.answered").order_by("position"))
    row = Invitee.objects.get(pk=people[0].pk)
    assert len(entries) == 2 and f'"{row.answer}"' in entries[-1].payload
    assert (row.answer == "hadir") == (row.note == "")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_once(real_cast):
    from electcoord.outbox.models import Message
    from tests.meetings.letterbox import approved

    found, _people = approved(real_cast)
    results = together(*(lambda: actions.send_letters(found, actor=real_cast.actor("staf")) for _n in range(2)))
    assert not failures(results) and sorted(results) == [0, 2]
    assert Message.objects.count() == 2 and PersonalLink.objects.count() == 3


@pytest.mark.once
def test_the_choices_of_an_answer_are_in_the_language_of_the_reader() -> None:
    with override("en"):
        said = [str(label) for _value, label in forms.AnswerForm().fields["jawaban"].choices]
    assert said[0] == "Will attend"
    assert not {"Akan hadir", "Diwakili", "Tidak hadir"} & set(said)
    with override("id"):
        assert str(forms.AnswerForm().fields["jawaban"].choices[0][1]) == "Akan hadir"
