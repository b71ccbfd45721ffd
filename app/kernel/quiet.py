"""Quiet threads: what a process does beside answering, from its start until it is told to end."""

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar


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
