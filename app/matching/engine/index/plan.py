"""A question as records of numbers, which is what a compiled loop can read; `engine/quick.py` fills them in."""

from collections.abc import Iterable
from functools import cache
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from app.matching.engine.index.facts import FACTS

# What is asked of every row. Bits are those of access facts, as in `facts.py`.
PLAN = np.dtype(
    [
        ("placed", "?"), ("lat", "f8"), ("lon", "f8"), ("far_m", "f8"), ("half_m", "f8"),
        ("today", "i8"), ("week", "u4"), ("wished", "u4"), ("ticks", "u4"),
        ("not_no", "u4"), ("not_yes", "u4"),  # facts that must not be known as no, or as yes
        ("comes", "u4"),  # the fact that is as good as being near, when it was asked for
        ("age", "i4"), ("under_18", "?"), ("online", "?"), ("urgent", "?"),
        ("every", "?"),  # nothing was asked, or the floor is lifted: all pass
        ("may_name", "?"), ("companions", "?"), ("by_name", "?"),
        ("enough", "i8"), ("limit", "i8"),
        ("rare", "f4"), ("long", "f4"),  # BM25: what is added to how often a word stands in a text, see words.py
        ("speaks", "f4"), ("by_words", "f4"), ("weights", "f4"), ("floor", "f8"), ("step", "f8"), ("again", "f8"),
        ("judges", "?"), ("silent", "f8"),  # whether the judge tells when to be silent, and what else speaks for it
        ("plainly", "?"),  # a hope was said by name and meant so: where it is offered by name there is no silence
    ],
    align=True,
)  # fmt: skip

# A look by words alone: of the above what gates ask, and what else must hold. Lists of rows (SPAN) come behind it.
LOOKED = np.dtype(
    [
        ("lat", "f8"), ("lon", "f8"), ("radius", "f8"), ("today", "i8"), ("spans", "i8"),
        ("hope", "i8"), ("hope_end", "i8"),  # where the rows stand that offer it; below 0 any
        ("week", "u4"), ("not_no", "u4"), ("not_yes", "u4"), ("age", "i4"), ("kind", "i4"),
        ("rare", "f4"), ("long", "f4"),
        ("placed", "?"), ("under_18", "?"), ("online", "?"), ("urgent", "?"), ("informal", "?"),
    ],
    align=True,
)  # fmt: skip

# What is the same for every question: policy, and the constants of the signals and gates.
RULES = np.dtype(
    [
        ("floor_far", "f8"), ("again_most", "i8"), ("spare", "i8"), ("least_a_rung", "i8"), ("most_a_rung", "i8"),
        ("near_equal", "f4"), ("by_meaning", "f4"), ("by_term_said", "f4"), ("by_close", "f4"), ("best_share", "f4"),
        ("coded_words", "f4"), ("also_told", "f4"), ("gift_by_words", "f4"),
        ("even", "f8"), ("slope", "f8"), ("far", "f8"), ("steepness", "f8"),
        ("comes_to_you", "u4"), ("adult", "i4"), ("never", "i4"),
        ("person", "i4"), ("exchange", "i4"), ("formal", "i4"), ("network", "i4"),
        ("ease_unknown", "f4"), ("time_unknown", "f4"), ("checked", "f4"), ("sinking", "f4"), ("ring_first", "f4"),
        ("silent_by_judged", "f8"), ("silent_by_fit", "f8"), ("silent_from", "f8"),
        ("judged_well", "f8"), ("judged_well_far", "f8"),
        ("spread", "f4"), ("once_more", "f4"), ("room", "f4", (3,)),
        ("sink_days", "i4", (8,)), ("ring_first_days", "i4", (8,)),
    ],
    align=True,
)  # fmt: skip

HOPE, HEARD, GIFT, STORY = range(4)
NO_TEXT = -1
# One thing said: where its words and terms stand in the lists that come with it, and which texts it was said in.
WISH = np.dtype(
    [
        ("role", "i4"), ("coded", "?"), ("offered", "f4"), ("most", "f4"),
        ("word", "i4"), ("word_end", "i4"), ("term", "i4"), ("term_end", "i4"),
        ("text", "i4"), ("also", "i4"),  # by their numbers, or NO_TEXT
    ],
    align=True,
)  # fmt: skip
# A list of rows that hold a word, and how rare the word is; and which of the words that were asked it is.
SPAN = np.dtype([("start", "i8"), ("end", "i8"), ("idf", "f4"), ("word", "i4")], align=True)
TERM = np.dtype([("counts", "f4"), ("list", "i4"), ("list_end", "i4")], align=True)
# Rows that offer a term, or a related one, which counts `weight`: by its number, and where they stand.
LIST = np.dtype([("number", "i4"), ("start", "i8"), ("end", "i8"), ("weight", "f4"), ("itself", "?")], align=True)

# Signals that have a loop, by their number; another is worked out by numpy, and comes along as a list of fits.
INTERESTS, MEANING, GIFTS, NEARNESS, EASE, TIME, FRESHNESS, FULLNESS, CAPACITY, JUDGEMENT = range(10)
GIVEN = 100
STEP = np.dtype([("signal", "i4"), ("weight", "f4")], align=True)

LETTERS = {"f8": "d", "f4": "f", "i8": "q", "i4": "i", "u4": "I", "b1": "?"}  # of `struct`, for those of numpy


class Table(NamedTuple):
    """The columns inside a loop."""

    facts: Any
    strips: Any
    marks: Any  # see `facts.marks_of`
    words: Any
    often: Any
    terms: Any
    held_from: Any
    held: Any
    gone: Any


class Said(NamedTuple):
    """The wishes, what they point into, and vectors of the rows, inside a loop."""

    wishes: Any
    spans: Any
    taken: Any
    lists: Any
    texts: Any
    vectors: Any
    scales: Any


# What the arrays of a `Table` are made of, in its order.
KINDS_OF_TABLE = (FACTS, *map(np.dtype, ("i4", "f4", "i4", "u1", "i4", "i4", "i2", "i4")))


def book_of(table: Table) -> npt.NDArray[np.int64]:
    """Where each array of a table begins and how long it is: one thing to hand to a loop instead of nine.

    Whoever keeps the book keeps the arrays.
    """
    if any(one.dtype != kind or not one.flags.c_contiguous for one, kind in zip(table, KINDS_OF_TABLE, strict=True)):
        raise TypeError("a loop would read something else")
    return np.array([number for one in table for number in (one.ctypes.data, len(one))], np.int64)


def packed(records: Iterable[tuple[Any, ...]], kind: np.dtype[np.void]) -> npt.NDArray[np.void]:
    """`np.array(records, kind)` for records of plain numbers, in a seventh of the time."""
    return np.frombuffer(bytearray(bytes_of(records, kind)), kind)


def bytes_of(records: Iterable[tuple[Any, ...]], kind: np.dtype[np.void]) -> bytes:
    """The same as bytes."""
    pack = layout_of(kind).pack
    return b"".join([pack(*record) for record in records])


@cache
def layout_of(kind: np.dtype[np.void]) -> Struct:
    """How `struct` lays out such a record."""
    fields: dict[str, Any] = dict(kind.fields or {})
    letters, end = "=", 0
    for name in kind.names or ():
        part, start = fields[name][:2]
        letters += f"{start - end}x{LETTERS[part.str[1:]]}"
        end = start + part.itemsize
    return Struct(f"{letters}{kind.itemsize - end}x")
