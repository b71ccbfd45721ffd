"""What stands apart from the ideas: somebody to ask, and formal services; few rows of many, so they are listed once."""

from typing import Any

import numpy as np
import numpy.typing as npt

from app.directory.rules import Kind
from app.matching.engine import gates, gather, quick
from app.matching.engine.ask import Ask
from app.matching.engine.gates import let_through
from app.matching.engine.index import compiled
from app.matching.engine.index.columns import KINDS, Columns, Mask, Rows

Listed = tuple[Rows, npt.NDArray[np.float64]]


def formal_rows(ask: Ask) -> Rows:
    """Formal services for this place that pass the gates, ascending."""
    return _rows(ask, ask.policy.formal_reach_m, formal=True)


def rows_to_ask(ask: Ask) -> Rows:
    """Connectors and networks that serve the place and pass the gates, ascending."""
    return _rows(ask, ask.policy.widest_m / 2, formal=False)


def _rows(ask: Ask, metres: float, *, formal: bool) -> Rows:
    loops = compiled.loops()
    if loops is not None and gates.GATES == quick.GATES:
        return by_loops(loops, ask, metres, formal=formal)
    rows = gather.within(ask, metres)
    rows = rows[_mask(ask.columns, rows, formal=formal)]
    return rows[let_through(ask, rows)]


def by_loops(loops: Any, ask: Ask, metres: float, *, formal: bool) -> Rows:
    """The same by loops that are given."""
    columns = ask.columns
    if "apart" not in ask.__dict__:  # the same for both
        ask.__dict__["apart"] = (*quick.plan_and_rules(ask), *quick.rows_of_areas(ask), quick.refused(ask))
    plans, rules, serving, refusing, refused = ask.__dict__["apart"]
    found: Rows = loops.apart(
        columns.facts, columns.strips, *_listed(columns, formal=formal), plans, rules,
        quick.caps(ask.point, (metres,)), serving, refusing, refused, formal,
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
