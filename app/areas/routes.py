"""Places to offer while somebody types, and the sector around a phone's coarse position."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from app.areas.shapes import PlaceChoice, PlaceChoices
from app.edge.names import only_known
from app.kernel.errors import NotUsable
from geo.gazetteer import Gazetteer, Located

router = APIRouter(tags=["places"], dependencies=[Depends(only_known)])

MOST = 8
COARSE_DECIMALS = 3  # about 100 m, of a point that is a sector's or a place's middle already


@router.get("/api/v1/places", response_model=PlaceChoices, summary="Places by name, postcode or position")
def places(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="A postcode or the beginning of a place name")] = "",
    lat: Annotated[float | None, Query(ge=-90, le=90)] = None,
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> PlaceChoices:
    """Up to eight places for `q`, or the one around `lat` and `lon`. Nothing finer than a sector is given back."""
    gazetteer: Gazetteer = request.app.state.kith.gazetteer
    if lat is not None and lon is not None:
        return PlaceChoices(places=[_choice(gazetteer.locate_point(lat, lon), gazetteer)])
    if lat is not None or lon is not None or not q.strip():
        raise NotUsable("Say q, or both lat and lon.")
    return PlaceChoices(places=[_choice(found, gazetteer) for found in gazetteer.suggest(q, limit)])


def _choice(found: Located, gazetteer: Gazetteer) -> PlaceChoice:
    """A unit postcode or a point is answered with its sector; names and outcodes with their own middle."""
    middle = gazetteer.sector_centroid(found.sector) if found.sector and found.precision in ("unit", "point") else None
    point = middle or found.point
    return PlaceChoice(
        name=found.name,
        near=found.name if found.precision == "place" else found.sector or found.outcode or found.name,
        precision="sector" if middle else found.precision,
        sector=found.sector,
        outcode=found.outcode,
        nation=found.nation,
        lat=round(point.lat, COARSE_DECIMALS),
        lon=round(point.lon, COARSE_DECIMALS),
    )
