"""Basics first: which practical help stands above everything when a basic was named (rule 2)."""

import numpy as np

from app.directory.rules import Kind
from app.directory.vocabulary import Scheme
from app.matching.engine import explain, gather
from app.matching.engine.ask import Ask
from app.matching.engine.gates import let_through
from app.matching.engine.index.columns import KINDS, Mask, Rows
from app.matching.engine.types import Reason, Suggestion, Wish

SILENT_SEEMS_FURTHER = 1.25
NO_BODIES = (KINDS[Kind.PERSON], KINDS[Kind.EXCHANGE], KINDS[Kind.FORMAL])


def sort_first(ask: Ask) -> tuple[tuple[Suggestion, ...], list[int], int | None]:
    """Up to three practical listings that help with what was named: the nearest, soonest open first.

    Each basic gets its nearest before any gets a second. Also their rows, and how far was looked, as in
    `gather.widening`.
    """
    if not ask.understood.basics:
        return (), [], None
    kind = ask.columns.kind
    rows, looked = gather.widening(
        ask,
        lambda rows: (kind[rows] == KINDS[Kind.PRACTICAL]) & helping(ask, rows) & let_through(ask, rows),
        ask.policy.basics_shown,
    )
    chosen = _nearest_of_each(ask, rows)
    shown = [explain.suggestion(ask, row, 1.0, why(ask, row)) for row in chosen]
    return tuple(explain.with_order(ask, sorted(shown, key=_soonest_open))), chosen, looked


def helping(ask: Ask, rows: Rows) -> Mask:
    """Rows of bodies that help with any basic that was named; never a `person` or an exchange."""
    helps = np.zeros(len(rows), np.bool_)
    for _, scores in ask.basic_fits:
        helps |= scores[rows] >= ask.policy.floor
    return helps & ~np.isin(ask.columns.kind[rows], NO_BODIES)


def _nearest_of_each(ask: Ask, rows: Rows) -> list[int]:
    listings = ask.columns.listings
    shown = [listings[row] for row in rows.tolist()]
    # A place that says how to get in and when is worth a little more walking than one that says neither.
    says = np.array([bool(it.way_in or it.sessions or it.opening) for it in shown])
    metres = np.nan_to_num(ask.columns.distances(ask.point, rows), nan=np.inf)
    worth = np.where(says, metres, metres * SILENT_SEEMS_FURTHER)
    chosen: list[int] = []
    queues = []
    for _, scores in ask.basic_fits:
        fits = scores[rows]
        order = sorted(
            np.nonzero(fits >= ask.policy.floor)[0],
            key=lambda n: (round(1 - float(fits[n]), 2), worth[n], shown[n].id),
        )
        queues.append([int(rows[n]) for n in order])
    for place in range(max(map(len, queues), default=0)):
        for queue in queues:
            if place < len(queue) and queue[place] not in chosen and len(chosen) < ask.policy.basics_shown:
                chosen.append(queue[place])
    return chosen


def why(ask: Ask, row: int) -> tuple[Reason, ...]:
    """The basics that the listing in `row` helps with, as reasons."""
    if not ask.basic_fits:
        return ()
    listing = ask.listing(row)
    return tuple(
        Reason(
            "basics", "helps", {"said": wish.said, "term": _helps_with(ask, wish, listing.basics)}, (wish.said,), 1.0
        )
        for wish, scores in ask.basic_fits
        if scores.of(row) >= ask.policy.floor
    )


def _helps_with(ask: Ask, wish: Wish, basics: tuple[str, ...]) -> str | None:
    """The basic it helps with: the one asked for, else the related one it names."""
    term = ask.vocabulary.get(Scheme.BASIC, wish.code or "")
    names = [term.code, *(code for code, _ in term.related)] if term else []
    return next((name for name in names if name in basics), None)


def _soonest_open(item: Suggestion) -> tuple[bool, float, float]:
    far = item.distance_m if item.distance_m is not None else float("inf")
    return item.next_start is None, item.next_start.timestamp() if item.next_start else 0.0, far
