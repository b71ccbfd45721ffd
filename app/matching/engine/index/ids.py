"""Which row a listing stands in, and its place among all by its id: a number that later ones can stand between."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int32]
Ranks = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.bytes_]

LOWER_HALF = 2**61  # the ranks of a new base lie below; newer ids are mostly the greatest, and go behind
BEHIND = 2**40


class Crowded(Exception):
    """There is no number left between two neighbours: the ranks must be dealt anew."""


@dataclass
class Ids:
    """The ids of a base in order, the row of each, and those that have come since with their ranks.

    Grows with the newest columns; nobody reads it but who makes the next.
    """

    ordered: Bytes
    rows: Rows
    _since: list[tuple[bytes, int]] = field(default_factory=list)

    @classmethod
    def of(cls, ids: Sequence[UUID]) -> "Ids":
        """The ids of rows, in their order."""
        packed = np.frombuffer(b"".join(one.bytes for one in ids), "S16")
        rows = np.argsort(packed, kind="stable").astype(np.int32)
        return cls(packed[rows], rows)

    def ranks(self) -> Ranks:
        """The place of each row of the base."""
        found = np.empty(len(self.rows), np.int64)
        found[self.rows] = (np.arange(len(self.rows), dtype=np.int64) + 1) * self._step
        return found

    def row_of(self, one: UUID) -> int | None:
        """The row of the base that it stood in; None when it is newer."""
        at = self._place(one.bytes)
        return int(self.rows[at]) if self._is(at, one) else None

    def rank(self, one: UUID) -> int:
        """Its place by id, now and when it comes again. Raises Crowded."""
        at = self._place(one.bytes)
        if self._is(at, one):
            return (at + 1) * self._step
        newer = bisect_left(self._since, (one.bytes, -1))
        if newer < len(self._since) and self._since[newer][0] == one.bytes:
            return self._since[newer][1]
        below = max(at * self._step, self._since[newer - 1][1] if newer else 0)
        above = [(at + 1) * self._step] if at < len(self.rows) else []
        above += [self._since[newer][1]] if newer < len(self._since) else []
        found = (below + min(above)) // 2 if above else below + BEHIND
        if found <= below or found >= 2**63 - 1:
            raise Crowded
        insort(self._since, (one.bytes, found))
        return found

    @property
    def _step(self) -> int:
        return LOWER_HALF // (len(self.rows) + 2)

    def _is(self, at: int, one: UUID) -> bool:
        # An array of bytes gives its entries without the zeros at their end.
        return at < len(self.rows) and bool(self.ordered[at] == one.bytes.rstrip(b"\0"))

    def _place(self, one: bytes) -> int:
        return int(np.searchsorted(self.ordered, np.bytes_(one)))
