"""A point checks itself."""

import math

import pytest

from geo.points import Point


def test_a_point_keeps_what_it_was_given() -> None:
    assert Point(53.8, -1.5) == Point(lat=53.8, lon=-1.5)


@pytest.mark.parametrize("bad", [(91, 0), (-91, 0), (0, 181), (0, -181), (math.nan, 0), (0, math.inf)])
def test_a_point_off_the_earth_is_refused(bad: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"latitude|two numbers"):
        Point(*bad)
