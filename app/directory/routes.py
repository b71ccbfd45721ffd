"""The directory as JSON: look through it, or read one listing."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BeforeValidator, Field

from app.db.engine import unit_of_work
from app.directory.finding import Wanted, words_of
from app.directory.read import read_listing, read_page
from app.directory.rules import Kind
from app.directory.shapes import ListingOut, ListingPage
from app.kernel.errors import NotUsable, Problem
from geo.gazetteer import Gazetteer

router = APIRouter(tags=["listings"])

USUAL_RADIUS_M = 5_000
LARGEST_RADIUS_M = 50_000
USUAL_PAGE = 20
LARGEST_PAGE = 100


def _or(otherwise: Any) -> Callable[[Any], Any]:
    """A form sends every field, the empty ones too: "" means what leaving it out means."""
    return lambda given: otherwise if given == "" else given


Radius = Annotated[int, Field(ge=1, le=LARGEST_RADIUS_M)]


@router.get("/api/v1/listings", response_model=ListingPage, summary="Look through the directory")
def listings(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="Words in the name, the text or the organisation")] = "",
    near: Annotated[str, Query(max_length=200, description="Postcode, sector, outcode or place name")] = "",
    radius_m: Annotated[Radius | None, BeforeValidator(_or(None))] = None,
    kind: Annotated[Kind | None, BeforeValidator(_or(None))] = None,
    page: Annotated[int, BeforeValidator(_or(1)), Query(ge=1, le=1_000_000)] = 1,
    per_page: Annotated[int, BeforeValidator(_or(USUAL_PAGE)), Query(ge=1, le=LARGEST_PAGE)] = USUAL_PAGE,
) -> ListingPage:
    """Public listings in a steady order: nearest first within `radius_m` when `near` is given."""
    kith = request.app.state.kith
    wanted = _wanted(kith.gazetteer, q, near, radius_m, kind)
    with unit_of_work(kith.engine) as session:
        return read_page(session, wanted, kith.clock(), page=page, per_page=per_page, areas=kith.areas)


@router.get("/api/v1/listings/{listing_id}", response_model=ListingOut, summary="One listing")
def listing(request: Request, listing_id: UUID) -> ListingOut:
    """One listing as everybody may see it."""
    kith = request.app.state.kith
    with unit_of_work(kith.engine) as session:
        return read_listing(session, listing_id, kith.clock(), kith.areas)


def _wanted(gazetteer: Gazetteer, q: str, near: str, radius_m: int | None, kind: Kind | None) -> Wanted:
    if not near.strip():
        if radius_m is not None:
            raise NotUsable("A radius needs a place.", (Problem("near", "This is missing."),))
        return Wanted(words_of(q), kind)
    return Wanted(words_of(q), kind, gazetteer.locate(near).point, radius_m or USUAL_RADIUS_M)
