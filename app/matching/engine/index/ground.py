"""What newer columns are built on: the arrays with their room, and who stands where. Grows with the newest columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, overload
from uuid import UUID

import numpy as np
import numpy.typing as npt

from app.matching.engine.index.ids import Ids
from app.matching.engine.index.postings import Postings
from app.matching.engine.index.room import Room, Shelf, free_behind
from app.matching.engine.types import Candidate

Key = tuple[str, UUID]
Numbers = dict[tuple[str, str], int]
Ranks = npt.NDArray[np.int64]
NAME_RANKS = "name ranks"


class Named(Sequence[Key]):
    """The names of listings in an order, each made when it is looked at: few are."""

    def __init__(self, listings: Sequence[Candidate], order: Ranks, key: Callable[[Candidate], Key]) -> None:
        self._listings, self._order, self._key = listings, order, key

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, at: int) -> Key: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Key]: ...

    def __getitem__(self, at: int | slice) -> Key | Sequence[Key]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        return self._key(self._listings[int(self._order[at])])


@dataclass
class Ground:
    """Shared by columns that came of one another; only who makes the next ones from the newest may write."""

    base: Sequence[Candidate]
    marks: npt.NDArray[np.float32]  # of the base: `facts.marks_of`
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

    @property
    def size(self) -> int:
        """How many rows the newest columns have."""
        return self.facts.size

    def names(self, key: Callable[[Candidate], Key]) -> tuple[Sequence[Key], Ranks]:
        """The names of the base from A to Z, and the place of each row among them.

        Places outlive the base: a merge carries them over and a snapshot keeps them, once somebody has asked.
        """
        if NAME_RANKS not in self.kept:
            keys = [key(listing) for listing in self.base]
            ranks = np.empty(len(keys), np.int64)
            ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
            self.kept[NAME_RANKS] = ranks
        if "names" not in self.kept:
            self.kept["names"] = Named(self.base, np.argsort(self.kept[NAME_RANKS]), key)
        return self.kept["names"], self.kept[NAME_RANKS]

    def number(self, name: str, code: str) -> int:
        """The number of a hope or gift, a new one when nobody offered or welcomed it before."""
        return self.numbers.setdefault((name, code), len(self.numbers))


def free_places(postings: Sequence[Postings]) -> dict[int, int]:
    """By the end of each list that `postings.laid_out` laid, how many places behind it are its own."""
    spans = (span for some in postings for span in some.spans.values())
    return {end: free for start, end in spans if (free := free_behind(end - start))}
