"""Every query about photos."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session

from app.db.statements import columns_of
from app.directory.model import Listing
from app.directory.rules import Status
from app.upkeep.model import Photo

# All but the pictures themselves.
_TOLD = ("id", "listing_id", "alt", "mark", "width", "height", "small_width", "small_height")


def add_photo(session: Session, photo: Photo) -> None:
    """Keep one."""
    session.add(photo)
    session.flush()


def photo_of_draft(session: Session, key: str) -> Photo | None:
    """The photo that a draft has."""
    return session.execute(select(Photo).where(columns_of(Photo).draft == key)).scalar_one_or_none()


def photo_of(session: Session, listing_id: UUID) -> Photo | None:
    """The photo that a listing has, of any status."""
    return session.execute(select(Photo).where(columns_of(Photo).listing_id == listing_id)).scalar_one_or_none()


def taken_from(session: Session, listing_id: UUID, since: datetime) -> list[Photo]:
    """The photos that were taken away from a listing since a moment, the latest first."""
    of = columns_of(Photo)
    query = select(Photo).where(of.taken_from == listing_id, of.taken_at >= since)
    return list(session.execute(query.order_by(of.taken_at.desc(), of.id)).scalars())


def told_of(session: Session, listing_id: UUID | None = None) -> list[Mapping[str, Any]]:
    """What is told of a listing's photo, or of all listings': words and sizes, no picture."""
    of = columns_of(Photo)
    which = of.listing_id.is_not(None) if listing_id is None else of.listing_id == listing_id
    query = select(*(of[name] for name in _TOLD)).where(which)
    return list(session.execute(query).mappings())  # type: ignore[arg-type]


def public_bytes(session: Session, listing_id: UUID, mark: str, size: str) -> bytes | None:
    """A picture of a listing that is on the map; None for any other."""
    of, listings = columns_of(Photo), columns_of(Listing)
    query = select(of[size]).join(Listing, listings.id == of.listing_id)
    query = query.where(of.listing_id == listing_id, of.mark == mark, listings.status == Status.PUBLIC)
    return session.execute(query).scalar_one_or_none()


def delete_of_draft(session: Session, key: str) -> int:
    """Forget the photo of a draft; how many."""
    return _gone(session, columns_of(Photo).draft == key)


def delete_taken(session: Session, listing_id: UUID) -> int:
    """Forget the photos that were taken away from a listing; how many."""
    return _gone(session, columns_of(Photo).taken_from == listing_id)


def delete_taken_before(session: Session, moment: datetime) -> int:
    """Forget the photos that were taken away before a moment; how many."""
    return _gone(session, columns_of(Photo).taken_at < moment)


def take_from_listing(session: Session, listing_id: UUID, at: datetime) -> None:
    """A listing's photo is nobody's from now on."""
    of = columns_of(Photo)
    values = {"listing_id": None, "taken_from": listing_id, "taken_at": at}
    session.execute(update(Photo).where(of.listing_id == listing_id).values(values))


def give(session: Session, photo_id: UUID, listing_id: UUID) -> None:
    """A photo is a listing's, whosever it was."""
    values = {"listing_id": listing_id, "taken_from": None, "taken_at": None}
    session.execute(update(Photo).where(columns_of(Photo).id == photo_id).values(values))


def give_to_listing(session: Session, key: str, listing_id: UUID, at: datetime) -> None:
    """A draft's photo is its listing's from now on."""
    of = columns_of(Photo)
    session.execute(update(Photo).where(of.draft == key).values(draft=None, listing_id=listing_id, at=at))


def _gone(session: Session, which: Any) -> int:
    return len(session.execute(delete(Photo).where(which).returning(columns_of(Photo).id)).all())
