"""What newer columns are built on: the arrays with their room, and who stands where. Grows with the newest columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from app.matching.engine.index.ids import Ids
from app.matching.engine.index.postings import Postings
from app.matching.engine.index.room import Room, Shelf, free_behind
from app.matching.engine.types import Candidate

Key = tuple[str, UUID]
Numbers = dict[tuple[str, str], int]


@dataclass
class Ground:
    """Shared by columns that came of one another; only who makes the next ones from the newest may write."""

    base: Sequence[Candidate]
    facts: Room
    ease: Room
    held_from: Room
    held: Room
    terms: Shelf
    words: Shelf
    ids: Ids
    numbers: Numbers  # by which `held` tells what a row offers and welcomes
    since: list[Candidate] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)  # tables that an edit does not change
    _names: list[Key] | None = None

    @property
    def size(self) -> int:
        """How many rows the newest columns have."""
        return self.facts.size

    def names(self, key: Callable[[Candidate], Key]) -> tuple[list[Key], npt.NDArray[np.int64]]:
        """The names of the base from A to Z, and the place of each row among them."""
        if self._names is None or "name ranks" not in self.kept:
            keys = [key(listing) for listing in self.base]
            order = sorted(range(len(keys)), key=keys.__getitem__)
            ranks = np.empty(len(keys), np.int64)
            ranks[order] = np.arange(len(keys))
            self.kept["name ranks"] = ranks
            self._names = [keys[row] for row in order]
        return self._names, self.kept["name ranks"]

    def number(self, name: str, code: str) -> int:
        """The number of a hope or gift, a new one when nobody offered or welcomed it before."""
        return self.numbers.setdefault((name, code), len(self.numbers))


def free_places(postings: Sequence[Postings]) -> dict[int, int]:
    """By the end of each list that `postings.laid_out` laid, how many places behind it are its own."""
    spans = (span for some in postings for span in some.spans.values())
    return {end: free for start, end in spans if (free := free_behind(end - start))}
