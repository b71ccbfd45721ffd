"""Counting in memory: weeks, areas and codes; small counts never leave, and the same asking counts once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.demand.rules import LEAST, Cell, Outcome, lately_since, week_of
from app.demand.tally import Tally
from tests.builders import NOW

WEEK = "2026-W47"
LATER = timedelta(hours=1)


def asked(tally: Tally, times: int, *terms: str, area: str = "W1", start: datetime = NOW) -> None:
    """So many askings, an hour apart."""
    for n in range(times):
        tally.count(area, terms or ("falconry",), Outcome.NOTHING, start + LATER * n)


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 11, 22), "2026-W47"), (date(2026, 11, 23), "2026-W48"), (date(2027, 1, 3), "2026-W53"),
     (date(2027, 1, 4), "2027-W01")],
)  # fmt: skip
def test_weeks_begin_on_monday_and_sort_by_time(day: date, week: str) -> None:
    assert week_of(day) == week


def test_lately_is_a_season() -> None:
    assert lately_since(date(2026, 11, 22)) == "2026-W36"


def test_it_works() -> None:
    tally = Tally()
    asked(tally, LEAST)
    assert tally.take(NOW) == {Cell(WEEK, "W1", "falconry", Outcome.NOTHING): LEAST}
    assert tally.take(NOW) == {}


def test_one_fewer_stays_in_memory_and_is_forgotten_with_its_week() -> None:
    tally = Tally()
    asked(tally, LEAST - 1)
    assert tally.take(NOW) == {}
    asked(tally, 1, start=NOW + timedelta(hours=12))  # the fifth of the same week
    assert len(tally.take(NOW)) == 1
    asked(tally, LEAST - 1)
    assert tally.take(NOW + timedelta(weeks=1)) == {}
    asked(tally, 1, start=NOW + timedelta(hours=13))
    assert tally.take(NOW) == {}


def test_areas_terms_and_outcomes_are_counted_apart() -> None:
    tally = Tally()
    asked(tally, LEAST - 1, "falconry", area="W1")
    asked(tally, LEAST - 1, "falconry", area="W2")
    asked(tally, LEAST - 1, "ferrets", area="W1")
    for n in range(LEAST - 1):
        tally.count("W1", ("bells",), Outcome.NOT_AMONG, NOW + LATER * n)
    assert tally.take(NOW) == {}


def test_a_page_read_again_counts_once() -> None:
    tally = Tally()
    for minutes in range(0, 200, 10):
        tally.count("W1", ("falconry",), Outcome.NOTHING, NOW + timedelta(minutes=minutes))
    assert tally.take(NOW) == {}


def test_what_could_not_be_written_is_not_lost() -> None:
    tally = Tally()
    asked(tally, LEAST)
    taken = tally.take(NOW)
    tally.put_back(taken)
    assert tally.take(NOW) == taken


def test_nothing_is_counted_for_no_hope() -> None:
    tally = Tally()
    for n in range(9):
        tally.count("W1", (), Outcome.NOTHING, NOW + LATER * n)
    assert tally.take(NOW) == {}


def test_a_flood_of_terms_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.demand.tally.MOST_CELLS", 3)
    monkeypatch.setattr("app.demand.tally.REMEMBERED", 3)
    tally = Tally()
    for number in range(50):
        tally.count("W1", (f"term_{number}",), Outcome.NOTHING, NOW)
    assert len(tally._counts) == len(tally._recent) == 3


ASKINGS = st.lists(
    st.tuples(
        st.sampled_from(["W1", "W2"]), st.sampled_from(["falconry", "ferrets", "bells"]), st.sampled_from(Outcome),
        st.integers(0, 40), st.booleans(),
    ),
    max_size=80,
)  # fmt: skip


@given(ASKINGS)
def test_rule_05_nothing_below_five_ever_leaves_and_nothing_is_made_up(askings: list[tuple]) -> None:  # type: ignore[type-arg]
    """Totals only at 5 or more, whatever was asked and whenever they are taken."""
    tally, left, counted = Tally(), 0, 0
    for area, term, outcome, day, take in askings:
        now = datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(days=day)
        tally.count(area, (term,), outcome, now)
        counted += 1
        if take:
            taken = tally.take(now)
            assert all(n >= LEAST for n in taken.values())
            left += sum(taken.values())
    assert left <= counted
