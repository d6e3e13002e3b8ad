"""Differences of hand-overs: which incident each gives rise to, and whether that is over.

Nothing of a hand-over is ever set right by a later one alone: a difference counts until somebody closes its incident
with a result, and then says by which.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from electcoord.elections.models import Election
from electcoord.situation import incident_pages
from electcoord.situation import kinds as registry
from electcoord.situation.models import Incident
from electcoord.situation.states import INCIDENT_OPEN
from logistics import incident_kinds as kinds
from logistics.models import HandoverLine, Reason
from logistics.states import BAD_SEALS, LineState

ABOUT = "logistics.handover:"
# What a side said of a container that it gave and nobody received; a container that only the receiver saw is no loss.
BY_REASON = {Reason.TERTINGGAL: kinds.KEKURANGAN, Reason.RUSAK: kinds.RUSAK, Reason.SALAH_MUAT: kinds.SELISIH,
             Reason.SALAH_PINDAI: kinds.SELISIH}  # fmt: skip
KINDS = (kinds.HILANG, kinds.KEKURANGAN, kinds.RUSAK, kinds.SELISIH, kinds.SEGEL)


def kinds_of(line: HandoverLine) -> list[str]:
    """The kinds of incidents that a settled line gives rise to; none where all is well."""
    found = []
    if line.state == LineState.SELISIH:
        only_given = line.giver_seal and not line.receiver_seal
        found.append(BY_REASON.get(line.reason, kinds.HILANG) if only_given else kinds.SELISIH)
    if line.giver_seal in BAD_SEALS or line.receiver_seal in BAD_SEALS:
        found.append(kinds.SEGEL)
    return found


def lines_of_kind(kind: str) -> Q:
    """The same of one kind, as a condition on lines."""
    if kind == kinds.SEGEL:
        bad = Q(giver_seal__in=BAD_SEALS) | Q(receiver_seal__in=BAD_SEALS)
        return bad & ~Q(state=LineState.MENUNGGU)
    only_given = Q(receiver_seal="") & ~Q(giver_seal="")
    reasons = [reason for reason, found in BY_REASON.items() if found == kind]
    said = ~Q(reason__in=BY_REASON) if kind == kinds.HILANG else Q(reason__in=reasons)
    other = ~only_given if kind == kinds.SELISIH else Q(pk__in=[])
    return Q(state=LineState.SELISIH) & (only_given & said | other)


def open_differences(election: Election) -> QuerySet[HandoverLine]:
    """Lines of which an incident is open; closing it clears them, opening it again counts them again. One query more,
    whose answer grows with what people still have to see to."""
    rows = Incident.objects.filter(
        election=election, is_automatic=True, state__in=INCIDENT_OPEN, kind__in=KINDS, about__startswith=ABOUT
    )
    ways: dict[str, list[UUID]] = defaultdict(list)
    for kind, about in rows.order_by("pk").values_list("kind", "about"):
        ways[kind].append(UUID(about.removeprefix(ABOUT)))
    query = Q(pk__in=[])
    for kind, uuids in ways.items():
        query |= Q(handover__uuid__in=uuids) & lines_of_kind(kind)
    return HandoverLine.objects.filter(query, handover__election=election)


def clearings(user: Any, lines: Sequence[HandoverLine]) -> dict[int, list[dict[str, Any]]]:
    """{line: the incidents that cleared it}, empty while one of its incidents is open; two queries at most.

    Each with its result; the way to its page only where the account sees it. Lines come with their hand-over.
    """
    wanted = {line.pk: [(f"{ABOUT}{line.handover.uuid}", kind) for kind in kinds_of(line)] for line in lines}
    about = {place for places in wanted.values() for place, _kind in places}
    rows = Incident.objects.filter(is_automatic=True, about__in=about, kind__in=KINDS) if about else ()
    known = {(row.about, row.kind): row for row in rows}
    over = {row.pk for row in known.values() if not row.is_open}
    seen = set(incident_pages.incidents_for(user).filter(pk__in=over).values_list("pk", flat=True)) if over else set()
    return {
        key: [_clearing(row, row.pk in seen) for row in found] if _is_over(found) else []
        for key, places in wanted.items() for found in [[known.get(place) for place in places]]
    }  # fmt: skip


def _is_over(rows: Iterable[Incident | None]) -> bool:
    return all(row is not None and not row.is_open for row in rows)


def _clearing(row: Incident, is_seen: bool) -> dict[str, Any]:
    result = registry.RESULTS[row.result] if row.result else row.get_state_display()
    return {
        "label": row.label, "result": result,
        "url": reverse("situation:incident", args=[row.uuid]) if is_seen else "",
    }  # fmt: skip
