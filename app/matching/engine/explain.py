"""From a row to a suggestion: reasons, what to bring, the next time it happens, and why it stands where it stands."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from app.directory.rules import RUNG, freshness
from app.matching.engine import scoring
from app.matching.engine.ask import Ask
from app.matching.engine.signals import nearness, time
from app.matching.engine.types import Candidate, Reason, Suggestion

Terms = tuple[tuple[date, date], ...]
Orders = dict[tuple[Any, ...], Reason]  # reasons for a place in the order, by what they say


def suggestion(ask: Ask, row: int, score: float, also: tuple[Reason, ...] = ()) -> Suggestion:
    """The listing in `row` with everything that is said about it but its place in the order."""
    listing, there = ask.listing(row), nearness.there(ask, row)
    return Suggestion(
        listing, RUNG[listing.kind], round(float(score), 4),
        also, scoring.told(ask, row), (*time.reasons(ask, row), *there.reasons), there.metres, there.minutes,
        *next_session(ask, listing), freshness(listing.kind, listing.checked_on, ask.today),
    )  # fmt: skip


def next_session(ask: Ask, listing: Candidate) -> tuple[datetime | None, datetime | None]:
    """The soonest session that is not over, in its own zone: kept with the listing until it is over."""
    if not listing.sessions:
        return None, None
    spot, now = ask.conversation.spot, ask.conversation.now
    terms = spot.terms if spot else ()
    known: _Coming | None = listing.kept.get("next")
    if known is None or known.terms != terms or not known.since <= now < known.until:
        coming = [
            (start, start + timedelta(minutes=session.minutes))
            for session in listing.sessions
            if (start := session.next_after(now, terms)) is not None
        ]
        if not coming:
            return None, None
        starts, ends = min(coming)
        known = listing.kept["next"] = _Coming(terms, now, ends.astimezone(UTC), starts, ends)
    return known.starts, known.ends


class _Coming(NamedTuple):
    """The soonest session at a moment; until it ends no other can become the soonest."""

    terms: Terms
    since: datetime
    until: datetime  # when it ends, in UTC as the clock tells it: moments of one zone are compared at once
    starts: datetime
    ends: datetime


def with_order(ask: Ask, section: Sequence[Suggestion]) -> list[Suggestion]:
    """Each suggestion of one section with the reason for its place."""
    said, known = [_said(item) for item in section], ask.once("order", dict[tuple[Any, ...], Reason])
    most = max(map(len, said), default=0)
    fits_most = most > 1 and [len(mine) for mine in said].count(most) == 1
    alike: dict[str | None, _Alike] = {}
    ordered = []
    for item, mine in zip(section, said, strict=True):
        first = mine[0] if mine else None
        if first not in alike:
            alike[first] = _alike(section, said, first)
        if fits_most and len(mine) == most:
            order = _reason(known, "fits_most", mine)
        else:
            order = _by_distance(item, alike[first], first, known)
        ordered.append(Suggestion._make((*item[:-1], order)))  # a third of what `_replace` takes
    return ordered


class _Alike(NamedTuple):
    """Those of a section that fit the same thing: how many, the first of them, and how near the nearest of several."""

    many: int
    first: Suggestion
    nearest: float | None


def _alike(section: Sequence[Suggestion], said: Sequence[tuple[str, ...]], what: str | None) -> _Alike:
    fits = [item for item, theirs in zip(section, said, strict=True) if what is None or what in theirs]
    far = [item.distance_m for item in fits if item.distance_m is not None]
    return _Alike(len(fits), fits[0], min(far) if len(far) > 1 else None)


def _by_distance(item: Suggestion, alike: _Alike, said: str | None, known: Orders) -> Reason:
    """Its place by distance among those that fit the same thing."""
    if alike.nearest is not None and item.distance_m == alike.nearest:
        code = "nearest"
    elif alike.many == 1 and said:
        code = "only"
    else:
        code = "best" if item is alike.first else "further"
    return _reason(known, code, (said,) if said else (), alike.many)


def _reason(known: Orders, code: str, matched: tuple[str, ...], count: int | None = None) -> Reason:
    """Made once for the same words: its sentence is kept with it."""
    key = code, matched, count
    if (found := known.get(key)) is None:
        said = matched[0] if matched else None
        params = {"said": said, "all": list(matched)} if count is None else {"said": said, "count": count}
        found = known[key] = Reason("order", code, params, matched, 0.0)
    return found


def _said(item: Suggestion) -> tuple[str, ...]:
    """What of the words it fits."""
    mine = item.told.said
    return tuple(dict.fromkeys((*scoring.said_in(item.also), *mine))) if item.also else mine
