"""The plainest needs, dangers and hopes in other languages: heard with and without accents, and nothing beside them."""

import tomllib
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.directory.rules import Ease
from app.directory.vocabulary import Vocabulary, load_vocabulary
from app.matching.engine.danger import find_danger
from app.matching.engine.types import Conversation, Understood
from app.matching.engine.understand import understand

DATA = tomllib.loads((Path(__file__).parent / "plain_needs.toml").read_text("utf-8"))
DANGERS = [
    pytest.param(line, kind, id=f"{tongue}-{kind}-{n}")
    for tongue, kinds in DATA["danger"].items()
    for kind, lines in kinds.items()
    for n, line in enumerate(lines.splitlines())
]
HEARS = [
    pytest.param(*line.split(" | "), id=f"{tongue}-{n}")
    for tongue, lines in DATA["hears"].items()
    for n, line in enumerate(lines.splitlines())
]
CALM = [
    pytest.param(line, id=f"{tongue}-{n}")
    for tongue, lines in DATA["calm"].items()
    for n, line in enumerate(lines.splitlines())
]


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary()


def read(words: Vocabulary, hopes: str) -> Understood:
    return understand(Conversation(datetime(2026, 11, 23, 9, tzinfo=UTC), hopes=hopes), words)


def heard(said: Understood) -> set[str]:
    schemes = (("hope", said.hopes), ("gift", said.gifts), ("basic", said.basics))
    return {f"{scheme}:{wish.code}" for scheme, wishes in schemes for wish in wishes if wish.code}


def without_accents(text: str) -> str:
    """As a phone types it where the keyboard has no accents; other scripts keep their marks, which are their vowels."""
    if any(ord(char) > 0x0250 for char in unicodedata.normalize("NFC", text)):
        return text
    plain = unicodedata.normalize("NFKD", text.translate(str.maketrans("łŁ’", "lL'")))
    return "".join(char for char in plain if not unicodedata.combining(char))


@pytest.mark.parametrize(("text", "kind"), DANGERS)
def test_rule_3_a_plain_danger_is_seen_with_and_without_accents(text: str, kind: str) -> None:
    for typed in (text, without_accents(text), text.upper(), f"Dzień dobry. {text}. Diolch"):
        assert kind in find_danger(typed).kinds, typed


@pytest.mark.parametrize("text", CALM)
def test_ordinary_sentences_raise_no_alarm(text: str) -> None:
    assert not find_danger(text).urgent
    assert not find_danger(without_accents(text)).urgent


@pytest.mark.parametrize(("term", "text"), HEARS)
def test_plain_needs_and_hopes_are_heard_with_and_without_accents(term: str, text: str, words: Vocabulary) -> None:
    for typed in (text, without_accents(text)):
        assert term in heard(read(words, typed)), typed


@pytest.mark.parametrize(
    ("text", "hears", "not_heard"),
    [
        ("Plant yn unig", set(), "hope:company"),
        ("Nid yn unig canu ond dawnsio", {"hope:singing", "hope:dance"}, "hope:company"),
        ("Rydym ni'n rhedeg banc bwyd ac yn chwilio am wirfoddolwyr", {"hope:volunteering"}, "hope:running"),
        ("Rwy'n byw ar y stryd fawr ac yn hoffi canu", {"hope:singing"}, "basic:homeless_tonight"),
        ("Dydw i ddim eisiau bwyd, dim ond sgwrs", {"hope:someone_to_talk_to"}, "basic:food"),
        ("M-au dat afara din casa", {"basic:housing"}, "hope:outdoors"),
        ("Jestem głodna wiedzy, szukam kursu angielskiego", {"hope:learning_english"}, "basic:food"),
        ("Nie umiem przeczytać tego formularza", {"basic:papers"}, "gift:forms"),
        ("Nie potrafię gotować", {"hope:cooking"}, "gift:cooking"),
    ],
)
def test_a_phrase_in_two_senses_is_heard_in_its_own(
    text: str, hears: set[str], not_heard: str, words: Vocabulary
) -> None:
    said = heard(read(words, text))
    assert hears <= said
    assert not_heard not in said


def test_words_of_two_languages_are_read_in_the_one_they_are_told_in(words: Vocabulary) -> None:
    """Welsh "byd" is the world and Welsh "dim" no light; Polish "dom" is a house, Romanian "dorm" I sleep."""
    assert not read(words, "dim lights and a quiet dorm").in_our_terms
    assert heard(read(words, "Dim byd i fwyta")) == {"basic:food"}


def test_a_whole_story_in_welsh_is_heard_throughout(words: Vocabulary) -> None:
    said = read(
        words,
        "Rydw i'n 72 oed ac yn unig iawn. Bu farw fy ngŵr y llynedd. Rwy'n hoffi canu a garddio, ond does gen i ddim"
        " car. Hoffwn gwrdd â phobl eraill dros baned, yn ystod y dydd. Dim bingo, diolch.",
    )
    hopes = ("company", "bereavement_company", "singing", "gardening", "coffee_morning")
    assert heard(said) >= {f"hope:{code}" for code in hopes}
    assert said.ease >= {Ease.DAYTIME, Ease.NEAR_BUS}
    assert [wish.code for wish in said.unwanted] == ["bingo"]
    assert said.grief
    assert not said.dangers
    assert not said.unread
