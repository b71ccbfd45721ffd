"""A process beside this one that makes rows while this one writes, so that a large import has two processors.

It is told drafts with their places and answers with rows as the driver takes them; it opens no database. Where it
cannot be started, or ends early, this process goes on by itself: drafts stay here until their rows have come.
"""

import pickle
import select
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from datetime import datetime
from typing import IO, Any, Self
from uuid import UUID

import structlog
from sqlalchemy import Dialect

from app.directory.making import Batch, Here, Made, Maker, Origin, Ready, rows_of, said_by
from app.directory.placing import Placed
from app.directory.shapes import Draft, Refusal
from app.kernel.second_process import end_at_once, processors, start_beside
from app.kernel.unswept import unswept

ENDED = "The process that helped with the import ended early. The import goes on without it, and nothing is lost."
_PICKLE = 5

log = structlog.get_logger()


class Beside:
    """Makes them in a process of its own; `start` it early, since it takes a second to get ready."""

    def __init__(self, origin: Origin, dialect: Dialect, who: str) -> None:
        self._origin = origin
        self._give, self._take = ThreadPoolExecutor(1, "give"), ThreadPoolExecutor(1, "take")
        self._alive, self._listens = True, False
        self._process = start_beside("app.directory.beside_main")
        self._told((f"{dialect.name}+{dialect.driver}://", who))

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def listens(self) -> bool:
        """Whether it has begun to listen: its first answer says so, or that it will not come."""
        assert self._process.stdout
        if not self._listens and select.select([self._process.stdout], [], [], 0)[0]:
            self._listens = True
            self._answer()
        return self._listens and self._alive

    def begin(self, drafts: Sequence[Draft | Refusal], now: datetime) -> "Future[Batch]":
        """Let it make their rows."""
        given = self._give.submit(copy_context().run, self._given, drafts, now)
        return self._take.submit(self._taken, drafts, given, now)

    def end(self) -> None:
        """Nothing more is wanted: it ends, at work or not."""
        self._alive = False
        self._process.kill()  # first: the threads wait for what it would say
        for executor in (self._give, self._take):
            executor.shutdown(cancel_futures=True)
        end_at_once(self._process)

    def _given(self, drafts: Sequence[Draft | Refusal], now: datetime) -> list[Placed | None]:
        with unswept():
            some = [one for one in drafts if isinstance(one, Draft)]
            placed = [self._origin.place(one) for one in some]
            told = [tuple(said_by(one, self._origin.source)) for one in some]  # as bare as can be: each name costs
            self._told((now, told, placed))
            return placed

    def _taken(self, drafts: Sequence[Draft | Refusal], given: "Future[list[Placed | None]]", now: datetime) -> Batch:
        placed = given.result()
        with unswept():
            answer = self._answer()
            if answer is None:  # it ended, or could not make them: whoever can tell why is here
                return Batch(now, self._made_here(drafts, placed, now))
            made = iter(zip(placed, answer.keys, strict=True))
            return Batch(now, [one if isinstance(one, Refusal) else _known(one, *next(made)) for one in drafts], answer)

    def _made_here(
        self, drafts: Sequence[Draft | Refusal], placed: Sequence[Placed | None], now: datetime
    ) -> list[Made | Refusal]:
        places, made = iter(placed), list[Made | Refusal]()
        for one in drafts:
            if isinstance(one, Refusal):
                made.append(one)
                continue
            where = next(places)
            rows = rows_of(said_by(one, self._origin.source), where, now)
            made.append(Made(one, where, rows.listing["id"], rows.listing["content_hash"], rows))
        return made

    def _told(self, what: Any) -> None:
        try:
            if self._alive:
                tell(self._process.stdin, what)
        except OSError:
            self._lost()

    def _answer(self) -> Ready | None:
        try:
            answer: Ready | None = heard(self._process.stdout) if self._alive else None
        except (OSError, EOFError, pickle.UnpicklingError):
            self._lost()
            return None
        return answer

    def _lost(self) -> None:
        if self._alive:
            self._alive = False
            log.warning("import_helper_ended", detail=ENDED)


class Makers:
    """Who makes the next batch: a thread of this process, and from when it listens the process beside it."""

    def __init__(self, origin: Origin) -> None:
        self._origin, self._here = origin, Here(origin)
        self.helper: Beside | None = None

    @property
    def now(self) -> Maker:
        """Whoever is to make the next."""
        return self.helper if self.helper and self.helper.listens() else self._here

    def start_helper(self, dialect: Dialect, who: str) -> None:
        """Start the process beside, where there is a second processor for it and it may be started."""
        if processors() > 1 and sys.executable:
            with suppress(OSError):
                self.helper = Beside(self._origin, dialect, who)

    def __enter__(self) -> Self:
        """Nothing is started before it is wanted."""
        return self

    def __exit__(self, *_: object) -> None:
        """All of them end."""
        self._here.end()
        if self.helper:
            self.helper.end()


def _known(draft: Draft, placed: Placed | None, key: tuple[UUID, str]) -> Made:
    return Made(draft, placed, *key, rows=None)


def tell(pipe: IO[bytes] | None, what: Any) -> None:
    """Write one thing to a pipe."""
    assert pipe
    pickle.dump(what, pipe, _PICKLE)
    pipe.flush()


def heard(pipe: IO[bytes] | None) -> Any:
    """Read one thing from a pipe that only our own process writes to."""
    assert pipe
    return pickle.load(pipe)
