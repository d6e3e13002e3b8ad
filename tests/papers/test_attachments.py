"""Attachments: only clean pictures and PDFs come in, nothing that could run goes out, nothing kept is changed."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from electcoord.common.errors import RuleError
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from electcoord.papers import attachments, storage
from electcoord.papers.ledger_actions import AttachmentAction
from electcoord.papers.models import Attachment
from tests.cast import HULU, Cast
from tests.concurrency.threads import failures, together
from tests.papers.hostile import CASES, REFUSED
from tests.photos import picture

SUBJECT = "uji.naskah:1"


def pdf(pages: int = 2, tail: bytes = b"") -> bytes:
    from PIL import Image

    sheets = [Image.open(io.BytesIO(picture(number))) for number in range(pages)]
    target = io.BytesIO()
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:])
    return target.getvalue() + tail


def add(cast: Cast, content: bytes, **changes: Any) -> Attachment:
    told = {
        "subject": SUBJECT, "role": "bahan", "name": "bahan.jpg", "region": HULU, "election": cast.election,
        "actor": cast.actor("sekretariat-hulu"),
    }  # fmt: skip
    return attachments.add_attachment(content, **(told | changes))


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_picture_is_kept_and_shown_re_encoded(cast: Cast) -> None:
    content = picture(1) + b"<script>"
    row = add(cast, content, name="../../Foto Ketua\r\n.PNG", caption="  Foto \x00 bersama ")
    assert (row.name, row.caption, row.page_count, row.is_pdf) == ("Foto Ketua.jpg", "Foto bersama", 1, False)
    for as_file in (False, True):
        response = attachments.respond(row, as_file=as_file)
        shown = body(response)
        assert shown.startswith(b"\xff\xd8\xff") and b"<script>" not in shown
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Content-Disposition"].startswith("attachment" if as_file else "inline")
    assert len(body(attachments.respond(row, small=True))) < len(shown)
    entry = Entry.objects.get(action=AttachmentAction.ADDED)
    assert entry.chain == HULU and row.sha256 in entry.payload
    assert "Ketua" not in entry.payload and "bersama" not in entry.payload
    assert verify()[0] is None


def test_a_pdf_is_downloaded_as_it_came_and_looked_at_page_by_page(cast: Cast) -> None:
    content = pdf(2)
    row = add(cast, content, name="bahan rapat.pdf")
    assert (row.page_count, row.is_pdf) == (2, True)
    response = attachments.respond(row)
    assert body(response) == content
    assert response["Content-Disposition"] == 'attachment; filename="bahan rapat.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert body(attachments.respond(row, page=2)).startswith(b"\xff\xd8\xff")
    for page in (0, 3, -1, 10**9):
        with pytest.raises(Http404):
            attachments.respond(row, page=page)


@pytest.mark.parametrize("case", [case for case in CASES if case.outcome == REFUSED], ids=lambda case: case.name)
def test_a_hostile_file_is_refused_and_leaves_nothing(cast: Cast, case: Any) -> None:
    with pytest.raises(RuleError) as refusal:
        add(cast, case.make())
    assert str(refusal.value)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("word", [b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/XFA"])
def test_a_pdf_that_carries_programs_or_files_is_refused(cast: Cast, word: bytes) -> None:
    with pytest.raises(RuleError, match="memuat program atau berkas lain"):
        add(cast, pdf(1, b"\n%" + word))


def test_what_is_too_large_or_of_no_known_use_is_refused(cast: Cast, settings: Any) -> None:
    with pytest.raises(RuleError, match="tidak dikenal"):
        add(cast, picture(1), role="apa")
    with pytest.raises(RuleError, match="paling panjang"):
        add(cast, picture(1), caption="x" * 251)
    with pytest.raises(RuleError, match="lebih dari 20 halaman"):
        add(cast, pdf(21))
    settings.PHOTO_MAX_BYTES = 100
    with pytest.raises(RuleError, match="lebih besar"):
        add(cast, picture(1))


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd.pdf"), ("C:\\x\\surat.docx", "surat.pdf"), ("", "berkas.pdf"),
        ("..", "berkas.pdf"), ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x 1.pdf"), ("\u202egpj.exe", "gpj.pdf"),
        ("x" * 400, "x" * 116 + ".pdf"), ('"><svg>.pdf', "svg.pdf"), ("Surat Bu Nurhalizah.PDF", "Surat Bu Nurhalizah.pdf"),
    ],
)  # fmt: skip
def test_a_name_leads_nowhere(name: str, plain: str) -> None:
    assert attachments.plain_name(name, "pdf") == plain


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM papers_attachment", "UPDATE papers_attachment SET sha256 = 'ab'",
        "UPDATE papers_attachment SET subject = 'uji.naskah:2'", "UPDATE papers_attachment SET caption = 'lain'",
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_what_was_kept(cast: Cast, attack: str) -> None:
    add(cast, picture(1))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


@pytest.mark.parametrize("shelf", [storage.ORIGINAL, storage.IMAGE, storage.SMALL])
def test_a_kept_file_that_changed_or_vanished_is_seen(cast: Cast, shelf: str) -> None:
    row = add(cast, picture(1))
    name = row.sha256 if shelf == storage.ORIGINAL else row.pages[0]["gambar"]
    path = storage.path_of(shelf, name)
    path.write_bytes(path.read_bytes() + b"x")
    assert name in str(verify()[0])
    path.unlink()
    assert name in str(verify()[0])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twins_of_one_request_are_one_file(real_cast: Cast) -> None:
    key = uuid4()
    results = together(*[lambda: add(real_cast, picture(1), key=key)] * 3)
    assert failures(results) == []
    assert len({row.pk for row in results}) == Attachment.objects.count() == 1
