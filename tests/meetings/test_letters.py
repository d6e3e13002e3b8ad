"""The letter: drafted by staff, approved by the chair with a number, sent once, followed by every change."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from electcoord.common.errors import RuleError
from electcoord.ledger.models import Entry
from electcoord.office.context import frame
from electcoord.outbox import reminders
from electcoord.outbox.models import Message, PersonalLink
from electcoord.papers.models import Number
from meetings import actions, invitation
from meetings.models import Meeting
from tests.meetings.hall import at, day, institution, kpu, meeting
from tests.meetings.letterbox import addressed, approved, calendar_of, door, held, leave, sent

pytestmark = pytest.mark.django_db
FORM = {"perihal": "Undangan rakor", "kota": "Martapura", "jabatan": "Ketua", "nama": "Arum", "catatan": "Bawa data",
        "tembusan": "Arsip"}  # fmt: skip


def test_staff_draft_the_chair_approves_staff_send(cast, as_person, settings):
    found, people = addressed(cast)
    url, staff, chair = f"/rapat/{found.uuid}/surat/", as_person("staf"), as_person("ketua")
    assert "Buat surat" in staff.get(found.get_absolute_url()).content.decode()
    assert staff.post(url, FORM | {"perbuatan": "susun"}).status_code == 302
    draft = staff.get(f"{url}pdf/")
    assert draft.content.startswith(b"%PDF") and staff.get(f"{url}docx/").content.startswith(b"PK")
    page = chair.get(url).content.decode()
    seen = re.search(r'name="isi" value="([0-9a-f]{64})"', page)[1]
    deed = {"perbuatan": "sahkan", "klasifikasi": "PL.01", "isi": seen}
    # Staff send and do not approve; the neighbour knows nothing; not before it is approved.
    assert staff.post(url, deed).status_code == 403
    assert as_person("tetangga").get(url).status_code == as_person("tetangga").post(url, deed).status_code == 404
    assert staff.post(url, {"perbuatan": "kirim"}).status_code == 422
    assert chair.post(url, deed | {"isi": "0" * 64}).status_code == 422 and not Number.objects.exists()
    assert chair.post(url, deed).status_code == 302
    number = Number.objects.get()
    assert number.text.startswith("1/PL.01-Und/9901/") and held(found).content["nomor"] == number.text
    assert "Kirim undangan" in staff.get(found.get_absolute_url()).content.decode()
    for _twice in range(2):
        assert staff.post(url, {"perbuatan": "kirim"}).status_code == 302
    found = Meeting.objects.get(pk=found.pk)
    assert found.state == "diundang" and PersonalLink.objects.count() == 3
    assert sorted(Message.objects.values_list("channel", flat=True)) == ["email", "whatsapp"]
    page = staff.get(url).content.decode()
    assert "Tanpa alamat" in page and "Kirim lewat WhatsApp" in page and "Menunggu" in page
    (message,) = leave(settings)
    assert message.to == ["bupati@contoh.id"] and "Yth. Bupati, Pemkab" in message.body and "/u/" in message.body
    names = [part[0] for part in message.attachments]
    assert "surat-undangan.pdf" in names and "undangan.ics" in names
    event = calendar_of(message)
    assert event.method.value == "REQUEST" and event.vevent.uid.value == invitation.uid(day(found))
    assert event.vevent.sequence.value == "0"
    assert "Terkirim" in staff.get(url).content.decode()
    text = staff.get(f"/rapat/{found.uuid}/undangan/{people[1].uuid}/").content.decode()
    assert "wa.me/6281234567890" in text and "Kesiapan pleno" in text
    everything = staff.get(f"{url}semua/")
    assert everything.content.startswith(b"%PDF") and everything["Content-Type"] == "application/pdf"
    entry = Entry.objects.get(action="meetings.letters.sent")
    assert "bupati@contoh.id" not in entry.payload and '"tanpa_alamat":1' in entry.payload.replace(" ", "")


def test_letters_are_indonesian_whoever_sends_them(cast):
    with override("en"):
        sent(cast)
    assert all("kami mengundang" in text for text in Message.objects.values_list("body", flat=True))
    assert all(text.startswith("Undangan") for text in Message.objects.values_list("subject", flat=True))


def test_every_copy_has_its_own_page_and_address(cast):
    import pypdfium2

    from electcoord.papers import render

    found, people = approved(cast)
    version = held(found)
    content = render.copies(invitation.copy(version.content), [invitation.address(one) for one in people])
    pdf = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in pdf]
    assert len(texts) == 3
    for text, office in zip(texts, ("Bupati", "Kapolres", "Kajari"), strict=True):
        assert office in text and version.content["nomor"] in text.replace("\r\n", "")
        assert sum(other in text for other in ("Bupati", "Kapolres", "Kajari")) == 1


def test_a_changed_plan_makes_the_letter_stale_and_a_new_version_right(cast, as_person):
    found, _people = approved(cast)
    actions.change_meeting(found, place="Aula Pemkab", actor=cast.actor("staf"))
    with pytest.raises(RuleError, match="berubah sejak surat disahkan"):
        actions.send_letters(found, actor=cast.actor("staf"))
    client = as_person("staf")
    assert "Perbarui surat" in client.get(found.get_absolute_url()).content.decode()
    url = f"/rapat/{found.uuid}/surat/"
    assert client.post(url, FORM | {"perbuatan": "susun"}).status_code == 422
    assert client.post(url, FORM | {"perbuatan": "susun", "alasan": "Tempat pindah ke aula"}).status_code == 302
    version = found and held(found)
    assert version.number == 1
    from meetings.selectors.letters import latest

    fresh = actions.approve_letter(found, classification="PL.01", seen=latest(found).sha256, actor=cast.actor("ketua"))
    assert fresh.number == 2 and "Aula Pemkab" in str(fresh.content) and Number.objects.count() == 2


def test_changes_follow_in_the_calendar_with_a_higher_sequence(cast, settings):
    found, _people = sent(cast)
    staff, first = cast.actor("staf"), calendar_of(leave(settings)[0])
    uid = first.vevent.uid.value
    actions.change_day(day(found), starts=at(6), ends=at(6, 12), actor=staff)
    # A second change before the news left: only the last leaves.
    actions.change_meeting(found, place="Aula Pemkab", actor=staff)
    (message,) = leave(settings)
    event = calendar_of(message)
    assert event.method.value == "REQUEST" and event.vevent.uid.value == uid
    assert event.vevent.dtstart.value == at(6) and event.vevent.location.value == "Aula Pemkab"
    last = int(event.vevent.sequence.value)
    assert last == 2 and "Aula Pemkab" in message.body
    actions.postpone_meeting(found, reason="Banjir di jalan", actor=staff)
    (message,) = leave(settings)
    event = calendar_of(message)
    assert (event.method.value, event.vevent.status.value, event.vevent.uid.value) == ("CANCEL", "CANCELLED", uid)
    assert int(event.vevent.sequence.value) == 3 and message.subject.startswith("Ditunda")
    actions.reschedule_meeting(found, starts=at(9), actor=staff)
    event = calendar_of(leave(settings)[0])
    assert (event.method.value, event.vevent.uid.value, event.vevent.sequence.value) == ("REQUEST", uid, "4")
    assert event.vevent.dtstart.value == at(9)
    actions.cancel_meeting(found, reason="Digabung dengan pleno", actor=staff)
    event = calendar_of(leave(settings)[0])
    assert (event.method.value, event.vevent.sequence.value) == ("CANCEL", "5")
    assert Message.objects.filter(channel="whatsapp", dedupe_key__startswith="rapat:batal").count() == 1
    assert not leave(settings)


def test_a_dropped_day_leaves_the_calendar_and_a_dropped_guest_the_meeting(cast, settings, as_person):
    found, people = approved(cast)
    staff = cast.actor("staf")
    second = actions.add_day(found, starts=at(6), ends=at(6, 12), actor=staff)
    version = actions.draft_letter(found, values=invitation.first_values(found), reason="Menjadi dua hari rapat",
                                   actor=staff)  # fmt: skip
    actions.approve_letter(found, classification="PL.01", seen=version.sha256, actor=cast.actor("ketua"))
    actions.send_letters(found, actor=staff)
    assert len(list(calendar_of(leave(settings)[0]).vevent_list)) == 2
    actions.drop_day(second, actor=staff)
    event = calendar_of(leave(settings)[0])
    assert event.method.value == "CANCEL" and event.vevent.uid.value == invitation.uid(second)
    from tests.meetings.letterbox import door

    url = door(people[0])
    assert as_person(None).get(url).status_code == 200
    actions.drop_invitee(people[0], actor=staff)
    assert as_person(None).get(url).status_code == 404
    assert calendar_of(leave(settings)[0]).method.value == "CANCEL"


def test_nothing_is_told_before_anybody_was_invited(cast):
    found, _people = addressed(cast)
    actions.change_meeting(found, place="Lain", actor=cast.actor("staf"))
    actions.postpone_meeting(found, reason="Belum siap", actor=cast.actor("staf"))
    assert not Message.objects.exists() and not PersonalLink.objects.exists()


def test_an_invitation_is_sent_again_once_per_request(cast, as_person):
    found, people = sent(cast)
    form = {"perbuatan": "ulang", "undangan": people[0].uuid, "kunci": uuid4()}
    url = f"/rapat/{found.uuid}/surat/"
    for _twice in range(2):
        assert as_person("staf").post(url, form).status_code == 302
    rows = Message.objects.filter(about=invitation.ref(people[0]))
    # The one that still waited goes instead of twice.
    assert sorted(rows.values_list("state", flat=True)) == ["antri", "batal"]
    refused = as_person("staf").post(url, form | {"undangan": people[2].uuid, "kunci": uuid4()})
    assert refused.status_code == 422 and "direktori" in refused.content.decode()
    assert as_person("bawaslu").post(url, form).status_code == 403


def test_a_late_pleno_still_needs_its_reason(cast):
    found, _people = approved(cast, kind="pleno_terbuka", starts=at(1), ends=at(1, 12))
    with pytest.raises(RuleError, match="Tulis alasannya"):
        actions.send_letters(found, actor=cast.actor("staf"))
    actions.send_letters(found, reason="Jadwal provinsi dipercepat", actor=cast.actor("staf"))
    assert Meeting.objects.get(pk=found.pk).is_late_notice


def test_reminders_go_once_to_the_silent_and_to_those_who_come(cast):
    found, people = sent(cast)
    now = timezone.localtime(found.starts).replace(hour=8)
    assert not reminders.send_due_reminders(now - timedelta(days=9))
    actions.answer_invitation(people[1], answer="hadir", actor=cast.actor("staf"))
    two_before, one_before = now - timedelta(days=2), now - timedelta(days=1)
    assert reminders.send_due_reminders(two_before) == 1 and reminders.send_due_reminders(two_before) == 0
    assert Message.objects.get(dedupe_key__startswith="rapat:ingat").to == "bupati@contoh.id"
    assert reminders.send_due_reminders(one_before) == 1
    assert Message.objects.get(dedupe_key__startswith="rapat:besok").channel == "whatsapp"
    assert reminders.send_due_reminders(one_before.replace(hour=3)) == 0


@pytest.mark.parametrize("leave_by", [actions.postpone_meeting, actions.cancel_meeting])
def test_nobody_is_reminded_of_what_is_not_held(leave_by, cast):
    found, _people = sent(cast)
    now = timezone.localtime(found.starts).replace(hour=8)
    leave_by(found, reason="Gedung dipakai", actor=cast.actor("staf"))
    assert reminders.send_due_reminders(now - timedelta(days=2)) == 0


def _big(cast, count):
    found = meeting(cast, kpu(cast, name=f"KPU {count}"), title=f"Rapat {count}")
    places = [institution(cast, f"Lembaga {count}-{n}", kind="lainnya") for n in range(count)]
    from electcoord.directory.models import Institution
    from electcoord.ledger import recording

    with recording.entry("uji", chain="9901", actor=cast.actor("staf"), payload={}):
        Institution.objects.filter(pk__in=[one.pk for one in places]).update(email="lembaga@contoh.id")
    actions.invite_many(found, institutions=places, actor=cast.actor("staf"))
    version = actions.draft_letter(found, values=invitation.first_values(found), actor=cast.actor("staf"))
    actions.approve_letter(found, classification="PL.01", seen=version.sha256, actor=cast.actor("ketua"))
    return found


def test_five_hundred_letters_cost_few_queries_each_and_pages_none(cast, count_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages = ("", "surat/", "undangan/", "surat/?jawaban=belum")
    small = _big(cast, 5)
    actions.send_letters(small, actor=cast.actor("staf"))
    few = [count_queries("staf", f"/rapat/{small.uuid}/{page}") for page in pages]
    large = _big(cast, 500)
    with CaptureQueriesContext(connection) as captured:
        assert actions.send_letters(large, actor=cast.actor("staf")) == 500
    assert len(captured) < 500 * 9 + 60
    many = [count_queries("staf", f"/rapat/{large.uuid}/{page}") for page in pages]
    assert all(late <= early for late, early in zip(many, few, strict=True)) and max(many) < 45, (few, many)


def test_nonsense_is_refused_in_words(cast, as_person):
    found, people = sent(cast)
    client = as_person("staf")
    for deed in ("susun", "kirim", "ulang", "x", ""):
        for bad in ("\x00", "x" * 9000, "-1", ""):
            data = dict.fromkeys((*FORM, "undangan", "kunci", "isi", "alasan", "klasifikasi"), bad) | {
                "perbuatan": deed
            }
            assert client.post(f"/rapat/{found.uuid}/surat/", data).status_code in (302, 422)
    assert (
        as_person("ketua").post(f"/rapat/{found.uuid}/surat/", {"perbuatan": "sahkan", "isi": "\x00"}).status_code
        == 422
    )
    assert client.get(f"/rapat/{found.uuid}/surat/apa/").status_code == 404
    assert client.get(f"/rapat/{found.uuid}/surat/?hal=x&jawaban=%00").status_code == 200
    assert client.post(f"/rapat/{found.uuid}/bahan/", {"kunci": "x"}).status_code == 422
    assert people


def test_the_whatsapp_text_can_be_copied_with_a_button_or_by_hand(cast, as_person):
    found, people = sent(cast)
    page = as_person("staf").get(f"/rapat/{found.uuid}/undangan/{people[1].uuid}/").content.decode()
    # Without the script the button stays away and the text is a field to select.
    button = re.search(r'<button[^>]*data-copy="wa-teks"[^>]*>', page)[0]
    assert " hidden" in button and "js/copy" in page
    assert re.search(r'<textarea[^>]*id="wa-teks"[^>]*lang="id"[^>]*readonly>\s*Yth\.', page)
    assert 'class="toasts no-print" role="status"' in page


def test_a_personal_page_says_whose_it_is_and_whether_it_is_training(cast, as_person, rf):
    _found, people = sent(cast)
    url = door(people[0])
    guest, chair = as_person(None).get(url).content.decode(), as_person("ketua").get(url).content.decode()
    for page in (guest, chair):
        assert "KPU Kabupaten Talang Maju" in page and "data latihan" not in page
        # No menu, whose forms Django would refuse: the page sends no origin.
        assert "csrfmiddlewaretoken" not in page
        assert 'class="rooms"' not in page
        assert 'action="/bahasa/' not in page
    request = rf.get(url)
    request.door = PersonalLink.objects.select_related("election")[0]
    request.door.election.is_simulation = True
    assert frame(request)["frame"]["simulation"]
    assert "electcoord" in as_person(None).get("/u/salah/").content.decode()
