"""Regions of a package and the names it uses for them; older names are never overwritten."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone

from electcoord.elections.package_rows import RegionRow
from electcoord.elections.packages import Package
from electcoord.regions.actions import follow_latest
from electcoord.regions.models import Region, RegionName


def name_regions(package: Package) -> dict[str, RegionName]:
    """The name row that this election uses, per region code; makes regions and names that are missing."""
    known = {region.code: region for region in Region.objects.filter(_within(package))}
    names = _names(package)
    Region.objects.bulk_create(
        Region(code=row.code, kind=row.kind, name=row.name) for row in package.regions if row.code not in known
    )
    day = package.day or timezone.localdate()
    used: dict[str, RegionName] = {}
    missing: list[RegionName] = []
    for row in package.regions:
        if (name := _in_force(names[row.code], row, day)) is None:
            # A region nobody knew has this name since ever, unless the package tells its day.
            valid_from = package.day if row.code not in known else day
            name = RegionName(region_id=row.code, kind=row.kind, name=row.name, valid_from=valid_from)
            name.source = "paket pemilu"
            missing.append(name)
        used[row.code] = name
    RegionName.objects.bulk_create(missing)
    follow_latest(known, names, missing)
    return used


def new_names(package: Package) -> tuple[int, int]:
    """How many regions, and how many other names of known regions, an import would add."""
    known = set(Region.objects.filter(_within(package)).values_list("code", flat=True))
    names = _names(package)
    day = package.day or timezone.localdate()
    renamed = sum(1 for row in package.regions if row.code in known and not _in_force(names[row.code], row, day))
    return sum(1 for row in package.regions if row.code not in known), renamed


def _within(package: Package, field: str = "code") -> Q:
    return Q(**{f"{field}__startswith": package.kabupaten}) | Q(**{field: package.kabupaten[:2]})


def _names(package: Package) -> defaultdict[str, list[RegionName]]:
    names: defaultdict[str, list[RegionName]] = defaultdict(list)
    for name in RegionName.objects.filter(_within(package, "region__code")):
        names[name.region_id].append(name)
    return names


def _in_force(names: Iterable[RegionName], row: RegionRow, day: date) -> RegionName | None:
    """The name in force on `day` if it is the one that the package uses, else one that begins on that very day."""
    dated = sorted((name for name in names if (name.valid_from or date.min) <= day), key=lambda name: name.rank)
    same_day = [name for name in dated if name.valid_from == day]
    return next((n for n in [*dated[-1:], *same_day] if (n.kind, n.name) == (row.kind, row.name)), None)
