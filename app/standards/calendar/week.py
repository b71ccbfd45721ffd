"""The coming week of an area as an iCalendar file: one event for each time that a group there meets; pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid5

from icalendar import Calendar, Event

from app.directory.rules import paused_on
from app.directory.timetable import next_times
from app.kernel.clock import local_date
from app.standards.calendar.mapping import PRODUCT, tell
from app.standards.open_listing import OpenListing

DAYS = 7
MOST_A_SESSION = 28  # four times a day
MOST_EVENTS = 2_000


def week_of(listings: Iterable[OpenListing], area_name: str, base_url: str, now: datetime) -> bytes:
    """The file, soonest first; calendars that keep its address ask again every day."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", area_name)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    found = sorted((one for it in listings for one in _events(it, base_url, now)), key=lambda one: one[:2])
    for _, _, event in found[:MOST_EVENTS]:
        calendar.add_component(event)
    calendar.add_missing_timezones(now.date() - timedelta(days=DAYS), now.date() + timedelta(days=2 * DAYS))
    return bytes(calendar.to_ical())


def _events(it: OpenListing, base_url: str, now: datetime) -> Iterator[tuple[datetime, str, Event]]:
    """Each with its start and its id, by which they are put in order."""
    for number, session in enumerate(it.sessions):
        for starts, ends in next_times([session.recurrence], now, it.school_terms, MOST_A_SESSION):
            if starts >= now + timedelta(days=DAYS):
                break
            if paused_on(it.paused_until, local_date(starts)):
                continue
            event, own = Event(), f"{uuid5(it.id, f'session:{number}:{starts.astimezone(UTC).isoformat()}')}@kith"
            event.add("uid", own)
            event.add("dtstamp", it.updated_at.astimezone(UTC))
            event.add("summary", it.name)
            event.add("dtstart", starts)
            event.add("dtend", ends)
            tell(event, it, session, f"{base_url.rstrip('/')}/listings/{it.id}")
            yield starts.astimezone(UTC), own, event
