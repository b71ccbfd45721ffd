"""How well each row fits one thing that was said: worked out for the rows that are looked at, and kept."""

from collections.abc import Callable

import numpy as np

from app.matching.engine.index.columns import Rows, Scores
from app.matching.engine.index.postings import NO_ROWS, is_few, places_in


class Fit:
    """A score 0..1 a row, worked out when it is first asked for; `fit[rows]` and `fit.of(row)` as of an array.

    While few rows are asked for they are kept in a list, so that a question costs as much in a country as in a town.
    """

    def __init__(self, size: int, work: Callable[[Rows], Scores]) -> None:
        self._size = size
        self._work = work
        self._rows = NO_ROWS  # ascending; those whose score is known
        self._scores: Scores = np.empty(0, np.float32)
        self._given: tuple[Rows, Scores] | None = None
        self._single: dict[int, float] = {}

    def __getitem__(self, rows: Rows) -> Scores:
        """The scores of `rows`, in their order."""
        if self._given is not None:
            self._take(*self._given)
        if len(self._rows) == self._size:  # then each stands at its own number
            return self._scores[rows]
        if not is_few(rows, self._size):
            return self._of_many(rows)
        at, known = places_in(self._rows, rows)
        if not known.all():
            self._learn(rows[~known])
            at, _ = places_in(self._rows, rows)
        return self._scores[at]

    def keep(self, rows: Rows, scores: Scores) -> None:
        """Scores that were worked out elsewhere; before any other is asked for."""
        self._given, self._single = (rows, scores), dict(zip(rows.tolist(), scores.tolist(), strict=True))

    def _take(self, rows: Rows, scores: Scores) -> None:
        order = np.argsort(rows)
        self._rows, self._scores, self._given = rows[order], scores[order], None

    def of(self, row: int) -> float:
        """The score of a single row."""
        if (known := self._single.get(row)) is None:
            known = self._single[row] = float(self[np.array([row], np.int32)][0])
        return known

    def _learn(self, fresh: Rows) -> None:
        both = np.concatenate([self._rows, fresh])
        order = np.argsort(both, kind="stable")
        self._scores = np.concatenate([self._scores, self._work(fresh)])[order]
        self._rows = both[order]

    def _of_many(self, rows: Rows) -> Scores:
        scores, known = np.zeros(self._size, np.float32), np.zeros(self._size, np.bool_)
        scores[self._rows], known[self._rows] = self._scores, True
        fresh = rows[~known[rows]]
        if len(fresh):
            scores[fresh], known[fresh] = self._work(fresh), True
            self._rows = np.nonzero(known)[0].astype(np.int32)
            self._scores = scores[self._rows]
        return scores[rows]
