"""Which of the scored listings are shown, and in what order; pure, and the same all day."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt

from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Rows, Scores

SPARE = 40  # more than are shown, so that turns and variety have something to choose from
MOST_GIVEN_AWAY = 3
FINEST = 0.0001


def best_rows(ask: Ask, rows: Rows, scores: Scores) -> tuple[Rows, Scores]:
    """The rows that could be shown: the best of each rung, so that no request sorts a whole country."""
    most, step = ask.conversation.limit + SPARE, np.float32(ask.policy.near_equal)
    rungs = ask.columns.rung[rows]
    kept = [_top(np.nonzero(rungs == rung)[0], scores, most, step) for rung in np.unique(rungs)]
    places = np.concatenate(kept) if kept else np.empty(0, np.int64)
    return rows[places], scores[places]


def _top(places: npt.NDArray[np.int64], scores: Scores, most: int, step: np.float32) -> npt.NDArray[np.int64]:
    """The `most` best and their near-equals, so that every equal gets its turn."""
    ranked = places[np.argsort(-scores[places], kind="stable")]
    if len(ranked) <= most:
        return ranked
    return ranked[scores[ranked] >= scores[ranked[most - 1]] - step]


def in_order(ask: Ask, rows: Rows, scores: Scores) -> list[tuple[int, float]]:
    """Rows with the score they are shown with, best first.

    The score shown is rounded down to a step, so that near-equals are equal and take turns by day (rule 9); and each
    further idea of the same organisation gives a little away, so that one body does not fill the page.
    """
    listings = ask.columns.listings
    seen: Counter[str] = Counter()
    shown = []
    for row, worth in _take_turns(ask, zip(map(int, rows), map(float, scores), strict=True)):
        organisation = listings[row].organisation
        before = 0 if ask.conversation.no_floor else seen[organisation]  # a ranking asked for whole is left as it is
        given = ask.policy.again * min(before, MOST_GIVEN_AWAY) if organisation else 0.0
        seen[organisation] += 1
        step = FINEST if ask.conversation.no_floor else ask.policy.near_equal  # turns are for what people are shown
        shown.append((row, _step_down(worth - given, step)))
    return _take_turns(ask, shown)


def _take_turns(ask: Ask, scored: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Best first; equals stand in a fixed ring by their ids, and each day the next one of the ring begins.

    In as many days as there are equals each stands first once; the same all day, the same in every worker.
    """
    listings, day = ask.columns.listings, ask.today.toordinal()
    ring = sorted(scored, key=lambda pair: (-pair[1], listings[pair[0]].id.int))
    turned: list[tuple[int, float]] = []
    for _, equals in groupby(ring, key=lambda pair: pair[1]):
        group = list(equals)
        first = day % len(group)
        turned += group[first:] + group[:first]
    return turned


def _step_down(worth: float, step: float) -> float:
    return round(max(0.0, math.floor(worth / step + 1e-6) * step), 4)


def choose(rungs: Sequence[int], limit: int, least: int, most: int) -> list[int]:
    """Positions to show of listings already in order: `limit` places by score.

    At least `least` and at most `most` a rung where that many are there, spare places to the best. A short list that
    cannot hold `least` of every rung shares its places out evenly.
    """
    here = sorted(set(rungs))
    least = min(least, limit // len(here)) if here else 0
    taken: set[int] = set()
    count: Counter[int] = Counter()
    for cap in (least, most, limit):
        for n, rung in enumerate(rungs):
            if len(taken) < limit and n not in taken and count[rung] < cap:
                taken.add(n)
                count[rung] += 1
    return sorted(taken)


def ladder(positions: Sequence[int], rungs: Sequence[int]) -> list[int]:
    """The same positions in ladder order, best first within a rung (rule 1)."""
    return sorted(positions, key=lambda n: (rungs[n], n))
