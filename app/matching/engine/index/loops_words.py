"""A loop for the best by words: from the lists of rows that hold them, so that no other row is looked at."""

from typing import Any

import numpy as np
from numba.np.numpy_support import carray

from app.matching.engine.index.jit import address, fetch, loop, memory
from app.matching.engine.index.loops_reach import (
    advance,
    guess,
    holds,
    impact,
    inside,
    let_through,
    rim_of,
    seek,
    stretches,
    table_of,
)
from app.matching.engine.index.plan import LOOKED, SPAN, Table

NONE, HEAD = np.float32(0), LOOKED.itemsize


@loop
def hits(table: Table, spans: Any, starts: Any, ends: Any) -> Any:
    """Which rows of the stretches each list holds, list behind list, how often, and where those of each list end.

    Each row is asked for here and read when all lists were gone through: nobody waits for memory row by row.
    """
    words, size, wide, most, first = table.words, len(table.facts), (ends - starts).sum(), 0, starts[0]
    for one in spans:
        most += min(one.end - one.start, wide)
        fetch(words, guess(one.start, one.end, first, size))
    rows, times, till, found = np.empty(most, np.int32), np.empty(most, np.uint8), np.empty(len(spans), np.int64), 0
    for n in range(len(spans)):
        one = spans[n]
        at = seek(words, one.start, one.end, first, size)
        for stretch in range(len(starts)):
            at = advance(words, at, one.end, starts[stretch])
            while at < one.end and words[at] < ends[stretch]:
                fetch(table.facts, words[at])
                rows[found], times[found] = words[at], table.often[at]
                found += 1
                at += 1
        till[n] = found
    return rows, times, till


@loop
def put(best: Any, worths: Any, ranks: Any, count: int, row: int, worth: Any, rank: int) -> int:
    """The best so far with one more row in its place among them; how many they are now."""
    if count == len(best):
        if not count or worth < worths[count - 1] or (worth == worths[count - 1] and rank > ranks[count - 1]):
            return count
        count -= 1
    at = count
    while at and (worths[at - 1] < worth or (worths[at - 1] == worth and ranks[at - 1] > rank)):
        best[at], worths[at], ranks[at] = best[at - 1], worths[at - 1], ranks[at - 1]
        at -= 1
    best[at], worths[at], ranks[at] = row, worth, rank
    return count + 1


@loop
def may_be_shown(table: Table, row: int, asked: Any, rules: Any, rim: Any) -> bool:
    """Whether a row lies within the circle, passes the gates and is what was asked for."""
    one = table.facts[row]
    if not let_through(one, asked, rules) or (asked.placed and not inside(one, rim)):
        return False
    if (asked.kind >= 0 and one.kind != asked.kind) or (asked.informal and one.kind == rules.formal):
        return False
    if asked.hope >= 0 and not holds(table.terms[asked.hope : asked.hope_end], row):
        return False
    return not (len(table.gone) and holds(table.gone, row))


@loop
def best_by_words(book: Any, question: Any, all_rules: Any, best: Any) -> int:
    """Fills `best` with the rows that are let through and tell most by BM25, equals by their ids; how many there are.

    The question is a record (LOOKED) and a list of rows for each word (SPAN), as bytes: they are quicker to hand over.
    """
    table, rules = table_of(book), all_rules[0]
    asked = carray(memory(address(question)), (1,), LOOKED)[0]
    spans = carray(memory(address(question) + HEAD), (asked.spans,), SPAN)
    rim = rim_of(asked.lat, asked.lon, asked.radius)
    starts, ends = np.zeros(1, np.int64), np.full(1, len(table.facts))
    if asked.placed:
        starts, ends = stretches(table, asked.lat, asked.lon, asked.radius)
    rows, times, till = hits(table, spans, starts, ends)
    at, count = np.zeros(len(spans), np.int64), 0
    at[1:] = till[: len(spans) - 1]
    worths, ranks = np.empty(len(best), np.float32), np.empty(len(best), np.int64)
    while True:
        row = len(table.facts)
        for n in range(len(spans)):
            if at[n] < till[n]:
                row = min(row, rows[at[n]])
        if row == len(table.facts):
            return count
        shown, worth = may_be_shown(table, row, asked, rules, rim), NONE
        for n in range(len(spans)):  # in their order: a sum of 32 bits hangs on it
            if at[n] < till[n] and rows[at[n]] == row:
                if shown:
                    worth += impact(times[at[n]], spans[n].idf, table.facts[row].length, asked, rules)
                at[n] += 1
        if shown:
            count = put(best, worths, ranks, count, row, worth, table.facts[row].id_rank)
