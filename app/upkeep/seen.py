"""Somebody who knows a group says how it stands today: the listing is fresh again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.directory.change import change_listing
from app.directory.rules import Status
from app.kernel.clock import local_date
from app.kernel.errors import NotFound
from app.upkeep.report import overtaken
from app.upkeep.store import forget_views, listing_row


def seen_true(
    session: Session, listing_id: UUID, *, by: str, who: str, at: datetime, said: Mapping[str, Any] | None = None
) -> None:
    """Somebody who knows says that it is right today, with what they `said` of it; one that was hidden comes back.

    Only a steward's word settles what others said of it: a group does not answer for itself.
    """
    fields: dict[str, Any] = {**(said or {}), "checked_on": local_date(at), "checked_by": by}
    found = listing_row(session, listing_id)
    if found is None:
        raise NotFound("There is no such listing here.")
    if found.status == Status.HIDDEN:
        fields["status"] = Status.PUBLIC.value
    change_listing(session, listing_id, who=who, at=at, **fields)
    forget_views(session, listing_id)
    if by == "steward":
        overtaken(session, listing_id, who, at)
