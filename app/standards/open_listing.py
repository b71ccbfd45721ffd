"""A listing as every open feed may tell it: nothing closer than the sector of a home, no number that was not agreed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID

from app.directory.rules import Answer, Capacity, Ease, Kind, WayIn, back_on, paused_on
from app.directory.vocabulary import Scheme
from app.kernel.clock import day_begins
from app.kernel.recurrence import Recurrence

Term = tuple[date, date]


@dataclass(frozen=True)
class OpenBody:
    """An organisation. Its number and address for mail are empty while one of its listings keeps its own back."""

    id: UUID
    name: str
    summary: str = ""
    url: str = ""
    phone: str = ""
    email: str = ""
    source: str = ""
    source_id: str | None = None


@dataclass(frozen=True)
class OpenPlace:
    """Where it is, as publicly as is allowed (rule 10): of a private place only the sector and its middle."""

    id: UUID
    name: str = ""
    address: str = ""
    postcode: str = ""
    sector: str | None = None
    lat: float | None = None
    lon: float | None = None
    private: bool = False
    precision: str | None = None  # unit, sector, outcode, place, point

    @property
    def tells_something(self) -> bool:
        """Whether there is anything to publish."""
        return self.lat is not None or bool(self.name or self.address or self.sector)


@dataclass(frozen=True)
class OpenSession:
    """When it happens; `left_out` are its exdates in order, `note` the keeper's own words."""

    recurrence: Recurrence
    note: str = ""

    @property
    def left_out(self) -> list[date]:
        """The days it leaves out, in order."""
        return sorted(self.recurrence.exdates)


@dataclass(frozen=True)
class OpenListing:
    """One public listing that is no `person`, with its provenance; `terms` are vocabulary codes by scheme."""

    id: UUID
    kind: Kind
    name: str
    source: str
    updated_at: datetime
    summary: str = ""
    text_language: str = "en"
    organisation: OpenBody | None = None
    place: OpenPlace | None = None
    online: bool = False
    sessions: tuple[OpenSession, ...] = ()
    opening: str = ""
    terms: tuple[tuple[Scheme, str], ...] = ()
    ease: Mapping[Ease, Answer] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    areas: tuple[tuple[str, str], ...] = ()  # code and name of each area it serves
    not_in: tuple[str, ...] = ()  # codes of areas it does not serve
    ease_checked_on: date | None = None
    school_terms: tuple[Term, ...] = ()  # of the areas it lies in, when a session keeps to term time
    way_in: WayIn | None = None
    way_in_note: str = ""
    min_age: int | None = None
    max_age: int | None = None
    free: bool | None = None
    cost: str = ""
    phone: str = ""
    email: str = ""
    shown: bool = True  # whether they agreed that phone and email are told; empty when not
    url: str = ""
    paused_until: date | None = None
    capacity: Capacity = Capacity.OPEN
    checked_on: date | None = None
    source_id: str | None = None
    licence: str = ""

    def on(self, today: date) -> "OpenListing":
        """As it stands on a day. A break that is over is none, and its end is a change: a copy kept of it is old."""
        back = back_on(self.paused_until) if self.paused_until else None
        if back is None or paused_on(self.paused_until, today):
            return self
        return replace(self, paused_until=None, updated_at=max(self.updated_at, day_begins(back).astimezone(UTC)))
