"""Which of several wishes nothing near answers, though another is answered: silence is told for each wish (rule 6)."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from app.directory.rules import Kind
from app.directory.vocabulary import Scheme
from app.matching.engine import gather
from app.matching.engine.ask import Ask
from app.matching.engine.gates import let_through
from app.matching.engine.index.columns import KINDS, Rows
from app.matching.engine.index.postings import NO_ROWS
from app.matching.engine.types import Candidate, Missing, Suggestion, Wish


def meets(shown: Suggestion, wish: Wish) -> bool:
    """Whether an idea plainly offers what was wished for, or was suggested for it."""
    if _offers(shown.listing, wish):
        return True
    reasons = chain(shown.also, shown.told.why, shown.told.eased)
    return any(wish.said in reason.matched or wish.code in reason.matched for reason in reasons)


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
        if any(meets(one, wish) for one in shown) or (someone and _offers(someone, wish)):
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
    rows, metres = gather.reached(ask, _offering(ask, wish))
    if ask.conversation.declined:
        ask = replace(ask, conversation=replace(ask.conversation, declined=frozenset()))
    passed = let_through(ask, rows) & (ask.columns.kind[rows] != KINDS[Kind.FORMAL])
    return float(metres[passed].min(initial=math.inf))


def _offering(ask: Ask, wish: Wish) -> Rows:
    """The rows that offer it, or what comes close to it; ascending."""
    if wish not in ask.understood.basics:
        return ask.columns.hopes.get(wish.code or "", NO_ROWS)
    term = ask.vocabulary.get(Scheme.BASIC, wish.code or "")
    codes = (wish.code or "", *(code for code, _ in (term.related if term else ())))
    return np.unique(np.concatenate([ask.columns.basics.get(code, NO_ROWS) for code in codes]))
