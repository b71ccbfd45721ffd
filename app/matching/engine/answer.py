"""A whole match: understand, gather, gate, score, rank, explain. Pure: values in, values out."""

from collections.abc import Collection
from itertools import groupby, islice
from uuid import UUID

import numpy as np

from app.directory.rules import Capacity
from app.directory.vocabulary import Scheme, Vocabulary
from app.matching.engine import basics, explain, finding, gather, rank, scoring
from app.matching.engine.ask import Ask
from app.matching.engine.finding import Finder
from app.matching.engine.fit import Fit
from app.matching.engine.index.columns import Columns, Rows, Scores
from app.matching.engine.policy import POLICY, Policy
from app.matching.engine.tokens import tokens
from app.matching.engine.types import Candidate, Conversation, Reason, Result, Suggestion, Wish
from app.matching.engine.unanswered import unanswered
from app.matching.engine.understand import understand

Ranked = list[tuple[int, float]]  # rows with their scores, in order
NAMED = 0.6  # how much of a service's usual name a listing must hold to be that service


def answer(conversation: Conversation, columns: Columns, vocabulary: Vocabulary, policy: Policy = POLICY) -> Result:
    """Ideas for one conversation; the same question on the same day gives the same answer (determinism)."""
    return answer_to(Ask(conversation, understand(conversation, vocabulary), columns, vocabulary, policy))


def answer_to(ask: Ask, by: Finder = finding) -> Result:
    """Ideas for a conversation that is understood already; with sentence vectors where the question brings them."""
    first, first_rows, basics_looked = basics.sort_first(ask)
    order, looked = by.best(ask, [*first_rows, *gather.too_far(ask).tolist()])
    shown = explained(ask, order)
    opened_by = _opened_by(ask)
    formal, formal_count = _formal(ask, by.formal_rows(ask), opened=opened_by is not None)
    someone = _someone_to_ask(ask, order, by)
    return Result(
        understood=ask.understood,
        suggestions=shown,
        basics=first,
        start_here=_start_here(ask, shown),
        someone_to_ask=someone,
        nothing_near=not shown and not first and not (opened_by != "press" and formal),
        widened_to_m=looked if shown else basics_looked,
        nearer_than_m=gather.nearer_than_m(ask),
        formal=formal,
        formal_count=formal_count,
        formal_open=opened_by is not None,
        formal_opened_by=opened_by,
        unanswered=unanswered(ask, (*shown, *first, *(formal if opened_by != "press" else ())), someone, looked),
    )


def explained(ask: Ask, order: list[tuple[int, float]]) -> tuple[Suggestion, ...]:
    """The rows in the order given, each section with the reasons for its order."""
    shown: list[Suggestion] = []
    rungs = dict(zip(rows := [row for row, _ in order], ask.columns.rung[rows].tolist(), strict=True))
    for _, section in groupby(order, key=lambda pair: rungs[pair[0]]):
        shown += explain.with_order(
            ask, [explain.suggestion(ask, row, score, basics.why(ask, row)) for row, score in section]
        )
    return tuple(shown)


def _start_here(ask: Ask, shown: tuple[Suggestion, ...]) -> UUID | None:
    """The single best fit, whatever its rung; none beside urgent help, none that is full."""
    if ask.understood.urgent or ask.understood.only_basics:
        return None
    free = [item for item in shown if item.listing.capacity is not Capacity.FULL]
    best = max(free, key=lambda item: item.score, default=None)  # of equals the first
    return best.listing.id if best else None


def _someone_to_ask(ask: Ask, order: list[tuple[int, float]], by: Finder) -> Candidate | None:
    """A connector or network that serves the place, nearest first; once, and not when already among the ideas."""
    if ask.point is None or ask.understood.urgent:
        return None
    known = {row for row, _ in order}
    nearest = (ask.listing(row) for row in by.rows_to_ask(ask).tolist() if row not in known)
    return next((one for one in nearest if one.phone or one.email), None)


def _opened_by(ask: Ask) -> str | None:
    if ask.understood.urgent:
        return "urgent"
    if ask.understood.formal:
        return "asked"
    return "press" if ask.conversation.formal else None


def _formal(ask: Ask, rows: Rows, *, opened: bool) -> tuple[tuple[Suggestion, ...], int]:
    """Of formal services those shown when the fold is open, what the words ask for first; and how many there are."""
    if not opened or not len(rows):
        return (), len(rows)
    asked = _named(ask, ask.understood.formal)
    danger = _named(ask, _for_danger(ask))
    helps = Fit(ask.columns.size, lambda rows: np.maximum(asked[rows], danger[rows]))
    count = len(rows)
    if ask.understood.urgent and (helps[rows] > 0).any():  # beside urgent help only what helps with that
        rows = rows[helps[rows] > 0]
    order = rank.in_order(ask, *rank.best_rows(ask, rows, scoring.score(ask, rows)))
    order.sort(key=lambda pair: -round(helps.of(pair[0]), 3))
    if _opened_by(ask) == "press" and not ask.conversation.no_floor:
        order = _spoken_of(ask, order[: ask.policy.formal_shown], helps) or _doors(ask, order)
    most = max(ask.policy.formal_shown, ask.conversation.limit if ask.conversation.no_floor else 0)
    said = next((wish for wish in ask.understood.formal if wish.tokens), None)  # what was only meant is not quoted
    shown = [_formal_one(ask, row, score, said if asked.of(row) else None) for row, score in order[:most]]
    return tuple(explain.with_order(ask, shown)), count


def _spoken_of(ask: Ask, order: Ranked, helps: Fit) -> Ranked:
    """Those that something said points to: that one is near or quiet is no reason to show it (rule 6)."""
    return [(row, score) for row, score in order if helps.of(row) or scoring.told(ask, row).why]


def _doors(ask: Ask, order: Ranked) -> Ranked:
    """Where nothing said points to a service: who looks at the whole, and who speaks for somebody; one of each."""
    doors: Ranked = []
    for code in ask.policy.formal_doors:
        of_it = (pair for pair in order if pair not in doors and code in _known_as(ask, pair[0]))
        doors += islice(of_it, 1)
    return doors


def _known_as(ask: Ask, row: int) -> Collection[str]:
    """Which formal services a listing is by its own name: "carer's assessment" is no needs assessment."""
    listing, words = ask.listing(row), ask.vocabulary
    known: tuple[Vocabulary, Collection[str]] | None = listing.kept.get("known as")
    if known is None or known[0] is not words:
        known = listing.kept["known as"] = words, {it.term.code for it in words.find(listing.name, [Scheme.FORMAL])}
    return known[1]


def _formal_one(ask: Ask, row: int, score: float, said: Wish | None) -> Suggestion:
    also = (Reason("interests", "asked", {"said": said.said}, (said.said,), 1.0),) if said else ()
    if not also and not scoring.told(ask, row).why:  # how far it is tells nobody why
        also = (Reason("formal", "service", {}, (), 0.0),)
    return explain.suggestion(ask, row, score, also)


def _for_danger(ask: Ask) -> tuple[Wish, ...]:
    codes = dict.fromkeys(
        code for kind in ask.understood.dangers for code in ask.policy.formal_for_danger.get(kind, ())
    )
    return tuple(Wish("", code) for code in codes)


def _named(ask: Ask, wishes: tuple[Wish, ...]) -> Fit:
    """How well each row's own words name one of these formal services ("carer's assessment")."""
    terms = [(wish, ask.vocabulary.get(Scheme.FORMAL, wish.code or "")) for wish in wishes]
    phrases = [phrase for wish, term in terms for phrase in (wish.said, *((term.label, *term.phrases) if term else ()))]

    def work(rows: Rows) -> Scores:
        named = np.zeros(len(rows), np.float32)
        for phrase in phrases:
            named = np.maximum(named, ask.columns.words.coverage(tokens(phrase), rows))
        return np.where(named >= NAMED, named, np.float32(0))

    return Fit(ask.columns.size, work)
