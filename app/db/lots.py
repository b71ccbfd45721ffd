"""Work that is too long for one transaction: a lot at a time, and whoever waits to write has a turn in between."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlmodel import Session

from app.db.engine import LOOK_S, UNCHANGED, for_writing, in_words, roomy
from app.kernel.errors import KithError

LOT_S = 0.15  # for so long others wait before a lot ends: shorter ones write the same pages again and again
GIVE_WAY_S = 2 * LOOK_S  # who waits for the lock looks for it twice meanwhile
STAYS = "What came in before stays, and the same command goes on from there."


class Halted(KithError):
    """Somebody stopped the work by hand; the sentence says what stays."""


class Lots(Session):
    """A session that is committed a lot at a time."""

    ended = 0
    ends = False  # a lot may stand already: stopped in the middle of a commit, nobody knows
    _since = 0.0

    def may_end(self) -> None:
        """All is whole here: a lot that others have waited for long enough is committed, and they have their turn."""
        if self.in_transaction() and time.monotonic() - self._since >= LOT_S:
            self.end()
            _give_way()

    def end(self) -> None:
        """What has come so far is kept."""
        self.ends = True
        self.commit()
        self.ended += 1


@contextmanager
def work_in_lots(engine: Engine) -> Iterator[tuple[Session, Callable[[], None]]]:
    """A session, and what may end a lot; each is kept whole or not at all, and the last one when the work ends.

    The write lock is taken by the first statement of a lot. Raises as `unit_of_work`.
    """
    with in_words(), for_writing(engine).connect() as connection, Lots(connection, expire_on_commit=False) as session:
        event.listen(session, "after_begin", _began)
        try:
            with in_words(), roomy(connection):
                yield session, session.may_end
                session.end()
        except KithError as error:
            if session.ended:
                error.detail = error.detail.replace(UNCHANGED, STAYS)
            raise
        except KeyboardInterrupt as stopped:
            raise Halted(f"You stopped it. {STAYS if session.ends else UNCHANGED}") from stopped


def _began(session: Lots, *_: object) -> None:
    session._since = time.monotonic()


def _give_way() -> None:
    time.sleep(GIVE_WAY_S)
