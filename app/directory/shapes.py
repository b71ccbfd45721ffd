"""Bodies in and out of the directory: what a listing looks like when it arrives and when it is shown."""

from datetime import date, time
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from app.directory.rules import Answer, Capacity, Ease, Freshness, Kind, Role, Status, WayIn
from app.kernel.recurrence import available_zones, check_rrule
from app.kernel.text import N_

NAME_MAX = 200
TEXT_MAX = 20_000


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class OrganisationIn(_In):
    """Who runs it. `source_id` is the organisation's id where it came from."""

    source_id: str | None = None
    name: str = Field(min_length=1, max_length=NAME_MAX)
    summary: str = Field(default="", max_length=TEXT_MAX)
    url: str = ""
    phone: str = ""
    email: str = ""


class PlaceIn(_In):
    """Where it happens. `private` (a home, or any `person`): only the sector is ever shown."""

    name: str = Field(default="", max_length=NAME_MAX)
    address: str = Field(default="", max_length=500)
    postcode: str = ""
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    private: bool = False


class SessionIn(_In):
    """When it happens: local wall time and zone, an RRULE (iCalendar text without "RRULE:"), dates left out."""

    starts_on: date
    starts_at: time
    minutes: int = Field(default=60, ge=5, le=24 * 60)
    rrule: str = ""
    zone: str = "Europe/London"
    exdates: tuple[date, ...] = ()
    term_time: bool = False
    note: str = Field(default="", max_length=500)

    @field_validator("rrule")
    @classmethod
    def _expandable(cls, rrule: str) -> str:
        return check_rrule(rrule) if rrule else rrule

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_zones():
            raise ValueError("is no time zone that is known here")
        return zone


class ContactIn(_In):
    """Whom to ring or write to, and whether they agreed that it is shown."""

    name: str = ""
    phone: str = ""
    email: str = ""
    show: bool = True


class AnsweringIn(_In):
    """The organisation's word for a person (rule 11); see `rules.Answering`."""

    role: Role
    references_on: date | None = None
    supervised_by: str = ""
    insured_until: date | None = None
    lone_working_plan: bool = False
    safeguarding_lead: str = ""
    check: str = ""
    check_on: date | None = None


class ListingIn(_In):
    """A listing as it arrives from a file, a feed, the demo or a form."""

    id: UUID | None = None
    source_id: str | None = None
    kind: Kind
    status: Status = Status.PUBLIC
    name: str = Field(min_length=1, max_length=NAME_MAX)
    summary: str = Field(default="", max_length=TEXT_MAX)
    text_language: str = "en"
    organisation: OrganisationIn | None = None
    place: PlaceIn | None = None
    areas_served: tuple[str, ...] = ()  # area codes; a sector list's own code counts too
    areas_excluded: tuple[str, ...] = ()
    online: bool = False
    sessions: tuple[SessionIn, ...] = ()
    opening: str = Field(default="", max_length=2000)  # opening times in the source's own words
    hopes: tuple[str, ...] = ()  # vocabulary codes, here and below
    gifts: tuple[str, ...] = ()
    basics: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()  # women, men, carers, older, young, families, lgbt, deaf ...: shown, never a gate
    ease: dict[Ease, Answer] = Field(default_factory=dict)
    ease_checked_on: date | None = None
    way_in: WayIn | None = None
    way_in_note: str = Field(default="", max_length=1000)  # who gives a voucher, what to bring
    min_age: int | None = Field(default=None, ge=0, le=120)
    max_age: int | None = Field(default=None, ge=0, le=120)
    languages: tuple[str, ...] = ()  # BCP 47, spoken there
    free: bool | None = None
    cost: str = Field(default="", max_length=500)
    contact: ContactIn | None = None
    url: str = ""
    capacity: Capacity = Capacity.OPEN
    paused_until: date | None = None
    checked_on: date | None = None
    checked_by: str = ""
    answering: AnsweringIn | None = None
    licence: str = ""

    @field_validator("name", "summary", "opening", "cost", "way_in_note")
    @classmethod
    def _no_nul(cls, text: str) -> str:
        if "\x00" in text:  # PostgreSQL cannot keep it and SQLite cuts the text there
            raise ValueError("has a NUL character in it")
        return text


NO_NAME = N_("there is no name")
TWICE = N_("stands already in record %(row)s")
NO_POINT = N_("kept without a point on the map: %(why)s")


class Refusal(_In):
    """A row that could not be used: which record (from 1), which field, why in words, and the value (shortened)."""

    row: int
    field: str
    problem: str
    value: str = ""


class Draft(_In):
    """A row that can be used: the listing, its key within the source, and how many values were repaired.

    `silent` names fields of which the row says nothing, so that a listing that is known keeps them; `source` is where
    the row says that it came from first, "" for the source that is being read.
    """

    row: int
    key: str
    listing: ListingIn
    repairs: int = 0
    silent: frozenset[str] = frozenset()
    source: str = ""


class ImportReport(BaseModel):
    """What an import did; `read` = created + updated + unchanged + refused, `repaired` overlaps them."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    repaired: int = 0
    problems: list[Refusal] = Field(default_factory=list)


class ListingSession(BaseModel):
    """One time it happens, as two instants."""

    starts: AwareDatetime
    ends: AwareDatetime


class ListingCost(BaseModel):
    """What it costs; `free` is null when unknown."""

    free: bool | None
    text: str


class ListingFreshness(BaseModel):
    """How far to trust it (rule 8), and the day somebody last checked."""

    state: Freshness
    checked_on: date | None


class ListingContact(BaseModel):
    """How to reach it; null where they did not agree that it is shown."""

    phone: str | None
    email: str | None


class ListingPause(BaseModel):
    """It is having a break, by its keeper's word; `back_on` is null while nobody knows the day."""

    back_on: date | None


class ListingOut(BaseModel):
    """A listing as everybody may see it. A home or a person has no address and its sector's middle for a point."""

    id: UUID
    source_id: str | None
    rung: int
    kind: Kind
    name: str
    summary: str
    text_language: str
    organisation: str | None
    place: str | None  # by name; of a home or a person the sector
    address: str | None
    sector: str | None
    private: bool
    lat: float | None
    lon: float | None
    distance_m: int | None  # null unless `near` was asked
    online: bool
    next_session: ListingSession | None
    next_sessions: list[ListingSession]
    opening: str | None
    hopes: list[str]
    gifts: list[str]
    basics: list[str]
    labels: list[str]
    access: dict[str, Answer]
    way_in: WayIn | None
    way_in_note: str | None
    min_age: int | None
    max_age: int | None
    languages: list[str]
    cost: ListingCost
    capacity: Capacity
    pause: ListingPause | None = None
    freshness: ListingFreshness
    contact: ListingContact
    url: str | None
    licence: str | None


class ListingPage(BaseModel):
    """Some listings in order; `total` counts them all, `next` is the cursor to go on with, null at the end."""

    page: int | None  # null when a cursor was followed: it holds its place however many came before it since
    per_page: int
    total: int
    listings: list[ListingOut]
    next: str | None
