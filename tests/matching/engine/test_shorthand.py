"""The shorthand of notes: a death is heard as one, an illness or a missed appointment asks for nothing."""

from datetime import UTC, datetime

import pytest

from app.directory.vocabulary import load_vocabulary
from app.matching.engine.shorthand import spelled_out
from app.matching.engine.types import Conversation, Understood
from app.matching.engine.understand import understand


def said(hopes: str) -> Understood:
    return understand(Conversation(datetime(2026, 11, 23, 9, tzinfo=UTC), hopes=hopes), load_vocabulary())


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("wife d. 6/12", "wife died 6 months ago"),
        ("wife of 50y d. 3/12 ago", "wife died 3 months ago after 50 years"),
        ("Husb d 1/52", "husband died 1 week ago"),
        ("partner dec'd 5/7", "partner died 5 days ago"),
        ("husband d. 8 weeks ago", "husband died 8 weeks ago"),
        ("wife d. 2026", "wife died this year"),
    ],
)
def test_a_death_in_shorthand_is_heard(note: str, words: str) -> None:
    assert spelled_out(note, 2026) == words
    found = said(f"{note}, likes chess")
    assert {wish.code for wish in found.hopes} == {"bereavement_company", "chess"}
    assert found.grief


@pytest.mark.parametrize(
    "text", ["wife d. 2016", "son D. 12 years old", "dad d. 80 years", "wife does 6/12 hours", "my friend d"]
)
def test_what_tells_of_no_fresh_death_stays_as_it_is(text: str) -> None:
    assert spelled_out(text, 2026) == text


@pytest.mark.parametrize(
    "note",
    [
        "SOBOE",
        "OA",
        "OA knees",
        "DNA x3",
        "DNA x 2 clinic",
        "T2DM",
        "72F",
        "M 81",
        "Pt 72F",
        "HTN",
        "T2DM & OA both hips",
        "nil SI",
        "denied SI",
    ],
)
def test_a_note_of_a_body_asks_for_nothing(note: str) -> None:
    assert {wish.code or wish.said for wish in said(f"{note}, likes chess").hopes} == {"chess"}


@pytest.mark.parametrize("words", ["xylography 72F", "DNA", "COPD", "aikido", "SI", "no hi-fi"])
def test_what_might_be_looked_for_is_a_wish_of_words(words: str) -> None:
    assert words in {wish.said for wish in said(f"{words}, likes chess").hopes}
