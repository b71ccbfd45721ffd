"""What the columns are asked for one question: the rows that are shown, formal services, and somebody to ask."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from app.directory.rules import Kind
from app.matching.engine import basics, gather, quick, rank, scoring
from app.matching.engine.apart import formal_rows, rows_to_ask
from app.matching.engine.ask import Ask
from app.matching.engine.gates import let_through
from app.matching.engine.index.columns import KINDS, Mask, Rows

__all__ = ["Finder", "best", "fits_what_was_asked", "formal_rows", "rows_to_ask"]


class Finder(Protocol):
    """Who finds the rows; this module does, and in measurements a database that is asked the same."""

    def best(self, ask: Ask, already: Sequence[int] = ()) -> tuple[list[tuple[int, float]], int | None]:
        """The rows of rungs 1 to 3 that are shown, in ladder order, each with its score; and how far was looked."""

    def formal_rows(self, ask: Ask) -> Rows:
        """Formal services for this place that pass the gates, ascending."""

    def rows_to_ask(self, ask: Ask) -> Rows:
        """Connectors, then networks, that serve the place and pass the gates; of each the nearest first."""


def best(ask: Ask, already: Sequence[int] = ()) -> tuple[list[tuple[int, float]], int | None]:
    """See `Finder`. How far was looked is told when that was further than the first look."""
    if quick.can(ask):
        return quick.best(ask, already)
    rows, looked = gather.widening(
        ask,
        lambda rows: _passes(ask, rows) & ~np.isin(rows, already),
        min(ask.policy.enough, ask.conversation.limit),
        lambda rows: not ask.names_a_hope or bool(ask.plainly_offered(rows).any()),
    )
    if not len(rows):
        return [], looked
    order = rank.in_order(ask, *rank.best_rows(ask, rows, scoring.score(ask, rows)))
    rungs = [int(ask.columns.rung[row]) for row, _ in order]
    chosen = rank.choose(rungs, ask.conversation.limit, ask.policy.least_a_rung, ask.policy.most_a_rung)
    return [order[n] for n in rank.ladder(chosen, rungs)], looked


def _passes(ask: Ask, rows: Rows) -> Mask:
    informal = ask.columns.kind[rows] != KINDS[Kind.FORMAL]
    return informal & fits_what_was_asked(ask, rows) & let_through(ask, rows)


def fits_what_was_asked(ask: Ask, rows: Rows) -> Mask:
    """Which rows fit well enough, whatever their kind; the gates apart."""
    said = ask.understood
    if said.only_basics:  # then nothing is shown but what helps with that (rule 2)
        return basics.helping(ask, rows)
    if not said.asks and (said.urgent or said.formal):
        return np.zeros(len(rows), np.bool_)  # urgent help or a formal service was asked for, and nothing besides
    return scoring.above_floor(ask, rows)
