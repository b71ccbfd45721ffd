"""Keeps an organisation's word for a person, and the organisation's own name and numbers; both logs are written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session

from app.db.changes import Change, keep_history, note_listings, record_changes
from app.db.statements import columns_of, insert_all
from app.directory.model import Listing, ListingAnswering, Organisation
from app.directory.shapes import AnsweringIn
from app.directory.store import ORGANISATION, set_fields, snapshots
from app.kernel.errors import NotFound
from app.kernel.ids import new_id

# What an organisation has for all its people: kept for one, it can be kept for the others too.
SHARED = ("insured_until", "lone_working_plan", "safeguarding_lead")


def keep_organisation(
    session: Session, organisation_id: UUID | None, said: Mapping[str, str], *, who: str, at: datetime
) -> UUID:
    """Bring an organisation's `name`, `phone` and `email` to what is said, or make one; its id. Raises NotFound."""
    fresh = {name: said[name] for name in ("name", "phone", "email")}
    held = session.get(Organisation, organisation_id) if organisation_id else None
    if organisation_id and held is None:
        raise NotFound("There is no such organisation here.")
    if held is None:
        made = new_id()
        insert_all(session, Organisation, [fresh | {"id": made, "source": "registered"}])
        keep_history(session, [Change(made, None, fresh)], entity=ORGANISATION, who=who, at=at)
        return made
    before = {name: getattr(held, name) for name in fresh}
    if before != fresh:
        bodies, listings = columns_of(Organisation), columns_of(Listing)
        session.execute(update(Organisation).where(bodies.id == held.id).values(**fresh))
        session.expire(held)
        keep_history(session, [Change(held.id, before, fresh)], entity=ORGANISATION, who=who, at=at)
        behind = session.execute(select(listings.id).where(listings.organisation_id == organisation_id)).scalars()
        note_listings(session, list(behind))
    return held.id


def keep_answering(
    session: Session,
    listing_id: UUID,
    organisation_id: UUID,
    said: AnsweringIn,
    *,
    who: str,
    at: datetime,
    others: Sequence[UUID] = (),
) -> int:
    """Keep the organisation's word for one person; for `others` of its people what it has for all of them alike.

    How many listings changed. The caller commits.
    """
    body = session.get(Organisation, organisation_id)
    assert body is not None
    fresh = said.model_dump() | {"organisation": body.name, "role": said.role.value}
    before = snapshots(session, [listing_id, *others])
    _write(session, listing_id, fresh)
    set_fields(session, listing_id, {"organisation_id": organisation_id})
    if others:
        words, shared = columns_of(ListingAnswering), {name: fresh[name] for name in SHARED}
        session.execute(update(ListingAnswering).where(words.listing_id.in_(list(others))).values(**shared))
    session.expire_all()
    after = snapshots(session, [listing_id, *others])
    changes = [Change(key, before[key], after[key]) for key in before if before[key] != after[key]]
    for change in changes:
        set_fields(session, change.entity_id, {"updated_at": at})
    record_changes(session, changes, who=who, at=at)
    return len(changes)


def _write(session: Session, listing_id: UUID, fresh: Mapping[str, Any]) -> None:
    session.execute(delete(ListingAnswering).where(columns_of(ListingAnswering).listing_id == listing_id))
    insert_all(session, ListingAnswering, [{**fresh, "listing_id": listing_id}])
