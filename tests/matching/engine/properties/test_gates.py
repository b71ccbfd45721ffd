"""What leaves a listing out: nobody answering for it, a pause, what was said of age, ease, days and the unwanted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from app.directory.rules import Answer, Ease, Kind
from app.directory.vocabulary import Scheme
from app.kernel.clock import local_date
from app.kernel.recurrence import DAYS, PARTS
from app.matching.engine.policy import POLICY
from app.matching.engine.types import Candidate, Result
from tests.matching.engine.properties.conversations import YOUNG, Case, cases, phrases, wishes
from tests.matching.engine.properties.directories import FREE_WORDS, SMALL
from tests.matching.engine.properties.pace import examples

_AGES = st.integers(0, 99)
_TIMES = (Ease.DAYTIME, Ease.EVENING, Ease.WEEKEND)
_NO_TIMES = st.frozensets(st.sampled_from([ease for ease in Ease if ease not in _TIMES]), max_size=1)


def shown(answer: Result) -> Iterator[Candidate]:
    """Every listing that the answer names anywhere."""
    for item in (*answer.suggestions, *answer.basics, *answer.formal):
        yield item.listing
    if answer.someone_to_ask:
        yield answer.someone_to_ask


def today(case: Case) -> date:
    """The local day on which it was asked."""
    return local_date(case.said.now)


@examples(40)
@given(cases())
def test_nobody_is_shown_for_whom_no_organisation_answers_today(case: Case) -> None:
    for listing in shown(case.asked()):
        if listing.kind is Kind.PERSON:
            assert listing.answered_until is not None
            assert listing.answered_until >= today(case)


@examples(40)
@given(cases())
def test_what_is_paused_is_never_shown(case: Case) -> None:
    for listing in shown(case.asked()):
        assert listing.paused_until is None or listing.paused_until <= today(case)


@examples(26)
@given(cases(age=st.integers(0, 17)))
def test_no_person_and_no_exchange_for_a_child_whose_age_was_given(case: Case) -> None:
    assert _for_adults(case.asked()) == []


@examples(20)
@given(cases(hopes=wishes(Scheme.HOPE, more=tuple(FREE_WORDS))), st.sampled_from(YOUNG))
def test_no_person_and_no_exchange_for_a_child_told_in_words(case: Case, young: str) -> None:
    answer = replace(case, said=replace(case.said, hopes=f"{young}, {case.said.hopes}", age=None)).asked()
    assert answer.understood.under_18
    assert _for_adults(answer) == []


def _for_adults(answer: Result) -> list[Candidate]:
    return [listing for listing in shown(answer) if listing.kind in (Kind.PERSON, Kind.EXCHANGE)]


@examples(40)
@given(cases(age=_AGES))
def test_an_age_that_was_said_is_a_gate(case: Case) -> None:
    for listing in shown(case.asked()):
        assert (listing.min_age or 0) <= (case.said.age or 0) <= (listing.max_age or 999)


@examples(40)
@given(cases(ease=st.frozensets(st.sampled_from(list(Ease)), min_size=1, max_size=3)))
def test_nothing_is_shown_that_is_known_not_to_have_what_was_asked(case: Case) -> None:
    answer = case.asked()
    gates = (case.said.ease | answer.understood.ease) & set(POLICY.gates)
    for listing in shown(answer):
        assert not [ease for ease in gates if listing.ease.get(ease) is Answer.NO]


@examples(20)
@given(cases(ease=st.just(frozenset((Ease.FREE,)))))
def test_what_is_known_to_cost_money_is_not_shown_to_who_asked_for_free(case: Case) -> None:
    assert not [listing for listing in shown(case.asked()) if listing.free is False]


@examples(20)
@given(cases(), st.sampled_from((Ease.WOMEN_ONLY, Ease.MEN_ONLY)))
def test_women_only_leaves_out_what_is_for_men_only_and_the_other_way_round(case: Case, asked: Ease) -> None:
    other = Ease.MEN_ONLY if asked is Ease.WOMEN_ONLY else Ease.WOMEN_ONLY
    answer = replace(case, said=replace(case.said, ease=frozenset((asked,)))).asked()
    for listing in shown(answer):
        assert listing.ease.get(asked) is not Answer.NO
        assert listing.ease.get(other) is not Answer.YES


@examples(40)
@given(
    cases(days=st.frozensets(st.sampled_from(DAYS), min_size=1, max_size=2), ease=_NO_TIMES, hopes=wishes(Scheme.HOPE))
)
def test_what_never_happens_on_the_days_that_suit_is_not_shown(case: Case) -> None:
    suits = _bits(case.said.days, case.said.parts)
    for item in case.asked().suggestions:
        assert not item.listing.week or item.listing.week & suits


def _bits(days: frozenset[str], parts: frozenset[str]) -> int:
    wanted = [(day, part) for day in days or DAYS for part in parts or PARTS]
    return sum(1 << (DAYS.index(day) * 3 + PARTS.index(part)) for day, part in wanted)


@examples(26)
@given(cases(), st.sampled_from(("gardening", "singing", "football", "dogs", "bingo")))
def test_what_is_not_wanted_is_not_shown(case: Case, unwanted: str) -> None:
    answer = replace(case, said=replace(case.said, hopes=f"company, walking, not {unwanted}")).asked()
    for item in answer.suggestions:
        assert unwanted not in item.listing.hopes
        assert unwanted not in item.listing.name.casefold().split()


@examples(20)
@given(cases(), st.sampled_from(("no church", "not church", "but not church please", "nothing to do with church")))
def test_no_church_for_who_wants_none(case: Case, said: str) -> None:
    church = Candidate(UUID(int=1), Kind.GROUP, "Coffee at St Aidan's church", hopes=("company",), lat=53.81, lon=-1.51)
    small = replace(case, size=SMALL, said=replace(case.said, hopes=f"company, {said}", limit=500))
    assert church not in shown(small.asked(small.directory.and_also(church)))


@examples(26)
@given(cases())
def test_an_area_that_a_listing_leaves_out_never_sees_it(case: Case) -> None:
    here = set(case.said.spot.areas) if case.said.spot else set()
    for listing in shown(case.asked()):
        assert not here & set(listing.excludes)


_ONLY = (Ease.WOMEN_ONLY, Ease.MEN_ONLY)
_GATING = [ease for ease in POLICY.gates if ease not in (*_ONLY, *_TIMES)]
_SMALL = cases(size=SMALL, days=st.just(frozenset()), parts=st.just(frozenset()), ease=st.just(frozenset()))


@examples(14)
@given(_SMALL, st.sampled_from(_GATING), st.data())
def test_an_unknown_access_fact_never_hides_and_ranks_below_a_yes(case: Case, ease: Ease, data: st.DataObject) -> None:
    _check_unknown(case, ease, data)


@examples(6)
@given(_SMALL, st.sampled_from(_TIMES), st.data())
def test_an_unknown_time_of_day_never_hides_and_ranks_below_a_yes(case: Case, ease: Ease, data: st.DataObject) -> None:
    _check_unknown(case, ease, data)


@examples(6)
@given(_SMALL, st.sampled_from(_ONLY), st.data())
def test_not_knowing_whether_it_is_for_women_or_men_only_hides_nothing(
    case: Case, ease: Ease, data: st.DataObject
) -> None:
    _check_unknown(case, ease, data)


def _check_unknown(case: Case, ease: Ease, data: st.DataObject) -> None:
    """Two listings alike but for one fact, known of the one and unknown of the other: both stand, the known first."""
    case = replace(case, said=replace(case.said, limit=500, no_floor=False))
    ideas = case.asked().suggestions
    assume(ideas)
    case = replace(case, said=replace(case.said, ease=frozenset((ease,))))
    base = replace(data.draw(st.sampled_from(ideas)).listing, organisation="", free=None, sessions=())
    assume(ease is not Ease.COMES_TO_YOU or not base.covers)  # who comes to homes only in named areas is another matter
    facts = {fact: answer for fact, answer in base.ease.items() if fact not in (*_ONLY, *_TIMES, ease)}
    known = replace(base, id=data.draw(_ids), ease=facts | {ease: Answer.YES})
    unknown = replace(base, id=data.draw(_ids), ease=facts | data.draw(st.sampled_from(({}, {ease: Answer.UNKNOWN}))))
    assume(known.id != unknown.id)
    answer = case.asked(case.directory.instead_of(base, known, unknown))
    order = [item.listing.id for item in (*answer.basics, *answer.suggestions)]
    assert unknown.id in order
    assert answer.basics or order.index(known.id) < order.index(unknown.id)  # basics stand soonest open first


_ids = st.uuids(version=4)


@examples(10)
@given(cases(size=SMALL, age=st.none()), st.data())
def test_an_age_that_was_not_said_hides_nothing(case: Case, data: st.DataObject) -> None:
    case = replace(case, said=replace(case.said, limit=500))
    answer = case.asked()
    assume(answer.suggestions and not answer.understood.under_18)
    base = data.draw(st.sampled_from(answer.suggestions)).listing
    low, high = data.draw(st.sampled_from(((60, None), (None, 25), (18, 30))))
    limited = replace(base, min_age=low, max_age=high)
    assert limited.id in {item.listing.id for item in case.asked(case.directory.instead_of(base, limited)).suggestions}


@examples(13)
@given(cases(size=SMALL), st.data())
def test_only_the_day_a_pause_ends_counts(case: Case, data: st.DataObject) -> None:
    case = replace(case, said=replace(case.said, limit=500))
    ideas = case.asked().suggestions
    assume(ideas)
    base = data.draw(st.sampled_from(ideas)).listing
    over = replace(base, paused_until=today(case) - timedelta(days=1))
    paused = replace(base, paused_until=today(case) + timedelta(days=1))
    assert base.id in {listing.id for listing in shown(case.asked(case.directory.instead_of(base, over)))}
    assert base.id not in {listing.id for listing in shown(case.asked(case.directory.instead_of(base, paused)))}


def test_there_is_something_to_gate() -> None:
    assert len(phrases(Scheme.HOPE)) > 100
    assert len(_GATING) > 10
