"""Keeps the columns quick while the server answers: many edits are made into a new base, in a quiet thread."""

from dataclasses import dataclass

import structlog

from app.kernel.quiet import QuietThread, stepping_aside
from app.matching.desk import Desk

PAUSE_SECONDS = 1.0


@dataclass
class Tidying(QuietThread):
    """One a process; requests go on meanwhile with what is there."""

    name = "kith-tidying"
    desk: Desk
    pause: float = PAUSE_SECONDS

    def go_on(self) -> None:
        """A look now and then."""
        while not self._stop.wait(self.pause):
            try:
                with stepping_aside():
                    self.desk.tidy()
            except Exception as error:  # the thread must live: what is there goes on answering
                structlog.get_logger().error("no new base was made", kind=type(error).__name__)
