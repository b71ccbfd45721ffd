"""The signals in one list, and their weighted mean; a signal that was not asked for takes no part."""

from collections.abc import Iterable
from types import ModuleType

import numpy as np

from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Mask, Rows, Scores
from app.matching.engine.signals import (
    capacity,
    ease,
    freshness,
    fullness,
    gifts,
    interests,
    judgement,
    meaning,
    nearness,
    time,
)
from app.matching.engine.types import Reason, Told

# Every signal: fit(ask, rows) -> 0..1 a row or None, reasons(ask, row). Its weight stands under its name in policy.py.
SIGNALS: tuple[ModuleType, ...] = (
    interests, meaning, judgement, gifts, nearness, ease, time, freshness, fullness, capacity,
)  # fmt: skip
MOST_ROWS = 2_048  # of one understanding: the listings of a few towns
SAID = ("interests", "basics")  # the signals that say what of it was said
READ = (meaning, judgement)  # they read sentences, and weigh otherwise where there is none


def score(ask: Ask, rows: Rows) -> Scores:
    """One number a row, 0..1, comparable across rungs."""
    total, weights = summed(ask, rows, SIGNALS)
    return total / np.float32(weights)


def summed(ask: Ask, rows: Rows, signals: Iterable[ModuleType]) -> tuple[Scores, float]:
    """What these signals tell of each row, by their weights; and the weights of those that were asked for."""
    total, weights = np.zeros(len(rows), np.float32), 0.0
    for signal in signals:
        if (fits := signal.fit(ask, rows)) is not None:
            counts = weight(ask, signal)
            total += np.float32(counts) * fits
            weights += counts
    return total, weights


def weight(ask: Ask, signal: ModuleType) -> float:
    """How much a signal counts for this question."""
    name = "story" if signal is meaning else signal.__name__.rpartition(".")[2]
    found: float = getattr(ask.policy, f"{name}_of_label" if ask.plain_label and signal in READ else name)
    return found


def above_floor(ask: Ask, rows: Rows) -> Mask:
    """Whether a row fits anything that was asked well enough to be shown (rule 6)."""
    fits = [scores[rows] for _, scores in (*ask.hope_fits, *ask.heard_fits, *ask.gift_fits)]
    passed = np.zeros(len(rows), np.bool_)
    if ask.conversation.no_floor or not ask.understood.asks:
        return ~passed
    if not fits:  # gifts alone, after grief or in crisis: nobody is asked to give then (rule 7)
        return passed
    best = np.stack(fits).max(axis=0)
    judged = ask.judged[rows] if ask.judged else None
    if len(best) and _speaks(ask, rows, best, judged):  # nothing that fits well: then nothing at all
        policy, floor = ask.policy, ask.policy.floor if ask.meant else ask.policy.floor_by_words
        far = ask.columns.distances(ask.point, rows) > policy.far_reaches * ask.reach_m
        passed |= best >= np.where(far, policy.floor_far, floor)
        if judged is not None:
            passed |= judged >= np.where(far, policy.judged_well_far, policy.judged_well)
    return passed | (ask.columns.companion[rows] & ask.wants_companion)


def _speaks(ask: Ask, rows: Rows, best: Scores, judged: Scores | None) -> bool:
    """Whether what fits best fits well enough to say anything at all."""
    policy, said = ask.policy, ask.understood
    if judged is None or ask.plain_label:
        speaks = policy.speaks_of_nothing_local if said.nothing_local else policy.speaks
        return bool(best.max() >= speaks) or _named(ask, rows)
    told = policy.silent_by_judged * float(judged.max()) + policy.silent_by_fit * float(best.max())
    return silent(ask) + told < policy.silent_from or (said.named_plainly and bool(ask.plainly_offered(rows).any()))


def silent(ask: Ask) -> float:
    """What speaks for silence before a listing was looked at, as log-odds."""
    policy, said = ask.policy, ask.understood
    return policy.silent + policy.silent_by_heard * said.nothing_odds + policy.silent_by_story * said.unserved


def _named(ask: Ask, rows: Rows) -> bool:
    """Whether a hope that was said by name is offered by name, and somebody here may well mean it."""
    return not ask.understood.nothing_local and bool(ask.plainly_offered(rows).any())


def told(ask: Ask, row: int) -> Told:
    """Worked out once for the same words, languages and columns."""
    known = ask.rows_told
    if (found := known.get(row)) is None:
        if len(known) >= MOST_ROWS:
            known.clear()
        found = known[row] = _told(ask, row)
    return found


def _told(ask: Ask, row: int) -> Told:
    """The wishes it fits; where there is none of theirs, what it all means; or that they are wanted there."""
    bring = gifts.reasons(ask, row)
    why = interests.reasons(ask, row) or meaning.reasons(ask, row) or bring
    return Told(why, bring, ease.reasons(ask, row), said_in(why))


def said_in(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """What of the words these reasons point to."""
    return tuple(dict.fromkeys(said for reason in reasons if reason.signal in SAID for said in _sought(reason)))


def _sought(reason: Reason) -> tuple[str, ...]:
    """By what its place in the order speaks of it: of a situation by what helps."""
    sought = reason.params.get("sought")
    return (sought,) if sought else reason.matched
