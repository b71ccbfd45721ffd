"""What the learned judge looks at: of what was said, and of each listing; and where it lays both. Pure."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from app.directory.vocabulary import Scheme
from app.matching.engine.index.columns import EASES, KINDS, Columns, Rows
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.meaning.judge import Asking, Judge
from app.matching.engine.meaning.reader import Reader
from app.matching.engine.meaning.vectors import Vectors, rows_shrunk
from app.matching.engine.types import Candidate, Conversation, Understood

Floats = npt.NDArray[np.float32]

EASILY_HEARD = 1.5  # added to the log-odds of the reader, which was taught to be slow to hear
AGES = ((18, "child"), (32, "young"), (60, "middle"), (200, "older"))
ASIDE = 0.5  # how large an age, an ease, a kind or whom it is for stands beside a hope
ASIDE_EASE = 0.3


def said(conversation: Conversation, understood: Understood) -> dict[str, float]:
    """What was said by name, each with how surely: hopes, gifts, basics, age, what makes it easy."""
    found = {f"hope:{wish.code}": wish.sure for wish in (*understood.hopes, *understood.heard) if wish.code}
    found |= {f"gift:{wish.code}": 1.0 for wish in understood.gifts if wish.code}
    found |= {f"basic:{wish.code}": 1.0 for wish in understood.basics if wish.code}
    found |= {f"wants:{ease.value}": ASIDE for ease in conversation.ease}
    if conversation.age is not None:
        found["age:" + next(name for top, name in AGES if conversation.age < top)] = ASIDE
    return found


def heard(reader: Reader, vectors: Floats) -> Floats:
    """How surely each thing is heard in each vector, 0..1: one row a vector."""
    odds = vectors @ reader.weights + reader.bias + np.float32(EASILY_HEARD)
    return (1 / (1 + np.exp(-odds))).astype(np.float32)


def place_of_question(asking: Asking, reader: Reader, whole: Vector, parts: Floats, named: dict[str, float]) -> Vector:
    """Where the judge lays what was said; `parts` are the vectors of its sentences."""
    sure = heard(reader, np.vstack([whole[None], parts]))
    placed = whole @ asking.whole + sure[0] @ asking.heard_whole
    placed += (sure[1:] if len(parts) else sure).max(axis=0) @ asking.heard_part
    for name, much in named.items():
        if (weights := asking.said.get(name)) is not None:
            placed += np.float32(much) * weights
    return np.asarray(placed, np.float32)


def marks(columns: Columns) -> Iterator[tuple[str, Rows, Floats]]:
    """What listings are, offer and welcome by name: a name, its rows, and how large it stands in each."""
    tagged = {Scheme.HOPE: columns.hopes, Scheme.GIFT: columns.gifts, Scheme.BASIC: columns.basics}
    count = np.zeros(columns.size, np.float32)
    for postings in tagged.values():
        for rows in postings.values():
            count[rows] += 1
    # A listing with many terms is no louder than one with few.
    share = (1 / np.sqrt(np.maximum(count, 1))).astype(np.float32)
    for scheme, postings in tagged.items():
        for code, rows in postings.items():
            yield f"{scheme.value}:{code}", rows, share[rows]
    for kind, number in KINDS.items():
        yield _even(f"kind:{kind.value}", np.nonzero(columns.kind == number)[0], ASIDE)
    for label, rows in columns.labels.items():
        yield _even(f"for:{label}", rows, ASIDE)
    for ease, at in EASES.items():
        yield _even(f"ease:{ease.value}", np.nonzero(columns.ease[:, at] == 1)[0], ASIDE_EASE)


def _even(name: str, rows: npt.NDArray[np.integer], much: float) -> tuple[str, Rows, Floats]:
    return name, rows.astype(np.int32), np.full(len(rows), much, np.float32)


def marks_of(listing: Candidate, ease: npt.NDArray[np.int8]) -> Iterator[tuple[str, np.float32]]:
    """The same of one listing, in the same order; `ease` is its row of what is known."""
    tagged = {Scheme.HOPE: listing.hopes, Scheme.GIFT: listing.gifts, Scheme.BASIC: listing.basics}
    share = np.float32(1 / np.sqrt(np.float32(max(sum(len(set(codes)) for codes in tagged.values()), 1))))
    for scheme, codes in tagged.items():
        for code in sorted(set(codes)):
            yield f"{scheme.value}:{code}", share
    yield f"kind:{listing.kind.value}", np.float32(ASIDE)
    for label in sorted(set(listing.labels)):
        yield f"for:{label}", np.float32(ASIDE)
    for one, at in EASES.items():
        if ease[at] == 1:
            yield f"ease:{one.value}", np.float32(ASIDE_EASE)


def place_of_listings(judge: Judge, columns: Columns, vectors: Vectors) -> Vectors:
    """Where the judge lays every listing, one byte a dimension; a row without a vector has scale 0."""
    if vectors.bytes_.shape[1] != len(judge.told):  # nothing is read yet
        return _nowhere(columns.size, judge)
    placed = _laid(vectors, judge.told)
    for name, rows, much in marks(columns):
        if (weights := judge.offered.get(name)) is not None:
            placed[rows] += much[:, None] * weights
    return _small(placed, vectors.scales)


def place_of_rows(judge: Judge, columns: Columns, vectors: Vectors, rows: Rows) -> Vectors:
    """The same of a few rows."""
    if vectors.bytes_.shape[1] != len(judge.told):
        return _nowhere(len(rows), judge)
    placed = _laid(Vectors(vectors.bytes_[rows], vectors.scales[rows]), judge.told)
    for n, row in enumerate(rows.tolist()):
        for name, much in marks_of(columns.listings[row], columns.ease[row]):
            if (weights := judge.offered.get(name)) is not None:
                placed[n] += much * weights
    return _small(placed, vectors.scales[rows])


def _nowhere(size: int, judge: Judge) -> Vectors:
    return Vectors(np.zeros((size, judge.told.shape[1]), np.int8), np.zeros(size, np.float32))


def _small(placed: Floats, known: Floats) -> Vectors:
    small = rows_shrunk(placed)
    return Vectors(small.bytes_, np.where(known > 0, small.scales, 0).astype(np.float32))


def _laid(vectors: Vectors, told: Floats, at_once: int = 4096) -> Floats:
    """The vectors times the weights, some thousands at a time: a country's as floats would not fit."""
    placed = np.empty((len(vectors.scales), told.shape[1]), np.float32)
    for start in range(0, len(placed), at_once):
        part = slice(start, start + at_once)
        placed[part] = (vectors.bytes_[part].astype(np.float32) @ told) * vectors.scales[part, None]
    return placed
