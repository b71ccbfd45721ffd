"""Which of the rows that are looked at stand in a list of rows: a few are searched for, many are marked."""

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int32]
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
