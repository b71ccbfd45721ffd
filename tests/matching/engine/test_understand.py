"""What typed words are taken to mean."""

from datetime import UTC, datetime

import pytest

from app.directory.rules import Ease
from app.directory.vocabulary import load_vocabulary
from app.matching.engine.types import Conversation, Understood
from app.matching.engine.understand import understand

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def read(hopes: str, gifts: str = "", **said: object) -> Understood:
    return understand(Conversation(now=NOW, hopes=hopes, gifts=gifts, **said), load_vocabulary())  # type: ignore[arg-type]


def codes(understood: Understood, part: str) -> set[str | None]:
    return {wish.code for wish in getattr(understood, part)}


def test_it_works() -> None:
    found = read("gardening, company", "sewing")
    assert codes(found, "hopes") == {"gardening", "company"}
    assert codes(found, "gifts") == {"sewing"}
    assert [wish.said for wish in found.hopes] == ["gardening", "company"]


def test_basics_are_no_hopes() -> None:
    found = read("struggling to buy food")
    assert codes(found, "basics") == {"food"}
    assert found.only_basics


def test_somewhere_warm_beside_books_is_a_hope() -> None:
    found = read("books, somewhere warm")
    assert not found.basics
    assert len(found.hopes) == 2


@pytest.mark.parametrize(
    "words", ["not church", "no church please", "I don't like church", "anything but church", "sick of church"]
)
def test_a_no_before_a_hope_turns_it_round(words: str) -> None:
    found = read(f"singing, {words}")
    assert codes(found, "hopes") == {"singing"}
    assert codes(found, "unwanted") == {"faith_company"}


def test_a_manner_that_is_refused_is_not_the_hope_itself() -> None:
    found = read("I'd like to ride a bike with some people, not the lycra sort")
    assert "cycling" in codes(found, "hopes")
    assert not codes(found, "unwanted")


def test_what_is_refused_in_a_sentence_of_its_own_is_no_hope_for_having_been_spoken_of_before() -> None:
    found = read(
        "Everything round here's in a church hall and there's a prayer. Not church, thanks. Just a craft table"
    )
    assert "faith_company" in codes(found, "unwanted")
    assert "faith_company" not in codes(found, "hopes")
    assert "craft" in codes(found, "hopes")


def test_the_same_word_said_twice_is_refused_when_it_is_refused_once() -> None:
    assert codes(read("church? no, not church"), "unwanted") == {"faith_company"}


@pytest.mark.parametrize(
    "words",
    [
        "never tried singing",
        "not only singing",
        "why not singing",
        "not sure, singing",
        "not bothered about telly, singing",
    ],
)
def test_a_no_that_is_none(words: str) -> None:
    assert "singing" in codes(read(words), "hopes")


def test_words_no_term_covers_become_a_wish_of_words() -> None:
    found = read("xylography")
    assert [(wish.code, wish.tokens) for wish in found.hopes] == [(None, (("xylographi",)))]


def test_a_formal_service_asked_for_by_name() -> None:
    assert codes(read("I need a carer's assessment"), "formal") == {"carers_assessment"}


def test_ease_in_words_counts_as_asked() -> None:
    assert Ease.STEP_FREE in read("singing, step-free").ease


def test_beside_danger_no_plain_words_are_searched() -> None:
    found = read("I want to die, xylography")
    assert found.urgent
    assert not found.hopes


@pytest.mark.parametrize("words", ["", "   ", "?!", "\u200f\u200e", "\U0001f600\U0001f600", "a the of"])
def test_nothing_said_is_nothing_understood(words: str) -> None:
    found = read(words)
    assert not found.hopes
    assert not found.basics
    assert not found.formal
    assert not found.urgent


def test_a_very_long_story_is_read_to_its_end() -> None:
    found = read("blah wibble " * 1600 + ". gardening")
    assert "gardening" in codes(found, "hopes")


def test_what_is_said_in_a_sentence_of_danger_is_no_hope() -> None:
    found = read("He hits me and the kids are scared. I used to love gardening.")
    assert found.urgent
    assert codes(found, "hopes") == {"gardening"}


@pytest.mark.parametrize("words", ["78, gardening", "gardening. 64.", "grandkids, 6 and 9, gardening"])
def test_an_age_said_in_passing_is_no_wish(words: str) -> None:
    assert not any(wish.said.strip().isdigit() for wish in read(words).hopes)
