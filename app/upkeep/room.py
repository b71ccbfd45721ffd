"""Whether there is room at a group just now: its keeper says so with one press, nobody guesses it (rule 9)."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.directory.change import change_listing
from app.directory.rules import Capacity
from app.kernel.clock import local_date
from app.upkeep.rules import Room

_CAPACITY = {Room.FULL: Capacity.FULL, Room.ROOM: Capacity.OPEN}


def say_room(session: Session, listing_id: UUID, room: Room, *, who: str, at: datetime) -> None:
    """Full, or room again. Whoever says it knows how things stand: it counts as looked at. Raises NotFound."""
    change_listing(
        session, listing_id, who=who, at=at, capacity=_CAPACITY[room].value, checked_on=local_date(at),
        checked_by="keeper",
    )  # fmt: skip
