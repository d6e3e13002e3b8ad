"""Drafting, approving, signing, revising and withdrawing documents; each deed is an entry with the content's hash."""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import ConflictError, RuleError
from electcoord.common.text import one_line
from electcoord.elections.models import Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from electcoord.papers import content as contents
from electcoord.papers import render, storage
from electcoord.papers.ledger_actions import DocumentAction
from electcoord.papers.models import Attachment, Document, DocumentKind, DocumentVersion, Number, NumberState
from electcoord.papers.models.documents import FROZEN, DocumentState
from electcoord.papers.numbers import LEAST_REASON

Content = dict[str, Any]


@transaction.atomic
def draft(
    *, kind: str, subject: str, title: str, content: Content, region: str, election: Election | None, actor: Actor,
    key: UUID | None = None,
) -> DocumentVersion:  # fmt: skip
    """A new document with its first version. RuleError where the content does not fit `content.check`."""
    made, checked = uuid4(), contents.check(content)
    digest = canonical.digest([kind, subject, title, checked, region])
    if key and (done := recording.claim(key, digest, made)):
        return DocumentVersion.objects.get(uuid=done)
    master = DocumentKind.objects.filter(code=kind).first()
    if master is None:
        raise RuleError(_("Jenis naskah %(code)s tidak dikenal atau tidak dipakai lagi.") % {"code": kind})
    now = timezone.now()
    document = Document(
        kind=master, subject=subject, title=one_line(title, _("Judul"), 200), region=region, election=election,
        made_by=actor.uuid, made_at=now,
    )  # fmt: skip
    version = DocumentVersion(uuid=made, document=document, number=1, made_by=actor.uuid, made_at=now)
    _put(version, checked)
    with _entry(DocumentAction.DRAFTED, version, actor):
        document.save(force_insert=True)
        version.document = document
        version.save(force_insert=True)
    return version


@transaction.atomic
def edit_draft(version: DocumentVersion, content: Content, *, actor: Actor, seen: str = "") -> DocumentVersion:
    """Other content for a draft. `seen`: sha256 that the person looked at; ConflictError where it changed since."""
    version = _locked(version)
    if not version.is_draft:
        raise RuleError(_("Naskah ini sudah disahkan; perubahan dibuat sebagai versi baru."))
    if seen and seen != version.sha256:
        raise ConflictError(_("Draf ini baru saja diubah orang lain; muat ulang halaman, lalu ulangi."))
    before = version.sha256
    _put(version, contents.check(content))
    if version.sha256 == before:
        return version
    with _entry(DocumentAction.EDITED, version, actor, sebelum=before):
        version.save(update_fields=["content", "sha256"])
    return version


@transaction.atomic
def approve(version: DocumentVersion, *, number: Number | None, actor: Actor) -> DocumentVersion:
    """Freezes a draft with its number and keeps its printed form; an older version in force is withdrawn by it.

    Take the number first, in the same transaction. RuleError for a number that is cancelled, of another kind or
    already on another document.
    """
    version = _locked(version)
    if not version.is_draft:
        raise RuleError(_("Naskah ini bukan draf lagi."))
    if number is not None:
        _check_number(version, number)
        _put(version, version.content | {"nomor": number.text})
    now = timezone.now()
    version.state, version.register_number = DocumentState.DISAHKAN, number
    version.approved_by, version.approved_at = actor.uuid, now
    version.pdf_sha256 = storage.keep_original(render.pdf(version, draft=False))
    with _entry(
        DocumentAction.APPROVED, version, actor, nomor=number.text if number else "", cetakan=version.pdf_sha256
    ):
        for older in version.document.versions.filter(state__in=FROZEN):
            _withdraw(older, actor)
        version.save(
            update_fields=["state", "content", "sha256", "register_number", "pdf_sha256", "approved_by", "approved_at"]
        )
    return version


@transaction.atomic
def sign(version: DocumentVersion, attachment: Attachment, *, actor: Actor) -> DocumentVersion:
    """Records the scan of the signed paper of an approved version."""
    version = _locked(version)
    if version.state != DocumentState.DISAHKAN:
        raise RuleError(_("Hanya naskah yang sudah disahkan dan belum bertanda tangan yang dapat ditandatangani."))
    if attachment.role != "bertanda_tangan":
        raise RuleError(_("Lampiran ini bukan naskah bertanda tangan."))
    version.state, version.signed = DocumentState.DITANDATANGANI, attachment
    version.signed_by, version.signed_at = actor.uuid, timezone.now()
    with _entry(DocumentAction.SIGNED, version, actor, pindaian=attachment.sha256):
        version.save(update_fields=["state", "signed", "signed_by", "signed_at"])
    return version


@transaction.atomic
def revise(
    document: Document, content: Content, *, reason: str, actor: Actor, key: UUID | None = None
) -> DocumentVersion:
    """The next version, as a draft; the old one stays in force until this one is approved, and readable after."""
    made, checked = uuid4(), contents.check(content)
    if key and (done := recording.claim(key, canonical.digest([str(document.uuid), checked, reason]), made)):
        return DocumentVersion.objects.get(uuid=done)
    reason = one_line(reason, _("Alasan perubahan"), 250)
    if len(reason) < LEAST_REASON:
        raise RuleError(_("Tulis alasan perubahan, paling sedikit %(least)s huruf.") % {"least": LEAST_REASON})
    last = document.versions.select_for_update(of=("self",)).order_by("-number").first()
    if last.is_draft:
        raise RuleError(_("Versi %(number)s masih draf; ubah draf itu.") % {"number": last.number})
    # Whoever waited for the row above must not count the twin's version twice.
    if document.versions.filter(number__gt=last.number).exists():
        raise ConflictError(_("Versi baru naskah ini baru saja dibuat orang lain; muat ulang halaman."))
    version = DocumentVersion(
        uuid=made, document=document, number=last.number + 1, reason=reason, made_by=actor.uuid,
        made_at=timezone.now(),
    )  # fmt: skip
    _put(version, {**checked, "nomor": None})
    with _entry(DocumentAction.DRAFTED, version, actor):
        version.save(force_insert=True)
    return version


@transaction.atomic
def withdraw(version: DocumentVersion, *, actor: Actor) -> DocumentVersion:
    """Takes a version out of force; it stays readable. Its number stays used: cancelling it is a deed of its own."""
    version = _locked(version)
    if version.state == DocumentState.DICABUT:
        raise RuleError(_("Naskah ini sudah dicabut."))
    _withdraw(version, actor)
    version.refresh_from_db()
    return version


def documents_of(subject: str) -> QuerySet[Document]:
    """Documents about a subject with their versions, the newest version first."""
    return Document.objects.filter(subject=subject).select_related("kind").prefetch_related("versions__register_number")


def told_of_version(version: DocumentVersion) -> dict[str, Any]:
    """What the ledger keeps of a version: which one, and the hash of what it says."""
    document = version.document
    return {
        "naskah": str(document.uuid), "jenis": document.kind.code, "untuk": document.subject,
        "versi": version.number, "isi": version.sha256,
    }  # fmt: skip


def _put(version: DocumentVersion, content: Content) -> None:
    version.content, version.sha256 = content, canonical.digest(content)


def _withdraw(version: DocumentVersion, actor: Actor) -> None:
    version.state, version.withdrawn_by, version.withdrawn_at = DocumentState.DICABUT, actor.uuid, timezone.now()
    with _entry(DocumentAction.WITHDRAWN, version, actor):
        version.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])


def _check_number(version: DocumentVersion, number: Number) -> None:
    if number.state != NumberState.TERPAKAI:
        raise RuleError(_("Nomor %(text)s sudah dibatalkan.") % {"text": number.text})
    if number.kind_id != version.document.kind_id:
        raise RuleError(_("Nomor %(text)s bukan untuk jenis naskah ini.") % {"text": number.text})
    if number.versions.exclude(document=version.document_id).exists():
        raise RuleError(_("Nomor %(text)s sudah dipakai naskah lain.") % {"text": number.text})


def _locked(version: DocumentVersion) -> DocumentVersion:
    rows = DocumentVersion.objects.select_for_update(of=("self",))
    return rows.select_related("document__kind", "document__election", "register_number").get(pk=version.pk)


def _entry(action: DocumentAction, version: DocumentVersion, actor: Actor, **told: str) -> Any:
    document = version.document
    return recording.entry(
        action, chain=recording.chain_of(document.region), actor=actor,
        subject=document.ledger_subject, region=document.region,
        election=document.election.slug if document.election else "", payload={**told_of_version(version), **told},
    )  # fmt: skip
