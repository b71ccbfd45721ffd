"""A word that stands in a name alone: no proof of what is offered where text and terms say otherwise."""

from datetime import datetime
from typing import Any

import pytest

from app.directory.vocabulary import load_vocabulary
from app.matching.engine.answer import answer
from app.matching.engine.index.columns import build_columns
from app.matching.engine.search import Wanted
from app.matching.engine.types import Candidate, Conversation, Result, Spot
from tests.builders import NOW
from tests.matching.engine.test_search import HERE, candidate, look, names

CARERS = candidate("Dancing Lantern Carers", summary="A cup of tea for people who care.", hopes=("carers_company",))
OTHERS = [candidate(f"Group {n}", summary="We play cards.", hopes=("cards",)) for n in range(20)]


def ideas(hopes: str, *candidates: Candidate, now: datetime = NOW) -> Result:
    words = load_vocabulary()
    said = Conversation(now, Spot(HERE.lat, HERE.lon), hopes=hopes)
    return answer(said, build_columns([*candidates, *OTHERS]), words)


def shown(hopes: str, *candidates: Candidate) -> list[str]:
    return [item.listing.name for item in ideas(hopes, *candidates).suggestions]


def test_a_fanciful_name_is_no_proof() -> None:
    assert shown("dancing", CARERS) == []
    dancers = candidate("Lantern Feet", summary="We dance to old records.", hopes=("dance",))
    assert shown("dancing", CARERS, dancers) == ["Lantern Feet"]


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": "We care, and we are dancing on Fridays."},
        {"summary": "We care.", "hopes": ("dance",)},
        {"summary": "", "hopes": ("cards",)},
        {"summary": "Every Friday at two.", "hopes": ()},
    ],
    ids=["its text bears it out", "its terms bear it out", "it says nothing else", "it has no terms"],
)
def test_a_name_that_is_borne_out_or_stands_alone_counts(changes: dict[str, Any]) -> None:
    assert shown("dancing", candidate("Dancing Lantern", **changes)) == ["Dancing Lantern"]


def test_words_that_no_term_knows_are_found_in_a_name() -> None:
    bombers = candidate("Yarnbombers", summary="A natter on Fridays.", hopes=("company",))
    assert "Yarnbombers" in shown("yarnbombing", bombers)
    why = ideas("yarnbombing", bombers).suggestions[0].told.why
    assert [(reason.code, reason.matched) for reason in why] == [("named", ("yarnbombing",))]


def test_what_is_refused_is_refused_by_its_name_too() -> None:
    tea = candidate("Church Hall Tea", summary="A cup of tea.", hopes=("company",))
    assert shown("company", tea) == ["Church Hall Tea"]
    assert shown("company, not church", tea) == []


def test_a_look_by_name_finds_it_first() -> None:
    dancers = candidate("Feet", summary="We dance to old records.", hopes=("dance",))
    assert names([dancers, CARERS], words=("dancing",)) == ["Dancing Lantern Carers", "Feet"]
    assert names([dancers, CARERS], words=("dances",))[0] == "Dancing Lantern Carers"
    assert look([CARERS], Wanted(words=("dancing", "lantern", "carers"))).total == 1
