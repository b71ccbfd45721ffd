"""Whether it happens when it suits."""

from functools import lru_cache

import numpy as np

from app.kernel.recurrence import DAYS, PARTS
from app.matching.engine.ask import TIME_EASES, Ask
from app.matching.engine.index.columns import EASES, Rows, Scores
from app.matching.engine.types import Reason

UNKNOWN = 0.35


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """1 where a known time suits, less where no time is known (what was pressed, a gate has seen to)."""
    if not ask.wished_week:
        return None
    week = ask.columns.week[rows]
    suits = np.where((week & np.uint32(ask.wished_week)) > 0, 1.0, 0.0)
    return np.where(week == 0, _by_tick(ask, rows), suits).astype(np.float32)


def _by_tick(ask: Ask, rows: Rows) -> Scores:
    """Where no session is known, what somebody ticked ("in the daytime") still counts."""
    ticks = [ask.columns.ease[rows, EASES[ease]] for ease in TIME_EASES & ask.understood.ease]
    ticked = np.any([tick > 0 for tick in ticks], axis=0) if ticks else np.zeros(len(rows), np.bool_)
    return np.where(ticked, 1.0, UNKNOWN).astype(np.float32)


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """The days on which it happens at a time that suits."""
    both = ask.wished_week and int(ask.columns.week[row]) & ask.wished_week
    return _suits(both) if both else ()


@lru_cache(maxsize=4096)
def _suits(both: int) -> tuple[Reason, ...]:
    days = [day for n, day in enumerate(DAYS) if both >> (n * 3) & 7]
    parts = [part for n, part in enumerate(PARTS) if any(both >> (day * 3 + n) & 1 for day in range(7))]
    return (Reason("time", "suits", {"days": days, "parts": parts}, tuple(days), 1.0),)
