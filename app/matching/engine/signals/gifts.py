"""What somebody could bring, and who would welcome it (rule 7)."""

import numpy as np

from app.directory.vocabulary import Scheme
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Rows, Scores
from app.matching.engine.types import Reason


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """The gift that is welcomed most."""
    if not ask.gift_fits:
        return None
    best: Scores = np.stack([scores[rows] for _, scores in ask.gift_fits]).max(axis=0)
    return best


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """Gifts are told as "What you could bring", not among the reasons; never after grief or in danger."""
    if not ask.gift_fits:  # nor are there any after grief or in danger
        return ()
    listing = ask.listing(row)
    found = []
    for wish, scores in ask.gift_fits:
        term = ask.vocabulary.get(Scheme.GIFT, wish.code) if wish.code else None
        names = [term.code, *(code for code, _ in term.related)] if term else []
        if welcomed := next((name for name in names if name in listing.gifts), None):
            params = {"said": wish.said, "term": welcomed}
            found.append(Reason("gifts", "welcomes", params, (wish.said,), scores.of(row)))
    return tuple(found)
