"""What would make it easy: access facts and languages; a yes before an unknown."""

import numpy as np

from app.directory.rules import Ease
from app.matching.engine.ask import TIME_EASES, Ask
from app.matching.engine.index.columns import EASES, Rows, Scores
from app.matching.engine.index.postings import NO_ROWS
from app.matching.engine.types import Reason

VALUE_OF = np.array([0.35, 1.0, 0.0], np.float32)  # unknown, yes, and -1 from the end: no


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """The mean over what was asked: yes 1, unknown .35, no 0."""
    asked = [EASES[ease] for ease in sorted(ask.understood.ease - TIME_EASES)]
    facts = [VALUE_OF[ask.columns.ease[rows, column]] for column in asked]
    facts += [_spoken(ask, rows, language) for language in ask.conversation.languages]
    return np.mean(facts, axis=0, dtype=np.float32) if facts else None


def _spoken(ask: Ask, rows: Rows, language: str) -> Scores:
    base = language.split("-")[0].lower()
    return np.isin(rows, ask.columns.languages.get(base, NO_ROWS)).astype(np.float32)


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """Only what is known to be so."""
    listing = ask.columns.listings[row]
    asked = ask.understood.ease - TIME_EASES
    if ask.understood.under_18 or ask.understood.urgent:  # nobody goes with a child, or into danger (rules 3 and 4)
        asked = asked - {Ease.COMPANION}
    yes = [ease for ease, column in EASES.items() if ease in asked and ask.columns.ease[row, column] > 0]
    if Ease.COMPANION in asked and ask.columns.companion[row] and Ease.COMPANION not in yes:
        yes.append(Ease.COMPANION)
    found = [Reason("ease", ease.value, {"ease": ease.value}, (ease.value,), 1.0) for ease in yes]
    spoken = [tag for tag in ask.conversation.languages if tag.split("-")[0].lower() in listing.languages]
    found += [Reason("ease", "language", {"language": tag}, (tag,), 1.0) for tag in spoken]
    return tuple(found)
