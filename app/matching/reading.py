"""Makes missing vectors while the server answers: one quiet thread a process, which a stop ends between two batches."""

import threading
from contextlib import suppress
from dataclasses import dataclass, field

from app.kernel.errors import KithError
from app.matching.candidates import Watch
from app.matching.desk import Desk
from app.matching.engine.meaning import kernels

PAUSE_SECONDS = 2.0


@dataclass
class Reading:
    """Reads new and changed listings in the background; requests go on meanwhile, with what is read so far."""

    desk: Desk
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, when an encoder is installed."""
        if self.desk.meanings is not None and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="kith-reading", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the batch at hand; what is made is kept."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        """Looks at the database itself: what another process brought in is read before anybody asks."""
        kernels.prepare()  # here, so that no request waits for a compiler
        self.desk.read_chips()
        watch, unread = Watch(self.desk.engine), True  # its own: a look of the desk's would hide news from a request
        while not self._stop.wait(PAUSE_SECONDS):
            unread |= watch.changed()
            if not unread:
                continue
            with suppress(KithError):  # somebody writes just now: what is made is kept, the rest is made later
                self.desk.make_vectors(stop=self._stop.is_set)
                unread = False
