"""Every photo and placement equals its ledger entry, every deed has its row, every file is there and unchanged."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from electcoord.ledger import canonical
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import Break
from electcoord.papers import storage
from electcoord.papers.actions import told_of, told_of_place
from electcoord.papers.attachments import told_of_attachment
from electcoord.papers.ledger_actions import (
    AttachmentAction,
    DocumentAction,
    NumberAction,
    PaperAction,
    TemplateAction,
)
from electcoord.papers.models import Attachment, DocumentVersion, Number, NumberState, Photo, Placement, WordTemplate
from electcoord.papers.models.documents import DocumentState
from electcoord.papers.numbers import told_of_number
from electcoord.papers.word_templates import told_of_template

# A row's time is taken a moment before its entry's, in the same transaction.
MOMENT = 3600
DIFFERS = "tidak sama dengan entri buku kejadiannya"
Told = dict[tuple[str, int], tuple[Entry, dict[str, Any]]]


def papers_equal_their_entries() -> Break | None:
    """The first photo, placement, deed or file that is not what the ledger tells."""
    told = _told()
    return _photos(told) or _placements(told) or _left(told) or _files()


def _told() -> Told:
    """Entries by subject and number of the placement."""
    found: Told = {}
    entries = Entry.objects.filter(action__in=PaperAction.values).order_by("pk")
    for entry in entries.iterator(chunk_size=1000):
        payload = _payload(entry)
        found[entry.subject, payload.get("urutan", 0)] = (entry, payload)
    return found


def _payload(entry: Entry) -> dict[str, Any]:
    """The payload; nothing where it is not what an action writes, so that it differs from everything."""
    try:
        payload = json.loads(entry.payload)
    except ValueError:
        return {}
    is_ours = isinstance(payload, dict) and type(payload.get("urutan")) is int
    return payload if is_ours else {}


def _is_told(told: dict[str, Any], payload: dict[str, Any]) -> bool:
    return all(key in payload and payload[key] == value for key, value in told.items())


def _is_then(time: datetime, entry: Entry) -> bool:
    return abs((time - entry.time).total_seconds()) < MOMENT


def _photos(told: Told) -> Break | None:
    for photo in Photo.objects.select_related("election").order_by("pk").iterator(chunk_size=1000):
        entry, payload = told.get((photo.subject, 1), (None, {}))
        if entry is None:
            return Break(f"foto {photo.uuid}", "tanpa entri buku kejadian")
        by = (entry.action, entry.actor, entry.role, entry.election)
        if (
            by != (PaperAction.ADDED, photo.uploaded_by, photo.role, photo.election.slug)
            or not _is_told(told_of(photo), payload)
            or not _is_then(photo.uploaded_at, entry)
        ):
            return Break(f"foto {photo.uuid}", DIFFERS)
    return None


def _placements(told: Told) -> Break | None:
    """Takes each placement's entry out of `told`; what is left has no row."""
    for placement in _in_order():
        place = f"foto {placement.photo.uuid} tempat ke-{placement.number}"
        entry, payload = told.pop((placement.photo.subject, placement.number), (None, {}))
        if entry is None:
            return Break(place, "tanpa entri buku kejadian")
        action = PaperAction.ADDED if placement.number == 1 else PaperAction.PLACED
        code = placement.tps.code
        by = (entry.action, entry.actor, entry.chain, entry.region)
        elections = {placement.photo.election_id, placement.contest.election_id, placement.tps.election_id}
        if (
            by != (action, placement.placed_by, code[:6], code)
            or len(elections) != 1
            or not _is_told(told_of_place(placement), payload)
            or not _is_then(placement.placed_at, entry)
        ):
            return Break(place, DIFFERS)
    return None


def _in_order() -> Iterator[Placement]:
    rows = Placement.objects.select_related("photo", "contest", "tps").order_by("photo", "number")
    return rows.iterator(chunk_size=1000)


def _left(told: Told) -> Break | None:
    for entry, _ in told.values():
        return Break(f"rantai {entry.chain} posisi {entry.position}", "foto atau tempatnya hilang")
    return None


def _files() -> Break | None:
    """Every original, page and small picture has the bytes that its entry names."""
    seen: set[tuple[str, str, str]] = set()
    added = Entry.objects.filter(action=PaperAction.ADDED).order_by("pk")
    for entry in added.iterator(chunk_size=1000):
        kept = _payload(entry)
        for shelf, name, of in (
            (storage.ORIGINAL, "asli", "asli"), (storage.IMAGE, "gambar", "gambar"), (storage.SMALL, "gambar", "kecil"),
        ):  # fmt: skip
            file = (shelf, str(kept.get(name)), str(kept.get(of)))
            if file not in seen and not storage.is_whole(*file):
                return Break(f"berkas {shelf}/{file[1]}", "hilang atau berubah di penyimpanan bukti")
            seen.add(file)
    return None


def attachments_equal_their_entries() -> Break | None:
    """The first attachment, deed or kept file that is not what the ledger tells."""
    told = {entry.subject: entry for entry in Entry.objects.filter(action=AttachmentAction.ADDED).order_by("pk")}
    for row in Attachment.objects.select_related("election").order_by("pk").iterator(chunk_size=1000):
        entry = told.pop(row.ledger_subject, None)
        if entry is None:
            return Break(f"lampiran {row.uuid}", "tanpa entri buku kejadian")
        if entry.actor != row.added_by or not _is_same(told_of_attachment(row), entry):
            return Break(f"lampiran {row.uuid}", DIFFERS)
        if broken := _kept(row):
            return broken
    for entry in told.values():
        return Break(f"rantai {entry.chain} posisi {entry.position}", "lampirannya hilang")
    return None


def _is_same(told: dict[str, Any], entry: Entry) -> bool:
    try:
        return json.loads(entry.payload) == told
    except ValueError:
        return False


def _kept(row: Attachment) -> Break | None:
    files = [(storage.ORIGINAL, row.sha256, row.sha256)]
    for page in row.pages:
        files += [(storage.IMAGE, page["gambar"], page["gambar"]), (storage.SMALL, page["gambar"], page["kecil"])]
    for shelf, name, of in files:
        if not storage.is_whole(shelf, name, of):
            return Break(f"berkas {shelf}/{name}", "hilang atau berubah di penyimpanan bukti")
    return None


def register_has_no_gap() -> Break | None:
    """Each register counts 1, 2, 3 …; each number and each cancellation stands in the ledger."""
    told = {entry.subject: entry for entry in Entry.objects.filter(action=NumberAction.TAKEN)}
    cancelled = set(Entry.objects.filter(action=NumberAction.CANCELLED).values_list("subject", flat=True))
    last: dict[tuple[Any, ...], int] = {}
    for number in Number.objects.select_related("kind").order_by("issuer", "kind", "year", "sequence"):
        register = (number.issuer_id, number.kind_id, number.year)
        place = f"nomor {number.text}"
        if number.sequence != last.get(register, 0) + 1:
            return Break(place, "nomor sebelumnya hilang")
        last[register] = number.sequence
        entry = told.pop(number.ledger_subject, None)
        if entry is None or entry.actor != number.taken_by or not _is_same(told_of_number(number), entry):
            return Break(place, DIFFERS)
        if (number.state == NumberState.BATAL) != (number.ledger_subject in cancelled):
            return Break(place, "statusnya tidak sama dengan buku kejadian")
    for entry in told.values():
        return Break(f"rantai {entry.chain} posisi {entry.position}", "nomornya hilang")
    return None


Deeds = dict[tuple[str, int], dict[str, dict[str, Any]]]
# The deed that brought a version into its state.
_MADE_BY = {
    DocumentState.DRAF: DocumentAction.DRAFTED, DocumentState.DISAHKAN: DocumentAction.APPROVED,
    DocumentState.DITANDATANGANI: DocumentAction.SIGNED, DocumentState.DICABUT: DocumentAction.WITHDRAWN,
}  # fmt: skip


def documents_equal_their_entries() -> Break | None:
    """The first version whose content, number, printed form or state is not what the ledger tells."""
    told = _deeds()
    rows = DocumentVersion.objects.select_related("document", "register_number", "signed").order_by("pk")
    for version in rows.iterator(chunk_size=500):
        deeds = told.pop((version.document.ledger_subject, version.number), {})
        place = f"naskah {version.document.uuid} versi {version.number}"
        if problem := _version_problem(version, deeds):
            return Break(place, problem)
    for subject, number in told:
        return Break(f"{subject} versi {number}", "barisnya hilang")
    return None


def _deeds() -> Deeds:
    """The last payload of each kind of deed, by document and version."""
    found: Deeds = {}
    for entry in Entry.objects.filter(action__in=DocumentAction.values).order_by("pk").iterator(chunk_size=1000):
        try:
            payload = json.loads(entry.payload)
            found.setdefault((entry.subject, int(payload["versi"])), {})[entry.action] = payload
        except (ValueError, KeyError, TypeError):
            found.setdefault((entry.subject, 0), {})
    return found


def _version_problem(version: DocumentVersion, deeds: dict[str, dict[str, Any]]) -> str:
    if DocumentAction.DRAFTED not in deeds or _MADE_BY[version.state] not in deeds:
        return "tanpa entri buku kejadian"
    later = set(deeds) & {DocumentAction.APPROVED, DocumentAction.SIGNED, DocumentAction.WITHDRAWN}
    if version.is_draft and later:
        return DIFFERS
    approved = deeds.get(DocumentAction.APPROVED)
    last = approved or deeds.get(DocumentAction.EDITED) or deeds[DocumentAction.DRAFTED]
    if canonical.digest(version.content) != version.sha256 or last.get("isi") != version.sha256:
        return DIFFERS
    number = version.register_number.text if version.register_number else ""
    printed = (approved or {}).get("cetakan", ""), (approved or {}).get("nomor", "")
    if printed != (version.pdf_sha256, number):
        return DIFFERS
    signed = deeds.get(DocumentAction.SIGNED, {}).get("pindaian", "")
    if signed != (version.signed.sha256 if version.signed else ""):
        return DIFFERS
    if version.pdf_sha256 and not storage.is_whole(storage.ORIGINAL, version.pdf_sha256):
        return "cetakannya hilang atau berubah di penyimpanan bukti"
    return ""


def templates_equal_their_entries() -> Break | None:
    """The first uploaded template whose row or file is not what the ledger tells."""
    told = {entry.subject: entry for entry in Entry.objects.filter(action=TemplateAction.UPLOADED)}
    for row in WordTemplate.objects.select_related("kind").order_by("pk"):
        entry = told.pop(row.ledger_subject, None)
        place = f"templat {row.uuid}"
        if entry is None or entry.actor != row.uploaded_by or not _is_same(told_of_template(row), entry):
            return Break(place, DIFFERS)
        if not storage.is_whole(storage.ORIGINAL, row.sha256):
            return Break(place, "berkasnya hilang atau berubah di penyimpanan bukti")
    for entry in told.values():
        return Break(f"rantai {entry.chain} posisi {entry.position}", "templatnya hilang")
    return None
