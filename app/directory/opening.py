"""Opening times in the source's own words made into sessions where that is sure, and left alone where it is not; pure.

The text is cut into tokens (days, times, "first ... of the month", breaks, other words) and read from left to right.
Days belong to the times that follow them with nothing but small words between; "9 - 4 weekdays" is read the other
way round. Whatever is not understood gives no session: the words themselves are kept and shown all the same.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.directory.hours import TIMES, Span, span_of
from app.directory.shapes import SessionIn
from app.kernel.recurrence import CODES

ANCHOR = date(2024, 1, 1)  # a Monday: a weekly session needs a first day, and any past one will do
TEXT_MAX = 4000
SESSIONS_MAX = 40
WORDS_BETWEEN = 12  # further on, a text has gone over to telling of something else

_DAY = (
    r"mon(?:day)?s?|tue(?:s(?:day)?s?)?|wed(?:s|nes(?:days?)?)?|thu(?:r(?:s(?:day)?s?)?)?"
    r"|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?"
)
_TOKEN = re.compile(
    rf"""(?P<times>{TIMES})
    |(?P<except>\b(?:except|excluding|excl|apart\ from|not)\b)
    |(?P<closed>\bclosed\b)
    |(?P<nth>\b(?:1st|2nd|3rd|4th|first|second|third|fourth|last)\b)
    |(?P<month>\bmonth(?:ly)?\b)
    |(?P<days>\b(?:daily|every\ ?day|7\ days(?:\ a\ week)?|seven\ days\ a\ week|weekdays?|weekends?|(?:{_DAY})\b\.?))
    |(?P<to>-|\b(?:to|until|till|through)\b)
    |(?P<and>[,/&+]|\b(?:and|plus)\b)
    |(?P<small>\b(?:from|between|at|open|opens|opening|only|on|of|in|every|each|the|a)\b
       |\b(?:mornings?|afternoons?|evenings?|hours?|times?)\b|[:()@])
    |(?P<stop>[;.!?\n|])
    |(?P<word>[^\s;.!?\n|,/&+:()@-]+)""",
    re.VERBOSE,
)
_NTH = {"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "last": -1}
_GROUPS = {"weekday": range(5), "weekend": range(5, 7), "daily": range(7), "every": range(7), "7": range(7)}
_DASHES = re.compile("[\u2010-\u2015\u2212=]")  # "=" is a slip of the finger beside "-"
_DOTS = re.compile(r"\b([ap])\.\s?m\b\.?")
_NOT_TIMES = re.compile(
    r"£\s?\d[\d.,]*p?|\b\d{1,2}p\b|(?:\+44|\b0)[\d\s()]{8,}\d|\bhttps?://\S+|\bwww\.\S+|[^\s@]{1,100}@\S+"
    r"|\b\d+\s*(?:-|to|and)?\s*\d*\s*(?:%|years?\b|yrs?\b|months?\ old)"
)
_TERM_TIME = re.compile(
    r"\(?(?:during )?term[\s-]*times?(?:\s+only)?\)?|(?:except|excluding|not) (?:in |during )?(?:the )?school holidays"
)
_BANK_HOLIDAYS = re.compile(
    r"\(?\b(?:except|excluding|excl\.?|not(?: open)?|closed)(?: on| for)?\s+(?:all\s+)?(?:public|bank) holidays?\)?"
)
_NOT_NOW = re.compile(
    r"\bclosed (?:during|until|for|due)|(?:currently|temporarily|permanently|now) closed|no longer (?:open|running)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
# A date, a season or "every other week": the sentence names no session we could repeat.
_NEVER = re.compile(
    rf"\balternate\b|\bevery (?:other|second|third|2|3|two|three)\b|fortnight|\bbi-?weekly\b|\bonce a month\b"
    rf"|\bor (?:on )?(?:{_DAY})\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}|\b{_MONTH}[a-z]* \d{{1,2}}"
    r"|\b\d{1,2}/\d{1,2}/\d{2}|\b(?:january|february|april|june|july|august|september|october|november|december)\b"
    r"|\b(?:summer|winter|half[ -]term|during the (?:school )?holidays)\b|\b(?:one|some|most) (?:\w+ )?(?:a|per)\b"
)
_MEETING = re.compile(
    r"\b(?:meets?|meeting|held|every|each|weekly|drop[ -]?in|open|runs?|running|sessions?|takes? place)\b"
)

Day = tuple[int, int]  # which of the month (0: every week), weekday from Monday 0


@dataclass(frozen=True)
class _Found:
    days: tuple[Day, ...]
    span: Span


@dataclass
class _Reader:
    """Where the reading of one sentence stands. `mode`: what was read last, small words aside."""

    mode: str = ""  # "" at the start, then "days", "times", "except" or "lost"
    days: list[Day] = field(default_factory=list)
    nth: list[int] = field(default_factory=list)
    omitted: list[int] = field(default_factory=list)  # days after an "except"
    leading: list[Span] = field(default_factory=list)  # times that stood before any day
    reach: bool = False  # a "to" stood last: the next day ends a range
    pair: bool = False  # an "and" stood after times: the next times belong to the same days
    unsure: bool = False
    monthly: bool = False
    words: int = 0  # since the last times
    found: list[_Found] = field(default_factory=list)

    def read(self, kind: str, text: str) -> None:
        """One token further."""
        getattr(self, f"_{kind}")(text)

    def _times(self, text: str) -> None:
        self._omit()
        span, was, self.reach = span_of(text), self.mode, False
        if span is None:
            self._word(text)
        elif was in ("days", "times") and self.days and (was == "days" or self.pair):
            if not (self.found and self.words > WORDS_BETWEEN):
                self.found.append(_Found(tuple(self.days), span))
                self.words = 0
            self.mode, self.leading, self.nth = "times", [], []
        elif was == "" and not self.days:
            self.leading.append(span)
        elif was != "" or self.found:
            self._word(text)
        self.pair = False

    def _days(self, text: str) -> None:
        if self.mode == "except":
            named = _weekdays(text)
            self.omitted += _range(self.omitted[-1], named[0]) if self.reach and self.omitted else named
            self.reach = False
            return
        if self.mode != "days":
            self.days, self.mode = [], "days"
        named = _weekdays(text)
        if self.reach and self.days and len(named) == 1 and not self.nth:
            named = _range(self.days[-1][1], named[0])[1:]
        self.days += [(nth, day) for nth in (self.nth or [0]) for day in named if (nth, day) not in self.days]
        self.reach = False

    def _nth(self, text: str) -> None:
        if self.mode != "days":
            self.days, self.nth, self.mode = [], [], "days"
        elif self.days and self.days[-1][0] == 0:
            self.unsure = True  # "Monday second ...": no telling what it counts
        elif self.days and self.days[-1][0] in self.nth:
            self.nth = []
        self.nth.append(_NTH[text])

    def _month(self, _text: str) -> None:
        self.monthly = True
        nths = [nth for nth, _ in self.days]
        self.unsure = self.unsure or not nths or 0 in nths

    def _omit(self) -> None:
        """Days after an "except" are at their end: gone from what stands before; if times follow, they are theirs."""
        if self.mode != "except":
            return
        if self.found and self.found[-1].days == tuple(self.days):
            self.found = [_Found(_without(item.days, self.omitted), item.span) for item in self.found]
            self.days = [(0, day) for day in self.omitted]
        else:
            self.days = list(_without(tuple(self.days), self.omitted))
        self.mode, self.omitted = ("days" if self.days else "lost"), []

    def _except(self, _text: str) -> None:
        self._close()
        self.mode, self.reach = ("except" if self.days else "lost"), False

    def _closed(self, text: str) -> None:
        if self.mode == "days":
            self.days, self.leading = [], []
            self.mode = "lost"
        else:
            self._except(text)

    def _to(self, _text: str) -> None:
        self.reach = self.mode in ("days", "except")

    def _and(self, _text: str) -> None:
        self.pair = self.mode == "times"

    def _small(self, text: str) -> None:
        self.pair = self.pair or (self.mode == "times" and text == ":")

    def _word(self, _text: str) -> None:
        self._close()
        self.words += 1
        self.mode, self.days, self.nth, self.leading, self.pair = "lost", [], [], [], False

    def _close(self) -> None:
        """The days are at their end without times: times that stood before them are theirs."""
        self._omit()
        if self.mode == "days" and self.days and self.leading:
            self.found += [_Found(tuple(self.days), span) for span in self.leading]
            self.leading, self.mode = [], "times"

    def result(self) -> list[_Found]:
        """What the sentence is sure to say."""
        self._close()
        counted = any(nth for item in self.found for nth, _ in item.days)
        if self.unsure or (counted and not self.monthly):
            return []
        return [item for item in self.found if item.days]


def _weekdays(text: str) -> list[int]:
    for start, days in _GROUPS.items():
        if text.startswith(start):
            return list(days)
    if text.startswith("seven"):
        return list(range(7))
    return [[code.lower() for code in CODES].index(text[:2])]


def _range(first: int, last: int) -> list[int]:
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _without(days: tuple[Day, ...], named: list[int]) -> tuple[Day, ...]:
    return tuple((nth, day) for nth, day in days if day not in named)


def parse_opening(text: str, anchor: date = ANCHOR) -> tuple[SessionIn, ...]:
    """The sessions a text is sure to name, weekly or by the n-th weekday of the month, from `anchor` on.

    "Wednesday 10am - 4pm", "Mon-Fri 9:30-12:30", "first Tuesday of the month 2pm" (an hour, when no end is said).
    """
    lowered = _DOTS.sub(r"\1m", _DASHES.sub("-", text[:TEXT_MAX].casefold()))
    if _NOT_NOW.search(lowered):
        return ()
    clean = _NOT_TIMES.sub(" # ", _BANK_HOLIDAYS.sub(" ", lowered))
    weekly: dict[tuple[Span, bool], dict[Day, None]] = {}
    for sentence, term_time in _sentences(clean):
        for item in _read(sentence):
            weekly.setdefault((item.span, term_time), {}).update(dict.fromkeys(item.days))
    return tuple(_sessions(weekly, anchor))[:SESSIONS_MAX]


def meeting_times(text: str, anchor: date = ANCHOR) -> tuple[SessionIn, ...]:
    """Sessions named in running text, looked for only in sentences that speak of meeting or of being open."""
    sentences = re.split(r"(?<=[.!?])\s+|\n", text[:TEXT_MAX])
    return parse_opening("\n".join(s for s in sentences if _MEETING.search(s.casefold())), anchor)


def _sentences(text: str) -> Iterator[tuple[list[tuple[str, str]], bool]]:
    """The tokens of each sentence, and whether it holds in term time only; sentences without a repeat are left out."""
    tokens: list[tuple[str, str]] = []
    start = 0
    for match in [*_TOKEN.finditer(_TERM_TIME.sub(_kept_length, text)), None]:
        if match is None or match.lastgroup == "stop":
            said = text[start : match.start() if match else len(text)]
            if tokens and not _NEVER.search(said):
                yield tokens, _TERM_TIME.search(said) is not None
            tokens, start = [], match.end() if match else start
        elif match.lastgroup:
            tokens.append((match.lastgroup, match.group()))


def _kept_length(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _read(tokens: Iterable[tuple[str, str]]) -> list[_Found]:
    reader = _Reader()
    for kind, text in tokens:
        reader.read(kind, text)
    return reader.result()


def _sessions(found: dict[tuple[Span, bool], dict[Day, None]], anchor: date) -> Iterator[SessionIn]:
    for (span, term_time), days in found.items():
        weekly = sorted(day for nth, day in days if not nth)
        monthly = [(nth, day) for nth, day in days if nth]
        for frequency, chosen in (("WEEKLY", [(0, day) for day in weekly]), ("MONTHLY", monthly)):
            if chosen:
                codes = ",".join(f"{nth or ''}{CODES[day]}" for nth, day in chosen)
                yield SessionIn(
                    starts_on=_first(chosen, anchor),
                    starts_at=span.starts_at,
                    minutes=span.minutes,
                    rrule=f"FREQ={frequency};BYDAY={codes}",
                    term_time=term_time,
                )


def _first(days: list[Day], anchor: date) -> date:
    """The first day from `anchor` on that one of these days falls on."""
    return next(day for day in (anchor + timedelta(days=step) for step in range(70)) if any(_is(day, d) for d in days))


def _is(day: date, named: Day) -> bool:
    nth, weekday = named
    if day.weekday() != weekday or nth == 0:
        return day.weekday() == weekday
    return (day + timedelta(days=7)).month != day.month if nth == -1 else (day.day - 1) // 7 + 1 == nth
