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
    any_word: bool = False


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
    columns, words = ask.columns, ask.columns.words
    hope = (-1, -1) if narrowed.hope is None else columns.hopes.spans.get(narrowed.hope, (0, 0))
    spans = [(*heard, n) for n, stem in enumerate(stems) for heard in words.lists(stem)]
    found: tuple[Rows, Bits, Scores] = loops.speaking(
        *columns.table, *quick.NO_VECTORS, *quick.plan_and_rules(ask, narrowed.facts), float(metres),
        columns.gone, plan.packed(spans, plan.SPAN) if spans else quick.NO_SPANS,
        -1 if narrowed.kind is None else KINDS[narrowed.kind], narrowed.informal, *hope, narrowed.any_word,
    )  # fmt: skip
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
    speaks = bits > 0 if narrowed.any_word else np.ones(len(rows), np.bool_)
    return rows[speaks], bits[speaks], worth[speaks]


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
