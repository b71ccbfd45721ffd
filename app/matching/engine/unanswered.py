"""Which of several wishes nothing near answers, though another is answered: silence is told for each wish (rule 6)."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from app.directory.rules import Kind
from app.directory.vocabulary import Scheme
from app.matching.engine import gates, gather, quick
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import KINDS, Rows
from app.matching.engine.index.postings import NO_ROWS
from app.matching.engine.types import Candidate, Missing, Suggestion, Wish


def meets(shown: Sequence[Suggestion], wish: Wish) -> bool:
    """Whether any of these ideas plainly offers what was wished for, or was suggested for it."""
    if any(_offers(one.listing, wish) for one in shown):
        return True
    told = chain.from_iterable((*one.also, *one.told.why, *one.told.eased) for one in shown)
    return any(wish.said in reason.matched or wish.code in reason.matched for reason in told)


def unanswered(
    ask: Ask, shown: Sequence[Suggestion], someone: Candidate | None, looked: float | None
) -> tuple[Missing, ...]:
    """The wishes, each a term of its own, that no idea answers and nothing near offers.

    None beside danger, and none where nothing is shown at all: then the whole answer says so.
    """
    if ask.point is None or ask.understood.urgent or not shown:
        return ()
    said, missing = ask.understood, []
    for wish in filter(_is_asked, (*said.hopes, *said.basics)):
        if meets(shown, wish) or (someone and _offers(someone, wish)):
            continue
        nearest = _metres_to(ask, wish)
        if nearest > (looked or ask.first_look_m):
            missing.append(Missing(wish, is_basic=wish in said.basics, further=nearest < math.inf))
    return tuple(missing)


def _is_asked(wish: Wish) -> bool:
    """Whether it was asked for by name: not where somebody stands, nor what a skill lets us think."""
    return bool(wish.code) and not wish.situation and wish.sure == 1.0


def _offers(listing: Candidate, wish: Wish) -> bool:
    return wish.code in listing.hopes or wish.code in listing.basics


def _metres_to(ask: Ask, wish: Wish) -> float:
    """How far the nearest is that offers it, as far as anybody looks: 0 where one serves the place, inf without any.

    What somebody sent away is there too: they know of it.
    """
    loops, rows = quick.loops_with_gates(), _offering(ask, wish)
    return by_loops(loops, ask, rows) if loops else by_numpy(ask, rows)


def by_numpy(ask: Ask, rows: Rows) -> float:
    """Metres to the nearest of some rows, ascending."""
    rows, metres = gather.reached(ask, rows)
    if ask.conversation.declined:
        ask = replace(ask, conversation=replace(ask.conversation, declined=frozenset()))
    passed = gates.let_through(ask, rows) & (ask.columns.kind[rows] != KINDS[Kind.FORMAL])
    return float(metres[passed].min(initial=math.inf))


def by_loops(loops: Any, ask: Ask, rows: Rows) -> float:
    """The same by loops that are given."""
    framed = quick.frame_of(ask)
    found: float = loops.nearest_of(
        ask.columns.facts, rows, framed.plan, framed.rules, max(gather.steps(ask)), framed.serving, framed.refusing,
        gates.unwanted_rows(ask) if ask.conversation.declined else framed.refused,
    )  # fmt: skip
    return found


def _offering(ask: Ask, wish: Wish) -> Rows:
    """The rows that offer it, or what comes close to it; ascending."""
    if wish not in ask.understood.basics:
        return ask.columns.hopes.get(wish.code or "", NO_ROWS)
    term = ask.vocabulary.get(Scheme.BASIC, wish.code or "")
    codes = (wish.code or "", *(code for code, _ in (term.related if term else ())))
    return np.unique(np.concatenate([ask.columns.basics.get(code, NO_ROWS) for code in codes]))
