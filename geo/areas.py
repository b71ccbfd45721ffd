"""Which areas a place lies in: an area is an outline on the map or a list of postcode sectors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shapely import GeometryCollection, MultiPolygon, Polygon, STRtree, get_parts, make_valid, union_all
from shapely import Point as ShapelyPoint
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.points import Point

Geometry = Mapping[str, Any]  # a GeoJSON geometry as parsed


class AreaError(ValueError):
    """Why an outline cannot be used, in a sentence."""


@dataclass(frozen=True)
class AreaShape:
    """An area by its outline (a GeoJSON geometry, longitude first), by its sectors, or by both."""

    code: str
    name: str
    kind: str
    outline: Geometry | None = None
    sectors: tuple[str, ...] = ()

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of its outline; None when it has none."""
        return usable_outline(self.outline, self.name).bounds if self.outline else None


class AreaShapes:
    """Many areas, ready to be asked. Built once; never changed."""

    def __init__(self, areas: Iterable[AreaShape]) -> None:
        """Raises AreaError, naming the area, when an outline cannot be used even after repair."""
        self._areas = tuple(areas)
        drawn = [(number, usable_outline(a.outline, a.name)) for number, a in enumerate(self._areas) if a.outline]
        self._drawn = tuple(number for number, _ in drawn)
        self._tree = STRtree([outline for _, outline in drawn])
        self._listed: dict[str, list[int]] = {}
        for number, area in enumerate(self._areas):
            for sector in area.sectors:
                self._listed.setdefault(sector, []).append(number)

    def __len__(self) -> int:
        return len(self._areas)

    def covering(self, point: Point | None, sector: str | None) -> list[str]:
        """Codes of the areas whose outline holds the point or whose list holds the sector, in the order given.

        A point on a border belongs to both sides. Either may be None.
        """
        numbers = set(self._listed.get(sector or "", ()))
        if point is not None:
            inside = self._tree.query(ShapelyPoint(point.lon, point.lat), predicate="intersects")
            numbers.update(self._drawn[i] for i in inside.tolist())
        return [self._areas[number].code for number in sorted(numbers)]


def usable_outline(outline: Geometry, name: str = "the area") -> MultiPolygon | Polygon:
    """The outline as polygons, mended where it crosses itself. Raises AreaError when nothing with an area is left."""
    try:
        drawn = shape(outline)
        mended = drawn if drawn.is_valid else make_valid(drawn)
        polygons = [part for part in _parts(mended) if isinstance(part, Polygon) and part.area > 0]
        west, south, east, north = drawn.bounds if polygons else (0, 0, 0, 0)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as problem:
        raise AreaError(f"The outline of {name} cannot be read.") from problem
    if not polygons:
        raise AreaError(f"The outline of {name} encloses nothing.")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise AreaError(f"The outline of {name} is not in degrees of longitude and latitude.")
    whole = polygons[0] if len(polygons) == 1 else union_all(polygons)
    if not whole.is_valid:  # corners that lie closer together than numbers can tell apart
        raise AreaError(f"The outline of {name} crosses itself and cannot be mended.")
    assert isinstance(whole, MultiPolygon | Polygon)
    return whole


def mended(outline: Geometry, name: str = "the area") -> dict[str, Any]:
    """`usable_outline` as a GeoJSON geometry, for keeping. Raises AreaError."""
    return dict(mapping(usable_outline(outline, name)))


def middle_of(outline: Geometry) -> Point:
    """A point that is surely inside the outline (of a horseshoe too). Raises AreaError."""
    inside = usable_outline(outline).representative_point()
    return Point(inside.y, inside.x)


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    parts: list[BaseGeometry] = []
    for part in get_parts(geometry):
        parts.extend(_parts(part) if isinstance(part, GeometryCollection | MultiPolygon) else [part])
    return parts
