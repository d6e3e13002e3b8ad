"""Documents: a draft may change, what was approved never does, and every version stays readable."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from electcoord.common.errors import ConflictError, RuleError
from electcoord.ledger.models import Entry, UnledgeredWriteError
from electcoord.ledger.verification import verify
from electcoord.papers import attachments, documents, numbers, render, storage
from electcoord.papers.ledger_actions import DocumentAction
from electcoord.papers.models import Document, DocumentState, DocumentVersion, Number
from tests.cast import KABUPATEN, Cast
from tests.concurrency.threads import failures, together
from tests.papers.test_guards import unguarded
from tests.photos import picture

SUBJECT = "uji.rapat:1"
FIRST = {"kop": ["KOMISI PEMILIHAN UMUM"], "judul": "BERITA ACARA", "blok": [{"jenis": "paragraf", "teks": "Satu"}]}
SECOND = FIRST | {"blok": [{"jenis": "paragraf", "teks": "Dua"}]}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: Any) -> None:
    """The typesetter has tests of its own; here its bytes tell the content."""
    monkeypatch.setattr(render, "_typeset", lambda content, *rest: f"%PDF-{content}".encode())


def begin(cast: Cast, **changes: Any) -> DocumentVersion:
    told = {
        "kind": "BA", "subject": SUBJECT, "title": "Berita acara pleno", "content": FIRST, "region": KABUPATEN,
        "election": cast.election, "actor": cast.actor("staf"),
    }  # fmt: skip
    return documents.draft(**(told | changes))


def number(cast: Cast, kind: str = "BA") -> Number:
    return numbers.take_number(
        kind=kind, issuer=KABUPATEN, classification="PL.01.8", about="Pleno", subject=SUBJECT, day=date(2028, 3, 1),
        election=cast.election, actor=cast.actor("ketua"),
    )  # fmt: skip


def approved(cast: Cast) -> DocumentVersion:
    return documents.approve(begin(cast), number=number(cast), actor=cast.actor("ketua"))


def scan(cast: Cast, role: str = "bertanda_tangan") -> Any:
    return attachments.add_attachment(
        picture(3), subject=SUBJECT, role=role, name="ba.jpg", region=KABUPATEN, election=cast.election,
        actor=cast.actor("staf"),
    )  # fmt: skip


def actions_told() -> list[str]:
    told = Entry.objects.filter(action__in=DocumentAction.values).order_by("pk")
    return [action.rpartition(".")[2] for action in told.values_list("action", flat=True)]


def test_a_document_goes_from_draft_to_signed_and_on_to_its_next_version(cast: Cast) -> None:
    version = begin(cast)
    version = documents.edit_draft(version, SECOND, actor=cast.actor("staf"), seen=version.sha256)
    version = documents.approve(version, number=number(cast), actor=cast.actor("ketua"))
    assert version.content["nomor"] == "1/PL.01.8-BA/9901/2028"
    assert storage.is_whole(storage.ORIGINAL, version.pdf_sha256)
    version = documents.sign(version, scan(cast), actor=cast.actor("staf"))
    later = documents.revise(version.document, FIRST, reason="Salah tulis tempat rapat", actor=cast.actor("staf"))
    assert (later.number, version.document.in_force, version.document.latest) == (2, version, later)
    later = documents.approve(later, number=version.register_number, actor=cast.actor("ketua"))
    version.refresh_from_db()
    assert (version.state, later.state) == (DocumentState.DICABUT, DocumentState.DISAHKAN)
    assert version.content["blok"][0]["teks"] == "Dua", "the old one stays readable"
    assert version.document.in_force == later
    documents.withdraw(later, actor=cast.actor("ketua"))
    assert later.document.in_force is None
    assert actions_told() == [
        "drafted", "edited", "approved", "signed", "drafted", "approved", "withdrawn", "withdrawn"
    ]  # fmt: skip
    whole = " ".join(Entry.objects.filter(action__in=DocumentAction.values).values_list("payload", flat=True))
    assert version.sha256 in whole and "Berita acara pleno" not in whole
    assert verify()[0] is None


def test_each_step_is_refused_out_of_its_turn(cast: Cast) -> None:
    actor, version = cast.actor("ketua"), begin(cast)
    with pytest.raises(ConflictError):
        documents.edit_draft(version, SECOND, actor=actor, seen="0" * 64)
    with pytest.raises(RuleError, match="sudah disahkan dan belum"):
        documents.sign(version, scan(cast), actor=actor)
    with pytest.raises(RuleError, match="masih draf"):
        documents.revise(version.document, SECOND, reason="Salah tulis tempat", actor=actor)
    version = documents.approve(version, number=None, actor=actor)
    for refused in (
        lambda: documents.edit_draft(version, SECOND, actor=actor),
        lambda: documents.approve(version, number=None, actor=actor),
        lambda: documents.sign(version, scan(cast, "bahan"), actor=actor),
        lambda: documents.revise(version.document, SECOND, reason="salah", actor=actor),
    ):
        with pytest.raises(RuleError):
            refused()
    assert actions_told() == ["drafted", "approved"]


def test_a_number_serves_one_document_of_its_kind(cast: Cast) -> None:
    actor, one = cast.actor("ketua"), approved(cast)
    with pytest.raises(RuleError, match="sudah dipakai naskah lain"):
        documents.approve(begin(cast), number=one.register_number, actor=actor)
    with pytest.raises(RuleError, match="bukan untuk jenis"):
        documents.approve(begin(cast), number=number(cast, "Und"), actor=actor)
    spare = numbers.cancel_number(number(cast), reason="Salah mengambil nomor", actor=actor)
    with pytest.raises(RuleError, match="sudah dibatalkan"):
        documents.approve(begin(cast), number=spare, actor=actor)


@pytest.mark.parametrize(
    "content",
    [
        None, [], {"apa": 1}, {"blok": [{}]}, {"blok": [{"jenis": "skrip"}]}, {"blok": "x"}, {"judul": 1.5},
        {"blok": [{"jenis": "paragraf", "teks": ["x"]}]}, {"arah": "miring"}, {"tanda_tangan": ["x"]},
        {"blok": [{"jenis": "tabel", "kolom": ["a", "b"], "baris": [["1"]]}]}, {"meta": [["a"]]},
        {"blok": [{"jenis": "gambar", "sha256": "../../etc/passwd"}]}, {"judul": "x" * 20_001},
        {"blok": [{"jenis": "tabel", "kolom": ["a"], "baris": [["1"]] * 5001}]},
        {"blok": [{"jenis": "tabel", "kolom": ["a"], "baris": [], "tinggi": -1}]},
    ],
)  # fmt: skip
def test_what_is_no_content_is_refused(cast: Cast, content: Any) -> None:
    with pytest.raises(RuleError):
        begin(cast, content=content)
    assert not Document.objects.exists()


def test_signs_that_nobody_sees_are_left_out(cast: Cast) -> None:
    version = begin(cast, content=FIRST | {"judul": "A\x00B\u202eC\ud800\r\nD"})
    assert version.content["judul"] == "ABC\nD"


ATTACKS = {
    "content": "content = '{}'", "hash": "sha256 = 'ab'", "number": "register_number_id = NULL",
    "printed form": "pdf_sha256 = 'ab'", "back to draft": "state = 'draf'", "version": "number = 7",
    "reason": "reason = 'lain'", "who approved": "approved_by = 'lain'", "when": "approved_at = '2029-01-01'",
    "signed without a scan": "state = 'ditandatangani'", "a scan without signing": "signed_by = 'x'",
    "made by": "made_by = 'x'",
}  # fmt: skip


@pytest.mark.parametrize("change", ATTACKS.values(), ids=ATTACKS.keys())
def test_the_database_keeps_a_frozen_version_as_it_is(cast: Cast, change: str) -> None:
    approved(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE papers_documentversion SET {change}")


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM papers_documentversion", "DELETE FROM papers_document", "UPDATE papers_document SET title = 'x'",
        "UPDATE papers_document SET subject = 'x'",
    ],
)  # fmt: skip
def test_the_database_lets_no_document_go(cast: Cast, attack: str) -> None:
    begin(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


@pytest.mark.parametrize(("version", "state"), [(1, "draf"), (3, "draf"), (2, "disahkan")])
def test_a_version_is_born_as_the_next_draft(cast: Cast, version: int, state: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        first = begin(cast)
        when = "'2028-01-01'" if state != "draf" else "NULL"
        cursor.execute(
            "INSERT INTO papers_documentversion (uuid, document_id, number, content, state, sha256, reason, pdf_sha256,"
            " made_by, made_at, approved_by, approved_at, signed_by, withdrawn_by) "
            f"SELECT '{uuid4() if connection.vendor == 'postgresql' else uuid4().hex}', document_id, {version}, "
            f"content, '{state}', sha256, '', '', made_by, made_at, '', {when}, '', '' "
            f"FROM papers_documentversion WHERE id = {first.pk}"
        )


def test_a_version_is_not_written_outside_a_deed(cast: Cast) -> None:
    version = begin(cast)
    with pytest.raises(UnledgeredWriteError):
        version.save()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE papers_documentversion SET content = '{}'", "UPDATE papers_documentversion SET sha256 = 'ab'",
        "UPDATE papers_documentversion SET pdf_sha256 = 'ab'", "DELETE FROM papers_documentversion",
        "UPDATE papers_documentversion SET register_number_id = NULL",
    ],
)  # fmt: skip
def test_verification_sees_what_was_done_behind_the_guards(cast: Cast, harm: str) -> None:
    approved(cast)
    assert verify()[0] is None
    unguarded(harm)
    assert "versi 1" in str(verify()[0])


def test_a_printed_form_that_changed_is_seen_and_not_handed_out(cast: Cast) -> None:
    version = approved(cast)
    storage.path_of(storage.ORIGINAL, version.pdf_sha256).write_bytes(b"%PDF-lain")
    assert "cetakannya" in str(verify()[0])
    with pytest.raises(render.RenderError, match="hilang atau berubah"):
        render.pdf(version)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_approve_or_revise_at_once_do_it_once(real_cast: Cast) -> None:
    version = begin(real_cast)
    done = together(*[lambda: documents.approve(version, number=None, actor=real_cast.actor("ketua"))] * 3)
    assert len(failures(done)) == 2
    why = "Salah tulis tempat rapat"
    done = together(
        *[lambda: documents.revise(version.document, SECOND, reason=why, actor=real_cast.actor("staf"))] * 3
    )
    assert len(failures(done)) == 2
    assert all(isinstance(failure, RuleError) for failure in failures(done))
    assert list(DocumentVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert verify()[0] is None
