"""Files as evidence of a report: pictures and PDFs that hang on a note, served through its thread's own doors."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger.recording import Actor
from electcoord.papers import attachments
from electcoord.papers.models import Attachment
from electcoord.situation.models import Step

MOST = 5


def keep_files(note: Step, files: Sequence[Any], *, actor: Actor) -> None:
    """Keeps what came with a note, within its deed: a file that is refused refuses the whole report."""
    if len(files) > MOST:
        raise RuleError(_("Paling banyak %(most)s berkas sekali kirim.") % {"most": MOST})
    row = note.thread
    for file in files:
        attachments.add_attachment(
            file.read(), subject=note.subject, role="bukti", name=file.name, region=row.region_id,
            election=row.election, actor=actor,
        )  # fmt: skip


def files_of(notes: Iterable[Step]) -> dict[UUID, list[Attachment]]:
    """{note: its files}, in one query."""
    by_subject = {note.subject: note.uuid for note in notes}
    found: dict[UUID, list[Attachment]] = {}
    for row in Attachment.objects.filter(subject__in=by_subject, role="bukti"):
        found.setdefault(by_subject[row.subject], []).append(row)
    return found


def respond(request: HttpRequest, notes: Iterable[Step], uuid: UUID) -> HttpResponse:
    """A file of one of these notes, 404 for any other; the caller has authorised who sees the notes."""
    rows = Attachment.objects.filter(uuid=uuid, role="bukti", subject__in=[note.subject for note in notes])
    if (row := rows.first()) is None:
        raise Http404
    return attachments.respond(row, small="kecil" in request.GET)
