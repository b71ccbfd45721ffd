"""What the results page shows for an answer: ladder, numbers, first names, reasons, nothing jolly in danger."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.directory.vocabulary import load_vocabulary
from app.matching.shapes import MatchIn, MatchOut
from app.matching.view import Results, person_beside, show

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
KIND_OF_RUNG = {1: "person", 2: "group", 3: "universal", 5: "formal"}


def idea(number: int, rung: int = 2, **changes: Any) -> dict[str, Any]:
    why = [{"signal": "interests", "text": "You said gardening.", "matched": ["gardening"], "score": 0.8}]
    plain = {
        "id": str(UUID(int=number)), "source_id": None, "rung": rung, "kind": KIND_OF_RUNG[rung],
        "name": f"Idea {number}", "summary": "", "why": why, "bring": [], "order": None, "distance_m": 640,
        "minutes": 11,
        "next_session": {"starts": "2026-11-24T10:30:00+00:00", "ends": "2026-11-24T12:00:00+00:00"},
        "cost": {"free": True, "text": ""}, "access": {}, "way_in": None, "way_in_note": None, "opening": None,
        "place": "Compton Hall", "lat": 53.81, "lon": -1.51, "url": None, "labels": [], "capacity": "open",
        "languages": [], "text_language": "en", "contact": {"phone": "0113 496 0142", "email": None}, "score": 0.5,
        "freshness": {"state": "checked", "checked_on": "2026-11-15"},
    }  # fmt: skip
    return plain | changes


def answer(*suggestions: dict[str, Any], **changes: Any) -> MatchOut:
    plain: dict[str, Any] = {
        "place": {"name": "Harehills", "lat": 53.81, "lon": -1.51, "precision": "sector", "area_code": None},
        "understood": {"hopes": ["Gardening"], "gifts": ["Sewing"], "ease": [], "basics": [], "not": []},
        "urgent": None, "basics": [], "start_here": None, "suggestions": list(suggestions), "someone_to_ask": None,
        "start_something": None, "nothing_near": False, "widened_to_m": None,
        "formal": {"count": 0, "open": False, "opened_by": None, "suggestions": []},
    }  # fmt: skip
    return MatchOut.model_validate(plain | changes)


def shown(found: MatchOut, **asked: Any) -> Results:
    return show(MatchIn(**{"near": "LS8 5HX", "hopes": "gardening"} | asked), found, load_vocabulary(), NOW)


URGENT = {"kind": "suicide", "text": "Please talk to someone now.", "contacts": []}
SPARK = {"title": "A bee", "text": "It could begin with you.", "fund_id": None, "limit_gbp": 300, "apply_url": None}


def test_sections_stand_in_the_order_of_the_ladder_and_numbers_run_through() -> None:
    results = shown(answer(idea(1, 3), idea(2, 1), idea(3, 2), idea(4, 2)))
    assert [(section.key, section.count) for section in results.sections] == [
        ("people", 1),
        ("groups", 2),
        ("places", 1),
    ]
    assert [(card.number, card.it.name) for card in results.ideas] == [
        (1, "Idea 2"), (2, "Idea 3"), (3, "Idea 4"), (4, "Idea 1"),
    ]  # fmt: skip


def test_basics_come_first_and_are_not_told_twice() -> None:
    results = shown(answer(idea(1, 3), idea(2, 3), basics=[idea(2, 3)]))
    assert [(card.number, card.it.name) for card in results.ideas] == [(1, "Idea 2"), (2, "Idea 1")]
    assert [card.it.name for card in results.basics] == ["Idea 2"]


@pytest.mark.parametrize(("many", "first", "more"), [(2, 2, 0), (3, 3, 0), (4, 4, 0), (5, 3, 2)])
def test_three_of_a_section_are_shown_and_never_one_hidden(many: int, first: int, more: int) -> None:
    (groups,) = shown(answer(*(idea(n) for n in range(1, many + 1)))).sections
    assert (len(groups.first), len(groups.more)) == (first, more)


def test_where_to_start_is_never_hidden_behind_show_more() -> None:
    results = shown(answer(*(idea(n) for n in range(1, 7)), start_here=str(UUID(int=5))))
    assert [card.it.name for card in results.sections[0].first][-1] == "Idea 5"
    assert results.start_here is not None
    assert results.start_here.it.name == "Idea 5"


def test_the_title_counts_what_is_on_the_page() -> None:
    assert shown(answer(idea(1), idea(2))).count == 2
    assert shown(answer(idea(1), idea(2), start_something=SPARK)).count == 3


def test_formal_services_are_folded_unless_asked_for() -> None:
    formal = {"count": 1, "open": True, "opened_by": "press", "suggestions": [idea(9, 5)]}
    assert not shown(answer(formal=formal)).formal_open
    assert shown(answer(formal=formal | {"opened_by": "asked"})).formal_open
    assert shown(answer(formal=formal | {"opened_by": "urgent"})).formal_open
    assert shown(answer(formal=formal)).formal[0].number is None


def test_nothing_jolly_is_left_on_an_urgent_page() -> None:
    bring = [{"text": "They would welcome someone who sews.", "matched": ["sews"]}]
    found = answer(idea(1, bring=bring), urgent=URGENT, start_something=SPARK, start_here=str(UUID(int=1)))
    results = shown(found, around="my neighbour Pat")
    assert results.start_here is None
    assert results.answer.start_something is None
    assert results.said.gifts == ()
    assert [card.it.bring for card in results.ideas] == [[]]
    assert [card.companion for card in results.ideas] == [None]


def test_a_full_postcode_is_not_shown_back() -> None:
    assert shown(answer(), near="ls8 5hx").said.near == "LS8 5"
    assert shown(answer(), near="LS8").said.near == "LS8"
    assert shown(answer(), near="Harehills").said.near == "Harehills"
    assert shown(answer(), near={"lat": 53.81, "lon": -1.51}).said.near == "Harehills"


def test_what_was_said_reads_as_a_sentence() -> None:
    understood = {
        "hopes": ["Gardening", "DIY"], "gifts": [], "ease": ["step_free", "bsl"], "basics": ["food"], "not": ["Bingo"],
    }  # fmt: skip
    said = shown(answer(understood=understood)).said
    assert said.hopes == ("gardening", "DIY")
    assert said.ease == ("step-free", "British Sign Language")
    assert said.basics == ("food",)
    assert said.without == ("bingo",)


def test_when_no_word_was_understood_the_page_says_so() -> None:
    nothing = {"hopes": [], "gifts": [], "ease": [], "basics": [], "not": []}
    assert not shown(answer(understood=nothing)).said.anything


@pytest.mark.parametrize(
    ("around", "name"),
    [
        ("my neighbour Pat", "Pat"),
        ("Pat", "Pat"),
        ("Pat and Jim", "Pat"),
        ("Mum", "Mum"),
        ("My sister Anne-Marie, and the church", "Anne-Marie"),
        ("a friend from the mosque in Leeds", ""),
        ("my daughter", ""),
        ("", None),
        ("  ", None),
        ("nobody", None),
        ("No one.", None),
        ("just me", None),
    ],
)
def test_only_a_plain_first_name_is_used(around: str, name: str | None) -> None:
    assert person_beside(around) == name


def test_a_companion_is_offered_for_groups_and_places_only() -> None:
    results = shown(answer(idea(1, 1), idea(2, 2), idea(3, 3), idea(4, 3, kind="practical")), around="Pat")
    assert [card.companion for card in results.ideas] == [None, "Pat", "Pat", None]


def test_a_reason_that_repeats_a_fact_is_left_out_when_there_is_a_better_one() -> None:
    near = {"signal": "nearness", "text": "It is close.", "matched": [], "score": 0.9}
    hope = {"signal": "interests", "text": "You said gardening.", "matched": ["gardening"], "score": 0.8}
    results = shown(answer(idea(1, why=[near, hope]), idea(2, why=[near])))
    assert [[reason.signal for reason in card.reasons] for card in results.ideas] == [["interests"], ["nearness"]]


def test_days_until_and_since_are_counted_in_local_days() -> None:
    late = {"starts": "2026-11-22T00:10:00+00:00", "ends": "2026-11-22T01:00:00+00:00"}
    far = {"starts": "2027-01-22T10:00:00+00:00", "ends": "2027-01-22T11:00:00+00:00"}
    results = shown(answer(idea(1), idea(2, next_session=late), idea(3, next_session=far), idea(4, next_session=None)))
    assert [card.in_days for card in results.ideas] == [3, 1, None, None]
    assert results.ideas[0].checked_days == (NOW.date() - date(2026, 11, 15)).days


def test_what_was_asked_about_getting_in_is_answered_even_when_not_known() -> None:
    (card,) = shown(answer(idea(1, access={"toilet": "yes", "quiet": "no"})), ease=["step_free", "quiet", "free"]).ideas
    assert card.asked == (("step_free", "unknown"), ("quiet", "no"))
    assert card.known == ("toilet",)


def test_a_private_place_is_told_as_an_area() -> None:
    at_home, hall = shown(answer(idea(1, place="LS8 5"), idea(2))).ideas
    assert at_home.area_only
    assert not hall.area_only


@pytest.mark.parametrize(
    ("travel", "metres", "minutes", "by"),
    [
        ({"mode": "walk"}, 640, 14, "walk"),
        ({"mode": "bus", "minutes": 30}, 3000, 27, "bus"),
        ({"mode": "bus", "minutes": 30}, 300, 7, "walk"),
        ({"mode": "bus", "slowly": True}, 300, 12, "walk"),
        ({"mode": "car"}, 3000, 12, "car"),
        ({"mode": "online"}, 3000, 67, "walk"),
        ({"mode": "bus"}, None, None, "walk"),
    ],
)
def test_minutes_are_told_by_how_they_are_spent(
    travel: dict[str, Any], metres: int | None, minutes: int | None, by: str
) -> None:
    (card,) = shown(answer(idea(1, distance_m=metres, minutes=minutes)), travel=travel).ideas
    assert card.by == by


def why(*said: str) -> list[dict[str, Any]]:
    return [{"signal": "interests", "text": "You said it.", "matched": list(said), "score": 0.8}]


def test_the_few_answer_each_of_the_things_that_were_said() -> None:
    many = [
        idea(1, 1, score=0.40, why=why("lonely")),
        idea(2, 2, score=0.60, why=why("lonely")),
        idea(3, 2, score=0.55, why=why("lonely")),
        idea(4, 3, score=0.50, why=why("chess")),
    ]
    results = shown(answer(*many, start_here=str(UUID(int=2))))
    assert [card.it.name for card in results.few] == ["Idea 2", "Idea 4", "Idea 3"]


def test_the_few_are_near_and_have_room_where_others_do_as_well() -> None:
    far, full = {"distance_m": 6_400, "minutes": 80}, {"capacity": "full"}
    many = [idea(1), idea(2, **far), idea(3, **full), idea(4), idea(5)]
    results = shown(answer(*many, start_here=str(UUID(int=1))))
    assert [card.it.name for card in results.few] == ["Idea 1", "Idea 4", "Idea 5"]
    assert [card.it.name for card in shown(answer(*many[:3])).few] == ["Idea 1", "Idea 2", "Idea 3"]


@pytest.mark.parametrize(
    ("metres", "minutes", "by", "further"),
    [(640, 11, "walk", ""), (1_700, 29, "walk", ""), (2_000, 34, "walk", "said"), (6_400, 107, "away", "said")],
)
def test_further_than_they_said_is_said(metres: int, minutes: int, by: str, further: str) -> None:
    said = {"mode": "walk", "minutes": 20}
    (card,) = shown(answer(idea(1, distance_m=metres, minutes=minutes)), travel=said).ideas
    assert (card.by, card.further) == (by, further)
    (unasked,) = shown(answer(idea(1, distance_m=metres, minutes=minutes))).ideas
    assert unasked.further == ("usual" if further else ""), "nobody is told to have said what they did not"
    (comes,) = shown(answer(idea(1, distance_m=metres, minutes=minutes, access={"comes_to_you": "yes"}))).ideas
    assert comes.further == ""  # there is no way to go


def test_a_gift_that_is_the_reason_is_not_said_again_below_it() -> None:
    text = "You said cut hair. They would welcome that: hairdressing."
    other = {"text": "You said sewing. They would welcome that: sewing.", "matched": ["sewing"]}
    gift = {"text": text, "matched": ["cut hair"]}
    why = [gift | {"signal": "gifts", "score": 0.4}]
    results = shown(answer(idea(1, why=why, bring=[gift, other]), idea(2, bring=[gift])))
    assert [[one.text for one in card.bring] for card in results.ideas] == [[other["text"]], [text]]
