"""The steps by which weights are learned: Adam (Kingma & Ba, ICLR 2015) in single precision, the same on every run."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FORGETS = 0.9  # of the mean slope that is kept from one step to the next
LEAST = np.float32(1e-6)  # against division by nothing


class Adam:
    """Which way some weights go at each step; `spread` is how much of the mean square is kept from step to step."""

    def __init__(self, like: Floats, spread: float) -> None:
        self._first, self._second = np.zeros_like(like), np.zeros_like(like)
        self._spread, self._step = spread, 0

    def way(self, slope: Floats, rate: float = 1.0) -> Floats:
        """What to take away from the weights, given the slope where they stand."""
        self._step += 1
        self._first = np.float32(FORGETS) * self._first + np.float32(1 - FORGETS) * slope
        self._second = np.float32(self._spread) * self._second + np.float32(1 - self._spread) * slope**2
        first = self._first / np.float32(1 - FORGETS**self._step)
        second = self._second / np.float32(1 - self._spread**self._step)
        way: Floats = np.float32(rate) * first / (np.sqrt(second) + LEAST)
        return way
