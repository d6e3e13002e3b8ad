"""A call of a meeting as a numbered circular: written, addressed, approved, sent, confirmed (coordination M8)."""

import uuid as uuids
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.common.text import one_line
from electcoord.directory.models import Institution, Office, Term
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from electcoord.outbox import letters, links
from electcoord.outbox.models import Channel
from electcoord.papers import documents, layouts, numbers, words
from electcoord.papers.models import DocumentVersion
from meetings import assembly
from meetings.actions.deeds import changed, entry, lock_meeting, paragraph, stale
from meetings.actions.documents import check_other_hand
from meetings.ledger_actions import PaperAction
from meetings.models import Circular, CircularKind, CircularRecipient, Decision, Meeting
from meetings.states import PLANNED, MeetingState

PURPOSE, SE = "edaran", "SE"
LASTS = timedelta(days=365)
LONGEST, MOST = 15_000, 500


@transaction.atomic
def draft_circular(
    meeting: Meeting, decisions: Iterable[Decision], *, kind: str, about: str, actor: Actor,
    key: uuids.UUID | None = None,
) -> Circular:  # fmt: skip
    """A draft that says what these decisions of the meeting say; RuleError without any."""
    chosen, made = list(decisions), uuids.uuid4()
    about = one_line(about, _("Tentang"), 180)
    if key and (done := recording.claim(key, canonical.digest([str(meeting.uuid), kind, about, actor.uuid]), made)):
        return Circular.objects.get(uuid=done)
    meeting = lock_meeting(meeting.pk)
    if meeting.state in (*PLANNED, MeetingState.BATAL):
        raise RuleError(_("Edaran dibuat dari keputusan rapat yang sudah dibuka."))
    if kind not in CircularKind.values or not chosen:
        raise RuleError(_("Pilih jenis surat dan paling sedikit satu keputusan atau imbauan."))
    if any(one.is_void or one.session.meeting_id != meeting.pk for one in chosen):
        raise RuleError(_("Keputusan ini sudah dicabut atau milik rapat lain."))
    with in_source():
        day = words.full_date(timezone.localdate(meeting.starts))
        basis = f"{assembly.full_title(meeting)}, {day}, bertempat di {meeting.place}."
    row = Circular(uuid=made, meeting=meeting, kind=kind, about=about, basis=basis, made_at=timezone.now(),
                   points="\n".join(" ".join(one.text.split()) for one in chosen))  # fmt: skip
    with entry(PaperAction.CIRCULAR_DRAFTED, meeting, actor, edaran=str(made), jenis_edaran=kind,
               keputusan=[str(one.uuid) for one in chosen]):  # fmt: skip
        row.document = documents.draft(
            kind=SE, subject=row.subject, title=about, content=_content(row, []), region=meeting.region_id,
            election=meeting.election, actor=actor,
        ).document  # fmt: skip
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_circular(
    circular: Circular, *, kind: str, about: str, basis: str, points: str, seen: str, actor: Actor
) -> Circular:
    """Another text for the draft; ConflictError where somebody else changed it since."""
    row, version = _draft(circular, seen)
    if kind not in CircularKind.values:
        raise RuleError(_("Pilih jenis surat."))
    values = {"kind": kind, "about": one_line(about, _("Tentang"), 180), "basis": paragraph(basis, _("Dasar"), 5000),
              "points": paragraph(points, _("Isi"), LONGEST)}  # fmt: skip
    if names := changed(row, values):
        with _entry(PaperAction.CIRCULAR_CHANGED, row, actor, isian=", ".join(names)):
            row.save(update_fields=names)
            _typeset(row, version, actor)
    return row


@transaction.atomic
def address_circular(
    circular: Circular, *, offices: Iterable[Office] = (), institutions: Iterable[Institution] = (),
    drop: Iterable[CircularRecipient] = (), actor: Actor,
) -> int:  # fmt: skip
    """Adds and takes away recipients of the draft; how many it is for now."""
    row, version = _draft(circular)
    known = {(r.institution_id, r.office_id): r for r in _recipients(row)}
    wanted = [(o.institution, o) for o in offices] + [(i, None) for i in institutions]
    fresh = {(i.pk, o and o.pk): CircularRecipient(circular=row, institution=i, office=o) for i, o in wanted}
    gone = [r for r in known.values() if r.pk in {one.pk for one in drop}]
    added = [r for key, r in fresh.items() if key not in known]
    count = len(known) + len(added) - len(gone)
    if count > MOST:
        raise RuleError(_("Penerima edaran paling banyak %(most)s.") % {"most": MOST})
    if added or gone:
        with _entry(PaperAction.CIRCULAR_ADDRESSED, row, actor, jumlah=count):
            for one in gone:
                one.is_active = False
                one.save(update_fields=["is_active"])
            for one in added:
                one.save(force_insert=True)
            _typeset(row, version, actor)
    return count


@transaction.atomic
def approve_circular(
    circular: Circular, *, classification: str, issuer: str, seen: str, actor: Actor
) -> DocumentVersion:
    """Numbers and freezes it, by somebody who did not write it alone."""
    meeting, document = circular.meeting, circular.document
    if issuer not in {meeting.region_id, meeting.region_id[:4]}:
        raise RuleError(_("Wilayah penerbit ini bukan wilayah rapat."))
    check_other_hand(document.latest, actor)
    number = numbers.take_number(
        kind=SE, issuer=issuer, classification=classification, about=circular.about, subject=document.ledger_subject,
        day=timezone.localdate(), election=meeting.election, actor=actor,
    )  # fmt: skip
    row, version = _draft(circular, seen)
    if not row.recipients.filter(is_active=True).exists():
        raise RuleError(_("Pilih penerimanya dulu."))
    return documents.approve(version, number=number, actor=actor)


@transaction.atomic
def send_circular(circular: Circular, *, actor: Actor) -> int:
    """A letter with a personal link to every recipient; once. How many."""
    lock_meeting(circular.meeting_id)
    row = (
        Circular.objects.select_for_update(of=("self",))
        .select_related("meeting__election", "document")
        .get(pk=circular.pk)
    )
    version = row.document.in_force
    if version is None:
        raise RuleError(_("Sahkan edaran ini dulu."))
    if row.sent_at is not None:
        raise RuleError(_("Edaran ini sudah dikirim."))
    recipients = list(_recipients(row))
    with _entry(PaperAction.CIRCULAR_SENT, row, actor, jumlah=len(recipients)):
        for one in recipients:
            _send(row, one, version)
        row.sent_at, row.sent_by = timezone.now(), actor.uuid
        row.save(update_fields=["sent_at", "sent_by"])
    return len(recipients)


@transaction.atomic
def confirm_receipt(recipient: CircularRecipient, *, actor: Actor) -> CircularRecipient:
    """Whoever holds the link says that it came; a second press changes nothing."""
    lock_meeting(recipient.circular.meeting_id)
    rows = CircularRecipient.objects.select_for_update(of=("self",))
    row = rows.select_related("circular__meeting__election", "institution").get(pk=recipient.pk)
    if row.received_at is None:
        with _entry(PaperAction.CIRCULAR_RECEIVED, row.circular, actor, lembaga=row.institution.name,
                    penerima=str(row.uuid)):  # fmt: skip
            row.received_at = timezone.now()
            row.save(update_fields=["received_at"])
    return row


def _draft(circular: Circular, seen: str = "") -> tuple[Circular, DocumentVersion]:
    """The circular with its draft, both held."""
    lock_meeting(circular.meeting_id)
    row = Circular.objects.select_for_update(of=("self",)).select_related(
        "meeting__election", "meeting__organiser__region", "document").get(pk=circular.pk)  # fmt: skip
    version = row.document.latest
    if not version.is_draft:
        raise RuleError(_("Edaran ini sudah disahkan; isinya tidak berubah lagi."))
    if seen and version.sha256 != seen:
        raise stale()
    return row, version


def _recipients(circular: Circular) -> Any:
    rows = circular.recipients.filter(is_active=True).select_related("institution", "office")
    held = Term.objects.on(timezone.localdate()).select_related("person").order_by("started", "pk")
    return rows.prefetch_related(Prefetch("office__terms", held, to_attr="terms_today")).order_by("pk")


def _typeset(row: Circular, version: DocumentVersion, actor: Actor) -> None:
    documents.edit_draft(version, _content(row, [str(one) for one in _recipients(row)]), actor=actor)


def _content(row: Circular, to: list[str]) -> assembly.Content:
    meeting = row.meeting
    today = timezone.localdate()
    chief = Term.objects.on(today).filter(office__institution=meeting.organiser, office__title__istartswith="ketua")
    chief = chief.select_related("office", "person").order_by("office__rank").first()
    signer = {"jabatan": chief.office.title if chief else "Ketua", "nama": chief.person.name if chief else "",
              "lembaga": meeting.organiser.name}  # fmt: skip
    points = [line.strip() for line in row.points.splitlines() if line.strip()]
    content = layouts.circular(
        kop=assembly.letterhead(meeting), place=meeting.region.name.title(), day=today, about=row.about, to=to,
        sections=[("Dasar", row.basis), ("Isi", points)], signers=[signer],
    )  # fmt: skip
    if row.kind == CircularKind.IMBAUAN:
        content["judul"] = f"IMBAUAN\nTENTANG\n{row.about.upper()}"
        content["penutup"] = ["Demikian imbauan ini disampaikan untuk dilaksanakan."]
    return content


def _send(row: Circular, one: CircularRecipient, version: DocumentVersion) -> None:
    meeting, holder = row.meeting, one.office or one.institution
    one.link = links.make(
        purpose=PURPOSE, about=row.subject, holder=f"{holder._meta.label_lower}:{holder.uuid}",
        region=meeting.region_id, election=meeting.election, expires_at=timezone.now() + LASTS,
    )  # fmt: skip
    one.save(update_fields=["link"])
    channel, to = _address(one)
    with in_source():
        kind = CircularKind(row.kind).label
        text = _("%(kind)s Nomor %(number)s tentang %(about)s dapat dibaca di sini. Mohon nyatakan sudah diterima:") % {
            "kind": str(kind).capitalize(), "number": version.register_number.text, "about": row.about}  # fmt: skip
        parts = [_("Kepada Yth. %(owner)s") % {"owner": one}, text + f"\n{letters.LINK_MARK}",
                 _("Tautan ini khusus untuk Anda; jangan diteruskan.")]  # fmt: skip
        subject = f"{str(kind).capitalize()}: {row.about}"[:200]
    letters.queue(letters.Draft(
        channel=channel, to=to, subject=subject, body="\n\n".join(parts), dedupe_key=f"{row.subject}:{one.uuid}",
        about=row.subject, region=meeting.region_id, election=meeting.election, link=one.link,
    ))  # fmt: skip


def _address(one: CircularRecipient) -> tuple[str, str]:
    """Mail where it is known, of the office's only holder or the institution; else a telephone, or nothing."""
    terms = one.office.terms_today if one.office_id else []
    places = [terms[0].person] if len(terms) == 1 else []
    places.append(one.institution)
    for place in places:
        if letters.can_mail(place.email):
            return Channel.EMAIL, place.email.strip()
    for place in places:
        try:
            if place.phone and (number := letters.address(Channel.WHATSAPP, place.phone)):
                return Channel.WHATSAPP, number
        except RuleError:
            continue
    return Channel.WHATSAPP, ""


def _entry(action: str, row: Circular, actor: Actor, **told: Any) -> Any:
    return entry(action, row.meeting, actor, edaran=str(row.uuid), jenis_edaran=row.kind, **told)
