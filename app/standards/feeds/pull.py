"""Reads a feed and brings in what is new: first all of it from the network, then in one transaction into the directory.

What a person changed here stays; what its source no longer has is taken down; a feed that broke off changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import Engine
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.db.lease import Lease
from app.directory.bring_in import bring_in
from app.directory.rules import Kind
from app.directory.shapes import Draft, ImportReport, Refusal
from app.directory.vocabulary import Vocabulary
from app.directory.withdraw import withdraw
from app.kernel.clock import Clock, local_date
from app.kernel.errors import KithError, Refused
from app.kernel.ids import imported_id
from app.standards.feed_words import ELSEWHERE, LOSS, OUTSIDE, says
from app.standards.feeds.model import Feed
from app.standards.feeds.rules import (
    IF_RIGHT,
    REFUSALS_KEPT,
    SAMPLES_KEPT,
    TRUST,
    FeedKind,
    FeedState,
    is_due,
    too_many_gone,
)
from app.standards.feeds.store import every_feed, feed_named, held_of, ids_by_key, items_under, keep_items, not_of
from app.standards.feeds.within import bars_of
from app.standards.fetch import Mark, Marks, NotChanged, Pace, make_http
from app.standards.hsds.drafts import drafts_from_oruk
from app.standards.open_web import OpenWeb
from app.standards.openactive.drafts import drafts_of
from app.standards.openactive.items import Item, by_parent
from app.standards.openactive.read_rpde import read_rpde
from geo.gazetteer import Gazetteer

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Place:
    """Where feeds are brought into: the parts of the application that this needs."""

    engine: Engine
    gazetteer: Gazetteer
    vocabulary: Vocabulary
    clock: Clock
    pace: Pace = field(default_factory=Pace)
    # How feeds are reached that were added on a page: never into a private network.
    open_web: Callable[[], httpx.BaseTransport] = OpenWeb


@dataclass(frozen=True)
class Pulled:
    """What became of one feed; `problem` is "" when it worked."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)
    refused: Sequence[Refusal] = ()
    problem: str = ""
    samples: Sequence[str] = ()  # of a trial: names of what would come in


@dataclass(frozen=True)
class _Read:
    """What came over the network: services, or items with the addresses to go on from."""

    drafts: Sequence[Draft | Refusal] = ()
    items: Sequence[Item] = ()
    next_urls: Sequence[str] = ()
    mark: Mark = field(default_factory=Mark)


def due_feeds(engine: Engine, clock: Clock) -> list[str]:
    """The feeds whose time has come."""
    with unit_of_work(engine) as session:
        return [
            one.name for one in every_feed(session) if is_due(FeedState(one.state), one.tried_at, _every(one), clock())
        ]


def _every(feed: Feed) -> timedelta:
    return timedelta(minutes=feed.every_minutes)


def pull(at: Place, name: str, *, trust: bool = False, progress: Progress | None = None) -> Pulled | None:
    """Read one feed now; None when another process is at it. `trust` takes down however many are gone.

    Of one on trial nothing is brought in: what would come in stands with it. Raises NotFound, Refused for one that is
    switched off. What is wrong with the feed is not raised: it stands in the answer, and with the feed.
    """
    lease = Lease(at.engine, f"feed: {name}")
    with unit_of_work(at.engine) as session:
        if feed_named(session, name).state == FeedState.OFF:
            raise Refused(f"The feed {name} is switched off.")
    if not lease.take():
        return None
    with unit_of_work(at.engine, writes=True) as session:
        feed = feed_named(session, name)
        feed.tried_at = at.clock()  # now: whatever becomes of it, it waits its turn
        trust, feed.trust_once = trust or feed.trust_once, False
        session.add(feed)
        session.flush()
        session.expunge(feed)

    def still_there(done: int, total: int | None) -> None:
        lease.take()
        if progress:
            progress(done, total)

    try:
        return _pull(at, feed, trust, still_there)
    finally:
        lease.give_back()


def _pull(at: Place, feed: Feed, trust: bool, progress: Progress) -> Pulled:
    try:
        with make_http(at.open_web() if feed.open_web else None) as http:
            read = _read(at, feed, http, progress)
        trial = feed.state == FeedState.TRIAL
        with unit_of_work(at.engine, writes=True) as session:
            if feed_named(session, feed.name).state != feed.state:  # somebody switched it meanwhile
                return Pulled(feed.name)
            pulled = _try(at, session, feed, read) if trial else _bring_in(at, session, feed, read, trust)
            _note(session, feed.name, at, pulled, read)
    except NotChanged:
        pulled = Pulled(feed.name, feed.counts)
        with unit_of_work(at.engine, writes=True) as session:
            _note(session, feed.name, at, pulled, None)
    except KithError as error:
        pulled = Pulled(feed.name, problem=error.detail)
        with unit_of_work(at.engine, writes=True) as session:
            _note(session, feed.name, at, pulled, None)
    return pulled


def _note(session: Session, name: str, at: Place, pulled: Pulled, read: _Read | None) -> None:
    feed = feed_named(session, name)
    feed.tried_at, feed.problem = at.clock(), pulled.problem
    if not pulled.problem:
        feed.worked_at, feed.counts = at.clock(), dict(pulled.counts)
    if read is not None and not pulled.problem:
        if feed.state == FeedState.ON:  # after a trial all is read again
            feed.etag, feed.modified, feed.next_urls = read.mark.etag, read.mark.modified, list(read.next_urls)
        feed.samples = list(pulled.samples)
        told = {"row", "field", "problem"}
        feed.refusals = [one.model_dump(include=told) for one in pulled.refused[:REFUSALS_KEPT]]
    session.add(feed)


def _read(at: Place, feed: Feed, http: httpx.Client, progress: Progress) -> _Read:
    if feed.kind == FeedKind.OPENACTIVE:
        items, then = list[Item](), list[str]()
        for start in feed.next_urls or feed.urls:
            goes_on = start
            for page, goes_on in read_rpde(start, http, progress, at.pace):  # noqa: B007 (the last one is kept)
                items += page
            then.append(goes_on)
        return _Read(items=items, next_urls=then)
    marks = Marks(Mark(feed.etag, feed.modified))
    told = Kind(feed.listing_kind) if feed.listing_kind else None
    drafts = drafts_from_oruk(
        feed.urls[0], default_kind=told, vocabulary=at.vocabulary, client=http, progress=progress, pace=at.pace,
        marks=marks,
    )  # fmt: skip
    return _Read(drafts=list(drafts), mark=marks.now or Mark())


def _bring_in(at: Place, session: Session, feed: Feed, read: _Read, trust: bool) -> Pulled:
    touched: set[str] | None = None
    drafts: Iterable[Draft | Refusal] = read.drafts
    if feed.kind == FeedKind.OPENACTIVE:
        touched = keep_items(session, feed.name, read.items)
        drafts = _drafts_of(at, feed, items_under(session, feed.name, touched))
    kept = _as_here(session, feed, drafts)
    bars = bars_of(session, feed)
    report = bring_in(session, kept, source=feed.name, gazetteer=at.gazetteer, clock=at.clock, bars=bars)
    moved = {one.row for one in report.problems if says(OUTSIDE, one.problem)}  # what stands here of them is not true
    ours = (one for one in kept if isinstance(one, Draft) and one.row not in moved)
    there = {one.listing.id or imported_id(feed.name, one.key) for one in ours}
    gone = _gone(session, feed.name, there, touched)
    problem = ""
    if not trust and touched is None and too_many_gone(len(gone), len(there | set(gone))):
        problem = f"{LOSS % {'there': len(there), 'gone': len(gone)}}{IF_RIGHT}kith feeds pull {feed.name} {TRUST}"
    withdrawn = 0 if problem else withdraw(session, gone, source=feed.name, clock=at.clock)
    return Pulled(feed.name, _counts(report, withdrawn), report.problems, problem)


def _try(at: Place, session: Session, feed: Feed, read: _Read) -> Pulled:
    """What would come in, and what would not; nothing does."""
    items = [one for some in by_parent(read.items).values() for one in some]
    drafts = _drafts_of(at, feed, items) if feed.kind == FeedKind.OPENACTIVE else read.drafts
    kept, bars = _as_here(session, feed, drafts), bars_of(session, feed)
    report = bring_in(
        session, kept, source=feed.name, gazetteer=at.gazetteer, clock=at.clock, bars=bars, dry_run=True
    )  # fmt: skip
    names = [one.listing.name for one in kept if isinstance(one, Draft)]
    return Pulled(feed.name, _counts(report, 0), report.problems, samples=names[:SAMPLES_KEPT])


def _drafts_of(at: Place, feed: Feed, items: Iterable[Item]) -> Iterable[Draft | Refusal]:
    told = Kind(feed.listing_kind) if feed.listing_kind else None
    return drafts_of(items, told, at.vocabulary, local_date(at.clock()))


def _as_here(session: Session, feed: Feed, drafts: Iterable[Draft | Refusal]) -> list[Draft | Refusal]:
    """With the feed's terms; what came to us from elsewhere is not a feed's to change that was added on a page."""
    kept = [_with_terms(one, feed) for one in drafts]
    if not feed.open_web:
        return kept
    ids = [one.listing.id for one in kept if isinstance(one, Draft) and one.listing.id]
    others = not_of(session, feed.name, ids)
    return [_taken(one) if isinstance(one, Draft) and one.listing.id in others else one for one in kept]


def _taken(draft: Draft) -> Refusal:
    return Refusal(row=draft.row, field="id", problem=ELSEWHERE, value=draft.key[:80])


def _gone(session: Session, name: str, there: set[UUID], touched: set[str] | None) -> list[UUID]:
    """Listings that the feed had and no longer has: of all, or of those that it spoke of."""
    held = held_of(session, name) if touched is None else ids_by_key(session, name, sorted(touched))
    return [key for key in held if key not in there]


def _counts(report: ImportReport, withdrawn: int) -> dict[str, int]:
    return {**report.model_dump(exclude={"problems"}), "withdrawn": withdrawn}


def _with_terms(draft: Draft | Refusal, feed: Feed) -> Draft | Refusal:
    """A feed's licence and area stand for what its rows do not say themselves."""
    if isinstance(draft, Refusal):
        return draft
    it, changes = draft.listing, dict[str, Any]()
    if feed.licence and not it.licence:
        changes["licence"] = feed.licence
    if feed.area_code and it.place is None and not it.areas_served:
        changes["areas_served"] = (feed.area_code,)
    return draft.model_copy(update={"listing": it.model_copy(update=changes)}) if changes else draft
