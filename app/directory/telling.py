"""What pages say of any listing alike: its section, how soon it is, and where; pure."""

from datetime import date, datetime

from app.directory.rules import RUNG, Ease, Kind
from app.directory.shapes import ListingOut
from app.kernel.clock import local_date

SECTION_OF_RUNG = {1: "people", 2: "groups", 3: "places", 5: "formal"}  # its sign and colour too
SOON_DAYS = 13  # "In 5 days" helps; "In 40 days" does not
SAID_ELSEWHERE = frozenset((Ease.DAYTIME, Ease.EVENING, Ease.WEEKEND, Ease.FREE))  # by the times and the cost


def section_of(kind: Kind) -> str:
    """The section of a page that a listing of this kind stands in."""
    return SECTION_OF_RUNG[RUNG[kind]]


def days_until(starts: datetime | None, today: date) -> int | None:
    """In how many days that is; None when it is not known, over, or too far off to help."""
    days = (local_date(starts) - today).days if starts else None
    return days if days is not None and 0 <= days <= SOON_DAYS else None


def where(it: ListingOut) -> str:
    """The place by name and address; the name once, where the address has it. Of a home no more than its sector."""
    place, address = it.place or "", it.address or ""
    return address if place and place in address else ", ".join(filter(None, (place, address)))
