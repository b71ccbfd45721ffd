"""Which of several wishes nothing near answers, though another is answered: silence is told for each wish (rule 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from app.directory.rules import Kind
from app.directory.vocabulary import Scheme
from app.matching.engine import gather
from app.matching.engine.ask import Ask
from app.matching.engine.gates import let_through
from app.matching.engine.index.columns import KINDS, Rows
from app.matching.engine.index.postings import NO_ROWS, held
from app.matching.engine.types import Candidate, Missing, Suggestion, Wish


def meets(shown: Suggestion, wish: Wish) -> bool:
    """Whether an idea was suggested for this wish, or plainly offers it."""
    told = {said for reason in shown.reasons for said in reason.matched}
    return wish.said in told or wish.code in told or _offers(shown.listing, wish)


def unanswered(
    ask: Ask, shown: Sequence[Suggestion], someone: Candidate | None, looked: float | None
) -> tuple[Missing, ...]:
    """The wishes, each a term of its own, that no idea answers and nothing near offers.

    None beside danger, and none where nothing is shown at all: then the whole answer says so.
    """
    if ask.point is None or ask.understood.urgent or not shown:
        return ()
    wishes = [*_asked(ask.understood.hopes), *_asked(ask.understood.basics)]
    met = {
        wish.said for wish in wishes if any(meets(one, wish) for one in shown) or (someone and _offers(someone, wish))
    }
    open_to = replace(ask, conversation=replace(ask.conversation, declined=frozenset()))  # what they know is there too
    missing = []
    for wish in (wish for wish in wishes if wish.said not in met):
        far = _metres_to(open_to, wish)
        if not len(far) or far.min() > (looked or ask.first_look_m):
            missing.append(Missing(wish, is_basic=wish in ask.understood.basics, further=len(far) > 0))
    return tuple(missing)


def _asked(wishes: Iterable[Wish]) -> list[Wish]:
    """Those that were asked for by name: not where somebody stands, nor what a skill lets us think."""
    return [wish for wish in wishes if wish.code and not wish.situation and wish.sure == 1.0]


def _offers(listing: Candidate, wish: Wish) -> bool:
    return wish.code in listing.hopes or wish.code in listing.basics


def _metres_to(ask: Ask, wish: Wish) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How far each listing is that offers it, as far as anybody looks; 0 where it serves the place."""
    rows = gather.within(ask, max(gather.steps(ask)))
    rows = rows[held(_offering(ask, wish), rows, ask.columns.size)]
    rows = rows[let_through(ask, rows) & (ask.columns.kind[rows] != KINDS[Kind.FORMAL])]
    metres = ask.columns.distances(ask.point, rows)
    serving = gather.serving(ask)
    here = np.isin(rows, np.concatenate(serving)) if serving else np.zeros(len(rows), np.bool_)
    return np.where(here | np.isnan(metres), 0.0, metres)


def _offering(ask: Ask, wish: Wish) -> Rows:
    """The rows that offer it, or what comes close to it; ascending."""
    is_basic = wish in ask.understood.basics
    scheme, postings = (Scheme.BASIC, ask.columns.basics) if is_basic else (Scheme.HOPE, ask.columns.hopes)
    term = ask.vocabulary.get(scheme, wish.code or "")
    codes = (wish.code or "", *(code for code, _ in (term.related if term and is_basic else ())))
    return np.unique(np.concatenate([postings.get(code, NO_ROWS) for code in codes]))
