"""What the whole of a story means: it finds what no single clause names, and tells two senses of a word apart."""

import numpy as np

from app.directory.vocabulary import Scheme
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Rows, Scores
from app.matching.engine.types import Candidate, Reason

TOLD = 0.25  # likeness below it is not given as a reason


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """The mean of how close a listing lies to the whole story, and how well it offers what the whole may mean."""
    if ask.story_alike is None:
        return None
    both: Scores = (ask.story_alike[rows] + ask.story_offered[rows]) / np.float32(2)
    return both


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """The term that the whole story lies near, where the listing plainly offers it; else its own words."""
    if ask.story_alike is None:
        return ()
    listing = ask.listing(row)
    heard = [(wish.code or "", wish.sure) for wish in ask.understood.heard]
    for code, sure in (*heard, *ask.story_terms):
        if code in listing.hopes and sure >= ask.policy.told_meant:
            return (Reason("meaning", "offers", {"term": code, "scheme": Scheme.HOPE.value}, (code,), sure),)
    alike = ask.story_alike.of(row)
    return (Reason("meaning", "alike", {"quote": _first_words(listing)}, (), alike),) if alike >= TOLD else ()


def _first_words(listing: Candidate) -> str:
    return listing.sentences[0][0].strip().rstrip(".") or listing.name
