"""A day that was named in words is wished for: it stands first, others stay, and none of them is told as suiting."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.directory.rules import Kind
from app.directory.vocabulary import load_vocabulary
from app.kernel.recurrence import Recurrence
from app.matching.engine.answer import answer
from app.matching.engine.index import compiled
from app.matching.engine.index.columns import build_columns
from app.matching.engine.named_days import named_days
from app.matching.engine.types import Candidate, Conversation, Spot, Suggestion
from app.matching.engine.understand import understand

NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Europe/London"))
WORDS = load_vocabulary()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("tai chi on a thursday morning", "thu"),
        ("choir Thursdays", "thu"),
        ("free Tuesdays and Weds", "tue wed"),
        ("a Wednesday coffee morning", "wed"),
        ("saturday or sunday football", "sat sun"),
        ("dialysis on Tuesdays, likes cards", ""),
        ("last friday he died", ""),
        ("Tuesday is good for me, painting", "tue"),
        ("Tuesday is when he goes to work", ""),
        ("chess, any day but Sunday", ""),
        ("any day except on Mondays", ""),
        ("can't do Mondays", ""),
        ("not Sundays", ""),
        ("I sat down in the sun", ""),
        ("every Saturday at the Palais", ""),
        ("Sunday dinner with folk", ""),
        ("Sundays are worst", ""),
        ("mondays I work, want football", ""),
        ("Monday to Friday I work", ""),
    ],
)
def test_days_that_suit_are_told_from_days_in_passing(text: str, days: str) -> None:
    assert named_days(text) == set(days.split())


@pytest.mark.parametrize(
    "text", ["painting, Tuesdays are best", "painting. I'm free on Thursdays", "painting, Wednesdays or Fridays only",
             "painting, any day but Sunday", "painting, Thursdays if poss"],
)  # fmt: skip
def test_days_alone_are_no_wish(text: str) -> None:
    hopes = understand(Conversation(now=NOW, hopes=text), WORDS).hopes
    assert [wish.code for wish in hopes] == ["art"]


def test_what_else_is_said_beside_a_day_is_looked_for() -> None:
    hopes = understand(Conversation(now=NOW, hopes="painting, the Tuesday quilters"), WORDS).hopes
    assert {wish.said for wish in hopes} >= {"painting", "the Tuesday quilters"}


def group(number: int, day: str, hour: int) -> Candidate:
    first = date(2026, 11, 2 + ("MO", "TU", "WE", "TH", "FR").index(day))
    here: dict[str, Any] = {"kind": Kind.GROUP, "lat": 53.81, "lon": -1.51, "hopes": ("tai_chi",)}
    meets = Recurrence(first, time(hour), 60, rrule=f"FREQ=WEEKLY;BYDAY={day}")
    return Candidate(UUID(int=number), name=f"Group {number}", sessions=(meets,), **here)


def ideas(hopes: str) -> dict[str, list[tuple[str, ...]]]:
    """What is told of time of each idea, best first."""
    groups = [group(1, "FR", 10), group(2, "TH", 10), group(3, "TH", 14)]
    conversation = Conversation(now=NOW, spot=Spot(53.81, -1.51, "LS8 5"), hopes=hopes)
    found: tuple[Suggestion, ...] = answer(conversation, build_columns(groups), WORDS).suggestions
    return {one.listing.name: [reason.matched for reason in one.reasons if reason.signal == "time"] for one in found}


@pytest.mark.parametrize("quick", [False, True])
def test_rule_06_no_other_day_is_told_as_suiting(quick: bool) -> None:
    with compiled.answering_by(compiled.loops() if quick else None):
        morning, day = ideas("tai chi on a thursday morning"), ideas("tai chi on a thursday")
    assert morning == {"Group 2": [("thu",)], "Group 1": [], "Group 3": []}
    assert next(iter(morning)) == "Group 2"
    assert day == {"Group 2": [("thu",)], "Group 3": [("thu",)], "Group 1": []}
    assert list(day)[-1] == "Group 1"


def test_where_no_day_was_named_every_day_suits() -> None:
    assert ideas("tai chi in the morning") == {
        "Group 1": [("fri",)],
        "Group 2": [("thu",)],
        "Group 3": [],
    }
