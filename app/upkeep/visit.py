"""Somebody was there, and it was on: the listing is fresh again, by use and not by asking (rule 8)."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.directory.change import change_listing
from app.directory.rules import Kind, Status
from app.kernel.clock import local_date
from app.kernel.errors import NotFound
from app.upkeep.store import forget_views, listing_row, open_reports


def visited(session: Session, listing_id: UUID, at: datetime) -> bool:
    """Keep that it was on today, and not who was there; False when that changes nothing. Raises NotFound.

    Where somebody said that something is wrong a person looks first, and what is off the map only a person brings back.
    """
    listing = listing_row(session, listing_id)
    if listing is None or listing.status != Status.PUBLIC or listing.kind == Kind.PERSON:
        raise NotFound("There is no such listing here.")
    today = local_date(at)
    if listing.checked_on == today or open_reports(session, listing_id):
        return False
    change_listing(session, listing_id, who="visitor", at=at, checked_on=today, checked_by="visit")
    forget_views(session, listing_id)
    return True
