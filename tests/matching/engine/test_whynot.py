"""Why a listing was left out: every gate by name, reach, floor and order; and never a word against what was shown."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given

from app.directory.rules import PAUSED_OPENLY, Answer, Capacity, Ease, Kind, Role
from app.directory.vocabulary import load_vocabulary
from app.kernel.recurrence import Recurrence
from app.matching.engine.answer import answer
from app.matching.engine.ask import Ask
from app.matching.engine.gates import GATES, let_through
from app.matching.engine.index.columns import build_columns
from app.matching.engine.policy import POLICY
from app.matching.engine.types import Candidate, Conversation, Reason, Result, Spot, Travel
from app.matching.engine.understand import understand
from app.matching.engine.whynot import TOLD, named, why_not
from app.matching.words import SENTENCES, Wording
from tests.matching.engine.properties.conversations import Case, cases
from tests.matching.engine.properties.directories import SMALL
from tests.matching.engine.properties.pace import examples

NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Europe/London"))
HERE = Spot(53.81, -1.51, "LS8 5", ("E1", "L1"))
WORDING = Wording(lambda text: text, load_vocabulary())
GATED = {
    "not_answered_for", "paused", "paused_openly", "under_18", "adults_only", "too_young", "too_old", "only_men",
    "only_women", "meets", "open", "unwanted", "not_online", "beside_urgent",
    *(f"no_{ease.value}" for ease in POLICY.gates),
}  # fmt: skip


def group(number: int = 1, **changes: Any) -> Candidate:
    """A gardening group next door that meets on Thursday mornings."""
    thursday = Recurrence(date(2026, 1, 8), time(10), 60, "FREQ=WEEKLY;BYDAY=TH")
    given = {"name": f"Growers {number}", "hopes": ("gardening",), "lat": 53.81, "lon": -1.51, "sessions": (thursday,)}
    return Candidate(**{"id": UUID(int=number), "kind": Kind.GROUP} | given | changes)


def asked(*listings: Candidate, hopes: str = "gardening", **said: Any) -> tuple[Ask, Result]:
    """The question and its answer over these listings."""
    conversation = Conversation(**{"now": NOW, "spot": HERE, "hopes": hopes} | said)
    columns, vocabulary = build_columns(listings), load_vocabulary()
    ask = Ask(conversation, understand(conversation, vocabulary), columns, vocabulary, POLICY)
    return ask, answer(conversation, columns, vocabulary)


def against(listing: Candidate, *others: Candidate, **said: Any) -> list[tuple[str, str]]:
    """What speaks against `listing`: codes and sentences."""
    ask, result = asked(listing, *others, **said)
    return [(reason.code, WORDING.reason(reason)) for reason in why_not(ask, listing.id, result)]


def test_nothing_speaks_against_what_is_shown() -> None:
    assert against(group()) == []


def test_what_is_full_is_shown_and_says_so() -> None:
    full = group(capacity=Capacity.FULL)
    assert named(asked(full)[1]) == {full.id}
    assert against(full) == [("full", "It is full at the moment.")]


def test_what_is_full_and_left_out_says_both() -> None:
    assert [code for code, _ in against(group(capacity=Capacity.FULL, max_age=30), age=71)] == ["too_old", "full"]


def test_no_such_listing() -> None:
    ask, result = asked(group())
    assert ask.columns.row_of(UUID(int=9)) is None
    with pytest.raises(LookupError):
        why_not(ask, UUID(int=9), result)


WEEKEND, EVENING = frozenset({Ease.WEEKEND}), frozenset({"evening"})
BY_GATE: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"kind": Kind.PERSON, "role": Role.SHARER}, {}, "not_answered_for", "No organisation answers for them today."),
    ({"paused_until": date(2026, 12, 3)}, {}, "paused", "It is having a break until 3 December 2026."),
    ({"paused_until": PAUSED_OPENLY}, {}, "paused_openly", "It is having a break. When it is back is not known."),
    ({"kind": Kind.EXCHANGE}, {"age": 15}, "under_18",
     "For anybody under 18 we suggest no single person and no swap of hours."),
    ({"min_age": 18}, {"hopes": "my daughter is 12, gardening"}, "adults_only", "It is for people of 18 and over."),
    ({"min_age": 60}, {"age": 40}, "too_young", "It is for people of 60 and over; you said 40."),
    ({"max_age": 25}, {"age": 40}, "too_old", "It is for people up to 25; you said 40."),
    ({"ease": {Ease.STEP_FREE: Answer.NO}}, {"ease": frozenset({Ease.STEP_FREE})}, "no_step_free",
     "You asked for a way in without steps. There are steps."),
    ({"free": False}, {"ease": frozenset({Ease.FREE})}, "no_free", "You asked for something free. It costs money."),
    ({"ease": {Ease.MEN_ONLY: Answer.YES}}, {"ease": frozenset({Ease.WOMEN_ONLY})}, "only_men",
     "You asked for women only. It is for men only."),
    ({"ease": {Ease.WOMEN_ONLY: Answer.YES}}, {"ease": frozenset({Ease.MEN_ONLY})}, "only_women",
     "You asked for men only. It is for women only."),
    ({}, {"ease": WEEKEND}, "meets", "It meets on Thursdays; you said weekends."),
    ({}, {"days": frozenset({"sun", "tue"})}, "meets", "It meets on Thursdays; you said Tuesdays and Sundays."),
    ({}, {"parts": EVENING}, "meets", "It meets on Thursdays, in the morning; you said evenings."),
    ({"kind": Kind.PLACE, "sessions": (Recurrence(date(2026, 1, 5), time(9), 60, "FREQ=DAILY"),)}, {"parts": EVENING},
     "open", "It is open every day, in the morning; you said evenings."),
    ({"name": "Growers of the church"}, {"hopes": "gardening, not church"}, "unwanted",
     "You would rather not have church. This has to do with it."),
    ({}, {"travel": Travel("online")}, "not_online", "It is not online, and they do not come to you."),
    ({"kind": Kind.EXCHANGE}, {"hopes": "I want to kill myself. gardening"}, "beside_urgent",
     "What you said sounds urgent. Beside urgent help we leave this out."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("listing", "said", "code", "text"), BY_GATE, ids=lambda it: it if isinstance(it, str) else "x"
)
def test_each_gate_says_what_it_holds_against_a_listing(
    listing: dict[str, Any], said: dict[str, Any], code: str, text: str
) -> None:
    assert (code, text) in against(group(**listing), **said)


def test_every_gate_can_say_why_and_every_code_has_its_sentence() -> None:
    assert set(TOLD) == set(GATES)
    assert {code for _, _, code, _ in BY_GATE} | {f"no_{ease.value}" for ease in POLICY.gates} == GATED
    assert {("why_not", code) for code in GATED} <= set(SENTENCES)


@pytest.mark.parametrize("ease", POLICY.gates)
def test_every_fact_that_was_asked_for_and_is_not_so_is_named(ease: Ease) -> None:
    told = dict(against(group(ease={ease: Answer.NO}, sessions=()), ease=frozenset({ease})))
    assert list(told) == [f"no_{ease.value}"]


def test_only_the_fact_that_is_not_so_is_named_among_several() -> None:
    facts = {Ease.STEP_FREE: Answer.YES, Ease.TOILET: Answer.NO}
    told = against(group(ease=facts), ease=frozenset({Ease.STEP_FREE, Ease.TOILET, Ease.QUIET}))
    assert [code for code, _ in told] == ["no_toilet"]


def test_several_gates_are_all_told_in_their_order() -> None:
    listing = group(paused_until=date(2026, 12, 3), max_age=30)
    assert [code for code, _ in against(listing, age=71, ease=WEEKEND)] == ["paused", "too_old", "meets"]


FAR = {"lat": 53.95, "lon": -1.51}
NOWHERE = {"lat": None, "lon": None}


def test_too_far_says_how_far_and_how_far_we_looked() -> None:
    near = [group(n) for n in range(2, 9)]
    assert against(group(**FAR), *near) == [("too_far", "It is about 15.6 km away. We looked up to 5.0 km from there.")]


def test_when_nothing_is_near_we_looked_as_far_as_we_look() -> None:
    told = against(group(lat=54.2, lon=-1.51))
    assert told == [("too_far", "It is about 43.4 km away. We looked up to 16.0 km from there.")]


@pytest.mark.parametrize(
    ("listing", "code"),
    [
        ({"excludes": ("L1",)}, "area_excluded"),
        ({"covers": ("L9",)} | NOWHERE, "other_area"),
        ({"online": True} | NOWHERE, "online_only"),
        (NOWHERE, "no_place"),
    ],
)
def test_areas_and_what_has_no_place(listing: dict[str, Any], code: str) -> None:
    assert [code for code, _ in against(group(**listing))] == [code]


def test_below_the_floor_names_what_was_said() -> None:
    told = against(group(hopes=("football",), name="Kickers"), hopes="gardening, chess")
    assert told == [
        ("below_floor", "You said gardening and chess. What we know of it does not come close enough to that.")
    ]


def test_a_basic_that_it_does_not_help_with_is_named_too() -> None:
    told = dict(against(group(), hopes="struggling to buy food, and chess"))
    assert told["below_floor"].startswith("You said chess and ")


def test_the_days_it_is_on_are_told_once() -> None:
    listing = group(ease={Ease.WEEKEND: Answer.NO})
    assert [code for code, _ in against(listing, ease=WEEKEND)] == ["meets"]


def test_only_basics() -> None:
    assert against(group(), hopes="struggling to buy food")[0][0] == "only_basics"
    exchange = group(kind=Kind.EXCHANGE, basics=("food",))
    assert against(exchange, hopes="struggling to buy food")[0][0] == "basics_by_bodies"


def test_a_fourth_that_helps_stands_behind_three_nearer_ones() -> None:
    larders = [
        group(n, kind=Kind.PRACTICAL, basics=("food",), hopes=(), lat=53.81 + n / 10_000, name=f"Larder {n}")
        for n in range(1, 5)
    ]
    told = against(larders[3], *larders[:3], hopes="struggling to buy food, and chess")
    assert [code for code, _ in told] == ["basics_nearer"]


def test_help_alone_was_asked_for() -> None:
    assert [code for code, _ in against(group(), hopes="I want to kill myself")] == ["urgent_first"]
    assert [code for code, _ in against(group(), hopes="carer's assessment")] == ["formal_asked"]


def test_how_many_fit_better() -> None:
    worse = group(1, hopes=("gardening", "cooking", "singing", "football"), lat=53.815)
    better = [group(n) for n in range(2, 14)]
    assert against(worse, *better, limit=5) == [("others_better", "It fits too, but 12 others fit better.")]
    assert against(worse, better[0], limit=1) == [("one_better", "It fits too, but one other fits better.")]


def test_one_far_down_a_long_list_still_knows_how_many() -> None:
    worse = group(1, hopes=("gardening", "cooking", "singing", "football"), lat=53.815)
    better = [group(n) for n in range(2, 92)]
    assert against(worse, *better, limit=5) == [("others_better", "It fits too, but 90 others fit better.")]


def test_the_places_of_its_section_are_what_counts() -> None:
    """Five groups at most while other sections have somebody to show: better groups are counted, not people."""
    worse = group(1, hopes=("gardening", "cooking", "singing", "football"), lat=53.815)
    groups, places = [group(n) for n in range(2, 8)], [group(n, kind=Kind.PLACE) for n in range(20, 25)]
    assert against(worse, *groups, *places) == [("others_better", "It fits too, but 6 others fit better.")]


def test_equals_take_turns() -> None:
    alike = [group(n) for n in range(1, 6)]
    ask, result = asked(*alike, limit=3)
    out = [listing for listing in alike if listing.id not in named(result)]
    assert len(out) == 2
    assert [why_not(ask, listing.id, result)[0].code for listing in out] == ["turns", "turns"]


FORMAL = {"kind": Kind.FORMAL, "hopes": (), "sessions": ()}


def test_a_formal_service_is_folded_until_somebody_opens_it() -> None:
    service = group(**FORMAL, name="Memory clinic")
    assert [code for code, _ in against(service)] == ["folded"]
    assert against(service, hopes="memory clinic") == []
    assert against(service, formal=True) == [
        ("formal_unsaid", "It is a formal service, and nothing you said points to it.")
    ]


def test_formal_services_behind_others() -> None:
    clinics = [group(n, **FORMAL, name=f"Memory clinic {n}") for n in range(1, 9)]
    ask, result = asked(*clinics, hopes="memory clinic")
    out = [clinic.id for clinic in clinics if clinic.id not in named(result)]
    assert [why_not(ask, one, result)[0].params["count"] for one in out] == [5, 5, 5]
    assert against(group(1, **FORMAL, name="Chiropody", lat=54.3), *clinics[1:], formal=True)[0][0] == "too_far"


def test_beside_urgent_help_only_the_formal_services_that_help() -> None:
    crisis, feet = group(1, **FORMAL, name="Talking therapies"), group(2, **FORMAL, name="Chiropody")
    assert against(crisis, feet, hopes="I want to kill myself") == []
    assert [code for code, _ in against(feet, crisis, hopes="I want to kill myself")] == ["formal_urgent"]


@examples(30)
@given(cases(size=SMALL))
def test_whatever_is_asked_each_listing_is_named_or_something_speaks_against_it(case: Case) -> None:
    """A listing is shut out by a gate exactly when a gate's own reason is given, and every reason has its sentence."""
    ask, result = _of(case)
    shown = named(result)
    for row, listing in enumerate(ask.columns.listings):
        found = why_not(ask, listing.id, result)
        _check_worded(found)
        codes = {reason.code for reason in found} - {"full"}
        assert bool(codes) != (listing.id in shown)
        if listing.id not in shown:
            assert let_through(ask, np.array([row], np.int32))[0] != bool(codes & GATED)


def _of(case: Case) -> tuple[Ask, Result]:
    vocabulary, columns = load_vocabulary(), case.directory.columns
    return Ask(case.said, understand(case.said, vocabulary), columns, vocabulary, POLICY), case.asked()


def _check_worded(found: tuple[Reason, ...]) -> None:
    for reason in found:
        assert WORDING.reason(reason).endswith(".")
        assert "%(" not in WORDING.reason(reason)
