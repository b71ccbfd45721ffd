"""Python's search for circular garbage put off while so much is made at once that it would only be in the way."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class _Held:
    """How many are at such work in this process."""

    count: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


_held = _Held()


@contextmanager
def unswept() -> Iterator[None]:
    """While it lasts nothing is swept, in no thread; what has gathered is swept soon afterwards.

    For work of seconds that makes many objects and few circles: what is in no circle is freed all the same.
    """
    with _held.lock:
        mine = bool(_held.count) or gc.isenabled()  # else somebody else has turned it off, and turns it on again
        if mine:
            _held.count += 1
            gc.disable()
    try:
        yield
    finally:
        with _held.lock:
            if mine:
                _held.count -= 1
                if not _held.count:
                    gc.enable()


def spare_what_is_here() -> None:
    """No later sweep looks through what has been made up to now: it is freed when nothing holds it, unless in a circle.

    For much that stays, once: to sweep a directory of 100,000 listings stops every thread for two seconds.
    """
    gc.freeze()
