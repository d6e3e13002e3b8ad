"""Files of anything but sheets: taken in through the decoder, given back without anything that could run.

Who may do either is decided by the app that owns the subject.
"""

import logging
import re
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from electcoord.papers import decoding, storage
from electcoord.papers.ledger_actions import AttachmentAction
from electcoord.papers.models import Attachment, AttachmentRole, Original

log = logging.getLogger(__name__)
PER_SUBJECT = 200
LONGEST_NAME, LONGEST_CAPTION = 120, 250
# Whatever the bytes are, a browser that opens them runs and loads nothing.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
TYPES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf"}
SUFFIXES = {"jpeg": ".jpg", "png": ".png", "webp": ".webp", "pdf": ".pdf"}
TOO_MANY_PAGES = decoding.SENTENCES["halaman"]
_SUBJECT = re.compile(r"[a-z_]+\.[a-z_]+:[0-9A-Za-z-]{1,40}")
_UNSAFE = re.compile(r"[^\w .,()&+-]+")


def add_attachment(
    content: bytes, *, subject: str, role: str, name: str, caption: str = "", region: str,
    election: Election | None, actor: Actor, key: UUID | None = None,
) -> Attachment:  # fmt: skip
    """Decodes, keeps and records a picture or PDF; with `key` a repeated request counts once.

    Raises RuleError in words for a file that is not clean, an unknown role or a subject that holds too many already.
    """
    if role not in AttachmentRole.values:
        raise RuleError(_("Guna lampiran %(role)s tidak dikenal.") % {"role": role})
    if not _SUBJECT.fullmatch(subject):
        raise ValueError(subject)
    original, pages = _decoded(content)
    row = Attachment(
        uuid=uuid4(), subject=subject, role=role, name=plain_name(name, original), caption=_caption(caption),
        original=original.value, sha256=storage.keep_original(content), size=len(content),
        pages=[_kept(page) for page in pages], region=region, election=election, added_by=actor.uuid,
        added_at=timezone.now(),
    )  # fmt: skip
    return _add(row, key, actor)


@transaction.atomic
def _add(row: Attachment, key: UUID | None, actor: Actor) -> Attachment:
    digest = canonical.digest([row.subject, row.role, row.sha256, row.name, row.caption])
    if key and (done := recording.claim(key, digest, row.uuid)):
        return Attachment.objects.get(uuid=done)
    if Attachment.objects.filter(subject=row.subject).count() >= PER_SUBJECT:
        raise RuleError(_("Sudah ada %(count)s lampiran di sini; tidak dapat ditambah lagi.") % {"count": PER_SUBJECT})
    with recording.entry(
        AttachmentAction.ADDED, chain=recording.chain_of(row.region), actor=actor,
        subject=row.ledger_subject, region=row.region,
        election=row.election.slug if row.election else "", payload=told_of_attachment(row),
    ):  # fmt: skip
        row.save(force_insert=True)
    return row


def told_of_attachment(row: Attachment) -> dict[str, Any]:
    """What the ledger keeps: hashes and counts; names of files and captions stay out."""
    return {
        "guna": row.role, "untuk": row.subject, "jenis_asli": row.original, "asli": row.sha256,
        "ukuran_asli": row.size, "halaman": len(row.pages), "gambar": [page["gambar"] for page in row.pages],
        "kecil": [page["kecil"] for page in row.pages],
    }  # fmt: skip


def attachments_of(subject: str) -> QuerySet[Attachment]:
    """Files of a subject, the oldest first."""
    return Attachment.objects.filter(subject=subject)


def respond(
    attachment: Attachment, page: int | None = None, as_file: bool = False, small: bool = False
) -> HttpResponse:
    """The file to a browser; the caller has checked the right.

    A page (from 1; a picture's only one by default) comes re-encoded as JPEG. A PDF without `page` comes as it was
    sent, as a download. Http404 for a page that is not there and a file that storage lost.
    """
    if attachment.is_pdf and page is None:
        return _send(attachment, storage.ORIGINAL, attachment.sha256, as_file=True)
    number = 1 if page is None else page
    if not 1 <= number <= attachment.page_count:
        raise Http404
    shelf = storage.SMALL if small else storage.IMAGE
    return _send(attachment, shelf, attachment.pages[number - 1]["gambar"], as_file=as_file)


def _send(attachment: Attachment, shelf: str, sha256: str, *, as_file: bool) -> HttpResponse:
    is_original = shelf == storage.ORIGINAL
    try:
        file = storage.path_of(shelf, sha256).open("rb")
    except (OSError, ValueError) as error:
        log.error("berkas %s/%s tidak terbaca: %s", shelf, sha256, error)
        raise Http404 from error
    stem = attachment.name.rpartition(".")[0] or attachment.name
    response = FileResponse(
        file, as_attachment=as_file, filename=attachment.name if is_original else f"{stem}.jpg",
        content_type=TYPES[attachment.original] if is_original else "image/jpeg",
    )  # fmt: skip
    return guarded(response)


def guarded(response: HttpResponse) -> HttpResponse:
    """Headers under which nothing in the bytes runs, is guessed at or is kept by others."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    return response


def plain_name(name: str, original: str) -> str:
    """A file name that leads nowhere and fits a header, with the ending of what the file really is."""
    ending = SUFFIXES.get(str(original), "")
    name = re.split(r"[/\\]", name.replace("\x00", ""))[-1]
    stem = name.rpartition(".")[0] or name
    stem = " ".join(_UNSAFE.sub(" ", stem).split()).strip(". ") or "berkas"
    return stem[: LONGEST_NAME - len(ending)].strip() + ending


def _caption(caption: str) -> str:
    caption = " ".join(caption.replace("\x00", "").split())
    if len(caption) > LONGEST_CAPTION:
        raise RuleError(_("Keterangan paling panjang %(most)s huruf.") % {"most": LONGEST_CAPTION})
    return caption


def _decoded(content: bytes) -> tuple[Original, list[decoding.Page]]:
    limit = settings.PHOTO_MAX_BYTES
    if len(content) > limit:
        raise RuleError(_("Berkas ini lebih besar dari %(most)s MB.") % {"most": angka(limit // 1024 // 1024)})
    try:
        return decoding.decode(content, passive=True)
    except decoding.PaperError as refusal:
        if str(refusal) == TOO_MANY_PAGES:
            raise RuleError(
                _("PDF ini lebih dari %(most)s halaman; pecah, lalu kirim satu per satu.")
                % {"most": decoding.MAX_PAGES}
            ) from refusal
        raise


def _kept(page: decoding.Page) -> dict[str, Any]:
    image, small = storage.keep_image(page.image, page.small)
    return {
        "gambar": image, "kecil": small, "ukuran": len(page.image), "lebar": page.width, "tinggi": page.height,
    }  # fmt: skip
