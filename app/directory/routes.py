"""The directory as JSON: one listing. Looking through all of them is asked of the columns, in `matching/routes.py`."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.db.engine import unit_of_work
from app.directory.read import read_listing
from app.directory.shapes import ListingOut
from app.edge.names import only_known

router = APIRouter(tags=["listings"], dependencies=[Depends(only_known)])


@router.get("/api/v1/listings/{listing_id}", response_model=ListingOut, summary="One listing")
def listing(request: Request, listing_id: UUID) -> ListingOut:
    """One listing as everybody may see it."""
    kith = request.app.state.kith
    with unit_of_work(kith.engine) as session:
        return read_listing(session, listing_id, kith.clock(), kith.areas)
