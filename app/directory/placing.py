"""Where a listing is, as exactly as is known and as publicly as is allowed (rule 10)."""

from collections.abc import Callable
from dataclasses import dataclass

from app.directory.rules import Kind
from app.directory.shapes import PlaceIn
from geo.gazetteer import Gazetteer, PlaceError
from geo.points import Point

LookUp = Callable[[str], Point | None]  # where a whole postcode is, asked of somebody else


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


def place_it(place: PlaceIn, kind: Kind, gazetteer: Gazetteer, look_up: LookUp | None = None) -> Placed:
    """Geocode from the given point, else the postcode; a home and every person are known by their sector only.

    `look_up` is asked for whole postcodes that are not loaded here; never for a home's.
    """
    private = place.private or kind is Kind.PERSON
    found = _find(place, gazetteer, None if private else look_up)
    exact = found.point
    if not private:
        lat, lon = (exact.lat, exact.lon) if exact else (None, None)
        return Placed(lat, lon, found.sector, found.precision, problem=found.problem)
    centre = gazetteer.sector_centroid(found.sector) if found.sector else None
    return Placed(
        lat=centre.lat if centre else None,
        lon=centre.lon if centre else None,
        sector=found.sector,
        precision="sector" if centre else None,
        private=True,
        exact_lat=exact.lat if exact else None,
        exact_lon=exact.lon if exact else None,
        problem=found.problem,
    )


@dataclass(frozen=True)
class _Found:
    """The exact point as far as it is known, its sector, how exactly, and what was not found."""

    point: Point | None = None
    sector: str | None = None
    precision: str | None = None
    problem: str = ""


def _find(place: PlaceIn, gazetteer: Gazetteer, look_up: LookUp | None) -> _Found:
    try:
        located = gazetteer.locate(place.postcode) if place.postcode else None
    except PlaceError as error:
        located, problem = None, str(error)
    else:
        problem = ""
    if place.lat is not None and place.lon is not None:
        point = Point(place.lat, place.lon)
        return _Found(point, located.sector if located else _sector_at(point, gazetteer), "point")
    exact = look_up(place.postcode) if look_up and not (located and located.precision == "unit") else None
    if exact is not None:
        return _Found(exact, located.sector if located else _sector_at(exact, gazetteer), "unit")
    if located is None:
        return _Found(problem=problem)
    return _Found(located.point, located.sector, located.precision)


def _sector_at(point: Point, gazetteer: Gazetteer) -> str | None:
    try:
        return gazetteer.locate_point(point.lat, point.lon).sector
    except PlaceError:
        return None
