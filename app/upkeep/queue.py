"""What waits for a steward: new groups, wishes to look after one, what was said to be wrong, whom to ring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlmodel import Session

from app.access.rules import NOWHERE
from app.areas.book import AreaBook
from app.directory.rules import FRESHNESS_LIMITS, Kind, Status
from app.upkeep import store
from app.upkeep.keepers import store as keepers
from app.upkeep.model import Keeper, Report
from app.upkeep.rules import QUEUE_SHOWN, Wrong, weight
from app.upkeep.store import Waiting
from geo.points import Point

_MOVING = tuple(kind for kind in Kind if FRESHNESS_LIMITS[kind].sink_days == FRESHNESS_LIMITS[Kind.GROUP].sink_days)


@dataclass(frozen=True)
class Queue:
    """All four parts, each in the order in which it should be taken."""

    new: tuple[Waiting, ...]
    claims: tuple[tuple[Keeper, Waiting], ...]
    reports: tuple[tuple[Report, Waiting], ...]
    to_ring: tuple[Waiting, ...]
    more_to_ring: int
    unanswered: frozenset[UUID]


def queue_for(session: Session, book: AreaBook, mine: frozenset[UUID] | None, today: date) -> Queue:
    """The queue of somebody who looks after areas `mine` (None: everywhere)."""
    own = partial(within, session, book, mine)
    asked = keepers.claims(session)
    told = sorted(store.open_reports(session), key=lambda one: one.what != Wrong.UNSAFE)
    about = store.waiting_of(session, {one.listing_id for one in asked} | {one.listing_id for one in told})
    standing = frozenset(own(about.values()))
    old = sorted(
        own(_old(session, today)), key=lambda one: (-weight(one.views, one.checked_on, today), one.name, one.id)
    )
    return Queue(
        new=tuple(own(store.waiting_with(session, Status.WAITING))),
        claims=tuple((one, about[one.listing_id]) for one in asked if about.get(one.listing_id) in standing),
        reports=tuple((one, about[one.listing_id]) for one in told if about.get(one.listing_id) in standing),
        to_ring=tuple(old[:QUEUE_SHOWN]),
        more_to_ring=max(0, len(old) - QUEUE_SHOWN),
        unanswered=frozenset(store.unanswered(session)),
    )


def _old(session: Session, today: date) -> list[Waiting]:
    moving = today - timedelta(days=FRESHNESS_LIMITS[Kind.GROUP].sink_days)
    standing = today - timedelta(days=FRESHNESS_LIMITS[Kind.PLACE].sink_days)
    return store.ageing(session, moving, standing, _MOVING)


def within(session: Session, book: AreaBook, mine: frozenset[UUID] | None, some: Iterable[Waiting]) -> list[Waiting]:
    """The listings among `some` that lie in areas `mine` (None: everywhere)."""
    if mine is None:
        return list(some)
    codes = store.area_codes(session, mine)
    return [one for one in some if codes.intersection(codes_of(book, one))]


def codes_of(book: AreaBook, one: Waiting) -> Sequence[str]:
    """The areas in which a listing lies."""
    point = Point(one.lat, one.lon) if one.lat is not None and one.lon is not None else None
    return book.covering(point, one.sector)


def areas_of_listing(session: Session, book: AreaBook, one: Waiting) -> frozenset[UUID]:
    """The ids of the areas in which a listing lies; {NOWHERE} when it lies in none."""
    return store.area_ids(session, codes_of(book, one)) or frozenset((NOWHERE,))
