"""A no is heard as a no, and "cannot, would love to" as a wish: hopes, times and what makes it easy."""

from datetime import UTC, datetime

import pytest

from app.directory.rules import Ease
from app.directory.vocabulary import load_vocabulary
from app.matching.engine.types import Conversation, Understood
from app.matching.engine.understand import understand

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def said(hopes: str) -> Understood:
    return understand(Conversation(NOW, hopes=hopes), load_vocabulary())


def hopes(text: str) -> set[str]:
    return {wish.code or wish.said for wish in said(text).hopes}


def unwanted(text: str) -> set[str | None]:
    return {wish.code for wish in said(text).unwanted}


@pytest.mark.parametrize(
    "words",
    [
        "Not in the evenings",
        "cannot go out in the evenings",
        "She won\u2019t go out in the evenings",
        "no evenings",
        "not evenings please",
        "evenings are no good",
        "evenings aren't any good",
        "Evening sessions are no good for me",
        "evenings don't suit",
        "evenings are too late",
        "can't do evenings or weekends",
        "He is not able to manage evenings",
        "I can't come out at night",
        "nothing after 6",
        "Does not go out after dark",
        "I won't drive in the dark",
        "afraid to go out after dark",
    ],
)
@pytest.mark.parametrize("films", ["{}. Likes films", "Likes films, {}"])
def test_a_refused_evening_is_the_daytime(films: str, words: str) -> None:
    found = said(films.format(words))
    assert found.ease == {Ease.DAYTIME}
    assert {wish.code for wish in found.hopes} == {"films"}  # the no refuses nothing else, and asks for nothing


@pytest.mark.parametrize(
    "words",
    [
        "does not need a toilet",
        "not with children please",
        "without children",
        "not in the daytime",
        "can't do mornings",
        "weekends are not for me",
        "Sundays are out",
        "doesn't want a women only group",
        "not in a wheelchair",
        "doesn't want someone to go with",
        "not late in the evening",
    ],
)
def test_a_refused_ease_is_dropped(words: str) -> None:
    found = said(f"films, {words}")
    assert found.ease == frozenset()
    assert {wish.code for wish in found.hopes} == {"films"}


@pytest.mark.parametrize(
    ("words", "ease"),
    [
        ("no one to go with me", Ease.COMPANION),
        ("can't go anywhere where there is no toilet", Ease.TOILET),
        ("can't walk without a walking frame", Ease.STEP_FREE),
        ("can't manage steps", Ease.STEP_FREE),
        ("no stairs", Ease.STEP_FREE),
        ("stairs are no good", Ease.STEP_FREE),
        ("doesn't like her hearing aid", Ease.HEARING_LOOP),
        ("doesn't like crowds", Ease.QUIET),
        ("not far from a bus stop", Ease.NEAR_BUS),
        ("doesn't work weekends", Ease.WEEKEND),
        ("not Sundays, Saturdays are fine", Ease.WEEKEND),
        ("I don't get out with a toddler", Ease.BRING_A_CHILD),
        ("something in the evenings", Ease.EVENING),
    ],
)
def test_a_no_that_asks_for_it(words: str, ease: Ease) -> None:
    assert ease in said(f"films, {words}").ease


@pytest.mark.parametrize(
    "words",
    [
        "not church",
        "doesn't want anything to do with church",
        "I don\u2019t want anything to do with church",
        "won't go to church",
        "would never go to church",
        "Church isn't for her",
        "church is not my thing",
        "not one for church",
        "hates church",
        "no interest in church",
        "not church but misses nothing",
    ],
)
def test_a_refusal_is_a_refusal(words: str) -> None:
    found = said(f"{words}. Likes singing")
    assert {wish.code for wish in found.unwanted} == {"faith_company"}
    assert "singing" in {wish.code for wish in found.hopes}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("can't stand gardening", "gardening"),
        ("can't stand gardening, would love to sing", "gardening"),
        ("I have never liked singing", "singing"),
        ("not keen on singing but wants to dance", "singing"),
        ("does not do church but would love singing", "faith_company"),
        ("doesn't like quiet places", "quiet_place"),
        ("doesn't know how to use a computer and doesn't want to", "computers"),
        ("doesn't want to learn to swim", "swimming"),
        ("can no longer do gardening", "gardening"),
        ("company but not mindfulness", "mindfulness"),
    ],
)
def test_what_is_refused_stays_refused(words: str, code: str) -> None:
    assert code in unwanted(words)
    assert code not in hopes(words)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("does not know how to cook", "cooking"),
        ("I don't know how to cook", "cooking"),
        ("has never danced but wants to", "dance"),
        ("I've never danced but I'd love to learn", "dance"),
        ("can no longer do gardening, misses it", "gardening"),
        ("Can no longer garden. Misses it.", "gardening"),
        ("I'm not up to gardening any more but I miss it", "gardening"),
        ("can't swim but would love to learn", "swimming"),
        ("I never learned to swim", "swimming"),
        ("does not sing but wants to learn", "singing"),
        ("has no one to go walking with", "walking"),
        ("I would not mind singing", "singing"),
    ],
)
def test_what_they_cannot_do_and_long_for_is_a_wish(words: str, code: str) -> None:
    assert hopes(words) == {code}
    assert unwanted(words) == set()


@pytest.mark.parametrize("words", ["not church but singing", "no church likes singing"])
def test_a_no_ends_where_something_new_begins(words: str) -> None:
    assert (hopes(words), unwanted(words)) == ({"singing"}, {"faith_company"})


def test_one_no_for_two_things() -> None:
    assert unwanted("doesn't like bingo or church; likes chess") == {"bingo", "faith_company"}


def test_a_time_that_is_refused_for_one_thing_does_not_refuse_the_thing() -> None:
    found = said("can't do church in the evenings")
    assert {wish.code for wish in found.hopes} == {"faith_company"}
    assert found.ease == {Ease.DAYTIME}
