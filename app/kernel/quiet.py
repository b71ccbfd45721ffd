"""Quiet threads: what a process does beside answering, from its start until it is told to end."""

import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

# Whoever wants the interpreter waits so long at most; Python's own 5 ms come up again whenever a request has let go of
# it (for a compiled loop, for the database, for the network), ten times in one answer.
STEP_ASIDE_S = 0.0003


@contextmanager
def stepping_aside() -> Iterator[None]:
    """While it lasts, long work in one thread holds up answers in another a tenth as long, and takes longer itself."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, STEP_ASIDE_S))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@dataclass
class QuietThread(ABC):
    """One thread, in which `go_on` works until `_stop` is set. It keeps no process from ending."""

    name: ClassVar[str]
    _stop: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Begin; it begins once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self.go_on, name=self.name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after what is at hand, and wait until it has."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    @abstractmethod
    def go_on(self) -> None:
        """Work until it is stopped."""
