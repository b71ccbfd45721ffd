"""Send what is due, one process at a time: none lost, and none twice but the one that a crash cut off half way."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.db.lease import Lease
from app.kernel.clock import Clock, system_clock
from app.kernel.errors import KithError, NotReady
from app.mail.post import Post, TryLater, Undeliverable, Unreachable, open_post
from app.mail.rules import MOST_TRIES, WORDS_KEPT, State, wait_after
from app.mail.store import Claimed, claim, is_due, put_back, settle, unclaim, wipe_done

LEASE = "mail"


def send_due(engine: Engine, smtp_url: str, sender: str, folder: Path, *, clock: Clock = system_clock) -> int:
    """Send every letter that is due; how many went. Raises NotReady when there is nobody to take them: they wait.

    Nothing is written when none is due, when another process sends, or when nobody takes them.
    """
    with unit_of_work(engine) as session:
        if not is_due(session, clock()):
            return 0
    with open_post(smtp_url, folder) as post:
        try:
            post.open()
        except Unreachable as error:
            raise NotReady(f"Letters cannot go out ({error}). They wait.") from error
        return _send_under_lease(engine, post, sender, clock)


def _send_under_lease(engine: Engine, post: Post, sender: str, clock: Clock) -> int:
    lease = Lease(engine, LEASE)
    if not lease.take():
        return 0
    try:
        return _send_all(engine, lease, post, sender, clock)
    finally:
        with suppress(KithError):
            lease.give_back()


def _send_all(engine: Engine, lease: Lease, post: Post, sender: str, clock: Clock) -> int:
    """One letter after the other, and one write for each: what became of it, and the claim on the next.

    A crash can so repeat the one letter that was on its way, and no more than that one.
    """
    sent, outcome = 0, None
    while True:
        goes_on = lease.take() and not isinstance(outcome, Unreached)
        with unit_of_work(engine, writes=True) as session:
            if outcome:
                outcome.write(session, clock())
            claimed = claim(session, clock()) if goes_on else None
        if claimed is None:
            return sent
        outcome = _deliver(post, claimed, sender)
        sent += isinstance(outcome, Gone)


@dataclass(frozen=True)
class Gone:
    """The letter is the other side's."""

    id: UUID

    def write(self, session: Session, now: datetime) -> None:
        """It went."""
        settle(session, self.id, State.SENT, now)


@dataclass(frozen=True)
class Unreached:
    """The server went away before it was asked to take the letter."""

    id: UUID

    def write(self, session: Session, now: datetime) -> None:
        """It is due as before."""
        unclaim(session, self.id)


@dataclass(frozen=True)
class Refused:
    """The server would not take the letter: for now, or for good (`wait` None)."""

    id: UUID
    problem: str
    wait: timedelta | None

    def write(self, session: Session, now: datetime) -> None:
        """It waits, or has failed."""
        if self.wait is None:
            settle(session, self.id, State.FAILED, now, self.problem)
        else:
            put_back(session, self.id, now + self.wait, self.problem)


def _deliver(post: Post, claimed: Claimed, sender: str) -> Gone | Unreached | Refused:
    log = structlog.get_logger()
    try:
        if claimed.tries > MOST_TRIES:
            raise Undeliverable("stopped too often")
        post.deliver(claimed, sender)
    except Unreachable as error:
        log.warning("mail server went away", problem=str(error))
        return Unreached(claimed.id)
    except (TryLater, Undeliverable) as error:
        wait = wait_after(claimed.tries) if isinstance(error, TryLater) else None
        # An id and a status: whom it was for stands in the outbox alone.
        log.warning("letter not taken", letter=str(claimed.id), problem=str(error), again=wait is not None)
        return Refused(claimed.id, str(error), wait)
    return Gone(claimed.id)


def forget_sent(engine: Engine, *, clock: Clock = system_clock) -> int:
    """Wipe the words and addresses of letters that went, or failed, some days ago; how many."""
    with unit_of_work(engine, writes=True) as session:
        return wipe_done(session, clock() - WORDS_KEPT)
