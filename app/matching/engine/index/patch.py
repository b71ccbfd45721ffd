"""Columns after an edit: new rows behind the old, and a note of those that are no more. Nothing is built anew."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import numpy as np

from app.matching.engine.index.columns import Columns, Rows, standing_on
from app.matching.engine.index.facts import as_bits, ease_matrix, facts_of
from app.matching.engine.index.ground import Ground
from app.matching.engine.index.postings import LISTED, Postings
from app.matching.engine.index.words import MOST_OFTEN, WordIndex, counted
from app.matching.engine.types import Candidate

Told = Mapping[str, int]  # how often each stem counts in a listing


class Overtaken(Exception):
    """Newer columns stand on the same ground: only the newest can be patched."""


def patched(columns: Columns, gone: Iterable[UUID], fresh: Sequence[Candidate]) -> Columns:
    """The columns without the listings `gone`, and with those that are `fresh` in the place of what they were.

    They answer as columns would that were built anew from the same listings; `columns` go on answering as before.
    Raises Overtaken, and ids.Crowded when there is no place between two ids: then they must be built anew.
    """
    ground = columns.ground
    if ground.size != columns.size:
        raise Overtaken
    ranks = [ground.ids.rank(one.id) for one in fresh]
    left = {one: row for one in (*gone, *(one.id for one in fresh)) if (row := columns.row_of(one)) is not None}
    dead, start = [columns.listings[row] for row in left.values()], columns.size
    told = [counted(*one.indexed) for one in fresh]
    _append(ground, fresh, ranks, told)
    words = _words(columns.words, ground, start, told, [counted(*one.indexed) for one in dead])
    postings = {name: _postings(columns.postings[name], ground, name, start, fresh, dead) for name in LISTED}
    since = {one: row for one, row in columns.since.items() if one not in left}
    since |= {one.id: start + n for n, one in enumerate(fresh)}
    return standing_on(ground, columns.strips, postings, words, _joined(columns.gone, left.values()), since)


def _append(ground: Ground, fresh: Sequence[Candidate], ranks: Sequence[int], told: Sequence[Told]) -> None:
    """The facts of new rows, and what each offers and welcomes."""
    facts, ease = facts_of(fresh), ease_matrix(fresh)
    facts["yes"], facts["no"], facts["id_rank"] = as_bits(ease > 0), as_bits(ease < 0), ranks
    facts["length"] = [sum(one.values()) for one in told]
    offers = [_numbers(ground, one) for one in fresh]
    ends = ground.held.size + np.cumsum([len(some) for some in offers], dtype=np.int32)
    ground.held.append(np.array([number for some in offers for number in some], np.int16))
    ground.held_from.append(ends.astype(np.int32))
    ground.ease.append(ease)
    ground.since += fresh
    ground.facts.append(facts)


def _numbers(ground: Ground, one: Candidate) -> list[int]:
    both = (("hopes", one.hopes), ("gifts", one.gifts))
    return sorted(ground.number(name, code) for name, codes in both for code in dict.fromkeys(codes))


def _words(words: WordIndex, ground: Ground, start: int, told: Sequence[Told], dead: Sequence[Told]) -> WordIndex:
    spans = dict(words.fresh)
    for row, one in enumerate(told, start):
        for stem, often in one.items():
            spans[stem] = ground.words.longer(spans.get(stem, (0, 0)), row, min(often, MOST_OFTEN))
    return replace(
        words,
        fresh=spans,
        fewer=_fewer(words.fewer, [stem for one in dead for stem in one]),
        living=words.living + len(told) - len(dead),
        total=words.total + sum(sum(one.values()) for one in told) - sum(sum(one.values()) for one in dead),
    )


def _postings(
    postings: Postings, ground: Ground, name: str, start: int, fresh: Sequence[Candidate], dead: Sequence[Candidate]
) -> Postings:
    new = [(code, row) for row, one in enumerate(fresh, start) for code in dict.fromkeys(LISTED[name](one))]
    old = [code for one in dead for code in dict.fromkeys(LISTED[name](one))]
    spans = dict(postings.spans)
    for code, row in new:
        spans[code] = ground.terms.longer(spans.get(code, (0, 0)), row)
    return Postings(postings.rows, spans, _fewer(postings.fewer, old))


def _fewer(known: Mapping[str, int], codes: Sequence[str]) -> Mapping[str, int]:
    return {**known, **{code: known.get(code, 0) + count for code, count in Counter(codes).items()}} if codes else known


def _joined(gone: Rows, rows: Iterable[int]) -> Rows:
    return np.union1d(gone, np.fromiter(rows, np.int32)).astype(np.int32)
