"""Looking through the directory by words, place and kind: the queries behind `GET /api/v1/listings`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session

from app.db.statements import columns_of
from app.directory.model import Listing, ListingAnswering, Organisation, Place
from app.directory.rules import Answering, Kind, Role, Status, answered_for
from geo.distance import metres_to_many
from geo.points import Point

METRES_A_DEGREE = 111_195.0  # of latitude, on the mean sphere
SLACK = 1.001  # the box is a little too wide; the exact distance decides
MOST_WORDS = 8


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Without a point the order is that of the ids; with one, nearest first."""

    words: tuple[str, ...] = ()
    kind: Kind | None = None
    near: Point | None = None
    radius_m: float = 5_000


@dataclass(frozen=True)
class Found:
    """One page of ids in order, how far each is when a place was asked, and how many there are in all."""

    total: int
    ids: tuple[UUID, ...]
    metres: dict[UUID, float]


def words_of(text: str) -> tuple[str, ...]:
    """The words to look for, each once; more than eight only narrow what is found to nothing."""
    return tuple(dict.fromkeys(text.replace("\x00", " ").casefold().split()))[:MOST_WORDS]


def find(session: Session, wanted: Wanted, today: date, *, skip: int, take: int) -> Found:
    """A page of public listings; a `person` only while an organisation answers for them (rule 11)."""
    asked = _conditions(wanted, answered_people(session, today))
    if wanted.near is not None:
        return _find_near(session, asked, wanted.near, wanted.radius_m, skip, take)
    total = session.execute(_from(select(func.count())).where(*asked)).scalar_one()
    ids = _from(select(columns_of(Listing).id)).where(*asked).order_by(columns_of(Listing).id).offset(skip).limit(take)
    return Found(total, tuple(session.execute(ids).scalars()), {})


def answered_people(session: Session, today: date, ids: Sequence[UUID] | None = None) -> set[UUID]:
    """The `person` listings (among `ids`; all when None) that an organisation answers for on that day."""
    columns = columns_of(ListingAnswering)
    query = select(*columns).join(Listing, columns_of(Listing).id == columns.listing_id)
    query = query.where(columns_of(Listing).status == Status.PUBLIC, columns_of(Listing).kind == Kind.PERSON)
    if ids is not None:
        query = query.where(columns.listing_id.in_(ids))
    rows = session.execute(query).mappings()
    return {row["listing_id"] for row in rows if answered_for(_answering(row), today)}


def organisation_contacts(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """The telephone and e-mail of the organisation behind each listing: for a person these are shown (rule 11)."""
    listings, bodies = columns_of(Listing), columns_of(Organisation)
    query = select(listings.id, bodies.phone, bodies.email).join(Organisation, bodies.id == listings.organisation_id)
    return {row[0]: (row[1], row[2]) for row in session.execute(query.where(listings.id.in_(ids)))}


def _answering(row: Any) -> Answering:
    values = {name: value for name, value in row.items() if name != "listing_id"}
    return Answering(**values | {"role": Role(row["role"])})


def _find_near(
    session: Session, asked: Sequence[ColumnElement[bool]], point: Point, radius_m: float, skip: int, take: int
) -> Found:
    places = columns_of(Place)
    query = _from(select(columns_of(Listing).id, places.lat, places.lon)).where(*asked, _in_box(point, radius_m))
    rows = list(session.execute(query))
    lats, lons = (np.array([row[n] for row in rows], dtype=np.float64) for n in (1, 2))
    metres = metres_to_many(point, lats, lons)
    near = sorted((float(far), row[0]) for far, row in zip(metres, rows, strict=True) if far <= radius_m)
    page = near[skip : skip + take]
    return Found(len(near), tuple(key for _, key in page), {key: far for far, key in page})


def _in_box(point: Point, radius_m: float) -> ColumnElement[bool]:
    half_lat = radius_m / METRES_A_DEGREE * SLACK
    half_lon = half_lat / max(cos(radians(min(abs(point.lat) + half_lat, 89.0))), 0.01)
    places = columns_of(Place)
    return and_(
        places.lat.between(point.lat - half_lat, point.lat + half_lat),
        places.lon.between(point.lon - half_lon, point.lon + half_lon),
    )


def _conditions(wanted: Wanted, people: set[UUID]) -> list[ColumnElement[bool]]:
    listings = columns_of(Listing)
    asked = [listings.status == Status.PUBLIC, or_(listings.kind != Kind.PERSON, listings.id.in_(people))]
    if wanted.kind is not None:
        asked.append(listings.kind == wanted.kind.value)
    searched = (listings.name, listings.summary, columns_of(Organisation).name)
    asked += [or_(*(column.icontains(word, autoescape=True) for column in searched)) for word in wanted.words]
    return asked


def _from(query: Select[Any]) -> Select[Any]:
    listings = columns_of(Listing)
    return (
        query.select_from(Listing)
        .join(Place, columns_of(Place).id == listings.place_id, isouter=True)
        .join(Organisation, columns_of(Organisation).id == listings.organisation_id, isouter=True)
    )
