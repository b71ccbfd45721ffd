"""Loops that weigh rows: how well each fits what was said, which of them pass the floor. Compiled by numba."""

import math
from typing import Any

import numpy as np

from app.matching.engine.index.facts import OWN_LEAST, OWN_MORE
from app.matching.engine.index.jit import fetch, loop
from app.matching.engine.index.loops_reach import (
    holds,
    impact,
    joined,
    let_through,
    meet,
    metres_between,
    reach,
    table_of,
    without,
)
from app.matching.engine.index.plan import GIFT, HOPE, NO_TEXT, Said, Table

NONE, ALL = np.float32(0), np.float32(1)
OWN_MOST = np.float32(OWN_LEAST + OWN_MORE)
ROUNDED = np.float32(1e-5)  # more than sums of a few numbers of 32 bits are off
AHEAD = 8  # rows that are asked for before they are read: rows that pass lie apart, and memory is slow


@loop
def closeness(vectors: Any, scales: Any, rows: Any, text: Any) -> Any:
    """The cosine of each row with a text: `Vectors.closeness`, in whole numbers, the text made small as well."""
    return closenesses(vectors, scales, rows, text.reshape(1, len(text)))[0]


@loop
def closenesses(vectors: Any, scales: Any, rows: Any, texts: Any) -> Any:
    """The same with several texts, one line each; row by row, so that each vector is fetched once."""
    close = np.zeros((len(texts), len(rows)), np.float32)
    if vectors.shape[1] != texts.shape[1]:
        return close
    asked, small = np.empty(texts.shape, np.int16), np.empty(len(texts), np.float32)
    for t in range(len(texts)):
        most = NONE
        for number in texts[t]:
            most = max(most, abs(number))
        small[t] = np.float32(max(float(most) / 127.0, 1e-9))
        for d in range(texts.shape[1]):
            asked[t, d] = np.int16(np.rint(texts[t, d] / small[t]))
    for n in range(len(rows)):
        row = rows[n]
        if n + AHEAD < len(rows):
            fetch(vectors, rows[n + AHEAD])
        for t in range(len(texts)):
            total = np.int32(0)
            for d in range(texts.shape[1]):
                total = np.int32(total + np.int32(np.int32(vectors[row, d]) * np.int32(asked[t, d])))
            close[t, n] = np.float32(total) * (scales[row] * small[t])
    return close


@loop
def alike(close: Any, wish: Any, rules: Any) -> Any:
    """How close each row lies to the closer of a wish's texts, 0..1: `likeness.as_likeness`."""
    best = close[wish.text].copy()
    for n in range(len(best)):
        if wish.also != NO_TEXT:
            best[n] = max(best[n], close[wish.also, n])
        best[n] = np.float32(1 / (1 + math.exp((rules.even - np.float64(best[n])) / rules.slope)))
    return best


@loop
def said_by_words(table: Table, rows: Any, spans: Any, wish: Any, plan: Any, rules: Any) -> Any:
    """How much of a wish's words each row holds, 0..1: `WordIndex.coverage`."""
    total = np.zeros(len(rows), np.float32)
    for word in range(wish.word, wish.word_end):
        one = spans[word]
        ours, theirs = meet(rows, table.words, one.start, one.end, len(table.facts))
        for hit in range(len(ours)):
            length = table.facts[rows[ours[hit]]].length
            total[ours[hit]] += impact(table.often[theirs[hit]], one.idf, length, plan, rules)
    for n in range(len(rows)):
        total[n] = min(total[n] / wish.most, ALL) if wish.most else NONE
    return total


@loop
def worths(said: Said, wish: Any) -> Any:
    """What each term counts for a wish, by its number, and which are the terms of the wish themselves."""
    most = 0
    for term in said.taken[wish.term : wish.term_end]:
        for one in said.lists[term.list : term.list_end]:
            most = max(most, one.number + 1)
    worth, itself = np.zeros(most, np.float32), np.zeros(most, np.bool_)
    for term in said.taken[wish.term : wish.term_end]:
        for one in said.lists[term.list : term.list_end]:
            worth[one.number] = max(worth[one.number], term.counts * (ALL if one.itself else one.weight))
            itself[one.number] |= one.itself
    return worth, itself


@loop
def offered(table: Table, said: Said, rows: Any, wish: Any, plain: Any) -> Any:
    """How well each row offers or welcomes the terms of a wish, 0..1; marks in `plain` what offers a hope by name."""
    best, named = np.zeros(len(rows), np.float32), wish.role == HOPE and wish.coded
    worth, itself = worths(said, wish)
    for row in rows:  # each of them waits for memory: all are asked for before the first is read
        fetch(table.held, table.held_from[row])
    for n in range(len(rows)):
        row, most = rows[n], NONE
        for at in range(table.held_from[row], table.held_from[row + 1]):
            number = table.held[at]
            if number < len(worth):
                most = max(most, worth[number])
                plain[n] |= named and itself[number]
        if most > 0:
            best[n] = most if wish.role == GIFT else most * table.facts[row].own
    return best


@loop
def named_among(table: Table, said: Said, rows: Any) -> bool:
    """Whether any of the rows offers a hope by name: what `offered` would mark, without weighing anything."""
    for wish in said.wishes:
        if wish.role != HOPE or not wish.coded:
            continue
        for term in said.taken[wish.term : wish.term_end]:
            for one in said.lists[term.list : term.list_end]:
                if one.itself and len(meet(rows, table.terms, one.start, one.end, len(table.facts))[0]):
                    return True
    return False


@loop
def fit(wish: Any, plan: Any, rules: Any, words: Any, tagged: Any, close: Any) -> Any:
    """One wish over all rows, as `ask._fit` puts it together; `close` is empty without sentence vectors."""
    fits, meant = np.empty(len(words), np.float32), len(close) > 0
    for n in range(len(words)):
        if meant:
            told = min(plan.by_words * words[n] + rules.by_meaning * close[n], ALL)
        else:
            told = rules.coded_words * words[n] if wish.coded else words[n]
        worth = wish.offered * tagged[n]
        if wish.role == GIFT:
            fits[n] = max(worth, rules.gift_by_words * told)
            continue
        if meant:
            worth = worth * (rules.by_term_said + rules.by_close * close[n])
        fits[n] = max(worth + rules.also_told * told, told) if worth > 0 else told
    return fits


@loop
def gathered(table: Table, plan: Any, radius: float, inner: float, serving: Any, refusing: Any) -> Any:
    """The rows that can be suggested from the place, as `gather.within` gives them, but those it gave for `inner`."""
    if not plan.placed:
        every = np.arange(len(table.facts)).astype(np.int32)
        return without(every, refusing) if len(refusing) else every
    rows = reach(table, plan.lat, plan.lon, radius, inner)
    if len(serving):
        rows = joined(rows, serving) if inner < 0 else without(rows, serving)
    return without(rows, refusing) if len(refusing) else rows


@loop
def weighed(table: Table, said: Said, plan: Any, rules: Any, rows: Any, plain: Any) -> Any:
    """How well each row fits each wish: one line a wish."""
    fits = np.empty((len(said.wishes), len(rows)), np.float32)
    nothing, closes = np.empty(0, np.float32), closenesses(said.vectors, said.scales, rows, said.texts)
    for w in range(len(said.wishes)):
        wish = said.wishes[w]
        close = alike(closes, wish, rules) if wish.text != NO_TEXT else nothing
        tagged = offered(table, said, rows, wish, plain)
        words = said_by_words(table, rows, said.spans, wish, plan, rules)
        fits[w] = fit(wish, plan, rules, words, tagged, close)
    return fits


@loop
def parted(facts: Any, rows: Any, plan: Any, rules: Any, refused: Any, already: Any) -> Any:
    """The rows that may be shown at all, whatever they fit, and the others: formal, held up by a gate, refused."""
    may, others, found, left = np.empty(len(rows), np.int32), np.empty(len(rows), np.int32), 0, 0
    for row in rows:
        one = facts[row]
        passes = (one.kind != rules.formal) & let_through(one, plan, rules)
        if len(refused) or len(already):
            passes &= not holds(refused, row) and not holds(already, row)
        may[found], others[left] = row, row  # without a jump: which it is cannot be foreseen
        found += passes
        left += not passes
    return may[:found], others[:left]


@loop
def louder(best: Any, judged: Any, plain: Any, most: Any, surest: Any, named: bool) -> Any:
    """The best fit, the most the judge says, whether a hope is offered by name: of rows, or what is known before."""
    for n in range(len(best)):
        most, named = max(most, best[n]), named or plain[n]
    for one in judged:
        surest = max(surest, one)
    return most, surest, named


@loop
def speaks(plan: Any, rules: Any, here: Any) -> bool:
    """Whether the best that is here is good enough to say anything at all: `scoring._speaks`."""
    best, judged, named = here
    if plan.judges:
        told = rules.silent_by_judged * np.float64(judged) + rules.silent_by_fit * np.float64(best)
        return plan.silent + told < rules.silent_from or (plan.plainly and named)
    return best >= plan.speaks or (plan.may_name and named)


@loop
def may_speak(plan: Any, rules: Any, wishes: Any, here: Any, told: Any) -> bool:
    """Whether more rows, of which the judge tells so much, could say something, whatever they fit.

    What `speaks` reckons runs straight from the best fit so far to the best there can be: it is asked at both ends.
    """
    best, surest, named = here
    if not plan.judges:
        return True
    for one in told:
        surest = max(surest, one)
    most = ALL  # of what words tell; of what is offered see `fit`
    for wish in wishes:
        most = max(most, wish.offered if wish.role == GIFT else wish.offered * OWN_MOST + rules.also_told)
    most += ROUNDED
    return speaks(plan, rules, (best, surest, named)) or speaks(plan, rules, (most, surest, named))


@loop
def passing(facts: Any, plan: Any, rules: Any, rows: Any, best: Any, judged: Any, said: bool) -> Any:
    """Which rows fit well enough (`scoring.above_floor`), `said` being whether anything is said at all."""
    passed, told = np.zeros(len(rows), np.bool_), len(judged) > 0
    for n in range(len(rows)):
        one = facts[rows[n]]
        passed[n] = plan.every or (len(best) > 0 and plan.companions and one.companion)
        if passed[n] or not said or len(best) == 0:
            continue
        if np.float64(best[n]) >= min(plan.floor, rules.floor_far) or (told and judged[n] >= rules.judged_well):
            far = (
                plan.placed
                and not math.isnan(one.x)
                and metres_between(plan.lat, plan.lon, one.lat, one.lon) > plan.far_m
            )
            passed[n] = np.float64(best[n]) >= (rules.floor_far if far else plan.floor)
            if not passed[n] and told:
                passed[n] = np.float64(judged[n]) >= (rules.judged_well_far if far else rules.judged_well)
    return passed


@loop
def best_of(fits: Any) -> Any:
    """The best fit of each row to any wish; empty where nothing was wished for."""
    best = np.zeros(fits.shape[1] if len(fits) else 0, np.float32)
    for line in fits:
        best = np.maximum(best, line)
    return best


@loop
def places_of(every: Any, rows: Any) -> Any:
    """For each of `every` its place among `rows`, or -1; both ascend, and all of the latter are among the former."""
    at, found = np.full(len(every), -1, np.int32), 0
    for n in range(len(every)):
        if found < len(rows) and rows[found] == every[n]:
            at[n] = found
            found += 1
    return at


@loop
def mixed(known: Any, fresh: Any, at: Any) -> Any:
    """What is known of some, by their places `at`, and of all others, which come in their order."""
    both, found = np.empty(len(at), known.dtype), 0
    for n in range(len(at)):
        if at[n] >= 0:
            both[n] = known[at[n]]
        else:
            both[n] = fresh[found]
            found += 1
    return both


@loop
def lines_mixed(known: Any, fresh: Any, at: Any) -> Any:
    """The same line by line."""
    both = np.empty((len(known), len(at)), np.float32)
    for line in range(len(known)):
        both[line] = mixed(known[line], fresh[line], at)
    return both


@loop
def look(
    book: Any, wishes: Any, spans: Any, taken: Any, lists: Any, texts: Any, vectors: Any, scales: Any,
    plans: Any, all_rules: Any,
    placed: Any, placed_scales: Any, place: Any, radii: Any, serving: Any, refusing: Any, refused: Any, already: Any,
) -> Any:  # fmt: skip
    """The rows that pass, further away step by step until there are enough; their fits, and what the judge says of
    them; and at which step it ended.

    What no gate lets through is not weighed, unless it is all that could say that something here fits well: then
    nothing is shown that fits a little (`scoring._speaks`).
    """
    table, said = table_of(book), Said(wishes, spans, taken, lists, texts, vectors, scales)
    facts, plan, rules, step = table.facts, plans[0], all_rules[0], 0
    rows, others = np.empty(0, np.int32), np.empty(0, np.int32)
    plain, fits, judged = np.empty(0, np.bool_), np.empty((len(wishes), 0), np.float32), np.empty(0, np.float32)
    most, surest, named = NONE, np.float32(-np.inf), False  # of the others that had to be weighed
    while True:
        further = gathered(table, plan, radii[step], radii[step - 1] if step else -1.0, serving, refusing)
        fresh, shut = parted(facts, further, plan, rules, refused, already)
        others = joined(others, shut)
        marks = np.zeros(len(fresh), np.bool_)
        more = weighed(table, said, plan, rules, fresh, marks)  # what was nearer is weighed already
        told = closeness(placed, placed_scales, fresh, place) if len(place) else judged
        if len(rows):
            both = joined(rows, fresh)
            at = places_of(both, rows)
            fits, plain = lines_mixed(fits, more, at), mixed(plain, marks, at)
            judged = mixed(judged, told, at) if len(place) else judged
            rows = both
        else:
            rows, fits, plain, judged = fresh, more, marks, told
        best = best_of(fits)
        passed = passing(facts, plan, rules, rows, best, judged, True)
        if len(best) and passed.any():
            here = louder(best, judged, plain, most, surest, named)
            if len(others) and not speaks(plan, rules, here):
                named = named or (plan.plainly and named_among(table, said, others))
                here = here[0], here[1], here[2] or named
                told = closeness(placed, placed_scales, others, place) if len(place) else told[:0]
                # else it says nothing, however well they fit
                if not speaks(plan, rules, here) and may_speak(plan, rules, wishes, here, told):
                    marks = np.zeros(len(others), np.bool_)
                    more = weighed(table, said, plan, rules, others, marks)
                    most, surest, named = louder(best_of(more), told, marks, most, surest, named)
                    others, here = others[:0], louder(best, judged, plain, most, surest, named)
            if not speaks(plan, rules, here):
                passed = passing(facts, plan, rules, rows, best, judged, False)
        enough = passed.sum() >= plan.enough and (not plan.by_name or (plain & passed).any())
        if not plan.placed or enough or step + 1 == len(radii):
            break
        step += 1
    at = np.nonzero(passed)[0]
    kept = np.empty((len(fits), len(at)), np.float32)
    for w in range(len(fits)):
        for n in range(len(at)):
            kept[w, n] = fits[w, at[n]]
    return step, rows[at], kept, judged[at] if len(judged) else judged


@loop
def story_fits(table: Table, said: Said, rules: Any, wish: Any, rows: Any) -> Any:
    """How well each row fits the whole of what was said: the signal `meaning`."""
    unmarked = np.zeros(len(rows), np.bool_)
    both = alike(closenesses(said.vectors, said.scales, rows, said.texts), wish, rules) + offered(
        table, said, rows, wish, unmarked
    )
    return both / np.float32(2)
