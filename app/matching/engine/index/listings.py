"""The listings behind the rows: those of a base, and those that have come since."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import overload

import numpy as np
import numpy.typing as npt

from app.matching.engine.index.packed import Packed
from app.matching.engine.types import Candidate


class Listings(Sequence[Candidate]):
    """A base, and so many of a list that only ever grows: what is put behind its end is not seen here."""

    def __init__(self, base: Sequence[Candidate], since: list[Candidate], size: int) -> None:
        self.base, self.since, self._size, self._base = base, since, size, len(base)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, row: int) -> Candidate: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Candidate]: ...

    def __getitem__(self, row: int | slice) -> Candidate | Sequence[Candidate]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(self._size))]
        if not 0 <= row < self._size:
            raise IndexError(f"rows are 0 to {self._size - 1}")
        return self.base[row] if row < self._base else self.since[row - self._base]

    def at(self, rows: npt.NDArray[np.int32]) -> Sequence[Candidate]:
        """The listings of these rows, in their order."""
        if isinstance(self.base, Packed):
            return self.base.moved(rows, self.since[: self._size - len(self.base)])
        return [self[row] for row in rows.tolist()]

    def __iter__(self) -> Iterator[Candidate]:
        return chain(self.base, islice(self.since, self._size - len(self.base)))
