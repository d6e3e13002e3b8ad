"""M4: what a meeting asks for, who owes it, its evidence, and the next meeting that asks again."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from electcoord.outbox import links
from electcoord.papers.models import Attachment
from electcoord.regions.models import Region
from electcoord.situation import follow_ups, owners
from meetings import actions
from tests.cast import HULU, KABUPATEN
from tests.meetings.hall import at, day, institution, kpu, meeting
from tests.photos import picture

pytestmark = pytest.mark.django_db


def owed(cast, origin=None, *, region=KABUPATEN, days=7, text="Petakan titik sinyal lemah", place=None):
    place = place or institution(cast, f"Diskominfo {text} {region}", "Kepala Dinas")
    today = timezone.localdate()
    return follow_ups.open(
        instruction=text, institution=place, due=today + timedelta(days=days), given_on=today - timedelta(days=30),
        region=Region.objects.get(pk=region), election=cast.election, origin=origin.subject if origin else "",
        origin_title=origin.title if origin else "", actor=cast.actor("staf"),
    )  # fmt: skip


def test_m4_an_instruction_of_a_meeting_is_carried_into_the_next(cast, as_person):
    commission = kpu(cast)
    first = meeting(cast, commission, title="Audiensi Bupati", kind="audiensi")
    staff = as_person("staf")
    page = staff.get(f"/tindak-lanjut/baru/?asal={first.subject}&judul=Audiensi&arahan=Petakan+sinyal").content.decode()
    assert "Petakan sinyal" in page and first.subject in page
    late, soon = owed(cast, first, days=-5), owed(cast, first, days=5, text="Siapkan genset")
    assert "terlambat 5 hari" in staff.get(f"/rapat/{first.uuid}/").content.decode()
    # Whoever sees the meeting but no follow-ups sees none there.
    assert "Petakan" not in as_person("bawaslu").get(f"/rapat/{first.uuid}/").content.decode()
    following = meeting(cast, commission, title="Rakor berikutnya", starts=at(9), ends=at(9, 12))
    url = f"/rapat/{following.uuid}/tindak-lanjut/"
    page = staff.get(url).content.decode()
    assert page.index("Petakan titik") < page.index("Siapkan genset")
    assert as_person("bawaslu").get(url).status_code == 403
    assert staff.post(url).status_code == 422
    assert staff.post(url, {"tindak": [late.uuid, "x\x00"]}).status_code == 302
    assert [item.title for item in day(following).items.order_by("order")] == ["Tindak lanjut rapat sebelumnya"]
    assert "Petakan titik" in staff.get(f"/rapat/{following.uuid}/").content.decode()
    assert staff.post(url, {"tindak": [soon.uuid]}).status_code == 302
    assert day(following).items.filter(is_active=True).count() == 1
    assert "Rakor berikutnya" in staff.get(f"/tindak-lanjut/{late.uuid}/").content.decode()


def test_only_follow_ups_of_the_region_are_offered(cast, as_person):
    found = meeting(cast, kpu(cast, HULU, "PPK Hulu"), region=HULU, by="ketua-hulu")
    owed(cast, region=HULU, text="Punya Hulu")
    owed(cast, text="Punya kabupaten")
    page = as_person("ketua-hulu").get(f"/rapat/{found.uuid}/tindak-lanjut/").content.decode()
    assert "Punya Hulu" in page and "Punya kabupaten" not in page


def test_evidence_is_a_file_behind_the_same_doors(cast, as_person):
    row = owed(cast)
    link = links.live_links(row.subject, owners.PURPOSE)[0]
    door, outside = f"/t/{links.token(link)}/", as_person(None)
    form = {"perbuatan": "lapor", "urutan": row.note_count, "teks": "Sudah dipetakan."}
    bad = SimpleUploadedFile("peta.jpg", b"<html><script>1</script>")
    assert outside.post(door, form | {"berkas": bad}).status_code == 422
    row.refresh_from_db()
    assert row.state == "terbuka" and not Attachment.objects.exists()
    assert outside.post(door, form | {"berkas": SimpleUploadedFile("peta.jpg", picture(2))}).status_code == 302
    file = Attachment.objects.get(role="bukti")
    assert "peta.jpg" in outside.get(door).content.decode()
    assert outside.get(f"{door}bukti/{file.uuid}/").status_code == 200
    inside = f"/tindak-lanjut/{row.uuid}/bukti/{file.uuid}/"
    for who, status in (("staf", 200), ("bawaslu", 403), ("tetangga", 404), (None, 302)):
        assert as_person(who).get(inside).status_code == status, who
    other = owed(cast, text="Lain")
    assert as_person("staf").get(f"/tindak-lanjut/{other.uuid}/bukti/{file.uuid}/").status_code == 404
    strange = links.token(links.live_links(other.subject, owners.PURPOSE)[0])
    assert outside.get(f"/t/{strange}/bukti/{file.uuid}/").status_code == 404
    # An account reports with a file too.
    third = owed(cast, text="Ketiga")
    sent = SimpleUploadedFile("b.png", picture(4, form="PNG"))
    answer = as_person("staf").post(
        f"/tindak-lanjut/{third.uuid}/", {"perbuatan": "lapor", "urutan": 1, "teks": "Ada.", "berkas": sent}
    )
    assert answer.status_code == 302 and Attachment.objects.filter(role="bukti").count() == 2


def test_the_plan_shows_what_waits_to_be_carried_in(cast, as_person, count_queries):
    found = meeting(cast, kpu(cast))
    url, carry = f"/rapat/{found.uuid}/rencana/", f"/rapat/{found.uuid}/tindak-lanjut/"
    staff = as_person("staf")
    assert "Jadikan acara pertama" not in staff.get(url).content.decode()
    late = owed(cast, days=-5, text="Petakan sinyal")
    few = count_queries("staf", url)
    for number in range(6):
        owed(cast, days=3 + number, text=f"Arahan {number}")
    assert count_queries("staf", url) == few
    page = staff.get(url).content.decode()
    assert "Petakan sinyal" in page and "terlambat 5 hari" in page and "2 tindak lanjut lagi" in page
    assert f'action="{carry}"' in page and f'href="{carry}"' in page
    assert staff.post(carry, {"tindak": [late.uuid]}).headers["Location"] == url
    page = staff.get(url).content.decode()
    assert "Tindak lanjut rapat sebelumnya" in page and str(late.uuid) not in page
    # A meeting that is off plans nothing any more.
    actions.cancel_meeting(found, reason="Tidak jadi", actor=cast.actor("staf"))
    assert "Jadikan acara pertama" not in staff.get(url).content.decode()
