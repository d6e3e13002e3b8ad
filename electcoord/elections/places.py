"""Places of an election by their codes: names as its documents use them, what lies above and below."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy

from electcoord.common.names import region_name
from electcoord.elections.models import Contest, Election, ElectionRegion
from electcoord.regions.models import covers, titled

LEVEL_DIGITS = {"provinsi": 2, "kabupaten": 4, "kecamatan": 6, "desa": 10, "tps": 13}
CHILD_DIGITS = {4: 6, 6: 10, 10: 13}
WORDS = {
    4: gettext_lazy("Kabupaten/Kota"), 6: gettext_lazy("Kecamatan"), 10: gettext_lazy("Desa/Kelurahan"),
    13: gettext_lazy("TPS"),
}  # fmt: skip


def contests_of(election: Election) -> list[Contest]:
    """Contests with their areas, in the order in which a TPS counts them."""
    return list(election.contests.prefetch_related("areas").order_by("order"))


def in_area(contest: Contest, code: str) -> bool:
    """Whether a region has rows in this contest: it lies in the area, or holds a part of it."""
    return any(covers(area.region_id, code) or covers(code, area.region_id) for area in contest.areas.all())


@dataclass(frozen=True)
class Names:
    """Names of an election's regions as its documents use them."""

    by_code: dict[str, str]
    kinds: dict[str, str]

    @classmethod
    def of(cls, election: Election, codes: Iterable[str] = (), children_of: str | Iterable[str] = "") -> "Names":
        """One query: `codes`, and the regions just below each of `children_of`."""
        query = Q(region_id__in=list(codes))
        for above in [children_of] if isinstance(children_of, str) else children_of:
            if digits := CHILD_DIGITS.get(len(above)):
                query |= Q(region__code__startswith=above, region__code__length=digits)
        return cls._found(election, query)

    @classmethod
    def within(cls, election: Election, above: str) -> "Names":
        """The region and everything below it, in one query."""
        return cls._found(election, Q(region__code__startswith=above))

    @classmethod
    def _found(cls, election: Election, query: Q) -> "Names":
        rows = ElectionRegion.objects.filter(query, election=election)
        return cls.told(rows.values_list("region_id", "name__name", "name__kind"))

    @classmethod
    def told(cls, rows: Iterable[tuple[str, str, str]]) -> "Names":
        """From (code, name, kind); the last of a code counts."""
        found = list(rows)
        return cls({code: region_name(name) for code, name, _k in found}, {code: kind for code, _n, kind in found})

    def get(self, code: str) -> str:
        if len(code) == LEVEL_DIGITS["tps"]:
            return f"TPS {code[10:]}"
        return self.by_code.get(code, code)

    def full(self, code: str) -> str:
        """`Kecamatan Martapura`, `Kelurahan Paku Sengkunyit`."""
        kind = self.kinds.get(code)
        return titled(kind, self.get(code)) if kind else self.get(code)

    def __contains__(self, code: str) -> bool:
        return code in self.by_code


def prefixes(code: str) -> list[str]:
    """The code and all above it, provinsi first."""
    return [code[:digits] for digits in LEVEL_DIGITS.values() if digits <= len(code)]


def word(digits: int) -> str:
    """What a region with a code of so many digits is called."""
    return str(WORDS[digits])
