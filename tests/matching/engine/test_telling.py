"""What the words around a phrase tell: skills among the hopes, and times that are hard."""

from datetime import UTC, datetime

import pytest

from app.directory.rules import Ease
from app.directory.vocabulary import load_vocabulary
from app.matching.engine.types import Conversation, Understood
from app.matching.engine.understand import understand


def said(hopes: str) -> Understood:
    return understand(Conversation(datetime(2026, 11, 23, 9, tzinfo=UTC), hopes=hopes), load_vocabulary())


@pytest.mark.parametrize(
    ("text", "gift"),
    [
        ("can't face the evenings, used to be a joiner", "joinery"),
        ("I was a joiner thirty years", "joinery"),
        ("retired joiner, at a loose end", "joinery"),
        ("bricklayer by trade", "building"),
        ("my nan taught me knitting", "knitting"),
    ],
)
def test_a_skill_told_among_the_hopes_is_a_gift(text: str, gift: str) -> None:
    assert gift in [wish.code for wish in said(text).gifts]


@pytest.mark.parametrize("text", ["need a joiner", "looking for a joiner who used to be good", "my neighbour is noisy"])
def test_what_somebody_looks_for_in_others_is_no_gift(text: str) -> None:
    assert said(text).gifts == ()


def test_what_somebody_was_good_at_is_hoped_for_too() -> None:
    assert {"woodwork"} <= {wish.code for wish in said("company. I used to be a joiner").hopes}


@pytest.mark.parametrize(
    "text",
    [
        "can't face the evenings",
        "I dread weekends",
        "the evenings are worst",
        "Sundays are the loneliest",
        "every Saturday at the Palais",
    ],
)
def test_a_time_that_is_hard_is_no_time_that_suits(text: str) -> None:
    assert said(text).ease == frozenset()


@pytest.mark.parametrize(
    ("text", "ease"),
    [
        ("something in the evenings", Ease.EVENING),
        ("free at weekends", Ease.WEEKEND),
        ("mornings suit me, singing", Ease.DAYTIME),
    ],
)
def test_a_time_that_suits_is_kept(text: str, ease: Ease) -> None:
    assert ease in said(text).ease
