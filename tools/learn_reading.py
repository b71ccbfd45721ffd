"""Learns the weights of app/matching/engine/meaning/reader.py from spoken sentences, and measures them.

Run `python -m tools.learn_reading` after a change to seed/gold/spoken.tsv or to the vocabulary: it writes the weights
and prints how well sentences held back were read. The learning is multi-label logistic regression with a ridge, by
full-batch Adam, over the sentence encoder's vectors; the same input gives the same weights.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.directory.vocabulary import Scheme, Vocabulary, load_vocabulary
from app.matching.engine.meaning.encoder import Encoder
from app.matching.engine.meaning.model import find_model
from app.matching.engine.meaning.reader import NOTHING_LOCAL, TELLS_ONLY, Heard
from tools.adam import Adam, Floats
from tools.lessons import read_sentences

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "app/matching/engine/meaning/reader.npz"
SCHEMES = (Scheme.HOPE, Scheme.GIFT, Scheme.BASIC, Scheme.FORMAL, Scheme.EASE)

FAIR_IDEA = 0.35  # what counts for a term that was not meant and would be a fair idea
PHRASE = 0.3  # how much a phrase of the vocabulary counts against a spoken sentence
SCALE = 4.0  # vectors of length 1 are short beside a ridge of 1
RATE, SPREAD, RIDGE, STEPS = 0.08, 0.999, 1.0, 150
FOLDS = 4


@dataclass(frozen=True)
class Spoken:
    """A sentence or a short story, and what a good coordinator would hear in it, each with 0..1."""

    text: str
    hears: tuple[tuple[Heard, float], ...]
    counts: float = 1.0


def read_spoken() -> list[Spoken]:
    """The sentences that were written to learn from."""
    return [Spoken(text, tuple(_hears(codes))) for text, codes in read_sentences()]


def _hears(codes: str) -> list[tuple[Heard, float]]:
    found: list[tuple[Heard, float]] = []
    for word in codes.split():
        how, _, code = word.partition(":")
        if how == "also":
            found.append(((Scheme.HOPE.value, code), FAIR_IDEA))
        elif how != "not":  # what is refused is not heard as asked for
            found.append(((how, code), 1.0))
    return found


def phrases(vocabulary: Vocabulary) -> list[Spoken]:
    """Labels and phrases, each said for its own term."""
    return [
        Spoken(text.lstrip("="), (((term.scheme.value, term.code), 1.0),), PHRASE)
        for term in vocabulary.terms
        if term.scheme in SCHEMES
        for text in dict.fromkeys((term.label, *term.phrases))
    ]


def columns_of(vocabulary: Vocabulary) -> list[Heard]:
    """Everything that could be heard, in the order of the weights."""
    return [*((t.scheme.value, t.code) for s in SCHEMES for t in vocabulary.of(s)), NOTHING_LOCAL, TELLS_ONLY]


def targets(said: Sequence[Spoken], columns: Sequence[Heard]) -> Floats:
    """0..1 a sentence and column."""
    place = {heard: n for n, heard in enumerate(columns)}
    made = np.zeros((len(said), len(columns)), np.float32)
    for row, one in enumerate(said):
        for heard, much in one.hears:
            made[row, place[heard]] = max(made[row, place[heard]], much)
    return made


def learn(vectors: Floats, wanted: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Weights and bias; `counts` is how much each row matters."""
    scaled, share = vectors * SCALE, wanted.mean(axis=0)
    slopes = np.zeros((vectors.shape[1], wanted.shape[1]), np.float32)
    bias = np.log((share + 1e-3) / (1 - share)).astype(np.float32)
    for_slopes, for_bias = Adam(slopes, SPREAD), Adam(bias, SPREAD)
    for step in range(1, STEPS + 1):
        wrong = (1 / (1 + np.exp(-(scaled @ slopes + bias))) - wanted) * counts[:, None]
        rate = np.float32(RATE * (1 - step / STEPS) + RATE / 50)
        slopes = slopes - rate * for_slopes.way(scaled.T @ wrong + np.float32(RIDGE) * slopes)
        bias = bias - rate * for_bias.way(wrong.sum(axis=0))
    return slopes * np.float32(SCALE), bias


def held_back(vectors: Floats, wanted: Floats, counts: Floats, spoken: int) -> Floats:
    """Log-odds of the first `spoken` rows, each by weights that were learned without it."""
    fold = np.arange(len(vectors)) * 7919 % FOLDS
    fold[spoken:] = FOLDS  # phrases are always learned from
    odds = np.zeros((spoken, wanted.shape[1]), np.float32)
    for n in range(FOLDS):
        weights, bias = learn(vectors[fold != n], wanted[fold != n], counts[fold != n])
        mine = np.nonzero(fold[:spoken] == n)[0]
        odds[mine] = vectors[mine] @ weights + bias
    return odds


def measure(odds: Floats, wanted: Floats, columns: Sequence[Heard]) -> list[str]:
    """A line a scheme: how precise, and how much is found, where the odds are above some height."""
    lines = ["scheme       odds  precision  recall"]
    for scheme in dict.fromkeys(scheme for scheme, _ in columns):
        here = [n for n, (of, _) in enumerate(columns) if of == scheme]
        true = wanted[: len(odds), here] >= (FAIR_IDEA if scheme == Scheme.HOPE.value else 1)
        for height in (-3, -2, -1, 0):
            said = odds[:, here] >= height
            right = float((said & true).sum())
            lines.append(f"{scheme:12} {height:4}  {right / max(1, said.sum()):9.2f}  {right / true.sum():6.2f}")
    return lines


def main() -> None:
    """Learn, measure, write."""
    vocabulary, model = load_vocabulary(), find_model()
    spoken = read_spoken()
    said, columns = [*spoken, *phrases(vocabulary)], columns_of(vocabulary)
    vectors = Encoder(model, threads=2).encode([one.text for one in said])
    wanted, counts = targets(said, columns), np.array([one.counts for one in said], np.float32)
    print("\n".join(measure(held_back(vectors, wanted, counts, len(spoken)), wanted, columns)))
    weights, bias = learn(vectors, wanted, counts)
    np.savez_compressed(
        TARGET,
        model=np.array(model.name),
        heard=np.array([f"{scheme}:{code}" for scheme, code in columns]),
        weights=weights.astype(np.float16),
        bias=bias.astype(np.float16),
    )
    print(f"{TARGET.relative_to(ROOT)}: {len(columns)} columns from {len(spoken)} sentences", file=sys.stderr)


if __name__ == "__main__":
    main()
