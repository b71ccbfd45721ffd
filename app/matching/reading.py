"""Makes missing vectors while the server answers: one quiet thread a process, of which one at a time works for all."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from app.db.lease import Lease
from app.db.watch import Watch
from app.kernel.errors import KithError
from app.kernel.quiet import QuietThread
from app.matching.desk import Desk
from app.matching.engine import warm
from app.matching.engine.meaning import kernels

PAUSE_SECONDS = 2.0
OTHERS_TURN_SECONDS = 10.0  # between two looks whether another has read what is new, or has stopped doing so
LEASE = "reading"


@dataclass
class Reading(QuietThread):
    """Reads new and changed listings in the background; requests go on meanwhile, with what is read so far.

    Stopped, it ends after the batch at hand, and what is made is kept. Where no encoder is installed it only makes the
    compiled loops ready.
    """

    name = "kith-reading"
    desk: Desk
    pause: float = PAUSE_SECONDS
    others_turn: float = OTHERS_TURN_SECONDS

    def __post_init__(self) -> None:
        self.lease = Lease(self.desk.engine, LEASE)

    def go_on(self) -> None:
        """Looks at the database itself: what another process brought in is read before anybody asks."""
        warm.prepare()  # here, so that no request waits for a compiler
        if self.desk.meanings is None:
            return
        kernels.prepare()
        with suppress(KithError, SQLAlchemyError):
            self.desk.read_chips()
        watch, unread = Watch(self.desk.engine), True  # its own: a look of the desk's would hide news from a request
        pause = self.pause
        while not self._stop.wait(pause):
            pause = self.pause
            with suppress(KithError, SQLAlchemyError):  # somebody writes, or the database is away: read it later
                unread |= watch.changed()
                if unread:
                    unread = not self._read_what_is_new()
                    pause = self.others_turn if unread else self.pause

    def _read_what_is_new(self) -> bool:
        """Whether everything is read: False when another process is at it, or this one was stopped."""
        meanings = self.desk.meanings
        if meanings is None or not meanings.missing(self.desk.refresh().columns):
            return True
        if not self._may_go_on():
            return False
        try:  # what is missing is looked up anew: another may have read it before the lease was ours
            self.desk.make_vectors(stop=lambda: not self._may_go_on())
            return self._may_go_on()
        finally:
            self.lease.give_back()

    def _may_go_on(self) -> bool:
        """Asked before every batch, so that a process that was held up does not go on unawares."""
        return not self._stop.is_set() and self.lease.take()
