"""Feeds are added, tried, switched on and off, and taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.areas.store import known_areas
from app.directory.rules import Kind
from app.directory.withdraw import withdraw
from app.kernel.clock import Clock
from app.kernel.errors import NotFound, NotUsable, Refused, unusable_at
from app.standards.feeds.model import Feed
from app.standards.feeds.rules import LEAST, USUAL_HOURS, FeedKind, FeedState, check_name
from app.standards.feeds.store import brings_other, feed_named, forget_items, held_of
from app.standards.fetch import is_address
from app.standards.open_web import is_open_address


@dataclass(frozen=True)
class FeedIn:
    """A feed as it is added. `urls` are several for OpenActive when series and their times come apart."""

    name: str
    kind: FeedKind
    urls: Sequence[str]
    title: str = ""
    licence: str = ""
    area_code: str = ""
    listing_kind: Kind | None = None
    every: timedelta = timedelta(hours=USUAL_HOURS)


def add_feed(session: Session, given: FeedIn, now: datetime) -> bool:
    """Add a feed, or change the one of that name; whether it is new. Raises NotUsable and NotFound in a sentence."""
    _check(session, given)
    held = session.get(Feed, check_name(given.name))
    urls = list(given.urls)
    feed = held or Feed(name=given.name, title="", kind=given.kind, every_minutes=0, added_at=now)
    if held and (held.urls != urls or held.kind != given.kind):  # another feed: nothing that is known of it holds
        forget_items(session, feed.name)
        feed.etag, feed.modified, feed.next_urls, feed.tried_at = "", "", [], None
    is_new = held is None or held.removed
    feed.title, feed.kind, feed.urls, feed.removed = given.title or given.name, given.kind.value, urls, False
    feed.licence, feed.area_code = given.licence, given.area_code
    feed.listing_kind = given.listing_kind.value if given.listing_kind else None
    feed.every_minutes = round(given.every.total_seconds() / 60)
    feed.state, feed.open_web = FeedState.ON.value, False  # whoever adds it here answers for the way to it
    session.add(feed)
    session.flush()
    return is_new


def _check(session: Session, given: FeedIn) -> None:
    for url in given.urls:
        if not is_address(url):
            raise NotUsable("The address of a feed begins with https:// or http://.")
    if not given.urls or (given.kind is FeedKind.ORUK and len(given.urls) > 1):
        raise NotUsable("An Open Referral UK feed has one address; an OpenActive feed has one or more.")
    if given.every < LEAST:
        raise NotUsable(f"A feed is read every {LEAST.seconds // 60} minutes at most.")
    if given.listing_kind is Kind.PERSON:
        raise NotUsable("People do not come from a feed: an organisation answers for each of them here.")
    if given.area_code and given.area_code not in known_areas(session, [given.area_code]):
        raise NotFound(f"There is no area with the code {given.area_code}. Bring areas in with: kith areas import")


def propose_feed(session: Session, given: FeedIn, now: datetime) -> None:
    """Keep a feed that somebody adds on a page: it is read once, to see what would come in, and waits for their word.

    It is read from the open web alone. Raises NotUsable with the field at fault, and NotFound.
    """
    held = session.get(Feed, given.name)
    if held and not held.removed and held.state != FeedState.TRIAL:
        raise unusable_at("title", "There is a feed of that name here already.")
    if brings_other(session, given.name):  # reading it would take down what came by another way
        raise unusable_at("title", "That name stands for something else here. Choose another.")
    for url in given.urls:
        if not is_open_address(url):
            raise unusable_at("urls", "That is no address on the open web.")
    add_feed(session, given, now)
    feed = feed_named(session, given.name)
    feed.state, feed.open_web = FeedState.TRIAL.value, True
    _forget_readings(feed)
    session.add(feed)


def switch_on(session: Session, name: str) -> None:
    """A feed that was tried, or was switched off, is read again and again from the next look on.

    Raises NotFound, Refused for one that nobody could read yet.
    """
    feed = feed_named(session, name)
    if feed.state == FeedState.TRIAL and feed.worked_at is None:
        raise Refused("Nobody knows yet what would come in.")
    if feed.state == FeedState.TRIAL:
        _forget_readings(feed)
    feed.state, feed.tried_at = FeedState.ON.value, None
    session.add(feed)


def switch_off(session: Session, name: str) -> None:
    """A feed is read no more; what it brought stays as it is. One on trial is forgotten. Raises NotFound."""
    feed = feed_named(session, name)
    feed.removed = feed.state == FeedState.TRIAL
    feed.state = FeedState.OFF.value
    session.add(feed)


def _forget_readings(feed: Feed) -> None:
    feed.etag, feed.modified, feed.next_urls, feed.tried_at, feed.worked_at = "", "", [], None, None
    feed.counts, feed.refusals, feed.samples, feed.problem, feed.trust_once = {}, [], [], "", False


def ask_for_feed(session: Session, name: str, *, trust: bool = False) -> None:
    """Have a feed read at the next look, within a minute; `trust` takes down however many are gone. Raises NotFound."""
    feed = feed_named(session, name)
    feed.tried_at, feed.trust_once = None, trust
    session.add(feed)


def remove_feed(session: Session, name: str, clock: Clock, *, keep_listings: bool = False) -> int:
    """Read a feed no more and take its listings down, unless they are to stay; how many. Raises NotFound."""
    feed = feed_named(session, name)
    feed.removed = True
    feed.etag, feed.modified, feed.next_urls, feed.tried_at = "", "", [], None
    session.add(feed)
    forget_items(session, name)
    return 0 if keep_listings else withdraw(session, held_of(session, name), source=name, clock=clock)
