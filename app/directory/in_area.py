"""The groups and networks of an area that meet: those that lie in it, and those that say they serve it."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session

from app.areas.book import AreaBook
from app.db.statements import columns_of
from app.directory.model import Listing, ListingArea, ListingSession, Place
from app.directory.rules import Kind, Status
from geo.areas import AreaShape
from geo.points import Point

# A library's opening hours are no event, and would bury the groups.
MEETING = (Kind.GROUP, Kind.NETWORK)


def ids_in_area(session: Session, area: AreaShape, areas: AreaBook, *, with_times: bool = True) -> list[UUID]:
    """Their ids in order, those alone that have told when they meet, or all; the outline decides within its box."""
    listings, places, served = columns_of(Listing), columns_of(Place), columns_of(ListingArea)
    public = [listings.status == Status.PUBLIC, listings.kind.in_(MEETING)]
    if with_times:
        public.append(exists().where(columns_of(ListingSession).listing_id == listings.id))
    serves = exists().where(served.listing_id == listings.id, served.area_code == area.code, served.mode == "covers")
    query = (
        select(listings.id, places.lat, places.lon, places.sector, serves.label("serves"))
        .select_from(Listing)
        .join(Place, places.id == listings.place_id, isouter=True)
        .where(*public, or_(serves, *_near(area)))
        .order_by(listings.id)
    )
    rows = session.execute(query)
    return [row.id for row in rows if row.serves or area.code in areas.covering(_point(row.lat, row.lon), row.sector)]


def _near(area: AreaShape) -> list[ColumnElement[bool]]:
    places = columns_of(Place)
    found: list[ColumnElement[bool]] = [places.sector.in_(area.sectors)] if area.sectors else []
    if box := area.bounds:
        west, south, east, north = box
        found.append(and_(places.lat.between(south, north), places.lon.between(west, east)))
    return found


def _point(lat: float | None, lon: float | None) -> Point | None:
    return Point(lat, lon) if lat is not None and lon is not None else None
