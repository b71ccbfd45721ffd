"""From a row to a suggestion: reasons, what to bring, the next time it happens, and why it stands where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.directory.rules import RUNG
from app.matching.engine import scoring
from app.matching.engine.ask import Ask
from app.matching.engine.signals import gifts
from app.matching.engine.types import Candidate, Reason, Suggestion
from geo.distance import travel_minutes


def suggestion(ask: Ask, row: int, score: float, also: Sequence[Reason] = ()) -> Suggestion:
    """The listing in `row` with everything that is said about it but its place in the order."""
    listing = ask.columns.listings[row]
    metres, travel = ask.metres_to(row), ask.conversation.travel
    starts, ends = next_session(ask, listing)
    return Suggestion(
        listing=listing,
        rung=RUNG[listing.kind],
        score=round(float(score), 4),
        reasons=(*also, *scoring.reasons(ask, row)),
        bring=gifts.reasons(ask, row),
        order=None,
        distance_m=metres,
        minutes=None if metres is None else travel_minutes(metres, travel.mode, travel.slowly),
        next_start=starts,
        next_end=ends,
        freshness=ask.columns.freshness(row, ask.today),
    )


def next_session(ask: Ask, listing: Candidate) -> tuple[datetime | None, datetime | None]:
    """The soonest session that is not over, in its own zone."""
    spot = ask.conversation.spot
    terms = spot.terms if spot else ()
    coming = [
        (start, start + timedelta(minutes=session.minutes))
        for session in listing.sessions
        if (start := session.next_after(ask.conversation.now, terms)) is not None
    ]
    return min(coming) if coming else (None, None)


def with_order(section: Sequence[Suggestion]) -> list[Suggestion]:
    """Each suggestion of one section with the reason for its place."""
    return [replace(item, order=_order(item, section)) for item in section]


def _order(item: Suggestion, section: Sequence[Suggestion]) -> Reason | None:
    said = _said(item)
    if not said:
        return _by_distance(item, section, None)
    if len(said) > 1 and all(len(_said(other)) < len(said) for other in section if other is not item):
        return Reason("order", "fits_most", {"said": said[0], "all": list(said)}, said, item.score)
    alike = [other for other in section if said[0] in _said(other)]
    return _by_distance(item, alike, said[0])


def _by_distance(item: Suggestion, alike: Sequence[Suggestion], said: str | None) -> Reason | None:
    """Its place by distance among those that fit the same thing."""
    known = sorted(other.distance_m for other in alike if other.distance_m is not None)
    params = {"said": said, "count": len(alike)}
    matched = (said,) if said else ()
    if item.distance_m is not None and len(known) > 1 and item.distance_m == known[0]:
        return Reason("order", "nearest", params, matched, item.score)
    if len(alike) == 1 and said:
        return Reason("order", "only", params, matched, item.score)
    if item is alike[0]:
        return Reason("order", "best", params, matched, item.score)
    return Reason("order", "further", params, matched, item.score)


def _said(item: Suggestion) -> tuple[str, ...]:
    found = [said for reason in item.reasons if reason.signal in ("interests", "basics") for said in reason.matched]
    return tuple(dict.fromkeys(found))
