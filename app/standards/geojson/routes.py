"""Every public listing that has a point, as one GeoJSON file."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from app.db.engine import unit_of_work
from app.standards.geojson.write_file import pieces
from app.standards.read_open import every_open

router = APIRouter(tags=["geojson"])

GEOJSON = "application/geo+json"


@router.get(
    "/data/listings.geojson",
    summary="All listings on the map, as GeoJSON",
    response_class=StreamingResponse,
    responses={200: {"content": {GEOJSON: {"schema": {"type": "object"}}}}},
)
def listings(request: Request) -> StreamingResponse:
    """Longitude and latitude; a home stands at the middle of its postcode sector, a person is not among them."""
    return StreamingResponse(_pieces(request.app.state.kith), media_type=GEOJSON)


def _pieces(kith: Any) -> Iterator[bytes]:
    with unit_of_work(kith.engine) as session:
        yield from pieces(every_open(session, kith.areas), kith.settings.base_url)
