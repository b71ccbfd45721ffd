"""Read your own writes, on whichever node: a write tells its place in the change log, and a read may ask for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_written: ContextVar[list[int] | None] = ContextVar("written", default=None)
_wanted: ContextVar[int] = ContextVar("wanted", default=0)


@contextmanager
def noting(wanted: int = 0) -> Iterator[list[int]]:
    """While it lasts, what is written is noted in the list, and what is read must be at least as new as `wanted`."""
    written: list[int] = []
    both = _written.set(written), _wanted.set(wanted)
    try:
        yield written
    finally:
        _written.reset(both[0])
        _wanted.reset(both[1])


def is_noted() -> bool:
    """Whether anybody wants to know what is written here."""
    return _written.get() is not None


def note(revision: int) -> None:
    """Something was written; it stands in the change log up to here."""
    if (written := _written.get()) is not None:
        written.append(revision)


def wanted() -> int:
    """How new an answer must be at least; 0 when nobody asked."""
    return _wanted.get()
