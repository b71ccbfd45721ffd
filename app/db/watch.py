"""Whether anybody wrote since the last look, cheaply enough to ask at every request."""

import sqlite3
import threading
import time
from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlmodel import Session

from app.db.changes import CHANNEL, last_change
from app.db.engine import connect_directly
from app.kernel.quiet import QuietThread

LOOK_ANYWAY_S = 5.0  # a line that is open and carries nothing (a pooler between) is noticed after so long
FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 2.0  # before the next try, when the database does not let us listen


class Watch:
    """SQLite answers `PRAGMA data_version` in microseconds on a connection that itself never writes. PostgreSQL tells
    who listens; until somebody does, and while the line is broken, the end of the change log is asked for."""

    def __init__(self, engine: Engine, *, listens: bool = False) -> None:
        self._engine = engine
        self._seen: object = None
        self._lock = threading.Lock()
        path = make_url(str(engine.url)).database if engine.dialect.name == "sqlite" else None
        self._reader = sqlite3.connect(path, check_same_thread=False) if path else None
        self._ear = Ear(engine) if listens and not path and engine.dialect.name == "postgresql" else None

    @property
    def is_quick(self) -> bool:
        """Whether a look takes microseconds; else it is a question over the network and belongs in a thread."""
        return self._reader is not None or (self._ear is not None and self._ear.listens)

    def changed(self) -> bool:
        """Whether there may be something new; the first time always."""
        with self._lock:
            if self._ear is not None and self._ear.listens:
                return self._ear.heard()
            now = self._mark()
            if now == self._seen:
                return False
            self._seen = now
            return True

    def start(self) -> None:
        """Begin to listen, where there is anybody to listen to."""
        if self._ear is not None:
            self._ear.start()

    def stop(self) -> None:
        """Listen no more."""
        if self._ear is not None:
            self._ear.stop()

    def _mark(self) -> object:
        if self._reader is not None:
            return self._reader.execute("PRAGMA data_version").fetchone()[0]
        with Session(self._engine) as session:
            return last_change(session)


class Ear(QuietThread):
    """Listens to PostgreSQL on a line of its own, and takes it up again when the database has restarted."""

    name = "kith-ear"

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self.listens = False
        self._news = False

    def heard(self) -> bool:
        """Whether there was news since the last time."""
        news, self._news = self._news, False
        return news

    def go_on(self) -> None:
        """Listen, and after a break listen again."""
        wait = FIRST_WAIT_S
        while not self._stop.is_set():
            began = time.monotonic()
            with suppress(Exception):  # whatever breaks the line, it is taken up again
                self._listen()
            self.listens = False
            wait = FIRST_WAIT_S if time.monotonic() - began > LONGEST_WAIT_S else min(wait * 2, LONGEST_WAIT_S)
            self._stop.wait(wait)

    def _listen(self) -> None:
        with connect_directly(self._engine) as line:
            line.execute(f"LISTEN {CHANNEL}")
            self._news = self.listens = True  # what was said before we listened is read now
            looked = time.monotonic()
            while not self._stop.is_set():
                for _ in line.notifies(timeout=1.0, stop_after=1):
                    self._news = True
                if time.monotonic() - looked > LOOK_ANYWAY_S:
                    line.execute("SELECT 1")
                    self._news, looked = True, time.monotonic()
