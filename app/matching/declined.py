"""What follows when somebody presses "Not for me" on an idea: it goes, and its reason changes what is asked; pure."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import get_args
from uuid import UUID

from app.directory.rules import Ease
from app.matching.answers import MOST_DECLINED, Answers
from app.matching.shapes import Day

# One step nearer; who goes ten minutes on foot can go no nearer, and only the idea goes.
NEARER = {"walk-30": "walk-20", "walk-20": "walk-10", "bus-30": "walk-30", "car-30": "bus-30"}


class Reason(StrEnum):
    """Why an idea is not for somebody, in the order of the page."""

    FAR = "far"
    DAY = "day"
    COST = "cost"
    ALONE = "alone"
    KNOWN = "known"
    OTHER = "other"


def decline(said: Answers, pressed: str) -> Answers:
    """The answers after a press, which says "far:<id>" or "day-tue:<id>". One that says nothing changes nothing."""
    word, _, text = pressed.partition(":")
    word, _, day = word.partition("-")
    try:
        reason, listing_id = Reason(word), str(UUID(text))
    except ValueError:
        return said
    far = _with(said.far, listing_id) if reason is Reason.FAR else said.far
    return replace(CHANGES[reason](said, day), no=_with(said.no, listing_id), far=far)


def _with(ids: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ids, one)))[-MOST_DECLINED:]


def take_back(said: Answers) -> Answers:
    """Every idea may come back. What else was changed stays, and can be seen and changed on the form."""
    return replace(further_again(said), no=())


def further_again(said: Answers) -> Answers:
    """What is as far as an idea that was too far may come back, and they go as far as they said before."""
    return replace(said, far=(), travel=said.travel_was or said.travel, travel_was="")


def _nearer(said: Answers, day: str) -> Answers:
    return replace(said, travel=NEARER.get(said.travel, said.travel), travel_was=said.travel_was or said.travel)


def _other_days(said: Answers, day: str) -> Answers:
    """Any day but this; when it was the only one that suits, the days stay as they were."""
    left = tuple(one for one in said.days or get_args(Day) if one != day)
    return replace(said, days=left) if left and day in get_args(Day) else said


def _easier(ease: Ease) -> Callable[[Answers, str], Answers]:
    return lambda said, day: replace(said, ease=tuple(dict.fromkeys((*said.ease, ease.value))))


def _only_this(said: Answers, day: str) -> Answers:
    return said


CHANGES: dict[Reason, Callable[[Answers, str], Answers]] = {
    Reason.FAR: _nearer,
    Reason.DAY: _other_days,
    Reason.COST: _easier(Ease.FREE),
    Reason.ALONE: _easier(Ease.COMPANION),
    Reason.KNOWN: _only_this,
    Reason.OTHER: _only_this,
}
