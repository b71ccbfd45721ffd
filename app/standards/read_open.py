"""Reads what open feeds may tell: public listings, never a `person` (rule 10), numbers only where they were agreed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from app.areas.book import AreaBook
from app.db.statements import columns_of
from app.directory.carried_terms import pairs_of
from app.directory.ease_facts import ease_of
from app.directory.model import Listing, Organisation, Place
from app.directory.rules import Capacity, Kind, Status, TermRole, WayIn, basics_of
from app.directory.store import CHUNK, public_rows
from app.directory.timetable import recurrence_of
from app.directory.vocabulary import Scheme
from app.kernel.batches import batched
from app.standards.open_listing import OpenBody, OpenListing, OpenPlace, OpenSession, Term
from geo.points import Point

Parts = Mapping[str, Sequence[Mapping[str, Any]]]
BATCH = 500


def is_open() -> list[ColumnElement[bool]]:
    """The conditions on a listing that open feeds may tell."""
    listings = columns_of(Listing)
    return [listings.status == Status.PUBLIC, listings.kind != Kind.PERSON]


def count_open(session: Session) -> int:
    """How many listings open feeds tell."""
    return int(session.execute(select(func.count()).select_from(Listing).where(*is_open())).scalar_one())


def open_ids(session: Session, after: UUID | None, most: int) -> list[UUID]:
    """The next `most` ids in their order, from the one after `after`."""
    ids = columns_of(Listing).id
    query = select(ids).where(*is_open(), *([] if after is None else [ids > after]))
    return list(session.execute(query.order_by(ids).limit(most)).scalars())


def every_open(session: Session, areas: AreaBook | None = None) -> Iterator[OpenListing]:
    """All of them in the order of their ids, a batch at a time."""
    after: UUID | None = None
    while ids := open_ids(session, after, BATCH):
        yield from read_open(session, ids, areas)
        after = ids[-1]


def read_open(session: Session, ids: Sequence[UUID], areas: AreaBook | None = None) -> list[OpenListing]:
    """Those of `ids` that open feeds may tell, in the order of `ids`."""
    rows = [(row, parts) for row, parts in public_rows(session, ids) if row.kind != Kind.PERSON]
    bodies = {body.id: body for body in read_bodies(session, {row.organisation_id for row, _ in rows} - {None})}
    codes = _postcodes(session, [row.place_id for row, _ in rows if row.place_id])
    found = {row.id: _listing(row, parts, bodies, codes, areas or AreaBook()) for row, parts in rows}
    return [found[key] for key in ids if key in found]


def read_bodies(session: Session, ids: Iterable[UUID]) -> list[OpenBody]:
    """These organisations by id."""
    bodies, wanted = columns_of(Organisation), sorted(ids)
    rows = [
        row
        for some in batched(wanted, CHUNK)
        for row in session.execute(select(*bodies).where(bodies.id.in_(some))).mappings()
    ]
    silent = _keeping_back(session, wanted)
    return sorted((_body(row, row["id"] in silent) for row in rows), key=lambda body: body.id)


def _body(row: Mapping[Any, Any], silent: bool) -> OpenBody:
    told = {str(name): row[name] for name in row} | ({"phone": "", "email": ""} if silent else {})
    return OpenBody(**told)


def _keeping_back(session: Session, bodies: Sequence[UUID]) -> set[UUID]:
    """Organisations with a listing that does not show its contact: their own number may be the same one."""
    listings = columns_of(Listing)
    query = select(listings.organisation_id).where(~listings.show_contact, listings.kind != Kind.PERSON)
    asked = (
        session.execute(query.where(listings.organisation_id.in_(some))).scalars() for some in batched(bodies, CHUNK)
    )
    return {key for keys in asked for key in keys}


def _postcodes(session: Session, places: Sequence[UUID]) -> dict[UUID, tuple[str, str | None]]:
    """Postcodes of places that are open to all, and how exactly each is known."""
    columns = columns_of(Place)
    query = select(columns.id, columns.postcode, columns.precision).where(~columns.private)
    return {
        row.id: (row.postcode, row.precision)
        for some in batched(places, CHUNK)
        for row in session.execute(query.where(columns.id.in_(some)))
    }  # fmt: skip


_SAME = (
    "id", "name", "summary", "text_language", "online", "opening", "way_in_note", "min_age", "max_age", "free", "cost",
    "url", "paused_until", "checked_on", "updated_at", "source", "source_id", "licence",
)  # fmt: skip


def _listing(
    row: Any,
    parts: Parts,
    bodies: Mapping[UUID, OpenBody],
    codes: Mapping[UUID, tuple[str, str | None]],
    areas: AreaBook,
) -> OpenListing:
    shown = row.show_contact
    sessions = _sessions(row, parts)
    return OpenListing(
        **{name: getattr(row, name) for name in _SAME},
        kind=Kind(row.kind),
        organisation=bodies.get(row.organisation_id),
        place=_place(row, codes),
        sessions=sessions,
        terms=_terms(row, Kind(row.kind)),
        ease=ease_of(row.ease),
        languages=tuple(part["language"] for part in parts["languages"]),
        ease_checked_on=row.ease_checked_on,
        areas=_areas(parts, areas),
        not_in=tuple(part["area_code"] for part in parts["areas"] if part["mode"] == "excludes"),
        school_terms=_school_terms(row, sessions, areas),
        way_in=WayIn(row.way_in) if row.way_in else None,
        phone=row.phone if shown else "",
        email=row.email if shown else "",
        shown=shown,
        capacity=Capacity(row.capacity),
    )


def _place(row: Any, codes: Mapping[UUID, tuple[str, str | None]]) -> OpenPlace | None:
    if row.place_id is None:
        return None
    where = {"id": row.place_id, "sector": row.sector, "lat": row.lat, "lon": row.lon}
    if row.private:  # the row holds the sector's middle; its words are left out all the same
        return OpenPlace(**where, name=row.sector or "", postcode=row.sector or "", private=True)
    postcode, precision = codes.get(row.place_id, ("", None))
    return OpenPlace(**where, name=row.place_name, address=row.address, postcode=postcode, precision=precision)


def _sessions(row: Any, parts: Parts) -> tuple[OpenSession, ...]:
    made = ((recurrence_of(part, row.sector, row.opening), part["note"]) for part in parts["sessions"])
    return tuple(OpenSession(recurrence, note) for recurrence, note in made)


def _terms(row: Any, kind: Kind) -> tuple[tuple[Scheme, str], ...]:
    """Codes by scheme; a neighbour does not advise, so an exchange offers no basics (rule 2)."""
    helps = bool(basics_of(kind, ("any",)))
    return tuple((Scheme(role), code) for role, code in pairs_of(row.terms) if helps or role != TermRole.BASIC)


def _areas(parts: Parts, areas: AreaBook) -> tuple[tuple[str, str], ...]:
    codes = (part["area_code"] for part in parts["areas"] if part["mode"] == "covers")
    return tuple((code, areas.name_of(code) or code) for code in codes)


def _school_terms(row: Any, sessions: Iterable[OpenSession], areas: AreaBook) -> tuple[Term, ...]:
    if not any(session.recurrence.term_time for session in sessions):
        return ()
    point = Point(row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    return areas.terms(areas.covering(point, row.sector))
