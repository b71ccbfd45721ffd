"""Keeps the columns quick while the server answers: many edits are made into a new base, in a quiet thread."""

import threading
from dataclasses import dataclass, field

import structlog

from app.matching.desk import Desk

PAUSE_SECONDS = 1.0


@dataclass
class Tidying:
    """One a process; requests go on meanwhile with what is there."""

    desk: Desk
    pause: float = PAUSE_SECONDS
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="kith-tidying", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after what is at hand."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self.pause):
            try:
                self.desk.tidy()
            except Exception as error:  # the thread must live: what is there goes on answering
                structlog.get_logger().error("no new base was made", kind=type(error).__name__)
