"""What is sent as bytes is what the models of the answer would write, to the byte."""

from collections.abc import Iterator
from dataclasses import replace

import orjson
import pytest

from app.db.engine import unit_of_work
from app.directory.vocabulary import Scheme, Term, Vocabulary
from app.edge.languages import catalogue
from app.kernel.clock import fixed_clock
from app.main import Kith, join
from app.matching import fragments
from app.matching.desk import Desk
from app.matching.engine.index.columns import build_columns
from app.matching.engine.types import Understood, Wish
from app.matching.fragments import suggest_as_json
from app.matching.shapes import MatchIn, MatchOut, PointIn, SuggestionOut, TravelIn
from app.matching.suggest import question, suggest
from app.matching.words import Wording
from app.proof.evaluate import ASKED_AT
from app.proof.gold import read_cases
from app.settings import Settings
from seed.load import load_demo

LANGUAGES = ("en-GB", "cy", "ar-XB")
TRICKS = '","suggestions":[],"someone_to_ask":\\u0022 ,"basics":[],"start_here": ]}} \u2028 \x7f caf\u00e9 \U0001f33b'


@pytest.fixture(scope="module")
def kith(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kith]:
    """The make-believe towns."""
    kith = join(Settings(var=tmp_path_factory.mktemp("var")), fixed_clock(ASKED_AT))
    with unit_of_work(kith.engine, writes=True) as session:
        load_demo(session, kith.gazetteer, kith.clock)
    kith.refresh()
    yield kith
    kith.engine.dispose()


def both(desk: Desk, body: MatchIn, language: str) -> tuple[bytes, bytes, MatchOut]:
    """The bytes, and what the models write."""
    asked, parts = question(body, desk.parts), desk.parts
    wording = Wording(catalogue(language).gettext, parts.vocabulary, language.split("-")[0])
    whole = suggest(asked, {}, parts, wording)
    return suggest_as_json(asked, {}, parts, wording), whole.model_dump_json(by_alias=True).encode(), whole


def test_over_all_judged_conversations(kith: Kith) -> None:
    ideas = 0
    for n, case in enumerate(read_cases()):
        for body in (case.body, case.body.model_copy(update={"formal": True, "limit": 30})):
            quick, told, whole = both(kith.desk, body, LANGUAGES[n % len(LANGUAGES)])
            assert quick == told
            ideas += len(whole.suggestions) + len(whole.basics) + len(whole.formal.suggestions)
    assert ideas > 2_000


@pytest.mark.parametrize(
    "body",
    [
        MatchIn(near="LS8 5"),
        MatchIn(near=PointIn(lat=53.81, lon=-1.51), travel=TravelIn(mode="bus", minutes=40), gifts="sewing, baking"),
        MatchIn(hopes="gardening", travel=TravelIn(mode="online")),
        MatchIn(hopes="food, somewhere warm", near="LS8 5", languages=["ur", "pl"]),
        MatchIn(hopes="I want to kill myself", near="LS8 5"),
        MatchIn(hopes="zzz qqq xxyyzz", near="LS8 5"),
        MatchIn(hopes=TRICKS, gifts=TRICKS, near="LS8 5"),
    ],
)
def test_with_and_without_a_place_in_danger_and_with_nothing_found(kith: Kith, body: MatchIn) -> None:
    for language in LANGUAGES:
        for _ in range(2):  # the second time from what is kept
            quick, told, _whole = both(kith.desk, body, language)
            assert quick == told


def test_what_was_understood_is_told_anew_in_other_words() -> None:
    said = Understood(hopes=(Wish("coffee_morning", "coffee_morning"),))
    for label in ("Tea at ten", "Elevenses", "Tea at ten"):
        words = Vocabulary.of_terms([Term("coffee_morning", Scheme.HOPE, label, (label,))])
        assert orjson.loads(fragments.understood_as_json(said, words))["hopes"] == [label]


def test_a_listing_that_is_changed_is_told_anew(kith: Kith) -> None:
    parts = kith.desk.parts
    body = MatchIn(hopes="gardening", near="LS8 5")
    wording = Wording(str, parts.vocabulary)
    first = orjson.loads(suggest_as_json(question(body, parts), {}, parts, wording))["suggestions"][0]
    changed = [
        replace(one, name=f"{one.name} again") if str(one.id) == first["id"] else one for one in parts.columns.living
    ]
    parts = replace(parts, columns=build_columns(changed))
    again = orjson.loads(suggest_as_json(question(body, parts), {}, parts, wording))["suggestions"]
    assert f"{first['name']} again" in {one["name"] for one in again}


def test_every_field_of_an_idea_is_there(kith: Kith) -> None:
    quick, _, _ = both(kith.desk, MatchIn(hopes="gardening", near="LS8 5"), "en-GB")
    idea = orjson.loads(quick)["suggestions"][0]
    assert list(idea) == list(SuggestionOut.model_fields)
