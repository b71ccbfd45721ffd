"""A second opinion on danger: learned weights over words and letters, for wordings that no pattern has met; pure.

`tools/weigh_danger.py` learns the weights from the phrases under `tests/` and measures them. A piece of text is
scored as the sum of the weights of its features over the root of how many they are, plus a bias.
"""

import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.danger_fold import ends, tokens
from app.matching.engine.meaning import weighing

BUCKETS_LOG2 = 18
KIND_BUCKETS = 1 << 13  # telling the kinds apart needs fewer
LETTERS = (3, 4, 5)  # lengths of the runs of letters looked at, across words
FURTHEST = 7  # words apart, for a pair of words
NEGATIONS = frozenset({"not", "no", "never", "nobody", "without", "dont", "cant", "wont", "isnt", "didnt", "aint"})
NEGATED = 3  # words after a negation that it colours
ANY_NUMBER = "0"  # which number it is matters little, and most were never met

# A sentence with fewer of its words among those learned from has no say: what a language never learned resembles,
# it resembles by chance.
LEAST_MET = 0.5
LONGEST_WORD = 30  # letters; in a longer one a key was held down, and each letter counts once

MAX_PIECE = 40  # words; longer sentences are cut, so that one worry in a long ramble is not drowned
MAX_RUN = 4  # sentences read together: what was learned from is about as long
DAMPING = 10.0  # features; so that a word or two cannot score high
# Of everyday stories by unseen authors seven in a thousand score more; where a pattern met danger and something calmed
# it, as what is long past, it takes more.
THRESHOLD, THRESHOLD_CALMED = -0.05, 0.3
FRAGMENT = 0.5  # how much more a sentence or two out of a longer text must score
# Words of the sentences that score; in fewer, a label ("having a say") scores as high as a cry, and cries so short have
# patterns. A terse cry that has none scores high.
LEAST_WORDS, TERSE, TERSE_MORE = 4, 6, 0.55
GROWTH = 0.1  # how much more for each doubling of the sentences: the best of many runs scores high by chance
# Scores this low, in so many words, speak against a pattern that is doubted, and against any that is no plain
# statement; no sentence may come much nearer, else what is said in one would drown in a story.
CALM_WORDS, CALMER_WORDS, ENOUGH = -0.5, -1.0, 8
EACH = 0.7  # of that score; for each run of sentences, whatever else is told
LONG = 6  # sentences; still longer texts need no more, so that one danger in a long story is not drowned

_HELD_DOWN = re.compile(r"(.)\1+")
_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)
_ODDS = np.array(_ODD, dtype=np.uint64)  # any odd numbers with well-mixed bits do

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a text: for each its bucket and the piece (sentence) it stands in; the words come first."""

    bucket: Places
    piece: Places
    pieces: int
    words: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: a weight for each bucket, and for each kind of danger one for each kind bucket.

    `met` says of each bucket whether a word in it was learned from. `doubted` holds the numbers of the patterns that
    stand in everyday phrases nearly as often as in danger.
    """

    danger: NDArray[np.float32]
    bias: float
    kinds: NDArray[np.float32]
    kind_bias: NDArray[np.float32]
    names: tuple[str, ...]
    met: NDArray[np.bool_]
    doubted: frozenset[int] = frozenset()

    def best_run(self, features: Features) -> tuple[float, int, int]:
        """The highest score of any few sentences in a row, THRESHOLD being enough, and where they begin and end."""
        best = (-np.inf, 0, 0)
        for length, scores in self._scores(features):
            less = scores - _handicap(length, features)
            place = int(less.argmax())
            best = max(best, (float(less[place]), place, place + length))
        return best[0] - GROWTH * math.log2(min(features.pieces, LONG)), best[1], best[2]

    def loudest(self, features: Features) -> float:
        """The same without what a few sentences out of many must score more: nothing drowns what one of them says."""
        return max(float(scores.max()) for _, scores in self._scores(features))

    def _scores(self, features: Features) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """How long a run is, and the score of each so long."""
        weight = np.bincount(features.piece, weights=self.danger[features.bucket], minlength=features.pieces)
        count = np.bincount(features.piece, minlength=features.pieces)
        weight, count = np.append(0.0, np.cumsum(weight)), np.append(0, np.cumsum(count))
        for length in range(1, min(MAX_RUN, features.pieces) + 1):
            sums, counts = weight[length:] - weight[:-length], count[length:] - count[:-length]
            yield length, sums / np.sqrt(counts + DAMPING) + self.bias

    def best_run_by(self, loop: weighing.Loop, pieces: Sequence[list[str]]) -> tuple[float, int, int]:
        """The same by a compiled loop."""
        lines, known = _lines(pieces), np.array(_codes(pieces), dtype=np.uint64)
        negated = np.array([colour for each in pieces for colour in _negated(each)], dtype=bool)
        counts = np.array([(len(piece), len(line)) for piece, line in zip(pieces, lines, strict=True)])
        best, start, end = loop(
            known, negated, _letters(lines), counts, self.danger, _ODDS, np.uint64(64 - BUCKETS_LOG2), FURTHEST,
            MAX_RUN, DAMPING, FRAGMENT, LEAST_WORDS, TERSE, TERSE_MORE, self.bias,
        )  # fmt: skip
        return best - GROWTH * math.log2(min(len(pieces), LONG)), start, end

    def understood(self, features: Features) -> NDArray[np.bool_]:
        """For each piece whether enough of its words were met in what was learned from."""
        piece = features.piece[: features.words]
        met = np.bincount(piece, weights=self.met[features.bucket[: features.words]], minlength=features.pieces)
        known: NDArray[np.bool_] = met >= LEAST_MET * np.bincount(piece, minlength=features.pieces)
        return known

    def kind(self, features: Features, start: int, end: int) -> str:
        """The likeliest kind of danger in the pieces from `start` up to `end`."""
        inside = features.bucket[(features.piece >= start) & (features.piece < end)] % KIND_BUCKETS
        scores = self.kinds[:, inside].sum(axis=1) / np.sqrt(len(inside) + DAMPING) + self.kind_bias
        return self.names[int(scores.argmax())]


def weighed(text: str) -> str | None:
    """The kind of danger (a value of DangerKind) that the words most resemble; None when they resemble none enough."""
    return weighed_words(tokens(text))


def number_of(pattern: str) -> int:
    """The number by which the weights know a pattern."""
    return zlib.crc32(pattern.encode())


def speaks_against(words: Sequence[str], least: float = CALM_WORDS) -> bool:
    """Whether a text, long enough and understood throughout, resembles danger nowhere so much as `least`."""
    pieces, weights = list(pieces_of(words)), shipped_weights()
    if sum(map(len, pieces)) < ENOUGH:
        return False
    features = _features(pieces)
    calm = weights.best_run(features)[0] < least and weights.loudest(features) < EACH * least
    return calm and bool(weights.understood(features).all())


def _handicap(length: int, features: Features) -> NDArray[np.float64]:
    """How much more each run so long must score: one of a longer text, or of few words; without end of very few."""
    words = np.bincount(features.piece[: features.words], minlength=features.pieces)
    words = np.convolve(words, np.ones(length, np.int64), "valid")
    more = np.where(words < TERSE, TERSE_MORE, FRAGMENT if length < min(3, features.pieces) else 0.0)
    return np.where(words < LEAST_WORDS, math.inf, more)


def _best_run(weights: Weights, pieces: Sequence[list[str]]) -> tuple[float, int, int]:
    loop = weighing.ready()
    return weights.best_run_by(loop, pieces) if loop else weights.best_run(_features(pieces))


def weighed_words(words: Sequence[str], least: float = THRESHOLD) -> str | None:
    """The same of a text whose words are cut already; `least` is what it must score."""
    pieces, weights = list(pieces_of(words)), shipped_weights()
    if not pieces:
        return None
    score, start, end = _best_run(weights, pieces)
    if score <= least:
        return None
    features = _features(pieces)
    if not (known := weights.understood(features))[start:end].all():
        # Without the pieces that nobody understands: what stands beside them may still be danger.
        features = _features([piece for piece, heard in zip(pieces, known, strict=True) if heard])
        score, start, end = weights.best_run(features) if features.pieces else (-math.inf, 0, 0)
    return weights.kind(features, start, end) if score > least else None


@cache
def shipped_weights() -> Weights:
    """The weights in `danger_data`, read once."""
    with as_file(files("app.matching.engine").joinpath("danger_data", "weights.npz")) as path, np.load(path) as data:
        return Weights(
            danger=data["danger"].astype(np.float32) * np.float32(data["danger_step"]),
            bias=float(data["bias"]),
            kinds=data["kinds"].astype(np.float32) * np.float32(data["kinds_step"]),
            kind_bias=data["kind_bias"],
            names=tuple(str(name) for name in data["names"]),
            met=np.unpackbits(data["met"]).astype(bool),
            doubted=frozenset(data["doubted"].tolist()),
        )


def features_of(text: str) -> Features:
    """Words, runs of two and three, pairs of words further apart, negated words and runs of letters, as buckets."""
    return _features(list(pieces_of(tokens(text))))


def _features(pieces: Sequence[list[str]]) -> Features:
    if not pieces:
        return Features(np.zeros(0, np.int64), np.zeros(0, np.int64), 0, 0)
    found = [*_of_words(pieces), *_of_letters(pieces)]
    bucket = np.concatenate([numbers for numbers, _ in found]) * _ODDS[0] >> np.uint64(64 - BUCKETS_LOG2)
    piece = np.concatenate([piece for _, piece in found])
    return Features(bucket.astype(np.int64), piece, len(pieces), sum(map(len, pieces)))


def pieces_of(words: Sequence[str]) -> Iterator[list[str]]:
    """The sentences, long ones cut, with every number the same."""
    piece: list[str] = []
    for word in words:
        ended = ends(word)
        if not ended:
            piece.append(ANY_NUMBER if word.isdecimal() else word if len(word) <= LONGEST_WORD else _short(word))
        if piece and (ended or len(piece) == MAX_PIECE):
            yield piece
            piece = []


def _short(word: str) -> str:
    return _HELD_DOWN.sub(r"\1", word)


def _of_words(pieces: Sequence[list[str]]) -> Iterator[tuple[Numbers, Places]]:
    number, piece = _numbers(pieces)
    yield number, piece
    for length in (2, 3):
        yield _runs(number, piece, length)
    for apart in range(2, min(FURTHEST, len(number) - 1) + 1):
        same = piece[:-apart] == piece[apart:]
        yield (number[:-apart] * _ODDS[3] + number[apart:] * _ODDS[4])[same], piece[apart:][same]
    negated = np.array([colour for each in pieces for colour in _negated(each)], dtype=bool)
    yield number[negated] * _ODDS[4] + _ODDS[3], piece[negated]


def _numbers(pieces: Sequence[list[str]]) -> tuple[Numbers, Places]:
    """A number for each word, and its piece."""
    number = np.array(_codes(pieces), dtype=np.uint64) + _ODDS[1]
    number ^= number * _ODDS[2]
    return number, np.repeat(np.arange(len(pieces)), [len(each) for each in pieces])


def _codes(pieces: Sequence[list[str]]) -> list[int]:
    return [zlib.crc32(word.encode()) for piece in pieces for word in piece]


def _negated(words: Sequence[str]) -> Iterator[bool]:
    """For each word whether a negation stands shortly before it, no comma between."""
    left = 0
    for word in words:
        yield left > 0
        left = NEGATED if word in NEGATIONS else 0 if word == "," else left - 1


def _of_letters(pieces: Sequence[list[str]]) -> Iterator[tuple[Numbers, Places]]:
    lines = _lines(pieces)
    letter, piece = _letters(lines), np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    for length in LETTERS:
        yield _runs(letter, piece, length)


def _lines(pieces: Sequence[list[str]]) -> list[str]:
    return [f" {' '.join(piece)} " for piece in pieces]


def _letters(lines: Sequence[str]) -> Numbers:
    """The code of each letter."""
    return np.frombuffer("".join(lines).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)


def _runs(number: Numbers, piece: Places, length: int) -> tuple[Numbers, Places]:
    """A number for every `length` neighbours within one piece."""
    last = len(number) - length + 1
    if last <= 0:
        return number[:0], piece[:0]
    mixed = np.zeros(last, dtype=np.uint64)
    for place in range(length):
        mixed = (mixed + number[place : place + last] + _ODDS[length - 1]) * _ODDS[1]
        mixed ^= mixed >> np.uint64(29)
    same = piece[:last] == piece[length - 1 :]
    return mixed[same], piece[:last][same]
