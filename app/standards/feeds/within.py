"""A feed that was added on a page for one area brings listings of that area alone: its stewards answer for no other."""

from collections.abc import Callable

from sqlmodel import Session

from app.areas.store import area_shape
from app.directory.bring_in import Bars
from app.directory.placing import Placed
from app.directory.shapes import ListingIn
from app.standards.feed_words import OUTSIDE, SOMEWHERE
from app.standards.feeds.model import Feed
from app.upkeep.retire import bars_for
from geo.areas import AreaShape, AreaShapes
from geo.points import Point


def bars_of(session: Session, feed: Feed) -> Bars:
    """Why a listing of this feed may not stand here, "" when it may: left out on request, or outside its area."""
    left_out = bars_for(session)
    area = area_shape(session, feed.area_code) if feed.open_web and feed.area_code else None
    if area is None:
        return left_out
    outside = _outside(area)
    return lambda listing, placed: left_out(listing, placed) or outside(listing, placed)


def _outside(area: AreaShape) -> Callable[[ListingIn, Placed | None], str]:
    shapes = AreaShapes((area,))

    def outside(listing: ListingIn, placed: Placed | None) -> str:
        if placed is None:  # online, or it goes to people: it serves the areas that it names
            return "" if area.code in listing.areas_served else OUTSIDE % {"area": area.name}
        point = Point(placed.lat, placed.lon) if placed.lat is not None and placed.lon is not None else None
        if shapes.covering(point, placed.sector):
            return ""
        return (OUTSIDE if point or placed.sector else SOMEWHERE) % {"area": area.name}

    return outside
