"""When something happens again: local wall time and an RRULE of a safe few parts (RFC 5545), never unbounded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrulebase, rrulestr

from app.kernel.bank_holidays import is_bank_holiday

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # the same, as rules have them
PARTS = ("morning", "afternoon", "evening")
NOON, EVENING = 12, 17  # a part of the day by the hour it starts in
SAFE_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH", "COUNT", "UNTIL", "WKST"}
SAFE_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}  # a SECONDLY rule would keep a worker busy for ever
REGULAR = ("DAILY", "WEEKLY", "MONTHLY")
ALL_DAY = 24 * 60
ANY_DAY = date(2024, 1, 1)
MOST_TRIED = 400  # occurrences looked at before giving up


@lru_cache(maxsize=1)
def available_zones() -> frozenset[str]:
    """The names of time zones that this machine knows."""
    return frozenset(available_timezones())


@lru_cache(maxsize=4096)
def check_rrule(text: str) -> str:
    """`text` if every part is one we expand; else ValueError with a sentence."""
    parts = dict(part.partition("=")[::2] for part in text.upper().split(";") if part)
    if unknown := set(parts) - SAFE_PARTS:
        raise ValueError(f"a repeat rule may not use {', '.join(sorted(unknown))}")
    if parts.get("FREQ") not in SAFE_FREQUENCIES:
        raise ValueError("a repeat rule needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")
    rrulestr(text, dtstart=datetime.combine(ANY_DAY, time()), ignoretz=True)  # UNTIL may have its Z or not
    return text


@lru_cache(maxsize=4096)
def _rule(text: str, start: datetime) -> rrulebase:
    return rrulestr(text, dtstart=start, ignoretz=True)


@dataclass(frozen=True)
class Recurrence:
    """One session: first day, start in local wall time, length in minutes, rule, and the days it leaves out.

    What is held regularly is not promised for a bank holiday in its nation (in all four when that is not known) unless
    it says so. What was set for one day, or one day a year, was set for it knowingly; what is open day and night stays.
    """

    starts_on: date
    starts_at: time
    minutes: int
    rrule: str = ""
    zone: str = "Europe/London"
    exdates: frozenset[date] = frozenset()
    term_time: bool = False
    nation: str | None = None
    bank_holidays: bool = False  # whether it is on then too

    @cached_property
    def start(self) -> datetime:
        """The first start, without zone: the rule is expanded in wall time, so 10:00 stays 10:00 in summer."""
        return datetime.combine(self.starts_on, self.starts_at)

    @cached_property
    def _parts(self) -> dict[str, str]:
        return dict(part.partition("=")[::2] for part in self.rrule.upper().split(";"))

    @property
    def _frequency(self) -> str:
        return self._parts.get("FREQ", "")

    def _starts(self, after: datetime) -> Iterator[datetime]:
        if not self.rrule:
            return iter([self.start] if self.start >= after else [])
        return islice(_rule(self.rrule, self._start_near(after)).xafter(after, inc=True), MOST_TRIED)

    def _start_near(self, after: datetime) -> datetime:
        """The start moved on by whole weeks of a weekly rule, to save expanding years that are over.

        A COUNT counts from the first start, and other frequencies have months of unlike length: those stay.
        """
        parts = self._parts
        if self._frequency != "WEEKLY" or "COUNT" in parts or after <= self.start:
            return self.start
        step = 7 * int(parts.get("INTERVAL", "1"))
        return self.start + timedelta(days=max(0, (after - self.start).days // step - 1) * step)

    def next_after(self, moment: datetime, terms: Sequence[tuple[date, date]] = ()) -> datetime | None:
        """The start of the next one that is not over at `moment` (both with zone), None when there is none.

        `terms` are first and last days of school terms; with none known, term time is taken as any time.
        """
        zone = ZoneInfo(self.zone)
        after = moment.astimezone(zone).replace(tzinfo=None) - timedelta(minutes=self.minutes)
        for start in self._starts(after):
            if start != after and self.takes_place(start.date(), terms):
                return start.replace(tzinfo=zone)
        return None

    def takes_place(self, day: date, terms: Sequence[tuple[date, date]] = ()) -> bool:
        """Whether it is held on a day that the rule names: not left out, no day of rest, in term if it keeps to it."""
        if day in self.exdates or self._rests(day):
            return False
        return not (self.term_time and terms) or any(first <= day <= last for first, last in terms)

    def starts_between(self, first: datetime, last: datetime, most: int = MOST_TRIED) -> list[datetime]:
        """The starts that the rule names from `first` to `last` (all without zone), kept or not, at most `most`."""
        if not self.rrule:
            return [self.start] if first <= self.start <= last else []
        starts = _rule(self.rrule, self._start_near(first)).xafter(first, inc=True)
        return list(takewhile(lambda start: start <= last, islice(starts, most)))

    def _rests(self, day: date) -> bool:
        regular = not self.bank_holidays and self.minutes < ALL_DAY and self._frequency in REGULAR
        return regular and is_bank_holiday(day, self.nation)

    def week_bits(self) -> int:
        """The days and parts of days it happens on: bit = day (Monday 0) x 3 + part."""
        return _week_bits(self.rrule, self.start)


@lru_cache(maxsize=65_536)
def _week_bits(rrule: str, first: datetime) -> int:
    if (days := _plain_week(rrule)) is None:
        starts = list(islice(_rule(rrule, first), 14)) if rrule else [first]
        return sum({1 << (start.weekday() * 3 + part_of(start.time())) for start in starts})
    return sum(1 << (day * 3 + part_of(first.time())) for day in days or (first.weekday(),))


@lru_cache(maxsize=4096)
def _plain_week(rrule: str) -> frozenset[int] | None:
    """The days of a rule that says no more than on which days of the week, for ever; none when those of its start."""
    parts = dict(part.partition("=")[::2] for part in rrule.upper().split(";"))
    days = parts.get("BYDAY", "").split(",") if "BYDAY" in parts else []
    plain = parts.keys() <= {"FREQ", "INTERVAL", "BYDAY", "WKST"} and parts.get("FREQ") == "WEEKLY"
    return frozenset(map(CODES.index, days)) if plain and set(days) <= set(CODES) else None


def part_of(start: time) -> int:
    """0 morning, 1 afternoon, 2 evening."""
    return 0 if start.hour < NOON else 1 if start.hour < EVENING else 2
