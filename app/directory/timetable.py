"""When a listing next happens, from its sessions as they are kept; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from app.kernel.recurrence import Recurrence

Term = tuple[date, date]


def recurrence_of(row: Mapping[str, Any]) -> Recurrence:
    """A row of `listing_session` as a value that knows when it is next."""
    same = ("starts_on", "starts_at", "minutes", "rrule", "zone", "term_time")
    left_out = frozenset(map(date.fromisoformat, row["exdates"]))
    return Recurrence(**{name: row[name] for name in same}, exdates=left_out)


def next_times(
    sessions: Iterable[Recurrence], now: datetime, terms: Sequence[Term], most: int
) -> list[tuple[datetime, datetime]]:
    """The next `most` times any of the sessions happens, as start and end, soonest first; one going on now counts."""
    times = (time for session in sessions for time in islice(_times(session, now, terms), most))
    return sorted(times)[:most]


def _times(session: Recurrence, now: datetime, terms: Sequence[Term]) -> Iterator[tuple[datetime, datetime]]:
    length = timedelta(minutes=session.minutes)
    moment = now
    while (start := session.next_after(moment, terms)) is not None:
        # The end in elapsed time: across a change of the clocks wall time would be an hour out.
        yield start, (start.astimezone(UTC) + length).astimezone(start.tzinfo)
        moment = start + length
