"""Differences of hand-overs open incidents by themselves (reliability J3): one for each hand-over and kind.

Which kind follows from what both sides saw alone, so the order in which their statements come makes no difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from electcoord.common.language import in_source
from electcoord.ledger.recording import Actor
from electcoord.situation import incidents
from logistics import incident_kinds as kinds
from logistics.models import Container, Handover, HandoverLine, Holder, Reason
from logistics.states import BAD_SEALS, LineState

# What a side said of a container that it gave and nobody received; a container that only the receiver saw is no loss.
BY_REASON = {Reason.TERTINGGAL: kinds.KEKURANGAN, Reason.RUSAK: kinds.RUSAK, Reason.SALAH_MUAT: kinds.SELISIH,
             Reason.SALAH_PINDAI: kinds.SELISIH}  # fmt: skip
SAID = {
    kinds.HILANG: "dinyatakan diserahkan, tidak dinyatakan diterima",
    kinds.KEKURANGAN: "tertinggal di tempat asal",
    kinds.RUSAK: "rusak di jalan",
    kinds.SELISIH: "pernyataan pemberi dan penerima tidak sama",
    kinds.SEGEL: "segelnya rusak, tidak ada, atau nomornya berbeda",
}
NAMED = 40


def kinds_of(line: HandoverLine) -> list[str]:
    """The kinds of incidents that a settled line gives rise to; none where all is well."""
    found = []
    if line.state == LineState.SELISIH:
        only_given = line.giver_seal and not line.receiver_seal
        found.append(BY_REASON.get(line.reason, kinds.HILANG) if only_given else kinds.SELISIH)
    if line.giver_seal in BAD_SEALS or line.receiver_seal in BAD_SEALS:
        found.append(kinds.SEGEL)
    return found


def raised(
    settled: Iterable[HandoverLine], containers: Mapping[int, Container], told_at: datetime, actor: Actor
) -> list[incidents.Change]:  # fmt: skip
    """The incidents of the lines that this statement settled, ready to be written with it."""
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
    at = min(told_at, timezone.now())
    ordered = sorted(groups.items(), key=lambda group: (str(group[0][0].uuid), group[0][1]))
    return incidents.raise_all(
        [_report(way, kind, sorted(codes), holders, at) for (way, kind), codes in ordered], actor=actor
    )


def _report(
    way: Handover, kind: str, codes: list[str], holders: Mapping[int, Holder], at: datetime
) -> incidents.Report:  # fmt: skip
    giver, receiver = holders[way.giver_id], holders[way.receiver_id]
    # Where the narrower of both committees works, so that both see it and the regency too.
    near = max((receiver, giver), key=lambda holder: len(holder.tps.code if holder.tps else holder.region_id))
    with in_source():
        more = f" dan {len(codes) - NAMED} lainnya" if len(codes) > NAMED else ""
        what = f"{len(codes)} kotak atau wadah {SAID[kind]}.\n{', '.join(codes[:NAMED])}{more}"
        title = f"Serah terima {giver} → {receiver}"
    return incidents.Report(
        kind=kind, what=what, election=giver.election, region=near.region, tps_code=near.tps.code if near.tps else "",
        occurred_at=at, about=f"logistics.handover:{way.uuid}", about_title=title[:200],
        told={"jumlah": len(codes)},
    )  # fmt: skip
