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
    known, columns = ask.columns.ease, ask.columns
    found = [reason for column, reason in ask.once("ease", lambda: _asked(ask)) if known[row, column] > 0]
    if columns.companion[row] and Ease.COMPANION in _facts(ask) and _COMPANION not in found:
        found.append(_COMPANION)
    if languages := ask.conversation.languages:
        spoken = ask.listing(row).languages
        heard = [tag for tag in languages if tag.split("-")[0].lower() in spoken]
        found += [Reason("ease", "language", {"language": tag}, (tag,), 1.0) for tag in heard]
    return tuple(found)


def _asked(ask: Ask) -> list[tuple[int, Reason]]:
    asked = _facts(ask)
    return [(column, _told(ease)) for ease, column in EASES.items() if ease in asked]


def _facts(ask: Ask) -> frozenset[Ease]:
    """What was asked for; but nobody goes with a child, or into danger (rules 3 and 4)."""
    alone = ask.understood.under_18 or ask.understood.urgent
    return ask.understood.ease - TIME_EASES - ({Ease.COMPANION} if alone else set())


def _told(ease: Ease) -> Reason:
    return Reason("ease", ease.value, {"ease": ease.value}, (ease.value,), 1.0)


_COMPANION = _told(Ease.COMPANION)
