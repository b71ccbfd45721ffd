"""The weights of a text's words and letters summed in one compiled loop; what it sums stands in `danger_weights.py`."""

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.matching.engine.meaning import kernels

Numbers = npt.NDArray[np.uint64]
Best = tuple[float, int, int]
Loop = Callable[..., Best]

SIGNATURE = (
    "Tuple((float64, int64, int64))(uint64[::1], boolean[::1], uint64[::1], int64[:, ::1], "
    "float32[::1], uint64[::1], uint64, int64, int64, float64, float64, int64, int64, float64, float64)"
)
_ready: list[Loop] = []


def prepare() -> bool:
    """Make the loop, and use it from now on; whether there is one. Takes some seconds the first time."""
    if not _ready and kernels.wanted():
        try:
            import numba

            kept = os.access(Path(__file__).parent, os.W_OK)
            made = numba.njit(SIGNATURE, nogil=True, cache=kept, error_model="numpy")(best_run)
        except Exception:  # not installed, or it does not work here: numpy answers
            return False
        _ready.append(made)
    return bool(_ready)


def ready() -> Loop | None:
    """The loop, when it is made."""
    return _ready[0] if _ready else None


def best_run(
    codes: Numbers, negated: Any, letters: Numbers, counts: Any, weights: Any, odd: Numbers, down: np.uint64,
    furthest: int, most: int, damping: float, fragment: float, least: int, terse: int, terse_more: float, bias: float,
) -> Best:  # fmt: skip
    """What is compiled: `features_of` and `Weights.best_run` in one, each sum in the same order.

    `counts` are the words and letters of each piece.
    """
    pieces = len(counts)
    words, word_piece = codes + odd[1], np.repeat(np.arange(pieces), counts[:, 0])
    words ^= words * odd[2]
    letter_piece = np.repeat(np.arange(pieces), counts[:, 1])
    total, count = np.zeros(pieces + 1), np.zeros(pieces + 1, np.int64)
    for n in range(len(words)):
        total[word_piece[n] + 1] += weights[words[n] * odd[0] >> down]
        count[word_piece[n] + 1] += 1
    for kind in range(5):  # runs of two and three words; then of three, four and five letters
        if kind == 2:  # between them pairs of words further apart, and negated words
            for apart in range(2, min(furthest, len(words) - 1) + 1):
                for n in range(len(words) - apart):
                    if word_piece[n] == word_piece[n + apart]:
                        pair = words[n] * odd[3] + words[n + apart] * odd[4]
                        total[word_piece[n] + 1] += weights[pair * odd[0] >> down]
                        count[word_piece[n] + 1] += 1
            for n in range(len(words)):
                if negated[n]:
                    total[word_piece[n] + 1] += weights[(words[n] * odd[4] + odd[3]) * odd[0] >> down]
                    count[word_piece[n] + 1] += 1
        length = kind + 2 if kind < 2 else kind + 1
        numbers, piece = (words, word_piece) if kind < 2 else (letters, letter_piece)
        for n in range(len(numbers) - length + 1):
            if piece[n] == piece[n + length - 1]:
                mixed = np.uint64(0)
                for at in range(length):
                    mixed = (mixed + numbers[n + at] + odd[length - 1]) * odd[1]
                    mixed ^= mixed >> np.uint64(29)
                total[piece[n] + 1] += weights[mixed * odd[0] >> down]
                count[piece[n] + 1] += 1
    for n in range(pieces):
        total[n + 1] += total[n]
        count[n + 1] += count[n]
    best, start, end = -math.inf, 0, 0
    for length in range(1, min(most, pieces) + 1):
        high, place = -math.inf, 0
        for n in range(pieces - length + 1):
            said = counts[n : n + length, 0].sum()
            more = terse_more if said < terse else fragment if length < min(3, pieces) else 0.0
            score = (total[n + length] - total[n]) / math.sqrt(count[n + length] - count[n] + damping) + bias - more
            if said >= least and score > high:
                high, place = score, n
        if high > best or (high == best and place >= start):
            best, start, end = high, place, place + length
    return best, start, end
