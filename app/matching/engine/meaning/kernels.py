"""Sums of products of small numbers: by numba where it is installed and ready, by numpy else, the same to the bit."""

import os
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]
# (vectors, their scales, question, its scale, rows or None for all, where to write): one number a row asked for.
Kernel = Callable[[Bytes, Floats, Bytes, np.float32, Rows | None, Floats], None]

CHUNK = 4096  # rows turned to floats at a time, so that they stay in the processor's cache
# A float32 holds whole numbers up to 2^24 exactly: sums of this many products of two bytes lose nothing, in any order.
MOST_EXACT = 2**24 // (128 * 128)
_ready = threading.Event()


def wanted() -> bool:
    """Whether anything may be compiled: not with `KITH_NO_NUMBA=1`."""
    return os.environ.get("KITH_NO_NUMBA", "") in ("", "0")


def prepare() -> bool:
    """Make the fast kernel and use it from now on; whether there is one. Takes a second: call it in a thread.

    Until it returns numpy answers, so no request waits. `KITH_NO_NUMBA=1` leaves it at numpy.
    """
    if wanted() and by_numba() is not None:
        _ready.set()
    return _ready.is_set()


def fastest() -> Kernel:
    """The quickest kernel that is ready now."""
    return (by_numba() if _ready.is_set() else None) or by_numpy


def by_numpy(
    vectors: Bytes, scales: Floats, question: Bytes, scale: np.float32, rows: Rows | None, close: Floats
) -> None:
    """Write the scaled products into `close`, through a matrix product of floats that stand for whole numbers."""
    exact: np.dtype[np.floating[Any]] = np.dtype(np.float32 if len(question) <= MOST_EXACT else np.float64)
    wide = question.astype(exact)
    for start in range(0, len(close), CHUNK):
        part = slice(start, start + CHUNK)
        close[part] = vectors[part if rows is None else rows[part]].astype(exact) @ wide
    close *= (scales if rows is None else scales[rows]) * scale


@cache
def by_numba() -> Kernel | None:
    """The same by a compiled loop, made at the first call; None where numba is missing or does not work."""
    try:
        compiled = _compile()
    except Exception:  # not installed, no room for its cache, a numpy it does not know: whatever ails it, numpy answers
        return None

    def kernel(
        vectors: Bytes, scales: Floats, question: Bytes, scale: np.float32, rows: Rows | None, close: Floats
    ) -> None:
        every = np.arange(len(close), dtype=np.int32) if rows is None else np.ascontiguousarray(rows, np.int32)
        compiled(vectors, scales, question.astype(np.int16), scale, every, close)

    return kernel


def _compile() -> Callable[..., None]:
    from numba import njit, types

    def told(of: Any, dimensions: int) -> Any:  # arrays that are only read: those of a mapped file must do too
        return types.Array(of, dimensions, "C", readonly=True)

    signature = types.void(
        told(types.int8, 2), told(types.float32, 1), told(types.int16, 1), types.float32, told(types.int32, 1),
        types.Array(types.float32, 1, "C"),
    )  # fmt: skip
    writable = os.access(Path(__file__).parent, os.W_OK)  # else numba would look for a home that may not be there
    compiled: Callable[..., None] = njit(signature, nogil=True, cache=writable)(products)
    return compiled


def products(
    vectors: Bytes, scales: Floats, question: npt.NDArray[np.int16], scale: np.float32, rows: Rows, close: Floats
) -> None:
    """What is compiled. Every step is kept to 32 bits: only then does the compiler take many numbers at once.

    The question comes widened to 16 bits, which is one step less for every number (a sixth of the time).
    """
    for n in range(rows.size):
        row = rows[n]
        total = np.int32(0)
        for d in range(question.size):
            total = np.int32(total + np.int32(np.int32(vectors[row, d]) * np.int32(question[d])))
        close[n] = np.float32(total) * (scales[row] * scale)
