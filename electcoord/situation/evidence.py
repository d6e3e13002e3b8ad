"""Files as evidence of a report: pictures and PDFs that hang on a note, served through the follow-up's own doors."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger.recording import Actor
from electcoord.papers import attachments
from electcoord.papers.models import Attachment
from electcoord.situation.models import Note

MOST = 5


def subject_of(note: Note) -> str:
    return f"situation.note:{note.uuid}"


def keep_files(note: Note, files: Sequence[Any], *, actor: Actor) -> None:
    """Keeps what came with a note, within its deed: a file that is refused refuses the whole report."""
    if len(files) > MOST:
        raise RuleError(_("Paling banyak %(most)s berkas sekali kirim.") % {"most": MOST})
    row = note.follow_up
    for file in files:
        attachments.add_attachment(
            file.read(), subject=subject_of(note), role="bukti", name=file.name, region=row.region_id,
            election=row.election, actor=actor,
        )  # fmt: skip


def files_of(notes: Iterable[Note]) -> dict[UUID, list[Attachment]]:
    """{note: its files}, in one query."""
    by_subject = {subject_of(note): note.uuid for note in notes}
    found: dict[UUID, list[Attachment]] = {}
    for row in Attachment.objects.filter(subject__in=by_subject, role="bukti"):
        found.setdefault(by_subject[row.subject], []).append(row)
    return found


def respond(request: HttpRequest, notes: Iterable[Note], uuid: UUID) -> HttpResponse:
    """A file of one of these notes, 404 for any other; the caller has authorised who sees the notes."""
    rows = Attachment.objects.filter(uuid=uuid, role="bukti", subject__in=[subject_of(note) for note in notes])
    if (row := rows.first()) is None:
        raise Http404
    return attachments.respond(row, small="kecil" in request.GET)
