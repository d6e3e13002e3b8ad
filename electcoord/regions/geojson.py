"""Boundaries from a GeoJSON file (RFC 7946): every feature is checked, and refused by its place with the reason."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from electcoord.common.problems import Problems, parse_code, short
from electcoord.regions.models import PARENT_DIGITS

MAX_BYTES = 20 * 1024 * 1024
MAX_FEATURES = 10_000
# Of one region; a coastline of ten metres' detail has a tenth of it.
MAX_POINTS = 20_000
# A ninth of a metre; what is finer is noise.
DIGITS = 6
CODE_DIGITS = (2, *PARENT_DIGITS)
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")

SEQUENCE = (list, tuple)
Point = tuple[float, float]
Ring = list[Point]
Polygons = list[list[Ring]]


def read_file(path: Path) -> dict[str, dict[str, Any]]:
    """{kode: geometry} of a file; PackageError with every feature that is wrong."""
    problems = Problems()
    name = short(path.name)
    document = _document(path, name, problems)
    problems.stop()
    found: dict[str, dict[str, Any]] = {}
    for number, feature in enumerate(_features(document, name, problems), start=1):
        code, place = _code(feature, f"{name} fitur {number}", problems)
        if code in found:
            problems.add(place, "kode ini sudah dipakai fitur lain; satu wilayah satu fitur (pakai MultiPolygon).")
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        try:
            polygons_of(geometry)
        except ValueError as error:
            problems.add(place, str(error))
            continue
        if code:
            found[code] = geometry
    problems.stop()
    return found


def _document(path: Path, name: str, problems: Problems) -> Any:
    try:
        if not path.is_file():
            problems.add(name, "berkas tidak ada.")
            return None
        if path.stat().st_size > MAX_BYTES:
            problems.add(name, f"lebih dari {MAX_BYTES // 1024 // 1024} MB; sederhanakan garisnya, lalu coba lagi.")
            return None
        return json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_refuse_constant)
    except OSError as error:
        problems.add(name, f"tidak dapat dibaca ({error.strerror}).")
    except UnicodeDecodeError:
        problems.add(name, "bukan teks UTF-8.")
    except (ValueError, RecursionError, MemoryError):
        problems.add(name, "bukan JSON yang utuh.")
    return None


def _refuse_constant(text: str) -> None:
    raise ValueError(text)


def _features(document: Any, name: str, problems: Problems) -> list[Any]:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        problems.add(name, "bukan GeoJSON FeatureCollection.")
        return []
    if "crs" in document and not _is_wgs84(document["crs"]):
        problems.add(name, "sistem koordinatnya bukan WGS 84 (EPSG:4326); ubah dulu proyeksinya.")
        return []
    features = document.get("features")
    if not isinstance(features, list) or not features:
        problems.add(name, "tidak memuat satu fitur pun.")
        return []
    if len(features) > MAX_FEATURES:
        problems.add(name, f"lebih dari {MAX_FEATURES} fitur.")
        return []
    return features


def _is_wgs84(crs: Any) -> bool:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return isinstance(name, str) and name.endswith(_WGS84)


def _code(feature: Any, place: str, problems: Problems) -> tuple[str, str]:
    """The code of a feature (empty where it is wrong) and the feature as problems name it."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    value = properties.get("kode") if isinstance(properties, dict) else None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12:
        value = str(value)
    if not isinstance(value, str):
        problems.add(place, "tanpa properti 'kode'; isi kode wilayah 4, 6 atau 10 angka.")
        return "", place
    place = f"{place} ({short(value)})"
    try:
        return parse_code(value, len(value) if len(value) in CODE_DIGITS else 10), place
    except ValueError as error:
        problems.add(place, f"kode {error}")
        return "", place


def polygons_of(geometry: Any) -> Polygons:
    """The closed rings of a Polygon or MultiPolygon, rounded; ValueError with a sentence for anything else."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"geometri {short(str(kind))} tidak dapat menjadi batas; pakai Polygon atau MultiPolygon.")
    parts = geometry.get("coordinates")
    parts = [parts] if kind == "Polygon" else parts
    if not isinstance(parts, SEQUENCE) or not parts or not all(isinstance(part, SEQUENCE) and part for part in parts):
        raise ValueError("koordinatnya kosong.")
    if sum(len(ring) for part in parts for ring in part if isinstance(ring, SEQUENCE)) > MAX_POINTS:
        raise ValueError(f"lebih dari {MAX_POINTS} titik; sederhanakan garisnya.")
    return [[_ring(ring) for ring in part] for part in parts]


def _ring(ring: Any) -> Ring:
    if not isinstance(ring, SEQUENCE) or len(ring) < 4:
        raise ValueError("gelang dengan kurang dari empat titik.")
    points = [_point(position) for position in ring]
    if points[0] != points[-1]:
        raise ValueError("gelang tidak tertutup: titik terakhir harus sama dengan yang pertama.")
    if not area(points):
        raise ValueError("gelang tanpa luas.")
    return points


def _point(position: Any) -> Point:
    if not isinstance(position, SEQUENCE) or not 2 <= len(position) <= 4:
        raise ValueError("titik bukan pasangan bujur dan lintang.")
    x, y = position[:2]
    if isinstance(x, bool) or isinstance(y, bool) or not isinstance(x, int | float) or not isinstance(y, int | float):
        raise ValueError("titik bukan bilangan.")
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        hint = "; bujur dan lintang tertukar?" if -90 <= x <= 90 and -180 <= y <= 180 else ""
        raise ValueError(f"titik [{short(str(x))}, {short(str(y))}] di luar bujur ±180 dan lintang ±90{hint}")
    return round(float(x), DIGITS), round(float(y), DIGITS)


def area(ring: Ring) -> float:
    """Twice the signed area of a closed ring."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in edges(ring))


def edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    """Its sides one after another."""
    return pairwise(ring)


def as_text(polygons: Polygons) -> str:
    """The geometry as it is stored."""
    one = len(polygons) == 1
    coordinates = polygons[0] if one else polygons
    geometry = {"type": "Polygon" if one else "MultiPolygon", "coordinates": coordinates}
    return json.dumps(geometry, separators=(",", ":"))
