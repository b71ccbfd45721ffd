"""Which of our words somebody meant, when they said none of them: "can't face the evenings" lies near "company"."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.directory.vocabulary import Scheme, Vocabulary
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.meaning.vectors import Vectors

MEANT = frozenset({Scheme.HOPE, Scheme.GIFT})  # a basic or a formal service is never guessed from a likeness


@dataclass(frozen=True)
class Concepts:
    """Every phrase of the vocabulary with its vector; `terms[n]` is what `phrases[n]` says."""

    terms: tuple[tuple[Scheme, str], ...]
    vectors: Vectors

    def nearest(self, question: Vector, scheme: Scheme, most: int) -> list[tuple[str, float]]:
        """The `most` terms of `scheme` whose closest phrase lies nearest, with the cosine, nearest first."""
        close = self.vectors.closeness(question)
        best: dict[str, float] = {}
        for n in np.argsort(-close, kind="stable")[: most * 12]:
            of, code = self.terms[n]
            if of is scheme and code not in best and len(best) < most:
                best[code] = float(close[n])
        return list(best.items())


def phrases_of(vocabulary: Vocabulary) -> list[tuple[tuple[Scheme, str], str]]:
    """Every phrase that may be meant, as (term, text), labels too."""
    return [
        ((term.scheme, term.code), text)
        for term in vocabulary.terms
        if term.scheme in MEANT
        for text in dict.fromkeys((term.label, *(phrase.lstrip("=") for phrase in term.phrases)))
    ]


def concepts_of(said: Sequence[tuple[tuple[Scheme, str], str]], vectors: Vectors) -> Concepts:
    """The phrases with their vectors, in the same order."""
    return Concepts(tuple(term for term, _ in said), vectors)
