"""Invented ground for the SIMULASI regency: hills, a river, a coast and an island, in the open sea where no land is.

A lattice of cells grows into kecamatan, and each kecamatan into its desa. Neighbours share the corners of their
cells, so the pieces tile without gap or overlap. Whole numbers until the last line: the same at every run.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from random import Random
from typing import Any

from electcoord.elections.demo.package import KABUPATEN

WIDE, HIGH = 132, 96
# A corner lies at 1/100.000 of a degree; a cell is about 700 m.
STEP, SHAKE, WEST, SOUTH = 640, 200, 9_940_000, -945_000
# Growing over the river or up the hills costs more than along them.
RIVER_COST, PLAIN_COST, HILL_COST = 9, 2, 4
# Sizes of the kecamatan on the mainland: five along the river, four across.
COLUMNS, ROWS = 5, 4
Cell = tuple[int, int]
Ring = list[Cell]


def boundaries(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Code of the kabupaten, a kecamatan or a desa to its GeoJSON geometry, for those of `codes` that have one."""
    cells: dict[str, list[Cell]] = defaultdict(list)
    for cell, code in _desa(tuple(sorted(code for code in codes if len(code) == 10))).items():
        for digits in (4, 6, 10):
            cells[code[:digits]].append(cell)
    kept = _corners(cells)
    return {code: _geometry(cells[code], kept) for code in sorted(cells)}


def _river(x: int) -> int:
    """Where the river runs: from the hills in the west to the coast in the east, in long bends."""
    bends = (0, 3, 7, 8, 5, 0, -5, -8, -7, -2, 3, 6, 5, 1, -3)
    part, rest = divmod(x, 10)
    return HIGH // 2 + (bends[part] * (10 - rest) + bends[part + 1] * rest) // 10


def _land() -> set[Cell]:
    """Cells of the mainland: a rough, rounded outline with bays on the coast."""
    rng = Random("pantai")
    edge = {side: _wave(rng, length) for side, length in (("w", HIGH), ("e", HIGH), ("n", WIDE), ("s", WIDE))}
    return {
        (x, y)
        for x in range(WIDE)
        for y in range(HIGH)
        if 5 + edge["w"][y] + (y - HIGH // 3) ** 2 // 190 <= x < WIDE - 26 + 2 * edge["e"][y] - abs(y - HIGH // 2) // 4
        and 5 + edge["s"][x] + (x - 80) ** 2 // 420 <= y < HIGH - 5 - edge["n"][x] - (x - 45) ** 2 // 330
    }


def _wave(rng: Random, length: int) -> list[int]:
    """A wandering line, -4 to 6."""
    at, line = 0, []
    for _ in range(length):
        at = max(-4, min(6, at + rng.choice((-1, 0, 0, 1))))
        line.append(at)
    return line


def _island() -> set[Cell]:
    """An island off the mouth of the river."""
    middle_x, middle_y = WIDE - 12, HIGH // 2 + 14
    rng = Random("pulau")
    bumps = [rng.randint(-5, 5) for _ in range(HIGH)]
    return {
        (x, y)
        for x in range(WIDE - 22, WIDE)
        for y in range(middle_y - 17, middle_y + 17)
        if 4 * (x - middle_x) ** 2 + (y - middle_y) ** 2 < 200 + 6 * bumps[y]
    }


def _grown(land: set[Cell], seeds: Sequence[Cell], name: str) -> dict[Cell, int]:
    """Every cell to the seed that reaches it first; each piece is connected."""
    rng = Random(name)
    rough = {cell: rng.randint(0, 3) for cell in sorted(land)}
    owner: dict[Cell, int] = {}
    heap = [(0, number, seed) for number, seed in enumerate(seeds)]
    heapq.heapify(heap)
    while heap:
        cost, number, cell = heapq.heappop(heap)
        if cell in owner:
            continue
        owner[cell] = number
        x, y = cell
        for near in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if near in land and near not in owner:
                crossing = (y < _river(x)) != (near[1] < _river(near[0]))
                step = RIVER_COST if crossing else HILL_COST if near[0] < 28 else PLAIN_COST
                heapq.heappush(heap, (cost + step + rough[near], number, near))
    return owner


def _nearest(land: set[Cell], wanted: Cell) -> Cell:
    return min(land, key=lambda cell: ((cell[0] - wanted[0]) ** 2 + (cell[1] - wanted[1]) ** 2, cell))


@cache
def _kecamatan() -> dict[int, set[Cell]]:
    """The cells of each of the twenty kecamatan, in the order of their codes; the last is the island."""
    land, rng = _land(), Random("kecamatan")
    seeds = []
    for number in range(COLUMNS * ROWS - 1):
        # Down the river and back, so that codes that follow each other are neighbours.
        row, column = divmod(number, COLUMNS)
        column = column if row % 2 == 0 else COLUMNS - 1 - column
        wide, high = (WIDE - 34) // COLUMNS, (HIGH - 14) // ROWS
        at = (
            8 + column * wide + wide // 2 + rng.randint(-4, 4),
            HIGH - 8 - row * high - high // 2 + rng.randint(-4, 4),
        )
        seeds.append(_nearest(land, at))
    found: dict[int, set[Cell]] = defaultdict(set)
    for cell, number in _grown(land, seeds, "tumbuh").items():
        found[number].add(cell)
    found[COLUMNS * ROWS - 1] = _connected(_island() - land)
    return found


def _connected(cells: set[Cell]) -> set[Cell]:
    """The largest part of these cells that hangs together."""
    best: set[Cell] = set()
    left = set(cells)
    while left:
        part, ahead = set(), [min(left)]
        while ahead:
            x, y = ahead.pop()
            if (x, y) in left:
                left.discard((x, y))
                part.add((x, y))
                ahead += ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1))
        best = max(best, part, key=len)
    return best


@cache
def _desa(codes: tuple[str, ...]) -> dict[Cell, str]:
    """Every cell to the code of its desa."""
    found: dict[Cell, str] = {}
    for number, cells in sorted(_kecamatan().items()):
        here = [code for code in codes if code[:6] == f"{KABUPATEN}{number + 1:02d}"]
        if not here:
            continue
        for cell, index in _grown(cells, _spread(cells, len(here)), f"desa {number}").items():
            found[cell] = here[index]
    return found


def _spread(cells: set[Cell], count: int) -> list[Cell]:
    """So many cells far from each other: each next one is the farthest from those before it."""
    left = sorted(cells)
    seeds = [_nearest(cells, (sum(x for x, _ in left) // len(left), sum(y for _, y in left) // len(left)))]
    away = {cell: _distance(cell, seeds[0]) for cell in left}
    while len(seeds) < count:
        seeds.append(max(left, key=lambda cell: (away[cell], cell)))
        away = {cell: min(far, _distance(cell, seeds[-1])) for cell, far in away.items()}
    return seeds


def _distance(a: Cell, b: Cell) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _corners(cells: dict[str, list[Cell]]) -> set[Cell]:
    """Corners that are drawn: where three pieces meet, and every second one of the lines between them.

    Which of a line's corners are left out depends on the corner alone, so both neighbours leave out the same.
    """
    owners: dict[Cell, list[str]] = defaultdict(list)
    for code, members in cells.items():
        if len(code) == 10:
            for x, y in members:
                for corner in ((x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)):
                    owners[corner].append(code)
    return {
        corner
        for corner, found in owners.items()
        if (corner[0] + corner[1]) % 2 == 0 or len(set(found)) + (len(found) < 4) > 2 or _is_pinched(found)
    }


def _is_pinched(owners: list[str]) -> bool:
    """Whether two pieces cross at a corner like the squares of a chessboard."""
    return len(owners) == 4 and len(set(owners)) == 2 and owners.count(owners[0]) == 2


def _geometry(members: list[Cell], kept: set[Cell]) -> dict[str, Any]:
    """The outline of these cells: outer rings counter-clockwise, each with the holes that lie in it."""
    rings = [[corner for corner in ring if corner in kept] for ring in _rings(set(members))]
    outer = [ring for ring in rings if _area(ring) > 0]
    polygons = [[ring, *(hole for hole in rings if _area(hole) < 0 and _inside(hole[0], ring))] for ring in outer]
    shapes = [[[_place(corner) for corner in (*ring, ring[0])] for ring in polygon] for polygon in polygons]
    if len(shapes) == 1:
        return {"type": "Polygon", "coordinates": shapes[0]}
    return {"type": "MultiPolygon", "coordinates": shapes}


def _rings(members: set[Cell]) -> list[Ring]:
    """The borders of a set of cells as closed walks with the cells on the left."""
    following: dict[Cell, list[Cell]] = defaultdict(list)
    for x, y in sorted(members):
        for beside, start, end in (
            ((x, y - 1), (x, y), (x + 1, y)), ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
            ((x, y + 1), (x + 1, y + 1), (x, y + 1)), ((x - 1, y), (x, y + 1), (x, y)),
        ):  # fmt: skip
            if beside not in members:
                following[start].append(end)
    rings = []
    while following:
        start = min(following)
        ring, at, came = [], start, None
        while True:
            ring.append(at)
            ways = following[at]
            # Where two cells touch by a corner alone the walk turns left, so that it never crosses itself.
            way = ways[0] if len(ways) == 1 else max(ways, key=lambda end: _turn(came, at, end))
            ways.remove(way)
            if not ways:
                del following[at]
            came, at = at, way
            if at == start:
                break
        rings.append(ring)
    return rings


def _turn(came: Cell | None, at: Cell, end: Cell) -> int:
    if came is None:
        return 0
    return (at[0] - came[0]) * (end[1] - at[1]) - (at[1] - came[1]) * (end[0] - at[0])


def _area(ring: Ring) -> int:
    """Twice the area, positive counter-clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))


def _inside(point: Cell, ring: Ring) -> bool:
    """Whether a corner lies in a ring (rings of one set of cells share at most corners)."""
    x, y = 2 * point[0] + 1, 2 * point[1] + 1
    found = False
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (2 * ay > y) != (2 * by > y) and (x - 2 * ax) * (2 * by - 2 * ay) * (1 if by > ay else -1) < (
            2 * bx - 2 * ax
        ) * (y - 2 * ay) * (1 if by > ay else -1):
            found = not found
    return found


@cache
def _place(corner: Cell) -> list[float]:
    """Longitude and latitude, five decimals."""
    rng = Random(f"sudut {corner}")
    east = WEST + corner[0] * STEP + rng.randint(-SHAKE, SHAKE)
    north = SOUTH + corner[1] * STEP + rng.randint(-SHAKE, SHAKE)
    return [round(east / 100_000, 5), round(north / 100_000, 5)]
