"""The directory's tables. Foreign keys point down the floors; enums are kept as their plain words."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.db.types import UtcDateTime


class Organisation(SQLModel, table=True):
    """A body that runs listings or answers for people."""

    __tablename__ = "organisation"
    id: UUID = Field(primary_key=True)
    name: str = Field(index=True)
    summary: str = ""
    url: str = ""
    phone: str = ""
    email: str = ""
    source: str = ""
    source_id: str | None = None


class Place(SQLModel, table=True):
    """Where something happens, as public as it may be: a private place gives only its sector's centre (rule 10)."""

    __tablename__ = "place"
    id: UUID = Field(primary_key=True)
    name: str = ""
    address: str = ""  # always empty when private
    postcode: str = ""  # the sector when private
    sector: str | None = Field(default=None, index=True)
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    private: bool = False


class PlacePrivate(SQLModel, table=True):
    """The exact address of a private place; read by stewards only, never by matching, feeds or maps."""

    __tablename__ = "place_private"
    place_id: UUID = Field(primary_key=True, foreign_key="place.id")
    address: str = ""
    postcode: str = ""
    lat: float | None = None
    lon: float | None = None


class Listing(SQLModel, table=True):
    """Anything the directory can suggest. Its kind decides its rung; the rung is never stored."""

    __tablename__ = "listing"
    id: UUID = Field(primary_key=True)
    kind: str = Field(index=True)
    status: str = Field(index=True)
    name: str
    summary: str = ""
    text_language: str = "en"
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    online: bool = False
    opening: str = ""
    way_in: str | None = None
    way_in_note: str = ""
    min_age: int | None = None
    max_age: int | None = None
    free: bool | None = None
    cost: str = ""
    contact_name: str = ""
    phone: str = Field(default="", index=True)  # by these somebody who registers twice is known again
    email: str = Field(default="", index=True)
    show_contact: bool = True
    url: str = Field(default="", index=True)
    terms: str = ""  # what it offers, welcomes and helps with as one text: see `carried_terms.py`
    ease: str = ""  # the access facts as one text: see `ease_facts.py`
    ease_checked_on: date | None = None
    capacity: str = "open"
    paused_until: date | None = None
    checked_on: date | None = None
    checked_by: str = ""
    source: str = Field(index=True)
    source_id: str | None = None
    source_key: str
    licence: str = ""
    content_hash: str  # of the source's row as last brought in: tells "unchanged" without comparing columns
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class OwnTerm(SQLModel, table=True):
    """A term of the stewards' own, or what they add to one that ships with Kith; taken away, it stays as `removed`."""

    __tablename__ = "own_term"
    scheme: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    label: str
    phrases: list[str] = Field(default_factory=list, sa_type=JSON)
    related: dict[str, float] = Field(default_factory=dict, sa_type=JSON)
    sensitive: bool = False
    removed: bool = False


class ListingSession(SQLModel, table=True):
    """When it happens: local wall time + zone, RRULE, dates left out, term time."""

    __tablename__ = "listing_session"
    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id")
    position: int = Field(primary_key=True)
    starts_on: date
    starts_at: time
    minutes: int
    rrule: str = ""
    zone: str = "Europe/London"
    exdates: list[str] = Field(default_factory=list, sa_type=JSON)
    term_time: bool = False
    note: str = ""


class ListingLanguage(SQLModel, table=True):
    """A language spoken there (BCP 47)."""

    __tablename__ = "listing_language"
    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id")
    language: str = Field(primary_key=True)


class ListingArea(SQLModel, table=True):
    """An area a listing serves (`covers`) or does not (`excludes`), by the area's code."""

    __tablename__ = "listing_area"
    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id")
    area_code: str = Field(primary_key=True, index=True)
    mode: str = "covers"


class ListingAnswering(SQLModel, table=True):
    """The organisation's word for a person (rule 11)."""

    __tablename__ = "listing_answering"
    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id")
    organisation: str
    role: str
    references_on: date | None = None
    supervised_by: str = ""
    insured_until: date | None = None
    lone_working_plan: bool = False
    safeguarding_lead: str = ""
    check: str = ""
    check_on: date | None = None
