"""What time it is, as a value passed in, so that tests can stand still."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

HOME_ZONE = ZoneInfo("Europe/London")


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that always says `moment` (which must carry a zone)."""
    if moment.tzinfo is None:
        raise ValueError("a clock needs a moment with a zone")
    return lambda: moment


def local_date(moment: datetime) -> date:
    """The calendar day in the United Kingdom at that moment."""
    return moment.astimezone(HOME_ZONE).date()


def day_begins(day: date) -> datetime:
    """The first moment of a calendar day in the United Kingdom."""
    return datetime.combine(day, time.min, tzinfo=HOME_ZONE)
