"""How many ideas: never more than asked for, at least two and at most five a rung where that many fit."""

from collections import Counter
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from app.matching.engine.policy import POLICY
from tests.matching.engine.properties.conversations import LIMITS, Case, ask, cases
from tests.matching.engine.properties.pace import examples

_ALL = 500
_ENOUGH = [limit for limit in LIMITS if limit >= 3 * POLICY.least_a_rung]


@examples(26)
@given(cases())
def test_never_more_than_the_limit(case: Case) -> None:
    answer = case.asked()
    assert len(answer.suggestions) <= case.said.limit


@examples(26)
@given(cases(), st.sampled_from(_ENOUGH))
def test_a_limit_leaves_no_place_empty(case: Case, limit: int) -> None:
    assert len(_shown(case, limit)) == min(limit, len(_shown(case, _ALL)))


@examples(26)
@given(cases(), st.sampled_from(_ENOUGH))
def test_at_least_two_a_rung_where_that_many_fit(case: Case, limit: int) -> None:
    fit, shown = Counter(_shown(case, _ALL)), Counter(_shown(case, limit))
    for rung in fit:
        assert shown[rung] >= min(POLICY.least_a_rung, fit[rung])


@examples(26)
@given(cases(), st.sampled_from(_ENOUGH))
def test_at_most_five_a_rung_unless_places_were_spare(case: Case, limit: int) -> None:
    fit, shown = Counter(_shown(case, _ALL)), Counter(_shown(case, limit))
    assume(sum(min(POLICY.most_a_rung, count) for count in fit.values()) >= limit)
    assert all(count <= POLICY.most_a_rung for count in shown.values())


@examples(20)
@given(cases(), st.sampled_from(_ENOUGH))
def test_a_limit_keeps_the_best_of_each_rung(case: Case, limit: int) -> None:
    everything, few = _answer(case, _ALL), _answer(case, limit)
    for rung in (1, 2, 3):
        best = [item.listing.id for item in everything if item.rung == rung]
        kept = [item.listing.id for item in few if item.rung == rung]
        assert kept == best[: len(kept)]


@examples(20)
@given(cases(limit=st.integers(1, 5)))
def test_a_small_limit_is_filled_too(case: Case) -> None:
    more = _shown(case, 6)
    assert len(case.asked().suggestions) == min(case.said.limit, len(more))


def _answer(case: Case, limit: int):  # type: ignore[no-untyped-def]
    return ask(replace(case.said, limit=limit), case.directory.columns).suggestions


def _shown(case: Case, limit: int) -> list[int]:
    return [item.rung for item in _answer(case, limit)]
