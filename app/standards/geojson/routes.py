"""Every public listing that has a point, as one GeoJSON file."""

from collections.abc import Iterator
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from app.db.engine import unit_of_work
from app.standards.geojson.mapping import feature
from app.standards.read_open import every_open

router = APIRouter(tags=["geojson"])

GEOJSON = "application/geo+json"
KEEP = "public, max-age=300"
AT_ONCE = 200  # features sent in one piece


@router.get(
    "/data/listings.geojson",
    summary="All listings on the map, as GeoJSON",
    response_class=StreamingResponse,
    responses={200: {"content": {GEOJSON: {"schema": {"type": "object"}}}}},
)
def listings(request: Request) -> StreamingResponse:
    """Longitude and latitude; a home stands at the middle of its postcode sector, a person is not among them."""
    return StreamingResponse(_pieces(request.app.state.kith), media_type=GEOJSON, headers={"Cache-Control": KEEP})


def _pieces(kith: Any) -> Iterator[bytes]:
    """The file piece by piece, so that a region's directory never stands in memory whole."""
    yield b'{"type":"FeatureCollection","features":['
    waiting: list[bytes] = []
    begun = False
    with unit_of_work(kith.engine) as session:
        for it in every_open(session, kith.areas):
            if made := feature(it, kith.settings.base_url):
                waiting.append((b"," if begun else b"") + orjson.dumps(made))
                begun = True
            if len(waiting) >= AT_ONCE:
                yield b"".join(waiting)
                waiting.clear()
    yield b"".join(waiting) + b"]}"
