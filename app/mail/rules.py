"""What a letter is, when it is tried again and how long its words are kept; pure."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from app.kernel.addresses import read_address

LONGEST_SUBJECT = 200
LONGEST_TEXT = 20_000
# A server that is busy says so for minutes, one that is ill for hours. After about three days we say that it failed.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
MOST_TRIES = len(WAITS) + 1
WORDS_KEPT = timedelta(days=7)  # after sending: long enough to ask why one did not come
STUCK = timedelta(seconds=90)  # nobody takes as long over one letter: who claimed it was stopped


class State(StrEnum):
    """Where a letter is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Letter:
    """One letter to one person, in plain text. Raises ValueError for what would not go out."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)

    def __post_init__(self) -> None:
        if read_address(self.to) is None:
            raise ValueError("a letter needs an e-mail address")
        if not self.subject.strip() or len(self.subject) > LONGEST_SUBJECT or not self.subject.isprintable():
            raise ValueError("a letter needs a subject of one line")
        if not self.text.strip() or len(self.text) > LONGEST_TEXT:
            raise ValueError("a letter needs words, and not too many")


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that came to nothing; None when it is time to give up."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None
