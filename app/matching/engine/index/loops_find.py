"""A loop for looking through the directory: what is near, is let through, and which words it holds."""

import math
from typing import Any

import numpy as np

from app.matching.engine.index.facts import METRES_A_DEGREE
from app.matching.engine.index.jit import fetch, loop
from app.matching.engine.index.loops_fit import AHEAD, gathered
from app.matching.engine.index.loops_reach import (
    advance,
    cap,
    holds,
    impact,
    inside,
    joined,
    let_through,
    meet,
    metres_between,
    rim_of,
    table_of,
    without,
)


@loop
def speaking(
    book: Any, plans: Any, all_rules: Any, radius: float, spans: Any,
    kind: int, informal: bool, hope: int, hope_end: int,
) -> Any:  # fmt: skip
    """Rows that are let through, the words each holds as bits, and the sum of their impacts.

    Of kind number `kind` or any (-1), offering what stands in `terms[hope:hope_end]` or anything (-1).
    """
    plan, rules, table = plans[0], all_rules[0], table_of(book)
    facts = table.facts
    every = gathered(table, plan, radius, -1.0, np.empty(0, np.int32), table.gone)
    rows, found = np.empty(len(every), np.int32), 0
    for row in every:
        one = facts[row]
        if (kind >= 0 and one.kind != kind) or (informal and one.kind == rules.formal):
            continue
        if let_through(one, plan, rules) and (hope < 0 or holds(table.terms[hope:hope_end], row)):
            rows[found] = row
            found += 1
    rows = rows[:found]
    bits, worth = np.zeros(found, np.uint64), np.zeros(found, np.float32)
    for word in range(len(spans)):
        one = spans[word]
        ours, theirs = meet(rows, table.words, one.start, one.end, len(facts))
        for n in range(len(ours)):
            bits[ours[n]] |= np.uint64(1) << np.uint64(one.word)
            worth[ours[n]] += impact(table.often[theirs[n]], one.idf, facts[rows[ours[n]]].length, plan, rules)
    return rows, bits, worth


@loop
def is_of(one: Any, formal: bool, rules: Any) -> bool:
    """Whether a listing is a formal service, or else whether it is somebody to ask."""
    return one.kind == rules.formal if formal else one.connector or one.kind == rules.network


@loop
def within_box(
    facts: Any, strips: Any, some: Any, lons: Any, plan: Any, radius: float, formal: bool, rules: Any
) -> Any:
    """Of `some` rows of the base, which lie at `lons`, and of all behind it: those within the radius, ascending."""
    west, east, first, last = cap(plan.lat, plan.lon, radius)
    start = advance(some, 0, len(some), strips[first])
    end = advance(some, start, len(some), strips[last + 1])
    base, size, whole = strips[len(strips) - 1], len(facts), west < -180 or east > 180
    boxed, left = np.empty(end - start + size - base, np.int32), 0
    for at in range(start, end):
        if whole or west <= lons[at] <= east:
            boxed[left] = some[at]
            left += 1
    for row in range(base, size):
        if is_of(facts[row], formal, rules):
            boxed[left] = row
            left += 1
    rows, found, rim = np.empty(left, np.int32), 0, rim_of(plan.lat, plan.lon, radius)
    for n in range(left):
        if n + AHEAD < left:
            fetch(facts, boxed[n + AHEAD])
        if inside(facts[boxed[n]], rim):
            rows[found] = boxed[n]
            found += 1
    return rows[:found]


@loop
def of_kind(facts: Any, rows: Any, formal: bool, rules: Any) -> Any:
    """Of these rows those of formal services, or of somebody to ask."""
    kept, found = np.empty(len(rows), np.int32), 0
    for row in rows:
        if is_of(facts[row], formal, rules):
            kept[found] = row
            found += 1
    return kept[:found]


@loop
def standing_apart(
    facts: Any, strips: Any, some: Any, lons: Any, plan: Any, rules: Any, radius: float, serving: Any, refusing: Any,
    refused: Any, formal: bool,
) -> Any:  # fmt: skip
    """The rows that can be suggested from the place and pass the gates: formal services, or somebody to ask."""
    if plan.placed:
        rows = within_box(facts, strips, some, lons, plan, radius, formal, rules)
        if len(serving):
            rows = joined(rows, of_kind(facts, serving, formal, rules))
    else:
        newer = np.arange(strips[len(strips) - 1], len(facts)).astype(np.int32)
        rows = joined(some, of_kind(facts, newer, formal, rules))
    if len(refusing):
        rows = without(rows, refusing)
    kept, found = np.empty(len(rows), np.int32), 0
    for row in rows:
        if let_through(facts[row], plan, rules) and not (len(refused) and holds(refused, row)):
            kept[found] = row
            found += 1
    return kept[:found]


@loop
def nearest_first(facts: Any, rows: Any, plan: Any) -> Any:
    """Connectors before others, of each the nearest first; what stands nowhere serves the area, and is here."""
    ranks, metres, others = np.empty(len(rows), np.int64), np.zeros(len(rows)), np.empty(len(rows), np.bool_)
    for n in range(len(rows)):
        one = facts[rows[n]]
        ranks[n], others[n] = one.id_rank, not one.connector
        if plan.placed and not math.isnan(one.lat):
            metres[n] = metres_between(plan.lat, plan.lon, one.lat, one.lon)
    order = np.argsort(ranks)
    order = order[np.argsort(metres[order], kind="mergesort")]
    return rows[order[np.argsort(others[order], kind="mergesort")]]


@loop
def apart(
    facts: Any, strips: Any, services: Any, service_lons: Any, askable: Any, askable_lons: Any, plans: Any,
    all_rules: Any, reaches: Any, serving: Any, refusing: Any, refused: Any,
) -> Any:  # fmt: skip
    """Formal services, ascending, and who could be asked, the nearest first."""
    plan, rules = plans[0], all_rules[0]
    formal = standing_apart(
        facts, strips, services, service_lons, plan, rules, reaches[0], serving, refusing, refused, True
    )
    to_ask = standing_apart(
        facts, strips, askable, askable_lons, plan, rules, reaches[1], serving, refusing, refused, False
    )
    return formal, nearest_first(facts, to_ask, plan)


@loop
def nearest_of(
    facts: Any, some: Any, plans: Any, all_rules: Any, farthest: float, serving: Any, refusing: Any, refused: Any
) -> float:
    """Metres to the nearest of `some` rows, no formal service, that lies within the furthest look and passes the gates.

    0 where one serves the place, infinity where there is none: `unanswered.by_numpy`.
    """
    plan, rules = plans[0], all_rules[0]
    least, degrees = math.inf, farthest / METRES_A_DEGREE
    for row in some:
        serves = len(serving) > 0 and holds(serving, row)
        if not serves and not abs(facts[row].lat - plan.lat) <= degrees:
            continue
        if facts[row].kind == rules.formal or not let_through(facts[row], plan, rules):
            continue
        if (len(refusing) and holds(refusing, row)) or (len(refused) and holds(refused, row)):
            continue
        metres = 0.0 if serves else metres_between(plan.lat, plan.lon, facts[row].lat, facts[row].lon)
        if metres <= farthest:
            least = min(least, metres)
    return least
