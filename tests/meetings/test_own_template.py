"""An office's own Word template: taken in the admin, filled by the letter of a meeting, refused where it is hostile."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from electcoord.papers import word_templates
from electcoord.papers.models import DocumentKind, WordTemplate
from meetings.selectors import letters
from tests.cast import KABUPATEN
from tests.meetings.letterbox import approved
from tests.papers.test_word_templates import HOSTILE, word

pytestmark = pytest.mark.django_db
OWN = word(
    "KOMISI KAMI SENDIRI", "Nomor {{ nomor }}", "Hal {{ perihal }}", "Acara {{ acara }} di {{ tempat }}, {{ waktu }}",
    "{% for item in agenda %}* {{ item }} {% endfor %}", "{% for item in peserta %}Yth. {{ item }}; {% endfor %}",
)  # fmt: skip
UPLOAD = "/admin/papers/wordtemplate/add/"


def send(client, content: bytes):
    kind = DocumentKind.objects.get(code="Und")
    file = SimpleUploadedFile("undangan.docx", content)
    return client.post(UPLOAD, {"kind": kind.pk, "region": KABUPATEN, "name": "Undangan kami", "berkas": file})


def read(client, found) -> str:
    answer = client.get(f"/rapat/{found.uuid}/surat/docx/")
    assert answer.status_code == 200
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)


def test_the_letter_of_a_meeting_is_set_by_the_office_s_own_template(cast, as_person):
    found, people = approved(cast)
    staff = as_person("staf")
    assert "KOMISI KAMI SENDIRI" not in read(staff, found)
    assert send(staff, OWN).status_code == 302
    text = read(staff, found)
    assert "KOMISI KAMI SENDIRI" in text and f"Nomor {letters.in_force(found).content['nomor']}" in text
    assert f"Acara {found.title} di {found.place}" in text and "* Kesiapan pleno" in text
    for one in people:
        assert f"Yth. {one.office.title}, {one.institution.name}; " in text
    assert "{{" not in text and "{%" not in text
    assert as_person("bawaslu").get(f"/rapat/{found.uuid}/surat/docx/").status_code == 403
    row = WordTemplate.objects.get()
    staff.post(f"/admin/papers/wordtemplate/{row.pk}/change/", {"is_active": "False"})
    assert "KOMISI KAMI SENDIRI" not in read(staff, found), "out of use, the letter is as it is printed"


@pytest.mark.parametrize(
    "name", ["a macro document", "an attached template", "a field that runs", "classes of a text", "an unknown field"]
)
def test_a_hostile_template_is_refused_at_that_door(cast, as_person, name):
    code, make = HOSTILE[name]
    answer = send(as_person("staf"), make())
    assert answer.status_code == 200
    assert str(word_templates.REFUSALS[code]).split("%")[0] in answer.content.decode()
    assert not WordTemplate.objects.exists()


@pytest.mark.parametrize("who", ["operator", "bawaslu", "ketua-hulu", "tetangga"])
def test_only_who_keeps_templates_uploads_one(cast, as_person, who):
    assert send(as_person(who), OWN).status_code in (302, 403)
    assert not WordTemplate.objects.exists()
