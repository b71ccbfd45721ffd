"""Every query of the admin's pages on accounts and their roles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import Session

from app.access.model import Account, SignedIn, StaffGrant
from app.access.rules import Role
from app.db.statements import columns_of
from app.kernel.callers import Grant


@dataclass(frozen=True)
class Person:
    """An account as it stands on the list."""

    id: UUID
    email: str = field(repr=False)
    name: str | None = field(repr=False)
    codes: bool
    made_at: datetime


@dataclass(frozen=True)
class Held:
    """A role that somebody holds or held."""

    id: UUID
    account_id: UUID
    grant: Grant
    given_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Wanted:
    """Which accounts: those with a role (`role` None: any), those without one, or those whose address has this part."""

    role: str | None = None
    none: bool = False
    part: str = field(default="", repr=False)
    areas: frozenset[UUID] | None = None  # None: everywhere


def find_people(session: Session, wanted: Wanted, before: UUID | None, limit: int) -> list[Person]:
    """Accounts that have not ended, the newest first; `before` is the last that was shown."""
    of = columns_of(Account)
    query = select(of.id, of.email, of.name, of.code_secret, of.made_at).where(of.ended_at.is_(None), *_where(wanted))
    if before is not None:
        query = query.where(of.id < before)
    rows = session.execute(query.order_by(of.id.desc()).limit(limit))
    return [Person(row.id, row.email, row.name, row.code_secret is not None, row.made_at) for row in rows]


def _where(wanted: Wanted) -> list[Any]:
    of, held = columns_of(Account), columns_of(StaffGrant)
    grants = select(held.account_id).where(held.ended_at.is_(None))
    asked: list[Any] = []
    if wanted.areas is not None:
        asked.append(of.id.in_(grants.where(held.area_id.in_(list(wanted.areas)))))
    if wanted.part:
        return [*asked, of.email.contains(wanted.part.lower(), autoescape=True)]
    if wanted.none:
        return [*asked, of.id.not_in(grants)]
    return [*asked, of.id.in_(grants.where(held.role == wanted.role) if wanted.role else grants)]


def grants_held(session: Session, ids: Sequence[UUID], ended_since: datetime | None = None) -> list[Held]:
    """The roles of these accounts that have not ended, and those that ended since then."""
    of = columns_of(StaffGrant)
    there = of.ended_at.is_(None)
    if ended_since is not None:
        there |= of.ended_at >= ended_since
    query = select(of.id, of.account_id, of.role, of.area_id, of.given_at, of.ended_at)
    rows = session.execute(query.where(of.account_id.in_(list(ids)), there).order_by(of.given_at, of.id))
    return [Held(row.id, row.account_id, Grant(row.role, row.area_id), row.given_at, row.ended_at) for row in rows]


def end_grant(session: Session, grant_id: UUID, now: datetime) -> None:
    """One role is over."""
    session.execute(update(StaffGrant).where(columns_of(StaffGrant).id == grant_id).values(ended_at=now))


def admins_everywhere(session: Session) -> int:
    """How many accounts may give roles everywhere."""
    of = columns_of(StaffGrant)
    query = select(func.count(of.account_id.distinct()))
    held = (of.role == Role.ADMIN.value, of.area_id.is_(None), of.ended_at.is_(None))
    return int(session.execute(query.where(*held)).scalar_one())


def browsers_of(session: Session, account_id: UUID) -> int:
    """In how many browsers somebody is signed in."""
    of = columns_of(SignedIn)
    query = select(func.count(of.id)).where(of.account_id == account_id, of.ended_at.is_(None))
    return int(session.execute(query).scalar_one())


def accounts_of_areas(session: Session, areas: frozenset[UUID]) -> list[UUID]:
    """Everybody who holds or held a role in these areas."""
    of = columns_of(StaffGrant)
    query = select(of.account_id).where(of.area_id.in_(list(areas))).distinct()
    return list(session.execute(query).scalars())


def names_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What people are called, or else their address, by account; who was forgotten has neither."""
    of = columns_of(Account)
    rows = session.execute(select(of.id, of.name, of.email).where(of.id.in_(list(ids))))
    return {row.id: row.name or row.email for row in rows if row.name or row.email}
