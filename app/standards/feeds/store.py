"""Every query on feeds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, select
from sqlmodel import Session

from app.db.statements import columns_of, insert_all
from app.directory.model import Listing
from app.directory.rules import Status
from app.kernel.batches import batched
from app.kernel.errors import NotFound
from app.standards.feeds.model import Feed, FeedItem
from app.standards.openactive.items import Item

SOME = 200  # items by their parents in one query


def every_feed(session: Session) -> list[Feed]:
    """The feeds that are read, by name."""
    feeds = columns_of(Feed)
    return list(session.execute(select(Feed).where(~feeds.removed).order_by(feeds.name)).scalars())


def feed_named(session: Session, name: str) -> Feed:
    """The feed of that name; raises NotFound."""
    found = session.get(Feed, name)
    if found is None or found.removed:
        raise NotFound(f"There is no feed called {name}. See them with: kith feeds list")
    return found


@dataclass(frozen=True)
class Origin:
    """Where a listing comes from: the feed as pages name it, its licence, and the day it was last read."""

    title: str
    licence: str
    read_at: datetime | None


def origin_of(session: Session, listing_id: UUID) -> Origin | None:
    """The feed that a listing comes from; None when it comes from none."""
    feeds, listings = columns_of(Feed), columns_of(Listing)
    query = select(feeds.title, feeds.licence, feeds.worked_at).join(Listing, listings.source == feeds.name)
    row = session.execute(query.where(listings.id == listing_id, ~feeds.removed)).one_or_none()
    return Origin(row.title, row.licence, row.worked_at) if row else None


def held_of(session: Session, source: str) -> list[UUID]:
    """The listings from a source that people may find, or will when somebody has checked them."""
    listings = columns_of(Listing)
    shown = listings.status.in_((Status.PUBLIC, Status.WAITING))
    return list(session.execute(select(listings.id).where(listings.source == source, shown)).scalars())


def not_of(session: Session, source: str, ids: Sequence[UUID]) -> set[UUID]:
    """Of these listings those that stand here and came from elsewhere; what its source took down is free."""
    of, found = columns_of(Listing), set[UUID]()
    for some in batched(ids, SOME):
        theirs = select(of.id).where(of.id.in_(some), of.source != source, of.status != Status.WITHDRAWN)
        found |= set(session.execute(theirs).scalars())
    return found


def brings_other(session: Session, source: str) -> bool:
    """Whether listings stand under this name that no feed has brought."""
    of = columns_of(Listing)
    there = session.execute(select(of.id).where(of.source == source).limit(1)).first()
    return there is not None and session.get(Feed, source) is None


def standing_of(session: Session) -> dict[str, int]:
    """How many listings of each source people may find."""
    listings = columns_of(Listing)
    query = select(listings.source, func.count()).where(listings.status == Status.PUBLIC).group_by(listings.source)
    return {source: int(n) for source, n in session.execute(query)}


def ids_by_key(session: Session, source: str, keys: Sequence[str]) -> list[UUID]:
    """Of the listings from a source that people may find those that came under these keys."""
    listings, found = columns_of(Listing), list[UUID]()
    for some in batched(keys, SOME):
        query = select(listings.id).where(listings.source == source, listings.source_key.in_(some))
        found += session.execute(query.where(listings.status.in_((Status.PUBLIC, Status.WAITING)))).scalars()
    return found


def keep_items(session: Session, feed: str, items: Iterable[Item]) -> set[str]:
    """Keep, replace and forget items, of each the last; the parents that this touches."""
    rows, touched = columns_of(FeedItem), set[str]()
    latest = list({(item.kind, item.id): item for item in items}.values())
    for some in batched(latest, SOME):
        for kind in {item.kind for item in some}:
            held = and_(rows.feed == feed, rows.kind == kind, rows.item_id.in_([i.id for i in some if i.kind == kind]))
            touched |= set(session.execute(select(rows.parent).where(held)).scalars())
            session.execute(delete(FeedItem).where(held))
        there = [item for item in some if item.data is not None]
        touched |= {item.parent for item in there}
        insert_all(session, FeedItem, [
            {"feed": feed, "kind": item.kind, "item_id": item.id, "parent": item.parent, "data": item.data}
            for item in there
        ])  # fmt: skip
    return touched


def items_under(session: Session, feed: str, parents: Iterable[str]) -> list[Item]:
    """Every item that is kept under these parents."""
    rows, wanted = columns_of(FeedItem), sorted(parents)
    found: list[Item] = []
    for some in batched(wanted, SOME):
        query = select(FeedItem).where(rows.feed == feed, rows.parent.in_(some)).order_by(rows.kind, rows.item_id)
        found += [Item(row.kind, row.item_id, row.parent, row.data) for row in session.execute(query).scalars()]
    return found


def forget_items(session: Session, feed: str) -> None:
    """Forget what is kept of an RPDE feed, which is then read from its beginning."""
    session.execute(delete(FeedItem).where(columns_of(FeedItem).feed == feed))
