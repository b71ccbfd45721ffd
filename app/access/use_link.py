"""Use a link to sign in: its owner's account, made at the first time."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.access.audit import record
from app.access.rules import LINK_LASTS
from app.access.store import Known, add_account, find_account, find_link, take_link
from app.access.tokens import token_hash


@dataclass(frozen=True)
class Arrived:
    """Whoever proved to be the owner of an address, and where they were going."""

    account: Known
    then: str


def is_good(session: Session, token: str, now: datetime) -> bool:
    """Whether a link would still work; looking at it changes nothing."""
    return find_link(session, token_hash(token), now - LINK_LASTS) is not None


def use_link(session: Session, token: str, now: datetime) -> Arrived | None:
    """Use it up; None when it was used before or its time is over."""
    taken = take_link(session, token_hash(token), now - LINK_LASTS, now)
    if taken is None:
        return None
    email, then = taken
    return Arrived(account_of(session, email, now), then)


def account_of(session: Session, email: str, now: datetime) -> Known:
    """The account of an address that was proved to be somebody's, a new one when there is none."""
    if found := find_account(session, email=email):
        return found
    id_ = add_account(session, email, now)
    record(session, str(id_), "account made", at=now, about=str(id_))
    return Known(id_, email, None, None, None, 0, now)
