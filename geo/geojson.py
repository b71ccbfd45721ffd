"""Reading areas from GeoJSON and TopoJSON files, and writing GeoJSON as RFC 7946 has it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.polygon import orient

DECIMALS = 6  # 11 cm (RFC 7946, section 11.2)
_LARGEST = 300 << 20

Json = dict[str, Any]


class GeoJsonError(ValueError):
    """Why a file of areas cannot be used, in a sentence."""


@dataclass(frozen=True)
class Feature:
    """One shape (a GeoJSON geometry, longitude first) and what the file says about it."""

    properties: Json
    geometry: Json


def read_features(path: Path) -> list[Feature]:
    """All features of a GeoJSON FeatureCollection or a TopoJSON topology that have a shape. Raises GeoJsonError."""
    whole = _load(path)
    try:
        features = list(_topology(whole) if whole.get("type") == "Topology" else _collection(whole))
        _check_degrees(features)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, ShapelyError) as problem:
        if isinstance(problem, GeoJsonError):
            raise
        raise GeoJsonError("That file is not sound GeoJSON: a shape in it cannot be read.") from problem
    if not features:
        raise GeoJsonError("There are no shapes in that file.")
    return features


def feature_collection(features: Iterable[Feature]) -> Json:
    """A FeatureCollection: longitude first, six decimals, outer rings anticlockwise (RFC 7946, section 3.1.6)."""
    return {"type": "FeatureCollection", "features": [_written(feature) for feature in features]}


def write_features(path: Path, features: Iterable[Feature]) -> None:
    """Write a FeatureCollection as UTF-8."""
    text = json.dumps(feature_collection(features), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_text(text, encoding="utf-8")


def _load(path: Path) -> Json:
    try:
        if path.stat().st_size > _LARGEST:
            raise GeoJsonError("That file is larger than 300 MB: cut it to your area first.")
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise GeoJsonError("That file cannot be opened.") from problem
    except (ValueError, RecursionError) as problem:
        if isinstance(problem, GeoJsonError):
            raise
        raise GeoJsonError("That file is not JSON, or not whole.") from problem
    if not isinstance(whole, dict):
        raise GeoJsonError("That file is JSON, but not GeoJSON.")
    return whole


def _collection(whole: Json) -> Iterator[Feature]:
    kind = whole.get("type")
    if kind not in ("FeatureCollection", "Feature"):
        raise GeoJsonError("That file is JSON, but neither GeoJSON features nor TopoJSON.")
    for feature in whole["features"] if kind == "FeatureCollection" else [whole]:
        if feature.get("geometry"):
            yield Feature(dict(feature.get("properties") or {}), feature["geometry"])


def _topology(whole: Json) -> Iterator[Feature]:
    arcs = [_arc(arc, whole.get("transform")) for arc in whole["arcs"]]
    for each in whole["objects"].values():
        for geometry in _flat(each):
            about = dict(geometry.get("properties") or {})
            if "id" in geometry:
                about.setdefault("id", geometry["id"])
            yield Feature(about, _stitched(geometry, arcs))


def _flat(geometry: Json) -> Iterator[Json]:
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _flat(part)
    elif geometry["type"] in ("Polygon", "MultiPolygon"):
        yield geometry


def _arc(arc: list[list[float]], transform: Json | None) -> list[tuple[float, float]]:
    """One arc in degrees; with a transform, each step counts from the one before (TopoJSON 1.0, section 2.1.3)."""
    if transform is None:
        return [(x, y) for x, y, *_ in arc]
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    steps = accumulate(((x, y) for x, y, *_ in arc), lambda a, b: (a[0] + b[0], a[1] + b[1]))
    return [(x * kx + dx, y * ky + dy) for x, y in steps]


def _stitched(geometry: Json, arcs: list[list[tuple[float, float]]]) -> Json:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    return {"type": geometry["type"], "coordinates": rings if geometry["type"] == "MultiPolygon" else rings[0]}


def _ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    ring: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]  # ~n: the arc walked backwards
        ring.extend(arc[1:] if ring else arc)
    return ring


def _check_degrees(features: list[Feature]) -> None:
    for feature in features:
        drawn = shape(feature.geometry)
        if drawn.is_empty:
            raise GeoJsonError("A shape in that file is empty.")
        west, south, east, north = drawn.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise GeoJsonError("That file is not in longitude and latitude: save it as WGS84 (EPSG 4326) first.")


def _written(feature: Feature) -> Json:
    drawn = shape(feature.geometry)
    polygons = [orient(part) for part in getattr(drawn, "geoms", [drawn]) if part.geom_type == "Polygon"]
    geometry = dict(mapping(drawn))
    if drawn.geom_type == "Polygon":
        geometry = dict(mapping(polygons[0]))
    elif drawn.geom_type == "MultiPolygon":
        geometry["coordinates"] = [mapping(part)["coordinates"] for part in polygons]
    return {"type": "Feature", "properties": dict(feature.properties), "geometry": _rounded(geometry)}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, Mapping):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value
