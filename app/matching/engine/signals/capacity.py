"""Room for one more, as the keeper last said: a full group sinks and says so (rule 9)."""

import numpy as np

from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Rows, Scores
from app.matching.engine.types import Reason

ROOM = np.array([1.0, 0.6, 0.0], np.float32)  # open, nearly full, full


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """1 open, .6 nearly full, 0 full."""
    room: Scores = ROOM[ask.columns.capacity[rows]]
    return room


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """Told on the card, not as a reason."""
    return ()
