"""Puts a listing back to what it was before a change."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.directory.change import change_listing, put_back
from app.directory.rules import Status
from app.kernel.errors import NotFound
from app.upkeep.photos.keep import put_back_photo, take_down
from app.upkeep.store import history_entry


def undo_change(session: Session, listing_id: UUID, entry_id: UUID, *, who: str, at: datetime) -> bool:
    """As it was before one change; False when it is so already. What made it is undone by resting. Raises NotFound.

    Refused for a photo that is not kept any more.
    """
    entry = history_entry(session, entry_id)
    if entry is None or entry.entity_id != listing_id or entry.entity != "listing":
        raise NotFound("There is no such change here.")
    if entry.before is None:
        return change_listing(session, listing_id, who=who, at=at, status=Status.WITHDRAWN.value)
    if told := entry.before.get("photo"):
        put_back_photo(session, listing_id, told, who=who, at=at)
        return True
    if "photo" in entry.before:
        return take_down(session, listing_id, who=who, at=at)
    return put_back(session, listing_id, entry.before, who=who, at=at)
