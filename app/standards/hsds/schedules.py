"""Schedules of Open Referral UK, old and new, as sessions; pure."""

import re
from collections.abc import Iterable
from datetime import date, time, timedelta

from app.directory.mending import day_of
from app.directory.opening import ANCHOR
from app.directory.shapes import SessionIn
from app.kernel.recurrence import CODES, check_rrule
from app.standards.hsds.fields import Thing, raw

SESSIONS_MAX = 40
EXDATES_MAX = 400
_CLOCK = re.compile(r"(?:.*[T ])?(\d{1,2}):(\d{2})")
_BYDAY = re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_MONTH_DAY = re.compile(r"-?(?:[1-9]|[12]\d|3[01])")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = dict(zip(_NAMES, CODES, strict=True))


def sessions_of(schedules: Iterable[Thing]) -> tuple[SessionIn, ...]:
    """The sessions that are sure: a day, a start, and a rule of the few parts that are safe to expand."""
    found = (_session(schedule) for schedule in schedules)
    return tuple(dict.fromkeys(session for session in found if session))[:SESSIONS_MAX]


def _session(schedule: Thing) -> SessionIn | None:
    starts_at = _clock(raw(schedule, "opens_at") or raw(schedule, "dtstart"))
    first = day_of(raw(schedule, "dtstart")) or day_of(raw(schedule, "valid_from")) or ANCHOR
    days = _days(raw(schedule, "byday") or raw(schedule, "weekday"))
    rule = _rule(schedule, days, has_first=bool(raw(schedule, "dtstart")))
    if starts_at is None or rule is None:
        return None
    note = raw(schedule, "description", "notes")
    return SessionIn(
        starts_on=_on_a_day(first, days),
        starts_at=starts_at,
        minutes=_minutes(starts_at, _clock(raw(schedule, "closes_at"))),
        rrule=rule,
        exdates=_left_out(schedule),
        term_time="term time" in note.casefold().replace("-", " "),
        note=note[:500],
    )


def _left_out(schedule: Thing) -> tuple[date, ...]:
    """Days left out: beyond the standard, from a feed such as ours."""
    told = schedule.get("exdates")
    days = map(day_of, map(str, told[:EXDATES_MAX])) if isinstance(told, list) else ()
    return tuple(day for day in days if day)


def _clock(text: str) -> time | None:
    """The wall time in "10:00", "10:00:00Z" or "2024-05-01T10:00:00+01:00": what the clock in the hall says."""
    match = _CLOCK.match(text)
    return time(int(match[1]), int(match[2])) if match and int(match[1]) < 24 and int(match[2]) < 60 else None


def _days(text: str) -> tuple[str, ...]:
    codes = (_WORDS.get(word.casefold(), word.upper()) for word in re.split(r"[,; ]+", text) if word)
    return tuple(code for code in codes if _BYDAY.fullmatch(code))


def _rule(schedule: Thing, days: tuple[str, ...], *, has_first: bool) -> str | None:
    """The RRULE; "" for something that happens once; None when it does not say when."""
    if whole := raw(schedule, "rrule"):  # beyond the standard, from a feed such as ours
        return _checked(whole)
    frequency = raw(schedule, "freq").upper()
    if not frequency and not days:
        return "" if has_first else None
    by_month_day = ",".join(
        day for day in re.split(r"[,; ]+", raw(schedule, "bymonthday")) if _MONTH_DAY.fullmatch(day)
    )
    counted = any(code[:-2] for code in days)
    frequency = frequency or ("MONTHLY" if counted else "WEEKLY")
    if not has_first and not days and not by_month_day:
        return None
    parts = {"FREQ": frequency, "INTERVAL": _number(raw(schedule, "interval")), "BYDAY": ",".join(days)}
    parts |= {"BYMONTHDAY": by_month_day, "COUNT": _number(raw(schedule, "count"))}
    parts["UNTIL"] = "" if parts["COUNT"] else _until(raw(schedule, "until") or raw(schedule, "valid_to"))
    return _checked(";".join(f"{name}={value}" for name, value in parts.items() if value))


def _checked(rule: str) -> str | None:
    try:
        return check_rrule(rule)
    except ValueError:
        return None


def _number(text: str) -> str:
    return text if text.isdigit() and 1 < int(text) < 1000 else ""


def _until(text: str) -> str:
    last = day_of(text)
    return f"{last:%Y%m%d}T235959" if last else ""  # wall time: that is how we expand a rule


def _on_a_day(first: date, days: tuple[str, ...]) -> date:
    """`first`, or the day after it that is one of the days."""
    named = {CODES.index(code[-2:]) for code in days}
    return next((d for d in (first + timedelta(days=n) for n in range(7)) if d.weekday() in named), first)


def _minutes(start: time, end: time | None) -> int:
    if end is None:
        return 60
    length = (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % (24 * 60)
    return length if length >= 5 else 24 * 60 if length == 0 else 60
