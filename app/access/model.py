"""Accounts, their grants and signed-in devices, keys of machines, and the audit, which only grows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Integer
from sqlmodel import Field, SQLModel

from app.db.types import APPEND_ONLY, PASSING, UtcDateTime


class Account(SQLModel, table=True):
    """One person by one verified address. Who asks to be forgotten leaves an id behind and nothing else."""

    __tablename__ = "account"
    id: UUID = Field(primary_key=True)
    email: str | None = Field(default=None, unique=True)
    name: str | None = None
    password: str | None = None  # argon2id, with its own salt and cost in it
    code_secret: str | None = None  # of the app that shows codes (RFC 6238), once it has been tried
    code_step: int = 0  # the step of the last code that was used: none is taken twice
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StaffGrant(SQLModel, table=True):
    """A role for an account within an area, or everywhere; ended, never deleted."""

    __tablename__ = "staff_grant"
    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    role: str
    area_id: UUID | None = None  # a plain value: areas live on a higher floor
    given_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignedIn(SQLModel, table=True):
    """A browser that somebody signed in with: the hash of its token, and nothing about the device."""

    __tablename__ = "signed_in"
    __table_args__ = {"info": {PASSING: True}}
    id: UUID = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    account_id: UUID = Field(index=True)  # no foreign key: these rows stay behind when a backup is put in place
    way: str  # how they signed in
    began_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInLink(SQLModel, table=True):
    """A link that was sent, by the hash of its token; it works once."""

    __tablename__ = "sign_in_link"
    __table_args__ = {"info": {PASSING: True}}
    token_hash: str = Field(primary_key=True)
    email: str
    next: str
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Attempt(SQLModel, table=True):
    """Somebody tried something that is limited; `who` is a keyed hash of an address or of a line to the network."""

    __tablename__ = "attempt"
    __table_args__ = {"info": {PASSING: True}}
    id: UUID = Field(primary_key=True)
    what: str
    who: str = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class ApiKey(SQLModel, table=True):
    """A machine's key: its hash, and what it may be used for."""

    __tablename__ = "api_key"
    id: UUID = Field(primary_key=True)
    name: str = Field(unique=True)
    key_hash: str = Field(unique=True)
    scopes: list[str] = Field(default_factory=list, sa_type=JSON)
    area_id: UUID | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # from then on it opens nothing
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Audit(SQLModel, table=True):
    """Who did what to what, when. The database itself refuses to change or take away a row."""

    __tablename__ = "audit"
    __table_args__ = {"info": {APPEND_ONLY: True}}
    seq: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    at: datetime = Field(sa_type=UtcDateTime)
    who: str  # an account's id, a key's name, or "command line"
    what: str
    about: str = ""  # an id
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # codes and ids: no names, no addresses
