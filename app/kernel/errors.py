"""Errors as domain words; the edge gives each a status in one table."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was sent: where (a JSON pointer or column name) and a plain sentence."""

    pointer: str
    detail: str


@dataclass
class KithError(Exception):
    """A refusal in a plain sentence that may be shown to anybody; never repeats personal text."""

    detail: str
    problems: tuple[Problem, ...] = field(default=())

    def __str__(self) -> str:
        return self.detail


class NotFound(KithError):
    """What was named is not in this directory."""


class Refused(KithError):
    """The request was understood and is not allowed (a rule says no)."""


class Forbidden(Refused):
    """Who asks is known, or need not be, and may not do this."""


class SignInNeeded(KithError):
    """Only somebody who has signed in may do this."""


@dataclass
class TooSoon(KithError):
    """That was tried too often; `wait_s` seconds from now it may be tried again."""

    wait_s: int = 60


class NotUsable(KithError):
    """What was sent makes sense as a request but its values cannot be used."""


def unusable_at(pointer: str, detail: str) -> NotUsable:
    """One thing is wrong, in one field."""
    return NotUsable(detail, (Problem(pointer, detail),))


class Full(KithError):
    """There is no room left to keep what was sent; nothing was changed."""


class Busy(KithError):
    """Somebody else is writing and did not finish in time; nothing was changed."""


class Away(KithError):
    """The database cannot be reached; what was being written may or may not be kept."""


class NotReady(KithError):
    """A part that is needed has not been loaded yet."""
