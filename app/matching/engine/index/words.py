"""BM25 over listings' words. What an edit changes for every listing is reckoned when asked: rarity and mean length.

Robertson & Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.matching.engine.index.country import Country
from app.matching.engine.index.plan import SPAN, bytes_of
from app.matching.engine.index.postings import NO_ROWS, is_few, places_in
from app.matching.engine.tokens import NAME_ONLY

K1 = 1.2  # how soon a repeated word stops adding
B = 0.6  # how much a long text is held against it; lower than the usual .75: a long summary is care, not padding
NAME_WEIGHT = 3  # a word in the name counts as three in the text: people complain when name hits rank below others
FULL = 1.6  # the impact, in idfs, of a word that stands in the name: such a hit counts as the whole word
MOST_TOKENS = 64  # of a very long story the rarest words are asked
MOST_OFTEN = 255  # a word that is repeated more often tells no more
ONCE_MORE = np.float32(K1 + 1)

Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Spans = Mapping[str, tuple[int, int]]


class Heard(NamedTuple):
    """One list of rows that hold a stem: where it stands, and how rare the stem is."""

    start: int
    end: int
    idf: float


class Known(NamedTuple):
    """What the columns know of a stem: how rare it is, its lists, and how many of these are of no fanciful name."""

    idf: float
    lists: list[Heard]
    plain: int
    records: bytes  # the lists as a loop reads them: `plan.SPAN`


@dataclass(frozen=True)
class WordIndex:
    """Rows of each stem and how often it stands there, one after another; `spans` says where a stem's stand.

    Rows that came after the columns were built have lists of their own, told by `fresh`. Lists may name rows that are
    no more; `fewer` tells how many by stem, so that rarity is that of the listings that are. With a `country` rarity
    and mean length are that country's, so that every part of it weighs words alike.
    """

    rows: Rows
    often: npt.NDArray[np.uint8]
    lengths: Floats  # words of each row
    spans: Spans
    living: int
    total: int  # words of all living rows
    fresh: Spans = field(default_factory=dict)
    fewer: Mapping[str, int] = field(default_factory=dict)
    country: Country | None = None

    @property
    def size(self) -> int:
        """How many rows there are, those that are no more among them."""
        return len(self.lengths)

    @cached_property
    def damping(self) -> tuple[float, float]:
        """What is added to how often a word stands in a text: a constant, and so much for each word of the text."""
        total, living = (self.country.words, self.country.listings) if self.country else (self.total, self.living)
        mean = np.float32(total / living) if living else np.float32(1)
        return float(np.float32(K1 * (1 - B))), float(np.float32(K1 * B) / max(mean, np.float32(1e-9)))

    def coverage(self, asked: Sequence[str], rows: Rows, *, fanciful: bool = True) -> Floats:
        """How much of what was asked the words of each of `rows` hold, 0..1: BM25 over what name hits would give.

        A word no listing knows counts in the denominator: half understood is half a fit. Without `fanciful` a word
        that only a fanciful name holds counts nothing.
        """
        found, most = self.asked(asked, fanciful=fanciful)
        if not most:
            return np.zeros(len(rows), np.float32)
        total = self._of_few(found, rows) if is_few(rows, self.size) else self._of_all(found)[rows]
        return np.minimum(total / np.float32(most), np.float32(1))

    def asked(self, asked: Sequence[str], *, fanciful: bool = True) -> tuple[list[Heard], float]:
        """Where the stems that were asked stand, the rarest first, and the impact of a text that names them all."""
        known = {token: self.known(token) for token in asked}
        rarest = list(known)
        if len(rarest) > 1:
            rarest = sorted(rarest, key=lambda token: (-known[token].idf, token))[:MOST_TOKENS]
        most = sum([known[token].idf for token in rarest]) * FULL
        return [heard for token in rarest for heard in self.lists(token, fanciful=fanciful)], most

    def idf(self, token: str) -> float:
        """How rare a stem is among the listings that are; of one that nobody holds half as much as of the rarest."""
        return self.known(token).idf

    def known(self, token: str) -> Known:
        """All of a stem; kept where listings hold it, while what else people type is not."""
        found = self._known.get(token)
        if found is None:
            found = self._look_up(token)
            if found.lists:
                self._known[token] = found
        return found

    @cached_property
    def _known(self) -> dict[str, Known]:
        return {}

    def _look_up(self, token: str) -> Known:
        idf, (plain, fanciful) = self._idf(token), map(self.places, _names(token))
        lists = [Heard(*span, idf) for span in (*plain, *fanciful)]
        return Known(idf, lists, len(plain), bytes_of([(*heard, 0) for heard in lists], SPAN))

    def _idf(self, token: str) -> float:
        holding, living = self._rarity(token)
        if not living:
            return 0.0
        if not holding:
            return math.log(1 + (living + 0.5) / 0.5) / 2
        return float(np.float32(math.log(1 + (living - holding + 0.5) / (holding + 0.5))))

    def _rarity(self, token: str) -> tuple[int, int]:
        """How many hold a stem, and of how many; one that the country's counts do not know is counted here."""
        if self.country is None:
            return self.holding_count(token), self.living
        known = [count for name in _names(token) if (count := self.country.holding.get(name)) is not None]
        living = self.country.listings
        return sum(known) if known else min(self.holding_count(token), living), living

    def holding_count(self, token: str) -> int:
        """How many of the listings that are hold a stem."""
        stand = sum(end - start for name in _names(token) for start, end in self.places(name))
        return stand - sum(self.fewer.get(name, 0) for name in _names(token))

    def lists(self, token: str, *, fanciful: bool = True) -> list[Heard]:
        """The lists of rows that hold a stem, each in ascending order; those that hold it in a fanciful name last."""
        known = self.known(token)
        return known.lists if fanciful else known.lists[: known.plain]

    def places(self, token: str) -> list[tuple[int, int]]:
        """Where the lists under one name stand."""
        return [known for spans in (self.spans, self.fresh) if (known := spans.get(token))]

    def impacts(self, heard: Heard, at: npt.NDArray[np.intp] | slice = slice(None)) -> Floats:
        """What the rows of a list count, all or those at some places of it."""
        span = slice(heard.start, heard.end)
        often = self.often[span][at].astype(np.float32)
        const, each = map(np.float32, self.damping)
        lengths = self.lengths[self.rows[span][at]]
        return np.asarray(np.float32(heard.idf) * often * ONCE_MORE / (often + const + each * lengths), np.float32)

    def _of_few(self, lists: Sequence[Heard], rows: Rows) -> Floats:
        total = np.zeros(len(rows), np.float32)
        for heard in lists:
            at, holds = places_in(self.rows[heard.start : heard.end], rows)
            total[holds] += self.impacts(heard, at[holds])
        return total

    def _of_all(self, lists: Sequence[Heard]) -> Floats:
        total = np.zeros(self.size, np.float32)
        for heard in lists:
            total[self.rows[heard.start : heard.end]] += self.impacts(heard)
        return total

    def holding(self, asked: Sequence[str]) -> Rows:
        """The rows whose words hold every one of `asked`; none when nothing is asked."""
        rows = [self._rows_of(token) for token in set(asked)]
        return reduce(np.intersect1d, rows) if rows else NO_ROWS

    def _rows_of(self, token: str) -> Rows:
        return np.concatenate([*(self.rows[one.start : one.end] for one in self.lists(token)), NO_ROWS])


def _names(token: str) -> tuple[str, str]:
    """The two names that a stem is kept under: a listing holds it under one of them."""
    return token, NAME_ONLY + token


def counted(name: Sequence[str], text: Sequence[str]) -> Counter[str]:
    """How often each stem counts in one listing."""
    return Counter(dict.fromkeys(name, NAME_WEIGHT)) + Counter(text)


def build_words(texts: Iterable[tuple[Sequence[str], Sequence[str]]]) -> WordIndex:
    """Index (name stems, text stems) of each row, in row order: what `counted` tells of each, of all at once."""
    names: defaultdict[str, int] = defaultdict()
    names.default_factory = names.__len__  # the next number
    ids, sizes = array("q"), array("q")
    for name, text in texts:
        once = dict.fromkeys(name)
        ids.extend(map(names.__getitem__, once))
        ids.extend(map(names.__getitem__, text))
        sizes.extend((len(once), len(text)))
    told = np.array(sizes, np.int64)
    count = len(told) // 2
    rows = np.repeat(np.arange(count), told[0::2] + told[1::2])
    weights = np.repeat(np.tile([NAME_WEIGHT, 1], count), told)
    keys = np.array(ids, np.int64) * count + rows
    order = np.argsort(keys, kind="stable")
    first = np.flatnonzero(np.diff(keys[order], prepend=-1))  # of each stem in each row
    often = np.add.reduceat(weights[order], first) if len(first) else weights[:0]
    ends = np.searchsorted(keys[order][first], np.arange(len(names) + 1) * count).tolist()
    lengths = np.bincount(rows, weights, count)
    return WordIndex(
        rows=rows[order][first].astype(np.int32),
        often=np.minimum(often, MOST_OFTEN).astype(np.uint8),
        lengths=lengths.astype(np.float32),
        spans={token: (ends[n], ends[n + 1]) for token, n in names.items()},
        living=count,
        total=int(lengths.sum()),
    )
