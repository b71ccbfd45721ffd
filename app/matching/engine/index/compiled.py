"""Which compiled loops answer: none until `warm.prepare` has called each, and none where numba is missing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.matching.engine.meaning import kernels

_used: list[Any] = []


def load() -> Any:
    """The module of loops, not compiled yet; None where numba does not work, or with `KITH_NO_NUMBA=1`."""
    if not kernels.wanted():
        return None
    try:
        from app.matching.engine.index import jit

        jit.forget_stale()  # before a loop is defined, which is when numba looks
        from app.matching.engine.index import loops as found
    except Exception:  # not installed, no room for its cache, a numpy it does not know: then numpy answers
        return None
    return found


def use(found: Any) -> None:
    """Answer by these loops from now on."""
    _used[:] = [found]


def loops() -> Any:
    """The loops that answer, else None."""
    return _used[0] if _used else None


@contextmanager
def answering_by(found: Any) -> Iterator[None]:
    """Answer by these loops for a while, or by numpy when None: to compare."""
    kept = _used[:]
    _used[:] = [] if found is None else [found]
    try:
        yield
    finally:
        _used[:] = kept
