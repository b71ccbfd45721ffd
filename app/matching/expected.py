"""The listings that somebody may mean by a name they type, so that we can say why one is not among their ideas."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.matching.engine.ask import Ask
from app.matching.engine.gates import answered_for
from app.matching.engine.index.columns import Rows
from app.matching.engine.index.postings import NO_ROWS
from app.matching.engine.search import words_of
from app.matching.engine.tokens import tokens
from app.matching.engine.types import Candidate
from app.matching.suggest import Parts, Question, ask_of, place_shown

MOST_CHOICES = 6  # more is a list to read, and /find is the page for that


@dataclass(frozen=True)
class Expected:
    """A listing that may be meant, with the place by which two of one name are told apart."""

    id: UUID
    name: str
    place: str | None


def expected(name: str, asked: Question, parts: Parts) -> list[Expected]:
    """Listings whose name holds most of the words, the best and nearest first. Writes nothing.

    What rests or is full is among them, unlike in a search: that may be the very reason. Never a person for whom
    nobody answers today (rule 11).
    """
    ask = ask_of(asked, {}, parts)
    stems = list(dict.fromkeys(stem for word in words_of(name) for stem in tokens(word)))
    rows = _holding(ask, stems)
    rows = rows[answered_for(ask, rows)]
    called = [(_missing(ask.columns.listings[row], stems), ask.metres_to(row) or 0.0, row) for row in rows.tolist()]
    named = sorted((missing, metres, row) for missing, metres, row in called if missing < len(stems))
    fewest = named[0][0] if named else 0
    likely = [ask.columns.listings[row] for missing, _, row in named if missing == fewest][:MOST_CHOICES]
    return [Expected(one.id, one.name, place_shown(one)) for one in likely]


def _holding(ask: Ask, stems: Sequence[str]) -> Rows:
    """The rows that hold every stem; when none does, those that hold the rarest one that anything holds."""
    words = ask.columns.words
    if len(rows := words.holding(stems)):
        return ask.columns.without_gone(rows)
    known = [stem for stem in stems if words.holding_count(stem)]
    return ask.columns.without_gone(words.holding([min(known, key=words.holding_count)])) if known else NO_ROWS


def _missing(listing: Candidate, stems: Sequence[str]) -> int:
    """How many of the stems its name does not hold."""
    return sum(stem not in listing.stems[0] for stem in stems)
