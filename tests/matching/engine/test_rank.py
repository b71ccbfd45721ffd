"""Places on the page: quota, ladder."""

from hypothesis import given
from hypothesis import strategies as st

from app.matching.engine.rank import choose, ladder


def test_at_least_two_a_rung_and_at_most_five() -> None:
    rungs = [2] * 12 + [1] * 3 + [3] * 4
    chosen = [rungs[n] for n in choose(rungs, 10, 2, 5)]
    assert (chosen.count(2), chosen.count(1), chosen.count(3)) == (5, 3, 2)


def test_spare_places_go_to_the_best() -> None:
    rungs = [2] * 12 + [1]
    assert choose(rungs, 10, 2, 5) == [*range(9), 12]


def test_a_short_list_shares_its_places() -> None:
    assert [[1, 2, 2, 3][n] for n in choose([1, 2, 2, 3], 3, 2, 5)] == [1, 2, 3]
    assert choose([2, 1, 3], 1, 2, 5) == [0]
    assert choose([], 10, 2, 5) == []


@given(st.lists(st.sampled_from([1, 2, 3]), max_size=60), st.integers(1, 40))
def test_the_quota_holds_for_any_order(rungs: list[int], limit: int) -> None:
    chosen = choose(rungs, limit, 2, 5)
    assert len(chosen) == min(limit, len(rungs)) == len(set(chosen))
    for rung in set(rungs):
        here = [rungs[n] for n in chosen].count(rung)
        assert here >= min(2, limit // len(set(rungs)), rungs.count(rung))
        spare = any(n in chosen for n, other in enumerate(rungs) if other != rung) or len(set(rungs)) == 1
        assert here <= 5 or spare


@given(st.lists(st.sampled_from([1, 2, 3]), max_size=40))
def test_the_ladder_keeps_the_best_first_within_a_rung(rungs: list[int]) -> None:
    climbed = ladder(range(len(rungs)), rungs)
    assert [rungs[n] for n in climbed] == sorted(rungs)
    for rung in set(rungs):
        here = [n for n in climbed if rungs[n] == rung]
        assert here == sorted(here)
