"""Looking through the columns: what is found, in which order, and that pages hold while listings come and go."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.directory.rules import Answer, Ease, Kind
from app.directory.vocabulary import load_vocabulary
from app.kernel.paging import Mark, from_cursor, to_cursor
from app.kernel.recurrence import Recurrence
from app.matching.engine.index.columns import build_columns
from app.matching.engine.search import Found, Wanted, search, words_of
from app.matching.engine.types import Candidate
from geo.points import Point
from tests.builders import CLOCK, TODAY

HERE = Point(53.81, -1.51)
_NUMBERS = count(1)


def candidate(name: str = "Group", kind: Kind = Kind.GROUP, **changes: Any) -> Candidate:
    """A listing beside us."""
    given = {"id": UUID(int=next(_NUMBERS)), "lat": HERE.lat, "lon": HERE.lon}
    if kind is Kind.PERSON:
        given["answered_until"] = TODAY
    return Candidate(name=name, kind=kind, **given | changes)


def weekly(day: str) -> Recurrence:
    return Recurrence(date(2026, 1, 5), time(10), 60, rrule=f"FREQ=WEEKLY;BYDAY={day}")


def look(candidates: Iterable[Candidate], wanted: Wanted, after: Mark | None = None, take: int = 50) -> Found:
    return search(build_columns(candidates), load_vocabulary(), wanted, CLOCK(), after=after, take=take)


def names(candidates: list[Candidate], **wanted: Any) -> list[str]:
    called = {one.id: one.name for one in candidates}
    return [called[key] for key in look(candidates, Wanted(for_people=True, **wanted)).ids]


def test_it_works() -> None:
    found = look(
        [candidate("Chess", lat=HERE.lat + 0.01), candidate("Tea"), candidate("Far", lat=55.0)], Wanted(near=HERE)
    )
    assert found.total == 2
    assert [round(found.metres[key]) for key in found.ids] == [0, 1112]
    assert found.next is None


def test_words_by_their_stem_or_their_beginning() -> None:
    some = [
        candidate("Allotments"), candidate("B", summary="We garden."), candidate("Café", organisation="Chess Trust"),
        candidate("Party"),
    ]  # fmt: skip
    assert names(some, words=words_of("gardening")) == ["B"]
    assert names(some, words=words_of("allot")) == ["Allotments"]
    assert names(some, words=words_of("cafe CHESS")) == ["Café"]
    assert names(some, words=words_of("art")) == [], "in the middle of a word it is another word"
    assert names(some, words=words_of("a chess for me")) == ["Café"], "little words do not count"
    assert words_of(" \x00 ") == ()
    assert words_of("me") == ("me",)


def test_people_read_names_first_from_a_to_z_and_formal_services_last() -> None:
    some = [
        candidate("zumba tea"), candidate("Ann", summary="Tea."), candidate("Tea dance"),
        candidate("Tea clinic", Kind.FORMAL), candidate("Bea", summary="Tea."),
    ]  # fmt: skip
    assert names(some, words=("tea",)) == ["Tea dance", "zumba tea", "Ann", "Bea", "Tea clinic"]
    assert names(some) == ["Ann", "Bea", "Tea dance", "zumba tea", "Tea clinic"]


@given(st.lists(st.tuples(st.sampled_from(Kind), st.floats(-0.2, 0.2)), max_size=30), st.booleans())
def test_rule_01_no_formal_service_stands_above_anything_informal(drawn: list[tuple[Kind, float]], near: bool) -> None:
    some = [candidate(kind=kind, lat=HERE.lat + north) for kind, north in drawn]
    kinds = {one.id: one.kind for one in some}
    shown = look(some, Wanted(near=HERE if near else None, radius_m=50_000, for_people=True)).ids
    formal = [kinds[key] is Kind.FORMAL for key in shown]
    assert len(shown) == len(some)
    assert formal == sorted(formal)


def test_rule_09_known_no_is_left_out_and_not_known_sinks() -> None:
    facts = {"Yes": Answer.YES, "No": Answer.NO, "Unknown": Answer.UNKNOWN}
    some = [candidate(name, ease={Ease.STEP_FREE: answer}) for name, answer in facts.items()] + [candidate("Silent")]
    assert names(some, ease=frozenset({Ease.STEP_FREE})) == ["Yes", "Silent", "Unknown"]


def test_a_day() -> None:
    some = [
        candidate("Mondays", sessions=(weekly("MO"),)),
        candidate("Tuesdays", sessions=(weekly("TU"),)),
        candidate("A"),
    ]
    assert names(some, days=frozenset({"tue"})) == ["Tuesdays", "A"]
    assert names(some, days=frozenset({"mon", "tue"})) == ["Mondays", "Tuesdays", "A"]
    assert names(some, ease=frozenset({Ease.EVENING})) == ["A"]


def test_a_kind_and_a_hope() -> None:
    some = [candidate("Chess", hopes=("board_games",)), candidate("Library", Kind.PLACE, hopes=("board_games",))]
    assert names(some, kind=Kind.PLACE) == ["Library"]
    assert names(some, hope="board_games") == ["Chess", "Library"]
    assert names(some, hope="gardening") == []


def test_rules_09_and_11_as_a_match_does_it() -> None:
    some = [
        candidate("Paused", paused_until=TODAY), candidate("Back", paused_until=TODAY - timedelta(days=1)),
        candidate("Ben", Kind.PERSON), candidate("Dev", Kind.PERSON, answered_until=TODAY - timedelta(days=1)),
        candidate("Nobody's", Kind.PERSON, answered_until=None),
    ]  # fmt: skip
    assert names(some) == ["Back", "Ben"]


WORDS = st.sampled_from(("Chess", "chess club", "Tea", "Café", "tea and chess", ""))
SPOTS = st.none() | st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05))
DRAWN = st.builds(
    lambda name, kind, spot, known, day: candidate(
        name, kind, lat=HERE.lat + spot[0] if spot else None, lon=HERE.lon + spot[1] if spot else None,
        ease={Ease.QUIET: known}, sessions=(weekly(day),) if day else (), summary="Chess.",
    ),
    WORDS, st.sampled_from(Kind), SPOTS, st.sampled_from((Answer.YES, Answer.UNKNOWN)), st.sampled_from(("", "TU")),
)  # fmt: skip
ASKED = st.builds(
    Wanted,
    words=st.sampled_from(((), ("chess",))),
    near=st.sampled_from((None, HERE)),
    radius_m=st.just(3_000),
    ease=st.sampled_from((frozenset(), frozenset({Ease.QUIET}))),
    days=st.sampled_from((frozenset(), frozenset({"tue"}))),
    for_people=st.booleans(),
)


@settings(max_examples=150)
@given(st.lists(DRAWN, max_size=24), ASKED, st.integers(1, 7), st.data())
def test_walking_all_pages_gives_each_once_while_listings_come_and_go(
    there: list[Candidate], wanted: Wanted, take: int, data: st.DataObject
) -> None:
    stayed, seen = set(look(there, wanted, take=100).ids), []
    after: Mark | None = None
    while True:
        found = look(there, wanted, after, take)
        seen += found.ids
        assert len(found.ids) <= take
        if found.next is None:
            break
        after = from_cursor(to_cursor(found.next))
        gone = {one.id for one in data.draw(st.lists(st.sampled_from(there), max_size=3))} if there else set()
        new = data.draw(st.lists(DRAWN, max_size=3)) if len(seen) < 60 else []
        there = [one for one in there if one.id not in gone] + new
        stayed -= gone
    assert len(seen) == len(set(seen)), "nothing twice"
    assert stayed <= set(seen), "nothing that was there all the time is missed"


@given(st.lists(DRAWN, max_size=30), ASKED, st.randoms())
def test_the_order_does_not_hang_on_how_they_are_kept(some: list[Candidate], wanted: Wanted, luck: Any) -> None:
    mixed = list(some)
    luck.shuffle(mixed)
    assert look(some, wanted).ids == look(mixed, wanted).ids


@pytest.mark.parametrize("near", [None, HERE])
def test_a_page_of_nothing(near: Point | None) -> None:
    assert look([], Wanted(near=near)) == Found(0, (), {}, None)


SHED = candidate("Side by Side", summary="We saw wood and talk.", hopes=("mens_shed",))
TOTS = candidate("Sandpit", summary="Paint, songs and a sit down.", hopes=("toddlers",))
LARDER = candidate("The Larder", Kind.PRACTICAL, summary="We pack a parcel with you.", basics=("food",))
WARM = candidate("Common Room", summary="A place that asks for nothing.", basics=("warm_space",))
MENDERS = candidate("Mending Table", summary="Bring it broken.", hopes=("fixing",))
LEAF = candidate("New Leaf", summary="A day at a time.", hopes=("recovery_company",))
FIT = candidate("Steady Feet", summary="Gentle movement.", hopes=("keep_fit",))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mens shed", SHED), ("men's shed", SHED), ("mens sheds", SHED), ("mums and tots", TOTS),
        ("toddler grp", TOTS), ("toddlr group", TOTS), ("food bank", LARDER), ("foodbank", LARDER),
        ("food banks", LARDER), ("warm space", WARM), ("warm hub", WARM), ("repair cafe", MENDERS),
        ("reapir café", MENDERS), ("AA", LEAF), ("slimming", FIT), ("slimming club", FIT),
    ],
)  # fmt: skip
def test_what_people_call_it_finds_who_offers_it(typed: str, found: Candidate) -> None:
    every = [SHED, TOTS, LARDER, WARM, MENDERS, LEAF, FIT]
    assert names(every, words=words_of(typed), said=typed) == [found.name]


def test_a_name_stands_before_what_only_offers_it() -> None:
    called = candidate("Mens Shed of Zetland", summary="A workshop.")
    assert names([SHED, called], words=words_of("men's shed"), said="men's shed") == [called.name, SHED.name]


@pytest.mark.parametrize("typed", ["harehills food bank", "food bank on a sunday", "food bank repair cafe"])
def test_a_word_that_nothing_holds_finds_nothing(typed: str) -> None:
    assert names([LARDER, MENDERS], words=words_of(typed), said=typed) == []


def test_a_machine_is_told_only_of_the_words() -> None:
    assert look([LARDER], Wanted(words=words_of("food bank"), said="food bank")).total == 0
