"""What somebody is in (lonely, grieving, new here) is nothing to be found: what may help is told."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.directory.rules import Kind
from app.directory.vocabulary import Scheme, load_vocabulary
from app.matching.engine.answer import answer
from app.matching.engine.index.columns import build_columns
from app.matching.engine.types import Candidate, Conversation, Spot, Suggestion
from app.matching.words import Wording

NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Europe/London"))
WORDS = load_vocabulary()
SAID = Wording(str, WORDS, of_somebody=True)


def ideas(hopes: str, *offered: tuple[str, ...]) -> tuple[Suggestion, ...]:
    """The ideas of a place with one group for each set of hopes."""
    here: dict[str, Any] = {"kind": Kind.GROUP, "lat": 53.81, "lon": -1.51}
    groups = [Candidate(UUID(int=n), name=f"Group {n}", hopes=each, **here) for n, each in enumerate(offered, 1)]
    conversation = Conversation(now=NOW, spot=Spot(53.81, -1.51, "LS8 5"), hopes=hopes)
    return answer(conversation, build_columns(groups), WORDS).suggestions


def told(idea: Suggestion) -> list[str]:
    return [SAID.reason(reason) for reason in idea.reasons if reason.signal == "interests"]


@pytest.mark.parametrize(
    ("hopes", "offered", "text"),
    [
        ("lonely", "company", "They said lonely. This may help: company and friendship."),
        ("lives alone", "company", "They said lives alone. This may help: company and friendship."),
        ("lonely", "coffee_morning", "They said lonely. This may help: a cuppa and a chat."),
        ("housebound", "getting_out", "They said housebound. This may help: getting out of the house."),
        ("new here", "new_in_town", "They said new here. This may help: meeting people in a new town."),
        ("young carer", "carers_company", "They said young carer. This may help: meeting other carers."),
        ("company", "company", "They said company. It can be found here."),
        ("vegan food", "eating_together", "They said vegan food. This comes close: eating together."),
        ("bereavement group", "bereavement_company", "They said bereavement group. It can be found here."),
    ],
)
def test_a_situation_is_told_by_what_may_help_and_a_hope_by_where_it_is(hopes: str, offered: str, text: str) -> None:
    (idea,) = ideas(hopes, (offered,))
    assert told(idea) == [text]


def test_after_a_death_the_loss_is_not_said_back() -> None:
    (idea,) = ideas("wife died, lonely. Loves singing", ("bereavement_company", "company", "singing"))
    assert set(told(idea)) == {
        "This may help: company after a loss.", "This may help: company and friendship.",
        "They said singing. It can be found here.",
    }  # fmt: skip
    assert idea.order is not None
    assert "died" not in SAID.reason(idea.order)


def test_the_order_names_what_is_sought() -> None:
    lines = [SAID.reason(idea.order) for idea in ideas("lonely", ("company",), ("company",)) if idea.order]
    assert lines
    assert all("lonely" not in line and "company and friendship" in line for line in lines)


def test_every_situation_is_a_phrase_of_its_term_and_is_read_without_its_mark() -> None:
    told_so = [term for term in WORDS.of(Scheme.HOPE) if term.situations]
    assert {"company", "bereavement_company", "getting_out", "carers_company"} <= {term.code for term in told_so}
    assert all(set(term.situations) < set(term.phrases) for term in told_so)
    assert not [phrase for term in WORDS.terms for phrase in (*term.phrases, *term.situations) if "~" in phrase]
    assert not [term.code for term in WORDS.of(Scheme.HOPE) if term.label.lower() in term.situations]
