"""The access facts of a listing, kept as one text beside its columns: " bsl:no step_free:yes "; pure.

A row for each was half of all rows of a listing (decision 27). Each fact has a blank on either side, so that SQL finds
one without knowing where it stands.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.directory.rules import Answer, Ease

REMEMBERED = 65_536  # many listings say the very same
EASE, CHECKED_ON = "ease", "ease_checked_on"  # the two columns
YES = f":{Answer.YES} "  # what a text holds that says yes to anything


def ease_text(facts: Mapping[Ease, Answer]) -> str:
    """The text of some facts, from A to Z; empty when there are none."""
    return _text(tuple(facts.items()))


@lru_cache(REMEMBERED)
def _text(facts: tuple[tuple[Ease, Answer], ...]) -> str:
    return f" {' '.join(sorted(f'{ease}:{answer}' for ease, answer in facts))} " if facts else ""


@lru_cache(REMEMBERED)
def ease_of(text: str) -> dict[Ease, Answer]:
    """The facts of such a text; shared by all that say the same, and never written to."""
    return {Ease(ease): Answer(answer) for ease, answer in _pairs(text)}


@lru_cache(REMEMBERED)
def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The same as plain words: asking a word of an enum for its value takes longer than making a row."""
    facts = (fact.partition(":") for fact in text.split())
    return tuple((ease, answer) for ease, _, answer in facts)


def says_yes(code: str | None) -> str | None:
    """What a text holds that says yes to this fact, or to any when None; None when there is no such fact."""
    if code is None:
        return YES
    return f" {code}{YES}" if code in _CODES else None


_CODES = frozenset(ease.value for ease in Ease)


def as_rows(listing_id: UUID, text: str, checked_on: date | None) -> list[dict[str, Any]]:
    """The facts one by one, as history tells them and pages read them."""
    return [
        {"listing_id": listing_id, "ease": ease, "answer": answer, "checked_on": checked_on}
        for ease, answer in _pairs(text)
    ]


def from_rows(rows: list[dict[str, Any]]) -> tuple[str, date | None]:
    """The two columns of facts that history tells one by one."""
    days = [date.fromisoformat(str(row["checked_on"])) for row in rows if row["checked_on"]]
    return ease_text({Ease(row["ease"]): Answer(row["answer"]) for row in rows}), max(days, default=None)
