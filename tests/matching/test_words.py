"""How reasons are worded for whoever asks for another person."""

import re

import pytest

from app.directory.vocabulary import Scheme, load_vocabulary
from app.edge.languages import catalogue
from app.matching.engine.types import Reason
from app.matching.words import OF_SOMEBODY, SENTENCES, Wording

WORDS = load_vocabulary()
NAMED_BY_WHO_ASKS = re.compile(r"(area|one) you named")  # whoever fills in the form did so
PARAMS = {"said": "knitting", "all": ["knitting"], "term": "craft", "count": 3}


def test_the_same_sentences_are_there_with_the_same_facts() -> None:
    assert set(OF_SOMEBODY) == set(SENTENCES)
    facts = re.compile(r"%\(\w+\)s")
    wrong = [key for key, text in SENTENCES.items() if set(facts.findall(text)) != set(facts.findall(OF_SOMEBODY[key]))]
    assert wrong == []


@pytest.mark.parametrize("key", OF_SOMEBODY, ids=".".join)
def test_nobody_is_called_you_who_is_not_there(key: tuple[str, str]) -> None:
    assert not re.search(r"\byou(rs?)?\b", NAMED_BY_WHO_ASKS.sub("", OF_SOMEBODY[key]), re.IGNORECASE)


def test_whoever_asks_for_somebody_reads_what_they_said() -> None:
    reason = Reason("interests", "offers", PARAMS, ("knitting",), 1.0)
    assert Wording(str, WORDS).reason(reason) == "You said knitting. You will find it here."
    assert Wording(str, WORDS, of_somebody=True).reason(reason) == "They said knitting. It can be found here."


def test_an_order_by_place_alone_is_told_so() -> None:
    nearest = Reason("order", "nearest", {"said": "", "count": 3}, (), 1.0)
    assert Wording(str, WORDS).reason(nearest) == "Nearest to you of 3 here"
    assert Wording(str, WORDS, of_somebody=True).reason(nearest) == "Nearest to them of 3 here"


@pytest.mark.parametrize("of_somebody", [False, True])
def test_what_could_begin_here_is_one_sentence_to_translate(of_somebody: bool) -> None:
    asked: list[str] = []

    def gettext(text: str) -> str:
        asked.append(text)
        return text

    wording = Wording(gettext, WORDS, of_somebody=of_somebody)
    whom = "them" if of_somebody else "you"
    assert wording.start("chess", asked_lately=False).endswith(f"begin with {whom} and one other person.")
    assert "lately" in wording.start("chess", asked_lately=True)
    assert set(asked) <= set((OF_SOMEBODY if of_somebody else SENTENCES).values())
    assert len(asked) == 2


def test_another_language_has_its_own_words() -> None:
    reason = Reason("interests", "offers", PARAMS, ("knitting",), 1.0)
    polish = Wording(catalogue("pl").gettext, WORDS, "pl").reason(reason)
    assert "knitting" in polish
    assert "You said" not in polish


def test_help_with_the_thing_itself_is_said_once() -> None:
    def said(word: str, term: str) -> str:
        return Wording(str, WORDS).reason(Reason("basics", "helps", {"said": word, "term": term}, (word,), 1.0))

    assert said("Food", "food") == "You said food. They help with that."
    assert said("skint", "food") == "You said skint. They help with that: food."


def test_what_could_begin_here_is_said_as_a_word_in_a_sentence() -> None:
    label = WORDS.get(Scheme.HOPE, "company").label  # type: ignore[union-attr]
    assert f"fits {label[:1].lower()}{label[1:]} yet" in Wording(str, WORDS).start(label, asked_lately=False)
