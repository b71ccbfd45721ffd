"""Loops that score the rows which pass, and choose those that are shown. Compiled by numba."""

import math
from typing import Any

import numpy as np

from app.matching.engine.index.jit import loop
from app.matching.engine.index.loops_fit import story_fits
from app.matching.engine.index.loops_reach import metres_between, table_of
from app.matching.engine.index.plan import (
    CAPACITY,
    EASE,
    FRESHNESS,
    FULLNESS,
    GIFT,
    GIFTS,
    GIVEN,
    INTERESTS,
    JUDGEMENT,
    MEANING,
    NEARNESS,
    TIME,
    Said,
)

NONE, HALF, ALL = np.float32(0), np.float32(0.5), np.float32(1)
RUNGS = 6


@loop
def interest(wishes: Any, fits: Any, n: int, rules: Any) -> Any:
    """`signals/interests.py`."""
    best, total, count = NONE, NONE, 0
    for w in range(len(fits)):
        if wishes[w].role != GIFT:
            best, total, count = max(best, fits[w, n]), np.float32(total + fits[w, n]), count + 1
    return np.float32(rules.best_share * best + (ALL - rules.best_share) * np.float32(total / np.float32(count)))


@loop
def gift(wishes: Any, fits: Any, n: int) -> Any:
    """`signals/gifts.py`."""
    best = NONE
    for w in range(len(fits)):
        if wishes[w].role == GIFT:
            best = max(best, fits[w, n])
    return best


@loop
def nearness(one: Any, plan: Any, rules: Any) -> Any:
    """`signals/nearness.py`."""
    if one.yes & plan.comes or (one.online and plan.comes):
        return ALL
    if math.isnan(one.x):
        return np.float32(rules.far)
    metres = metres_between(plan.lat, plan.lon, one.lat, one.lon)
    return np.float32(1 / (1 + (metres / plan.half_m) ** rules.steepness))


@loop
def ease(one: Any, asked: Any, rules: Any) -> Any:
    """`signals/ease.py`; `asked` are bits."""
    total = NONE
    for bit in asked:
        if one.yes & bit:
            total += ALL
        elif not one.no & bit:
            total += rules.ease_unknown
    return np.float32(total / np.float32(len(asked)))


@loop
def time(one: Any, plan: Any, rules: Any) -> Any:
    """`signals/time.py`."""
    if one.week:
        return ALL if one.week & plan.wished else NONE
    return ALL if one.yes & plan.ticks else rules.time_unknown


@loop
def freshness(one: Any, plan: Any, rules: Any) -> Any:
    """`signals/freshness.py`."""
    days = plan.today - one.checked_on
    if one.checked_on == rules.never or days > rules.ring_first_days[one.kind]:
        return rules.ring_first
    return rules.sinking if days > rules.sink_days[one.kind] else rules.checked


@loop
def scored(
    facts: Any, plan: Any, rules: Any, wishes: Any, fits: Any, story: Any, judged: Any, asked: Any, given: Any,
    steps: Any, rows: Any,
) -> Any:  # fmt: skip
    """The weighted mean of the signals, in their order: `scoring.score`."""
    scores = np.empty(len(rows), np.float32)
    for n in range(len(rows)):
        one, total = facts[rows[n]], NONE
        for s in range(len(steps)):
            which = steps[s].signal
            if which == INTERESTS:
                worth = interest(wishes, fits, n, rules)
            elif which == MEANING:
                worth = story[n]
            elif which == GIFTS:
                worth = gift(wishes, fits, n)
            elif which == NEARNESS:
                worth = nearness(one, plan, rules)
            elif which == EASE:
                worth = ease(one, asked, rules)
            elif which == TIME:
                worth = time(one, plan, rules)
            elif which == FRESHNESS:
                worth = freshness(one, plan, rules)
            elif which == FULLNESS:
                worth = one.fullness
            elif which == CAPACITY:
                worth = rules.room[one.capacity]
            elif which == JUDGEMENT:
                worth = min(max(np.float32(judged[n] / rules.spread + HALF), NONE), ALL)
            else:
                worth = given[which - GIVEN, n]
            total = np.float32(total + np.float32(np.float32(steps[s].weight) * worth))
        scores[n] = total / plan.weights
    return scores


@loop
def best_of_rungs(rungs: Any, scores: Any, most: int, step: Any) -> Any:
    """The best of each rung and their near-equals: `rank.best_rows`."""
    kept = np.zeros(len(rungs), np.bool_)
    for rung in range(RUNGS):
        here = np.nonzero(rungs == rung)[0]
        if len(here) <= most:
            kept[here] = True
            continue
        least = np.sort(scores[here])[len(here) - most] - step
        for n in here:
            kept[n] = scores[n] >= least
    return np.nonzero(kept)[0]


@loop
def turns(worth: Any, ids: Any, day: int) -> Any:
    """Best first; equals in a ring by their ids, another first each day: `rank._take_turns`."""
    by_id = np.argsort(ids)
    ring = by_id[np.argsort(-worth[by_id], kind="mergesort")]
    turned, start = np.empty_like(ring), 0
    while start < len(ring):
        end = start + 1
        while end < len(ring) and worth[ring[end]] == worth[ring[start]]:
            end += 1
        for n in range(end - start):
            turned[start + n] = ring[start + (day + n) % (end - start)]
        start = end
    return turned


@loop
def stepped(worth: Any, organisations: Any, order: Any, plan: Any, rules: Any) -> Any:
    """Whole steps of what each is shown with, in `order`, further ideas of one organisation giving a little away."""
    steps, before = np.empty(len(order), np.int64), np.zeros(len(order), np.int64)
    of, here = organisations[order], np.argsort(organisations[order], kind="mergesort")
    for n in range(1, len(order)):
        if of[here[n]] >= 0 and of[here[n]] == of[here[n - 1]]:
            before[here[n]] = before[here[n - 1]] + 1
    for n in range(len(order)):
        given = plan.again * min(before[n], rules.again_most)
        steps[n] = max(0, math.floor((np.float64(worth[order[n]]) - given) / plan.step + 1e-6))
    return steps


@loop
def chosen(rungs: Any, plan: Any, rules: Any) -> Any:
    """Places of an order that are shown: `rank.choose`."""
    count, taken, left = np.zeros(RUNGS, np.int64), np.zeros(len(rungs), np.bool_), plan.limit
    for rung in rungs:
        count[rung] += 1
    here = np.count_nonzero(count)
    least = min(rules.least_a_rung, plan.limit // here) if here else 0
    count[:] = 0
    for cap in (least, rules.most_a_rung, plan.limit):
        for n in range(len(rungs)):
            if left > 0 and not taken[n] and count[rungs[n]] < cap:
                taken[n] = True
                count[rungs[n]] += 1
                left -= 1
    return taken


@loop
def order(
    book: Any, wishes: Any, spans: Any, taken: Any, lists: Any, texts: Any, vectors: Any, scales: Any,
    plans: Any, all_rules: Any,
    story: Any, steps: Any, asked: Any, given: Any, rows: Any, fits: Any, judged: Any,
) -> Any:  # fmt: skip
    """Which of the rows are shown, in ladder order, and with how many steps of score each."""
    table, plan, rules, whole = table_of(book), plans[0], all_rules[0], np.empty(0, np.float32)
    facts = table.facts
    if len(story):
        said = Said(wishes, spans, taken, lists, texts, vectors, scales)
        whole = story_fits(table, said, rules, story[0], rows)
    scores = scored(facts, plan, rules, wishes, fits, whole, judged, asked, given, steps, rows)
    rungs = np.empty(len(rows), np.int64)
    for n in range(len(rows)):
        rungs[n] = facts[rows[n]].rung
    kept = best_of_rungs(rungs, scores, plan.limit + rules.spare, rules.near_equal)
    ids, organisations = np.empty(len(kept), np.int64), np.empty(len(kept), np.int64)
    for n in range(len(kept)):
        ids[n], organisations[n] = facts[rows[kept[n]]].id_rank, facts[rows[kept[n]]].organisation
    first = turns(scores[kept], ids, plan.today)
    stood = stepped(scores[kept], organisations, first, plan, rules)
    again = turns(stood, ids[first], plan.today)
    at, worth = kept[first[again]], stood[again]
    shown = chosen(rungs[at], plan, rules)
    ladder = np.nonzero(shown)[0]
    ladder = ladder[np.argsort(rungs[at[ladder]], kind="mergesort")]
    return at[ladder], worth[ladder]
