"""The way back after the vote: which boxes should come home, and which have not.

What should come back is everything meant for a TPS that ever left the commission's store, from the day of the vote on:
who held it last has to bring it, whether it came as far as its KPPS or got stuck on the way there. Before that day a
box at a PPS is on its way out; then only what a KPPS already gave back is waited for. A box that by the custody never
left the store has nothing to come back from: it is counted apart, so that a way out which nobody wrote down is seen.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from electcoord.elections import calendar
from electcoord.elections.models import Election
from logistics.models import Container, ContainerKind, Custody, HolderKind
from logistics.selectors.ready import place_of

K = HolderKind
COMES_BACK = (ContainerKind.KOTAK, ContainerKind.KOTAK_HASIL)


class Goal(models.TextChoices):
    """As far as a box has to have come."""

    PPK = "ppk", _("di PPK")
    KPU = "kpu", _("di KPU")


def is_over(election: Election) -> bool:
    """Whether the day of the vote has come."""
    days = calendar.days_after(election)
    return days is not None and days >= 0


def owed(election: Election, code: str) -> QuerySet[Container]:
    """What should come back from a region, wherever it is now."""
    rows = _of_tps(election, code).filter(step__gt=0)
    if is_over(election):
        return rows
    return rows.filter(Exists(Custody.objects.filter(container=OuterRef("pk"), giver__kind=K.KPPS)))


def never_left(election: Election, code: str) -> int:
    """Boxes for which no hand-over was ever written down."""
    return _of_tps(election, code).filter(step=0).count()


def _of_tps(election: Election, code: str) -> QuerySet[Container]:
    rows = Container.objects.filter(election=election, kind__in=COMES_BACK, tps__isnull=False)
    return rows.filter(tps__code__startswith=code) if len(code) > 10 else rows.filter(region__code__startswith=code)


def is_back(goal: str) -> Q:
    """Whether a box is as far as that. At its own PPK, for at another one it is astray; what that PPK sent on to KPU
    has been there."""
    at_kpu = Q(holder__kind__in=AT_KPU)
    return at_kpu if goal == Goal.KPU else at_kpu | OWN_PPK | _on_to_kpu()


AT_KPU = (K.GUDANG, K.PERCETAKAN)
OWN_PPK = Q(holder__kind=K.PPK, holder__region_id=Substr("region_id", 1, 6))


def _on_to_kpu() -> Q:
    """On a vehicle that a PPK loaded: to KPU only if it had come back from below."""
    last = Custody.objects.filter(container=OuterRef("pk"), step=OuterRef("step"), giver__kind=K.PPK)
    below = Custody.objects.filter(container=OuterRef("pk"), giver__kind__in=(K.KPPS, K.PPS))
    return Q(holder__kind=K.PERJALANAN) & Q(Exists(last)) & Q(Exists(below))


def missing(election: Election, code: str, goal: str) -> QuerySet[Container]:
    """The boxes that have not come so far, by TPS."""
    return owed(election, code).filter(~is_back(goal)).order_by("tps__code", "code")


@dataclass(frozen=True)
class Coming:
    """Of one place: how many should come back and how many are there."""

    expected: int
    back: int

    @property
    def missing(self) -> int:
        return self.expected - self.back


def counts(election: Election, code: str, goal: str, digits: int) -> dict[str, Coming]:
    """By place with so many digits. Two queries: who holds what, and the few that are on a vehicle to KPU; asking each
    box for the latter would cost a hundred times as much."""
    rows = owed(election, code).order_by().annotate(part=place_of(digits))
    own = rows.annotate(own=ExpressionWrapper(OWN_PPK, output_field=models.BooleanField()))
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for part, held_by, is_own, count in own.values_list("part", "holder__kind", "own").annotate(n=Count("pk")):
        found[part][0] += count
        found[part][1] += count if held_by in AT_KPU or (goal == Goal.PPK and is_own) else 0
    if goal == Goal.PPK:
        for part, count in rows.filter(_on_to_kpu()).values_list("part").annotate(n=Count("pk")):
            found[part][1] += count
    return {part: Coming(*found[part]) for part in sorted(found)}


def last_passings(rows: list[Container]) -> dict[int, Custody]:
    """Box to the hand-over by which its holder got it; one query."""
    found = Custody.objects.filter(container__in=[row.pk for row in rows], step=F("container__step"))
    return {one.container_id: one for one in found.select_related("handover", "giver")}


def goal_of(text: Any) -> Goal:
    return Goal(text) if text in Goal.values else Goal.PPK
