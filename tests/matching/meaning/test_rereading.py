"""The second reading with the real encoder and the weights that ship: senses, what no phrase says, and what stays."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from app.directory.vocabulary import load_vocabulary
from app.matching.engine.meaning.encoder import Encoder, Vector
from app.matching.engine.meaning.model import find_model
from app.matching.engine.meaning.reader import NOTHING_LOCAL, TELLS_ONLY, load_reader
from app.matching.engine.meaning.vectors import Vectors
from app.matching.engine.policy import POLICY
from app.matching.engine.rereading import is_asked_outright, reread
from app.matching.engine.types import Conversation, Meant, Understood
from app.matching.engine.understand import understand

NOBODY = Vectors(np.zeros((0, 384), np.int8), np.zeros(0, np.float32))


@cache
def encoder() -> Encoder:
    return Encoder(find_model())


def first(hopes: str) -> Understood:
    return understand(Conversation(datetime(2026, 11, 23, 9, tzinfo=UTC), hopes=hopes), load_vocabulary())


def vectors(said: Understood) -> Mapping[str, Vector]:
    return dict(zip(said.questions, encoder().encode(said.questions), strict=True))


def again(hopes: str) -> Understood:
    said = first(hopes)
    meant = Meant(NOBODY, vectors(said), load_reader(encoder().name))
    return reread(said, meant, POLICY)


def hoped(said: Understood) -> set[str | None]:
    return {wish.code for wish in said.hopes}


def test_the_weights_are_of_the_model_that_is_pinned() -> None:
    reader = load_reader(encoder().name)
    assert reader is not None
    assert {NOTHING_LOCAL, TELLS_ONLY} <= set(reader.heard)
    terms = {(term.scheme.value, term.code) for term in load_vocabulary().terms}
    assert {heard for heard in reader.heard if heard[1]} <= terms


def test_another_model_has_no_reader_and_changes_nothing() -> None:
    assert load_reader("another") is None
    said = first("Our kids are at school and I want to sing")
    assert reread(said, Meant(NOBODY, vectors(said), None), POLICY) == said
    assert reread(said, None, POLICY) == said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("there's a photo of him on the wall at Filey, and the cat sleeps under it", "photography"),
        ("she used to run the post office and now sits by the window", "running"),
    ],
)
def test_a_phrase_in_another_sense_is_no_hope(text: str, code: str) -> None:
    assert code in hoped(first(text))
    assert code not in hoped(again(text))


def test_a_phrase_in_its_own_sense_stays() -> None:
    assert "singing" in hoped(again("I would love to sing with other people again, nothing fancy"))


def test_a_label_is_never_doubted() -> None:
    for label in ("kids", "radio", "cars"):
        assert hoped(again(label)) >= hoped(first(label))


@pytest.mark.parametrize(
    "text", ["I'd like a natter", "wanna do some whist please", "Fancy a bit of crib wi' folk near me"]
)
def test_who_asks_for_one_thing_and_says_no_more_means_it(text: str) -> None:
    """The encoder has learned neither "natter" nor "crib": a phrase of ours is all there is to go by."""
    said = again(text)
    assert hoped(said) & {"someone_to_talk_to", "cards"}
    assert said.named_plainly
    assert not said.nothing_local


def test_a_limit_beside_it_takes_nothing_away() -> None:
    assert again("I can't manage stairs but I'd love to paint again").named_plainly


def test_who_says_more_is_read_by_all_of_it() -> None:
    more = again("my neighbour plays whist at the club where my ex goes, and I want nothing to do with it")
    assert not more.named_plainly


def test_a_service_that_is_described_is_asked_for() -> None:
    said = again("Dad's home since his stroke and getting in the bath is murder, who comes and measures for rails?")
    assert {wish.code for wish in said.formal} & {"equipment", "occupational_therapist", "home_adaptations"}


def test_danger_is_left_as_it_was_read() -> None:
    said = first("I want to end my life tonight")
    assert said.urgent
    meant = Meant(NOBODY, vectors(said), load_reader(encoder().name))
    assert reread(said, meant, POLICY) == said


def test_what_a_chip_asked_for_is_never_taken_away() -> None:
    said = replace(first("every Saturday we went to the Palais, the two of us"), ease=frozenset())
    meant = Meant(NOBODY, vectors(said), load_reader(encoder().name))
    assert reread(said, meant, POLICY).ease == frozenset()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("darts, and maybe a lift home after", "darts_and_pool"),
        ("chess and then maybe a bit of a natter", "chess"),
        ("young dad, 23, two kids under 3. skint. wants to get out with them", "getting_out"),
        ("she'd like to play bowls again before the winter if her hip holds", "bowls"),
    ],
)
def test_a_hope_that_is_asked_outright_is_plain_whatever_is_told_beside_it(words: str, code: str) -> None:
    said = again(words)
    assert code in {wish.code for wish in said.hopes if is_asked_outright(wish)}
    assert said.named_plainly


@pytest.mark.parametrize(
    "words", ["he wanted darts on the telly every night of his life", "the kids play chess at school"]
)
def test_what_is_only_told_of_is_not_asked_outright(words: str) -> None:
    assert not any(is_asked_outright(wish) for wish in first(words).hopes)


def heard_with(hopes: str, gifts: str) -> set[str | None]:
    asked = Conversation(datetime(2026, 11, 23, 9, tzinfo=UTC), hopes=hopes, gifts=gifts)
    said = understand(asked, load_vocabulary())
    return {wish.code for wish in reread(said, Meant(NOBODY, vectors(said), load_reader(encoder().name)), POLICY).heard}


def test_what_somebody_can_do_is_heard_as_no_hope() -> None:
    assert heard_with("allotment", "jam making") == set()
