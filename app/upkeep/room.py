"""Whether there is room at a group just now, and whether it meets: who runs it says so, nobody guesses it (rule 9)."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.directory.rules import PAUSED_OPENLY, Capacity, Status
from app.kernel.errors import NotFound, unusable_at
from app.kernel.text import N_
from app.upkeep.rules import Room
from app.upkeep.seen import seen_true
from app.upkeep.store import listing_row
from app.upkeep.when import day_said

LONGEST_PAUSE = timedelta(days=366)  # longer is a slip in the year, or a group that has ended
NOT_ON = "It is not on the map, so nobody is sent there now. Please ring us if that is wrong."
NO_DAY = N_("We cannot read that day. Write it like 6 January, or leave it empty.")
DAY_OVER = N_("That day is not ahead of us. Tell us a day that is still to come, or leave it empty.")
TOO_FAR = N_("That is more than a year away. Leave the day empty if you do not know yet when you are back.")


def back_said(text: str, today: date) -> date | None:
    """The day on which they are back, as somebody typed it; None for nothing. Raises NotUsable, at the field `back`."""
    if not text.strip():
        return None
    day = day_said(text, today)
    if day is None:
        raise unusable_at("back", NO_DAY)
    if day <= today:
        raise unusable_at("back", DAY_OVER)
    if day > today + LONGEST_PAUSE:
        raise unusable_at("back", TOO_FAR)
    return day


def say_room(
    session: Session, listing_id: UUID, room: Room, back: date | None = None, *, by: str, who: str, at: datetime
) -> None:
    """Full, room again, no meeting until they are `back` (None: nobody knows), or back. Raises NotFound.

    Whoever says it knows how things stand: it counts as looked at, `by` a keeper or a steward.
    """
    row = listing_row(session, listing_id)
    if row is None or row.status not in (Status.PUBLIC, Status.HIDDEN):
        raise NotFound(NOT_ON)
    seen_true(session, listing_id, by=by, who=who, at=at, said=_fields(room, back))


def _fields(room: Room, back: date | None) -> dict[str, Any]:
    if room in (Room.FULL, Room.ROOM):
        return {"capacity": (Capacity.FULL if room is Room.FULL else Capacity.OPEN).value}
    if room is Room.BACK:
        return {"paused_until": None}
    return {"paused_until": back - timedelta(days=1) if back else PAUSED_OPENLY}
