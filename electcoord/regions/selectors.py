"""Drawings of regions, made once for each version of their boundaries."""

import json

from django.db.models import QuerySet

from electcoord.regions.geojson import Polygons
from electcoord.regions.models import Boundary
from electcoord.regions.shapes import Drawing, draw

# Characters of all paths of a drawing together.
BUDGET = 19_000
# (code above, digits below) to the digests of its boundaries and what was drawn from them.
_drawn: dict[tuple[str, int], tuple[list[tuple[str, str]], Drawing]] = {}


def drawing_of(above: str, digits: int) -> Drawing | None:
    """The regions with codes of so many digits within `above`; None where no boundary is known."""
    rows = Boundary.objects.filter(region__code__startswith=above, region__code__length=digits).order_by("region_id")
    version = list(rows.values_list("region_id", "digest"))
    if not version:
        return None
    known, drawing = _drawn.get((above, digits), (None, None))
    if known != version:
        drawing = draw(_polygons(rows), BUDGET)
        _drawn[above, digits] = version, drawing
    return drawing


def _polygons(rows: QuerySet) -> dict[str, Polygons]:
    found = {}
    for code, text in rows.values_list("region_id", "geometry"):
        geometry = json.loads(text)
        coordinates = geometry["coordinates"]
        found[code] = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return found
