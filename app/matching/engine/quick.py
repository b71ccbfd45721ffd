"""The engine call by compiled loops: the question is put into numbers, two loops answer, and nothing else is touched.

Every answer is that of the numpy path, which stays the one that is read to know what is meant: `tests/` compares both.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from app.directory.rules import Ease, Kind
from app.directory.vocabulary import Scheme
from app.matching.engine import ask as asking
from app.matching.engine import gates, gather, likeness, rank, scoring
from app.matching.engine.ask import TIME_EASES, Ask
from app.matching.engine.index import compiled, plan
from app.matching.engine.index.columns import EASES, KINDS, NEVER, Columns, Rows, Scores
from app.matching.engine.index.postings import NO_ROWS
from app.matching.engine.index.words import ONCE_MORE, Heard
from app.matching.engine.lists import lists_of
from app.matching.engine.policy import Policy
from app.matching.engine.signals import (
    capacity,
    ease,
    freshness,
    fullness,
    gifts,
    interests,
    judgement,
    meaning,
    nearness,
    time,
)
from app.matching.engine.types import Wish

# The signals that have a loop; another is asked for the rows that pass, and its fits are handed to the loop.
LOOPS = {
    interests: plan.INTERESTS, meaning: plan.MEANING, gifts: plan.GIFTS, nearness: plan.NEARNESS, ease: plan.EASE,
    time: plan.TIME, freshness: plan.FRESHNESS, fullness: plan.FULLNESS, capacity: plan.CAPACITY,
    judgement: plan.JUDGEMENT,
}  # fmt: skip
# The gates that `loops_reach.let_through` knows; `not_unwanted` and `not_declined` come as a list of rows.
GATES = (
    gates.answered_for, gates.not_paused, gates.safe_for_children, gates.age_fits, gates.ease_not_refused,
    gates.company_asked_for, gates.time_fits, gates.not_unwanted, gates.reachable_online, gates.nothing_jolly,
    gates.not_declined,
)  # fmt: skip
# When each takes part: what its `fit` would say, without looking at a row.
APPLY: Mapping[ModuleType, Callable[[Ask], object]] = {
    interests: lambda ask: ask.understood.hopes or ask.understood.heard,
    meaning: lambda ask: _texts_of(ask, ask.understood.story),
    judgement: lambda ask: ask.judges,
    gifts: lambda ask: ask.understood.gifts and not (ask.understood.grief or ask.understood.urgent),
    nearness: lambda ask: ask.conversation.spot,
    ease: lambda ask: ask.understood.ease - TIME_EASES or ask.conversation.languages,
    time: lambda ask: ask.wished_week,
    freshness: lambda ask: True,
    fullness: lambda ask: True,
    capacity: lambda ask: True,
}
NO_TEXTS = np.empty((0, 0), np.float32)
NO_FITS = np.empty((0, 0), np.float32)
NO_VECTORS = (np.empty((0, 0), np.int8), np.empty(0, np.float32))
NO_PLACE = np.empty(0, np.float32)
NO_WISH = np.empty(0, plan.WISH)
NO_TEXTS_OF_WISH = (plan.NO_TEXT, plan.NO_TEXT)
NO_SCORE = (0,) * 15  # of the record: what only a loop that scores reads
LOOKED = plan.layout_of(plan.LOOKED).pack
NO_SPANS = np.empty(0, plan.SPAN)
SCHEMES = {plan.HOPE: Scheme.HOPE, plan.HEARD: Scheme.HOPE, plan.GIFT: Scheme.GIFT, plan.STORY: Scheme.HOPE}


class Said(NamedTuple):
    """The wishes as records, and what they point into."""

    wishes: npt.NDArray[np.void]
    story: npt.NDArray[np.void]
    spans: npt.NDArray[np.void]
    taken: npt.NDArray[np.void]
    texts: npt.NDArray[np.float32]


def can(ask: Ask) -> bool:
    """Whether the loops are ready and know all that is asked."""
    said = ask.understood
    return (
        loops_with_gates() is not None and not said.only_basics and not (not said.asks and (said.urgent or said.formal))
    )


def loops_with_gates() -> Any:
    """The loops that answer, where they know every gate; else None."""
    return compiled.loops() if gates.GATES == GATES else None


def best(ask: Ask, already: Sequence[int]) -> tuple[list[tuple[int, float]], int | None]:
    """What `answer.best` gives back."""
    return by_loops(compiled.loops(), ask, already)


def by_loops(loops: Any, ask: Ask, already: Sequence[int]) -> tuple[list[tuple[int, float]], int | None]:
    """The same by loops that are given."""
    said = ask.once("said", lambda: _said(ask))
    signals, framed = _signals(ask), frame_of(ask)
    radii = tuple(gather.steps(ask))
    both = (
        ask.columns.book, said.wishes, said.spans, said.taken, lists_of(ask.columns, ask.vocabulary).lists, said.texts,
        *_vectors(ask), framed.plan, framed.rules,
    )  # fmt: skip
    step, rows, fits, judged = loops.look(
        *both, *_judged(ask), np.array(radii), framed.serving, framed.refusing, framed.refused,
        np.array(sorted(already), np.int32) if already else NO_ROWS,
    )  # fmt: skip
    looked = round(radii[step]) if radii[step] > ask.first_look_m else None
    if not len(rows):
        return [], looked
    given = _given(ask, rows, signals)
    at, worth = loops.order(*both, said.story, signals.steps, framed.asked, given, rows, fits, judged)
    shown, size = rows[at], _step_size(ask)
    ask.worked_out(shown, fits[:, at])
    return [(row, round(count * size, 4)) for row, count in zip(shown.tolist(), worth.tolist(), strict=True)], looked


class Frame(NamedTuple):
    """What stands around every look of one question: the question as a record, the rules, and rows known by lists."""

    plan: npt.NDArray[np.void]
    rules: npt.NDArray[np.void]
    serving: Rows
    refusing: Rows
    refused: Rows
    asked: npt.NDArray[np.uint32]  # access facts, a bit each


def frame_of(ask: Ask) -> Frame:
    """Made once a question: ideas are looked for, formal services, and somebody to ask."""
    found: Frame | None = ask.__dict__.get("frame")
    if found is None:
        eased = _eased(ask.understood.ease, ask.policy.gates)
        found = ask.__dict__["frame"] = Frame(
            _plan(ask, eased, _signals(ask).weight), _rules(ask.columns, ask.policy), *rows_of_areas(ask), refused(ask),
            eased.asked,
        )  # fmt: skip
    return found


def _vectors(ask: Ask) -> tuple[npt.NDArray[np.int8], Scores]:
    return (ask.meant.listings.bytes_, ask.meant.listings.scales) if ask.meant else NO_VECTORS


def _judged(ask: Ask) -> tuple[npt.NDArray[np.int8], Scores, Scores]:
    """Where the judge lays the listings, and what was said; empty without one."""
    place, placed = ask.place_of_question, ask.meant.placed if ask.meant else None
    return (placed.bytes_, placed.scales, place) if place is not None and placed else (*NO_VECTORS, NO_PLACE)


def refused(ask: Ask) -> Rows:
    """The rows of what is not wanted or was declined, ascending."""
    return _ascending([rows for rows in (gates.unwanted_rows(ask), gates.declined_rows(ask)) if len(rows)])


def _step_size(ask: Ask) -> float:
    return rank.FINEST if ask.conversation.no_floor else ask.policy.near_equal


def plan_and_rules(ask: Ask, facts: frozenset[Ease] = frozenset()) -> tuple[npt.NDArray[np.void], npt.NDArray[np.void]]:
    """The question as a record for a loop that scores nothing; no fact among `facts` may be known as "no"."""
    talk, said, point = ask.conversation, ask.understood, ask.point
    eased = _eased(said.ease, ask.policy.gates)
    refused = eased.not_no | (_bits(facts - TIME_EASES) if facts else 0)
    record = (
        point is not None, point.lat if point else 0.0, point.lon if point else 0.0, 0.0, 0.0,
        ask.today.toordinal(), ask.week, ask.wished_week, eased.ticks, refused, eased.not_yes, eased.comes,
        -1 if talk.age is None else talk.age, said.under_18, talk.travel.mode == "online", said.urgent,
        *NO_SCORE[:6], *ask.columns.words.damping, *NO_SCORE[6:],
    )  # fmt: skip
    return plan.packed((record,), plan.PLAN), _rules(ask.columns, ask.policy)


def looked(ask: Ask, metres: float, facts: frozenset[Ease], *others: int) -> tuple[bytes, npt.NDArray[np.void]]:
    """The question as a record for a look by words, and the rules; `others` are of lists of words, kind and terms."""
    talk, said, spot = ask.conversation, ask.understood, ask.conversation.spot
    eased = _eased(said.ease, ask.policy.gates)
    lists, kind, informal, hope, hope_end = others
    question = LOOKED(
        spot.lat if spot else 0.0, spot.lon if spot else 0.0, metres, ask.today.toordinal(), lists, hope, hope_end,
        ask.week, eased.not_no | (_bits(facts - TIME_EASES) if facts else 0), eased.not_yes,
        -1 if talk.age is None else talk.age, kind, *ask.columns.words.damping,
        spot is not None, said.under_18, talk.travel.mode == "online", said.urgent, informal,
    )  # fmt: skip
    return question, _rules(ask.columns, ask.policy)


def _plan(ask: Ask, eased: "Eased", weight: float) -> npt.NDArray[np.void]:
    said, policy, talk, spot = ask.understood, ask.policy, ask.conversation, ask.conversation.spot
    record = (
        spot is not None, spot.lat if spot else 0.0, spot.lon if spot else 0.0,
        policy.far_reaches * ask.reach_m, ask.half_m,
        ask.today.toordinal(), ask.week, ask.wished_week, eased.ticks, eased.not_no, eased.not_yes, eased.comes,
        -1 if talk.age is None else talk.age, said.under_18, talk.travel.mode == "online", said.urgent,
        talk.no_floor or not said.asks,
        not said.nothing_local, Ease.COMPANION in said.ease, ask.names_a_hope,
        min(policy.enough, talk.limit), talk.limit, *ask.columns.words.damping,
        policy.speaks_of_nothing_local if said.nothing_local else policy.speaks,
        policy.by_words_of_label if ask.plain_label else policy.by_words, weight,
        policy.floor if ask.meant else policy.floor_by_words, _step_size(ask), 0.0 if talk.no_floor else policy.again,
        ask.judges and not ask.plain_label, scoring.silent(ask), said.named_plainly,
    )  # fmt: skip
    return plan.packed((record,), plan.PLAN)


class Eased(NamedTuple):
    """What would make it easy, as bits."""

    ticks: int
    not_no: int
    not_yes: int
    comes: int
    asked: npt.NDArray[np.uint32]


@lru_cache(maxsize=1024)
def _eased(wanted: frozenset[Ease], gated: tuple[Ease, ...]) -> Eased:
    pairs = ((Ease.WOMEN_ONLY, Ease.MEN_ONLY), (Ease.MEN_ONLY, Ease.WOMEN_ONLY))
    return Eased(
        ticks=_bits(wanted & TIME_EASES),
        not_no=_bits(wanted.intersection(gated)),
        not_yes=_bits(other for one, other in pairs if one in wanted),
        comes=_bits(wanted & {Ease.COMES_TO_YOU}),
        asked=np.array([_bits([one]) for one in sorted(wanted - TIME_EASES)], np.uint32),
    )


def _bits(eases: Iterable[Ease]) -> int:
    return sum(1 << EASES[one] for one in eases)


def _rules(columns: Columns, policy: Policy) -> npt.NDArray[np.void]:
    """Kept with the columns: they are the same for every question."""
    kept = columns.ground.kept
    known = kept.get("rules")
    if known is None or known[0] is not policy:
        known = kept["rules"] = (policy, _rules_of(policy))
    rules: npt.NDArray[np.void] = known[1]
    return rules


def _rules_of(policy: Policy) -> npt.NDArray[np.void]:
    record = (
        policy.floor_far, rank.MOST_GIVEN_AWAY, rank.SPARE, policy.least_a_rung, policy.most_a_rung,
        policy.near_equal, policy.by_meaning, policy.by_term_said, 1 - policy.by_term_said, policy.best_share,
        asking.CODED_WORDS, asking.ALSO_TOLD, asking.GIFT_BY_WORDS,
        likeness.EVEN, likeness.SLOPE, nearness.FAR, nearness.STEEPNESS,
        1 << EASES[Ease.COMES_TO_YOU], gates.ADULT, NEVER,
        KINDS[Kind.PERSON], KINDS[Kind.EXCHANGE], KINDS[Kind.FORMAL], KINDS[Kind.NETWORK],
        ease.VALUE_OF[0], time.UNKNOWN, freshness.CHECKED, freshness.SINKING, freshness.RING_FIRST,
        policy.silent_by_judged, policy.silent_by_fit, policy.silent_from, policy.judged_well, policy.judged_well_far,
        judgement.SPREAD, ONCE_MORE, capacity.ROOM, freshness.SINK_DAYS, freshness.RING_FIRST_DAYS,
    )  # fmt: skip
    return np.array([record], plan.RULES)


class Signals(NamedTuple):
    """The signals that take part, in their order, as numbers and weights; and those that have no loop."""

    steps: npt.NDArray[np.void]
    weight: float
    given: tuple[ModuleType, ...]


def _signals(ask: Ask) -> Signals:
    """Kept with the understanding: beside it only place, time and languages tell which signals take part."""
    talk = ask.conversation
    name = f"signals:{talk.spot is None}:{not ask.wished_week}:{not talk.languages}"
    return ask.once(name, lambda: _signals_by_what_applies(ask))


def _signals_by_what_applies(ask: Ask) -> Signals:
    """Kept with the columns: few sets of signals are ever asked."""
    apply = tuple(signal for signal in scoring.SIGNALS if _applies(ask, signal))
    known = ask.columns.ground.kept.setdefault("signals", {})
    key = (id(ask.policy), apply, ask.plain_label, bool(ask.conversation.languages))
    if key not in known or known[key][0] is not ask.policy:
        known[key] = (ask.policy, _signals_of(ask, apply))
    signals: Signals = known[key][1]
    return signals


def _signals_of(ask: Ask, apply: Sequence[ModuleType]) -> Signals:
    given = tuple(signal for signal in apply if not _has_loop(ask, signal))
    numbers = [LOOPS[signal] if _has_loop(ask, signal) else plan.GIVEN + given.index(signal) for signal in apply]
    weights = [scoring.weight(ask, signal) for signal in apply]
    return Signals(np.array(list(zip(numbers, weights, strict=True)), plan.STEP), sum(weights, 0.0), given)


def _has_loop(ask: Ask, signal: ModuleType) -> bool:
    return signal in LOOPS and not (signal is ease and ask.conversation.languages)


def _applies(ask: Ask, signal: ModuleType) -> bool:
    asked = APPLY.get(signal)
    return signal.fit(ask, NO_ROWS) is not None if asked is None else bool(asked(ask))


def _given(ask: Ask, rows: Rows, signals: Signals) -> Scores:
    """The fits of the signals that have no loop: one line each."""
    return np.array([signal.fit(ask, rows) for signal in signals.given], np.float32) if signals.given else NO_FITS


def rows_of_areas(ask: Ask) -> tuple[Rows, Rows]:
    """Rows that serve the place, and those that refuse it or are no more, ascending."""
    return _ascending(gather.serving(ask)), _ascending(gather.left_out(ask))


def _ascending(lists: Sequence[Rows]) -> Rows:
    if len(lists) < 2:
        return lists[0] if lists else NO_ROWS
    return np.unique(np.concatenate(lists))


def _said(ask: Ask) -> Said:
    said, taken, spans, texts = ask.understood, [], [], {}  # type: ignore[var-annotated]
    roles = [(plan.HOPE, said.hopes), (plan.HEARD, said.heard)]
    if not (said.grief or said.urgent):
        roles.append((plan.GIFT, said.gifts))
    wishes = [_wish(ask, wish, role, spans, taken, texts) for role, some in roles for wish in some]
    story = NO_WISH
    if _texts_of(ask, said.story):
        story = plan.packed([_wish(ask, said.story, plan.STORY, spans, taken, texts)], plan.WISH)
    questions = ask.meant.questions if ask.meant else {}
    return Said(
        plan.packed(wishes, plan.WISH),
        story,
        as_spans(spans),
        plan.packed(taken, plan.TERM),
        np.array([questions[text] for text in texts], np.float32) if texts else NO_TEXTS,
    )


def _wish(
    ask: Ask, wish: Wish, role: int, spans: list[Any], taken: list[Any], texts: dict[str, int]
) -> tuple[Any, ...]:
    """One wish as a record; where its words, terms and texts stand is added to the lists."""
    words, terms = len(spans), len(taken)
    scheme, lists = SCHEMES[role], lists_of(ask.columns, ask.vocabulary)
    asked, most = ask.columns.words.asked(wish.tokens, fanciful=wish.code is None)
    spans += asked
    for code, counts in ask.story_terms if role == plan.STORY else asking.terms_of(ask, wish, scheme):
        taken.append((counts, *lists.of.get((scheme, code), (0, 0))))
    near = [texts.setdefault(text, len(texts)) for text in _texts_of(ask, wish)]
    return (
        role, wish.code is not None, ask.policy.vocabulary * wish.sure, most,
        words, len(spans), terms, len(taken), *near, *NO_TEXTS_OF_WISH[len(near) :],
    )  # fmt: skip


def as_spans(lists: Sequence[Heard]) -> npt.NDArray[np.void]:
    """Lists of rows that hold words, as records; which word of several each is of is not told."""
    return plan.packed([(*heard, 0) for heard in lists], plan.SPAN) if lists else NO_SPANS


def _texts_of(ask: Ask, wish: Wish) -> list[str]:
    if ask.meant is None:
        return []
    return [text for text in dict.fromkeys((wish.said, wish.sentence)) if text in ask.meant.questions]
