"""A new base of columns that many edits have been laid on: what is no more is gone, what came since has its place.
Or of columns of many parts of a directory, which were built one after another.

Sorts and moves numbers; no text is read again. It is what `build_columns` would make of the same listings.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain

import numpy as np
import numpy.typing as npt

from app.matching.engine.index.columns import Columns, Mask, Rows, ready
from app.matching.engine.index.facts import STRIPS, Facts, strips_at
from app.matching.engine.index.ground import NAME_RANKS
from app.matching.engine.index.ids import Bytes, Ids
from app.matching.engine.index.packed import in_order, pack
from app.matching.engine.index.postings import LISTED, Postings, laid_out
from app.matching.engine.index.words import WordIndex
from app.matching.engine.types import Candidate

NOWHERE = -1


def merged(columns: Columns) -> tuple[Columns, Rows]:
    """The same listings as a new base, and which row each of its rows was. `columns` stay as they are."""
    base, order = _laid_anew([columns], columns.facts, columns.listings.at)
    if NAME_RANKS in columns.ground.kept:
        base.ground.kept[NAME_RANKS] = _dense(columns.name_ranks[order])
    return base, order


def joined(parts: Sequence[Columns]) -> Columns:
    """One base of parts that nothing new was laid on; what stands in several of them is gone from all but one."""
    facts = np.concatenate([_plain(one.facts) for one in parts]).view(parts[0].facts.dtype)[:, 0]
    ids = np.concatenate([_ids_of(one) for one in parts])
    facts["id_rank"] = _sorted(ids, np.argsort(ids, kind="stable")).ranks()
    return _laid_anew(parts, facts, partial(in_order, [pack(one.ground.base) for one in parts]))[0]


def _laid_anew(
    parts: Sequence[Columns], facts: Facts, listings_at: Callable[[Rows], Sequence[Candidate]]
) -> tuple[Columns, Rows]:
    """Rows of all parts, one behind another, as one base; `facts` are theirs, and their listings are told by row."""
    order = _in_order(facts, np.concatenate([one.alive for one in parts]))
    where = np.full(len(facts), NOWHERE, np.int32)
    where[order] = np.arange(len(order), dtype=np.int32)
    each = np.split(where, np.cumsum([one.size for one in parts])[:-1])
    facts = _taken(facts, order)
    ids = _sorted(np.concatenate([_ids_of(one) for one in parts])[order], np.argsort(facts["id_rank"]))
    facts["id_rank"] = ids.ranks()
    terms, postings = laid_out({name: _moved([one.postings[name] for one in parts], each) for name in LISTED})
    words = _words([one.words for one in parts], each, facts)
    ease = np.concatenate([one.ease for one in parts]).take(order, axis=0)
    return ready(listings_at(order), facts, ease, terms, postings, words, ids), order


def _dense(ranks: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The same order in whole numbers without gaps."""
    found = np.empty(len(ranks), np.int64)
    found[np.argsort(ranks)] = np.arange(len(ranks))
    return found


def _in_order(facts: Facts, alive: Mask) -> Rows:
    """Rows of listings that are, strip by strip, as `facts.strip_by_strip` lays them."""
    rows = np.nonzero(alive)[0].astype(np.int32)
    facts = _taken(facts, rows)
    nowhere = np.isnan(facts["x"])
    lat, lon = np.where(nowhere, 0, facts["lat"]), np.where(nowhere, 0, facts["lon"])
    strips = np.where(nowhere, STRIPS, strips_at(lat))
    order = np.argsort(facts["id_rank"])
    for values in (lat, lon, strips):  # not lexsort, which lets no other thread on
        order = order[np.argsort(values[order], kind="stable")]
    found: Rows = rows[order]
    return found


def _plain(facts: Facts) -> npt.NDArray[np.uint8]:
    return facts.view(np.uint8).reshape(len(facts), facts.dtype.itemsize)


def _taken(facts: Facts, rows: Rows) -> Facts:
    """`facts[rows]`, copied byte by byte: ten times quicker, and other threads go on meanwhile."""
    return _plain(facts).take(rows, axis=0).view(facts.dtype).reshape(len(rows))


def _ids_of(columns: Columns) -> Bytes:
    """The id of each row."""
    of_row = np.empty(columns.size, "S16")
    of_row[columns.ground.ids.rows] = columns.ground.ids.ordered
    for one, row in columns.since.items():
        of_row[row] = one.bytes
    return of_row


def _sorted(ids: Bytes, order: npt.NDArray[np.int64]) -> Ids:
    return Ids(ids[order], order.astype(np.int32))


def _moved(parts: Sequence[Postings], where: Sequence[Rows]) -> Mapping[str, Rows]:
    found = defaultdict[str, list[Rows]](list)
    for postings, to in zip(parts, where, strict=True):
        for code in postings:
            found[code].append(to[postings[code]])
    return {code: _without_nowhere(np.concatenate(lists)) for code, lists in found.items()}


def _without_nowhere(rows: Rows) -> Rows:
    kept: Rows = np.sort(rows[rows != NOWHERE])
    return kept


def _words(parts: Sequence[WordIndex], where: Sequence[Rows], facts: Facts) -> WordIndex:
    numbers = {stem: n for n, stem in enumerate(dict.fromkeys(chain(*((*one.spans, *one.fresh) for one in parts))))}
    held = [_holding(words, to, numbers) for words, to in zip(parts, where, strict=True)]
    stem, row, often = (np.concatenate(some) for some in zip(*held, strict=True))
    order = np.argsort(stem * len(facts) + row)
    edges = np.searchsorted(stem[order], np.arange(len(numbers) + 1)).tolist()
    spans = {one: (edges[n], edges[n + 1]) for one, n in numbers.items() if edges[n] < edges[n + 1]}
    living, total = sum(one.living for one in parts), sum(one.total for one in parts)
    return WordIndex(row[order], often[order], facts["length"], spans, living, total, country=parts[0].country)


def _holding(
    words: WordIndex, where: Rows, numbers: Mapping[str, int]
) -> tuple[npt.NDArray[np.int64], Rows, npt.NDArray[np.uint8]]:
    """Which row holds which stem how often, of rows that go on."""
    stems = dict.fromkeys((*words.spans, *words.fresh))
    lists = ((numbers[stem], *span) for stem in stems for span in words.places(stem))
    number, starts, ends = np.fromiter(chain.from_iterable(lists), np.int64).reshape(-1, 3).T
    lengths = ends - starts
    at = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]])[: len(starts)], lengths)
    at += np.arange(len(at))
    row = where[words.rows[at]]
    kept = np.nonzero(row != NOWHERE)[0]
    return np.repeat(number, lengths)[kept], row[kept], words.often[at[kept]]
