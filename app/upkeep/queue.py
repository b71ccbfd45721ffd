"""What waits for a steward: new groups, wishes to look after one, what was said to be wrong, whom to ring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from app.access.rules import NOWHERE
from app.areas.book import AreaBook
from app.directory.rules import FRESHNESS_LIMITS, Kind, Status
from app.upkeep import store
from app.upkeep.model import Keeper, Report
from app.upkeep.rules import QUEUE_SHOWN, weight
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
    within = _within(session, book, mine)
    asked, told = store.claims(session), store.open_reports(session)
    about = store.waiting_of(session, {one.listing_id for one in asked} | {one.listing_id for one in told})
    standing = frozenset(within(about.values()))
    old = sorted(
        within(_old(session, today)), key=lambda one: (-weight(one.views, one.checked_on, today), one.name, one.id)
    )
    return Queue(
        new=tuple(within(store.waiting_with(session, Status.WAITING))),
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


class _Within:
    """Keeps the listings that lie in somebody's areas; which area holds which sector is worked out once."""

    def __init__(self, book: AreaBook, codes: frozenset[str] | None) -> None:
        self.book, self.codes = book, codes

    def __call__(self, some: Iterable[Waiting]) -> list[Waiting]:
        if self.codes is None:
            return list(some)
        return [one for one in some if self.codes.intersection(codes_of(self.book, one))]


def _within(session: Session, book: AreaBook, mine: frozenset[UUID] | None) -> _Within:
    if mine is None:
        return _Within(book, None)
    return _Within(book, store.area_codes(session, mine))


def codes_of(book: AreaBook, one: Waiting) -> Sequence[str]:
    """The areas in which a listing lies."""
    point = Point(one.lat, one.lon) if one.lat is not None and one.lon is not None else None
    return book.covering(point, one.sector)


def areas_of_listing(session: Session, book: AreaBook, one: Waiting) -> frozenset[UUID]:
    """The ids of the areas in which a listing lies; {NOWHERE} when it lies in none."""
    return store.area_ids(session, codes_of(book, one)) or frozenset((NOWHERE,))
