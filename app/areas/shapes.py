"""Areas as they arrive, what became of them, and places as they are offered."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.areas.rules import AreaKind, Purpose


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class AreaContactIn(_In):
    """Whom to ring in an area."""

    purpose: Purpose
    name: str = Field(min_length=1, max_length=200)
    contact: str = Field(min_length=1, max_length=200)
    note: str = Field(default="", max_length=500)
    checked_on: date | None = None


class TermIn(_In):
    """A stretch of school days, both ends included."""

    starts_on: date
    ends_on: date


class AreaIn(_In):
    """An area by its outline (a GeoJSON geometry in degrees), its sectors, or both.

    `contacts` and `terms` left None stay as they are: a boundary file knows nothing of them.
    """

    code: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=200)
    kind: AreaKind
    outline: dict[str, Any] | None = None
    sectors: tuple[str, ...] = ()
    notice: str = Field(default="", max_length=1000)
    contacts: tuple[AreaContactIn, ...] | None = None
    terms: tuple[TermIn, ...] | None = None


class AreaProblem(_In):
    """A record that could not be used: which (from 1), which field, why in words, and the value (shortened)."""

    row: int
    field: str
    problem: str
    value: str = ""


class AreasReport(BaseModel):
    """What an import of areas did; read = created + updated + unchanged + refused."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[AreaProblem] = Field(default_factory=list)


class PlaceChoice(BaseModel):
    """A place to offer: `near` is what to send as `near` to mean it; the point is never finer than a sector."""

    name: str
    near: str
    precision: Literal["unit", "sector", "outcode", "place", "point"]
    sector: str | None
    outcode: str | None
    nation: str | None
    lat: float
    lon: float


class PlaceChoices(BaseModel):
    """Places to offer, the likeliest first."""

    places: list[PlaceChoice]
