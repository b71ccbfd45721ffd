"""When a group meets, from what somebody typed of it; pure."""

import re
from datetime import date, time, timedelta

from app.directory.hours import Span, span_of
from app.directory.mending import day_of
from app.directory.shapes import SessionIn
from app.kernel.recurrence import DAYS
from app.upkeep.rules import Repeats
from app.upkeep.shapes import Answers

WEEKS = ("1", "2", "3", "4", "-1")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[a-z]{3})[a-z]*(?:\s+(?P<year>\d{4}))?", re.IGNORECASE
)
_APART = re.compile(r"\s*(?:[,;\n]|\band\b)\s*", re.IGNORECASE)
MOST_DAYS_OFF = 60


def times_of(text: str) -> Span | None:
    """From when to when, "10.30am to 12 noon"; None when it cannot be read in one way."""
    plain = re.sub(r"\b(?:12\s*)noon\b", "12pm", text.casefold().replace("–", "-"))
    return span_of(re.sub(r"^from\s+", "", plain.strip().rstrip(".")))


def day_said(text: str, today: date) -> date | None:
    """The day that a text names: "24 December" is the next one, "3/12/2026" and "2026-12-03" are read too."""
    if found := day_of(text):
        return found
    match = _DAY_MONTH.fullmatch(text.strip())
    if match is None or match["month"].lower() not in _MONTHS:
        return None
    month, day = _MONTHS.index(match["month"].lower()) + 1, int(match["day"])
    years = [int(match["year"])] if match["year"] else [today.year, today.year + 1]
    days = [made for year in years if (made := _made(year, month, day))]
    return next((one for one in days if match["year"] or one >= today), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_off_of(text: str, today: date) -> tuple[tuple[date, ...], tuple[str, ...]]:
    """The days that a text names, and the pieces of it that name none."""
    pieces = [piece for piece in _APART.split(text) if piece.strip()][:MOST_DAYS_OFF]
    read = [(piece, day_said(piece, today)) for piece in pieces]
    return tuple(sorted({day for _, day in read if day})), tuple(piece for piece, day in read if day is None)


def sessions_of(answers: Answers, today: date) -> tuple[SessionIn, ...]:
    """The session that was typed, none when it has no fixed times or they cannot be read."""
    span, days = times_of(answers.times), [day for day in DAYS if day in answers.days]
    if answers.repeats not in (Repeats.WEEKLY, Repeats.FORTNIGHTLY, Repeats.MONTHLY) or span is None or not days:
        return ()
    first = day_said(answers.first_on, today) or _first(days, today)
    return (
        SessionIn(
            starts_on=first,
            starts_at=time(span.start // 60, span.start % 60),
            minutes=span.minutes,
            rrule=_rule(answers, days),
            exdates=days_off_of(answers.days_off, today)[0],
            term_time=answers.term_time == "yes",
        ),
    )


def _first(days: list[str], today: date) -> date:
    ahead = min((DAYS.index(day) - today.weekday()) % 7 for day in days)
    return today + timedelta(days=ahead)


def _rule(answers: Answers, days: list[str]) -> str:
    if answers.repeats == Repeats.MONTHLY:
        week = answers.week if answers.week in WEEKS else "1"
        return "FREQ=MONTHLY;BYDAY=" + ",".join(f"{week}{day[:2].upper()}" for day in days)
    every = ";INTERVAL=2" if answers.repeats == Repeats.FORTNIGHTLY else ""
    return f"FREQ=WEEKLY{every};BYDAY=" + ",".join(day[:2].upper() for day in days)
