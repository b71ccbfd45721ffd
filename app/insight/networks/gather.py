"""What a network's page tells: its groups, when they meet in the coming week, and how many each of its sectors has."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.areas.book import AreaBook
from app.areas.cover import Sector, sectors_in
from app.areas.rules import Contact, Purpose
from app.directory.in_area import ids_in_area
from app.directory.read import read_listings
from app.directory.shapes import ListingOut, ListingSession
from geo.areas import AreaShape

WEEK = timedelta(days=7)
OPEN_TO_ALL = (Purpose.NETWORK, Purpose.LOCAL)  # whom a network's page names


@dataclass(frozen=True)
class Covered:
    """A sector of a network, and how many of its groups meet there."""

    sector: Sector
    groups: int


@dataclass(frozen=True)
class NetworkPicture:
    """A network as its page shows it."""

    groups: tuple[ListingOut, ...]
    week: tuple[tuple[ListingSession, ListingOut], ...]  # soonest first
    covered: tuple[Covered, ...]
    contacts: tuple[Contact, ...]


def gather(session: Session, area: AreaShape, areas: AreaBook, now: datetime) -> NetworkPicture:
    """All of it as it is now. People are not on it: they are found by what somebody hopes for (rule 10)."""
    ids = ids_in_area(session, area, areas, with_times=False)
    groups = sorted(read_listings(session, dict.fromkeys(ids), now, areas), key=lambda it: (it.name.casefold(), it.id))
    return NetworkPicture(
        groups=tuple(groups),
        week=_week(groups, now),
        covered=_covered(groups, sectors_in(areas, area)),
        contacts=tuple(one for one in areas.contacts([area.code]) if one.purpose in OPEN_TO_ALL),
    )


def _week(groups: Sequence[ListingOut], now: datetime) -> tuple[tuple[ListingSession, ListingOut], ...]:
    times = [(time, it) for it in groups for time in it.next_sessions if time.starts < now + WEEK]
    return tuple(sorted(times, key=lambda each: (each[0].starts, each[1].name.casefold(), each[1].id)))


def _covered(groups: Sequence[ListingOut], sectors: Sequence[Sector]) -> tuple[Covered, ...]:
    meeting = Counter(it.sector for it in groups)
    return tuple(Covered(sector, meeting[sector.code]) for sector in sectors)
