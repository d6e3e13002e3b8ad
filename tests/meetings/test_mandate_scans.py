"""The scan of a witness's letter: kept beside its mandate, refused where it is hostile, too large or of elsewhere."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from electcoord.elections.models import Party
from electcoord.ledger.models import Entry
from electcoord.papers.models import Attachment
from meetings import actions
from meetings.models import Mandate
from tests.cast import HULU
from tests.meetings.hall import at, day, institution, meeting, pleno
from tests.papers.hostile import CASES
from tests.photos import picture
from tests.standing import laid

pytestmark = pytest.mark.django_db
BAD = (
    "png of 81 megapixels in 10 kB", "png text bomb zTXt", "animated png", "pdf with a password", "pdf of 1,000 pages",
    "random bytes as pdf 1", "jpeg of one pixel",
)  # fmt: skip


@laid
def mandate(cast) -> Mandate:
    found, _ = pleno(cast)
    clerk, party = cast.actor("operator"), Party.objects.filter(election=cast.election)[0]
    guest = actions.walk_in(day(found), name="Saksi A", actor=clerk).attendance.guest
    return actions.check_mandate(
        guest, contest_kind="dprd_kab", contestant=party, signer="Ketua DPC", signer_office="Ketua", letter="1/M/2029",
        valid_from=at(0).date(), valid_to=at(9).date(), is_valid=True, actor=clerk,
    )  # fmt: skip


def url(row: Mandate, found=None) -> str:
    return f"/rapat/{(found or row.meeting).uuid}/mandat/{row.uuid}/pindaian/"


def send(client, address: str, content: bytes | None, name: str = "surat.jpg"):
    data = {} if content is None else {"berkas": SimpleUploadedFile(name, content)}
    return client.post(address, data, follow=True)


def test_a_scan_is_kept_and_opens_beside_its_mandate(cast, as_person, mandate):
    clerk = as_person("operator")
    page = send(clerk, url(mandate), picture(7), "../../surat mandat.jpg").content.decode()
    assert "Pindaian surat mandat tersimpan." in page
    scan = Attachment.objects.get()
    assert (scan.role, scan.subject) == ("mandat", f"meetings.mandate:{mandate.uuid}") and "/" not in scan.name
    address = f"/rapat/{mandate.meeting.uuid}/berkas/{scan.uuid}/"
    assert address in page and clerk.get(address).status_code == 200
    # What it shows is personal data: not for whoever only watches, nor for another regency.
    for who in ("bawaslu", "tetangga", "ketua-hulu"):
        assert as_person(who).get(address).status_code == 404
    entry = Entry.objects.get(action="papers.attachment.added")
    assert "surat mandat" not in entry.payload and scan.sha256 in entry.payload


def test_a_pdf_of_one_page_is_taken_too(as_person, mandate):
    [case] = [case for case in CASES if case.name == "pdf of one page"]
    assert "tersimpan" in send(as_person("operator"), url(mandate), case.make(), "surat.pdf").content.decode()


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_scan_is_refused_in_words(as_person, mandate, name):
    [case] = [case for case in CASES if case.name == name]
    answer = send(as_person("operator"), url(mandate), case.make())
    assert answer.status_code == 200 and "tersimpan" not in answer.content.decode()
    assert [str(message) for message in answer.context["messages"]] != []
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(("content", "reason"), [
    (None, "Pilih pindaian surat mandat."), (b"", "Pilih pindaian|kosong|dibaca|foto"), (b"MZ\x90\x00" * 99, "."),
    (b"<html><script>alert(1)</script>", "."),
])  # fmt: skip
def test_what_is_no_scan_is_refused_in_words(as_person, mandate, content, reason):
    answer = send(as_person("operator"), url(mandate), content)
    [told] = [str(message) for message in answer.context["messages"]]
    assert told and (content is not None or told == reason)
    assert not Attachment.objects.exists()


def test_a_scan_that_is_too_large_is_refused_before_it_is_read(as_person, mandate, settings):
    settings.PHOTO_MAX_BYTES = 1024 * 1024
    page = send(as_person("operator"), url(mandate), picture(7) + b"\0" * 1024 * 1024).content.decode()
    assert "lebih besar dari 1 MB" in page and not Attachment.objects.exists()


def test_a_scan_stays_with_its_own_meeting(cast, as_person, mandate):
    clerk, file = as_person("operator"), picture(7)
    other = meeting(cast, mandate.meeting.organiser, kind="pleno_terbuka", title="Lain")
    assert send(clerk, url(mandate, other), file).status_code == 404
    ppk = meeting(cast, institution(cast, "PPK Hulu", kind="kpu", region=HULU), region=HULU, by="ketua-hulu")
    assert send(clerk, url(mandate, ppk), file).status_code == 404
    assert clerk.post(f"/rapat/{mandate.meeting.uuid}/mandat/{uuid4()}/pindaian/").status_code == 404
    for who, status in (("bawaslu", 403), ("ketua-hulu", 404), ("tetangga", 404)):
        assert send(as_person(who), url(mandate), file).status_code == status
    assert clerk.get(url(mandate)).status_code == 405
    assert not Attachment.objects.exists()
