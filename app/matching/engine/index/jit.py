"""How loops are compiled: once, kept beside the source where that may be written. Imported by `loops_*` alone."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numba

from geo import distance

Loop = TypeVar("Loop", bound=Callable[..., object])
HERE = Path(__file__).parent
KEPT = os.access(HERE, os.W_OK)  # else numba would look for a home that may not be there


def loop(function: Loop) -> Loop:
    """The function as machine code, made at its first call; sums and products are rounded as numpy rounds them."""
    return cast(Loop, numba.njit(nogil=True, cache=KEPT, error_model="numpy", fastmath=False)(function))


def forget_stale() -> None:
    """Drop what was compiled from other sources: numba looks at the file of a loop, not at the loops it calls."""
    if not KEPT:
        return
    sources = [*sorted(HERE.glob("*.py")), Path(distance.__file__)]
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    kept = HERE / "__pycache__"
    mark = kept / f"loops-{stamp}.mark"
    if not mark.exists():
        for old in (*kept.glob("loops*.nbi"), *kept.glob("loops-*.mark")):
            old.unlink(missing_ok=True)
        kept.mkdir(exist_ok=True)
        mark.touch()
