"""What the database knows of needs, as logistics/needs.py reckons with it."""

from collections.abc import Iterable

from django.db.models import QuerySet

from electcoord.accounts import access
from electcoord.elections.models import Contest, Election, ProfileVersion, Tps
from logistics.models import Item
from logistics.needs import DESA, Area, Good, Needs, Reckon, reckoner


def items_of(election: Election) -> QuerySet[Item]:
    """The catalogue in its order."""
    return Item.objects.filter(election=election).order_by("position", "code")


def amount_of(item: Item, profile: ProfileVersion) -> int | None:
    """The item's own amount, or what the profile says."""
    return profile.get(item.profile_key) if item.profile_key in profile.values else item.amount


def good_of(item: Item, profile: ProfileVersion) -> Good:
    return Good(item.code, item.basis, amount_of(item, profile), tuple(item.kinds))


def area_of(contest: Contest) -> Area:
    return Area(contest.key, contest.kind, tuple(area.region_id for area in contest.areas.all()))


def reckoner_of(profile: ProfileVersion) -> Reckon:
    return reckoner(profile.get("cadangan_permil"), profile.get("pembulatan_cadangan"))


def dpts_of(election: Election, codes: Iterable[str]) -> dict[str, int | None]:
    """The DPT of every TPS in these regions by its code, in one query; None where it is not known."""
    rows = Tps.objects.filter(access.region_q(codes, "code"), election=election).order_by("code")
    return {
        code: None if men is None or women is None else men + women
        for code, men, women in rows.values_list("code", "dpt_l", "dpt_p")
    }


def desa_of(election: Election) -> list[str]:
    """Codes of its desa, those without a TPS too: each has a PPS."""
    return sorted(election.regions.filter(region__code__length=DESA).values_list("region_id", flat=True))


def needs_of(
    election: Election, contests: Iterable[Contest], dpts: dict[str, int | None], places: Iterable[str], digits: int
) -> Needs:
    """Needs of these TPS, by desa or (`digits` 13) one by one; `places`: desa that count without a TPS too."""
    areas = [area_of(contest) for contest in contests]
    return Needs.of(dpts, areas, reckoner_of(election.profile), places=places, digits=digits)
