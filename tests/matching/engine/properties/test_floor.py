"""Reasons, or silence: whatever is shown says why, truly; what fits nothing is not shown."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from app.directory.rules import Answer, Ease, Role
from app.directory.vocabulary import Scheme, load_vocabulary
from app.matching.engine.tokens import tokens
from app.matching.engine.types import Candidate, Reason, Suggestion
from tests.matching.engine.properties.conversations import DANGERS, GRIEF, Case, cases, spots, wishes
from tests.matching.engine.properties.directories import FREE_WORDS
from tests.matching.engine.properties.pace import examples
from tests.matching.engine.properties.test_gates import _bits

_NO_COMPANION = st.frozensets(st.sampled_from([ease for ease in Ease if ease is not Ease.COMPANION]), max_size=1)
GIBBERISH = st.text("bcdfghjklmnpqrstvwxz", min_size=9, max_size=14)


@examples(40)
@given(cases())
def test_every_idea_says_why(case: Case) -> None:
    answer = case.asked()
    for item in (*answer.suggestions, *answer.basics):
        assert item.reasons
        assert all(0 <= reason.score <= 1 for reason in item.reasons)


@examples(40)
@given(cases())
def test_every_reason_is_true_of_its_listing(case: Case) -> None:
    answer = case.asked()
    for item in (*answer.suggestions, *answer.basics, *answer.formal):
        for reason in item.reasons:
            assert true_of(reason, item, case), (reason, item.listing)


def true_of(reason: Reason, item: Suggestion, case: Case) -> bool:
    """Whether the facts that a reason names are the listing's own."""
    listing, params = item.listing, reason.params
    match reason.signal, reason.code:
        case "basics", "helps":
            return params["term"] in listing.basics
        case "interests", "offers" | "quoted":
            own = params["term"] is None or params["term"] in (*listing.hopes, *listing.basics)
            return own and params["quote"].casefold() in listing.summary.casefold()
        case "interests", "close":
            return params["term"] in listing.hopes
        case "interests", "offers_all":
            return set(params["terms"]) <= set(listing.hopes)
        case "interests", "named":  # "Their name or description speaks of it"
            return bool(set(tokens(params["said"])) & set(tokens(f"{listing.name} {listing.summary}")))
        case "interests", "asked":
            return item.rung == 5
        case "interests", _:
            return listing.role is not None
        case "ease", "language":
            return params["language"] in listing.languages
        case "ease", "companion":
            return listing.role is Role.COMPANION or _has(listing, Ease.COMPANION)
        case "ease", _:
            return _has(listing, Ease(params["ease"]))
        case "time", "suits":
            return bool(listing.week & _bits(frozenset(params["days"]), frozenset(params["parts"])))
        case "formal", _:
            return item.rung == 5
        case "gifts", "welcomes":
            return params["term"] in listing.gifts
        case "nearness", _:
            return _near(reason, item, case)
    return False


def _has(listing: Candidate, ease: Ease) -> bool:
    days, nights = _bits(frozenset(), frozenset(("morning", "afternoon"))), _bits(frozenset(), frozenset(("evening",)))
    told = {
        Ease.FREE: listing.free is True,
        Ease.DAYTIME: bool(listing.week & days),
        Ease.EVENING: bool(listing.week & nights),
        Ease.WEEKEND: bool(listing.week & _bits(frozenset(("sat", "sun")), frozenset())),
    }
    return listing.ease.get(ease) is Answer.YES or told.get(ease, False)


def _near(reason: Reason, item: Suggestion, case: Case) -> bool:
    assert case.said.spot is not None or reason.code in ("online", "comes_to_you")
    match reason.code:
        case "walk" | "bus" | "car":
            return reason.params["minutes"] == item.minutes and item.distance_m is not None
        case "away":
            return abs(reason.params["metres"] - (item.distance_m or 0)) < 1
        case "around_here":
            return item.distance_m is not None
        case "online":
            return item.listing.online
        case "covers":
            return bool(case.said.spot and set(case.said.spot.areas) & set(item.listing.covers))
        case "comes_to_you":
            return item.listing.ease.get(Ease.COMES_TO_YOU) is Answer.YES
    return False


@examples(33)
@given(cases())
def test_an_idea_fits_something_that_was_asked(case: Case) -> None:
    answer = case.asked()
    assume((answer.understood.hopes or answer.understood.gifts) and not case.said.no_floor)
    for item in answer.suggestions:
        fits = [reason for reason in item.reasons if reason.signal in ("interests", "basics", "gifts")]
        assert fits or item.bring or item.listing.role is Role.COMPANION


@examples(33)
@given(cases(gifts=wishes(Scheme.GIFT)))
def test_only_what_is_welcome_may_be_brought(case: Case) -> None:
    vocabulary = load_vocabulary()
    terms = {found.term for found in vocabulary.find(f"{case.said.gifts}, {case.said.hopes}", [Scheme.GIFT])}
    said = {term.code for term in terms} | {code for term in terms for code, _ in term.related}
    for item in case.asked().suggestions:
        for bring in item.bring:
            assert bring.params["term"] in item.listing.gifts
            assert bring.params["term"] in said


@examples(13)
@given(cases(gifts=wishes(Scheme.GIFT)), st.sampled_from(DANGERS + GRIEF))
def test_nothing_to_bring_in_danger_or_grief(case: Case, told: str) -> None:
    answer = replace(case, said=replace(case.said, hopes=f"{told}, {case.said.hopes}")).asked()
    assert answer.understood.urgent or answer.understood.grief
    assert not [item for item in (*answer.suggestions, *answer.basics, *answer.formal) if item.bring]


@examples(20)
@given(cases(hopes=GIBBERISH, ease=_NO_COMPANION, gifts=st.just(""), spot=spots(), no_floor=st.just(False)))
def test_words_that_mean_nothing_are_answered_with_silence(case: Case) -> None:
    answer = case.asked()
    assert answer.suggestions == answer.basics == ()
    assert answer.nothing_near or answer.formal
    assert answer.start_here is None


@examples(33)
@given(cases())
def test_nothing_near_is_said_when_nothing_is_shown_and_only_then(case: Case) -> None:
    answer = case.asked()
    formal = answer.formal if answer.formal_opened_by != "press" else ()  # a fold opened to look hides no emptiness
    assert answer.nothing_near == (not answer.suggestions and not answer.basics and not formal)


@examples(20)
@given(cases(hopes=st.sampled_from(FREE_WORDS), gifts=st.just(""), no_floor=st.just(False)))
def test_what_was_understood_repeats_the_words_that_were_said(case: Case) -> None:
    for wish in case.asked().understood.hopes:
        assert wish.said.casefold() in case.said.hopes.casefold()
