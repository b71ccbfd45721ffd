"""The answer as lines of words: how far things are, as every page tells it."""

import pytest

from app.matching.plain import lines
from tests.matching.test_view import answer, idea


@pytest.mark.parametrize(
    ("metres", "told"),
    [
        (640, "- Idea 1 [group]  640 m, about 14 min walk"),
        (2_100, "- Idea 1 [group]  about 1 mile away"),
        (5_000, "- Idea 1 [group]  about 3 miles away"),
        (None, "- Idea 1 [group]"),
    ],
)
def test_a_walk_that_is_no_help_is_told_in_miles(metres: int | None, told: str) -> None:
    found = list(lines(answer(idea(1, distance_m=metres))))
    assert f"  {told}" in found
