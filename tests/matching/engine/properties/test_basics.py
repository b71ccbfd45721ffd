"""Basics first when basics are asked: at most three, practical, soonest open first; nothing else when only they are."""

from itertools import pairwise

from hypothesis import assume, given

from app.directory.rules import Kind
from app.directory.vocabulary import Scheme, load_vocabulary
from app.matching.engine.policy import POLICY
from app.matching.engine.types import Result
from tests.matching.engine.properties.conversations import Case, cases, wishes
from tests.matching.engine.properties.pace import examples

_GUARDED = {"debt", "immigration_advice", "legal_advice"}  # no person or exchange ever advises on these


def _wanted(case: Case, answer: Result) -> set[str]:
    """The basics that were named, and those that partly meet them."""
    vocabulary = load_vocabulary()
    named = {found.term for found in vocabulary.find(case.said.hopes, [Scheme.BASIC])}
    named |= {term for wish in answer.understood.basics if (term := vocabulary.get(Scheme.BASIC, str(wish.code)))}
    return {term.code for term in named} | {code for term in named for code, _ in term.related}


@examples(26)
@given(cases(hopes=wishes(Scheme.BASIC, Scheme.HOPE)))
def test_three_practical_listings_at_most_each_with_a_basic_that_was_named(case: Case) -> None:
    answer = case.asked()
    assert len(answer.basics) <= POLICY.basics_shown == 3
    for item in answer.basics:
        assert item.listing.kind is Kind.PRACTICAL
        assert set(item.listing.basics) & _wanted(case, answer)


@examples(26)
@given(cases(hopes=wishes(Scheme.HOPE)))
def test_no_basic_is_shown_unasked(case: Case) -> None:
    answer = case.asked()
    assert answer.understood.basics or answer.basics == ()


@examples(26)
@given(cases(hopes=wishes(Scheme.BASIC)))
def test_only_what_helps_is_shown_when_only_basics_were_asked(case: Case) -> None:
    answer = case.asked()
    assume(answer.understood.only_basics)
    for item in answer.suggestions:
        assert set(item.listing.basics) & _wanted(case, answer)
        assert item.listing.kind not in (Kind.PERSON, Kind.EXCHANGE)


@examples(20)
@given(cases(hopes=wishes(Scheme.BASIC)))
def test_the_soonest_open_stands_first(case: Case) -> None:
    for above, below in pairwise(case.asked().basics):
        if above.next_start and below.next_start:
            assert above.next_start <= below.next_start


@examples(26)
@given(cases(hopes=wishes(Scheme.BASIC, Scheme.HOPE)))
def test_no_person_or_exchange_advises_on_debt_immigration_or_law(case: Case) -> None:
    answer = case.asked()
    for item in answer.suggestions:
        if item.listing.kind in (Kind.PERSON, Kind.EXCHANGE):
            for reason in item.reasons:
                if reason.signal == "basics":
                    assert reason.params["term"] not in _GUARDED
                    assert (set(item.listing.basics) - _GUARDED) & _wanted(case, answer)


@examples(13)
@given(cases(hopes=wishes(Scheme.BASIC)))
def test_a_basic_alone_never_ends_in_silence_where_help_is_near(case: Case) -> None:
    assume(case.said.spot is not None and not case.said.ease and not case.said.days and not case.said.parts)
    assume(case.said.age is None)
    answer = case.asked()
    assume(answer.understood.only_basics and not answer.understood.under_18)
    assert answer.basics, "2,000 listings, 300 of them practical: somebody helps"
