"""A listing's sessions as an iCalendar file (RFC 5545): wall time with its zone, days left out, school terms; pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from app.directory.rules import paused_on
from app.kernel.recurrence import Recurrence
from app.standards.hsds_feed.schedules import in_words
from app.standards.open_listing import OpenListing, OpenSession, Term

PRODUCT = "-//Kith//Kith//EN"
# Days left out are worked out to the end of next year: calendars ask again long before.
YEARS_AHEAD = 1
MOST_STARTS = 1_000
ASK_TERMS = "In term time only: ask for the dates."


def calendar_of(it: OpenListing, page_url: str, today: date) -> bytes:
    """The file; one without a session that is still to come is an empty calendar, not an error."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", it.name)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for number, session in enumerate(it.sessions):
        event = _event(it, number, session, page_url, today)
        if event is not None:
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(it: OpenListing, number: int, session: OpenSession, page_url: str, today: date) -> Event | None:
    when = session.recurrence
    zone = ZoneInfo(when.zone)
    first, last = _span(when, today)
    starts = when.starts_between(first, last, MOST_STARTS)
    kept = [start for start in starts if _is_on(it, when, start.date(), today)]
    if not kept:
        return None
    event = Event()
    event.add("uid", f"{uuid5(it.id, f'session:{number}')}@kith")
    event.add("dtstamp", it.updated_at.astimezone(UTC))
    event.add("summary", it.name)
    event.add("dtstart", starts[0].replace(tzinfo=zone))
    event.add("duration", timedelta(minutes=when.minutes))
    ends = kept[-1] if when.term_time and it.school_terms and "COUNT=" not in when.rrule.upper() else None
    if when.rrule:
        event.add("rrule", vRecur.from_ical(_rule(when, ends)))
    off = sorted(set(starts) - set(kept))
    left_out = [start.replace(tzinfo=zone) for start in off if ends is None or start < ends]
    if left_out:
        event.add("exdate", left_out)
    tell(event, it, session, page_url)
    return event


def _is_on(it: OpenListing, when: Recurrence, day: date, today: date) -> bool:
    """Whether it meets on a day that its rule names. A break takes nothing back of what is over."""
    return when.takes_place(day, it.school_terms) and not (day >= today and paused_on(it.paused_until, day))


def _span(when: Recurrence, today: date) -> tuple[datetime, datetime]:
    """From the first start, or the first of this year: a COUNT counts from the start, all else may begin later."""
    this_year = datetime(today.year, 1, 1)  # noqa: DTZ001 (wall time)
    begin = when.start if "COUNT=" in when.rrule.upper() or not when.rrule else max(when.start, this_year)
    return begin, max(begin, datetime.combine(date(today.year + YEARS_AHEAD, 12, 31), time.max))


def _rule(when: Recurrence, last: datetime | None) -> str:
    """The rule with its UNTIL in UTC, as it must be beside a zone; `last` ends it with the last term that is known."""
    parts = dict(part.partition("=")[::2] for part in when.rrule.upper().split(";") if part)
    until = last or (_wall(parts["UNTIL"]) if "UNTIL" in parts else None)
    if until is not None:
        parts["UNTIL"] = f"{until.replace(tzinfo=ZoneInfo(when.zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _wall(text: str) -> datetime:
    """UNTIL as we expand it ourselves: wall time, and a bare day means its first moment."""
    day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    clock = text[9:15]
    return datetime.combine(day, time(int(clock[:2]), int(clock[2:4]), int(clock[4:6])) if clock else time.min)


def tell(event: Event, it: OpenListing, session: OpenSession, page_url: str) -> None:
    """Add to an event what is known beside its times: words, page, place (of a home the sector only)."""
    event.add("description", _description(it, session, it.school_terms))
    event.add("url", page_url)
    if it.place is not None:
        where = dict.fromkeys((it.place.name, it.place.sector if it.place.private else it.place.address))
        if told := ", ".join(filter(None, where)):
            event.add("location", told)
        if it.place.lat is not None and it.place.lon is not None:
            event.add("geo", (round(it.place.lat, 5), round(it.place.lon, 5)))
    elif it.online:
        event.add("location", "Online")


def _description(it: OpenListing, session: OpenSession, terms: Sequence[Term]) -> str:
    asks = ASK_TERMS if session.recurrence.term_time and not terms else ""
    number = f"Ring {it.phone}" if it.phone else ""
    return "\n".join(filter(None, (it.summary, f"{in_words(session.recurrence)}.", session.note, asks, number)))
