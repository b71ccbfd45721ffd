"""Sentence vectors with the real encoder: close in meaning lies close, ours are kept, questions never are."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session

from app.directory.rules import Kind
from app.directory.vocabulary import Scheme, load_vocabulary
from app.kernel.ids import new_id
from app.matching.desk import Desk
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.meaning.encoder import Encoder
from app.matching.engine.meaning.model import ModelError, find_model
from app.matching.engine.meaning.vectors import pack, stack, unpack
from app.matching.engine.types import Candidate
from app.matching.meanings import Meanings
from app.matching.model import MeaningVector
from app.matching.shapes import MatchIn
from app.matching.suggest import question
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, empty_directory


@pytest.fixture(scope="module")
def encoder_itself() -> Encoder:
    return Encoder(find_model())


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = empty_directory(tmp_path)
    yield engine
    engine.dispose()


def columns_of(*texts: str) -> Columns:
    return build_columns(Candidate(id=new_id(), kind=Kind.GROUP, name=text) for text in texts)


def kept(engine: Engine) -> int:
    with Session(engine) as session:
        return session.execute(select(func.count()).select_from(MeaningVector)).scalar_one()


def test_the_same_in_other_words_lies_closer_than_something_else(encoder_itself: Encoder) -> None:
    asked, same, other = encoder_itself.encode(
        [
            "My nan taught me to make blankets",
            "We knit and crochet warm blankets together",
            "Five-a-side football for dads",
        ]
    )
    assert asked @ same > asked @ other + 0.1


def test_vectors_have_length_one_whatever_stands_beside_them(encoder_itself: Encoder) -> None:
    alone = encoder_itself.encode(["a walk by the canal"])[0]
    beside = encoder_itself.encode(["a walk by the canal", "word " * 400, ""])
    assert np.allclose(np.linalg.norm(beside, axis=1), 1, atol=1e-3)
    assert alone @ beside[0] > 0.98


def test_one_byte_a_dimension_loses_next_to_nothing(encoder_itself: Encoder) -> None:
    vector = encoder_itself.encode(["somewhere warm to sit"])[0]
    packed = pack(vector)
    scale, numbers = unpack(packed)
    assert len(packed) <= 400
    assert vector @ (numbers.astype(np.float32) * scale) > 0.999


def test_a_row_without_a_vector_is_close_to_nothing(encoder_itself: Encoder) -> None:
    question = encoder_itself.encode(["cards"])[0]
    assert not stack(["a", "b"], {}).closeness(question).any()
    found = stack(["a", "b"], {"b": pack(question)}).closeness(question)
    assert found[0] == 0
    assert found[1] > 0.999


def test_ours_are_made_once_kept_and_taken_up_where_it_stopped(engine: Engine) -> None:
    meanings, columns = Meanings(engine, find_model()), columns_of(*(f"Group {n}" for n in range(80)))
    every = meanings.missing(columns)
    stops = iter([False, True])
    meanings.make(every, stop=lambda: next(stops))
    assert 0 < kept(engine) < len(every)
    meanings.refresh()
    rest = meanings.missing(columns)
    assert len(rest) == len(every) - kept(engine)
    meanings.make(rest[:5])
    meanings.make(rest[:5])  # another process was at the same texts: nothing twice
    again = Meanings(engine, find_model())
    again.refresh()
    assert len(again.missing(columns)) == len(rest) - 5


def test_a_changed_text_is_read_anew_and_the_old_one_forgotten(engine: Engine) -> None:
    meanings = Meanings(engine, find_model())
    meanings.make(["Growers", "Tea dance"])
    meanings.refresh()
    assert "Tea dance and cake" in meanings.missing(columns_of("Growers", "Tea dance and cake"))
    assert meanings.sweep(columns_of("Growers", "Tea dance and cake")) == 1
    assert kept(engine) == 1


def test_rule_05_what_was_asked_is_remembered_in_memory_and_kept_nowhere(engine: Engine) -> None:
    meanings = Meanings(engine, find_model())
    said = "lost my wife and can't face the evenings"
    first = meanings.read([said])[said]
    assert meanings.knows([said])
    assert np.array_equal(meanings.read([said])[said], first)
    assert kept(engine) == 0


def test_a_folder_without_a_model_is_refused_with_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="needs tokenizer"):
        find_model(tmp_path)


def test_the_chips_are_read_before_anybody_presses_one(engine: Engine) -> None:
    meanings = Meanings(engine, find_model())
    desk = Desk(engine, Gazetteer(), load_vocabulary(), CLOCK, meanings)
    desk.read_chips()
    for chip in load_vocabulary().chips(Scheme.HOPE):
        assert desk.at_once(question(MatchIn(hopes=chip.label), desk.parts))
