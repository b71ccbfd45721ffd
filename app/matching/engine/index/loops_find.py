"""A loop for looking through the directory: what is near, is let through, and which words it holds."""

from typing import Any

import numpy as np

from app.matching.engine.index.jit import loop
from app.matching.engine.index.loops_fit import gathered
from app.matching.engine.index.loops_reach import holds, impact, let_through, meet
from app.matching.engine.index.plan import Table


@loop
def speaking(
    facts: Any, strips: Any, words: Any, often: Any, terms: Any, held_from: Any, held: Any, vectors: Any,
    scales: Any, plans: Any, all_rules: Any, caps: Any, gone: Any, spans: Any,
    kind: int, informal: bool, hope: int, hope_end: int, any_word: bool,
) -> Any:  # fmt: skip
    """Rows that are let through, the words each holds as bits, and the sum of their impacts.

    Of kind number `kind` or any (-1), offering what stands in `terms[hope:hope_end]` or anything (-1); only rows that
    hold a word at all with `any_word`. Rows that are no more, `gone`, are left out.
    """
    plan, rules = plans[0], all_rules[0]
    nobody = np.empty(0, np.int32)
    table = Table(facts, strips, words, often, terms, held_from, held, vectors, scales)
    every = gathered(table, plan, caps[0], nobody, gone)
    rows, found = np.empty(len(every), np.int32), 0
    for row in every:
        one = facts[row]
        if (kind >= 0 and one.kind != kind) or (informal and one.kind == rules.formal):
            continue
        if let_through(one, plan, rules) and (hope < 0 or holds(terms[hope:hope_end], row)):
            rows[found] = row
            found += 1
    rows = rows[:found]
    bits, worth = np.zeros(found, np.uint64), np.zeros(found, np.float32)
    for word in range(len(spans)):
        one = spans[word]
        ours, theirs = meet(rows, words, one.start, one.end, found == len(facts))
        for n in range(len(ours)):
            bits[ours[n]] |= np.uint64(1) << np.uint64(one.word)
            worth[ours[n]] += impact(often[theirs[n]], one.idf, facts[rows[ours[n]]].length, plan, rules)
    if any_word:
        at = np.nonzero(bits)[0]
        return rows[at], bits[at], worth[at]
    return rows, bits, worth
