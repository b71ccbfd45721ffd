"""When a listing next happens, from its sessions as they are kept; pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from app.kernel.recurrence import Recurrence
from geo.centroids import nation_of_sector

Term = tuple[date, date]


def recurrence_of(row: Mapping[str, Any], sector: str | None = None, opening: str = "") -> Recurrence:
    """A row of `listing_session` as a value that knows when it is next.

    Bank holidays are those of the listing's `sector`; its note or its opening times may say that it is on then.
    """
    same = ("starts_on", "starts_at", "minutes", "rrule", "zone", "term_time")
    left_out = frozenset(map(date.fromisoformat, row["exdates"]))
    on_then = on_bank_holidays(row["note"]) or on_bank_holidays(opening)
    return Recurrence(
        **{name: row[name] for name in same},
        exdates=left_out,
        nation=nation_of_sector(sector),
        bank_holidays=on_then,
    )


def on_bank_holidays(text: str) -> bool:
    """Whether a text plainly says that it is on or open on bank holidays too; beside a "not" or a "may" it does not."""
    if not _MAY_TELL.search(text):  # nearly all of them
        return False
    sentences = _END.split(text.casefold())
    return any(_ON_THEN.search(said) and not _UNSURE.search(said) for said in sentences)


_MAY_TELL = re.compile("holiday|365|every", re.IGNORECASE)  # one of these stands in each of the patterns below
_END = re.compile(r"(?<!inc)(?<!incl)(?<!exc)(?<!excl)\.|[;!?\n|]")
_HOLIDAYS = r"(?:bank|public)\s+holidays?"
_ON_THEN = re.compile(
    rf"\b(?:on|open|and|plus|also|even|inc|incl|including|includes)\W+(?:on\s+|all\s+)*{_HOLIDAYS}\b"
    rf"|\b{_HOLIDAYS}\W+(?:included|inclusive|too|as\s+well|open|from)\b|\b{_HOLIDAYS}\W+\d"
    r"|\bevery\s+(?:single\s+)?day\s+of\s+the\s+year\b|\b365\s+days\b"
)
_UNSURE = re.compile(
    r"n't\b|n’t\b|\b(?:no|not|never|closed?|except|exc|exclud\w+|excl|apart|other\s+than|without|but|may|might|sometimes"
    r"|differ\w*|vary|varies|unless|check|ring|call|contact|cancelled)\b"
)


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
