"""Changes some fields of a listing that stands here, or puts it back as history kept it; both logs are written."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.db.changes import Change, record_changes
from app.directory.store import restore, set_fields, snapshots
from app.kernel.errors import NotFound


def change_listing(session: Session, listing_id: UUID, *, who: str, at: datetime, **fields: Any) -> bool:
    """Set columns of a listing (`status`, `checked_on` ...); False when they were so already. Raises NotFound.

    `who` is kept in the history. The caller commits.
    """
    before = snapshots(session, [listing_id]).get(listing_id)
    if before is None:
        raise NotFound("There is no such listing here.")
    set_fields(session, listing_id, fields)
    after = snapshots(session, [listing_id])[listing_id]
    if before == after:
        return False
    set_fields(session, listing_id, {"updated_at": at})
    record_changes(session, [Change(listing_id, before, snapshots(session, [listing_id])[listing_id])], who=who, at=at)
    return True


def put_back(session: Session, listing_id: UUID, kept: dict[str, Any], *, who: str, at: datetime) -> bool:
    """Bring a listing to what history kept; False when it is so already. Raises NotFound.

    The exact address of a private place is in no history (rule 10): that one stays as it is.
    """
    before = snapshots(session, [listing_id]).get(listing_id)
    if before is None:
        raise NotFound("There is no such listing here.")
    if before == kept:
        return False
    restore(session, listing_id, kept)
    set_fields(session, listing_id, {"updated_at": at})
    record_changes(session, [Change(listing_id, before, snapshots(session, [listing_id])[listing_id])], who=who, at=at)
    return True
