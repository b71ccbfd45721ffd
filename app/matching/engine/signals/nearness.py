"""How near a listing is, or whether it comes to where the person is."""

from typing import NamedTuple

import numpy as np

from app.directory.rules import Answer, Ease
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import EASES, Rows, Scores
from app.matching.engine.types import Candidate, Reason
from geo.distance import LONGEST_WALK, travel_minutes, walking_minutes

FAR = 0.35  # what something that covers the area but stands nowhere counts: as good as a thing twice the reach away
COMES = Ease.COMES_TO_YOU
STEEPNESS = 1.5  # how soon further is worse
RIDES = ("bus", "car")
RIDE_MINUTES = 60  # further away there may be no one bus, and nobody drives an hour to a coffee morning
AROUND_HERE_M = 1500  # about the width of a postcode sector in a town
MOST_ROWS = 64  # of one place and way to travel: some answers' ideas, 1 KB each at most


class There(NamedTuple):
    """What the place and the way to travel alone tell of a listing."""

    metres: float | None
    minutes: int | None
    reasons: tuple[Reason, ...]


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """1 on the doorstep, a half at the reach, falling on for ever: never a cliff."""
    if ask.point is None:
        return None
    columns = ask.columns
    metres = columns.distances(ask.point, rows)
    near = 1 / (1 + (metres / ask.half_m) ** STEEPNESS)
    comes = columns.online[rows] | (columns.ease[rows, EASES[Ease.COMES_TO_YOU]] > 0)
    near = np.where(np.isnan(metres), FAR, near)
    return np.where(comes & (Ease.COMES_TO_YOU in ask.understood.ease), 1.0, near).astype(np.float32)


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """Minutes on foot, or by bus or car where that is how they travel; else that it comes to you or covers the area."""
    return there(ask, row).reasons


def there(ask: Ask, row: int) -> There:
    """The same with how far it is: worked out once for the same place, way to travel and columns."""
    known = ask.rows_there
    if (found := known.get(row)) is None:
        if len(known) >= MOST_ROWS:
            known.clear()
        found = known[row] = _there(ask, ask.listing(row))
    return found


def _there(ask: Ask, listing: Candidate) -> There:
    metres, travel = ask.metres_between(listing), ask.conversation.travel
    minutes = None if metres is None else travel_minutes(metres, travel.mode, travel.slowly)
    return There(metres, minutes, _told(ask, listing, metres, minutes))


def _told(ask: Ask, listing: Candidate, metres: float | None, minutes: int | None) -> tuple[Reason, ...]:
    spot = ask.conversation.spot
    if spot is None:
        return ()
    score = FAR if metres is None else 1 / (1 + (metres / ask.half_m) ** STEEPNESS)
    if listing.ease.get(COMES) is Answer.YES:
        return (Reason("nearness", "comes_to_you", {}, ("comes_to_you",), score),)
    if metres is not None and minutes is not None:
        return (_how_far(ask, listing, metres, minutes, score),)
    if set(listing.covers) & set(spot.areas):
        return (Reason("nearness", "covers", {}, ("near",), score),)
    return (Reason("nearness", "online", {}, ("online",), score),) if listing.online else ()


def _how_far(ask: Ask, listing: Candidate, metres: float, minutes: int, score: float) -> Reason:
    """`minutes` are those of the way they travel."""
    if listing.private and metres <= AROUND_HERE_M:  # known by its sector only: minutes would pretend to know more
        return Reason("nearness", "around_here", {}, ("near",), score)
    travel = ask.conversation.travel
    on_foot = minutes
    if travel.mode in RIDES:
        on_foot = walking_minutes(metres, slow=travel.slowly)
        if minutes < on_foot and minutes <= RIDE_MINUTES:
            return Reason("nearness", travel.mode, {"minutes": minutes}, ("near",), score)
    if on_foot > LONGEST_WALK:
        return Reason("nearness", "away", {"metres": metres}, ("near",), score)
    return Reason("nearness", "walk", {"minutes": on_foot}, ("near",), score)
