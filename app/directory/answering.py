"""Who answers for people, and by which number they are reached: queries behind what everybody may see (rule 11)."""

from collections.abc import Sequence
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


def _answering(row: Any) -> Answering:
    values = {name: value for name, value in row.items() if name != "listing_id"}
    return Answering(**values | {"role": Role(row["role"])})
