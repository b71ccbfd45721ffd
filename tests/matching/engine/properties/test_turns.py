"""Rule 9, fair to small groups: near-equals take turns by day, a pause holds to its last day, what is full sinks."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from app.directory.rules import Capacity, Kind
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.types import Candidate, Conversation, Spot, Suggestion
from tests.matching.engine.properties.conversations import LONDON, ask
from tests.matching.engine.properties.pace import examples

HERE = Spot(53.81, -1.51)
METRES_A_DEGREE = 111_195.0

days = st.datetimes(datetime(2026, 1, 1, 9), datetime(2028, 12, 31), timezones=st.just(LONDON))  # noqa: DTZ001
ids = st.uuids(version=4)


def growers(key: UUID, metres: float = 100, **changes: Any) -> Candidate:
    """A gardening group so far to the north; nothing about it changes from day to day."""
    where = {"lat": HERE.lat + metres / METRES_A_DEGREE, "lon": HERE.lon}
    return Candidate(**{"id": key, "kind": Kind.GROUP, "name": "Growers", "hopes": ("gardening",)} | where | changes)


def ideas(columns: Columns, day: datetime, limit: int = 40) -> tuple[Suggestion, ...]:
    return ask(Conversation(day, HERE, "gardening", limit=limit), columns).suggestions


def firsts(columns: Columns, day: datetime, count: int) -> list[UUID]:
    """Who stands first on each of so many days."""
    return [ideas(columns, day + timedelta(days=n), 1)[0].listing.id for n in range(count)]


@examples(20)
@given(st.lists(ids, min_size=1, max_size=12, unique=True), days)
def test_in_as_many_days_as_there_are_equals_each_stands_first_once(keys: list[UUID], day: datetime) -> None:
    assert sorted(firsts(build_columns(map(growers, keys)), day, len(keys))) == sorted(keys)


@examples(10)
@given(st.lists(st.tuples(ids, st.floats(0, 1500)), min_size=2, max_size=25, unique_by=lambda pair: pair[0]), days)
def test_near_equals_take_turns_and_the_better_stays_above_the_worse(
    placed: list[tuple[UUID, float]], day: datetime
) -> None:
    """Some metres further on count as equal; within one step of the score everybody leads on one day in turn."""
    columns = build_columns(growers(key, metres) for key, metres in placed)
    today = [(item.score, item.listing.id) for item in ideas(columns, day)]
    assert len(today) == len(placed)
    assert [score for score, _ in today] == sorted((score for score, _ in today), reverse=True)
    steps = [{key for _, key in group} for _, group in groupby(today, key=lambda pair: pair[0])]
    place = 0
    for step in steps:
        leading = [ideas(columns, day + timedelta(days=n))[place].listing.id for n in range(len(step))]
        assert sorted(leading) == sorted(step)
        place += len(step)


@examples(10)
@given(st.lists(ids, min_size=3, max_size=8, unique=True), days, st.data())
def test_the_turn_of_one_who_rests_goes_to_the_others(keys: list[UUID], day: datetime, data: st.DataObject) -> None:
    resting = data.draw(st.sampled_from(keys))
    until = (day + timedelta(days=30)).date()
    columns = build_columns(growers(key, paused_until=until if key == resting else None) for key in keys)
    assert sorted(firsts(columns, day, len(keys) - 1)) == sorted(set(keys) - {resting})


@examples(20)
@given(ids, days, st.integers(0, 60))
def test_a_pause_holds_to_its_last_day_and_no_longer(key: UUID, day: datetime, length: int) -> None:
    columns = build_columns([growers(key, paused_until=(day + timedelta(days=length)).date())])
    assert ideas(columns, day) == ()
    assert ideas(columns, day + timedelta(days=length)) == ()
    assert [item.listing.id for item in ideas(columns, day + timedelta(days=length + 1))] == [key]


@examples(30)
@given(st.lists(ids, min_size=3, max_size=3, unique=True), days, st.floats(0, 1400), st.permutations(list(Capacity)))
def test_what_is_full_sinks_and_is_not_hidden(
    keys: list[UUID], day: datetime, metres: float, rooms: list[Capacity]
) -> None:
    columns = build_columns(growers(key, metres, capacity=room) for key, room in zip(keys, rooms, strict=True))
    scores = {item.listing.capacity: item.score for item in ideas(columns, day)}
    assert len(scores) == 3
    assert scores[Capacity.OPEN] >= scores[Capacity.NEARLY_FULL] >= scores[Capacity.FULL]
    assert scores[Capacity.OPEN] > scores[Capacity.FULL]
    assert ideas(columns, day)[-1].listing.capacity is not Capacity.OPEN


@examples(15)
@given(st.lists(ids, min_size=2, max_size=10, unique=True), days, st.data())
def test_telling_more_of_an_organisation_changes_nobodys_turn(
    keys: list[UUID], day: datetime, data: st.DataObject
) -> None:
    """A big body's group and a small one's stand first equally often: the name behind a group is no merit."""
    big = data.draw(st.sets(st.sampled_from(keys), min_size=1, max_size=1))
    plain = build_columns(map(growers, keys))
    named = build_columns(growers(key, organisation="The Big Trust" if key in big else "") for key in keys)
    assert firsts(plain, day, len(keys)) == firsts(named, day, len(keys))


@examples(10)
@given(st.lists(ids, min_size=4, max_size=12, unique=True), days, st.integers(1, 4))
def test_a_body_of_many_groups_does_not_take_the_turns_of_small_ones(
    keys: list[UUID], day: datetime, small: int
) -> None:
    """Of one body the best stands where it would; its others give a little away to those that stand alone."""
    assume(small < len(keys))
    alone = set(keys[:small])
    columns = build_columns(growers(key, organisation="" if key in alone else "The Big Trust") for key in keys)
    shown = [item.listing for item in ideas(columns, day)]
    theirs = [n for n, listing in enumerate(shown) if listing.organisation]
    last_alone = max(n for n, listing in enumerate(shown) if listing.id in alone)
    assert all(n > last_alone for n in theirs[1:])
