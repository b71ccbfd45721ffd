"""Lists of rows by a code, one after another; and which of the rows that are looked at stand in such a list."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from app.matching.engine.types import Candidate

Rows = npt.NDArray[np.int32]
Values = Callable[[Candidate], Iterable[str]]
MANY = 16  # from a sixteenth of all rows on, marking them all is cheaper than searching for each


def is_few(rows: Rows, size: int) -> bool:
    """Whether `rows` are few beside all `size` rows, so that nothing of the whole size should be made for them."""
    return len(rows) * MANY < size


def places_in(kept: Rows, rows: Rows) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Where each of `rows` stands in `kept` (ascending), and whether it stands there at all."""
    if not len(kept):
        return np.zeros(len(rows), np.intp), np.zeros(len(rows), np.bool_)
    at = kept.searchsorted(rows)
    at[at == len(kept)] = 0
    return at, kept[at] == rows


def held(kept: Rows, rows: Rows, size: int) -> npt.NDArray[np.bool_]:
    """Which of `rows` stand in `kept`, which is ascending; there are `size` rows in all."""
    if is_few(rows, size):
        return places_in(kept, rows)[1]
    marked = np.zeros(size, np.bool_)
    marked[kept] = True
    return marked[rows]


class Postings(Mapping[str, Rows]):
    """The rows of each code, ascending; `spans` says where they stand in `rows`, which several postings share."""

    def __init__(self, rows: Rows, spans: Mapping[str, tuple[int, int]]) -> None:
        self.rows, self.spans = rows, spans

    def __getitem__(self, code: str) -> Rows:
        return self.rows[slice(*self.spans[code])]

    def __contains__(self, code: object) -> bool:
        return code in self.spans

    def __iter__(self) -> Iterator[str]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)


def build_postings(listings: Sequence[Candidate], each: Mapping[str, Values]) -> tuple[Rows, dict[str, Postings]]:
    """All rows, and by the names of `each` which of them hold which value."""
    lists: list[list[int]] = []
    spans: dict[str, dict[str, tuple[int, int]]] = {}
    end = 0
    for name, values in each.items():
        spans[name] = {}
        for code, held_by in _listed(listings, values).items():
            spans[name][code] = (end, end + len(held_by))
            end += len(held_by)
            lists.append(held_by)
    rows = np.fromiter((row for one in lists for row in one), np.int32, end)
    return rows, {name: Postings(rows, found) for name, found in spans.items()}


def turned(size: int, lists: Sequence[Rows]) -> tuple[Rows, npt.NDArray[np.int16]]:
    """The numbers of the lists that hold each of `size` rows, row after row; and where those of each row begin."""
    rows = np.concatenate([*lists, np.empty(0, np.int32)])
    numbers = np.repeat(np.arange(len(lists), dtype=np.int16), [len(one) for one in lists])
    order = np.argsort(rows, kind="stable")
    return np.searchsorted(rows[order], np.arange(size + 1)).astype(np.int32), numbers[order]


def _listed(listings: Sequence[Candidate], values: Values) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row, candidate in enumerate(listings):
        for value in values(candidate):
            found[value].append(row)
    return found
