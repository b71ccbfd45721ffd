"""From a listing as it arrives to the rows that keep it; pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

import orjson
from pydantic import BaseModel

from app.directory import carried_terms, ease_facts
from app.directory.carried_terms import TERMS, terms_text
from app.directory.ease_facts import CHECKED_ON, EASE, ease_text
from app.directory.placing import Placed
from app.directory.rules import TermRole
from app.directory.shapes import ListingIn, OrganisationIn, PlaceIn
from app.kernel.ids import as_uuid, imported_id

Row = dict[str, Any]


@dataclass
class Rows:
    """A listing's rows by table; `snapshot` is what history keeps: no exact address of a private place."""

    listing: Row
    organisation: Row | None = None
    place: Row | None = None
    place_private: Row | None = None
    sessions: list[Row] = field(default_factory=list)
    languages: list[Row] = field(default_factory=list)
    areas: list[Row] = field(default_factory=list)
    answering: Row | None = None
    keep: frozenset[str] = frozenset()  # fields of a known listing that stay as they are held

    def snapshot(self) -> Row:
        """The whole listing as plain JSON values."""
        parts = {name: getattr(self, name) for name in ("sessions", "languages", "areas")}
        return as_history(self.listing, self.place, self.answering, parts)


def bodies_of(made: Iterable[Rows]) -> dict[UUID, Row]:
    """The organisations of some listings, each once."""
    wanted: dict[UUID, Row] = {}
    for body in (rows.organisation for rows in made if rows.organisation):
        # A row that says less of the same body takes nothing away: its number must outlive that.
        wanted[body["id"]] = body | {name: value for name, value in wanted.get(body["id"], {}).items() if value}
    return wanted


# They tell nothing that changed, and would tell two homes in one sector apart (rule 10).
_NOT_KEPT = ("content_hash", "source_key")


def as_history(listing: Row, place: Row | None, answering: Row | None, parts: Row) -> Row:
    """A listing as history keeps it: its rows, without the exact address of a private place or a hash of it."""
    kept = {name: value for name, value in listing.items() if name not in _NOT_IN_LISTING}
    told = {
        "terms": carried_terms.as_rows(listing["id"], listing[TERMS]),
        "ease": ease_facts.as_rows(listing["id"], listing[EASE], listing[CHECKED_ON]),
    }
    return plain({"listing": kept, "place": place, "answering": answering} | told | parts)


_NOT_IN_LISTING = frozenset((*_NOT_KEPT, TERMS, EASE, CHECKED_ON))  # history tells terms and facts one by one


def plain(value: Row) -> Row:
    """The same values as JSON keeps them (dates and ids as text)."""
    loaded: Row = orjson.loads(_as_json(value))
    return loaded


def _as_json(value: Row) -> bytes:
    return orjson.dumps(value, default=str)


def content_hash(listing: ListingIn, placed: Placed | None) -> str:
    """Tells whether anything that would be stored has changed since the last time."""
    body = orjson.dumps([listing, placed], default=_told, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _told(value: Any) -> Any:
    """A model by its fields, to the byte what `model_dump(mode="json")` would give, in two thirds of its time."""
    return value.__dict__ if isinstance(value, BaseModel) else str(value)


def make_rows(listing: ListingIn, placed: Placed | None, *, source: str, key: str, now: datetime) -> Rows:
    """Every row of a listing that came from `source` under `key`."""
    listing_id = listing.id or imported_id(source, key)
    organisation = _organisation(listing.organisation, source) if listing.organisation else None
    place, private = _place(listing.place, placed, listing_id) if listing.place and placed else (None, None)
    return Rows(
        listing=_listing(listing, listing_id, organisation, place, source, key, now)
        | {"content_hash": content_hash(listing, placed)},
        organisation=organisation,
        place=place,
        place_private=private,
        sessions=[
            session.model_dump()
            | {"listing_id": listing_id, "position": n, "exdates": [day.isoformat() for day in session.exdates]}
            for n, session in enumerate(listing.sessions)
        ],
        languages=[{"listing_id": listing_id, "language": tag} for tag in dict.fromkeys(listing.languages)],
        areas=_areas(listing, listing_id),
        answering=_answering(listing, listing_id),
    )


def _listing(
    listing: ListingIn,
    listing_id: UUID,
    organisation: Row | None,
    place: Row | None,
    source: str,
    key: str,
    now: datetime,
) -> Row:
    same = (
        "name", "summary", "text_language", "online", "opening", "way_in_note", "min_age", "max_age", "free",
        "cost", "url", "paused_until", "checked_on", "checked_by", "source_id", "licence",
    )  # fmt: skip
    contact = listing.contact
    return {name: getattr(listing, name) for name in same} | {
        "id": listing_id,
        "kind": str(listing.kind),
        "status": str(listing.status),
        "way_in": str(listing.way_in) if listing.way_in else None,
        TERMS: _terms(listing),
        EASE: ease_text(listing.ease),
        CHECKED_ON: listing.ease_checked_on if listing.ease else None,
        "capacity": str(listing.capacity),
        "organisation_id": organisation["id"] if organisation else None,
        "place_id": place["id"] if place else None,
        "contact_name": contact.name if contact else "",
        "phone": contact.phone if contact else "",
        "email": contact.email if contact else "",
        "show_contact": contact.show if contact else True,
        "source": source,
        "source_key": key,
        "created_at": now,
        "updated_at": now,
    }


@lru_cache(4096)
def _organisation(body: OrganisationIn, source: str) -> Row:
    """The row of a body that runs one listing or many; nobody writes to it."""
    own = as_uuid(body.source_id)
    key = body.source_id or body.name.casefold()
    return body.model_dump() | {"id": own or imported_id(source, f"organisation\x1f{key}"), "source": source}


def _place(body: PlaceIn, placed: Placed, listing_id: UUID) -> tuple[Row, Row | None]:
    place_id = uuid5(listing_id, "place")
    public: Row = {"id": place_id, "sector": placed.sector, "lat": placed.lat, "lon": placed.lon}
    public |= {"precision": placed.precision, "private": placed.private}
    if not placed.private:
        return public | {"name": body.name, "address": body.address, "postcode": body.postcode}, None
    exact = {"place_id": place_id, "address": body.address or body.name, "postcode": body.postcode}
    exact |= {"lat": placed.exact_lat, "lon": placed.exact_lon}
    return public | {"name": "", "address": "", "postcode": placed.sector or ""}, exact


def _terms(listing: ListingIn) -> str:
    by_role = (_HOPE, listing.hopes), (_GIFT, listing.gifts), (_BASIC, listing.basics), (_LABEL, listing.labels)
    return terms_text([(role, code) for role, codes in by_role for code in codes])


_HOPE, _GIFT, _BASIC, _LABEL = (
    role.value for role in (TermRole.HOPE, TermRole.GIFT, TermRole.BASIC, TermRole.LABEL)
)  # asking a word of an enum for its value takes longer than making a row


def _areas(listing: ListingIn, listing_id: UUID) -> list[Row]:
    modes = dict.fromkeys(listing.areas_served, "covers") | dict.fromkeys(listing.areas_excluded, "excludes")
    return [{"listing_id": listing_id, "area_code": code, "mode": mode} for code, mode in modes.items()]


def _answering(listing: ListingIn, listing_id: UUID) -> Row | None:
    if listing.answering is None:
        return None
    organisation = listing.organisation.name if listing.organisation else ""
    return listing.answering.model_dump() | {
        "listing_id": listing_id,
        "organisation": organisation,
        "role": listing.answering.role.value,
    }
