"""Who answers for people, and by which number they are reached: queries behind what everybody may see (rule 11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from app.db.statements import columns_of
from app.directory.model import Listing, ListingAnswering, Organisation
from app.directory.rules import Answering, Kind, Role, Status, answered_for


def answered_people(session: Session, today: date, ids: Sequence[UUID] | None = None) -> set[UUID]:
    """The `person` listings (among `ids`; all when None) that an organisation answers for on that day."""
    columns = columns_of(ListingAnswering)
    query = select(*columns).join(Listing, columns_of(Listing).id == columns.listing_id)
    query = query.where(columns_of(Listing).status == Status.PUBLIC, columns_of(Listing).kind == Kind.PERSON)
    if ids is not None:
        query = query.where(columns.listing_id.in_(ids))
    rows = session.execute(query).mappings()
    return {row["listing_id"] for row in rows if answered_for(_answering(row), today)}


def organisation_contacts(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """The telephone and e-mail of the organisation behind each listing: for a person these are shown (rule 11)."""
    listings, bodies = columns_of(Listing), columns_of(Organisation)
    query = select(listings.id, bodies.phone, bodies.email).join(Organisation, bodies.id == listings.organisation_id)
    return {row[0]: (row[1], row[2]) for row in session.execute(query.where(listings.id.in_(ids)))}


@dataclass(frozen=True)
class Kept:
    """A `person` with what an organisation says for them."""

    listing_id: UUID
    name: str
    organisation_id: UUID | None
    organisation: str
    phone: str
    email: str
    answering: Answering | None


def kept_people(session: Session, ids: Sequence[UUID] | None = None) -> list[Kept]:
    """The `person` listings that stand here (among `ids`; all when None), by name."""
    listings, bodies, words = columns_of(Listing), columns_of(Organisation), columns_of(ListingAnswering)
    query = (
        select(listings.id, listings.name, bodies.id, bodies.name, bodies.phone, bodies.email, *words)
        .select_from(Listing)
        .join(Organisation, bodies.id == listings.organisation_id, isouter=True)
        .join(ListingAnswering, words.listing_id == listings.id, isouter=True)
        .where(listings.kind == Kind.PERSON, listings.status == Status.PUBLIC)
        .order_by(listings.name, listings.id)
    )
    if ids is not None:
        query = query.where(listings.id.in_(ids))
    names = [column.key for column in words]
    return [_kept(row[:6], dict(zip(names, row[6:], strict=True))) for row in session.execute(query)]


def _kept(told: Any, words: dict[str, Any]) -> Kept:
    name, phone, email = (text or "" for text in told[3:6])
    said = _answering(words) if words["listing_id"] else None
    return Kept(told[0], told[1], told[2], name, phone, email, said)


def organisations(session: Session) -> list[tuple[UUID, str]]:
    """Every organisation that answers for somebody, by name."""
    listings, bodies = columns_of(Listing), columns_of(Organisation)
    query = select(bodies.id, bodies.name).join(Listing, listings.organisation_id == bodies.id)
    rows = session.execute(query.where(listings.kind == Kind.PERSON).distinct().order_by(bodies.name, bodies.id))
    return [(row[0], row[1]) for row in rows]


def _answering(row: Any) -> Answering:
    values = {name: value for name, value in row.items() if name != "listing_id"}
    return Answering(**values | {"role": Role(row["role"])})
