"""Which listings stand within a box on the map, a page at a time in a steady order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session

from app.db.statements import columns_of
from app.directory.model import Listing, Place
from app.standards.read_open import is_open

Box = tuple[float, float, float, float]  # west, south, east, north


def find_in_box(session: Session, box: Box | None, *, skip: int, take: int) -> tuple[int, Sequence[UUID]]:
    """How many there are, and the ids of one page."""
    listings = columns_of(Listing)
    total = session.execute(_from(select(func.count()), box)).scalar_one()
    query = _from(select(listings.id), box).order_by(listings.id).offset(skip).limit(take)
    return int(total), session.execute(query).scalars().all()


def _from(query: Select[Any], box: Box | None) -> Select[Any]:
    places = columns_of(Place)
    joined = query.select_from(Listing).join(Place, places.id == columns_of(Listing).place_id)
    return joined.where(*is_open(), places.lat.is_not(None), places.lon.is_not(None), *(_within(box) if box else ()))


def _within(box: Box) -> list[ColumnElement[bool]]:
    west, south, east, north = box
    places = columns_of(Place)
    # A box that begins east of where it ends goes round the far side of the world (OGC 17-069r4, 7.15.3).
    wide = places.lon.between(west, east) if west <= east else or_(places.lon >= west, places.lon <= east)
    return [places.lat.between(south, north), wide]
