"""The two logs: what changed (feeds the index) and how it was before and after (rule 12); values kept once; leases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Integer
from sqlmodel import Field, SQLModel

from app.db.types import PASSING, UtcDateTime


class ChangeLog(SQLModel, table=True):
    """One row a changed listing, in the same transaction as the change; `seq` only grows."""

    __tablename__ = "change_log"
    # SQLite counts up by itself only on a plain INTEGER key.
    seq: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    listing_id: UUID = Field(index=True)
    xid: int | None = Field(default=None, sa_type=BigInteger, index=True, sa_column_kwargs={"info": {PASSING: True}})


class History(SQLModel, table=True):
    """Who changed what, when, before and after; nothing is lost and everything can be undone.

    Where both are empty a source brought it: `changes.Past` says where to look.
    """

    __tablename__ = "history"
    id: UUID = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    who: str
    entity: str = Field(index=True)
    entity_id: UUID = Field(index=True)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class KeptValue(SQLModel, table=True):
    """A value the deployment keeps about itself, such as the day the demo was first loaded."""

    __tablename__ = "kept_value"
    key: str = Field(primary_key=True)
    value: str


class LeaseRow(SQLModel, table=True):
    """Which process does a piece of work for all, until when; a backup has no use for it."""

    __tablename__ = "lease"
    __table_args__ = {"info": {PASSING: True}}
    name: str = Field(primary_key=True)
    holder: str
    until: datetime = Field(sa_type=UtcDateTime)
