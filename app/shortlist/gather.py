"""The ideas of a list as everybody may see them today, in the order in which they were chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.areas.book import AreaBook
from app.directory.read import read_listing
from app.directory.rules import Capacity, Freshness, WayIn
from app.directory.shapes import ListingOut, ListingSession
from app.directory.store import public_rows
from app.directory.telling import days_until, section_of, where
from app.kernel.clock import local_date
from app.kernel.errors import NotFound
from app.shortlist.rules import Chosen, How
from geo.points import Point

ASK_FIRST = (Freshness.RING_FIRST, Freshness.NEVER_CHECKED)


@dataclass(frozen=True)
class Idea:
    """A listing on a list: its number, how it is to be done, and its days in numbers."""

    number: int
    it: ListingOut
    how: How | None
    in_days: int | None
    checked_days: int | None

    @property
    def section(self) -> str:
        """The section of the page that its sign and colour come from."""
        return section_of(self.it.kind)

    @property
    def next(self) -> ListingSession | None:
        """When it is next, as far as that is known."""
        return self.it.next_session

    @property
    def where(self) -> str:
        """The place by name and address; of a home or a person the sector and no more (rule 10)."""
        return where(self.it)

    @property
    def ask_first(self) -> bool:
        """Whether to ring before going, since nobody has checked it for long."""
        return self.it.freshness.state in ASK_FIRST

    @property
    def way_in(self) -> WayIn | None:
        """How people get in; None where to ring first says it already, or says otherwise."""
        said = self.it.way_in
        return None if self.ask_first and said in (WayIn.WALK_IN, WayIn.RING) else said

    @property
    def full(self) -> bool:
        """Whether there is no room just now."""
        return self.it.capacity == Capacity.FULL


@dataclass(frozen=True)
class Gathered:
    """What is on a list today, and how many ideas on it are no longer in the directory."""

    ideas: tuple[Idea, ...]
    gone: int = 0

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The list without what is gone."""
        return tuple(Chosen(idea.it.id, idea.how) for idea in self.ideas)


def gather(session: Session, chosen: Sequence[Chosen], now: datetime, areas: AreaBook | None) -> Gathered:
    """Read each chosen listing; one that is hidden, ended or never was is only counted."""
    found = [(it, one.how) for one in chosen if (it := _read(session, one.listing_id, now, areas))]
    ideas = tuple(_idea(number, it, how, local_date(now)) for number, (it, how) in enumerate(found, 1))
    return Gathered(ideas, len(chosen) - len(ideas))


def _read(session: Session, listing_id: UUID, now: datetime, areas: AreaBook | None) -> ListingOut | None:
    try:
        return read_listing(session, listing_id, now, areas)
    except NotFound:
        return None


def _idea(number: int, it: ListingOut, how: How | None, today: date) -> Idea:
    starts, checked = it.next_session.starts if it.next_session else None, it.freshness.checked_on
    return Idea(number, it, how, days_until(starts, today), (today - checked).days if checked else None)


def session_rows(session: Session, ideas: Iterable[Idea]) -> dict[UUID, Sequence[Mapping[str, Any]]]:
    """The kept sessions of each idea, for a calendar."""
    ids = [idea.it.id for idea in ideas]
    return {row.id: parts["sessions"] for row, parts in public_rows(session, ids)} if ids else {}


def term_days(ideas: Iterable[Idea], areas: AreaBook) -> dict[UUID, Sequence[tuple[date, date]]]:
    """The school terms where each idea is."""
    return {idea.it.id: areas.terms(areas.covering(_point(idea), idea.it.sector)) for idea in ideas}


def _point(idea: Idea) -> Point | None:
    it = idea.it
    return Point(it.lat, it.lon) if it.lat is not None and it.lon is not None else None
