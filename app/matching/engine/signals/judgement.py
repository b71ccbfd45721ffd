"""How well a good coordinator would think it serves: learned from graded answers, told by no reason of its own."""

import numpy as np

from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Rows, Scores

SPREAD = 12.0  # log-odds from never to surely: further apart tells no more


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """The log-odds of the learned judge as 0..1; a half where it cannot tell."""
    if ask.judged is None:
        return None
    return np.clip(ask.judged[rows] / np.float32(SPREAD) + np.float32(0.5), 0, 1).astype(np.float32)
