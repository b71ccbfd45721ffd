"""Which hopes an answer leaves unmet, to be counted as totals; and which of them people nearby asked for lately."""

from app.demand.rules import Outcome
from app.demand.store import Totals
from app.demand.tally import Tally
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.clock import Clock
from app.matching.engine.types import Result, Wish
from app.matching.engine.unanswered import meets


def count_unmet(result: Result, area: str | None, vocabulary: Vocabulary, tally: Tally, clock: Clock) -> None:
    """Count what was hoped for and is not there, in memory; nothing without an area, beside danger or of a child."""
    said = result.understood
    if area is None or said.urgent or said.under_18:
        return
    codes = [wish.code for wish in said.hopes if wish.code and _countable(wish.code, vocabulary)]
    shown = (*result.suggestions, *result.basics, *result.formal)
    unmet = [wish.code for wish in said.hopes if wish.code in codes and not meets(shown, wish)]
    outcome = Outcome.NOTHING if result.nothing_near else Outcome.NOT_AMONG
    tally.count(area, [code for code in unmet if code], outcome, clock())


def asked_lately(result: Result, area: str | None, vocabulary: Vocabulary, totals: Totals) -> Wish | None:
    """The first hope that enough people in this area asked for lately; None when there is none."""
    hopes = (wish for wish in result.understood.hopes if not wish.situation)
    wanted = (wish for wish in hopes if wish.code and _countable(wish.code, vocabulary))
    return next((wish for wish in wanted if area and (area, wish.code) in totals), None)


def _countable(code: str, vocabulary: Vocabulary) -> bool:
    """A sensitive hope is never counted, however many share it."""
    term = vocabulary.get(Scheme.HOPE, code)
    return term is not None and not term.sensitive
