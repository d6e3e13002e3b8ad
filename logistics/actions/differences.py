"""Differences of hand-overs open incidents by themselves (reliability J3): one for each hand-over and kind.

Which kind follows from what both sides saw alone, so the order in which their statements come makes no difference.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from electcoord.common.language import in_source
from electcoord.ledger.recording import Actor
from electcoord.situation import incidents
from logistics import incident_kinds as kinds
from logistics.models import Confirmation, Container, Handover, HandoverLine, Holder
from logistics.selectors.differences import kinds_of

SAID = {
    kinds.HILANG: "dinyatakan diserahkan, tidak dinyatakan diterima",
    kinds.KEKURANGAN: "tertinggal di tempat asal",
    kinds.RUSAK: "rusak di jalan",
    kinds.SELISIH: "pernyataan pemberi dan penerima tidak sama",
    kinds.SEGEL: "segelnya rusak, tidak ada, atau nomornya berbeda",
}
NAMED = 40


def raised(
    settled: Iterable[HandoverLine], containers: Mapping[int, Container], handover: Handover, told: Confirmation,
    actor: Actor,
) -> list[incidents.Change]:  # fmt: skip
    """The incidents of the lines that this statement, `told` of `handover`, settled, ready to be written with it."""
    groups: dict[tuple[Handover, str], list[str]] = defaultdict(list)
    for line in settled:
        for kind in kinds_of(line):
            groups[line.handover, kind].append(containers[line.container_id].code)
    if not groups:
        return []
    ways = {way for way, _kind in groups}
    keys = {key for way in ways for key in (way.giver_id, way.receiver_id)}
    holders = Holder.objects.select_related("region", "tps", "election").in_bulk(keys)
    # A telephone's clock may run ahead.
    at = min(told.told_at, timezone.now())
    bad = [way for way, kind in groups if kind == kinds.SEGEL]
    seen = _numbers(bad, handover, told) if bad else {}
    ordered = sorted(groups.items(), key=lambda group: (str(group[0][0].uuid), group[0][1]))
    return incidents.raise_all(
        [
            _report(way, kind, sorted(codes), holders, at, seen.get(way.uuid, {}) if kind == kinds.SEGEL else {})
            for (way, kind), codes in ordered
        ],
        actor=actor,
    )


def _numbers(ways: Iterable[Handover], handover: Handover, told: Confirmation) -> dict[UUID, dict[str, list[str]]]:
    """{hand-over: {code: seal numbers as each side told them, the giver first}}; what both told stands once."""
    rows = list(Confirmation.objects.filter(handover__uuid__in=[way.uuid for way in ways]).values_list(
        "handover__uuid", "side", "lines"
    ))  # fmt: skip
    found: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for uuid, _side, lines in sorted([*rows, (handover.uuid, str(told.side), told.lines)], key=lambda row: row[1]):
        for code, _step, _seal, _reason, text in json.loads(lines):
            number = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
            if number and number not in found[uuid][code]:
                found[uuid][code].append(number)
    return found


def _report(
    way: Handover, kind: str, codes: list[str], holders: Mapping[int, Holder], at: datetime,
    numbers: Mapping[str, list[str]],
) -> incidents.Report:  # fmt: skip
    giver, receiver = holders[way.giver_id], holders[way.receiver_id]
    # Where the narrower of both committees works, so that both see it and the regency too.
    near = max((receiver, giver), key=lambda holder: len(holder.tps.code if holder.tps else holder.region_id))
    with in_source():
        more = f" dan {len(codes) - NAMED} lainnya" if len(codes) > NAMED else ""
        what = f"{len(codes)} kotak atau wadah {SAID[kind]}.\n{', '.join(codes[:NAMED])}{more}"
        shown = [f"{code}: {' / '.join(numbers[code])}" for code in codes if code in numbers]
        if shown:
            what += f"\nNomor segel yang terlihat: {_short('; '.join(shown), 600)}"
        title = f"Serah terima {giver} → {receiver}"
    return incidents.Report(
        kind=kind, what=what, election=giver.election, region=near.region, tps_code=near.tps.code if near.tps else "",
        occurred_at=at, about=f"logistics.handover:{way.uuid}", about_title=title[:200],
        told={"jumlah": len(codes)},
        details={kinds.SEALS.key: _short("; ".join(shown), kinds.SEALS.longest)} if shown else {},
    )  # fmt: skip


def _short(text: str, longest: int) -> str:
    """What is too long ends with a sign that it is; the statements themselves hold the whole."""
    return text if len(text) <= longest else f"{text[: longest - 2]} …"
