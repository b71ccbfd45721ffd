"""How much a listing tells of itself: one that says who it is for and what happens there is easier to go to."""

from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Rows, Scores
from app.matching.engine.types import Reason


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """0 for a bare name, 1 for a full description, growing with the logarithm of its length."""
    fullness: Scores = ask.columns.fullness[rows]
    return fullness


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """It orders near-equals; it is no reason to go."""
    return ()
