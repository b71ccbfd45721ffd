"""How lately somebody checked: the clock makes a listing sink, it never hides one (rule 8)."""

import numpy as np

from app.directory.rules import FRESHNESS_LIMITS
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import KINDS, NEVER, Rows, Scores
from app.matching.engine.types import Reason

CHECKED, SINKING, RING_FIRST = 1.0, 0.5, 0.0
SINK_DAYS = np.array([FRESHNESS_LIMITS[kind].sink_days for kind in KINDS], np.int32)
RING_FIRST_DAYS = np.array([FRESHNESS_LIMITS[kind].ring_first_days for kind in KINDS], np.int32)


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """1 while checked, a half while sinking, 0 once we say "Ring first" or nobody ever checked."""
    columns = ask.columns
    checked_on, kind = columns.checked_on[rows], columns.kind[rows]
    days = ask.today.toordinal() - checked_on
    steps = np.where(days > SINK_DAYS[kind], SINKING, CHECKED)
    steps = np.where((days > RING_FIRST_DAYS[kind]) | (checked_on == NEVER), RING_FIRST, steps)
    return steps.astype(np.float32)


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """Its own line on the card says it; it is no reason to go."""
    return ()
