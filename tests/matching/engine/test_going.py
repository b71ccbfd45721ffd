"""How somebody says they go about, and how far is looked at first because of it."""

import pytest

from app.directory.vocabulary import load_vocabulary
from app.matching.answers import TRAVEL, Answers, to_match
from app.matching.engine.answer import answer
from app.matching.engine.going import way_told
from app.matching.engine.index.columns import build_columns
from app.matching.engine.types import Conversation, Result, Spot, Travel
from app.matching.shapes import MatchIn, TravelIn
from tests.builders import NOW
from tests.matching.engine.test_search import HERE, candidate

NEXT_DOOR = [candidate(f"Near {n}", hopes=("gardening",)) for n in range(8)]
FAR = [candidate(f"Far {n}", hopes=("gardening",), lat=HERE.lat + 0.03) for n in range(8)]  # 3.3 km


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ("gardening, walking only", "walk"), ("somewhere in walking distance", "walk"), ("We come by foot.", "walk"),
        ("I only walk to the post box", "walk"), ("a choir I can walk to", "walk"),
        ("I can drive, and I like chess", "car"), ("I drive.", "car"), ("we've got a car", "car"),
        ("happy to drive", "car"), ("by car", "car"),
        ("chess, reachable by bus", "bus"), ("I have a bus pass", "bus"), ("I can get the bus", "bus"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_way(said: str, way: str) -> None:
    told = way_told(said)
    assert told is not None
    assert told[0] == way


@pytest.mark.parametrize(
    "said",
    [
        "", "I like walking", "I'd like a walk with others", "I can't drive any more", "I don't drive",
        "I used to drive",
        "I could drive a minibus for somebody", "I drive lorries", "I gave up the car in March", "we have no car",
        "I can't get the bus", "I never go by bus", "thirty-eight years on the buses", "it drives me mad",
        "a car boot sale", "working on old cars", "happy to drive people about", "foot care",
    ],
)  # fmt: skip
def test_what_says_nothing_of_the_way(said: str) -> None:
    assert way_told(said) is None


def test_own_words_tell_where_nothing_was_chosen() -> None:
    assert MatchIn(hopes="chess, walking only").travel == TravelIn(mode="walk", minutes=20, only=True)
    assert MatchIn(hopes="chess. I can drive.", travel=TravelIn(slowly=True)).travel.model_dump() == {
        "mode": "car", "minutes": 30, "slowly": True, "only": False,
    }  # fmt: skip
    chosen = TravelIn(mode="bus", minutes=30)
    assert MatchIn(hopes="chess. I can drive.", travel=chosen).travel == chosen


@pytest.mark.parametrize(("travel", "mode"), [("walk-20", "car"), ("walk-10", "walk"), ("car-30", "car")])
def test_a_choice_on_the_form_counts_more_than_words(travel: str, mode: str) -> None:
    asked = to_match(Answers(near="LS8 5", hopes_words="I can drive", travel=travel), load_vocabulary())
    assert asked.travel.mode == mode
    again = MatchIn.model_validate(asked.model_dump(exclude_unset=True))
    assert again.travel == asked.travel


def ideas(travel: TravelIn, *more: object) -> Result:
    told = Travel(travel.mode, travel.minutes, travel.slowly, travel.only)
    said = Conversation(NOW, Spot(HERE.lat, HERE.lon), hopes="gardening", travel=told, limit=20)
    return answer(said, build_columns([*more, *FAR]), load_vocabulary())  # type: ignore[list-item]


@pytest.mark.parametrize("choice", ["walk-10", "walk-30"])
def test_on_foot_only_nothing_further_is_shown_while_there_is_enough(choice: str) -> None:
    near = ideas(TRAVEL[choice], *NEXT_DOOR)
    assert max(item.distance_m or 0 for item in near.suggestions) < 1_000
    assert near.widened_to_m is None


def test_on_foot_only_it_is_looked_further_when_there_is_too_little() -> None:
    far = ideas(TRAVEL["walk-10"], NEXT_DOOR[0])
    assert len(far.suggestions) > 1
    assert far.widened_to_m == 6_400


def test_who_rides_is_shown_what_lies_further_at_once() -> None:
    for choice in ("walk-20", "bus-30", "car-30"):
        found = ideas(TRAVEL[choice], *NEXT_DOOR)
        assert max(item.distance_m or 0 for item in found.suggestions) > 3_000
    away = candidate("Seven km", hopes=("gardening",), lat=HERE.lat + 0.063)
    names = [item.listing.name for item in ideas(TRAVEL["car-30"], *NEXT_DOOR[:3], away).suggestions]
    assert "Seven km" in names
    assert "Seven km" not in [item.listing.name for item in ideas(TRAVEL["bus-30"], *NEXT_DOOR[:3], away).suggestions]
