"""What is wrong with a feed is said in the reader's language, whatever numbers stand in it."""

import ast
from pathlib import Path

import pytest

from app.edge.languages import catalogue
from app.standards import feed_words
from app.standards.feed_words import _ALL, CIRCLE, NO_POINT, PAGE, SLOW, STOPPED, in_words

STANDARDS = Path(feed_words.__file__).parent
POLISH = {
    STOPPED: "Stan\u0119\u0142o na %(what)s po %(tries)s razach: %(why)s.",
    PAGE: "stronie %(number)s",
    SLOW: "brak odpowiedzi",
}


def test_every_part_of_a_sentence_is_said_in_the_language() -> None:
    told = STOPPED % {"what": PAGE % {"number": 7}, "why": SLOW, "tries": 4}
    assert told == "The feed stopped at page 7: it did not answer in time (tried 4 times)."
    assert in_words(told, lambda text: POLISH.get(text, text)) == (
        "Stan\u0119\u0142o na stronie 7 po 4 razach: brak odpowiedzi."
    )


@pytest.mark.parametrize("sentence", _ALL)
def test_each_is_known_again_and_says_the_same_in_english(sentence: str) -> None:
    asked: list[str] = []

    def gettext(text: str) -> str:
        asked.append(text)
        return text

    told = feed_words._GAP.sub("12", sentence)
    assert in_words(told, gettext) == told
    assert sentence in asked


def test_what_nobody_here_wrote_stays_and_nothing_is_nothing() -> None:
    real = catalogue("pl").gettext
    assert in_words("String should have at most 200 characters", real) == "String should have at most 200 characters"
    assert in_words("", real) == ""
    assert in_words(NO_POINT % {"why": "100% odd (%s)"}, str) == "kept without a point on the map: 100% odd (%s)"


def test_a_feed_is_never_called_broken_in_words_that_no_translator_sees() -> None:
    raised = [
        (path.name, ast.unparse(call.args[0]))
        for path in STANDARDS.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "FeedBroken"
    ]
    assert len(raised) > 10
    known = {name for name in vars(feed_words) if name.isupper()}
    assert [one for one in raised if one[1].split(" ")[0] not in known] == []
    assert CIRCLE in _ALL
