"""Why one listing was left out: the gates one by one, then reach, floor and order; pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from uuid import UUID

import numpy as np

from app.directory.rules import PAUSED_OPENLY, Capacity, Ease, Kind
from app.kernel.recurrence import DAYS, PARTS
from app.matching.engine import basics, gates, gather, rank, scoring
from app.matching.engine.ask import TIME_EASES, Ask
from app.matching.engine.finding import fits_what_was_asked
from app.matching.engine.gates import GATES, Gate
from app.matching.engine.index.columns import KINDS, Mask, Rows
from app.matching.engine.types import Reason, Result, Wish
from app.matching.engine.worked import Worked

STRANGERS = (Kind.PERSON, Kind.EXCHANGE)
MEETING = (Kind.GROUP, Kind.NETWORK, Kind.UNIVERSAL)  # what meets; the rest is open


def why_not(ask: Ask, listing_id: UUID, result: Result) -> tuple[Reason, ...]:
    """Everything that speaks against the listing, in the order in which it is looked at.

    Of a listing that `result` names it holds no more than that it is full. `result` is the answer to the same `ask`.
    Raises LookupError when the columns have no such listing.
    """
    row = ask.columns.row_of(listing_id)
    if row is None:
        raise LookupError(f"no listing {listing_id}")
    listing = ask.columns.listings[row]
    full = [_reason("full")] if listing.capacity is Capacity.FULL else []
    if listing_id in named(result):
        return tuple(full)
    against = [*_gated(ask, row), *_out_of_reach(ask, row, result), *_does_not_fit(ask, row, result)]
    return (*(against or [_stands_behind(ask, row, result)]), *full)


def named(result: Result) -> set[UUID]:
    """Every listing that the answer names, wherever it stands."""
    ids = {item.listing.id for item in (*result.basics, *result.suggestions, *result.formal)}
    return ids | ({result.someone_to_ask.id} if result.someone_to_ask else set())


def _reason(code: str, matched: Sequence[str] = (), **params: object) -> Reason:
    return Reason("why_not", code, params, tuple(matched), 0.0)


def _rows(row: int) -> Rows:
    return np.array([row], np.int32)


# The gates.


def _gated(ask: Ask, row: int) -> Iterator[Reason]:
    shut = (gate for gate in GATES if shuts(gate, ask, row))
    return chain.from_iterable(TOLD[gate](ask, row) for gate in shut)


def shuts(gate: Gate, ask: Ask, row: int) -> bool:
    """Whether this gate alone leaves the row out."""
    mask = gate(ask, _rows(row))
    return mask is not None and not mask[0]


def _nobody_answers(ask: Ask, row: int) -> Iterator[Reason]:
    yield _reason("not_answered_for")


def _pause(ask: Ask, row: int) -> Iterator[Reason]:
    until = ask.columns.listings[row].paused_until
    yield _reason("paused_openly") if until == PAUSED_OPENLY else _reason("paused", until=until)


def _children(ask: Ask, row: int) -> Iterator[Reason]:
    listing, age = ask.columns.listings[row], ask.conversation.age
    if listing.kind in STRANGERS:
        yield _reason("under_18", ["under_18"])
    low = listing.min_age or 0
    if low >= gates.ADULT and (age is None or age >= low):  # else the age that was said tells it
        yield _reason("adults_only", ["under_18"], min=low)


def _age(ask: Ask, row: int) -> Iterator[Reason]:
    listing, age = ask.columns.listings[row], ask.conversation.age or 0
    if listing.min_age is not None and age < listing.min_age:
        yield _reason("too_young", ["age"], min=listing.min_age, age=age)
    if listing.max_age is not None and age > listing.max_age:
        yield _reason("too_old", ["age"], max=listing.max_age, age=age)


def _ease(ask: Ask, row: int) -> Iterator[Reason]:
    by_time = shuts(gates.time_fits, ask, row)  # then its own days tell more than "not in the evening"
    for ease in sorted(ask.understood.ease - (TIME_EASES if by_time else frozenset())):
        if shuts(gates.ease_not_refused, _with(ask, ease=frozenset((ease,))), row):
            yield _reason(f"no_{ease.value}", [ease.value])


def _company(ask: Ask, row: int) -> Iterator[Reason]:
    for ease in (Ease.WOMEN_ONLY, Ease.MEN_ONLY):
        if shuts(gates.company_asked_for, _with(ask, ease=ask.understood.ease & {ease}), row):
            yield _reason("only_men" if ease is Ease.WOMEN_ONLY else "only_women", [ease.value])


def _time(ask: Ask, row: int) -> Iterator[Reason]:
    """On which days it happens; with the parts of the day when the day itself would have suited."""
    said, week = ask.conversation, ask.columns.listings[row].week
    on = [day for n, day in enumerate(DAYS) if week >> (n * 3) & 7]
    day_suits = any(week >> (n * 3) & 7 and ask.week >> (n * 3) & 7 for n in range(len(DAYS)))
    at = [part for n, part in enumerate(PARTS) if any(week >> (day * 3 + n) & 1 for day in range(len(DAYS)))]
    wanted = [day for day in DAYS if day in said.days] + [part for part in PARTS if part in said.parts]
    wanted += [ease.value for ease in sorted(TIME_EASES & ask.understood.ease)]
    wanted = list(dict.fromkeys(wanted))
    code = "meets" if ask.columns.listings[row].kind in MEETING else "open"
    yield _reason(code, wanted, on=on, at=at if day_suits else [], wanted=wanted)


def _unwanted(ask: Ask, row: int) -> Iterator[Reason]:
    for wish in ask.understood.unwanted:
        if shuts(gates.not_unwanted, _with(ask, unwanted=(wish,)), row):
            yield _reason("unwanted", [wish.said], said=wish.said)


def _online(ask: Ask, row: int) -> Iterator[Reason]:
    yield _reason("not_online", ["online"])


def _jolly(ask: Ask, row: int) -> Iterator[Reason]:
    yield _reason("beside_urgent")


def _declined(ask: Ask, row: int) -> Iterator[Reason]:
    yield _reason("declined")


def _with(ask: Ask, **said: object) -> Ask:
    """The same question as if only this had been said, to find which of several things shut a gate."""
    return replace(ask, understood=replace(ask.understood, **said), worked=Worked())  # type: ignore[arg-type]


# What each gate's refusal is told as: every gate of the engine is here.
TOLD: Mapping[Gate, Callable[[Ask, int], Iterator[Reason]]] = {
    gates.answered_for: _nobody_answers,
    gates.not_paused: _pause,
    gates.safe_for_children: _children,
    gates.age_fits: _age,
    gates.ease_not_refused: _ease,
    gates.company_asked_for: _company,
    gates.time_fits: _time,
    gates.not_unwanted: _unwanted,
    gates.reachable_online: _online,
    gates.nothing_jolly: _jolly,
    gates.not_declined: _declined,
}


# Reach and areas.


def _out_of_reach(ask: Ask, row: int, result: Result) -> Iterator[Reason]:
    if not _is_formal(ask, row) and row in gather.too_far(ask):
        yield _reason("said_too_far", ["near"])
        return
    looked = _looked_m(ask, row, result)
    if row in gather.within(ask, looked):
        return
    listing, spot = ask.columns.listings[row], ask.conversation.spot
    if spot and set(listing.excludes) & set(spot.areas):
        yield _reason("area_excluded", ["near"])
    elif (metres := ask.metres_to(row)) is not None:
        yield _reason("too_far", ["near"], metres=metres, looked=looked)
    else:
        yield _reason("other_area" if listing.covers else "online_only" if listing.online else "no_place", ["near"])


def _looked_m(ask: Ask, row: int, result: Result) -> float:
    """How far was looked for what this listing could have been, in metres."""
    if _is_formal(ask, row):
        return ask.policy.formal_reach_m
    if _for_basics(ask, row):
        return basics.sort_first(ask)[2] or ask.first_look_m
    if result.suggestions:
        return result.widened_to_m or ask.first_look_m
    return max(ask.policy.widest_m, ask.reach_m)


def _is_formal(ask: Ask, row: int) -> bool:
    return ask.columns.listings[row].kind is Kind.FORMAL


def _for_basics(ask: Ask, row: int) -> bool:
    """Whether it could only have stood under *Sort this first*, beside ideas for other hopes."""
    said, rows = ask.understood, _rows(row)
    if not said.basics or said.only_basics or ask.columns.listings[row].kind is not Kind.PRACTICAL:
        return False
    return bool(basics.helping(ask, rows)[0]) and not _beside_others(ask, row, ask.first_look_m, scoring.above_floor)


# Floor.


def _beside_others(ask: Ask, row: int, looked: float, passes: Callable[[Ask, Rows], Mask]) -> bool:
    """Whether the row passes among all that was looked at: alone it would be judged against itself."""
    rows = np.union1d(gather.within(ask, looked), _rows(row)).astype(np.int32)
    return bool(passes(ask, rows)[rows == row][0])


def _does_not_fit(ask: Ask, row: int, result: Result) -> Iterator[Reason]:
    if _is_formal(ask, row) or _for_basics(ask, row):
        return
    if _beside_others(ask, row, _looked_m(ask, row, result), fits_what_was_asked):
        return
    said, listing = ask.understood, ask.columns.listings[row]
    unhelped = [wish for wish, fits in ask.basic_fits if fits.of(row) < ask.policy.floor]
    asked = _words((*said.hopes, *said.gifts, *unhelped))
    if said.only_basics:
        bodies_only = listing.kind in STRANGERS and listing.basics
        needs = _words(said.basics)
        yield _reason("basics_by_bodies" if bodies_only else "only_basics", needs, all=needs)
    elif asked:
        yield _reason("below_floor", asked, all=asked)
    else:
        yield _reason("urgent_first" if said.urgent else "formal_asked", _words(said.formal))


def _words(wishes: Sequence[Wish]) -> list[str]:
    return list(dict.fromkeys(wish.said for wish in wishes))


# Places and order: it would do, and others stand before it.


def _stands_behind(ask: Ask, row: int, result: Result) -> Reason:
    if _is_formal(ask, row):
        return _formal(ask, result)
    if _for_basics(ask, row):
        helped = [wish for wish, fits in ask.basic_fits if fits.of(row) >= ask.policy.floor]
        said = _words(helped)
        return _reason("basics_nearer", said, all=said, count=len(result.basics))
    return _others(ask, row, result)


def _formal(ask: Ask, result: Result) -> Reason:
    if not result.formal_open:
        return _reason("folded")
    if result.understood.urgent:
        return _reason("formal_urgent")
    shown = len(result.formal)
    return _reason("formal_unsaid") if shown < ask.policy.formal_shown else _better(shown)


def _others(ask: Ask, row: int, result: Result) -> Reason:
    """How many of its own section fit better; of all sections when a short list left its own out."""
    rung = int(ask.columns.rung[row])
    shown = [item for item in result.suggestions if item.rung == rung]
    ahead = _fitting_better(ask, row, _contenders(ask, row, result), rung if shown else None)
    return _better(ahead) if ahead >= max(1, len(shown)) else _reason("turns", count=ahead)


def _contenders(ask: Ask, row: int, result: Result) -> Rows:
    rows = gather.within(ask, _looked_m(ask, row, result))
    first = {item.listing.id for item in result.basics}
    rows = rows[
        (ask.columns.kind[rows] != KINDS[Kind.FORMAL]) & fits_what_was_asked(ask, rows) & gates.let_through(ask, rows)
    ]
    return rows[[ask.columns.listings[one].id not in first for one in rows]] if first else rows


def _fitting_better(ask: Ask, row: int, rows: Rows, rung: int | None) -> int:
    scores = scoring.score(ask, rows)
    order = dict(rank.in_order(ask, *rank.best_rows(ask, rows, scores)))
    own = order.get(row)
    if own is None:  # too far down to be put in order: by the score alone
        better = rows[scores > scores[rows == row]]
    else:
        better = np.array([other for other, score in order.items() if score > own], np.int32)
    return len(better) if rung is None else int((ask.columns.rung[better] == rung).sum())


def _better(count: int) -> Reason:
    return _reason("one_better" if count == 1 else "others_better", count=count)
