"""Writes the counts that are large enough, in batches, from a quiet thread: no request waits for it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.db.engine import unit_of_work
from app.demand.store import add_batches
from app.demand.tally import Tally
from app.kernel.clock import Clock
from app.kernel.errors import KithError
from app.kernel.quiet import QuietThread

EVERY_SECONDS = 60.0
_log = logging.getLogger(__name__)


def flush(engine: Engine, tally: Tally, clock: Clock) -> int:
    """Keep what is large enough; how many counts. What cannot be written now stays in memory for the next time."""
    batches = tally.take(clock())
    if not batches:
        return 0
    try:
        with unit_of_work(engine, writes=True) as session:
            add_batches(session, batches)
    except (KithError, SQLAlchemyError):
        tally.put_back(batches)
        _log.warning("Totals of hopes could not be written; they are tried again.")
        return 0
    return len(batches)


@dataclass
class Flushing(QuietThread):
    """Flushes now and then, and once more at the end; `then` is called after something was written."""

    name = "kith-totals"
    engine: Engine
    tally: Tally
    clock: Clock
    then: Callable[[], object] = bool
    every: float = EVERY_SECONDS

    def stop(self) -> None:
        """End; what is large enough is written, the rest is forgotten."""
        super().stop()
        flush(self.engine, self.tally, self.clock)

    def go_on(self) -> None:
        """Flush now and then."""
        while not self._stop.wait(self.every):
            if flush(self.engine, self.tally, self.clock):
                self.then()
