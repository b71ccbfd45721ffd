"""Areas: a polygon or a list of sectors, with the people to ring there as rows, never as settings."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel


class Area(SQLModel, table=True):
    """A ward, MSOA, footprint, network catchment ...; `geometry` is GeoJSON text or None for a sector list."""

    __tablename__ = "area"
    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True, index=True)
    name: str
    kind: str = Field(index=True)
    geometry: str | None = None
    notice: str = ""  # the licence notice to show wherever its edges are drawn
    demo: bool = False


class AreaSector(SQLModel, table=True):
    """One postcode sector of an area's list."""

    __tablename__ = "area_sector"
    area_id: UUID = Field(primary_key=True, foreign_key="area.id")
    sector: str = Field(primary_key=True, index=True)


class AreaContact(SQLModel, table=True):
    """Whom to ring in an area: network, local number, duty lines (children, adults, out of hours)."""

    __tablename__ = "area_contact"
    id: UUID = Field(primary_key=True)
    area_id: UUID = Field(foreign_key="area.id", index=True)
    purpose: str  # network, local, duty_children, duty_adults, out_of_hours, crisis_fund
    name: str
    contact: str
    note: str = ""
    checked_on: date | None = None


class TermDates(SQLModel, table=True):
    """A school term in an area; sessions marked "in term time" happen inside one."""

    __tablename__ = "term_dates"
    id: UUID = Field(primary_key=True)
    area_id: UUID = Field(foreign_key="area.id", index=True)
    starts_on: date
    ends_on: date
