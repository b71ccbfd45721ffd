"""The signals in one list, and their weighted mean; a signal that was not asked for takes no part."""

from types import ModuleType

import numpy as np

from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Mask, Rows, Scores
from app.matching.engine.signals import capacity, ease, freshness, gifts, interests, nearness, time
from app.matching.engine.types import Reason

# Every signal: fit(ask, rows) -> 0..1 a row or None, reasons(ask, row). Its weight stands under its name in policy.py.
SIGNALS: tuple[ModuleType, ...] = (interests, gifts, nearness, ease, time, freshness, capacity)
TOLD_FIRST: tuple[ModuleType, ...] = (interests, ease, time, nearness)


def score(ask: Ask, rows: Rows) -> Scores:
    """One number a row, 0..1, comparable across rungs."""
    total, weights = np.zeros(len(rows), np.float32), 0.0
    for signal in SIGNALS:
        if (fits := signal.fit(ask, rows)) is None:
            continue
        weight = getattr(ask.policy, signal.__name__.rpartition(".")[2])
        total += np.float32(weight) * fits
        weights += weight
    return total / np.float32(weights)


def above_floor(ask: Ask, rows: Rows) -> Mask:
    """Whether a row fits anything that was asked well enough to be shown (rule 6)."""
    fits = [scores[rows] for _, scores in (*ask.hope_fits, *ask.gift_fits)]
    passed = np.zeros(len(rows), np.bool_)
    if not fits or ask.conversation.no_floor:
        return ~passed
    passed |= np.stack(fits).max(axis=0) >= ask.policy.floor
    return passed | (ask.columns.companion[rows] & ask.wants_companion)


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """Why this one, most telling first."""
    found = tuple(reason for signal in TOLD_FIRST for reason in signal.reasons(ask, row))
    return found or tuple(gifts.reasons(ask, row))  # somebody who only gives: that they are wanted is the reason
