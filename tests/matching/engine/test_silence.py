"""What a whole conversation is like speaks for silence, where it was learned on the vectors that are asked."""

from dataclasses import replace

import numpy as np
import pytest

from app.directory.vocabulary import Vocabulary
from app.matching.engine import scoring
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import build_columns
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.meaning.model import find_model
from app.matching.engine.meaning.reader import NOTHING_LOCAL, Reader, Silence, load_reader, load_silence
from app.matching.engine.meaning.vectors import Vectors
from app.matching.engine.policy import POLICY
from app.matching.engine.rereading import reread
from app.matching.engine.types import Conversation, Meant, Understood, Wish
from tests.matching.engine.test_judging import NOW

STORY = "a hawk upon my glove, once"
NOBODY = Vectors(np.empty((0, 2), np.int8), np.empty(0, np.float32))


def understood(silence: Silence | None, whole: Vector | None) -> Understood:
    reader = Reader("drawn", (NOTHING_LOCAL, ("background", "")), np.zeros((2, 2), np.float32), np.zeros(2), silence)
    meant = Meant(NOBODY, {} if whole is None else {STORY: whole}, reader)
    return reread(Understood(story=Wish(STORY)), meant, POLICY)


WHOLE = np.array([0.5, 2.0], np.float32)
LEARNED = Silence(np.array([4.0, 1.0], np.float32), 1.0)


def test_it_is_the_product_beyond_what_is_usual() -> None:
    assert understood(LEARNED, WHOLE).unserved == pytest.approx(0.5 * 4 + 2.0 * 1 - 1.0)


def test_without_what_was_learned_or_without_a_vector_it_tells_nothing() -> None:
    assert understood(None, WHOLE).unserved == 0
    assert understood(LEARNED, None).unserved == 0


def test_it_adds_to_what_speaks_for_silence() -> None:
    def speaks(said: Understood) -> float:
        return scoring.silent(Ask(Conversation(NOW), said, build_columns([]), Vocabulary.of_terms(()), POLICY))

    said = understood(LEARNED, WHOLE)
    more = speaks(said) - speaks(replace(said, unserved=0.0))
    assert more == pytest.approx(POLICY.silent_by_story * said.unserved)
    assert more > 0


def test_it_was_learned_on_the_vectors_that_are_asked_and_keeps_out_beside_others() -> None:
    reader = load_reader(find_model().name)
    assert reader is not None
    assert reader.silence is not None, "run python -m tools.learn_silence"
    assert len(reader.silence.weights) == len(reader.weights)
    assert load_silence("another") is None
