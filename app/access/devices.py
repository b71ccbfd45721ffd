"""Signing a browser in and out, and knowing it again."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from app.access.audit import record
from app.access.rules import SEEN_EVERY, Role, is_signed_in
from app.access.store import (
    Device,
    Known,
    add_device,
    end_devices,
    find_account,
    find_device,
    find_keys,
    grants_of,
    touch_device,
)
from app.access.tokens import new_token, token_hash
from app.db.engine import unit_of_work
from app.edge.caller import NOBODY, Caller, Grant, Shown
from app.kernel.clock import Clock
from app.kernel.errors import KithError, SignInNeeded


class Way(StrEnum):
    """How somebody signed in."""

    LINK = "link"
    PASSWORD = "password"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Here:
    """Who asks, on which of their devices."""

    account: Known
    grants: tuple[Grant, ...]
    device: Device
    token: str = field(repr=False)

    @property
    def caller(self) -> Caller:
        """As every floor above knows them."""
        return Caller(self.account.id, self.account.name, self.account.email, self.grants)


def sign_in(session: Session, account_id: UUID, way: Way, now: datetime) -> str:
    """Begin a stay in this browser; its token, for the cookie."""
    token = new_token()
    add_device(session, account_id, token_hash(token), way, now)
    record(session, str(account_id), "signed in", at=now, about=str(account_id), way=way)
    return token


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End the stay of a token; one that has ended already is no error."""
    if device := find_device(session, token_hash(token)):
        end_devices(session, device.account_id, now, only=device.id)
        record(session, str(device.account_id), "signed out", at=now, about=str(device.account_id))


def find_here(session: Session, token: str, now: datetime) -> Here | None:
    """Who shows a token; None when it is nobody's, or the stay is over."""
    device = find_device(session, token_hash(token))
    account = find_account(session, id_=device.account_id) if device else None
    if device is None or account is None:
        return None
    grants = grants_of(session, account.id)
    if not is_signed_in(device.began_at, device.seen_at, now, staff=bool(grants)):
        return None
    return Here(account, grants, device, token)


def look_up(engine: Engine, shown: Shown, clock: Clock) -> Caller:
    """Who shows a key or a cookie's token. Raises SignInNeeded for a key that is not in use."""
    now = clock()
    with unit_of_work(engine) as session:
        if shown.key is not None:
            return _machine(session, shown.key, now)
        here = find_here(session, shown.token, now) if shown.token else None
    if here is None:
        return NOBODY
    if now - here.device.seen_at > SEEN_EVERY:
        _seen(engine, here.device.id, now)
    return here.caller


def _machine(session: Session, key: str, now: datetime) -> Caller:
    found = find_keys(session, key_hash=token_hash(key))
    if not found:
        raise SignInNeeded("That key is not in use here.")
    row = found[0]
    if row.expires_at is not None and row.expires_at <= now:
        raise SignInNeeded("That key has run out. Ask for a new one.")
    return Caller(None, row.name, None, (Grant(Role.MACHINE, row.area_id),), frozenset(row.scopes))


def _seen(engine: Engine, device_id: UUID, now: datetime) -> None:
    try:
        with unit_of_work(engine, writes=True) as session:
            touch_device(session, device_id, now)
    except KithError:  # somebody else is writing: next time will do
        return
