"""From a row to a suggestion: reasons, what to bring, the next time it happens, and why it stands where it stands."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from app.directory.rules import RUNG, freshness
from app.matching.engine import scoring
from app.matching.engine.ask import Ask
from app.matching.engine.types import Candidate, Reason, Suggestion
from geo.distance import travel_minutes

Terms = tuple[tuple[date, date], ...]
SAID = ("interests", "basics")  # the signals that say what of it was said
Orders = dict[tuple[Any, ...], Reason]  # reasons for a place in the order, by what they say


def suggestion(ask: Ask, row: int, score: float, also: Sequence[Reason] = ()) -> Suggestion:
    """The listing in `row` with everything that is said about it but its place in the order."""
    listing = ask.listing(row)
    metres, travel = ask.metres_to(row), ask.conversation.travel
    starts, ends = next_session(ask, listing)
    told = scoring.told(ask, row)
    return Suggestion(
        listing=listing,
        rung=RUNG[listing.kind],
        score=round(float(score), 4),
        reasons=(*also, *told.why, *told.eased, *scoring.told_by_place(ask, row)),
        bring=told.bring,
        order=None,
        distance_m=metres,
        minutes=None if metres is None else travel_minutes(metres, travel.mode, travel.slowly),
        next_start=starts,
        next_end=ends,
        freshness=freshness(listing.kind, listing.checked_on, ask.today),
    )


def next_session(ask: Ask, listing: Candidate) -> tuple[datetime | None, datetime | None]:
    """The soonest session that is not over, in its own zone: kept with the listing until it is over."""
    if not listing.sessions:
        return None, None
    spot, now = ask.conversation.spot, ask.conversation.now
    terms = spot.terms if spot else ()
    known: _Coming | None = listing.kept.get("next")
    if known is None or known.terms != terms or not known.since <= now < known.ends:
        coming = [
            (start, start + timedelta(minutes=session.minutes))
            for session in listing.sessions
            if (start := session.next_after(now, terms)) is not None
        ]
        if not coming:
            return None, None
        known = listing.kept["next"] = _Coming(terms, now, *min(coming))
    return known.starts, known.ends


class _Coming(NamedTuple):
    """The soonest session at a moment; until it ends no other can become the soonest."""

    terms: Terms
    since: datetime
    starts: datetime
    ends: datetime


def with_order(ask: Ask, section: Sequence[Suggestion]) -> list[Suggestion]:
    """Each suggestion of one section with the reason for its place."""
    said, known = [_said(item) for item in section], ask.once("order", dict[tuple[Any, ...], Reason])
    most = max(map(len, said), default=0)
    fits_most = most > 1 and [len(mine) for mine in said].count(most) == 1
    firsts = [mine[0] if mine else None for mine in said]
    alike = {first: _alike(section, said, first) for first in set(firsts)}
    return [
        item._replace(
            order=_reason(known, "fits_most", mine)
            if fits_most and len(mine) == most
            else _by_distance(item, alike[first], first, known)
        )
        for item, mine, first in zip(section, said, firsts, strict=True)
    ]


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
    found = [reason.matched for reason in item.reasons if reason.signal in SAID]
    return found[0] if len(found) == 1 else tuple(dict.fromkeys(chain(*found)))
