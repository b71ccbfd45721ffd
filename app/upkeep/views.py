"""How often a listing's page is looked at: counted in memory, a number a listing and nothing of who looked."""

import logging
import threading
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.db.engine import unit_of_work
from app.kernel.errors import KithError
from app.kernel.quiet import QuietThread
from app.upkeep.store import add_views

EVERY_S = 60.0
MOST_LISTINGS = 100_000  # between two flushes nobody looks at so many: somebody is playing
_log = logging.getLogger(__name__)


@dataclass
class Views(QuietThread):
    """One a process. `count` takes microseconds; a thread hands the numbers down now and then, and at the end."""

    name = "kith-views"
    engine: Engine
    every: float = EVERY_S
    _counts: Counter[UUID] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, listing_id: UUID) -> None:
        """One more look."""
        with self._lock:
            if listing_id in self._counts or len(self._counts) < MOST_LISTINGS:
                self._counts[listing_id] += 1

    def flush(self) -> int:
        """Hand down what was counted; how many listings. What cannot be written now is forgotten: it only ranks."""
        with self._lock:
            counts, self._counts = dict(self._counts), Counter()
        if not counts:
            return 0
        try:
            with unit_of_work(self.engine, writes=True) as session:
                add_views(session, counts)
        except (KithError, SQLAlchemyError):
            _log.warning("Views of listings could not be written.")
            return 0
        return len(counts)

    def stop(self) -> None:
        """End; what was counted is written."""
        super().stop()
        self.flush()

    def go_on(self) -> None:
        """Hand the numbers down now and then."""
        while not self._stop.wait(self.every):
            self.flush()
