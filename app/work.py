"""Work that nobody waits for: letters go out, and what has served its time is forgotten; once for all processes."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from app.access.forget_spent import forget_spent
from app.db.changes import kept_value
from app.db.engine import unit_of_work
from app.db.lease import Lease
from app.db.model import KeptValue
from app.directory.tag_waiting import tag_waiting
from app.directory.vocabulary import load_vocabulary
from app.kernel.clock import local_date
from app.kernel.errors import KithError
from app.kernel.quiet import QuietThread
from app.mail.post import sender_of
from app.mail.send import forget_sent, send_due
from app.main import Kith, create_app
from app.shortlist.store import delete_ended
from app.standards.feeds.pull import Place, due_feeds, pull
from app.upkeep.chase import chase

LOOK_S = 1.0  # between looks at what is due
PAUSE_S = 60.0  # after something that failed: a mail server that is away is away for minutes
# Rarer work is remembered in the database, so that it is done once for all processes and not at every start.
REMEMBERED = timedelta(minutes=10)
DAILY = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """One kind of work: how often it is due, and what does it; it says how many things it did."""

    name: str
    every: timedelta
    run: Callable[[Kith], int]
    apart: bool = False  # it may take long: in a thread of its own, so that letters do not wait for it


def send_letters(kith: Kith) -> int:
    """What is in the outbox goes out, under the lease "mail". Totals of hopes are not here: each process has its own
    in memory, and its own thread writes them (`demand.flush`).
    """
    sender = sender_of(kith.settings.mail_from, kith.settings.base_url)
    return send_due(kith.engine, kith.settings.smtp_url, sender, kith.settings.var / "mail")


def forget_letters(kith: Kith) -> int:
    """The words of letters that went are forgotten."""
    return forget_sent(kith.engine)


def forget_sign_ins(kith: Kith) -> int:
    """Links, tries and browsers whose time is over are forgotten."""
    with unit_of_work(kith.engine, writes=True) as session:
        return forget_spent(session, kith.clock())


def forget_lists(kith: Kith) -> int:
    """Lists whose ninety days are over are forgotten."""
    with unit_of_work(kith.engine, writes=True) as session:
        return delete_ended(session, local_date(kith.clock()))


def ask_keepers(kith: Kith) -> int:
    """Those who look after a listing that begins to sink are asked whether it is still right."""
    return chase(kith.engine, kith.clock, kith.settings.base_url)


def pull_feeds(kith: Kith) -> int:
    """Feeds whose time has come are read, each under a lease of its own."""
    names = due_feeds(kith.engine, kith.clock)
    if not names:
        return 0
    kith.refresh()
    at = Place(kith.engine, kith.gazetteer, kith.vocabulary, kith.clock)
    return sum(not done.problem for name in names if (done := pull(at, name)) is not None)


def tag_listings(kith: Kith) -> int:
    """Listings catch up with words of one's own that came or went."""
    return tag_waiting(kith.engine, load_vocabulary(), kith.clock) or 0


JOBS: tuple[Job, ...] = (
    Job("mail", timedelta(seconds=5), send_letters),
    Job("feeds", timedelta(minutes=1), pull_feeds, apart=True),
    Job("tag listings", timedelta(minutes=1), tag_listings, apart=True),
    Job("forget letters", DAILY, forget_letters),
    Job("forget sign-ins", DAILY, forget_sign_ins),
    Job("forget lists", DAILY, forget_lists),
    Job("ask keepers", timedelta(hours=1), ask_keepers),
)


def do(job: Job, kith: Kith) -> int | None:
    """Do one job if it is due and no other process is at it; how many things it did, None when it was not its time."""
    if job.every < REMEMBERED:
        return job.run(kith)
    lease = Lease(kith.engine, f"work: {job.name}")
    if not _is_due(job, kith) or not lease.take():
        return None
    try:
        if not _is_due(job, kith):  # another process was quicker
            return None
        done = job.run(kith)
        with unit_of_work(kith.engine, writes=True) as session:
            session.merge(KeptValue(key=_key(job), value=kith.clock().isoformat()))
        return done
    finally:
        with suppress(KithError):
            lease.give_back()


def _is_due(job: Job, kith: Kith) -> bool:
    with unit_of_work(kith.engine) as session:
        last = kept_value(session, _key(job))
    return last is None or kith.clock() - datetime.fromisoformat(last) >= job.every


def _key(job: Job) -> str:
    return f"worked: {job.name}"


@dataclass
class Working(QuietThread):
    """Does every job in its time, in a thread of its own. One that fails is told in the log and tried next time."""

    name = "kith-work"
    kith: Kith
    jobs: tuple[Job, ...] = JOBS
    pause_s: float = PAUSE_S
    _next: dict[str, float] = field(default_factory=dict)
    _apart: dict[str, threading.Thread] = field(default_factory=dict)

    def end(self) -> None:
        """Ask for the end without waiting for it; good for a signal."""
        self._stop.set()

    def go_on(self) -> None:
        """Work until it is stopped."""
        while not self._stop.wait(LOOK_S):
            for job in self.jobs:
                if not self._stop.is_set() and time.monotonic() >= self._next.get(job.name, 0.0):
                    self._begin(job)

    def _begin(self, job: Job) -> None:
        if not job.apart:
            self._do_in_turn(job)
        elif not (running := self._apart.get(job.name)) or not running.is_alive():
            thread = threading.Thread(target=self._do_in_turn, args=(job,), name=f"kith-{job.name}", daemon=True)
            self._apart[job.name] = thread
            thread.start()

    def _do_in_turn(self, job: Job) -> None:
        pause = min(job.every, REMEMBERED).total_seconds()
        self._next[job.name] = time.monotonic() + (pause if self._do(job) else max(pause, self.pause_s))

    def _do(self, job: Job) -> bool:
        try:
            done = do(job, self.kith)
        except KithError as error:
            structlog.get_logger().warning("work not done", job=job.name, problem=error.detail)
        except (
            Exception
        ) as error:  # the thread must live; the message may hold what was typed, so its kind alone is told
            structlog.get_logger().error("work failed", job=job.name, kind=type(error).__name__)
        else:
            if done:
                structlog.get_logger().info("work", job=job.name, done=done)
            return True
        return False


def create_working_app() -> object:
    """The web application with this work beside it: in every process, and each job in one of them at a time."""
    return create_app(beside=Working)
