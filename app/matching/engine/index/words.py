"""BM25 over listings' words: postings with ready impacts.

Robertson & Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

from app.matching.engine.index.postings import is_few, places_in

K1 = 1.2  # how soon a repeated word stops adding
B = 0.6  # how much a long text is held against it; lower than the usual .75: a long summary is care, not padding
NAME_WEIGHT = 3  # a word in the name counts as three in the text: people complain when name hits rank below others
FULL = 1.6  # the impact, in idfs, of a word that stands in the name: such a hit counts as the whole word
MOST_TOKENS = 64  # of a very long story the rarest words are asked


@dataclass(frozen=True)
class WordIndex:
    """Rows and impacts of each stem, one after another; `spans` says where a stem's stand."""

    rows: npt.NDArray[np.int32]
    impacts: npt.NDArray[np.float32]
    spans: dict[str, tuple[int, int]]
    idf: dict[str, float]
    size: int

    def coverage(self, asked: Sequence[str], rows: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """How much of what was asked the words of each of `rows` hold, 0..1: BM25 over what name hits would give.

        A word no listing knows counts in the denominator: half understood is half a fit.
        """
        found, most = self.asked(asked)
        if not most:
            return np.zeros(len(rows), np.float32)
        spans = [slice(*span) for span in found]
        total = self._of_few(spans, rows) if is_few(rows, self.size) else self._of_all(spans)[rows]
        return np.minimum(total / np.float32(most), np.float32(1))

    def asked(self, asked: Sequence[str]) -> tuple[list[tuple[int, int]], float]:
        """Where the stems that were asked stand, the rarest first, and the impact of a text that names them all."""
        weights = {token: self.idf.get(token, self._unknown) for token in asked}
        rarest = list(weights)
        if len(rarest) > 1:
            rarest = sorted(rarest, key=lambda token: (-weights[token], token))[:MOST_TOKENS]
        most = sum([weights[token] for token in rarest]) * FULL
        return [self.spans[token] for token in rarest if token in self.spans], most

    def _of_few(self, spans: Sequence[slice], rows: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        total = np.zeros(len(rows), np.float32)
        for span in spans:
            at, holds = places_in(self.rows[span], rows)
            total[holds] += self.impacts[span][at[holds]]
        return total

    def _of_all(self, spans: Sequence[slice]) -> npt.NDArray[np.float32]:
        total = np.zeros(self.size, np.float32)
        for span in spans:
            total[self.rows[span]] += self.impacts[span]
        return total

    def holding(self, asked: Sequence[str]) -> npt.NDArray[np.int32]:
        """The rows whose words hold every one of `asked`; none when nothing is asked."""
        rows = [self.rows[slice(*self.spans.get(token, (0, 0)))] for token in set(asked)]
        return reduce(np.intersect1d, rows) if rows else np.empty(0, np.int32)

    @cached_property
    def _unknown(self) -> float:
        return float(np.log(1 + (self.size + 0.5) / 0.5)) / 2 if self.size else 0.0


def build_words(texts: Iterable[tuple[Sequence[str], Sequence[str]]]) -> WordIndex:
    """Index (name stems, text stems) of each row, in row order."""
    counts = [Counter(dict.fromkeys(name, NAME_WEIGHT)) + Counter(text) for name, text in texts]
    size = len(counts)
    lengths = np.array([sum(count.values()) for count in counts], np.float32)
    mean = float(lengths.mean()) if size else 1.0
    names: dict[str, int] = {}
    ids = np.array([names.setdefault(token, len(names)) for count in counts for token in count], np.int32)
    rows = np.repeat(np.arange(size, dtype=np.int32), [len(count) for count in counts])
    often = np.array([n for count in counts for n in count.values()], np.float32)
    order = np.argsort(ids, kind="stable")
    ids, rows, often = ids[order], rows[order], often[order]
    starts = np.searchsorted(ids, np.arange(len(names) + 1))
    holding = np.diff(starts)
    idf = np.log(1 + (size - holding + 0.5) / (holding + 0.5)).astype(np.float32)
    damped = often + K1 * (1 - B + B * lengths[rows] / max(mean, 1e-9)) if size else often
    impacts = (idf[ids] * often * (K1 + 1) / damped).astype(np.float32) if size else often
    return WordIndex(
        rows=rows,
        impacts=impacts,
        spans={token: (int(starts[n]), int(starts[n + 1])) for token, n in names.items()},
        idf={token: float(idf[n]) for token, n in names.items()},
        size=size,
    )
