"""The papers of a meeting: assembled, edited, approved with a number, signed, archived, revised (regulations E.6, J.4).

Minutes are approved by somebody who did not write them alone: what then counts as said and decided was seen by two
people, as with corrections of figures. Who wrote a version is read from the ledger, which nobody edits.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import Actor
from electcoord.papers import attachments, content, documents, numbers
from electcoord.papers.ledger_actions import DocumentAction
from electcoord.papers.models import Attachment, Document, DocumentVersion
from electcoord.papers.models.documents import FROZEN, DocumentState
from meetings import assembly
from meetings.actions.deeds import check_move, entry, lock_meeting, move, require, stale
from meetings.actions.minutes import approve_minutes, start_minutes
from meetings.ledger_actions import PaperAction
from meetings.models import Mandate, Meeting
from meetings.states import APPROVED, NEEDS_MINUTES, MeetingState

S = MeetingState
TITLES = {assembly.MINUTES: "Notulen", assembly.REPORT: "Berita acara"}


def document_of(meeting: Meeting, kind: str) -> Document | None:
    return Document.objects.filter(subject=meeting.subject, kind__code=kind).select_related("kind").first()


@transaction.atomic
def draft_documents(meeting: Meeting, *, actor: Actor) -> list[DocumentVersion]:
    """After the closing: the drafts that the rows give, those that are not there yet; the meeting follows."""
    meeting = lock_meeting(meeting.pk)
    require(meeting, NEEDS_MINUTES, _("Notulen rapat berstatus %(state)s tidak disusun."))
    if meeting.state == S.SELESAI:
        start_minutes(meeting, actor=actor)
    made = []
    for kind in assembly.kinds_of(meeting):
        if document_of(meeting, kind) is None:
            made.append(documents.draft(
                kind=kind, subject=meeting.subject, title=f"{TITLES[kind]}: {meeting.title}"[:200],
                content=assembly.assemble(kind, meeting, writer=actor.uuid), region=meeting.region_id,
                election=meeting.election, actor=actor,
            ))  # fmt: skip
    return made


@transaction.atomic
def write_texts(
    version: DocumentVersion, texts: Mapping[int, str], photos: Iterable[Attachment], *, seen: str, actor: Actor
) -> DocumentVersion:
    """Other words for the paragraphs at these places of the content, and which photos it shows; facts stay."""
    blocks = [
        assembly.prose(texts[at].replace("\r\n", "\n").strip()) if at in texts and assembly.is_prose(block) else block
        for at, block in enumerate(version.content["blok"])
    ]
    put = assembly.with_pictures(version.content | {"blok": blocks}, list(photos))
    return documents.edit_draft(version, put, actor=actor, seen=seen)


@transaction.atomic
def assemble_again(
    meeting: Meeting, version: DocumentVersion, *, keep: bool, seen: str, actor: Actor
) -> DocumentVersion:
    """The facts as the rows say them now; `keep`: paragraphs that people wrote stay where their section still fits."""
    meeting = lock_meeting(meeting.pk)
    fresh = fresh_content(meeting, version)
    if keep:
        fresh = assembly.rewritten(version.content, fresh)
    pictures = [block for block in version.content["blok"] if block["jenis"] == "gambar"]
    if pictures:
        fresh["blok"] = [*fresh["blok"], {"jenis": "judul", "teks": assembly.PICTURES}, *pictures]
    return documents.edit_draft(version, fresh, actor=actor, seen=seen)


def fresh_content(meeting: Meeting, version: DocumentVersion) -> assembly.Content:
    kind = version.document.kind.code
    return content.check(assembly.assemble(kind, meeting, writer=version.made_by))


def is_stale(meeting: Meeting, version: DocumentVersion) -> bool:
    """Whether the rows say something else than the draft."""
    return assembly.facts(fresh_content(meeting, version)) != assembly.facts(version.content)


@transaction.atomic
def approve_document(
    meeting: Meeting, version: DocumentVersion, *, classification: str, issuer: str, seen: str, actor: Actor,
    day: date | None = None,
) -> DocumentVersion:  # fmt: skip
    """Numbers and freezes it. RuleError for one who wrote it alone, and where the rows have moved on since."""
    document = version.document
    older = document.versions.filter(register_number__isnull=False).order_by("-number").first()
    if issuer not in {meeting.region_id, meeting.region_id[:4]}:
        raise RuleError(_("Wilayah penerbit ini bukan wilayah rapat."))
    check_other_hand(version, actor)
    # A later version keeps the number: it is the same document, and the register knows it once.
    number = older.register_number if older else numbers.take_number(
        kind=document.kind.code, issuer=issuer, classification=classification, about=document.title,
        subject=document.ledger_subject, day=day or timezone.localdate(), election=meeting.election, actor=actor,
    )  # fmt: skip
    meeting = lock_meeting(meeting.pk)
    version = DocumentVersion.objects.select_related("document__kind").get(pk=version.pk)
    if version.sha256 != seen:
        raise stale()
    if is_stale(meeting, version):
        raise RuleError(_("Catatan rapat berubah sejak draf ini disusun. Susun ulang dari catatan, lalu sahkan."))
    if document.kind.code == assembly.REPORT and meeting.state not in APPROVED:
        raise RuleError(_("Sahkan notulennya lebih dulu; sesudah itu keputusan rapat tidak berubah lagi."))
    version = documents.approve(version, number=number, actor=actor)
    if document.kind.code == assembly.MINUTES and meeting.state == S.NOTULEN_DRAF:
        approve_minutes(meeting, actor=actor)
    return version


def writers_of(version: DocumentVersion) -> set[str]:
    """Accounts that drafted or edited this version, as the ledger tells."""
    rows = Entry.objects.filter(
        subject=version.document.ledger_subject, action__in=[DocumentAction.DRAFTED, DocumentAction.EDITED]
    ).values_list("actor", "payload")
    return {actor for actor, payload in rows if json.loads(payload)["versi"] == version.number}


def check_other_hand(version: DocumentVersion, actor: Actor) -> None:
    if writers_of(version) <= {actor.uuid}:
        raise RuleError(_("Naskah ini Anda tulis sendiri; mintalah pejabat lain mengesahkannya."))


def sign_document(
    meeting: Meeting, version: DocumentVersion, file: bytes, *, name: str, actor: Actor, key: UUID | None = None
) -> DocumentVersion:
    """Keeps the scan of the signed paper. The meeting follows with the paper that counts: the BA of a pleno."""
    if version.state != DocumentState.DISAHKAN:
        raise RuleError(_("Sahkan naskah ini dulu; sesudah itu pindaiannya diunggah satu kali."))
    with transaction.atomic():
        meeting = lock_meeting(meeting.pk)
        scan = attachments.add_attachment(
            file, subject=version.document.ledger_subject, role="bertanda_tangan", name=name, region=meeting.region_id,
            election=meeting.election, actor=actor, key=key,
        )  # fmt: skip
        version = documents.sign(version, scan, actor=actor)
        counts = version.document.kind.code == assembly.kinds_of(meeting)[-1]
        if counts and meeting.state == S.NOTULEN_DISAHKAN:
            with entry(PaperAction.SIGNED, meeting, actor, naskah=str(version.document.uuid)):
                move(meeting, S.BA_DITANDATANGANI, actor, at=timezone.now())
    return version


@transaction.atomic
def archive_meeting(meeting: Meeting, *, actor: Actor) -> Meeting:
    """Everything is signed and kept; the meeting is over in every sense."""
    meeting = lock_meeting(meeting.pk)
    check_move(meeting, S.DIARSIP)
    for kind in assembly.kinds_of(meeting):
        found = document_of(meeting, kind)
        if found is not None and (found.latest.is_draft or found.in_force is None):
            raise RuleError(_("%(kind)s masih draf; sahkan dulu.") % {"kind": found.kind.name})
    with entry(PaperAction.ARCHIVED, meeting, actor):
        move(meeting, S.DIARSIP, actor, at=timezone.now())
    return meeting


@transaction.atomic
def revise_document(
    meeting: Meeting, document: Document, *, reason: str, actor: Actor, key: UUID | None = None
) -> DocumentVersion:
    """A new version of a frozen document, from the rows with the words of the old one; that one stays readable."""
    meeting = lock_meeting(meeting.pk)
    last = document.latest
    if last.state not in FROZEN:
        raise RuleError(_("Versi %(number)s belum disahkan; ubah draf itu.") % {"number": last.number})
    old = last.content
    pictures = [block for block in old["blok"] if block["jenis"] == "gambar"]
    fresh = assembly.rewritten(old, assembly.assemble(document.kind.code, meeting, writer=last.made_by))
    if pictures:
        fresh["blok"] = [*fresh["blok"], {"jenis": "judul", "teks": assembly.PICTURES}, *pictures]
    return documents.revise(document, fresh, reason=reason, actor=actor, key=key)


def add_photo(
    meeting: Meeting, file: bytes, *, name: str, caption: str, role: str = "foto", actor: Actor, key: UUID | None = None
) -> Attachment:
    """A photo (or, as `bahan`, the signed sheet of attendance) of a meeting; a photo needs a caption."""
    if role not in ("foto", "bahan"):
        raise RuleError(_("Pilih foto atau daftar hadir bertanda tangan."))
    require(meeting, [s for s in S if s not in (S.BATAL, S.DIARSIP)], _("Rapat berstatus %(state)s tidak diberi foto."))
    if role == "foto" and not caption.strip():
        raise RuleError(_("Tulis keterangan foto: apa yang terlihat."))
    return attachments.add_attachment(
        file, subject=meeting.subject, role=role, name=name, caption=caption, region=meeting.region_id,
        election=meeting.election, actor=actor, key=key,
    )  # fmt: skip


def add_mandate_scan(mandate: Mandate, file: bytes, *, name: str, actor: Actor) -> Attachment:
    """The scan of a witness's letter, beside the mandate that was checked."""
    meeting = mandate.meeting
    return attachments.add_attachment(
        file, subject=mandate_subject(mandate), role="mandat", name=name, region=meeting.region_id,
        election=meeting.election, actor=actor,
    )  # fmt: skip


def mandate_subject(mandate: Mandate) -> str:
    return f"meetings.mandate:{mandate.uuid}"
