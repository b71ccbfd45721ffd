"""What is counted of hopes that were not met, and from how many on it may be kept or read; pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LEAST = 5  # fewer could point to somebody (rule 5): never written, never read
LATELY_WEEKS = 12  # a season: what was asked for a year ago may be there by now


class Outcome(StrEnum):
    """How a hope went unmet."""

    NOTHING = "nothing"  # there was no idea at all
    NOT_AMONG = "not_among"  # there were ideas, and none for this


@dataclass(frozen=True)
class Cell:
    """One count: an ISO week ("2026-W47"), an area's code, a hope's code and how it went unmet."""

    week: str
    area: str
    term: str
    outcome: Outcome


def week_of(day: date) -> str:
    """The ISO week of a day, as text that sorts by time."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def lately_since(today: date) -> str:
    """The first week that counts as lately."""
    return week_of(today - timedelta(weeks=LATELY_WEEKS - 1))
