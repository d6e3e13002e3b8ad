"""Boundaries of regions: what a file may hold, what is written, and drawings whose shared borders stay shared."""

import json
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from electcoord.common.errors import PackageError
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import SYSTEM
from electcoord.regions import geojson, selectors
from electcoord.regions.actions import set_boundaries
from electcoord.regions.models import Boundary
from electcoord.regions.shapes import draw, weights
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, SUMBER, Cast
from tests.data import DATA

pytestmark = pytest.mark.once


def square(x: float, y: float, size: float = 0.1) -> dict[str, Any]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code: Any = HULU, geometry: Any = None) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kode": code}, "geometry": geometry or square(104, -4)}


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def load(path: Path, *arguments: str) -> tuple[str, str]:
    """What the command says, and why it refuses."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_boundaries", str(path), *arguments, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_a_file_is_tried_loaded_and_told_in_the_ledger(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "batas.geojson"
    file.write_text(json.dumps(collection(feature(HULU), feature(int(HILIR), square(104.1, -4)))))
    out, err = load(file, "--dry-run", "--source", "BIG 2029")
    assert (out.splitlines()[0], err) == ("Akan dimuat: batas 2 kecamatan; 0 tidak berubah.", "")
    assert not Boundary.objects.exists()
    assert load(file, "--source", "BIG 2029")[0] == "Dimuat: batas 2 kecamatan; 0 tidak berubah.\n"
    entry = Entry.objects.latest("pk")
    told = json.loads(entry.payload)
    assert (entry.chain, entry.action, told["jumlah"], told["sumber"]) == (
        KABUPATEN, "regions.boundary.set", 2, "BIG 2029",
    )  # fmt: skip
    assert len(told["sha256"]) == 64
    assert load(file, "--source", "BIG 2029")[0] == "Dimuat: batas 0 wilayah; 2 tidak berubah.\n"
    assert Entry.objects.latest("pk") == entry, "nothing new, no entry"
    assert set_boundaries({HULU: square(104, -4, 0.2)}, source="BIG 2030", actor=SYSTEM) == 1
    assert Boundary.objects.get(pk=HULU).source == "BIG 2030"
    assert Boundary.objects.count() == 2


def test_unknown_codes_are_named_or_passed_over(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "batas.geojson"
    file.write_text(json.dumps(collection(feature(HULU), feature("990177", square(105, -4)))))
    out, err = load(file)
    assert "wilayah 990177: kode ini tidak dikenal" in err
    assert "tidak ada yang dimuat" in err
    assert not Boundary.objects.exists()
    out, err = load(file, "--skip-unknown")
    assert (out.splitlines()[0], err) == ("Dilewati, belum dimuat: 990177.", "")
    assert list(Boundary.objects.values_list("pk", flat=True)) == [HULU]


RING = [[104, -4], [104.1, -4], [104.1, -3.9], [104, -4]]
HOSTILE: dict[str, tuple[Any, str]] = {
    "empty": ("", "bukan JSON yang utuh"),
    "not json": ("{", "bukan JSON yang utuh"),
    "deep": ("[" * 200_000, "bukan JSON yang utuh"),
    "digits": ("[" + "9" * 6000 + "]", "bukan JSON yang utuh"),
    "nan": ('{"type":"FeatureCollection","features":[NaN]}', "bukan JSON yang utuh"),
    "bytes": (b"\xff\xfe\x00", "bukan teks UTF-8"),
    "list": ([], "bukan GeoJSON FeatureCollection"),
    "no features": (collection(), "tidak memuat satu fitur pun"),
    "features no list": ({"type": "FeatureCollection", "features": {"a": 1}}, "tidak memuat satu fitur pun"),
    "too many": (collection(*[0] * 10_001), "lebih dari 10000 fitur"),
    "projected": ({**collection(feature()), "crs": {"properties": {"name": "EPSG:32748"}}}, "bukan WGS 84"),
    "crs no object": ({**collection(feature()), "crs": [[[]]]}, "bukan WGS 84"),
    "feature no object": (collection(7), "fitur 1: tanpa properti 'kode'"),
    "no code": (collection({"type": "Feature", "properties": None, "geometry": square(1, 1)}), "tanpa properti 'kode'"),
    "code is true": (collection(feature(True)), "tanpa properti 'kode'"),
    "dotted": (collection(feature("99.01.01")), "memuat titik"),
    "short": (collection(feature("99")), "wilayah 99"),
    "long": (collection(feature("9" * 5000)), "fitur 1 (9999"),
    "twice": (collection(feature(), feature()), f"fitur 2 ({HULU}): kode ini sudah dipakai"),
    "no geometry": (collection({**feature(), "geometry": None}), "geometri None tidak dapat menjadi batas"),
    "point": (collection(feature(geometry={"type": "Point", "coordinates": [1, 1]})), "geometri Point"),
    "type a list": (collection(feature(geometry={"type": ["Polygon"], "coordinates": []})), "tidak dapat menjadi batas"),
    "no coordinates": (collection(feature(geometry={"type": "Polygon"})), "koordinatnya kosong"),
    "flat": (collection(feature(geometry={"type": "Polygon", "coordinates": [1, 2, 3, 4]})), "empat titik"),
    "deep ring": (
        collection(feature(geometry={"type": "Polygon", "coordinates": [[[[1, 1]]] * 4]})), "bukan pasangan",
    ),
    "open": (collection(feature(geometry={"type": "Polygon", "coordinates": [[*RING[:3], [104, -3]]]})), "tidak tertutup"),
    "three": (collection(feature(geometry={"type": "Polygon", "coordinates": [RING[:3]]})), "kurang dari empat titik"),
    "flat line": (collection(feature(geometry={"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [3, 3], [1, 1]]]})), "tanpa luas"),
    "text": (collection(feature(geometry={"type": "Polygon", "coordinates": [[["104", "-4"], *RING[1:]]]})), "bukan bilangan"),
    "true": (collection(feature(geometry={"type": "Polygon", "coordinates": [[[True, False], *RING[1:]]]})), "bukan bilangan"),
    "swapped": (collection(feature(geometry={"type": "Polygon", "coordinates": [[[-4, 104], *RING[1:]]]})), "tertukar?"),
    "far": (collection(feature(geometry={"type": "Polygon", "coordinates": [[[600000, 9500000], *RING[1:]]]})), "di luar bujur"),
    "infinite": (
        '{"type":"FeatureCollection","features":[{"properties":{"kode":"990101"},"geometry":{"type":"Polygon",'
        '"coordinates":[[[1e999,1],[1,2],[2,2],[1e999,1]]]}}]}', "di luar bujur",
    ),
    "points": (collection(feature(geometry={"type": "Polygon", "coordinates": [[[1, 1]] * 20_001]})), "lebih dari 20000 titik"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(name: str, tmp_path: Path) -> None:
    content, why = HOSTILE[name]
    file = tmp_path / "jahat.geojson"
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    out, err = load(file)
    assert why in err, err
    assert out == ""
    assert "tidak ada yang dimuat" in err
    assert len(err) < 400, "a refusal is a sentence"
    assert not Boundary.objects.exists()


@pytest.mark.django_db
def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    assert "berkas tidak ada" in load(tmp_path)[1]
    assert "berkas tidak ada" in load(tmp_path / "tidak-ada")[1]
    monkeypatch.setattr(geojson, "MAX_BYTES", 10)
    file = tmp_path / "besar.geojson"
    file.write_text(json.dumps(collection(feature())))
    assert "lebih dari 0 MB" in load(file)[1]


def test_the_action_names_every_wrong_region(cast: Cast) -> None:
    features = {HULU: square(104, -4), "990177": square(1, 1), HILIR: {"type": "LineString"}}
    with pytest.raises(PackageError) as refused:
        set_boundaries(features, source="x", actor=SYSTEM)
    assert refused.value.total == 2
    assert not Boundary.objects.exists()


def points(path: str) -> list[tuple[int, int]]:
    """The dots of a path that a drawing made, in order."""
    found = []
    for ring in path.replace("-", " -").removeprefix("M").removesuffix("z").split("zM"):
        start, _, steps = ring.partition("l")
        x, y = map(int, start.split())
        numbers = list(map(int, steps.split()))
        found.append((x, y))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
    return found


def test_a_border_is_the_same_for_both_regions() -> None:
    """Two regions with a wavy border between them, drawn small: neither a gap nor an overlap."""
    wave = [(1 + (n % 2) / 50, n / 40) for n in range(41)]
    left = [[(0.0, 0.0), *wave, (0.0, 1.0), (0.0, 0.0)]]
    right = [[(2.0, 1.0), *wave[::-1], (2.0, 0.0), (2.0, 1.0)]]
    for budget in (10_000, 60):
        drawing = draw({"a": [left], "b": [right]}, budget)
        a, b = (set(points(drawing.outlines[code].path)) for code in "ab")
        on_border = {dot for dot in a | b if 400 < dot[0] < 600}
        assert on_border <= a & b
    assert len(on_border) < 10, "the small one is simpler"
    assert draw({"a": [left], "b": [right]}, 60) == drawing


def test_an_island_too_small_to_see_stays_on_the_map() -> None:
    tiny = [(0.0, 0.0), (0.00001, 0.0), (0.0, 0.00001), (0.0, 0.0)]
    large = [(1.0, 1.0), (9.0, 1.0), (9.0, 9.0), (1.0, 1.0)]
    outlines = draw({"pulau": [[tiny]], "daratan": [[large]]}, 1000).outlines
    assert outlines["pulau"].path
    assert not outlines["pulau"].has_room
    assert outlines["daratan"].has_room


def test_lines_keep_their_ends_and_what_stands_out() -> None:
    line = [(0, 0), (5, 1), (10, 0), (15, 9), (20, 0)]

    def without(tolerance: float) -> list[tuple[int, int]]:
        return [dot for dot, weight in zip(line, weights(line), strict=True) if weight > tolerance]

    assert without(4) == [(0, 0), (10, 0), (15, 9), (20, 0)]
    assert without(1000) == [(0, 0), (20, 0)]


def test_a_drawing_is_made_once_for_each_version(cast: Cast, monkeypatch: Any) -> None:
    made = []
    monkeypatch.setattr(selectors, "draw", lambda *arguments: made.append(1) or draw(*arguments))
    assert selectors.drawing_of(HULU, 10) is None
    set_boundaries({PASAR: square(104, -4), SUMBER: square(104.1, -4)}, source="x", actor=SYSTEM)
    first = selectors.drawing_of(HULU, 10)
    assert selectors.drawing_of(HULU, 10) is first
    set_boundaries({SUMBER: square(104.1, -4, 0.3)}, source="x", actor=SYSTEM)
    assert selectors.drawing_of(HULU, 10).outlines != first.outlines
    assert len(made) == 2


@pytest.mark.parametrize("place", ["3101_kepulauan_seribu", "3301_cilacap"])
def test_real_regencies_fit_a_small_drawing(place: str) -> None:
    file = DATA / place / "batas_desa.geojson"
    if not file.is_file():
        pytest.skip(f"batas nyata tidak ada di {file}")
    found = {code: geojson.polygons_of(geometry) for code, geometry in geojson.read_file(file).items()}
    drawing = draw(found, selectors.BUDGET)
    assert drawing.outlines.keys() == found.keys()
    assert sum(len(outline.path) for outline in drawing.outlines.values()) <= selectors.BUDGET * 1.1
    for outline in drawing.outlines.values():
        dots = points(outline.path)
        assert all(-1 <= x <= drawing.width + 1 and -1 <= y <= drawing.height + 1 for x, y in dots)
        assert 0 <= outline.x <= drawing.width
        assert 0 <= outline.y <= drawing.height
        assert all(one != other for one, other in pairwise(dots)), "no step without a way"
