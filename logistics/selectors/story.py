"""The whole story of boxes: made, packed, sealed, every hand-over as both sides told it, openings; the newest last.

Four queries for as many boxes as wanted. A hand-over that one side alone has told says that, and nothing of what that
side saw: the other still counts for itself.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.ledger import canonical, recording
from electcoord.ledger.models import Entry
from electcoord.office.selectors import ROLES
from logistics.ledger_actions import ContainerAction
from logistics.models import Confirmation, Container, Custody, HandoverLine, Reason, Seal, Side
from logistics.selectors.boxes import LOOKS, box_url, is_wrong, what
from logistics.states import ContainerState, LineState, SealSeen

# Deeds about many boxes at once; the entry names them by a digest alone.
TOGETHER = (ContainerAction.MADE, ContainerAction.PACKED)


@dataclass(frozen=True)
class Said:
    """What one side told: when the server had it, who, and of the seal."""

    side: str
    at: datetime
    who: str
    seal: str


@dataclass(frozen=True)
class Event:
    """One step of a box. `state`: tone of the timeline; `step`: of its custody, where it passed."""

    at: datetime
    title: str
    text: str = ""
    url: str = ""
    state: str = ""
    icon: str = "entri-satu"
    who: str = ""
    step: int | None = None
    said: tuple[Said, ...] = ()


@dataclass
class _Rows:
    """All that is known of the boxes, read once."""

    entries: list[Entry]
    lines: list[HandoverLine]
    told: dict[int, list[Confirmation]]
    custody: dict[tuple[int, int], Custody]
    first: dict[int, str] = field(default_factory=dict)


def stories(boxes: Sequence[Container]) -> dict[int, list[Event]]:
    """Box to its events in their order; the boxes come with their `election` and `holder`."""
    rows = _read(boxes)
    found: dict[int, list[Event]] = {box.pk: [] for box in boxes}
    subjects = {f"logistics.container:{box.uuid}": box.pk for box in boxes}
    for entry in rows.entries:
        if entry.subject in subjects:
            found[subjects[entry.subject]].append(_deed(entry))
    for box in boxes:
        found[box.pk] += [_deed(entry) for entry in _together(box, rows)]
    for line in rows.lines:
        found[line.container_id].append(_passing(line, rows))
    for events in found.values():
        events.sort(key=lambda event: event.at)
    return found


def _read(boxes: Sequence[Container]) -> _Rows:
    keys = [box.pk for box in boxes]
    lines = HandoverLine.objects.filter(container__in=keys).order_by("handover__first_at", "pk")
    lines = list(lines.select_related("handover__giver", "handover__receiver", "handover__election", "container"))
    told: dict[int, list[Confirmation]] = defaultdict(list)
    for one in Confirmation.objects.filter(handover__in={line.handover_id for line in lines}).defer("lines"):
        told[one.handover_id].append(one)
    passed = list(Custody.objects.filter(container__in=keys).select_related("giver"))
    first = {one.container_id: f"logistics.holder:{one.giver.uuid}" for one in passed if one.step == 1}
    first = {box.pk: first.get(box.pk, f"logistics.holder:{box.holder.uuid}") for box in boxes}
    own = Q(subject__in=[f"logistics.container:{box.uuid}" for box in boxes])
    entries = Entry.objects.filter(own | Q(subject__in=set(first.values()), action__in=TOGETHER)).order_by("id")
    custody = {(one.container_id, one.handover_id): one for one in passed}
    return _Rows(list(entries), lines, told, custody, first)


def _together(box: Container, rows: _Rows) -> list[Entry]:
    """Entries about many boxes that can be about this one only: the digest is its own, or there is no other such
    entry of the place where it began."""
    own, made = canonical.digest([box.code]), []
    found = []
    for entry in rows.entries:
        if entry.subject != rows.first[box.pk] or entry.action not in TOGETHER:
            continue
        if json.loads(entry.payload).get("isi") == own:
            found.append(entry)
        elif entry.action == ContainerAction.MADE:
            made.append(entry)
    is_known = any(entry.action == ContainerAction.MADE for entry in found)
    return found if is_known or len(made) != 1 else [*made, *found]


def _deed(entry: Entry) -> Event:
    """A deed of the ledger in its own words, which begin like a sentence here."""
    words = recording.sentence(entry.action, json.loads(entry.payload))
    opened = entry.action == ContainerAction.OPENED
    return Event(
        entry.time, words[:1].upper() + words[1:], state="periksa" if opened else "cocok",
        icon="periksa" if opened else "cocok", who=str(ROLES.get(entry.role, entry.role)),
    )  # fmt: skip


def _passing(line: HandoverLine, rows: _Rows) -> Event:
    handover, told = line.handover, rows.told[line.handover_id]
    custody = rows.custody.get((line.container_id, line.handover_id))
    is_open = len(told) < len(Side)
    tone, icon = LOOKS[LineState(line.state)]
    text = str(Reason(line.reason).label) if line.reason and not is_open else ""
    if is_open:
        text = _("menunggu pernyataan pihak lain")
    elif line.state == LineState.MENUNGGU:
        text = _("menunggu serah terima sebelumnya")
    elif custody and is_wrong(line):
        tone, icon, text = "periksa", "periksa", _("segel berselisih")
    url = reverse("logistics:handover", args=[handover.election.slug, handover.uuid])
    said = () if is_open else tuple(_said(one, line) for one in sorted(told, key=lambda one: one.received_at))
    return Event(
        custody.at if custody else handover.first_at, f"{handover.giver} → {handover.receiver}", text, url, tone,
        icon, step=custody.step if custody else None, said=said,
    )  # fmt: skip


def _said(one: Confirmation, line: HandoverLine) -> Said:
    seen = line.giver_seal if one.side == Side.PEMBERI else line.receiver_seal
    words = str(SealSeen(seen).label) if seen else _("tidak melihat kotak ini")
    who = f"{one.name}, {one.office}" if one.name else str(ROLES.get(one.role, one.role))
    return Said(str(one.get_side_display()), one.received_at, who, words)


def log_of(boxes: Sequence[Container]) -> list[dict[str, Any]]:
    """Each box with its story and its seals, for the log of a TPS."""
    told = stories(boxes)
    seals: dict[int, list[Seal]] = defaultdict(list)
    for seal in Seal.objects.filter(container__in=[box.pk for box in boxes]).order_by("attached_at", "number"):
        seals[seal.container_id].append(seal)
    return [
        {"box": box, "story": told[box.pk], "seals": seals[box.pk], "what": what(box), "url": box_url(box),
         "look": LOOKS[ContainerState(box.state)]}
        for box in boxes
    ]  # fmt: skip
