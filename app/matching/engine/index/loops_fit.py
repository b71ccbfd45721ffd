"""Loops that weigh rows: how well each fits what was said, which of them pass the floor. Compiled by numba."""

import math
from typing import Any

import numpy as np

from app.matching.engine.index.jit import loop
from app.matching.engine.index.loops_reach import holds, joined, let_through, meet, metres_between, reach, without
from app.matching.engine.index.plan import GIFT, HOPE, NO_TEXT

NONE, ALL = np.float32(0), np.float32(1)


@loop
def closeness(vectors: Any, scales: Any, rows: Any, text: Any) -> Any:
    """The cosine of each row with a text: `Vectors.closeness`, in whole numbers, the text made small as well."""
    close = np.zeros(len(rows), np.float32)
    if vectors.shape[1] != len(text):
        return close
    most = NONE
    for number in text:
        most = max(most, abs(number))
    scale = np.float32(max(float(most) / 127.0, 1e-9))
    asked = np.empty(len(text), np.int16)
    for d in range(len(text)):
        asked[d] = np.int16(np.rint(text[d] / scale))
    for n in range(len(rows)):
        row, total = rows[n], np.int32(0)
        for d in range(len(asked)):
            total = np.int32(total + np.int32(np.int32(vectors[row, d]) * np.int32(asked[d])))
        close[n] = np.float32(total) * (scales[row] * scale)
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
def all_close(vectors: Any, scales: Any, rows: Any, texts: Any) -> Any:
    """The cosine of each row with each text: one line a text."""
    close = np.empty((len(texts), len(rows)), np.float32)
    for text in range(len(texts)):
        close[text] = closeness(vectors, scales, rows, texts[text])
    return close


@loop
def said_by_words(words: Any, impacts: Any, rows: Any, spans: Any, wish: Any, everything: bool) -> Any:
    """How much of a wish's words each row holds, 0..1: `WordIndex.coverage`."""
    total = np.zeros(len(rows), np.float32)
    for word in range(wish.word, wish.word_end):
        ours, theirs = meet(rows, words, spans[word, 0], spans[word, 1], everything)
        for hit in range(len(ours)):
            total[ours[hit]] += impacts[theirs[hit]]
    for n in range(len(rows)):
        total[n] = min(total[n] / wish.most, ALL) if wish.most else NONE
    return total


@loop
def offered(facts: Any, terms: Any, rows: Any, wish: Any, taken: Any, lists: Any, plain: Any, everything: bool) -> Any:
    """How well each row offers or welcomes the terms of a wish, 0..1; marks in `plain` what offers a hope by name."""
    best = np.zeros(len(rows), np.float32)
    for term in range(wish.term, wish.term_end):
        tagged = np.zeros(len(rows), np.float32)
        for which in range(taken[term].list, taken[term].list_end):
            one = lists[which]
            ours, _ = meet(rows, terms, one.start, one.end, everything)
            for at in ours:
                own = ALL if wish.role == GIFT else facts[rows[at]].own
                if one.itself:
                    tagged[at] = own
                    plain[at] = plain[at] or (wish.role == HOPE and wish.coded)
                else:
                    tagged[at] = max(tagged[at], one.weight * own)
        best = np.maximum(best, taken[term].counts * tagged)
    return best


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
def gathered(facts: Any, strips: Any, plan: Any, rules: Any, cap: Any, serving: Any, refusing: Any) -> Any:
    """The rows that can be suggested from the place, as `gather.within` gives them."""
    if not plan.placed:
        return np.arange(len(facts)).astype(np.int32)
    rows = reach(facts, strips, plan.lat, plan.lon, cap[1], cap[2], int(cap[3]), int(cap[4]), cap[0])
    if len(serving):
        rows = joined(rows, serving)
    return without(rows, refusing) if len(refusing) else rows


@loop
def weighed(
    facts: Any, words: Any, impacts: Any, terms: Any, vectors: Any, scales: Any, plan: Any, rules: Any,
    wishes: Any, spans: Any, taken: Any, lists: Any, texts: Any, rows: Any, plain: Any,
) -> Any:  # fmt: skip
    """How well each row fits each wish: one line a wish."""
    everything, fits = len(rows) == len(facts), np.empty((len(wishes), len(rows)), np.float32)
    nothing, closes = np.empty(0, np.float32), all_close(vectors, scales, rows, texts)
    for w in range(len(wishes)):
        wish = wishes[w]
        close = alike(closes, wish, rules) if wish.text != NO_TEXT else nothing
        tagged = offered(facts, terms, rows, wish, taken, lists, plain, everything)
        fits[w] = fit(wish, plan, rules, said_by_words(words, impacts, rows, spans, wish, everything), tagged, close)
    return fits


@loop
def passing(facts: Any, plan: Any, rules: Any, rows: Any, fits: Any, plain: Any, refused: Any, already: Any) -> Any:
    """Which rows are informal, fit well enough (`scoring.above_floor`) and pass the gates."""
    passed, best = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.float32)
    for w in range(len(fits)):
        best = np.maximum(best, fits[w])
    speaks = len(rows) > 0 and len(fits) > 0 and (best.max() >= plan.speaks or (plan.may_name and plain.any()))
    for n in range(len(rows)):
        row, one = rows[n], facts[rows[n]]
        fits_well = plan.every or (len(fits) > 0 and plan.companions and one.companion)
        if not fits_well and speaks and np.float64(best[n]) >= min(plan.floor, rules.floor_far):
            far = plan.placed and metres_between(plan.lat, plan.lon, one.lat, one.lon) > plan.far_m
            fits_well = np.float64(best[n]) >= (rules.floor_far if far else plan.floor)
        if fits_well and one.kind != rules.formal and let_through(one, plan, rules):
            passed[n] = not (len(refused) and holds(refused, row)) and not (len(already) and holds(already, row))
    return passed


@loop
def look(
    facts: Any, strips: Any, words: Any, impacts: Any, terms: Any, vectors: Any, scales: Any, plans: Any,
    all_rules: Any, wishes: Any, spans: Any, taken: Any, lists: Any, texts: Any, caps: Any,
    serving: Any, refusing: Any, refused: Any, already: Any,
) -> Any:  # fmt: skip
    """The rows that pass, further away step by step until there are enough; their fits; and at which step it ended."""
    plan, rules, step = plans[0], all_rules[0], 0
    while True:
        rows = gathered(facts, strips, plan, rules, caps[step], serving, refusing)
        plain = np.zeros(len(rows), np.bool_)
        fits = weighed(
            facts, words, impacts, terms, vectors, scales, plan, rules, wishes, spans, taken, lists, texts, rows, plain
        )
        passed = passing(facts, plan, rules, rows, fits, plain, refused, already)
        enough = passed.sum() >= plan.enough and (not plan.by_name or (plain & passed).any())
        if not plan.placed or enough or step + 1 == len(caps):
            break
        step += 1
    at = np.nonzero(passed)[0]
    kept = np.empty((len(fits), len(at)), np.float32)
    for w in range(len(fits)):
        for n in range(len(at)):
            kept[w, n] = fits[w, at[n]]
    return step, rows[at], kept


@loop
def story_fits(
    facts: Any, terms: Any, vectors: Any, scales: Any, rules: Any, wish: Any, taken: Any, lists: Any,
    texts: Any, rows: Any,
) -> Any:  # fmt: skip
    """How well each row fits the whole of what was said: the signal `meaning`."""
    close = alike(all_close(vectors, scales, rows, texts), wish, rules)
    unmarked = np.zeros(len(rows), np.bool_)
    both = close + offered(facts, terms, rows, wish, taken, lists, unmarked, len(rows) == len(facts))
    return both / np.float32(2)
