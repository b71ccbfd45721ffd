"""Whether the compiled loops are ready: until they are, and where numba is missing, numpy answers the same."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import ModuleType
from typing import Any

_ready = Event()
_loops: list[ModuleType] = []


def prepare() -> bool:
    """Compile the loops, or read those compiled before, and use them from now on; whether there are any.

    Takes up to a minute the first time on a machine: call it in a thread. `KITH_NO_NUMBA=1` leaves it at numpy.
    """
    if _ready.is_set():
        return True
    if os.environ.get("KITH_NO_NUMBA", "") in ("", "0"):
        try:
            from app.matching.engine.index import jit

            jit.forget_stale()  # before a loop is defined, which is when numba looks
            from app.matching.engine.index import loops
        except Exception:  # not installed, no room for its cache, a numpy it does not know: then numpy answers
            return False
        _loops[:] = [loops]
        _ready.set()
    return _ready.is_set()


def loops() -> Any:
    """The module of compiled loops when they are ready, else None."""
    return _loops[0] if _ready.is_set() else None


@contextmanager
def without() -> Iterator[None]:
    """Leave it at numpy for a while, to compare."""
    was = _ready.is_set()
    _ready.clear()
    try:
        yield
    finally:
        if was:
            _ready.set()
