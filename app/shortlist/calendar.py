"""A list as a calendar file (RFC 5545): what is held regularly comes back, the days it rests left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from icalendar import Calendar, Event, vRecur

from app.directory.timetable import recurrence_of
from app.kernel.clock import day_begins
from app.kernel.recurrence import Recurrence
from app.shortlist.gather import Idea

Term = tuple[date, date]
# Half a year ahead and no further: a listing is true for about as long, and a calendar never asks again.
DAYS_AHEAD = 182
MOST_TIMES = 400


@dataclass(frozen=True)
class Words:
    """What a calendar says beside the listing's own words, in the reader's language."""

    phone: str  # "Ring"
    ask_first: str  # "Ring before you go."


def calendar_file(
    ideas: Iterable[Idea],
    sessions: Mapping[UUID, Sequence[Mapping[str, Any]]],
    terms: Mapping[UUID, Sequence[Term]],
    now: datetime,
    address: str,
    words: Words,
) -> bytes:
    """The file; `address` is where our pages stand. An idea without known times is left out."""
    calendar = Calendar({"prodid": "-//Kith//Your list//EN", "version": "2.0", "method": "PUBLISH"})
    for idea in ideas:
        for at, row in enumerate(sessions.get(idea.it.id, ())):
            again = recurrence_of(row, idea.it.sector, idea.it.opening or "")
            if event := _event(idea, again, terms.get(idea.it.id, ()), now):
                event.add("uid", f"{idea.it.id}-{at}@kith")
                _describe(event, idea, address, words)
                calendar.add_component(event)
    calendar.add_missing_timezones(now.date() - timedelta(days=DAYS_AHEAD), now.date() + timedelta(days=2 * DAYS_AHEAD))
    return bytes(calendar.to_ical())


def _event(idea: Idea, again: Recurrence, terms: Sequence[Term], now: datetime) -> Event | None:
    pause = idea.it.pause
    if pause and pause.back_on is None:
        return None
    times = list(_times(again, day_begins(pause.back_on) if pause and pause.back_on else now, terms))
    if not times:
        return None
    event = Event()
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", times[0])
    event.add("duration", timedelta(minutes=again.minutes))
    if again.rrule:
        _repeat(event, again, times, now)
    return event


def _times(again: Recurrence, now: datetime, terms: Sequence[Term]) -> Iterator[datetime]:
    """Every start from now until the calendar ends."""
    until, moment = now + timedelta(days=DAYS_AHEAD), now
    for _ in range(MOST_TIMES):
        start = again.next_after(moment, terms)
        if start is None or start > until:
            return
        yield start
        moment = start + timedelta(minutes=again.minutes)


def _repeat(event: Event, again: Recurrence, times: Sequence[datetime], now: datetime) -> None:
    """The rule from the first time on. A COUNT would count from another start, so it becomes the last day."""
    rule = vRecur.from_ical(again.rrule)
    rule.pop("COUNT", None)
    rule["UNTIL"] = [times[-1].astimezone(UTC)]
    event.add("rrule", rule)
    resting = [start for start in _by_rule_alone(again, times) if start not in set(times)]
    for start in resting:
        event.add("exdate", start)


def _by_rule_alone(again: Recurrence, times: Sequence[datetime]) -> Iterator[datetime]:
    """The starts that the bare rule gives, those of bank holidays, holidays and days left out among them."""
    bare = Recurrence(again.starts_on, again.starts_at, again.minutes, again.rrule, again.zone, bank_holidays=True)
    moment = times[0]
    for _ in range(MOST_TIMES):
        start = bare.next_after(moment)
        if start is None or start > times[-1]:
            return
        yield start
        moment = start + timedelta(minutes=again.minutes)


def _describe(event: Event, idea: Idea, address: str, words: Words) -> None:
    phone = idea.it.contact.phone
    event.add("summary", idea.it.name)
    if idea.where:
        event.add("location", idea.where)
    told = [f"{words.phone} {phone}" if phone else "", words.ask_first if idea.ask_first else ""]
    if any(told):
        event.add("description", "\n".join(filter(None, told)))
    event.add("url", f"{address}/listings/{idea.it.id}")
