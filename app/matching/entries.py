"""What was found in the directory as short cards: how far, when next, and what is known of what was asked; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.directory.rules import Answer, Ease
from app.directory.shapes import ListingOut
from app.directory.telling import SAID_ELSEWHERE, days_until, section_of
from geo.distance import walk_or_miles


@dataclass(frozen=True)
class Entry:
    """One listing as the page shows it."""

    it: ListingOut
    section: str
    in_days: int | None
    checked_days: int | None
    walk: int | None  # minutes, when it is near enough to walk
    miles: int | None  # when it is not
    asked: tuple[tuple[str, str], ...]
    days_unknown: bool  # a day was asked and nobody told us theirs


def entries(listings: Iterable[ListingOut], ease: Iterable[Ease], today: date, *, day_asked: bool) -> list[Entry]:
    """The cards in the order of the listings."""
    wanted = [one for one in Ease if one in set(ease) - SAID_ELSEWHERE]
    return [_entry(it, wanted, today, day_asked) for it in listings]


def _entry(it: ListingOut, wanted: list[Ease], today: date, day_asked: bool) -> Entry:
    checked = it.freshness.checked_on
    walk, miles = walk_or_miles(it.distance_m)
    return Entry(
        it=it,
        section=section_of(it.kind),
        in_days=days_until(it.next_session.starts if it.next_session else None, today),
        checked_days=(today - checked).days if checked else None,
        walk=walk,
        miles=miles,
        asked=tuple((one.value, it.access.get(one, Answer.UNKNOWN)) for one in wanted),
        days_unknown=day_asked and not it.next_sessions and not it.opening,
    )
