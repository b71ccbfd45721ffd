"""A sheet of rows, wherever it came from: the heading row found, records numbered from 1, ragged ones told apart."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from app.kernel.errors import NotUsable
from app.kernel.text import one_line

LOOKED_AT = 10  # rows in which the headings may stand: some sheets begin with a title
COLUMNS_MAX = 1000
SURELY_HEADINGS = 3  # a row of values may hold one or two words that are headings elsewhere


@dataclass(frozen=True)
class Record:
    """One record as cells of text. `fault` says why it cannot be read as a row (the cells are then what was found)."""

    number: int
    cells: tuple[str, ...]
    mended: bool = False  # cells were cut off or filled up to fit the headings
    short: bool = False  # fewer cells than headings
    fault: str = ""


@dataclass(frozen=True)
class Table:
    """Headings (tidied) and the records under them, read as they are asked for."""

    headings: tuple[str, ...]
    records: Iterator[Record]


def table_of(rows: Iterable[list[str] | str], *, how_known: Callable[[list[str]], int], pad: bool = False) -> Table:
    """The table in raw rows (a text instead of a list is a fault in words). Raises NotUsable when there is nothing.

    The headings are the first of the first ten rows of which `how_known` knows any, else the first row with anything
    in it. Where the next row has more of them, the first stood over groups of columns.
    `pad`: the format leaves empty cells out at the end of a row, so that a short row means nothing.
    """
    rest = iter(rows)
    begun = chain(islice((row for row in rest if _has_any(row)), 1), islice(rest, LOOKED_AT - 1))
    first = list(begun)
    if not first:
        raise NotUsable("The file is empty.")
    at = heading_row([how_known(row) if isinstance(row, list) else 0 for row in first])
    top = first[at]
    if isinstance(top, str) or len(top) > COLUMNS_MAX:
        raise NotUsable("The first row cannot be read as headings.")
    width = max((i + 1 for i, cell in enumerate(top) if cell.strip()), default=0)
    headings = tuple(one_line(cell) for cell in top[:width])
    return Table(headings, _records(chain(first[at + 1 :], rest), width, pad))


def heading_row(known: list[int]) -> int:
    """Which of the first rows holds the headings, by how many of each row's cells are known ones."""
    at = next((i for i, count in enumerate(known) if count), 0)
    while at + 1 < len(known) and known[at + 1] > known[at] and known[at + 1] >= SURELY_HEADINGS:
        at += 1
    return at


def _has_any(row: list[str] | str) -> bool:
    return isinstance(row, str) or any(cell.strip() for cell in row)


def _records(rows: Iterable[list[str] | str], width: int, pad: bool) -> Iterator[Record]:
    """Numbered from 1. Empty rows between others are faults with a number; those at the end are left out."""
    empty: list[int] = []
    for number, row in enumerate((row for row in rows if row), start=1):
        if not _has_any(row):
            empty.append(number)
            continue
        yield from (Record(blank, (), fault="the row is empty") for blank in empty)
        empty = []
        yield _record(number, row, width, pad)


def _record(number: int, row: list[str] | str, width: int, pad: bool) -> Record:
    if isinstance(row, str):
        return Record(number, (), fault=row)
    if any(cell.strip() for cell in row[width:]):
        return Record(number, tuple(row), fault=f"has {len(row)} cells where the headings have {width}")
    missing = width - len(row)
    cells = (*row[:width], *[""] * missing)
    return Record(number, cells, mended=missing != 0 and not pad, short=missing > 0 and not pad)
