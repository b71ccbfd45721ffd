"""Where a listing is, as exactly as is known and as publicly as is allowed (rule 10)."""

from dataclasses import dataclass

from app.directory.rules import Kind
from app.directory.shapes import PlaceIn
from geo.gazetteer import Gazetteer, PlaceError
from geo.points import Point


@dataclass(frozen=True)
class Placed:
    """The public point of a place and, when it is private, the exact one apart. `problem` says what was not found."""

    lat: float | None = None
    lon: float | None = None
    sector: str | None = None
    precision: str | None = None
    private: bool = False
    exact_lat: float | None = None
    exact_lon: float | None = None
    problem: str = ""


def place_it(place: PlaceIn, kind: Kind, gazetteer: Gazetteer) -> Placed:
    """Geocode from the given point, else the postcode; a home and every person are known by their sector only."""
    private = place.private or kind is Kind.PERSON
    exact, sector, precision, problem = _find(place, gazetteer)
    if not private:
        lat, lon = (exact.lat, exact.lon) if exact else (None, None)
        return Placed(lat, lon, sector, precision if exact else None, problem=problem)
    centre = gazetteer.sector_centroid(sector) if sector else None
    return Placed(
        lat=centre.lat if centre else None,
        lon=centre.lon if centre else None,
        sector=sector,
        precision="sector" if centre else None,
        private=True,
        exact_lat=exact.lat if exact else None,
        exact_lon=exact.lon if exact else None,
        problem=problem,
    )


def _find(place: PlaceIn, gazetteer: Gazetteer) -> tuple[Point | None, str | None, str | None, str]:
    point = Point(place.lat, place.lon) if place.lat is not None and place.lon is not None else None
    try:
        located = gazetteer.locate(place.postcode) if place.postcode else None
    except PlaceError as error:
        located, problem = None, str(error)
    else:
        problem = ""
    if point is not None:
        nearest = located or _nearest(point, gazetteer)
        return point, nearest.sector if nearest else None, "point", ""
    if located is None:
        return None, None, None, problem
    return located.point, located.sector, located.precision, ""


def _nearest(point: Point, gazetteer: Gazetteer):  # type: ignore[no-untyped-def]
    try:
        return gazetteer.locate_point(point.lat, point.lon)
    except PlaceError:
        return None
