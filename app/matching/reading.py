"""Makes missing vectors while the server answers: one quiet thread a process, which a stop ends between two batches."""

import threading
from dataclasses import dataclass, field

from app.matching.desk import Desk

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
        seen = None
        while not self._stop.wait(PAUSE_SECONDS):
            if (columns := self.desk.parts.columns) is not seen:
                self.desk.make_vectors(stop=self._stop.is_set)
                seen = columns
