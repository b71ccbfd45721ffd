"""A press on "Not for me": the idea goes, and the reason changes what is asked."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.directory.vocabulary import load_vocabulary
from app.matching.answers import MOST_DECLINED, Answers, address, fits_address, next_more, read_query, to_match
from app.matching.declined import Reason, decline, further_again, take_back

IDEA = "0190f2a4-0000-7000-8000-000000000001"
SAID = Answers(near="LS8 5", hopes=("gardening",))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_sends_the_idea_away(reason: Reason) -> None:
    after = decline(SAID, f"{reason}:{IDEA}")
    assert after.no == (IDEA,)
    assert to_match(after, load_vocabulary()).not_for_me == [UUID(IDEA)]


@pytest.mark.parametrize(
    ("pressed", "field", "value"),
    [
        ("far", "travel", "walk-10"),
        ("cost", "ease", ("free",)),
        ("alone", "ease", ("companion",)),
        ("day-tue", "days", ("mon", "wed", "thu", "fri", "sat", "sun")),
        ("day", "days", ()),
        ("day-xyz", "days", ()),
        ("known", "travel", "walk-20"),
    ],
)
def test_a_reason_changes_what_is_asked(pressed: str, field: str, value: object) -> None:
    assert getattr(decline(SAID, f"{pressed}:{IDEA}"), field) == value


def test_the_only_day_that_suits_stays() -> None:
    said = Answers(near="LS8 5", days=("tue",))
    assert decline(said, f"day-tue:{IDEA}").days == ("tue",)


@pytest.mark.parametrize("pressed", ["", "far", f"rude:{IDEA}", "far:nonsense", ":", f"{IDEA}:far", "far:\x00"])
def test_what_was_made_up_changes_nothing(pressed: str) -> None:
    assert decline(SAID, pressed) == SAID


def test_the_same_idea_goes_once_and_all_come_back() -> None:
    twice = decline(decline(SAID, f"far:{IDEA}"), f"known:{IDEA}")
    assert twice.no == (IDEA,)
    assert take_back(twice) == SAID
    assert further_again(twice) == replace(SAID, no=(IDEA,))


def test_what_is_too_far_is_told_to_the_engine_and_no_other_reason_is() -> None:
    other = str(UUID(int=7))
    after = decline(decline(SAID, f"cost:{other}"), f"far:{IDEA}")
    assert to_match(after, load_vocabulary()).too_far == [UUID(IDEA)]
    assert decline(after, f"far:{other}").travel_was == "walk-20"
    assert not fits_address(replace(after, no=()), load_vocabulary())
    assert IDEA not in address(after)
    assert "travel_was" not in address(after)


def test_there_is_an_end_to_it() -> None:
    said = SAID
    for n in range(MOST_DECLINED + 5):
        said = decline(said, f"known:{UUID(int=n)}")
    assert len(said.no) == MOST_DECLINED
    assert said.no[-1] == str(UUID(int=MOST_DECLINED + 4))


def test_what_was_sent_away_stands_in_no_address() -> None:
    words = load_vocabulary()
    after = decline(SAID, f"known:{IDEA}")
    assert not fits_address(after, words)
    assert IDEA not in address(after)
    assert read_query([("near", "LS8 5"), ("no", IDEA)], words) == (Answers(near="LS8 5"), True)


def test_five_more_each_time_and_an_end() -> None:
    steps, said = [], SAID
    while more := next_more(said):
        said = Answers(near="LS8 5", more=more)
        steps.append(to_match(said, load_vocabulary()).limit)
    assert steps == [15, 20, 25, 30]
    assert fits_address(said, load_vocabulary())
    assert address(said) == "near=LS8+5&more=30"
    assert to_match(Answers(near="LS8 5", more="500"), load_vocabulary()).limit == 10
