"""A process that reads along while a large import writes, and leaves a snapshot: a server then starts at once.

It reads what is committed on a connection of its own and writes nothing to the database. Where it cannot be started, or
ends early, nothing is lost: the next server reads the directory itself, as it does without a snapshot.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson
import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from app.db.changes import last_change
from app.directory.store import count_listings
from app.kernel.second_process import end_at_once, processors, start_beside

FROM = 4_000  # changes before it is worth starting
WORTH = 20_000  # changes; fewer are read in a moment by whichever server is started next
ENDED = "The process that read along ended early. Nothing is lost: the next server takes some seconds to start."

log = structlog.get_logger()


class ReadAlong:
    """What the import knows of it. It is started when most of the directory is new: else servers lay on what came."""

    def __init__(self, engine: Engine, var: Path) -> None:
        self._engine, self._var, self._tried = engine, var, False
        self.process: subprocess.Popen[bytes] | None = None
        self.made = 0  # changes by the import, as far as it has come
        with Session(engine) as session:
            self._first, self._there = last_change(session), count_listings(session)

    def between(self, session: Session, end_lot: Callable[[], None]) -> Callable[[], None]:
        """What ends a lot, with a look at what is in it before it ends."""

        def look_and_end() -> None:
            self.made = last_change(session) - self._first
            if self.made >= max(FROM, self._there) and not self._tried:
                self._tried = True
                if processors() > 1 and _is_ours(self._var):
                    self._start()
            end_lot()

        return look_and_end

    def _start(self) -> None:
        with suppress(OSError):
            self.process = start_beside("app.matching.read_along_main")
            url = self._engine.url.render_as_string(hide_password=False)
            self._tell({"url": url, "var": str(self._var.absolute())})

    def finish(self) -> None:
        """All is committed: wait until the snapshot stands, if it is worth one."""
        if self.process and self.made >= WORTH:
            with suppress(KeyboardInterrupt):  # nobody has to wait for it
                self._tell({})
                if self.process.wait():
                    log.warning("read_along_ended", detail=ENDED)

    def end(self) -> None:
        """Nothing more is wanted: it ends, at work or not."""
        if self.process:
            end_at_once(self.process)

    def _tell(self, what: dict[str, str]) -> None:
        with suppress(OSError):  # it has ended
            if self.process and self.process.stdin:
                self.process.stdin.write(orjson.dumps(what) + b"\n")
                self.process.stdin.flush()


def _is_ours(var: Path) -> bool:
    """What is left by another user than the server's could not be taken away by it again."""
    return not var.exists() or var.stat().st_uid == os.geteuid()


@contextmanager
def reading_along(engine: Engine, var: Path) -> Iterator[ReadAlong]:
    """While an import writes, and from its last commit on until a server can start at once."""
    along = ReadAlong(engine, var)
    try:
        yield along
        along.finish()
    finally:
        along.end()
