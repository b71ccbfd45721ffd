"""Counts the directory as it stands in memory; no question about it reaches the database."""

import threading
from dataclasses import dataclass, field

from app.areas.book import AreaBook
from app.directory.rules import freshness
from app.insight.rules import Picture, Seen, picture
from app.kernel.clock import local_date
from app.matching.engine.index.columns import Columns
from app.matching.engine.types import Candidate
from app.matching.suggest import Parts
from geo.points import Point


@dataclass
class Lookout:
    """One a process. Where each listing stands is worked out once a change (30 us a listing) and kept."""

    _columns: Columns | None = None
    _book: AreaBook | None = None
    _areas: tuple[str | None, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, parts: Parts, area: str | None = None) -> Picture:
        """What there is in an area, or everywhere; belongs in a thread."""
        today = local_date(parts.clock())
        listings = parts.columns.listings
        seen = (
            Seen(it.kind, freshness(it.kind, it.checked_on, today), where)
            for it, where in zip(listings, self._standing(parts), strict=True)
        )
        return picture(seen, parts.asked_lately, area)

    def _standing(self, parts: Parts) -> tuple[str | None, ...]:
        with self._lock:
            if self._columns is not parts.columns or self._book is not parts.areas:
                self._areas = tuple(_area(it, parts.areas) for it in parts.columns.listings)
                self._columns, self._book = parts.columns, parts.areas
            return self._areas


def _area(it: Candidate, areas: AreaBook) -> str | None:
    """The smallest area that may be named: of a home and a person that of their sector's middle (rule 10)."""
    point = Point(it.lat, it.lon) if it.lat is not None and it.lon is not None else None
    return areas.smallest(areas.covering(point, it.sector)) if point or it.sector else None
