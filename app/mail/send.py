"""Send what is due, one process at a time: none lost, and none twice but the one that a crash cut off half way."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Engine

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
    """One letter after the other: a crash between two writes can repeat one letter, and no more than one."""
    sent = 0
    while lease.take():
        with unit_of_work(engine, writes=True) as session:
            claimed = claim(session, clock())
        if claimed is None:
            break
        try:
            if claimed.tries > MOST_TRIES:
                raise Undeliverable("stopped too often")
            post.deliver(claimed, sender)
        except Unreachable as error:
            with unit_of_work(engine, writes=True) as session:
                unclaim(session, claimed.id)
            structlog.get_logger().warning("mail server does not answer", problem=str(error))
            break
        except (TryLater, Undeliverable) as error:
            _refused(engine, claimed, error, clock())
        else:
            with unit_of_work(engine, writes=True) as session:
                settle(session, claimed.id, State.SENT, clock())
            sent += 1
    return sent


def _refused(engine: Engine, claimed: Claimed, error: Exception, now: datetime) -> None:
    """Wait and try again, or give up."""
    wait = wait_after(claimed.tries) if isinstance(error, TryLater) else None
    with unit_of_work(engine, writes=True) as session:
        if wait is None:
            settle(session, claimed.id, State.FAILED, now, str(error))
        else:
            put_back(session, claimed.id, now + wait, str(error))
    # An id and a status: whom it was for stands in the outbox alone.
    structlog.get_logger().warning(
        "letter not taken", letter=str(claimed.id), problem=str(error), again=wait is not None
    )


def forget_sent(engine: Engine, *, clock: Clock = system_clock) -> int:
    """Wipe the words and addresses of letters that went, or failed, some days ago; how many."""
    with unit_of_work(engine, writes=True) as session:
        return wipe_done(session, clock() - WORDS_KEPT)
