"""The same question on the same day gets the same answer, whoever loaded the directory and in whatever order."""

import random
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.directory.rules import Kind
from app.matching.engine.index.columns import build_columns
from app.matching.engine.policy import POLICY
from app.matching.engine.types import Candidate, Conversation, Result, Spot, Suggestion
from tests.matching.engine.properties.conversations import LONDON, Case, ask, cases
from tests.matching.engine.properties.pace import examples


def as_json(answer: Result) -> bytes:
    """The whole answer, byte for byte; sessions of a listing are its own and stay out."""
    return orjson.dumps(_plain(asdict(answer)), default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def order(items: tuple[Suggestion, ...]) -> list[tuple[Any, float]]:
    """Which, in what order, with what score."""
    return [(item.listing.id, item.score) for item in items]


@examples(20)
@given(cases())
def test_asked_twice_the_answer_is_the_same_byte_for_byte(case: Case) -> None:
    assert as_json(case.asked()) == as_json(case.asked())


@examples(5)
@given(cases(), st.integers(0, 10**6))
def test_the_order_of_the_directory_does_not_matter(case: Case, seed: int) -> None:
    listings = list(case.directory.listings)
    random.Random(seed).shuffle(listings)
    assert as_json(case.asked(build_columns(listings))) == as_json(case.asked())


@examples(26)
@given(cases(), st.integers(0, 1439))
def test_the_order_is_the_same_all_day(case: Case, minute: int) -> None:
    midnight = case.said.now.replace(hour=0, minute=0)
    later = ask(replace(case.said, now=midnight + timedelta(minutes=minute)), case.directory.columns)
    answer = case.asked()
    assert order(later.suggestions) == order(answer.suggestions)
    assert order(later.formal) == order(answer.formal)
    assert later.start_here == answer.start_here
    assert later.someone_to_ask == answer.someone_to_ask


@examples(13)
@given(cases(), st.sampled_from(("UTC", "Asia/Karachi", "America/New_York")))
def test_the_same_moment_told_in_another_zone_is_the_same(case: Case, zone: str) -> None:
    elsewhere = case.said.now.astimezone(ZoneInfo(zone))
    assume(elsewhere.date() == case.said.now.astimezone(LONDON).date())
    assert as_json(ask(replace(case.said, now=elsewhere), case.directory.columns)) == as_json(case.asked())


@examples(20)
@given(cases(), st.integers(1, 6))
def test_another_day_turns_only_near_equals(case: Case, days: int) -> None:
    today = case.asked()
    other = ask(replace(case.said, now=case.said.now + timedelta(days=days)), case.directory.columns)
    before = {item.listing.id: item for item in today.suggestions}
    after = {item.listing.id: item for item in other.suggestions}
    same = [key for key in before if key in after and before[key].freshness == after[key].freshness]
    for key in same:  # of one organisation's near-equals another may stand first: what its others give way turns too
        gives_way = 3 * POLICY.again if before[key].listing.organisation else 0
        assert abs(before[key].score - after[key].score) <= POLICY.near_equal + gives_way + 1e-6
    same = [key for key in same if not before[key].listing.organisation]
    places = [{key: n for n, key in enumerate(side)} for side in (before, after)]
    for a, b in combinations(same, 2):
        if before[a].rung == before[b].rung and before[a].score - before[b].score > 2 * POLICY.near_equal:
            assert places[0][a] < places[0][b]
            assert places[1][a] < places[1][b]


@pytest.mark.parametrize(("count", "limit"), [(5, 1), (60, 1), (60, 10)])
def test_equals_take_turns_so_that_each_is_seen(count: int, limit: int) -> None:
    equals = [
        Candidate(UUID(int=n + 1), Kind.GROUP, "Gardening", hopes=("gardening",), lat=53.81, lon=-1.51)
        for n in range(count)
    ]
    columns = build_columns(equals)
    start = datetime(2026, 11, 22, 12, tzinfo=LONDON)
    seen: set[UUID] = set()
    for day in range(
        10 * count // limit + 20
    ):  # by then chance leaves one of 60 unseen once in 500; the days are fixed
        said = Conversation(start + timedelta(days=day), Spot(53.81, -1.51), "gardening", limit=limit)
        seen |= {item.listing.id for item in ask(said, columns).suggestions}
    assert len(seen) == count
