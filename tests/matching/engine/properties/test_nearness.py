"""Near before far, all else equal; exact distances; areas that a listing covers."""

import math
import random
from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.directory.rules import Kind
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.index.loops_reach import reach
from app.matching.engine.index.patch import patched
from app.matching.engine.index.plan import Table
from app.matching.engine.types import Candidate, Spot, Travel
from geo.distance import metres_to_many
from geo.points import Point
from tests.matching.engine.properties.conversations import Case, cases, spots
from tests.matching.engine.properties.directories import SMALL
from tests.matching.engine.properties.pace import examples

_RADIUS_M = 6_371_008.8
_SCILLY, _SHETLAND = (49.86, -6.45), (60.86, 1.77)
_COUNT = 10_000


def haversine_m(a: Point, b: Point) -> float:
    """Great-circle metres by the schoolbook formula, one pair at a time."""
    dlat, dlon = math.radians(b.lat - a.lat), math.radians(b.lon - a.lon)
    narrowing = math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat))
    part = math.sin(dlat / 2) ** 2 + narrowing * math.sin(dlon / 2) ** 2
    return 2 * _RADIUS_M * math.asin(math.sqrt(part))


@pytest.fixture(scope="module")
def scattered() -> Columns:
    """Ten thousand places from Scilly to Shetland."""
    chance = random.Random(60)
    return build_columns(_anywhere(chance, n) for n in range(_COUNT))


def _anywhere(chance: random.Random, number: int) -> Candidate:
    lat, lon = chance.uniform(_SCILLY[0], _SHETLAND[0]), chance.uniform(_SCILLY[1], _SHETLAND[1])
    return Candidate(UUID(int=number + 1), Kind.PLACE, "A place", lat=lat, lon=lon)


@examples(20)
@given(st.floats(_SCILLY[0], _SHETLAND[0]), st.floats(_SCILLY[1], _SHETLAND[1]), st.floats(100, 50_000))
def test_the_rows_within_a_radius_are_exactly_those(scattered: Columns, lat: float, lon: float, metres: float) -> None:
    point = Point(lat, lon)
    rows, distances = scattered.within(point, metres)
    told = dict(zip(rows.tolist(), distances.tolist(), strict=True))
    brute = {row: haversine_m(point, Point(c.lat or 0, c.lon or 0)) for row, c in enumerate(scattered.listings)}
    sure = {row for row, far in brute.items() if far <= metres - 1e-3}
    maybe = {row for row, far in brute.items() if far <= metres + 1e-3}
    assert sure <= set(told) <= maybe
    assert all(abs(told[row] - brute[row]) < 1e-3 for row in told)


@pytest.fixture(scope="module")
def around_the_world() -> Columns:
    """Thousands of places, many of them near the poles and where the longitudes meet."""
    chance = random.Random(61)
    lats = [
        chance.choice((chance.uniform(-90, 90), chance.uniform(89.5, 90), chance.uniform(50, 50.4)))
        for _ in range(_COUNT)
    ]
    lons = [chance.choice((chance.uniform(-180, 180), chance.uniform(179.7, 180), -180.0)) for _ in lats]
    places = enumerate(zip(lats, lons, strict=True), 1)
    return build_columns(Candidate(UUID(int=n), Kind.PLACE, "A place", lat=lat, lon=lon) for n, (lat, lon) in places)


@examples(60)
@given(
    st.floats(-90, 90) | st.floats(89.4, 90) | st.floats(49.9, 50.5),
    st.floats(-180, 180) | st.floats(179.5, 180),
    st.floats(10, 80_000), st.floats(0, 1.2),
)  # fmt: skip
def test_a_ring_is_the_circle_without_its_middle(
    around_the_world: Columns, lat: float, lon: float, metres: float, share: float
) -> None:
    columns = around_the_world
    far = metres_to_many(Point(lat, lon), columns.lat, columns.lon)
    for inner in (-1.0, metres * share):
        ring = reach(table_of(columns), lat, lon, metres, inner)
        assert ring.tolist() == np.flatnonzero((far <= metres) & ~(far <= inner)).tolist()


def table_of(columns: Columns) -> Table:
    """What a loop reads of columns."""
    words, lists = columns.words, (columns.terms, columns.held_from, columns.held)
    return Table(columns.facts, columns.strips, columns.ground.marks, words.rows, words.often, *lists, columns.gone)


def test_a_ring_holds_all_that_came_since_wherever_it_stands(scattered: Columns) -> None:
    """They lie in no order, and some have no place: nothing may be halved there."""
    lat, lon, some = 53.8, -1.5, []
    for n in range(40):
        placed = {} if n % 3 == 2 else {"lat": lat + 0.04 + n / 1_000, "lon": lon + (n * 7 % 11) / 100}
        some.append(Candidate(UUID(int=_COUNT + n + 1), Kind.PLACE, "A place", **placed))
    columns = patched(build_columns(scattered.listings[:500]), (), some)
    far = metres_to_many(Point(lat, lon), columns.lat, columns.lon)
    ring = reach(table_of(columns), lat, lon, 16_000.0, 3_000.0)
    assert ring.tolist() == np.flatnonzero((far <= 16_000) & ~(far <= 3_000)).tolist()
    assert np.count_nonzero(ring >= columns.base) == sum(one.lat is not None for one in some)


@examples(6)
@given(cases(spot=spots()))
def test_every_distance_shown_is_the_great_circle(case: Case) -> None:
    answer = case.asked()
    assert case.said.spot
    here = Point(case.said.spot.lat, case.said.spot.lon)
    for item in (*answer.suggestions, *answer.basics, *answer.formal):
        place = item.listing
        if place.lat is None or place.lon is None:
            assert item.distance_m is None
        else:
            assert item.distance_m == pytest.approx(haversine_m(here, Point(place.lat, place.lon)), abs=0.01)


@examples(20)
@given(cases(size=SMALL, spot=spots()), st.integers(0, 6000), st.integers(1, 6000), st.data())
def test_nearer_never_ranks_lower_all_else_equal(case: Case, near: int, further: int, data: st.DataObject) -> None:
    case = replace(case, said=replace(case.said, limit=500))
    ideas = case.asked().suggestions
    assume(ideas)
    base = replace(data.draw(st.sampled_from(ideas)).listing, organisation="", covers=(), online=False, sector=None)
    one, two = (
        replace(base, id=data.draw(st.uuids(version=4)), lat=_north(case.said.spot, metres), lon=case.said.spot.lon)
        for metres in (near, near + further)
    )
    assume(one.id != two.id)
    answer = case.asked(case.directory.instead_of(base, one, two))
    ideas, first = answer.suggestions, {item.listing.id for item in answer.basics}
    order, scores = [item.listing.id for item in ideas], {item.listing.id: item.score for item in ideas}
    assert two.id not in first or one.id in (*first, *order)
    if two.id in order and one.id not in first:
        assert one.id in order
        assert scores[one.id] >= scores[two.id]  # equal ones take turns by day
        assert scores[one.id] == scores[two.id] or order.index(one.id) < order.index(two.id)


def _north(spot: Spot, metres: float) -> float:
    return spot.lat + math.degrees(metres / _RADIUS_M)


@examples(13)
@given(cases(size=SMALL, spot=spots(), hopes=st.just("gardening"), gifts=st.just("")), st.data())
def test_what_covers_the_area_is_shown_however_far_its_office(case: Case, data: st.DataObject) -> None:
    spot = replace(case.said.spot, areas=("HERE",))
    said = replace(case.said, spot=spot, age=None, ease=frozenset(), days=frozenset(), parts=frozenset(), limit=500)
    case = replace(case, said=replace(said, travel=Travel()))
    kind = data.draw(st.sampled_from((Kind.NETWORK, Kind.GROUP, Kind.UNIVERSAL)))
    far = Candidate(
        data.draw(st.uuids(version=4)), kind, "Gardening for all", hopes=("gardening",), covers=("HERE",),
        lat=_north(spot, data.draw(st.integers(30_000, 300_000))), lon=spot.lon, checked_on=case.said.now.date(),
    )  # fmt: skip
    elsewhere = replace(far, covers=())
    assert far.id in {item.listing.id for item in case.asked(case.directory.and_also(far)).suggestions}
    assert far.id not in {item.listing.id for item in case.asked(case.directory.and_also(elsewhere)).suggestions}
    excluded = replace(far, excludes=("HERE",))
    assert far.id not in {item.listing.id for item in case.asked(case.directory.and_also(excluded)).suggestions}


def test_the_points_reach_from_scilly_to_shetland(scattered: Columns) -> None:
    assert len(scattered.listings) == _COUNT
    assert np.ptp(scattered.lat) > 10
