"""The words of regions' names, indexed: a region is found by the beginning of each word, at any size of the country."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from django.db.models import CharField, Exists, Lookup, OuterRef, QuerySet

from electcoord.common import search
from electcoord.regions.models import NameWord, Region, RegionName

# How alike a mistyped word and the right one are at least; the first two letters are always right.
LIKENESS = 0.75
SURE, CANDIDATES = 2, 3000


@CharField.register_lookup
class Prefix(Lookup):
    """Begins with these small letters and digits; served by the index on both engines."""

    lookup_name = "prefix"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", [*params, f"{self.rhs}%"]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"({left} >= %s AND {left} < %s)", [*params, self.rhs, *params, f"{self.rhs}\U0010ffff"]


def index(names: Iterable[RegionName]) -> None:
    """Regions are found by these names from now on, and by their older ones still."""
    rows = {(name.region_id, word) for name in names for word in _words(name.name)}
    NameWord.objects.bulk_create(
        [NameWord(region_id=code, word=word) for code, word in sorted(rows)], ignore_conflicts=True, batch_size=2000
    )


def _words(name: str) -> set[str]:
    found = search.words(name)
    # Sido Rukun is written Sidorukun too.
    return {word[: NameWord.LONGEST] for word in (*found, "".join(found)) if word}


def index_missing(**_: Any) -> None:
    """After a migration: names that were there before the index."""
    index(RegionName.objects.filter(~Exists(NameWord.objects.filter(region=OuterRef("region")))))


def named(wanted: Sequence[str]) -> QuerySet[Region]:
    """Regions in whose names each of these words (of `search.words`) begins one; also written as one word."""
    rows = Region.objects.all()
    if not wanted:
        return rows.none()
    for word in wanted:
        rows = rows.filter(code__in=_beginning(word))
    joined = Region.objects.filter(code__in=_beginning("".join(wanted))) if len(wanted) > 1 else None
    return rows if joined is None else rows | joined


def _beginning(word: str) -> QuerySet:
    return NameWord.objects.filter(word__prefix=word[: NameWord.LONGEST]).values("region")


def near(wanted: Sequence[str]) -> list[str]:
    """The same words without their typing mistakes, where a name has one much like it; a number has none."""
    found = []
    for word in wanted:
        if len(word) <= SURE or word.isdigit():
            found.append(word)
            continue
        known = NameWord.objects.filter(word__prefix=word[:SURE]).values_list("word", flat=True)
        alike = get_close_matches(word, set(known.distinct()[:CANDIDATES]), n=1, cutoff=LIKENESS)
        found.append(alike[0] if alike else word)
    return found
