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
        reasons=(*also, *told.why, *scoring.told_by_place(ask, row)),
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
    return [item._replace(order=_order(n, section, said, known)) for n, item in enumerate(section)]


def _order(n: int, section: Sequence[Suggestion], said: Sequence[tuple[str, ...]], known: Orders) -> Reason | None:
    item, mine = section[n], said[n]
    if not mine:
        return _by_distance(item, section, None, known)
    if len(mine) > 1 and all(len(other) < len(mine) for at, other in enumerate(said) if at != n):
        return _reason(known, "fits_most", mine, {"said": mine[0], "all": list(mine)})
    alike = [other for other, theirs in zip(section, said, strict=True) if mine[0] in theirs]
    return _by_distance(item, alike, mine[0], known)


def _by_distance(item: Suggestion, alike: Sequence[Suggestion], said: str | None, known: Orders) -> Reason | None:
    """Its place by distance among those that fit the same thing."""
    far = [other.distance_m for other in alike if other.distance_m is not None]
    if item.distance_m is not None and len(far) > 1 and item.distance_m == min(far):
        code = "nearest"
    elif len(alike) == 1 and said:
        code = "only"
    else:
        code = "best" if item is alike[0] else "further"
    return _reason(known, code, (said,) if said else (), {"said": said, "count": len(alike)})


def _reason(known: Orders, code: str, matched: tuple[str, ...], params: dict[str, Any]) -> Reason:
    """Made once for the same words: its sentence is kept with it."""
    key = code, matched, params.get("count")
    if (found := known.get(key)) is None:
        found = known[key] = Reason("order", code, params, matched, 0.0)
    return found


def _said(item: Suggestion) -> tuple[str, ...]:
    found = [reason.matched for reason in item.reasons if reason.signal in ("interests", "basics")]
    return found[0] if len(found) == 1 else tuple(dict.fromkeys(chain(*found)))
