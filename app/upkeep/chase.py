"""Check mails: a keeper is asked whether a listing is still right, and answers with one press."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.directory.model import Listing
from app.directory.rules import FRESHNESS_LIMITS, Kind, Status, paused_on
from app.kernel.clock import Clock, local_date
from app.kernel.errors import NotFound
from app.kernel.text import plain
from app.upkeep.changing import begin_change
from app.upkeep.check import rest
from app.upkeep.draft import sweep_drafts
from app.upkeep.keepers.store import add_link, find_link, keepers_of, keepers_to_ask, last_asked, use_link
from app.upkeep.letters import Post, still_right
from app.upkeep.model import CheckLink, Keeper
from app.upkeep.photos.keep import forget_taken
from app.upkeep.register import Office
from app.upkeep.report import report_wrong
from app.upkeep.room import say_room
from app.upkeep.rules import (
    ASKED_FOR_EVERY,
    CHECK_LINK_LASTS,
    Care,
    Reply,
    Room,
    Wrong,
    check_due,
    keeper_name,
    may_write,
    sayable,
)
from app.upkeep.seen import seen_true
from app.upkeep.store import listing_row, made_at
from app.upkeep.undo import undo_own

TOKEN_BYTES = 24
_TOKEN_MAX = 64
AT_ONCE = 200  # letters in one piece of work, so that nobody else waits long for the database
GONE = "This link has been used or is too old. If something is wrong, please tell us on the page of your group."


def chase(engine: Engine, clock: Clock, base_url: str) -> int:
    """The background work: ask whom it is time to ask, forget old drafts and photos. How many were asked."""
    with unit_of_work(engine, writes=True) as session:
        sweep_drafts(session, clock())
        forget_taken(session, clock())
        return ask_keepers(session, Post(base_url), clock())


def ask_keepers(session: Session, post: Post, now: datetime, most: int = AT_ONCE) -> int:
    """Write to keepers whose listing has begun to sink, at most once a week to each address; how many letters."""
    today = local_date(now)
    soonest = min(limits.sink_days for limits in FRESHNESS_LIMITS.values())
    asked, sent = last_asked(session), 0
    for keeper, listing in keepers_to_ask(session, today - timedelta(days=soonest)):
        sinks = check_due(Kind(listing.kind), listing.checked_on, today, listing.paused_until)
        due = sinks and may_write(asked.get(keeper.email), now)
        if due and sent < most:
            _ask(session, keeper, listing, post, now)
            asked[keeper.email] = now
            sent += 1
    return sent


def _ask(session: Session, keeper: Keeper, listing: Listing, post: Post, now: datetime) -> None:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = CheckLink(
        key=key_of(token), keeper_id=keeper.id, listing_id=keeper.listing_id, ends_at=now + CHECK_LINK_LASTS
    )
    add_link(session, link)
    keeper.asked_at = now
    session.add(keeper)
    may_say = sayable(listing.capacity, paused_on(listing.paused_until, local_date(now)))
    still_right(session, post, keeper.email, listing.name, f"/check/{token}", f"check:{link.key}", may_say)


def key_of(token: str) -> str:
    """What is kept of a link: who reads the table cannot press it."""
    return hashlib.blake2b(token.encode(), digest_size=20, person=b"kith check").hexdigest()


@dataclass(frozen=True)
class Asked:
    """A link that can still be answered, and what it is about."""

    key: str
    link: CheckLink
    name: str


def asked_by(session: Session, token: str, now: datetime) -> Asked:
    """What a link asks; NotFound with one sentence whether it never was, is used up or too old."""
    link = _link(session, token)
    listing = listing_row(session, link.listing_id) if link else None
    if link is None or listing is None or link.used_at is not None or now > link.ends_at:
        raise NotFound(GONE)
    return Asked(link.key, link, listing.name)


def _link(session: Session, token: str) -> CheckLink | None:
    return find_link(session, key_of(token)) if 0 < len(token) <= _TOKEN_MAX and token.isascii() else None


def answer(
    session: Session, token: str, reply: Reply | Room, words: str, post: Post, now: datetime, back: date | None = None
) -> str:
    """A keeper's answer; the listing's name. The link is used up. Raises NotFound."""
    asked = asked_by(session, token, now)
    if not use_link(session, asked.key, reply.value, now):
        raise NotFound(GONE)
    listing = listing_row(session, asked.link.listing_id)
    assert listing is not None
    who = keeper_name(asked.link.keeper_id)
    take_reply(session, listing, reply, words, post, who=who, at=now, back=back)
    return asked.name


def undo_answer(session: Session, token: str, now: datetime) -> str:
    """Take back what was answered by a link, while it could still be answered; the name. Raises NotFound, Refused."""
    link = _link(session, token)
    listing = listing_row(session, link.listing_id) if link else None
    if link is None or listing is None or link.used_at is None or now > link.ends_at:
        raise NotFound(GONE)
    who = keeper_name(link.keeper_id)
    entry = made_at(session, listing.id, who, link.used_at)
    if entry is None:
        raise NotFound(GONE)
    name = listing.name
    undo_own(session, listing.id, entry.id, {who}, who=who, at=now)
    return name


def take_reply(
    session: Session,
    listing: Listing,
    reply: Reply | Room,
    words: str,
    post: Post,
    *,
    who: str,
    at: datetime,
    back: date | None = None,
) -> None:
    """Act on what a keeper answered, by a press, a link, a card or a text: a change waits for a person."""
    if isinstance(reply, Room):
        say_room(session, listing.id, reply, back, by="keeper", who=who, at=at)
    elif reply is Reply.STILL:
        seen_true(session, listing.id, by="keeper", who=who, at=at)
    elif reply is Reply.CHANGE:
        report_wrong(session, listing.id, Wrong.OTHER, plain(words), at, from_keeper=True)
    elif listing.status in (Status.PUBLIC, Status.HIDDEN):
        rest(session, listing, Status.ENDED, post, who=who, at=at)


def change_by(session: Session, token: str, office: Office) -> str:
    """Use a link up to change the listing oneself; the code of the draft. Raises NotFound."""
    asked = asked_by(session, token, office.clock())
    if not use_link(session, asked.key, Reply.CHANGE.value, office.clock()):
        raise NotFound(GONE)
    return begin_change(session, asked.link.listing_id, office, by=keeper_name(asked.link.keeper_id))


def _is(one: Keeper, address: str) -> bool:
    return one.care == Care.AGREED and one.email.casefold() == address.casefold()


def send_links(session: Session, listing_id: UUID, address: str, post: Post, now: datetime) -> None:
    """Write to whoever looks after a listing under this address, because they asked; nothing for anybody else.

    Once a day, so that nobody is flooded by a stranger who knows the address.
    """
    listing = listing_row(session, listing_id)
    mine = [one for one in keepers_of(session, listing_id) if _is(one, address)]
    for one in mine:
        if listing is not None and (one.asked_at is None or now - one.asked_at >= ASKED_FOR_EVERY):
            _ask(session, one, listing, post, now)
