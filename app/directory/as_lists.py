"""All public listings for matching: what each offers, welcomes and serves comes as one text, made by the database.

A listing has a dozen small rows; told one by one, reading them would cost three times as much as all the rest.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, String, func, literal, select, type_coerce
from sqlmodel import Session, SQLModel

from app.db.statements import columns_of
from app.directory.ease_facts import REMEMBERED
from app.directory.model import (
    Listing,
    ListingAnswering,
    ListingArea,
    ListingLanguage,
    ListingSession,
    Place,
)
from app.directory.store import CHUNK, public_query
from app.kernel.batches import batched

BETWEEN, WITHIN = "\x1e", "\x1f"  # entries, and the two halves of one; they sort below every letter
_SESSION = ("starts_on", "starts_at", "minutes", "rrule", "zone", "exdates", "term_time", "note")


Ids = Sequence[UUID] | Select[tuple[UUID]] | None


class Parts(NamedTuple):
    """What belongs to a listing: texts of entries, sessions and the organisation's word as rows."""

    areas: str
    languages: str
    sessions: Sequence[Any]
    answering: Any | None


def public_listings(session: Session, ids: Ids, fields: Sequence[str]) -> Iterator[tuple[Any, Parts]]:
    """Each public listing among `ids` (all when None): its `fields` first, then those of its place and organisation.

    Very many ids are told by a query that finds them: handing them over takes longer than all the rest.
    The exact address of a private place is not among them: no query here reads it.
    """
    listings, places = columns_of(Listing), columns_of(Place)
    query = public_query(
        *(places[name] if name in _OF_PLACE else listings[name] for name in fields),
        _key(listings.id).label("key"), listings.kind, listings.way_in, listings.capacity,
        listings.terms, listings.ease, listings.phone, listings.email, listings.show_contact,
    )  # fmt: skip
    session.flush()  # as any statement of a session does first
    connection = session.connection()  # plain rows: the session would look each over for objects
    for some in batched(ids, CHUNK) if isinstance(ids, Sequence) else [ids]:
        areas, languages = [_told(connection, table, names, some) for table, *names in _ENTRIES]
        sessions = _rows(connection, ListingSession, _SESSION, some)
        answering = _rows(connection, ListingAnswering, _ANSWERING, some)
        for row in connection.execute(query if some is None else query.where(listings.id.in_(some))):
            key = row.key
            texts = areas.get(key, ""), languages.get(key, "")
            yield row, Parts(*texts, sessions.get(key, ()), next(iter(answering.get(key, ())), None))


_OF_PLACE = ("sector", "lat", "lon")
_ENTRIES: tuple[tuple[Any, ...], ...] = (
    (ListingArea, "mode", "area_code"),
    (ListingLanguage, "language"),
)
_ANSWERING = tuple(str(column.name) for column in columns_of(ListingAnswering) if column.name != "listing_id")


def _key(column: Any) -> Any:
    """An id as the database keeps it: to make a UUID of each row's would take longer than to read the row."""
    return type_coerce(column, String)


def _told(connection: Connection, table: type[SQLModel], names: Sequence[str], ids: Ids) -> Mapping[Any, str]:
    columns = columns_of(table)
    entry = columns[names[0]]
    for name in names[1:]:
        entry = entry + literal(WITHIN) + columns[name]
    query = select(_key(columns.listing_id), func.aggregate_strings(entry, BETWEEN)).group_by(columns.listing_id)
    rows = connection.execute(query if ids is None else query.where(columns.listing_id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _rows(connection: Connection, table: type[SQLModel], names: Sequence[str], ids: Ids) -> Mapping[Any, Sequence[Any]]:
    columns = columns_of(table)
    query = select(_key(columns.listing_id).label("key"), *(columns[name] for name in names))
    query = query.order_by(*table.__table__.primary_key.columns)  # type: ignore[attr-defined]
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in connection.execute(query if ids is None else query.where(columns.listing_id.in_(ids))):
        found[row.key].append(row)
    return found


@lru_cache(REMEMBERED)
def areas_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The areas it serves, and those it does not."""
    return _second(text, "covers"), _second(text, "excludes")


@lru_cache(REMEMBERED)
def languages_of(text: str) -> tuple[str, ...]:
    """The languages spoken there."""
    return tuple(entry[0] for entry in _entries(text))


def _second(text: str, first: str) -> tuple[str, ...]:
    return tuple(entry[2] for entry in _entries(text) if entry[0] == first)


def _entries(text: str) -> list[tuple[str, str, str]]:
    return [entry.partition(WITHIN) for entry in sorted(text.split(BETWEEN))] if text else []
