"""When a group meets, from what somebody typed of it, in any language that the pages can be in."""

import re
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache

from babel import Locale

from app.directory.hours import Span, span_of
from app.directory.mending import day_of
from app.directory.shapes import SessionIn
from app.edge.languages import languages
from app.kernel.recurrence import DAYS
from app.upkeep.rules import Repeats
from app.upkeep.shapes import Answers

WEEKS = ("1", "2", "3", "4", "-1")
_DAY_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:[^\W\d_]{1,3}\.?|\.)?\s+(?:(?:of|o)\s+)?(?P<month>[^\s\d,]{2,}?)\.?(?:\s+(?P<year>\d{4}))?"
)
_BY_NUMBER = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})\.?")
# Between days and between times, in English, Welsh, Polish, Romanian, Urdu and Punjabi.
_APART = re.compile(r"\s*(?:[,;\n،]|(?<!\S)(?:and|ac?|i|oraz|și|si|اور|ਅਤੇ|ਤੇ)(?!\S))\s*", re.IGNORECASE)
_FROM = re.compile(r"^(?:from|rhwng|o|od|de la|între|intre)\s+(?=\d)")
_UNTIL = re.compile(r"(?<=[\dm])\s+(?:i|tan|hyd|a|do|până la|pana la|la|și|سے|تا|ਤੋਂ)\s+(?=\d)")
# From one day off to another: "23 December to 6 January", "22-29 December".
_TO = re.compile(r"\s*(?:\s(?:to|til|till|until|tan|hyd|do|până la|pana la|la|سے|تا|ਤੋਂ)\s|[-–—])\s*", re.IGNORECASE)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# As people say and type times: "twelve till two", "half 1 till 3ish", "1400-1600", "2 p.m.", "6 to 8 in the evening".
_SAID = (
    *((re.compile(rf"\b{word}\b"), str(number)) for number, word in enumerate(_NUMBERS, 1)),
    (re.compile(r"\b(?:about|around|roughly|ish)\b|(?<=[\dm])\s?-?ish\b"), ""),
    (re.compile(r"\b([ap])\.\s?m\b\.?"), r"\1m"),
    (re.compile(r"\s*\bo['\u2019]?\s?clock\b"), ""),
    (re.compile(r"\b(\d\d)(\d\d)(?=\s*-|\s+t|$)"), r"\1:\2"),
    (re.compile(r"\bhalf\s+(?:past\s+)?(\d{1,2})\b(?![:.]\d)"), r"\1:30"),
    (re.compile(r"\b12\s*noon\b"), "12pm"),
    (re.compile(r"(\d)\s+(?:in the (?:afternoon|evening)|at night)$"), r"\1pm"),
    (re.compile(r"(\d)\s+in the morning$"), r"\1am"),
    (re.compile(r"(?<=[\dmn])\s*['\u2019]?\btil\b\s*"), "-"),
)
_NOON_OR_MIDNIGHT = re.compile(r"\d\s?am\b.*\b12(?:[:.]00)?\s?am$")  # "10am to 12am": fourteen hours, or a slip
MOST_DAYS_OFF = 60
LONGEST_BREAK = timedelta(days=62)  # a summer; longer is a slip, or a group that has ended


class Doubt(StrEnum):
    """Why times cannot be read in one way."""

    NONE = "none"
    NO_TIMES = "no times"
    NO_END = "no end"  # an hour would be our guess
    NOON_OR_MIDNIGHT = "noon or midnight"


def times_of(text: str) -> Span | None:
    """From when to when, "10.30am to 12 noon"; None when it cannot be read in one way."""
    return _read(text)[0]


def doubt_about(text: str) -> Doubt:
    """What has to be asked again about times that somebody typed."""
    return _read(text)[1]


def _read(text: str) -> tuple[Span | None, Doubt]:
    plain = _plain(text)
    span = span_of(plain)
    if span is None:
        return None, Doubt.NO_TIMES
    if not span.ends:
        return None, Doubt.NO_END
    return (None, Doubt.NOON_OR_MIDNIGHT) if _NOON_OR_MIDNIGHT.search(plain) else (span, Doubt.NONE)


def _plain(text: str) -> str:
    plain = " ".join(text.casefold().replace("–", "-").split())
    for said, meant in _SAID:
        plain = said.sub(meant, plain)
    return _UNTIL.sub("-", _FROM.sub("", plain.strip().rstrip(".")))


def day_said(text: str, today: date) -> date | None:
    """The day that a text names; without a year ("24 December", "24/12") the next one."""
    if found := day_of(text):
        return found
    match = _BY_NUMBER.fullmatch(text.strip()) or _DAY_MONTH.fullmatch(text.strip().casefold())
    if match is None:
        return None
    said, day, year = match["month"], int(match["day"]), match.groupdict().get("year")
    month = int(said) if said.isdecimal() else _month_of(said)
    days = [made for of in ([int(year)] if year else [today.year, today.year + 1]) if (made := _made(of, month, day))]
    return next((one for one in days if year or one >= today), None)


def _month_of(name: str) -> int:
    """1 to 12 by a month's name or its beginning; 0 when it is none, or could be several."""
    known = _months()
    begun = {number for full, number in known.items() if full.startswith(name)}
    return known.get(name) or (begun.pop() if len(begun) == 1 else known.get(name[:3], 0))


@cache
def _months() -> dict[str, int]:
    """The names of months, long and short, in every language of the pages; no name is two months."""
    names = {}
    for code in languages():
        for form in Locale.parse(code, sep="-").months.values():
            for name in (*form["wide"].items(), *form["abbreviated"].items()):
                names[name[1].casefold().rstrip(".")] = name[0]
    return names


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_off_of(text: str, today: date) -> tuple[tuple[date, ...], tuple[str, ...]]:
    """The days that a text names, each of a break too, and the pieces of it that name none."""
    pieces = [piece for piece in _APART.split(text) if piece.strip()][:MOST_DAYS_OFF]
    read = [(piece, _days_said(piece, today)) for piece in pieces]
    return tuple(sorted({day for _, days in read for day in days})), tuple(piece for piece, days in read if not days)


def _days_said(piece: str, today: date) -> list[date]:
    """The day that a piece names, or all from one to another; none when it cannot be read."""
    if day := day_said(piece, today):
        return [day]
    first, *last = _TO.split(piece.strip())
    until = day_said(last[0], today) if len(last) == 1 else None
    if until is None:
        return []
    if first.isdecimal():  # "22-29 December"
        first = f"{first} {until:%B} {until.year}"
    since = day_said(first, until - LONGEST_BREAK)
    if since is None or not since <= until <= since + LONGEST_BREAK:
        return []
    return [since + timedelta(days=ahead) for ahead in range((until - since).days + 1)]


def sessions_of(answers: Answers, today: date) -> tuple[SessionIn, ...]:
    """The session that was typed, none when it has no fixed times or they cannot be read in one way."""
    span, days = times_of(answers.times), [day for day in DAYS if day in answers.days]
    if answers.repeats not in (Repeats.WEEKLY, Repeats.FORTNIGHTLY, Repeats.MONTHLY) or span is None or not days:
        return ()
    if answers.repeats == Repeats.MONTHLY and answers.week not in WEEKS:
        return ()
    first = day_said(answers.first_on, today) or _first(days, today)
    return (
        SessionIn(
            starts_on=first,
            starts_at=time(span.start // 60, span.start % 60),
            minutes=span.minutes,
            rrule=_rule(answers, days),
            exdates=tuple(day for day in days_off_of(answers.days_off, today)[0] if DAYS[day.weekday()] in days),
            term_time=answers.term_time == "yes",
        ),
    )


def _first(days: list[str], today: date) -> date:
    ahead = min((DAYS.index(day) - today.weekday()) % 7 for day in days)
    return today + timedelta(days=ahead)


def _rule(answers: Answers, days: list[str]) -> str:
    if answers.repeats == Repeats.MONTHLY:
        return "FREQ=MONTHLY;BYDAY=" + ",".join(f"{answers.week}{day[:2].upper()}" for day in days)
    every = ";INTERVAL=2" if answers.repeats == Repeats.FORTNIGHTLY else ""
    return f"FREQ=WEEKLY{every};BYDAY=" + ",".join(day[:2].upper() for day in days)
