"""Frozen plans: what they hold, and what differs since."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Contest, Election
from electcoord.elections.places import contests_of
from logistics.models import NeedPlan
from logistics.needs import KABUPATEN, TPS, Good, Needs, Tally, is_due, reckoner
from logistics.selectors import needs as reads


def plans_of(election: Election) -> QuerySet[NeedPlan]:
    """Its plans, the newest first, without what they hold."""
    return NeedPlan.objects.filter(election=election).select_related("profile").defer("content").order_by("-number")


def basis_of(election: Election) -> dict[str, Any]:
    """All that the needs of an election follow from now: DPT by TPS, reserve, amounts."""
    profile = election.profile
    active = reads.items_of(election).filter(is_active=True)
    return {
        "cadangan_permil": profile.get("cadangan_permil"), "pembulatan_cadangan": profile.get("pembulatan_cadangan"),
        "tps": reads.dpts_of(election, [election.kabupaten_id]), "desa": reads.desa_of(election),
        "barang": [
            {"kode": good.code, "dasar": good.basis, "jumlah": good.amount, "jenis": list(good.kinds)}
            for good in (reads.good_of(item, profile) for item in active)
        ],
    }  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What a basis says of some regions."""

    needs: Needs
    goods: dict[str, Good]


def held(basis: dict[str, Any], contests: Iterable[Contest], codes: Iterable[str]) -> Held:
    """The basis read, of what lies in `codes` (`""` is everywhere)."""
    inside = tuple(codes)
    dpts = {code: dpt for code, dpt in sorted(basis["tps"].items()) if code.startswith(inside)}
    places = [code for code in basis["desa"] if code.startswith(inside)]
    spare = reckoner(basis["cadangan_permil"], basis["pembulatan_cadangan"])
    areas = [reads.area_of(contest) for contest in contests]
    goods = [Good(row["kode"], row["dasar"], row["jumlah"], tuple(row["jenis"])) for row in basis["barang"]]
    needs = Needs.of(dpts, areas, spare, places=places, digits=TPS)
    return Held(needs, {good.code: good for good in goods})


@dataclass(frozen=True)
class Change:
    """A TPS whose ballots differ; every contest of a TPS needs as many as the others."""

    code: str
    contests: tuple[Contest, ...]
    before: Tally
    after: Tally

    @property
    def difference(self) -> int | None:
        """None where either side is unknown: what is not known is not nought."""
        if self.before.ballots is None or self.after.ballots is None:
            return None
        return self.after.ballots - self.before.ballots


@dataclass(frozen=True)
class Changes:
    """A plan beside today."""

    before: Held
    after: Held
    contests: tuple[Contest, ...]
    # Of the shortest code of a region that is seen: what is kept above it is not its business.
    digits: int

    def stations(self) -> list[Change]:
        """TPS by their code, those that are new or gone too."""
        old, new = self.before.needs.tallies, self.after.needs.tallies
        found = []
        for code in sorted(old.keys() | new.keys()):
            before, after = old.get(code, Tally()), new.get(code, Tally())
            if before != after:
                mine = tuple(c for c in self.contests if reads.area_of(c).holds(code))
                found.append(Change(code, mine, before, after))
        return found

    def ballots(self) -> Iterator[tuple[Contest, Tally, Tally]]:
        """Each contest with its needs then and now."""
        for contest in self.contests:
            area = reads.area_of(contest)
            yield contest, self.before.needs.contest(area), self.after.needs.contest(area)

    def goods(self) -> list[tuple[str, int | None, int | None]]:
        """Items (by code) of which another number is due: then, now. None: not set, or not in the catalogue."""
        old, new = self.before.goods, self.after.goods
        found = []
        for code in sorted(old.keys() | new.keys()):
            before = self.before.needs.amount(old[code]) if code in old else None
            after = self.after.needs.amount(new[code]) if code in new else None
            if before != after and is_due((new if code in new else old)[code], self.digits):
                found.append((code, before, after))
        return found


def changes(plan: NeedPlan, user: Any, can: Can) -> Changes:
    """What differs since the plan in the regions that the account sees."""
    election: Election = plan.election
    codes = access.scope(user, can, election)
    contests = tuple(contests_of(election))
    then, now = json.loads(plan.content), basis_of(election)
    digits = max(KABUPATEN, min(map(len, codes)))
    return Changes(held(then, contests, codes), held(now, contests, codes), contests, digits)
