"""A time or a range of times as people write it: "10am - 4pm", "9-5pm", "09:00-12:30", "12noon", "9 - 4"; pure."""

import re
from dataclasses import dataclass, field, replace
from datetime import time

_CLOCK = r"(?:\d{1,2}(?:[:.]\d{2})?\ ?(?:am\b|pm\b|noon\b|midday\b|midnight\b)?|\bnoon\b|\bmidday\b|\bmidnight\b)"
TIMES = rf"(?<![\w.:£]){_CLOCK}(?:\s*(?:-|\bto\b|\buntil\b|\btill\b)\s*{_CLOCK})?(?![\w£%])(?!\.\d)"
_PARTS = re.compile(r"(?:(\d{1,2})(?:[:.](\d{2}))?\s?)?(am|pm|noon|midday|midnight)?")
_RANGE = re.compile(rf"({_CLOCK})(?:\s*(?:-|to|until|till)\s*({_CLOCK}))?")

DAY = 24 * 60
NOON = 12 * 60
USUAL_MINUTES = 60  # when only a start is said
SHORTEST = 5


@dataclass(frozen=True)
class Span:
    """When it starts (minutes after midnight) and how many minutes it lasts; `bare`: whole hours, no am or pm said.

    `ends`: an end was said. Without one the minutes are the usual ones, which are not to be told as somebody's word.
    """

    start: int
    minutes: int
    bare: bool = False
    ends: bool = field(default=True, compare=False)

    @property
    def starts_at(self) -> time:
        """The start as a wall time."""
        return time(self.start // 60, self.start % 60)


@dataclass(frozen=True)
class _Clock:
    hour: int
    minute: int
    half: str  # "am", "pm" or "" when not said
    exact: bool  # minutes were written
    padded: bool = False  # "09:00": nobody writes the nought but those who count to 24
    midnight: bool = False  # the word itself, which is no slip for noon

    @property
    def minutes(self) -> int:
        if self.half == "am":
            return (self.hour % 12) * 60 + self.minute
        if self.half == "pm":
            return (self.hour % 12 + 12) * 60 + self.minute
        return self.hour * 60 + self.minute

    def said(self, half: str) -> "_Clock":
        return replace(self, half=half if self.hour <= 12 else "")


def span_of(text: str) -> Span | None:
    """The span a text names, or None when it could be read in two ways ("7 - 9", "2") or is no time."""
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return None
    start, end = _clock(match[1]), _clock(match[2]) if match[2] else None
    if start is None or (match[2] and end is None):
        return None
    return _between(start, end) if end else _from(start)


def _clock(text: str) -> _Clock | None:
    match = _PARTS.fullmatch(text.strip())
    if match is None or (match[1] is None and match[3] is None):
        return None
    hour, minute, word = int(match[1] or 12), int(match[2] or 0), match[3] or ""
    half = {"noon": "pm", "midday": "pm", "midnight": "am"}.get(word, word)
    if minute > 59 or hour > 24 or (hour == 24 and minute) or (half and not 1 <= hour <= 12 and hour < 13):
        return None
    padded, midnight = text.lstrip().startswith("0"), word == "midnight"
    return _Clock(hour, minute, half if hour <= 12 else "", match[2] is not None, padded, midnight)


def _from(start: _Clock) -> Span | None:
    sure = start.half or (start.exact and start.hour >= 13)
    return Span(start.minutes, USUAL_MINUTES, ends=False) if sure and start.minutes < DAY else None


def _between(start: _Clock, end: _Clock) -> Span | None:
    bare = not (start.half or end.half or start.exact or end.exact)
    for first, last in _readings(start, end):
        length = (last.minutes or DAY) - first.minutes
        if first.minutes < DAY and length >= SHORTEST:
            return Span(first.minutes, length, bare)
    if start.half == "pm" and end.half == "am" and (length := end.minutes + DAY - start.minutes) <= 12 * 60:
        return Span(start.minutes, length)
    return None


def _readings(start: _Clock, end: _Clock) -> list[tuple[_Clock, _Clock]]:
    """Ways to read a range, the likelier first; the first that runs forward is taken."""
    if start.half and end.half:
        return [(start, end)]
    if end.half:
        return _half_at_the_end(start, end) if start.hour <= 12 else [(start, end)]
    if start.half:
        halves = ("pm", "am") if end.hour == 12 else (start.half, "pm")  # "10am - 12" ends at noon
        return [(start, end.said(half)) for half in halves] if end.hour <= 12 else [(start, end)]
    return _unsaid(start, end)


def _half_at_the_end(start: _Clock, end: _Clock) -> list[tuple[_Clock, _Clock]]:
    """ "2 - 4.30pm" is the afternoon, "9 - 5pm" begins in the morning, "10 - 12am" means noon and not 14 hours.

    What begins before seven, or ends at the word midnight and begins before nine, begins in the evening.
    """
    if end.half == "am" and end.hour == 12 and start.hour and not (start.padded and end.midnight):
        if start.hour == 12 or start.hour < (9 if end.midnight else 7):
            return [(start.said("pm"), end)]
        if not end.midnight:
            return [(start.said("am"), end.said("pm"))]
    return [(start.said(end.half), end), (start.said("am"), end)]


def _unsaid(start: _Clock, end: _Clock) -> list[tuple[_Clock, _Clock]]:
    """Neither am nor pm was said: 24 hours, office hours ("9 - 4"), or an afternoon ("1 - 3"); "7 - 9" is not sure."""
    if start.hour >= 13 or end.hour >= 13 or start.padded:
        return [(start, end)]
    if start.hour < 7 or start.hour == 12:
        return [(start.said("pm"), end.said("pm"))]
    if start.hour < 9 and start.hour <= end.hour < 12:
        return []
    return [(start.said("am"), end.said("am" if end.hour < 12 else "pm")), (start.said("am"), end.said("pm"))]
