"""Every photo and placement equals its ledger entry, every deed has its row, every file is there and unchanged."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from electcoord.ledger.models import Entry
from electcoord.ledger.verification import Break
from electcoord.papers import storage
from electcoord.papers.actions import told_of, told_of_place
from electcoord.papers.ledger_actions import PaperAction
from electcoord.papers.models import Photo, Placement

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
