"""Every query on the directory's tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlmodel import Session, SQLModel

from app.db.model import History
from app.db.statements import columns_of, insert_all
from app.directory import carried_terms, ease_facts
from app.directory.carried_terms import TERMS, Carried, pairs_of, terms_text
from app.directory.ease_facts import CHECKED_ON, EASE
from app.directory.model import (
    Listing,
    ListingAnswering,
    ListingArea,
    ListingLanguage,
    ListingSession,
    Organisation,
    OwnTerm,
    Place,
    PlacePrivate,
)
from app.directory.rows import Row, Rows, as_history, bodies_of
from app.directory.rules import Status
from app.directory.vocabulary import Scheme, Term
from app.kernel.batches import batched

# The parts of a listing that are rows of their own, by their name in `Rows`.
PARTS: dict[str, type[SQLModel]] = {
    "sessions": ListingSession,
    "languages": ListingLanguage,
    "areas": ListingArea,
}
# What is kept of a field besides its own column or row: the column that leads there, the day somebody looked.
_LINKS = {"organisation": "organisation_id", "place": "place_id", EASE: CHECKED_ON}
# SQLite takes 32,766 values in one statement; this leaves room on every backend.
CHUNK = 500
STEMS = 100  # SQLite lets a condition be 1,000 deep
ORGANISATION = "organisation"  # what history calls a change of one by a person
TERMS_CHANGED = "own_terms_changed"  # a new value under this key whenever an own term is written


def hashes(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The content hash of those of `ids` that are known."""
    listings = columns_of(Listing)
    found = session.execute(select(listings.id, listings.content_hash).where(_in(listings.id, ids)))
    return {row.id: row.content_hash for row in found}


def count_listings(session: Session) -> int:
    """How many there are, of any status."""
    return int(session.execute(select(func.count()).select_from(Listing)).scalar_one())


def insert_rows(session: Session, made: Sequence[Rows]) -> None:
    """Add new listings with everything that belongs to them, what others point to first."""
    _keep_organisations(session, bodies_of(made))
    insert_all(session, Place, [rows.place for rows in made if rows.place])
    insert_all(session, PlacePrivate, [rows.place_private for rows in made if rows.place_private])
    insert_all(session, Listing, [rows.listing for rows in made])
    for table, rows in _parts_of(made):
        insert_all(session, table, rows)


def replace_rows(session: Session, made: Sequence[Rows]) -> None:
    """Bring known listings to what their source says now; history has kept what they were."""
    if not made:
        return
    _keep_organisations(session, bodies_of(made))
    _replace_places(session, [rows for rows in made if "place" not in rows.keep])
    listings = columns_of(Listing)
    for rows in made:
        stays = {"id", "created_at"} | rows.keep | {_LINKS[name] for name in rows.keep & _LINKS.keys()}
        fresh = {name: value for name, value in rows.listing.items() if name not in stays}
        session.execute(update(Listing).where(listings.id == rows.listing["id"]).values(**fresh))
    tables: dict[str, type[SQLModel]] = {**PARTS, "answering": ListingAnswering}
    for name, table in tables.items():
        ids = [rows.listing["id"] for rows in made if name not in rows.keep]
        session.execute(delete(table).where(_in(columns_of(table).listing_id, ids)))
    for table, fresh_rows in _parts_of(made):
        insert_all(session, table, fresh_rows)


def keep_hash(session: Session, listing_id: UUID, content_hash: str) -> None:
    """Remember that the source's row, as it is now, was read, and changed nothing."""
    listings = columns_of(Listing)
    session.execute(update(Listing).where(listings.id == listing_id).values(content_hash=content_hash))


def _parts_of(made: Sequence[Rows]) -> Iterator[tuple[type[SQLModel], list[Row]]]:
    for name, table in PARTS.items():
        yield table, [row for rows in made if name not in rows.keep for row in getattr(rows, name)]
    yield ListingAnswering, [rows.answering for rows in made if rows.answering and "answering" not in rows.keep]


def _replace_places(session: Session, made: Sequence[Rows]) -> None:
    # A place that is no longer private keeps no hidden twin.
    open_now = [rows.place["id"] for rows in made if rows.place and not rows.place_private]
    session.execute(delete(PlacePrivate).where(_in(columns_of(PlacePrivate).place_id, open_now)))
    for rows in made:
        if rows.place:
            session.merge(Place(**rows.place))
        if rows.place_private and "exact" not in rows.keep:
            session.merge(PlacePrivate(**rows.place_private))
    session.flush()


def _keep_organisations(session: Session, wanted: dict[UUID, Row]) -> None:
    edited = _edited_organisations(session, list(wanted))
    for known in session.execute(select(Organisation).where(_in(Organisation.id, list(wanted)))).scalars():
        fresh = wanted.pop(known.id)
        for name, value in fresh.items():
            if value and getattr(known, name) != value and name not in edited[known.id]:
                setattr(known, name, value)
    insert_all(session, Organisation, list(wanted.values()))


def _edited_organisations(session: Session, ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """The fields of organisations that a person wrote here: a file or feed leaves them."""
    past, found = columns_of(History), defaultdict[UUID, set[str]](set)
    query = select(past.entity_id, past.before, past.after).where(past.entity == ORGANISATION, _in(past.entity_id, ids))
    for row in session.execute(query):
        found[row.entity_id] |= {name for name, value in row.after.items() if (row.before or {}).get(name) != value}
    return found


def _key(table: type[SQLModel]) -> Any:
    return table.__table__.primary_key.columns  # type: ignore[attr-defined]


def _in(column: Any, ids: Iterable[UUID]) -> Any:
    return column.in_(list(ids))


def snapshots(session: Session, ids: Sequence[UUID]) -> dict[UUID, Row]:
    """Each listing as history keeps it: the same form as `Rows.snapshot`."""
    if not ids:
        return {}
    parts = {name: _by_listing(session, table, ids) for name, table in PARTS.items()}
    answering = _by_listing(session, ListingAnswering, ids)
    found = session.execute(
        select(Listing, Place).join(Place, Place.id == Listing.place_id, isouter=True).where(_in(Listing.id, ids))  # type: ignore[arg-type]
    )
    return {
        listing.id: as_history(
            listing.model_dump(),
            place.model_dump() if place else None,
            next(iter(answering[listing.id]), None),
            {name: rows[listing.id] for name, rows in parts.items()},
        )
        for listing, place in found
    }


def _by_listing(session: Session, table: type[SQLModel], ids: Sequence[UUID] | None) -> dict[UUID, list[Row]]:
    columns = columns_of(table)
    query = select(*columns).order_by(*_key(table))
    if ids is not None:
        query = query.where(_in(columns.listing_id, ids))
    found: dict[UUID, list[Row]] = defaultdict(list)
    names = [str(column.name) for column in columns]  # plain text: a quoted name is one of SQLAlchemy's own kind
    place = names.index("listing_id")
    for row in session.execute(query):
        found[row[place]].append(dict(zip(names, row, strict=True)))
    return found


def public_query(*columns: Any) -> Any:
    """These columns of public listings and their places, then what stands around each: its place and organisation.

    The exact address of a private place is not among the tables.
    """
    listings, places, bodies = columns_of(Listing), columns_of(Place), columns_of(Organisation)
    return (
        select(
            *columns,
            places.name.label("place_name"), places.address, places.private, bodies.name.label("organisation"),
            bodies.phone.label("organisation_phone"), bodies.email.label("organisation_email"),
        )
        .join(Place, places.id == listings.place_id, isouter=True)
        .join(Organisation, bodies.id == listings.organisation_id, isouter=True)
        .where(listings.status == Status.PUBLIC)
    )  # fmt: skip


def public_rows(session: Session, ids: Sequence[UUID] | None) -> Iterator[tuple[Any, dict[str, list[Row]]]]:
    """Each public listing among `ids` (all when None) with its place and organisation, and its parts by name.

    The exact address of a private place is not among them: no query here reads it.
    """
    listings, places = columns_of(Listing), columns_of(Place)
    query = public_query(*listings, places.sector, places.lat, places.lon)
    for some in [None] if ids is None else batched(ids, CHUNK):
        parts = {name: _by_listing(session, table, some) for name, table in PARTS.items()}
        parts["answering"] = _by_listing(session, ListingAnswering, some)
        for row in session.execute(query if some is None else query.where(_in(listings.id, some))):
            yield row, {name: rows.get(row.id, []) for name, rows in parts.items()}


def listing_names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of listings of any status, by id."""
    listings, found = columns_of(Listing), dict[UUID, str]()
    for some in batched(list(ids), CHUNK):
        rows = session.execute(select(listings.id, listings.name).where(_in(listings.id, some)))
        found |= {row.id: row.name for row in rows}
    return found


def kept_terms(session: Session) -> list[Term]:
    """The stewards' own terms that are in use, by scheme and code."""
    own = columns_of(OwnTerm)
    rows = session.execute(select(*own).where(~own.removed).order_by(own.scheme, own.code)).mappings()
    return [
        Term(
            code=row["code"],
            scheme=Scheme(row["scheme"]),
            label=row["label"],
            phrases=tuple(row["phrases"]),
            related=tuple(row["related"].items()),
            sensitive=row["sensitive"],
        )
        for row in rows
    ]


def write_own_terms(session: Session, terms: Iterable[Term]) -> None:
    """Add own terms, or bring those of the same name to what these say."""
    for term in terms:
        own = OwnTerm(
            scheme=term.scheme.value,
            code=term.code,
            label=term.label,
            phrases=list(term.phrases),
            related=dict(term.related),
            sensitive=term.sensitive,
        )
        session.merge(own)
    session.flush()


def remove_own_term(session: Session, scheme: Scheme, code: str) -> None:
    """Take an own term out of use."""
    own = columns_of(OwnTerm)
    session.execute(update(OwnTerm).where(own.scheme == scheme.value, own.code == code).values(removed=True))


@dataclass(frozen=True)
class Told:
    """What a listing says of itself, and the terms it carries."""

    id: UUID
    kind: str
    name: str
    summary: str
    terms: frozenset[tuple[str, str]]


def saying(session: Session, stems: Sequence[str]) -> list[UUID]:
    """Listings that hold one of these beginnings of words anywhere in what they say."""
    listings, found = columns_of(Listing), set[UUID]()
    text = func.lower(listings.name + " " + listings.summary)
    for some in batched(stems, STEMS):
        said = or_(*(text.contains(stem, autoescape=True) for stem in some))
        found |= set(session.execute(select(listings.id).where(said)).scalars())
    return sorted(found)


def said_by(session: Session, ids: Sequence[UUID]) -> list[Told]:
    """What these listings say."""
    listings = columns_of(Listing)
    columns = listings.id, listings.kind, listings.name, listings.summary, listings.terms
    rows = session.execute(select(*columns).where(_in(listings.id, ids)))
    return [Told(row.id, row.kind, row.name, row.summary, frozenset(pairs_of(row.terms))) for row in rows]


def add_terms(session: Session, rows: Mapping[UUID, Sequence[tuple[str, str]]]) -> None:
    """Listings carry these terms too, each a role and a code."""
    for key, held in _carried_by(session, list(rows)).items():
        set_fields(session, key, {TERMS: terms_text([*held, *((str(role), code) for role, code in rows[key])])})


def carries(column: Any, role: str, code: str | None) -> ColumnElement[bool]:
    """By SQL: whether a listing carries a term, or any of that role when None. To the letter, so not by LIKE."""
    sought = f"\n{role}:" if code is None else f"\n{role}:{code}\n"
    said: ColumnElement[bool] = func.replace(column, sought, "") != column
    return said


def carrying(session: Session, role: str, code: str) -> list[UUID]:
    """Listings that carry a term."""
    listings = columns_of(Listing)
    query = select(listings.id).where(carries(listings.terms, role, code)).order_by(listings.id)
    return list(session.execute(query).scalars())


def drop_term(session: Session, role: str, code: str, ids: Sequence[UUID]) -> None:
    """These listings carry that term no more."""
    for key, held in _carried_by(session, ids).items():
        set_fields(session, key, {TERMS: terms_text(pair for pair in held if pair != (role, code))})


def _carried_by(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[Carried, ...]]:
    listings = columns_of(Listing)
    rows = session.execute(select(listings.id, listings.terms).where(_in(listings.id, ids)))
    return {row.id: pairs_of(row.terms) for row in rows}


def set_fields(session: Session, listing_id: UUID, fields: Row) -> None:
    """Set columns of one listing."""
    if fields:
        session.execute(update(Listing).where(columns_of(Listing).id == listing_id).values(**fields))


def restore(session: Session, listing_id: UUID, kept: Row) -> None:
    """Bring the rows of one listing to what `as_history` kept of them; its exact private address is not touched."""
    values = Listing.model_validate(kept["listing"] | {"source_key": "", "content_hash": ""}).model_dump()
    fields = {name: values[name] for name in kept["listing"] if name not in ("id", "created_at")}
    ease, checked_on = ease_facts.from_rows(kept["ease"])
    fields |= {TERMS: carried_terms.from_rows(kept["terms"]), EASE: ease, CHECKED_ON: checked_on}
    set_fields(session, listing_id, fields)
    if kept["place"]:
        session.merge(Place.model_validate(kept["place"]))
        session.flush()
    whole: dict[str, type[SQLModel]] = PARTS | {"answering": ListingAnswering}
    for name, table in whole.items():
        session.execute(delete(table).where(columns_of(table).listing_id == listing_id))
        rows = kept[name] if name in PARTS else [kept[name]] if kept[name] else []
        insert_all(session, table, [table.model_validate(row).model_dump() for row in rows])
