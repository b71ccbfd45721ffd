"""How well each row fits one thing that was said: worked out for the rows that are looked at, and kept."""

from collections.abc import Callable

import numpy as np

from app.matching.engine.index.columns import Rows, Scores


class Fit:
    """A score 0..1 a row, worked out when it is first asked for; `fit[rows]` and `fit[row]` as of an array."""

    def __init__(self, size: int, work: Callable[[Rows], Scores]) -> None:
        self._work = work
        self._known = np.zeros(size, np.bool_)
        self._scores = np.zeros(size, np.float32)

    def __getitem__(self, rows: Rows) -> Scores:
        """The scores of `rows`, in their order."""
        fresh = rows[~self._known[rows]]
        if len(fresh):
            self._scores[fresh] = self._work(fresh)
            self._known[fresh] = True
        return self._scores[rows]

    def of(self, row: int) -> float:
        """The score of a single row."""
        return float(self[np.array([row], np.int32)][0])


def whole(scores: Scores) -> Fit:
    """Scores that are known already."""
    return Fit(len(scores), lambda rows: scores[rows])
