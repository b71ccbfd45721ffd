"""What stands apart from the ideas: somebody to ask, and formal services; few rows of many, so they are listed once."""

from typing import Any

import numpy as np
import numpy.typing as npt

from app.directory.rules import Kind
from app.matching.engine import gather, quick
from app.matching.engine.ask import Ask
from app.matching.engine.gates import let_through
from app.matching.engine.index.columns import KINDS, Columns, Mask, Rows

Listed = tuple[Rows, npt.NDArray[np.float64]]
Apart = tuple[Rows, Rows]


def formal_rows(ask: Ask) -> Rows:
    """Formal services for this place that pass the gates, ascending."""
    return _apart(ask)[0]


def rows_to_ask(ask: Ask) -> Rows:
    """Connectors, then networks, that serve the place and pass the gates; of each the nearest first."""
    return _apart(ask)[1]


def _apart(ask: Ask) -> Apart:
    """Both, found together: the same gates stand before them."""
    found: Apart | None = ask.__dict__.get("apart")
    if found is None:
        loops, reaches = quick.loops_with_gates(), (ask.policy.formal_reach_m, ask.policy.widest_m / 2)
        found = ask.__dict__["apart"] = by_loops(loops, ask, reaches) if loops else by_numpy(ask, reaches)
    return found


def by_numpy(ask: Ask, reaches: tuple[float, float]) -> Apart:
    """Within so many metres each."""
    formal, to_ask = (
        _passing(ask, metres, formal=formal) for metres, formal in zip(reaches, (True, False), strict=True)
    )
    columns = ask.columns
    metres = np.nan_to_num(columns.distances(ask.point, to_ask), nan=0.0)  # no point, but it serves the area: here
    return formal, to_ask[np.lexsort((columns.id_rank[to_ask], metres, ~columns.connector[to_ask]))]


def _passing(ask: Ask, metres: float, *, formal: bool) -> Rows:
    rows = gather.within(ask, metres)
    rows = rows[_mask(ask.columns, rows, formal=formal)]
    return rows[let_through(ask, rows)]


def by_loops(loops: Any, ask: Ask, reaches: tuple[float, float]) -> Apart:
    """The same by loops that are given."""
    columns, framed = ask.columns, quick.frame_of(ask)
    found: Apart = loops.apart(
        columns.facts, columns.strips, *_listed(columns, formal=True), *_listed(columns, formal=False),
        framed.plan, framed.rules, np.array(reaches), framed.serving, framed.refusing, framed.refused,
    )  # fmt: skip
    return found


def _listed(columns: Columns, *, formal: bool) -> Listed:
    """Such rows of the base with their degrees of longitude: kept as long as the base is."""
    kept, name = columns.ground.kept, "formal" if formal else "to ask"
    if name not in kept:
        base = np.arange(columns.base, dtype=np.int32)
        rows = base[_mask(columns, base, formal=formal)]
        kept[name] = rows, np.ascontiguousarray(columns.facts["lon"][rows])
    found: Listed = kept[name]
    return found


def _mask(columns: Columns, rows: Rows, *, formal: bool) -> Mask:
    kinds = columns.kind[rows]
    return kinds == KINDS[Kind.FORMAL] if formal else columns.connector[rows] | (kinds == KINDS[Kind.NETWORK])
