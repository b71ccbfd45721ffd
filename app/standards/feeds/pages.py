"""A steward's page on feeds: when each was read and what came of it, on what terms, when next; one read again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from app.access.audit import record
from app.access.require import require
from app.access.rules import NOWHERE, Deed, may
from app.areas.book import AreaBook
from app.areas.rules import area_id_of
from app.db.engine import unit_of_work
from app.edge.caller import Caller, caller_of
from app.edge.templating import page
from app.kernel.clock import Clock
from app.standards.feeds.keep import ask_for_feed
from app.standards.feeds.model import Feed
from app.standards.feeds.rules import LEAST, is_loss, on_a_page
from app.standards.feeds.store import every_feed, feed_named, standing_of

router = APIRouter(include_in_schema=False)

COUNTED = ("read", "created", "updated", "unchanged", "refused", "withdrawn")


class Kith(Protocol):
    """What this page asks of the application."""

    engine: Engine
    clock: Clock

    @property
    def areas(self) -> AreaBook:
        """The areas as last read."""
        ...


@dataclass(frozen=True)
class Shown:
    """A feed as it stands on the page."""

    feed: Feed
    next_at: datetime | None  # None: within a minute
    counts: tuple[tuple[str, int], ...]
    standing: int  # its listings that people may find
    problem: str
    loss: bool  # it waits for somebody's word
    may_ask: bool


@router.get("/steward/feeds")
def feeds(request: Request) -> Response:
    """Every feed, those with something wrong first."""
    kith, caller = _kith(request), caller_of(request)
    now = kith.clock()
    with unit_of_work(kith.engine) as session:
        there = standing_of(session)
        shown = [_shown(feed, now, there.get(feed.name, 0), caller) for feed in every_feed(session)]
        shown.sort(key=lambda one: (not one.feed.problem, one.feed.title.casefold()))
        return page(
            request,
            "standards/feeds.html",
            keep=False,
            feeds=shown,
            names={one.code: one.name for one in kith.areas.choices},
        )


@router.post("/steward/feeds/{name}/read")
def read_again(request: Request, name: str, trust: Annotated[str, Form(max_length=10)] = "") -> Response:
    """Have one read within a minute; nothing is fetched here, so nobody waits for somebody else's server."""
    kith, caller = _kith(request), caller_of(request)
    require(caller, Deed.KEEP_FEEDS)
    with unit_of_work(kith.engine, writes=True) as session:
        feed = feed_named(session, name)
        require(caller, Deed.KEEP_FEEDS, frozenset((_area_of(feed),)))
        trusted = trust == "yes" and is_loss(feed.problem)
        ask_for_feed(session, name, trust=trusted)
        record(session, caller, "feed asked for", at=kith.clock(), about=name, trust="yes" if trusted else None)
    return RedirectResponse("/steward/feeds", status_code=303)


def _shown(feed: Feed, now: datetime, standing: int, caller: Caller) -> Shown:
    due = feed.tried_at + max(timedelta(minutes=feed.every_minutes), LEAST) if feed.tried_at else None
    return Shown(
        feed,
        due if due and due > now else None,
        tuple((name, feed.counts[name]) for name in COUNTED if name in feed.counts),
        standing,
        on_a_page(feed.problem),
        is_loss(feed.problem),
        may(caller, Deed.KEEP_FEEDS, frozenset((_area_of(feed),))),
    )


def _area_of(feed: Feed) -> UUID:
    """The area that a feed is for; one that names none is for those who look after everywhere."""
    return area_id_of(feed.area_code) if feed.area_code else NOWHERE


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
