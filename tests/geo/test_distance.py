"""Metres and minutes between places."""

import math

import numpy as np
import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import (
    bus_minutes,
    metres_between,
    metres_for_minutes,
    metres_to_many,
    travel_minutes,
    walk_or_miles,
    walking_minutes,
)
from geo.points import Point

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
british = st.builds(Point, st.floats(49.8, 60.9), st.floats(-8.7, 1.8))


def test_leeds_to_wigan() -> None:
    assert metres_between(Point(53.7997, -1.5492), Point(53.5448, -2.6318)) == pytest.approx(76_740, rel=0.01)


@given(points, points)
def test_the_way_there_is_as_long_as_the_way_back(a: Point, b: Point) -> None:
    assert metres_between(a, b) == pytest.approx(metres_between(b, a), abs=1e-6)


@given(points, points, points)
def test_a_detour_is_never_shorter(a: Point, b: Point, c: Point) -> None:
    assert metres_between(a, c) <= metres_between(a, b) + metres_between(b, c) + 1e-3


@given(points, points)
def test_it_agrees_with_geopy(a: Point, b: Point) -> None:
    theirs = great_circle((a.lat, a.lon), (b.lat, b.lon)).meters
    # geopy's radius differs by 0.03 m in 6,371 km; near antipodes haversine itself is good to some metres.
    assert metres_between(a, b) == pytest.approx(theirs, rel=1e-6, abs=0.5 if theirs < 19_000_000 else 200)


@given(british, st.floats(0.0001, 0.5), st.floats(1.01, 3))
def test_farther_north_is_farther(a: Point, step: float, times: float) -> None:
    near, far = Point(a.lat + step, a.lon), Point(a.lat + step * times, a.lon)
    assert metres_between(a, near) < metres_between(a, far)


@given(points, st.lists(points, min_size=1, max_size=30))
def test_many_at_once_are_as_one_by_one(a: Point, many: list[Point]) -> None:
    lats, lons = np.array([p.lat for p in many]), np.array([p.lon for p in many])
    each = [metres_between(a, p) for p in many]
    assert metres_to_many(a, lats, lons) == pytest.approx(each, abs=1e-3)
    assert metres_to_many(a, lats, lons).dtype == np.float64


def test_no_points_give_no_distances() -> None:
    assert metres_to_many(Point(0, 0), np.array([]), np.array([])).shape == (0,)


def test_minutes_are_streets_at_an_easy_pace() -> None:
    assert walking_minutes(640) == 14  # 640 m x 1.3 = 832 m at 3.5 km/h
    assert walking_minutes(640, slow=True) == 25
    assert walking_minutes(0) == 1


@given(st.integers(1, 240), st.booleans())
def test_minutes_to_metres_and_back(minutes: int, slow: bool) -> None:
    assert walking_minutes(metres_for_minutes(minutes, "walk", slow), slow) == minutes


@given(st.floats(0, 240), st.floats(0, 240), st.sampled_from(["walk", "bus", "car"]))
def test_more_minutes_never_reach_less_far(a: float, b: float, mode: str) -> None:
    assert metres_for_minutes(min(a, b), mode) <= metres_for_minutes(max(a, b), mode)


@given(st.floats(0, 240))
def test_a_ride_reaches_at_least_as_far_as_feet(minutes: float) -> None:
    assert metres_for_minutes(minutes, "walk") <= metres_for_minutes(minutes, "bus")
    assert metres_for_minutes(minutes, "walk") <= metres_for_minutes(minutes, "car")


def test_online_is_everywhere_and_a_horse_is_no_mode() -> None:
    assert metres_for_minutes(5, "online") == math.inf
    with pytest.raises(ValueError, match="walk, bus, car or online"):
        metres_for_minutes(5, "horse")


def test_a_bus_is_a_walk_to_the_stop_a_wait_and_a_ride() -> None:
    assert [bus_minutes(metres) for metres in (1_000, 3_000, 5_000)] == [17, 27, 38]
    assert bus_minutes(3_000, slow=True) == 33  # 400 m to and from the stops take 12 minutes, not 7
    assert bus_minutes(300) == walking_minutes(300) == 7  # nobody waits for a bus to go next door


@given(st.floats(0, 100_000), st.booleans(), st.sampled_from(["walk", "bus", "car", "online"]))
def test_a_ride_never_takes_longer_than_the_walk_nor_further_less_long(metres: float, slow: bool, mode: str) -> None:
    minutes = travel_minutes(metres, mode, slow)
    assert 1 <= minutes <= walking_minutes(metres, slow)
    assert minutes <= travel_minutes(metres + 500, mode, slow)


@given(st.integers(1, 240), st.booleans(), st.sampled_from(["walk", "bus", "car"]))
def test_what_can_be_reached_in_so_many_minutes_takes_so_many(minutes: int, slow: bool, mode: str) -> None:
    assert travel_minutes(metres_for_minutes(minutes, mode, slow), mode, slow) == minutes


def test_nobody_travels_by_horse() -> None:
    with pytest.raises(ValueError, match="walk, bus, car or online"):
        travel_minutes(500, "horse")


def test_a_walk_that_is_no_help_is_told_in_miles() -> None:
    assert walk_or_miles(640) == (14, None)
    assert walk_or_miles(2_000) == (45, None)
    assert walk_or_miles(2_080) == (None, 1)
    assert walk_or_miles(5_000) == (None, 3)
    assert walk_or_miles(None) == (None, None)
