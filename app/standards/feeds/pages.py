"""A steward's pages on feeds: how each does, one read again, one added and tried first, one switched on and off."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from app.access.audit import record
from app.access.require import require
from app.access.rules import NOWHERE, Deed, areas_of, may
from app.areas.book import AreaBook
from app.areas.rules import area_id_of
from app.db.engine import unit_of_work
from app.edge.caller import Caller, caller_of
from app.edge.languages import catalogue, page_language
from app.edge.templating import page
from app.kernel.clock import Clock
from app.kernel.errors import NotFound, NotUsable, Problem
from app.standards.feed_words import in_words
from app.standards.feeds.form import EVERYWHERE, Typed, read_typed
from app.standards.feeds.keep import FeedIn, ask_for_feed, propose_feed, remove_feed, switch_off, switch_on
from app.standards.feeds.model import Feed
from app.standards.feeds.rules import LEAST, FeedKind, FeedState, is_loss, on_a_page
from app.standards.feeds.store import every_feed, feed_named, standing_of

router = APIRouter(include_in_schema=False)

NOT_USABLE = 422
Text = Annotated[str, Form(max_length=1_000)]
WOULD = ("created", "updated", "unchanged")
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
    next_at: datetime | None  # None: within a minute, while it is on or waits to be tried
    counts: tuple[tuple[str, int], ...]
    standing: int  # its listings that people may find
    problem: str
    loss: bool  # it waits for somebody's word
    may_ask: bool
    would: int  # of one on trial: how many would stand here


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
            in_words=partial(in_words, gettext=catalogue(page_language(request)).gettext),
            names={one.code: one.name for one in kith.areas.choices},
            may_add=bool(_choices(kith, caller)),
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


@router.get("/steward/feeds/new")
def new_feed(request: Request) -> Response:
    """Where it is, whose it is, on what terms."""
    require(caller_of(request), Deed.KEEP_FEEDS)
    return _form(request, Typed())


@router.post("/steward/feeds/new")
def add(
    request: Request,
    title: Text = "",
    kind: Text = "",
    urls: Annotated[str, Form(max_length=5_000)] = "",
    licence: Text = "",
    area: Text = "",
) -> Response:
    """Keep it on trial: it is read once in the background, and waits for somebody's word."""
    kith, caller = _kith(request), caller_of(request)
    require(caller, Deed.KEEP_FEEDS)
    said = read_typed(title, kind, urls, licence, area, _choices(kith, caller))
    if said.problems:
        return _form(request, said)
    code = "" if area == EVERYWHERE else area
    given = FeedIn(said.name, FeedKind(said.kind), said.urls, said.title, said.licence, code)
    try:
        with unit_of_work(kith.engine, writes=True) as session:
            held = session.get(Feed, said.name)
            if held is not None:  # one that was taken away, or is on trial, may be another steward's
                require(caller, Deed.KEEP_FEEDS, frozenset((_area_of(held),)))
            propose_feed(session, given, kith.clock())
            record(session, caller, "feed added", at=kith.clock(), about=said.name)
    except NotUsable as error:
        return _form(request, replace(said, problems=error.problems or (Problem("urls", error.detail),)))
    return RedirectResponse("/steward/feeds", status_code=303)


def _form(request: Request, said: Typed) -> Response:
    kith = _kith(request)
    return page(
        request, "standards/feed_new.html", keep=False, status=NOT_USABLE if said.problems else 200, said=said,
        problems=said.problems, areas=_choices(kith, caller_of(request)), everywhere=EVERYWHERE,
    )  # fmt: skip


def _choices(kith: Kith, caller: Caller) -> dict[str, str]:
    """The areas that a feed of theirs may be for, by code; "everywhere" for those who look after it."""
    reach = areas_of(caller, Deed.KEEP_FEEDS)
    named = {one.code: one.name for one in kith.areas.choices if reach is None or one.id in reach}
    return ({EVERYWHERE: ""} if reach is None else {}) | named


@router.post("/steward/feeds/{name}/switch")
def switch(request: Request, name: str, to: Text = "") -> Response:
    """Read it from now on, read it no more, or take down what it brought."""
    kith, caller = _kith(request), caller_of(request)
    require(caller, Deed.KEEP_FEEDS)
    with unit_of_work(kith.engine, writes=True) as session:
        require(caller, Deed.KEEP_FEEDS, frozenset((_area_of(feed_named(session, name)),)))
        if to == "on":
            switch_on(session, name)
        elif to == "off":
            switch_off(session, name)
        elif to == "away":
            remove_feed(session, name, kith.clock)
        else:
            raise NotFound("There is no such choice here.")
        record(session, caller, f"feed {to}", at=kith.clock(), about=name)
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
        sum(feed.counts.get(name, 0) for name in WOULD) if feed.state == FeedState.TRIAL else 0,
    )


def _area_of(feed: Feed) -> UUID:
    """The area that a feed is for; one that names none is for those who look after everywhere."""
    return area_id_of(feed.area_code) if feed.area_code else NOWHERE


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
