"""The fold of formal services shows what something said points to; else two doors that are open to everybody."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.directory.rules import Answer, Ease, Kind
from app.directory.vocabulary import load_vocabulary
from app.matching.engine.answer import answer
from app.matching.engine.index.columns import build_columns
from app.matching.engine.types import Candidate, Conversation, Result, Spot

NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Europe/London"))
WITHOUT = ("Carer's assessment from the council", "Stop smoking service", "Memory clinic", "Drug and alcohol treatment")
NAMES = (*WITHOUT, "Advocate for you", "Needs assessment")


def asked(hopes: str, names: tuple[str, ...] = NAMES, **said: Any) -> Result:
    """The answer where there are formal services of these names, quiet and near, and a choir."""
    here: dict[str, Any] = {"lat": 53.81, "lon": -1.51, "ease": {Ease.QUIET: Answer.YES}}
    formal = [Candidate(UUID(int=n), Kind.FORMAL, name, **here) for n, name in enumerate(names, 1)]
    choir = Candidate(UUID(int=99), Kind.GROUP, "Choir", hopes=("singing",), **here)
    conversation = Conversation(now=NOW, spot=Spot(53.81, -1.51, "LS8 5"), hopes=hopes, **said)
    return answer(conversation, build_columns([*formal, choir]), load_vocabulary())


def shown(result: Result) -> list[str]:
    return [item.listing.name for item in result.formal]


@pytest.mark.parametrize("hopes", ["my wife died. I was a joiner", "singing somewhere quiet", ""])
def test_where_nothing_said_points_to_a_service_two_doors_stand_there(hopes: str) -> None:
    result = asked(hopes, formal=True, ease=frozenset({Ease.QUIET}))
    assert shown(result) == ["Needs assessment", "Advocate for you"]
    assert result.formal_count == len(NAMES)
    assert [item.reasons[0].signal for item in result.formal] == ["formal", "formal"]


def test_no_door_is_known_here_and_the_fold_is_empty_but_counted() -> None:
    result = asked("singing", WITHOUT, formal=True)
    assert (shown(result), result.formal_count) == ([], len(WITHOUT))


def test_what_was_asked_for_stands_first_and_what_was_only_spoken_of_stands_alone() -> None:
    assert shown(asked("memory clinic"))[0] == "Memory clinic"
    assert shown(asked("a smoking jacket", formal=True)) == ["Stop smoking service"]


@pytest.mark.parametrize("hopes", ["a carer's assessment", "speech therapy", "I want to kill myself"])
def test_who_asks_for_a_service_or_is_in_danger_is_not_left_without(hopes: str) -> None:
    assert asked(hopes, WITHOUT).formal
    assert asked(hopes).formal
