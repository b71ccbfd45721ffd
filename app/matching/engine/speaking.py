"""The directory query: what is near, is let through and holds some words; by a compiled loop, or by numpy alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.directory.rules import Ease, Kind
from app.matching.engine import quick
from app.matching.engine.ask import TIME_EASES, Ask
from app.matching.engine.gates import let_through
from app.matching.engine.gather import all_rows
from app.matching.engine.index import compiled, plan
from app.matching.engine.index.columns import EASES, KINDS, Mask, Rows, Scores
from app.matching.engine.index.postings import NO_ROWS, held, places_in

MOST_STEMS = 64  # bits of a number
Bits = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Narrowed:
    """What else must hold. `facts` may not be known as "no"."""

    kind: Kind | None = None
    hope: str | None = None
    facts: frozenset[Ease] = frozenset()
    informal: bool = False


def speaking(ask: Ask, stems: Sequence[str], metres: float, narrowed: Narrowed) -> tuple[Rows, Bits, Scores]:
    """Rows in their order, which of the stems each holds (a bit each, 64 at most), and how much they tell by BM25."""
    asked = stems[:MOST_STEMS]
    if (loops := compiled.loops()) is not None:
        return by_loops(loops, ask, asked, metres, narrowed)
    return _by_numpy(ask, asked, metres, narrowed)


def by_loops(
    loops: Any, ask: Ask, stems: Sequence[str], metres: float, narrowed: Narrowed
) -> tuple[Rows, Bits, Scores]:
    """The same by loops that are given."""
    spans = [(*heard, n) for n, stem in enumerate(stems) for heard in ask.columns.words.lists(stem)]
    found: tuple[Rows, Bits, Scores] = loops.speaking(
        ask.columns.book, *quick.plan_and_rules(ask, narrowed.facts), float(metres),
        plan.packed(spans, plan.SPAN) if spans else quick.NO_SPANS, *_as_numbers(ask, narrowed),
    )  # fmt: skip
    return found


def _as_numbers(ask: Ask, narrowed: Narrowed) -> tuple[int, bool, int, int]:
    """The kind or -1, whether formal services are left out, and where rows stand that offer the hope, or -1."""
    hope = (-1, -1) if narrowed.hope is None else ask.columns.hopes.spans.get(narrowed.hope, (0, 0))
    return -1 if narrowed.kind is None else KINDS[narrowed.kind], narrowed.informal, *hope


def best_by_words(ask: Ask, stems: Sequence[str], metres: float, narrowed: Narrowed, most: int) -> list[int]:
    """The `most` rows that hold any of the stems and tell most by BM25, best first; equals by their ids."""
    asked = stems[:MOST_STEMS]
    if (loops := compiled.loops()) is not None:
        return best_by_loops(loops, ask, asked, metres, narrowed, most)
    rows, bits, worth = _by_numpy(ask, asked, metres, narrowed)
    rows, worth = rows[bits > 0], worth[bits > 0]
    found: list[int] = rows[np.lexsort((ask.columns.id_rank[rows], -worth))[:most]].tolist()
    return found


def best_by_loops(
    loops: Any, ask: Ask, stems: Sequence[str], metres: float, narrowed: Narrowed, most: int
) -> list[int]:
    """The same by loops that are given: each list of rows that hold a stem is gone through, and no other row."""
    known = ask.columns.words.known
    lists = b"".join([known(stem).records for stem in stems])
    question, rules = quick.looked(
        ask, metres, narrowed.facts, len(lists) // plan.SPAN.itemsize, *_as_numbers(ask, narrowed)
    )
    best = np.empty(min(most, ask.columns.size), np.int32)
    count = loops.best_by_words(ask.columns.book, question + lists, rules, best)
    found: list[int] = best[:count].tolist()
    return found


def _by_numpy(ask: Ask, stems: Sequence[str], metres: float, narrowed: Narrowed) -> tuple[Rows, Bits, Scores]:
    columns, words = ask.columns, ask.columns.words
    rows = all_rows(ask) if ask.point is None else columns.without_gone(columns.within(ask.point, metres)[0])
    rows = rows[let_through(ask, rows) & _fits(ask, rows, narrowed)]
    bits, worth = np.zeros(len(rows), np.uint64), np.zeros(len(rows), np.float32)
    for n, stem in enumerate(stems):
        for heard in words.lists(stem):
            at, here = places_in(words.rows[heard.start : heard.end], rows)
            bits[here] |= np.uint64(1 << n)
            worth[here] += words.impacts(heard, at[here])
    return rows, bits, worth


def _fits(ask: Ask, rows: Rows, narrowed: Narrowed) -> Mask:
    columns, fits = ask.columns, np.ones(len(rows), np.bool_)
    if narrowed.kind is not None:
        fits &= columns.kind[rows] == KINDS[narrowed.kind]
    if narrowed.informal:
        fits &= columns.kind[rows] != KINDS[Kind.FORMAL]
    if narrowed.hope is not None:
        fits &= held(columns.hopes.get(narrowed.hope, NO_ROWS), rows, columns.size)
    if facts := [EASES[ease] for ease in narrowed.facts - TIME_EASES]:
        fits &= np.all(columns.ease[rows][:, facts] >= 0, axis=1)  # one that is not known stays, and sinks (rule 9)
    return fits
