"""Listings for the maps of others: OGC API Features, Part 1: Core, where a wrong question is answered with 400."""

import re
from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from app.db.engine import unit_of_work
from app.kernel.errors import NotFound, NotUsable, Problem
from app.standards.ogc.find import Box, find_in_box
from app.standards.ogc.mapping import COLLECTION, GEOJSON, collection, collections, conformance, item, items, landing
from app.standards.read_open import read_open

router = APIRouter(prefix="/ogc", tags=["ogc api features"])

USUAL_PAGE, LARGEST_PAGE, FURTHEST = 100, 1_000, 10_000_000
Doc = dict[str, Any]
_MOMENT = r"\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d))?"
_WHEN = re.compile(rf"{_MOMENT}|(?:{_MOMENT}|\.\.|)/(?:{_MOMENT}|\.\.|)")
_FEATURES: dict[int | str, Doc] = {200: {"content": {GEOJSON: {"schema": {"type": "object"}}}}}

CollectionId = Annotated[str, Path(description=f"There is one: {COLLECTION}")]
Limit = Annotated[str, Query(description=f"How many at most; above {LARGEST_PAGE} that many come")]
Offset = Annotated[str, Query(description="How many to pass over")]
BoundingBox = Annotated[str, Query(description="west,south,east,north in degrees; with heights, six numbers")]
When = Annotated[str, Query(description="RFC 3339; listings have no time of their own, so that all are within it")]


@router.get("", response_model=Doc, include_in_schema=False)
@router.get("/", response_model=Doc, summary="Where everything is")
def home(request: Request) -> Doc:
    """The landing page."""
    _only(request)
    return landing(_base(request))


@router.get("/conformance", response_model=Doc, summary="What of the standard is kept")
def kept(request: Request) -> Doc:
    """The conformance classes."""
    _only(request)
    return conformance()


@router.get("/collections", response_model=Doc, summary="What there is")
def all_collections(request: Request) -> Doc:
    """The collections, of which there is one."""
    _only(request)
    return collections(_base(request))


@router.get("/collections/{collection_id}", response_model=Doc, summary="One collection")
def one_collection(request: Request, collection_id: CollectionId) -> Doc:
    """What it holds."""
    _only(request)
    _known(collection_id)
    return collection(_base(request))


@router.get(
    "/collections/{collection_id}/items", summary="Listings on the map", response_class=Response, responses=_FEATURES
)
def features(
    request: Request,
    collection_id: CollectionId,
    bbox: BoundingBox = "",
    datetime: When = "",
    limit: Limit = str(USUAL_PAGE),
    offset: Offset = "0",
) -> Response:
    """A page of features; a home stands at the middle of its postcode sector, a person is not among them."""
    _only(request, "bbox", "datetime", "limit", "offset")
    _known(collection_id)
    box, many, skip = _box(bbox), min(_number("limit", limit, 1), LARGEST_PAGE), _number("offset", offset, 0)
    if datetime and not _WHEN.fullmatch(datetime):
        raise _refused("datetime", "A moment, or two with a stroke between: 2026-11-24T00:00:00Z/..")
    kith: Any = request.app.state.kith
    with unit_of_work(kith.engine) as session:
        total, ids = find_in_box(session, box, skip=skip, take=many)
        found = read_open(session, ids, kith.areas)
    asked = {name: value for name, value in (("bbox", bbox), ("datetime", datetime)) if value}
    return _geojson(items(found, total, asked, skip, many, _base(request), kith.clock()))


@router.get(
    "/collections/{collection_id}/items/{listing_id}",
    summary="One listing on the map",
    response_class=Response,
    responses=_FEATURES,
)
def one_feature(request: Request, collection_id: CollectionId, listing_id: UUID) -> Response:
    """One feature."""
    _only(request)
    _known(collection_id)
    kith: Any = request.app.state.kith
    with unit_of_work(kith.engine) as session:
        found = read_open(session, [listing_id], kith.areas)
    made = item(found[0], _base(request)) if found else None
    if made is None:
        raise NotFound("There is no such listing on the map.")
    return _geojson(made)


def _geojson(doc: Mapping[str, Any]) -> Response:
    return Response(orjson.dumps(doc), media_type=GEOJSON)


def _base(request: Request) -> str:
    base_url: str = request.app.state.kith.settings.base_url
    return base_url


def _known(collection_id: str) -> None:
    if collection_id != COLLECTION:
        raise NotFound("There is no such collection.")


def _only(request: Request, *known: str) -> None:
    """The standard wants a parameter that is not known refused, and not passed over."""
    if unknown := [name for name in request.query_params if name not in known]:
        raise NotUsable(
            "There is no such parameter here.", tuple(Problem(name[:40], "Unknown.") for name in unknown[:5])
        )


def _refused(name: str, sentence: str) -> NotUsable:
    return NotUsable("That cannot be asked so.", (Problem(name, sentence),))


def _number(name: str, text: str, least: int) -> int:
    if not (text.isascii() and text.isdecimal()) or not least <= int(text[:12]) <= FURTHEST:
        raise _refused(name, f"A whole number from {least}.")
    return int(text)


def _box(text: str) -> Box | None:
    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(isfinite, numbers)):
        raise _refused("bbox", "Four numbers: west,south,east,north.")
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise _refused("bbox", "Degrees: longitude within 180, latitude within 90, south before north.")
    return west, south, east, north
