"""Every query on accounts, grants, signed-in devices, links, tries, keys and the audit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session

from app.access.model import Account, ApiKey, Attempt, Audit, SignedIn, SignInLink, StaffGrant
from app.db.statements import columns_of, insert_all
from app.kernel.callers import Grant
from app.kernel.ids import new_id


@dataclass(frozen=True)
class Known:
    """An account that has not ended."""

    id: UUID
    email: str = field(repr=False)
    name: str | None = field(repr=False)
    password: str | None = field(repr=False)
    code_secret: str | None = field(repr=False)
    code_step: int
    made_at: datetime


@dataclass(frozen=True)
class Device:
    """A browser that is signed in."""

    id: UUID
    account_id: UUID
    way: str
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class KeyRow:
    """A machine's key that is in use, without the key."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    area_id: UUID | None
    made_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """Which lines of the audit: those of somebody, of one deed, of a time; `among` all that may be seen (None: all).

    A line is seen by who stands in it, as who did it or as whom it was done to.
    """

    who: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None
    among: Collection[str] | None = None


@dataclass(frozen=True)
class AuditLine:
    """One line of the audit."""

    seq: int
    at: datetime
    who: str
    what: str
    about: str
    detail: dict[str, Any]


def find_account(session: Session, *, email: str | None = None, id_: UUID | None = None) -> Known | None:
    """The account of an address or with an id."""
    of = columns_of(Account)
    wanted = of.email == email if email is not None else of.id == id_
    query = select(of.id, of.email, of.name, of.password, of.code_secret, of.code_step, of.made_at)
    row = session.execute(query.where(wanted, of.ended_at.is_(None))).one_or_none()
    return Known(*row) if row else None


def add_account(session: Session, email: str, now: datetime) -> UUID:
    """A new account for an address that has none."""
    id_ = new_id()
    insert_all(session, Account, [{"id": id_, "email": email, "made_at": now, "code_step": 0}])
    return id_


def change_account(session: Session, id_: UUID, **values: object) -> None:
    """Write new values into an account."""
    session.execute(update(Account).where(columns_of(Account).id == id_).values(**values))


def list_accounts(session: Session) -> list[Known]:
    """Every account that has not ended, by address."""
    of = columns_of(Account)
    query = select(of.id, of.email, of.name, of.password, of.code_secret, of.code_step, of.made_at)
    return [Known(*row) for row in session.execute(query.where(of.ended_at.is_(None)).order_by(of.email))]


def grants_of(session: Session, account_id: UUID) -> tuple[Grant, ...]:
    """What an account has been given and still holds."""
    of = columns_of(StaffGrant)
    query = select(of.role, of.area_id).where(of.account_id == account_id, of.ended_at.is_(None))
    return tuple(Grant(role, area_id) for role, area_id in session.execute(query.order_by(of.given_at)))


def add_grant(session: Session, account_id: UUID, grant: Grant, now: datetime) -> None:
    """Give a role."""
    row = {"id": new_id(), "account_id": account_id, "role": grant.role, "area_id": grant.area_id, "given_at": now}
    insert_all(session, StaffGrant, [row])


def end_grants(session: Session, account_id: UUID, now: datetime, role: str | None = None) -> int:
    """End the grants of an account, all or those of one role; how many."""
    of = columns_of(StaffGrant)
    wanted = [of.account_id == account_id, of.ended_at.is_(None), *([of.role == role] if role else [])]
    ended = session.execute(update(StaffGrant).where(*wanted).values(ended_at=now).returning(of.id))
    return len(ended.all())


def add_device(session: Session, account_id: UUID, token_hash: str, way: str, now: datetime) -> UUID:
    """A browser that has just signed in."""
    id_ = new_id()
    row = {"id": id_, "token_hash": token_hash, "account_id": account_id, "way": way, "began_at": now, "seen_at": now}
    insert_all(session, SignedIn, [row])
    return id_


def find_device(session: Session, token_hash: str) -> Device | None:
    """The signed-in browser of a token."""
    of = columns_of(SignedIn)
    query = select(of.id, of.account_id, of.way, of.began_at, of.seen_at)
    row = session.execute(query.where(of.token_hash == token_hash, of.ended_at.is_(None))).one_or_none()
    return Device(*row) if row else None


def devices_of(session: Session, account_id: UUID) -> list[Device]:
    """Where an account is signed in, the last seen first."""
    of = columns_of(SignedIn)
    query = select(of.id, of.account_id, of.way, of.began_at, of.seen_at)
    wanted = (of.account_id == account_id, of.ended_at.is_(None))
    return [Device(*row) for row in session.execute(query.where(*wanted).order_by(of.seen_at.desc(), of.id))]


def touch_device(session: Session, id_: UUID, now: datetime) -> None:
    """It was seen just now."""
    session.execute(update(SignedIn).where(columns_of(SignedIn).id == id_).values(seen_at=now))


def end_devices(
    session: Session, account_id: UUID, now: datetime, *, only: UUID | None = None, but: UUID | None = None
) -> int:
    """Sign an account out everywhere, in one place (`only`), or everywhere `but` in one; how many."""
    of = columns_of(SignedIn)
    wanted = [of.account_id == account_id, of.ended_at.is_(None)]
    wanted += [of.id == only] if only else []
    wanted += [of.id != but] if but else []
    return len(session.execute(update(SignedIn).where(*wanted).values(ended_at=now).returning(of.id)).all())


def add_link(session: Session, token_hash: str, email: str, then: str, now: datetime) -> None:
    """A link that is about to be sent."""
    insert_all(session, SignInLink, [{"token_hash": token_hash, "email": email, "next": then, "made_at": now}])


def find_link(session: Session, token_hash: str, since: datetime) -> tuple[str, str] | None:
    """The address and the next page of a link that was made since then and not used."""
    of = columns_of(SignInLink)
    fresh = (of.token_hash == token_hash, of.made_at >= since, of.used_at.is_(None))
    row = session.execute(select(of.email, of.next).where(*fresh)).one_or_none()
    return (row.email, row.next) if row else None


def take_link(session: Session, token_hash: str, since: datetime, now: datetime) -> tuple[str, str] | None:
    """The same, used up by this; of two that ask at once one has it."""
    of = columns_of(SignInLink)
    fresh = (of.token_hash == token_hash, of.made_at >= since, of.used_at.is_(None))
    taken = update(SignInLink).where(*fresh).values(used_at=now).returning(of.email, of.next)
    row = session.execute(taken).one_or_none()
    return (row.email, row.next) if row else None


def delete_links(session: Session, email: str) -> None:
    """Forget every link that was sent to an address."""
    session.execute(delete(SignInLink).where(columns_of(SignInLink).email == email))


def add_attempts(session: Session, what: str, whose: Sequence[str], now: datetime) -> None:
    """One more try by each of these names."""
    insert_all(session, Attempt, [{"id": new_id(), "what": what, "who": who, "at": now} for who in whose])


def attempts_since(session: Session, what: str, who: str, since: datetime) -> list[datetime]:
    """When a name tried, the oldest first."""
    of = columns_of(Attempt)
    query = select(of.at).where(of.who == who, of.what == what, of.at > since).order_by(of.at)
    return list(session.execute(query).scalars())


def add_key(session: Session, key: KeyRow, key_hash: str) -> None:
    """A new key."""
    row = {"id": key.id, "name": key.name, "key_hash": key_hash, "scopes": list(key.scopes), "area_id": key.area_id}
    insert_all(session, ApiKey, [row | {"made_at": key.made_at, "expires_at": key.expires_at}])


def find_keys(session: Session, *, key_hash: str | None = None, name: str | None = None) -> list[KeyRow]:
    """Keys in use: that of a hash, that of a name, or all."""
    of = columns_of(ApiKey)
    wanted = [of.ended_at.is_(None)]
    wanted += [of.key_hash == key_hash] if key_hash is not None else []
    wanted += [of.name == name] if name is not None else []
    query = select(of.id, of.name, of.scopes, of.area_id, of.made_at, of.expires_at)
    rows = session.execute(query.where(*wanted).order_by(of.name))
    return [KeyRow(row.id, row.name, tuple(row.scopes), *row[3:]) for row in rows]


def name_is_taken(session: Session, name: str) -> bool:
    """Whether a key of this name was ever made: the audit knows keys by their names."""
    of = columns_of(ApiKey)
    return session.execute(select(of.id).where(of.name == name)).one_or_none() is not None


def end_key(session: Session, id_: UUID, now: datetime) -> None:
    """A key opens nothing any more."""
    session.execute(update(ApiKey).where(columns_of(ApiKey).id == id_).values(ended_at=now))


def add_audit(session: Session, *, at: datetime, who: str, what: str, about: str, detail: dict[str, Any]) -> None:
    """One more line."""
    insert_all(session, Audit, [{"at": at, "who": who, "what": what, "about": about, "detail": detail}])


def read_audit(session: Session, before: int | None, limit: int, asked: Asked | None = None) -> list[AuditLine]:
    """The newest lines, or the newest below a number."""
    of = columns_of(Audit)
    query = select(of.seq, of.at, of.who, of.what, of.about, of.detail).where(*_lines(asked or Asked()))
    if before is not None:
        query = query.where(of.seq < before)
    return [AuditLine(*row) for row in session.execute(query.order_by(of.seq.desc()).limit(limit))]


def _lines(asked: Asked) -> list[Any]:
    of = columns_of(Audit)
    wanted = [of.who == asked.who] if asked.who else []
    wanted += [of.what == asked.what] if asked.what else []
    wanted += [of.at >= asked.since] if asked.since else []
    wanted += [of.at < asked.until] if asked.until else []
    if asked.among is not None:
        wanted.append(of.who.in_(asked.among) | of.about.in_(asked.among))
    return wanted


def audited_deeds(session: Session) -> list[str]:
    """Every deed that stands in the audit, in the order of the alphabet."""
    return sorted(session.execute(select(columns_of(Audit).what).distinct()).scalars())


def delete_spent(session: Session, *, links_before: datetime, tries_before: datetime, seen_before: datetime) -> int:
    """Forget links, tries and signed-in browsers whose time is over; how many rows."""
    links, tries, devices = columns_of(SignInLink), columns_of(Attempt), columns_of(SignedIn)
    over = (
        delete(SignInLink).where(links.made_at < links_before).returning(links.token_hash),
        delete(Attempt).where(tries.at < tries_before).returning(tries.id),
        delete(SignedIn).where((devices.seen_at < seen_before) | devices.ended_at.is_not(None)).returning(devices.id),
    )
    return sum(len(session.execute(statement).all()) for statement in over)
