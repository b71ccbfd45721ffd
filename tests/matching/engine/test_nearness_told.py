"""How far something is, told in the way that somebody travels; what comes to them; what happens online."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.directory.rules import Answer, Ease, Kind
from app.directory.vocabulary import load_vocabulary
from app.kernel.recurrence import Recurrence
from app.matching.engine.answer import answer
from app.matching.engine.index.columns import build_columns
from app.matching.engine.types import Candidate, Conversation, Spot, Suggestion, Travel
from app.matching.words import Wording

NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Europe/London"))
HERE = Spot(53.81, -1.51, "LS8 5", ("HERE",))
WORDING = Wording(lambda text: text, load_vocabulary())
METRES_A_DEGREE = 111_195.0


def growers(metres: float = 100, **changes: Any) -> Candidate:
    """A gardening group so far to the north."""
    where = {"lat": HERE.lat + metres / METRES_A_DEGREE, "lon": HERE.lon}
    given = {"id": UUID(int=1), "kind": Kind.GROUP, "name": "Growers", "hopes": ("gardening",)}
    return Candidate(**given | where | changes)


def ideas(*listings: Candidate, **said: Any) -> list[Suggestion]:
    """What is suggested to somebody who hopes to garden."""
    conversation = Conversation(**{"now": NOW, "spot": HERE, "hopes": "gardening"} | said)
    return list(answer(conversation, build_columns(listings), load_vocabulary()).suggestions)


def told(listing: Candidate, **said: Any) -> str:
    (idea,) = ideas(listing, **said)
    (near,) = [reason for reason in idea.reasons if reason.signal == "nearness"]
    return WORDING.reason(near)


@pytest.mark.parametrize(
    ("metres", "travel", "sentence"),
    [
        (640, Travel(), "About 14 min walk from there."),
        (640, Travel(slowly=True), "About 25 min walk from there."),
        (4_000, Travel(), "About 4.0 km away."),
        (1_000, Travel("bus", 30), "About 17 minutes by bus (an estimate)."),
        (3_000, Travel("bus", 30), "About 27 minutes by bus (an estimate)."),
        (3_000, Travel("bus", 30, slowly=True), "About 33 minutes by bus (an estimate)."),
        (300, Travel("bus", 30), "About 7 min walk from there."),
        (12_000, Travel("bus", 120), "About 12.0 km away."),
        (4_000, Travel("car", 30), "About 15 minutes by car (an estimate)."),
    ],
)
def test_how_far_it_is_in_the_way_they_travel(metres: float, travel: Travel, sentence: str) -> None:
    assert told(growers(metres), travel=travel) == sentence


def test_the_minutes_of_an_idea_are_those_of_the_way_they_travel() -> None:
    for mode, minutes in (("walk", 67), ("bus", 27), ("car", 12)):
        (idea,) = ideas(growers(3_000), travel=Travel(mode, 60))
        assert idea.minutes == minutes


def test_who_comes_to_people_needs_no_minutes() -> None:
    assert told(growers(900, ease={Ease.COMES_TO_YOU: Answer.YES})) == "They come to you."


def test_online_is_found_by_who_asks_for_it_and_only_then() -> None:
    nowhere = growers(lat=None, lon=None, online=True)
    assert told(nowhere, travel=Travel("online")) == "It happens online."
    assert ideas(nowhere) == []


AREAS = [
    # (covers, excludes, near by, whether it is kept)
    ((), (), True, True),
    ((), (), False, False),
    (("HERE",), (), False, True),
    (("HERE",), (), True, True),
    (("ELSEWHERE",), (), True, True),  # within reach, and no area shuts it out
    (("ELSEWHERE",), (), False, False),
    ((), ("HERE",), True, False),
    ((), ("ELSEWHERE",), True, True),
    (("ELSEWHERE",), ("HERE",), True, False),
]


@pytest.mark.parametrize(("covers", "excludes", "near", "kept"), AREAS)
def test_a_listing_is_kept_if_it_serves_the_place_or_is_within_reach_of_it(
    covers: tuple[str, ...], excludes: tuple[str, ...], near: bool, kept: bool
) -> None:
    listing = growers(500 if near else 200_000, covers=covers, excludes=excludes)
    assert bool(ideas(listing)) is kept


def test_an_area_that_serves_the_place_but_is_shut_out_of_a_part_of_it_is_shut_out() -> None:
    """A city-wide service that leaves out one ward: the ward is nearer to the truth."""
    assert ideas(growers(covers=("HERE",), excludes=("WARD",)), spot=replace(HERE, areas=("HERE", "WARD"))) == []


def test_what_stands_nowhere_is_told_by_the_area_it_serves() -> None:
    assert told(growers(lat=None, lon=None, covers=("HERE",))) == "They cover the area you named."
    assert ideas(growers(lat=None, lon=None, covers=("ELSEWHERE",))) == []


def test_without_a_place_no_area_shuts_anything_out() -> None:
    assert ideas(growers(excludes=("HERE",)), spot=None)


def test_the_next_time_of_an_idea_passes_over_a_bank_holiday() -> None:
    mondays = Recurrence(date(2024, 1, 1), time(10), 60, "FREQ=WEEKLY;BYDAY=MO", nation="England")
    easter = datetime(2027, 3, 28, 9, tzinfo=ZoneInfo("Europe/London"))
    (idea,) = ideas(growers(sessions=(mondays,)), now=easter)
    assert idea.next_start
    assert idea.next_start.date() == date(2027, 4, 5)


def test_what_is_kept_with_a_place_is_told_for_this_way_to_travel_and_these_listings_only() -> None:
    near, far = build_columns([growers(1_000)]), build_columns([growers(3_000)])
    ways = [(near, Travel()), (near, Travel("bus", 30)), (near, Travel(slowly=True)), (far, Travel("bus", 30))]
    conversation = Conversation(NOW, HERE, hopes="gardening")
    words = load_vocabulary()

    def said() -> list[tuple[int | None, str]]:
        ideas = [answer(replace(conversation, travel=way), some, words).suggestions[0] for some, way in ways]
        return [(idea.minutes, WORDING.reason(idea.here[-1])) for idea in ideas]

    assert said() == [
        (22, "About 22 min walk from there."),
        (17, "About 17 minutes by bus (an estimate)."),
        (39, "About 39 min walk from there."),
        (27, "About 27 minutes by bus (an estimate)."),
    ]
    assert said() == said()
