"""For two or for a family: ages as people write them, and what that adds to the question."""

import pytest

from app.directory.rules import Ease
from app.directory.vocabulary import Scheme, load_vocabulary
from app.matching.answers import Answers, fits_address, problems, to_match
from app.matching.company import HOPES_BY_AGE, ages_of, hopes_for_children
from app.matching.engine.danger import find_danger, see, under_18_in

VOCABULARY = load_vocabulary()


def asked(**said: object) -> object:
    return to_match(Answers(**{"near": "LS8 5", "who": "family"} | said), VOCABULARY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("3 and 7", (3, 7)),
        ("8 months, 3, 7", (0, 3, 7)),
        ("18 months", (1,)),
        ("6 weeks and 14", (0, 14)),
        ("one is 5yrs the other 11", (5, 11)),
        ("12m", (1,)),
        ("she is 34", ()),
        ("little ones", ()),
        ("", ()),
        ("999999999999", ()),
    ],
)
def test_ages_as_people_write_them(text: str, ages: tuple[int, ...]) -> None:
    assert ages_of(text) == ages


def test_each_age_asks_for_what_there_is_at_that_age() -> None:
    assert hopes_for_children("8 months, 3, 4, 9 and 15", alone=False) == (
        "new_baby", "toddlers", "family_fun", "young_people"
    )  # fmt: skip


def test_every_code_is_a_hope_that_says_nothing_of_danger_or_of_the_asker_being_young() -> None:
    for _, code in HOPES_BY_AGE:
        term = VOCABULARY.get(Scheme.HOPE, code)
        assert term is not None
        assert not find_danger(term.label).urgent
        assert not under_18_in(see(term.label), None)


def test_a_family_may_bring_its_children() -> None:
    assert Ease.BRING_A_CHILD in asked(hopes=("gardening",)).ease  # type: ignore[attr-defined]


def test_a_family_that_said_nothing_else_looks_for_things_to_do() -> None:
    assert asked().hopes == "Things to do with the children"  # type: ignore[attr-defined]
    assert asked(hopes=("gardening",)).hopes == "Gardening"  # type: ignore[attr-defined]


def test_a_need_is_not_watered_down_by_children() -> None:
    assert asked(basics=("food",)).hopes == "Food"  # type: ignore[attr-defined]


def test_two_of_us_ask_for_the_same_as_one() -> None:
    one, two = Answers(near="LS8 5", hopes=("gardening",)), Answers(near="LS8 5", hopes=("gardening",), who="two")
    assert to_match(one, VOCABULARY) == to_match(two, VOCABULARY)


@pytest.mark.parametrize("private", [{"who": "two"}, {"who": "family"}, {"children": "3"}])
def test_a_household_never_stands_in_an_address(private: dict[str, str]) -> None:
    assert not fits_address(Answers(near="LS8 5", **private), VOCABULARY)  # type: ignore[arg-type]


def test_a_story_is_no_age() -> None:
    assert [problem.pointer for problem in problems(Answers(near="LS8 5", children="x" * 61))] == ["children"]
