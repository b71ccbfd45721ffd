"""Lists of rows by a code, one after another; and which of the rows that are looked at stand in such a list."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from app.matching.engine.index.room import free_behind
from app.matching.engine.types import Candidate

Rows = npt.NDArray[np.int32]
Values = Callable[[Candidate], Iterable[str]]
Spans = Mapping[str, tuple[int, int]]
NO_ROWS: Rows = np.empty(0, np.int32)
MANY = 16  # from a sixteenth of all rows on, marking them all is cheaper than searching for each

ONLINE = "online"  # the one code of `anywhere`: what happens online and names no area
LISTED: Mapping[str, Values] = {
    "hopes": lambda c: c.hopes,
    "gifts": lambda c: c.gifts,
    "basics": lambda c: c.basics,
    "labels": lambda c: c.labels,
    "languages": lambda c: c.languages,
    "covers": lambda c: c.covers,
    "excludes": lambda c: c.excludes,
    "anywhere": lambda c: (ONLINE,) if c.online and not c.covers else (),
}


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
    """The rows of each code, ascending; `spans` says where they stand in `rows`, which several postings share.

    Lists may name rows that are no more; `fewer` tells how many by code. A code that only such rows have is not here.
    """

    def __init__(self, rows: Rows, spans: Spans, fewer: Mapping[str, int] | None = None) -> None:
        self.rows, self.spans, self.fewer = rows, spans, fewer or {}

    def __getitem__(self, code: str) -> Rows:
        start, end = self.spans[code]
        if end - start <= self.fewer.get(code, 0):
            raise KeyError(code)
        return self.rows[start:end]

    def __contains__(self, code: object) -> bool:
        span = self.spans.get(code)  # type: ignore[call-overload]
        return span is not None and span[1] - span[0] > self.fewer.get(code, 0)  # type: ignore[call-overload]

    def __iter__(self) -> Iterator[str]:
        return (code for code in self.spans if code in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def build_postings(listings: Sequence[Candidate]) -> tuple[Rows, dict[str, Postings]]:
    """All rows, and by the names of `LISTED` which of them hold which value; codes from A to Z."""
    return laid_out({name: _listed(listings, values) for name, values in LISTED.items()})


def laid_out(lists: Mapping[str, Mapping[str, Rows]]) -> tuple[Rows, dict[str, Postings]]:
    """The lists of each name by their codes, one behind another with a little room behind each."""
    spans: dict[str, dict[str, tuple[int, int]]] = {}
    end = 0
    for name, some in lists.items():
        spans[name] = {}
        for code in sorted(some):
            spans[name][code] = (end, end + len(some[code]))
            end += len(some[code]) + free_behind(len(some[code]))
    rows = np.zeros(end, np.int32)
    for name, some in lists.items():
        for code, kept in some.items():
            rows[slice(*spans[name][code])] = kept
    return rows, {name: Postings(rows, found) for name, found in spans.items()}


def turned(size: int, lists: Sequence[Rows]) -> tuple[Rows, npt.NDArray[np.int16]]:
    """The numbers of the lists that hold each of `size` rows, row after row; and where those of each row begin."""
    rows = np.concatenate([*lists, NO_ROWS])
    numbers = np.repeat(np.arange(len(lists), dtype=np.int16), [len(one) for one in lists])
    order = np.argsort(rows, kind="stable")
    return np.searchsorted(rows[order], np.arange(size + 1)).astype(np.int32), numbers[order]


def _listed(listings: Sequence[Candidate], values: Values) -> dict[str, Rows]:
    found: dict[str, list[int]] = defaultdict(list)
    for row, told in enumerate(map(values, listings)):
        for value in dict.fromkeys(told) if told else ():
            found[value].append(row)
    return {code: np.array(rows, np.int32) for code, rows in found.items()}
