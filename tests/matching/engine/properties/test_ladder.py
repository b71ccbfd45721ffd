"""The ladder: informal before formal, best first on each rung, formal unopened unless pressed, asked or urgent."""

from dataclasses import replace
from itertools import pairwise
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from app.directory.rules import RUNG, Capacity, Kind
from app.directory.vocabulary import Scheme, load_vocabulary
from app.matching.engine.policy import POLICY
from app.matching.engine.types import Candidate
from tests.matching.engine.properties.conversations import DANGERS, Case, ask, cases, wishes
from tests.matching.engine.properties.directories import FREE_WORDS, HEART, SMALL
from tests.matching.engine.properties.pace import examples


@examples(26)
@given(cases())
def test_suggestions_stand_in_ladder_order(case: Case) -> None:
    rungs = [item.rung for item in case.asked().suggestions]
    assert rungs == sorted(rungs)
    assert set(rungs) <= {1, 2, 3}


@examples(26)
@given(cases())
def test_a_rung_follows_from_its_kind(case: Case) -> None:
    answer = case.asked()
    for item in (*answer.suggestions, *answer.basics, *answer.formal):
        assert item.rung == RUNG[item.listing.kind]


@examples(26)
@given(cases())
def test_no_formal_listing_stands_among_ideas_or_basics(case: Case) -> None:
    answer = case.asked()
    shown = [item.listing.kind for item in (*answer.suggestions, *answer.basics)]
    assert Kind.FORMAL not in shown
    assert {item.listing.kind for item in answer.formal} <= {Kind.FORMAL}


@examples(26)
@given(cases())
def test_the_best_stands_first_within_a_rung(case: Case) -> None:
    for above, below in pairwise(case.asked().suggestions):
        assert above.rung < below.rung or above.score >= below.score


@examples(20)
@given(cases())
def test_nothing_is_shown_twice(case: Case) -> None:
    answer = case.asked()
    shown = [item.listing.id for item in (*answer.basics, *answer.suggestions, *answer.formal)]
    assert len(shown) == len(set(shown))


@examples(26)
@given(cases())
def test_scores_are_shares(case: Case) -> None:
    answer = case.asked()
    for item in (*answer.suggestions, *answer.basics, *answer.formal):
        assert 0 <= item.score <= 1


@examples(26)
@given(cases())
def test_the_formal_fold_opens_only_for_a_reason_that_is_named(case: Case) -> None:
    answer = case.asked()
    assert answer.formal_open == (answer.formal_opened_by is not None)
    if answer.understood.urgent:
        assert answer.formal_opened_by == "urgent"
    elif answer.understood.formal:
        assert answer.formal_opened_by == "asked"
    else:
        assert answer.formal_opened_by == ("press" if case.said.formal else None)
    assert answer.formal_open or answer.formal == ()


@examples(20)
@given(cases(hopes=wishes(Scheme.HOPE, more=tuple(FREE_WORDS)), gifts=wishes(Scheme.GIFT)))
def test_ordinary_hopes_open_no_formal_service(case: Case) -> None:
    assume(not case.said.formal)
    assume(not load_vocabulary().find(f"{case.said.hopes}, {case.said.gifts}", [Scheme.FORMAL]))
    answer = case.asked()
    assert (answer.formal, answer.formal_open, answer.formal_opened_by) == ((), False, None)


@examples(13)
@given(cases(hopes=wishes(Scheme.FORMAL)))
def test_a_formal_service_asked_for_is_never_hidden(case: Case) -> None:
    assume(case.said.hopes)
    answer = case.asked()
    assert answer.formal_open
    assert answer.formal_count >= len(answer.formal) >= min(answer.formal_count, POLICY.formal_shown)


@examples(6)
@given(cases(size=SMALL, hopes=st.sampled_from(("carer's assessment", "grab rails", "memory clinic"))))
def test_the_formal_service_asked_for_stands_first(case: Case) -> None:
    assume(case.said.spot is not None)
    named = Candidate(UUID(int=7), Kind.FORMAL, case.said.hopes.capitalize(), lat=HEART.lat, lon=HEART.lon)
    answer = case.asked(case.directory.and_also(named))
    assert answer.formal[0].listing.id == named.id


@examples(20)
@given(cases())
def test_pressing_the_fold_changes_no_idea(case: Case) -> None:
    pressed, left = (ask(replace(case.said, formal=formal), case.directory.columns) for formal in (True, False))
    assert pressed.suggestions == left.suggestions
    assert pressed.basics == left.basics
    assert pressed.formal_count == left.formal_count
    assert len(pressed.formal) <= pressed.formal_count


@examples(20)
@given(cases())
def test_rule_06_no_formal_service_is_shown_for_its_distance_or_its_ease(case: Case) -> None:
    for item in ask(replace(case.said, formal=True), case.directory.columns).formal:
        assert {reason.signal for reason in item.reasons} - {"nearness", "ease", "time"}


@examples(33)
@given(cases())
def test_start_here_is_the_best_fit_with_room(case: Case) -> None:
    answer = case.asked()
    if answer.understood.urgent or answer.understood.only_basics:
        assert answer.start_here is None  # urgent help, or what was asked to be sorted first, stands there instead
        return
    with_room = [item for item in answer.suggestions if item.listing.capacity is not Capacity.FULL]
    shown = {item.listing.id: item for item in answer.suggestions}
    if not with_room:
        assert answer.start_here is None or answer.start_here in shown
        return
    assert answer.start_here in shown
    assert shown[answer.start_here].listing.capacity is not Capacity.FULL
    assert shown[answer.start_here].score == max(item.score for item in with_room)


@examples(6)
@given(cases(hopes=wishes(Scheme.HOPE, more=DANGERS)))
def test_words_of_danger_open_the_fold(case: Case) -> None:
    assume(any(danger in case.said.hopes for danger in DANGERS))
    answer = case.asked()
    assert answer.understood.urgent
    assert answer.formal_opened_by == "urgent"
