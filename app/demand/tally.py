"""Counts hopes that were not met, in memory: by week, area and term, and nothing that tells who asked."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.demand.rules import LEAST, Cell, Outcome, week_of
from app.kernel.clock import local_date

AGAIN = timedelta(minutes=30)  # a page read again, or a form and its bookmark, is one asking
REMEMBERED = 4096
MOST_CELLS = 50_000  # nobody has so many areas with so many hopes: somebody is playing

Asked = tuple[str, frozenset[str]]


@dataclass
class Tally:
    """One a process; `count` takes microseconds and never waits for a database."""

    _counts: Counter[Cell] = field(default_factory=Counter)
    _recent: "OrderedDict[Asked, datetime]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, area: str, terms: Collection[str], outcome: Outcome, now: datetime) -> None:
        """One more asking for `terms` (codes of hopes) in an area that went unmet; the same again soon is the same."""
        if not terms:
            return
        week = week_of(local_date(now))
        with self._lock:
            if self._again((area, frozenset(terms)), now):
                return
            for cell in {Cell(week, area, term, outcome) for term in terms}:
                if cell in self._counts or len(self._counts) < MOST_CELLS:
                    self._counts[cell] += 1

    def _again(self, asked: Asked, now: datetime) -> bool:
        last = self._recent.pop(asked, None)
        self._recent[asked] = now
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        return last is not None and now - last < AGAIN

    def take(self, now: datetime) -> dict[Cell, int]:
        """The counts that are large enough to be kept; they begin anew. Small ones of past weeks are forgotten."""
        week = week_of(local_date(now))
        with self._lock:
            large = {cell: n for cell, n in self._counts.items() if n >= LEAST}
            small = {cell: n for cell, n in self._counts.items() if n < LEAST and cell.week >= week}
            self._counts = Counter(small)
        return large

    def put_back(self, counts: Mapping[Cell, int]) -> None:
        """Counts that could not be kept just now."""
        with self._lock:
            self._counts.update(counts)
