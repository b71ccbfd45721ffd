"""When an OpenActive session is: its schedules as rules, its dated times as they are; pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.directory.mending import day_of
from app.directory.opening import ANCHOR
from app.directory.shapes import SessionIn
from app.kernel.recurrence import check_rrule
from app.standards.hsds.fields import Thing, raw, things

SESSIONS_MAX = 40
HOME_ZONE = ZoneInfo("Europe/London")
_DAYS = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
_EVERY = re.compile(r"P(\d{1,3})([DWMY])")
_LENGTH = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_FREQUENCY = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_CANCELLED = ("EventCancelled", "EventPostponed")


def is_cancelled(data: Thing) -> bool:
    """Whether it says that it does not take place."""
    return raw(data, "eventStatus").rstrip("/").endswith(_CANCELLED)


def sessions_of(series: Thing, times: Iterable[Thing], today: date) -> tuple[SessionIn, ...]:
    """Its schedules where it gives any; else each of its times from `today` on, soonest first."""
    scheduled = [made for schedule in things(series, "eventSchedule") if (made := _scheduled(schedule, today))]
    if scheduled:
        return tuple(dict.fromkeys(scheduled))[:SESSIONS_MAX]
    own = [one for one in (series, *things(series, "subEvent", "event")) if raw(one, "startDate")]
    found = {made for one in (*own, *times) if (made := _dated(one, today))}
    return tuple(sorted(found, key=lambda made: (made.starts_on, made.starts_at)))[:SESSIONS_MAX]


def _dated(data: Thing, today: date) -> SessionIn | None:
    start, end = _moment(raw(data, "startDate")), _moment(raw(data, "endDate"))
    if start is None or start.date() < today or is_cancelled(data):
        return None
    length = _minutes(raw(data, "duration")) or (int((end - start).total_seconds() / 60) if end else 60)
    return SessionIn(starts_on=start.date(), starts_at=start.time(), minutes=min(max(length, 5), 24 * 60))


def _moment(text: str) -> datetime | None:
    """A moment as the clock in the hall shows it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(HOME_ZONE) if moment.tzinfo else moment.replace(tzinfo=HOME_ZONE)


def _minutes(duration: str) -> int:
    found = _LENGTH.fullmatch(duration)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return days * 24 * 60 + hours * 60 + minutes


def _scheduled(schedule: Thing, today: date) -> SessionIn | None:
    every, clock = _EVERY.fullmatch(raw(schedule, "repeatFrequency")), _clock(raw(schedule, "startTime"))
    first, last = day_of(raw(schedule, "startDate")), day_of(raw(schedule, "endDate"))
    if clock is None or every is None or (last and last < today):
        return None
    days = ",".join(code for day in _days(schedule) if (code := _DAYS.get(day.rsplit("/", 1)[-1].casefold())))
    parts = {"FREQ": _FREQUENCY[every[2]], "INTERVAL": every[1] if every[1] != "1" else "", "BYDAY": days}
    parts["UNTIL"] = f"{last:%Y%m%d}T235959" if last else ""
    ends = _clock(raw(schedule, "endTime"))
    length = _minutes(raw(schedule, "duration")) or (_between(clock, ends) if ends else 60)
    left_out = tuple(day for text in _texts(schedule, "exceptDate")[:400] if (day := day_of(text)))
    try:
        rule = check_rrule(";".join(f"{name}={value}" for name, value in parts.items() if value))
        return SessionIn(
            starts_on=first or ANCHOR, starts_at=clock, minutes=max(length, 5), rrule=rule, exdates=left_out,
            zone=raw(schedule, "scheduleTimezone") or HOME_ZONE.key,
        )  # fmt: skip
    except ValueError:
        return None


def _days(schedule: Thing) -> list[str]:
    return _texts(schedule, "byDay")


def _texts(schedule: Thing, name: str) -> list[str]:
    found = schedule.get(name)
    return [str(one) for one in (found if isinstance(found, list) else [found]) if one]


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def _between(start: time, end: time) -> int:
    return (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % (24 * 60) or 60
