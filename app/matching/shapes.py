"""The body of a match and its answer, exactly as the contract has them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.directory.rules import Ease
from app.kernel.audience import RESIDENT, Audience
from app.matching.engine.going import way_told

TEXT_MAX = 20_000
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Part = Literal["morning", "afternoon", "evening"]
# NUL has no meaning in what people say and breaks stores and terminals: it is a space.
Words = Annotated[str, Field(max_length=TEXT_MAX), AfterValidator(lambda text: text.replace("\x00", " ").strip())]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PointIn(_Body):
    """A point on the earth in degrees (WGS84)."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class TravelIn(_Body):
    """How somebody travels and for how long at most."""

    mode: Literal["walk", "bus", "car", "online"] = "walk"
    minutes: int = Field(default=20, ge=1, le=180)
    slowly: bool = False
    only: bool = False  # in no other way: the first look is near, and further away only when there is too little

    @property
    def said(self) -> bool:
        """Whether somebody spoke of it: else it is what is usual."""
        return not self.model_fields_set.isdisjoint(("mode", "minutes"))


class MatchIn(_Body):
    """A conversation: place, hopes, gifts, ease and who is around. Never a name or a date of birth."""

    near: Annotated[str, Field(max_length=200)] | PointIn | None = None
    hopes: Words = ""
    gifts: Words = ""
    around: Annotated[str, Field(max_length=500)] = ""
    ease: list[Ease] = Field(default_factory=list, max_length=40)
    languages: list[Annotated[str, Field(max_length=35)]] = Field(default_factory=list, max_length=20)
    age: int | None = Field(default=None, ge=0, le=120)
    travel: TravelIn = Field(default_factory=TravelIn)
    days: list[Day] = Field(default_factory=list, max_length=7)
    parts: list[Part] = Field(default_factory=list, max_length=3)
    limit: int = Field(default=10, ge=1, le=500)
    formal: bool = False
    audience: Audience = RESIDENT
    not_for_me: list[UUID] = Field(default_factory=list, max_length=100)  # ideas to leave out
    too_far: list[UUID] = Field(default_factory=list, max_length=100)  # what is as far as these, or further, too

    @model_validator(mode="after")
    def _something_said(self) -> "MatchIn":
        near = self.near.strip() if isinstance(self.near, str) else self.near
        if not near and not self.hopes and not self.gifts:
            raise ValueError("say at least one of near, hopes or gifts")
        return self

    @model_validator(mode="after")
    def _going_as_told(self) -> "MatchIn":
        """Without a choice their own words tell how they go: "walking only", "I can drive"."""
        if not self.travel.said and (told := way_told(self.hopes)):
            mode, minutes = told
            self.travel = self.travel.model_copy(update={"mode": mode, "minutes": minutes, "only": mode == "walk"})
        return self


class WhyIn(MatchIn):
    """The same conversation, and the listing that is asked about."""

    listing_id: UUID


class PlaceOut(BaseModel):
    """Where the ideas are near to, and how exactly that is known."""

    name: str
    lat: float
    lon: float
    precision: Literal["unit", "sector", "outcode", "place", "point"]
    area_code: str | None


class UnderstoodOut(BaseModel):
    """What was understood, in the vocabulary's plain words or the person's own."""

    hopes: list[str]
    gifts: list[str]
    ease: list[str]
    basics: list[str]
    not_: list[str] = Field(serialization_alias="not", validation_alias="not")


class ContactOut(BaseModel):
    """Somebody to ring now."""

    name: str
    contact: str
    note: str


class UrgentOut(BaseModel):
    """Urgent help for words that point to danger."""

    kind: str
    text: str
    contacts: list[ContactOut]


class WhyOut(BaseModel):
    """One reason, with what it points to."""

    signal: str
    text: str
    matched: list[str]
    score: float


class BringOut(BaseModel):
    """What the person could bring."""

    text: str
    matched: list[str]


class SessionOut(BaseModel):
    """The next time it happens."""

    starts: AwareDatetime
    ends: AwareDatetime


class CostOut(BaseModel):
    """What it costs; `free` is null when unknown."""

    free: bool | None
    text: str


class FreshnessOut(BaseModel):
    """How far to trust it."""

    state: Literal["checked", "sinking", "ring_first", "never_checked"]
    checked_on: date | None


class PhoneOut(BaseModel):
    """Contact that may be shown."""

    phone: str | None
    email: str | None


class SuggestionOut(BaseModel):
    """One idea with its reasons."""

    id: UUID
    source_id: str | None
    rung: int
    kind: str
    name: str
    summary: str
    why: list[WhyOut]
    bring: list[BringOut]
    order: str | None
    distance_m: int | None
    minutes: int | None
    next_session: SessionOut | None
    cost: CostOut
    access: dict[str, str]
    way_in: str | None
    way_in_note: str | None
    opening: str | None
    place: str | None  # by name: "Compton Hall"; a private place is only ever its sector
    lat: float | None  # as public as the place: a private one gives its sector's centre
    lon: float | None
    url: str | None
    labels: list[str]
    min_age: int | None = None
    max_age: int | None = None
    capacity: str
    languages: list[str]
    text_language: str
    freshness: FreshnessOut
    contact: PhoneOut
    score: float


class AskOut(BaseModel):
    """Somebody who could look with you."""

    id: UUID
    name: str
    text: str
    phone: str | None


class StartOut(BaseModel):
    """Start something: what is missing here and could begin with you."""

    title: str
    text: str
    fund_id: UUID | None
    limit_gbp: int | None
    apply_url: str | None


class UnansweredOut(BaseModel):
    """One wish that nothing near answers, beside others that are answered; `code` as in the vocabulary."""

    said: str
    code: str
    basic: bool
    text: str
    further: bool  # there is something further away
    start_something: StartOut | None


class FormalOut(BaseModel):
    """Formal services, last and never hidden."""

    count: int
    open: bool
    opened_by: Literal["press", "asked", "urgent"] | None
    suggestions: list[SuggestionOut]


class MatchOut(BaseModel):
    """The whole answer; every key always present, null when unknown."""

    place: PlaceOut | None
    understood: UnderstoodOut
    urgent: UrgentOut | None
    gentle: UrgentOut | None = None  # no alarm: a line in view beside grief after suicide, or despair
    basics: list[SuggestionOut]
    start_here: UUID | None
    suggestions: list[SuggestionOut]
    someone_to_ask: AskOut | None
    start_something: StartOut | None
    nothing_near: bool
    widened_to_m: int | None
    unanswered: list[UnansweredOut] = []  # wishes that nothing near answers, where others are answered
    nearer_than_m: int | None = None  # what is as far or further was left out: see `too_far`
    formal: FormalOut


class AgainstOut(BaseModel):
    """One thing that speaks against a listing."""

    code: str
    text: str


class WhyNotOut(BaseModel):
    """Why a named listing was or was not suggested: `why` as the match says it, `why_not` what speaks against it."""

    id: UUID
    name: str
    suggested: bool
    formal: bool
    why: list[WhyOut]
    why_not: list[AgainstOut]
