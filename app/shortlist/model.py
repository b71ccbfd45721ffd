"""Lists that somebody asked us to keep for a while: ids and choices only, no word that was said and nobody's name."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel


class KeptList(SQLModel, table=True):
    """A list under its random code. The row goes when its last day is over, or at one press."""

    __tablename__ = "kept_list"
    code: str = Field(primary_key=True)
    ends_on: date = Field(index=True)


class KeptIdea(SQLModel, table=True):
    """One idea on a kept list."""

    __tablename__ = "kept_idea"
    code: str = Field(primary_key=True, foreign_key="kept_list.code")
    position: int = Field(primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id")
    how: str = ""
