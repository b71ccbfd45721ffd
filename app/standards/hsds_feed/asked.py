"""What a caller of the feed asks for, and the queries that find it: a steady order, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import cos, radians
from typing import Any, Literal
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select
from sqlmodel import Session

from app.db.statements import columns_of
from app.directory.ease_facts import says_yes
from app.directory.model import Listing, ListingSession, Organisation, Place
from app.directory.store import carries
from app.directory.vocabulary import Scheme
from app.kernel.clock import local_date
from app.kernel.recurrence import Recurrence
from app.standards.hsds_feed.terms import KIND
from app.standards.read_open import is_open
from geo.distance import metres_to_many
from geo.points import Point

METRES_A_DEGREE = 111_195.0  # of latitude, on the mean sphere
SLACK = 1.001  # the box is a little too wide; the exact distance decides

Way = Literal["place", "online"]


@dataclass(frozen=True)
class Asked:
    """The standard's own parameters, read. A `term` is a list and a code in it; a code of None means any."""

    words: tuple[str, ...] = ()
    terms: tuple[tuple[str, str | None], ...] = ()
    organization: UUID | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    starts: time | None = None
    ends: time | None = None
    day: int | None = None  # Monday is 0
    modified_after: datetime | None = None
    today: date | None = None
    near: Point | None = None
    radius_m: float = 5_000


def find_services(session: Session, asked: Asked, *, skip: int, take: int) -> tuple[int, list[UUID]]:
    """How many services there are, and the ids of one page in the order of ids."""
    listings = columns_of(Listing)
    if (among := _by_looking(session, asked)) is not None:
        return len(among), among[skip : skip + take]
    asked_for = _conditions(asked)
    total = session.execute(_from(select(func.count())).where(*asked_for)).scalar_one()
    query = _from(select(listings.id)).where(*asked_for).order_by(listings.id).offset(skip).limit(take)
    return int(total), list(session.execute(query).scalars())


def find_at_locations(session: Session, asked: Asked, *, skip: int, take: int) -> tuple[int, list[tuple[UUID, Way]]]:
    """The same for services at a place or online; one that is both stands there twice."""
    among = _by_looking(session, asked)
    if among is not None:
        some = set(among)
        pairs = [(key, way) for key, way in session.execute(_pairs(asked)) if key in some]
        return len(pairs), pairs[skip : skip + take]
    both = [_from(select(func.count())).where(*_conditions(asked), which) for _, which in _ways()]
    total = sum(session.execute(query).scalar_one() for query in both)
    return total, [(key, way) for key, way in session.execute(_pairs(asked).offset(skip).limit(take))]


def find_bodies(session: Session, *, skip: int, take: int) -> tuple[int, list[UUID]]:
    """Organisations that run something the feed tells, in the order of their ids."""
    bodies, listings = columns_of(Organisation), columns_of(Listing)
    runs = exists().where(listings.organisation_id == bodies.id, *is_open())
    total = session.execute(select(func.count()).select_from(Organisation).where(runs)).scalar_one()
    query = select(bodies.id).where(runs).order_by(bodies.id).offset(skip).limit(take)
    return int(total), list(session.execute(query).scalars())


def _ways() -> tuple[tuple[Way, ColumnElement[bool]], ...]:
    places = columns_of(Place)
    told = or_(places.lat.is_not(None), places.name != "", places.address != "", places.sector.is_not(None))
    return (("place", told), ("online", columns_of(Listing).online))


def _pairs(asked: Asked) -> Any:
    listings = columns_of(Listing)
    first, second = (
        _from(select(listings.id.label("id"), literal(way).label("way"))).where(*_conditions(asked), which)
        for way, which in _ways()
    )
    both = first.union_all(second).subquery()
    return select(both.c.id, both.c.way).order_by(both.c.id, both.c.way)


def _from(query: Select[Any]) -> Select[Any]:
    listings = columns_of(Listing)
    return (
        query.select_from(Listing)
        .join(Place, columns_of(Place).id == listings.place_id, isouter=True)
        .join(Organisation, columns_of(Organisation).id == listings.organisation_id, isouter=True)
    )


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    listings = columns_of(Listing)
    found = is_open()
    searched = (listings.name, listings.summary, columns_of(Organisation).name)
    found += [or_(*(column.icontains(word, autoescape=True) for column in searched)) for word in asked.words]
    found += [_bears(scheme, code) for scheme, code in asked.terms]
    if asked.organization:
        found.append(listings.organisation_id == asked.organization)
    if asked.minimum_age is not None:
        found.append(listings.min_age >= asked.minimum_age)
    if asked.maximum_age is not None:
        found.append(listings.max_age <= asked.maximum_age)
    if asked.modified_after is not None:
        found.append(or_(listings.updated_at >= asked.modified_after, *_came_back(asked.modified_after, asked.today)))
    if asked.near is not None:
        found.append(_in_box(asked.near, asked.radius_m))
    return found


def _came_back(since: datetime, today: date | None) -> list[ColumnElement[bool]]:
    """Those whose break has ended since then: nothing was written, yet whoever keeps a copy holds them closed."""
    if today is None:
        return []
    last = columns_of(Listing).paused_until
    return [and_(last >= local_date(since), last < today)]


def _bears(scheme: str, code: str | None) -> ColumnElement[bool]:
    listings = columns_of(Listing)
    if scheme == KIND:
        return or_(listings.kind == code, literal(code is None))
    if scheme == Scheme.EASE:
        said = says_yes(code)
        return listings.ease.contains(said, autoescape=True) if said else false()
    return carries(listings.terms, scheme, code)


def _in_box(point: Point, radius_m: float) -> ColumnElement[bool]:
    half_lat = radius_m / METRES_A_DEGREE * SLACK
    half_lon = half_lat / max(cos(radians(min(abs(point.lat) + half_lat, 89.0))), 0.01)
    places = columns_of(Place)
    return and_(
        places.lat.between(point.lat - half_lat, point.lat + half_lat),
        places.lon.between(point.lon - half_lon, point.lon + half_lon),
    )


def _by_looking(session: Session, asked: Asked) -> list[UUID] | None:
    """The ids that a database cannot tell by itself: by exact distance and by times; None when neither is asked."""
    by_time = asked.day is not None or asked.starts is not None or asked.ends is not None
    if asked.near is None and not by_time:
        return None
    places = columns_of(Place)
    rows = list(
        session.execute(_from(select(columns_of(Listing).id, places.lat, places.lon)).where(*_conditions(asked)))
    )
    ids = sorted(_within(rows, asked) if asked.near else (row[0] for row in rows))
    held = _held_then(session, asked) if by_time else None
    return ids if held is None else [key for key in ids if key in held]


def _within(rows: Sequence[Any], asked: Asked) -> list[UUID]:
    assert asked.near is not None
    lats, lons = (np.array([row[n] for row in rows], dtype=np.float64) for n in (1, 2))
    metres = metres_to_many(asked.near, lats, lons)
    return [row[0] for row, far in zip(rows, metres, strict=True) if far <= asked.radius_m]


def _held_then(session: Session, asked: Asked) -> set[UUID]:
    """Listings with a session on the day, and within the times, that were asked."""
    columns = columns_of(ListingSession)
    query = select(columns.listing_id, columns.starts_on, columns.starts_at, columns.minutes, columns.rrule)
    if asked.starts is not None:
        query = query.where(columns.starts_at >= asked.starts)
    held = set()
    for key, starts_on, starts_at, minutes, rrule in session.execute(query):
        when = Recurrence(starts_on, starts_at, minutes, rrule)
        if _ends_by(when, asked.ends) and (asked.day is None or when.week_bits() >> (asked.day * 3) & 7):
            held.add(key)
    return held


def _ends_by(when: Recurrence, latest: time | None) -> bool:
    ends = when.start + timedelta(minutes=when.minutes)
    return latest is None or (ends.time() <= latest and ends.date() == when.start.date())
