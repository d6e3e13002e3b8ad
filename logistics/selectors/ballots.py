"""How many ballots a TPS was given: the one place that says so, to whoever compares it with what was used."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from electcoord.elections.models import Contest, Election
from logistics.goods import BALLOT
from logistics.models import PackedLine, Packing
from logistics.selectors import needs as reads


@dataclass(frozen=True, slots=True)
class Sent:
    """Ballots in the box of one contest for one TPS; `is_plan`: what it needs, not what somebody counted into the box.

    `other`: the contest whose ballots were put in, where it is not the box's own (regulations H.7).
    """

    count: int | None
    is_plan: bool = True
    other: str = ""


def sent_ballots(election: Election, contest: Contest, tps_codes: Iterable[str]) -> dict[str, Sent]:
    """By TPS code, in queries that do not grow; no entry for a TPS outside of the contest.

    What was counted into a box is laid over the need (DPT and reserve, regulations H.3), which says that it is one;
    None where not even that is known.
    """
    wanted = set(tps_codes)
    if not wanted:
        return {}
    area, spare = reads.area_of(contest), reads.reckoner_of(election.profile)
    top = _above(wanted)
    plan = {
        code: Sent(None if dpt is None else dpt + spare(dpt))
        for code, dpt in reads.dpts_of(election, [top]).items() if code in wanted and area.holds(code)
    }  # fmt: skip
    return plan | {code: sent for code, sent in _packed(contest, top).items() if code in plan}


def _packed(contest: Contest, top: str) -> dict[str, Sent]:
    """What the boxes of the contest hold now, in one query; a box whose ballots nobody counted is left out."""
    lines = PackedLine.objects.filter(container=OuterRef("container"), round=OuterRef("round"), item_code=BALLOT)
    rows = Packing.objects.filter(
        unpacked_at__isnull=True, container__contest=contest, container__tps__code__startswith=top
    ).annotate(count=Subquery(lines.values("packed")[:1]))
    told = list(rows.exclude(count=None).order_by("container").values_list("container__tps__code", "count", "ballots"))
    strange = Contest.objects.in_bulk({ballots for _code, _count, ballots in told} - {None, contest.pk})
    found: dict[str, Sent] = {}
    for code, count, ballots in told:
        before = found.get(code, Sent(0))
        other = strange[ballots].title if ballots in strange else before.other
        found[code] = Sent((before.count or 0) + count, is_plan=False, other=other)
    return found


def _above(codes: set[str]) -> str:
    """The longest beginning that all of these codes share; one query then finds them without naming each."""
    first, last = min(codes), max(codes)
    return first[: next((at for at, pair in enumerate(zip(first, last, strict=True)) if len(set(pair)) > 1), None)]
