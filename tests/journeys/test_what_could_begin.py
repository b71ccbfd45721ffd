"""What is offered to begin where nothing fits: a hope, never a situation (rule 6)."""

import pytest

from tests.journeys.conftest import OpenTown


@pytest.mark.parametrize("hopes", ["lonely", "housebound, knows nobody", "SOBOE and lives alone"])
def test_nothing_begins_with_a_situation(open_town: OpenTown, hopes: str) -> None:
    answer = open_town().ask(hopes=hopes)
    assert answer["nothing_near"]
    assert answer["start_something"] is None


@pytest.mark.parametrize(("hopes", "hope"), [("falconry", "falconry"), ("lonely, loves chess", "chess")])
def test_a_hope_can_begin_beside_a_situation_too(open_town: OpenTown, hopes: str, hope: str) -> None:
    text = open_town().ask(hopes=hopes)["start_something"]["text"]
    assert f"fits {hope} yet" in text
