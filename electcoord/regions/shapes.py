"""Boundaries as small drawings: whole numbers, shared borders simplified once and alike; pure, no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, inf, radians

from electcoord.regions.geojson import Polygons

# The longer side of a drawing, in its own units.
SIZE = 1000
# Squares of how far a line may be off, in these units; the first that keeps to the budget is taken.
TOLERANCES = (0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256)
# A label fits where a shape is so wide and high.
LABEL = (44, 26)

Dot = tuple[int, int]
Line = list[Dot]
Weighed = list[tuple[Dot, float]]


@dataclass(frozen=True, slots=True)
class Outline:
    """One region: its path in SVG, the point where its label stands, and whether there is room for one."""

    path: str
    x: int
    y: int
    has_room: bool


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    outlines: dict[str, Outline]


def draw(regions: Mapping[str, Polygons], budget: int) -> Drawing:
    """The regions on one sheet; their paths together take about `budget` characters at most."""
    rings, width, height = _project(regions)
    joints = _joints(ring for parts in rings.values() for ring in parts)
    split = {code: [_arcs(ring, joints) for ring in parts] for code, parts in rings.items()}
    known: dict[tuple[Dot, ...], list[float]] = {}
    weighed = {code: [[_weighed(arc, known) for arc in arcs] for arcs in parts] for code, parts in split.items()}
    for tolerance in TOLERANCES:
        # An island too small to be seen is left out, but never all of a region.
        shapes = {
            code: [ring for arcs in parts if len(ring := _join(arcs, tolerance)) > 3] or rings[code][:1]
            for code, parts in weighed.items()
        }
        paths = {code: "".join(map(_path, found)) for code, found in shapes.items()}
        if sum(map(len, paths.values())) <= budget:
            break
    return Drawing(width, height, {code: _outline(paths[code], found) for code, found in shapes.items()})


def _project(regions: Mapping[str, Polygons]) -> tuple[dict[str, list[Line]], int, int]:
    """Equirectangular, true to scale in the middle, north on top, on a grid of whole numbers; largest ring first."""
    points = [p for parts in regions.values() for part in parts for ring in part for p in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = cos(radians((south + north) / 2)) or 1.0
    scale = SIZE / max((east - west) * squeeze, north - south)
    rings: dict[str, list[Line]] = {}
    for code, parts in regions.items():
        found = []
        for ring in (ring for part in parts for ring in part):
            dots = [(round((x - west) * squeeze * scale), round((north - y) * scale)) for x, y in ring]
            found.append([dot for dot, after in pairwise(dots) if dot != after] or dots[:1])
        rings[code] = sorted((_closed(ring) for ring in found), key=lambda ring: -abs(_area(ring)))
    return rings, round((east - west) * squeeze * scale), round((north - south) * scale)


def _closed(ring: Line) -> Line:
    return ring if ring[0] == ring[-1] and len(ring) > 1 else [*ring, ring[0]]


def _area(ring: Line) -> int:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def _joints(rings: Iterable[Line]) -> set[Dot]:
    """Dots in which borders part or meet: what lies between two of them is one border, whoever has it."""
    beside: dict[Dot, set[Dot]] = {}
    for ring in rings:
        for one, other in pairwise(ring):
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    return {dot for dot, others in beside.items() if len(others) != 2}


def _arcs(ring: Line, joints: set[Dot]) -> list[Line]:
    """The ring cut at its joints; without one (an island) at its first dot and the one farthest from it."""
    open_ring = ring[:-1]
    cuts = [at for at, dot in enumerate(open_ring) if dot in joints]
    if len(cuts) < 2:
        first = cuts[0] if cuts else open_ring.index(min(open_ring))
        x, y = open_ring[first]
        far = max(range(len(open_ring)), key=lambda at: (open_ring[at][0] - x) ** 2 + (open_ring[at][1] - y) ** 2)
        cuts = sorted({first, far})
    turned = open_ring[cuts[0] :] + open_ring[: cuts[0]]
    ends = [*(at - cuts[0] for at in cuts), len(turned)]
    turned.append(turned[0])
    return [turned[start : end + 1] for start, end in pairwise(ends)]


def _weighed(arc: Line, known: dict[tuple[Dot, ...], list[float]]) -> Weighed:
    """An arc's dots with their weights; the two regions of a border get the same ones."""
    forward = arc[0] <= arc[-1]
    key = tuple(arc if forward else reversed(arc))
    if key not in known:
        known[key] = weights(key)
    found = known[key] if forward else known[key][::-1]
    return list(zip(arc, found, strict=True))


def weights(line: Sequence[Dot]) -> list[float]:
    """Douglas and Peucker's: how far off (squared) the line would be without a dot; the ends weigh most."""
    found = [inf] * len(line)
    todo = [(0, len(line) - 1, inf)]
    while todo:
        start, end, limit = todo.pop()
        if end - start < 2:
            continue
        off, at = max((_off(line[here], line[start], line[end]), here) for here in range(start + 1, end))
        found[at] = limit = min(limit, off)
        todo += [(start, at, limit), (at, end, limit)]
    return found


def _join(arcs: list[Weighed], tolerance: float) -> Line:
    """The ring again, without what weighs too little, and without a dot twice in a row."""
    ring = [dot for at, arc in enumerate(arcs) for dot, weight in arc[at > 0 :] if weight > tolerance]
    return [dot for at, dot in enumerate(ring) if not at or dot != ring[at - 1]]


def _off(dot: Dot, start: Dot, end: Dot) -> float:
    """The square of a dot's distance from the line between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    x, y = dot[0] - start[0], dot[1] - start[1]
    length = dx * dx + dy * dy
    part = max(0.0, min(1.0, (x * dx + y * dy) / length)) if length else 0.0
    return (x - part * dx) ** 2 + (y - part * dy) ** 2


def _path(ring: Line) -> str:
    """Steps from dot to dot; a minus needs no space before it."""
    steps = (f"{x2 - x1}{'' if y2 < y1 else ' '}{y2 - y1}" for (x1, y1), (x2, y2) in pairwise(ring[:-1]))
    moves = "".join(step if step.startswith("-") else f" {step}" for step in steps).strip()
    return f"M{ring[0][0]} {ring[0][1]}l{moves}z"


def _outline(path: str, rings: list[Line]) -> Outline:
    ring = max(rings, key=lambda ring: abs(_area(ring)))
    left, right, y = _middle(ring)
    ys = [y for _, y in ring]
    return Outline(path, (left + right) // 2, y, right - left >= LABEL[0] and max(ys) - min(ys) >= LABEL[1])


def _middle(ring: Line) -> tuple[int, int, int]:
    """The widest stretch inside the ring at the height of its centre of mass: (left, right, y)."""
    whole = _area(ring)
    if whole:
        y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairwise(ring)) // (3 * whole)
        cuts = sorted(_crossings(ring, y + 0.5))
        if spans := [(right - left, left, right) for left, right in zip(cuts[::2], cuts[1::2], strict=False)]:
            _, left, right = max(spans)
            return round(left), round(right), y
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs), max(xs), (min(ys) + max(ys)) // 2


def _crossings(ring: Line, y: float) -> Iterator[float]:
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 < y) != (y2 < y):
            yield x1 + (y - y1) * (x2 - x1) / (y2 - y1)
