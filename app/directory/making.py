"""What becomes of drafts before any database is asked: their places, their rows, and rows as a driver takes them."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import Dialect
from sqlmodel import SQLModel

from app.db.changes import LISTING, Change, history_rows
from app.db.many_rows import Bound, laid_out
from app.db.model import History
from app.directory.placing import LookUp, Placed, place_it
from app.directory.rows import Row, Rows, bodies_of, make_rows
from app.directory.shapes import Draft, ListingIn, Refusal
from app.directory.store import tables_of
from app.kernel.unswept import unswept
from geo.gazetteer import Gazetteer

FEW = 20  # drafts that are made sooner than a thread is started


@dataclass(frozen=True)
class Ready:
    """All drafts of a batch as the driver takes them when every one is a new listing."""

    keys: Sequence[tuple[UUID, str]]  # the id and the content hash of each
    bodies: dict[UUID, Row]
    tables: Sequence[Bound]  # what others point to first


@dataclass(frozen=True)
class Made:
    """A draft with its place, what it is known by, and its rows unless another process made them."""

    draft: Draft
    placed: Placed | None
    id: UUID
    content_hash: str
    rows: Rows | None


@dataclass(frozen=True)
class Batch:
    """Some records of the file, and the moment their rows bear."""

    now: datetime
    items: Sequence[Made | Refusal]
    ready: Ready | None = None


class Maker(Protocol):
    """Makes batches while others are written."""

    def begin(self, drafts: Sequence[Draft | Refusal], now: datetime) -> "Future[Batch]":
        """One more; the first that was begun is the first that is made."""

    def end(self) -> None:
        """Nothing more is wanted."""


@dataclass(frozen=True)
class Origin:
    """Whose drafts these are, and what knows where they are."""

    source: str
    gazetteer: Gazetteer
    look_up: LookUp | None

    def place(self, draft: Draft) -> Placed | None:
        """Where a draft is; None when it names no place."""
        place, kind = draft.listing.place, draft.listing.kind
        return place_it(place, kind, self.gazetteer, self.look_up) if place else None


class Here:
    """Makes them in a thread of this process."""

    def __init__(self, origin: Origin) -> None:
        self._origin, self._aside = origin, ThreadPoolExecutor(1, "bring-in")

    def begin(self, drafts: Sequence[Draft | Refusal], now: datetime) -> "Future[Batch]":
        """Make their rows; a few are made at once."""
        if len(drafts) < FEW:
            now_made: Future[Batch] = Future()
            now_made.set_result(self._made(drafts, now))
            return now_made
        return self._aside.submit(copy_context().run, self._made, drafts, now)

    def end(self) -> None:
        """Wait for what was begun."""
        self._aside.shutdown(cancel_futures=True)

    def _made(self, drafts: Sequence[Draft | Refusal], now: datetime) -> Batch:
        with unswept():
            return Batch(now, [one if isinstance(one, Refusal) else self._one(one, now) for one in drafts])

    def _one(self, draft: Draft, now: datetime) -> Made:
        placed = self._origin.place(draft)
        rows = rows_of(said_by(draft, self._origin.source), placed, now)
        return Made(draft, placed, rows.listing["id"], rows.listing["content_hash"], rows)


class Said(NamedTuple):
    """What of a draft becomes rows: less to tell another process than the draft."""

    listing: ListingIn
    source: str
    key: str
    silent: frozenset[str]


def said_by(draft: Draft, source: str) -> Said:
    """It, of a draft that is brought in from `source`."""
    return Said(draft.listing, draft.source or source, draft.key, draft.silent)


def rows_of(said: Said, placed: Placed | None, now: datetime) -> Rows:
    """The rows of one draft."""
    rows = make_rows(said.listing, placed, source=said.source, key=said.key, now=now)
    rows.keep = said.silent
    return rows


def ready(made: Sequence[Rows], dialect: Dialect, who: str, now: datetime) -> Ready | None:
    """New listings as the driver takes them, with their history; None when a table takes the longer way."""
    changes = [Change(rows.listing["id"], None, rows.told()) for rows in made]
    history = history_rows(changes, entity=LISTING, who=who, at=now)
    tables: list[tuple[type[SQLModel], list[Row]]] = [*tables_of(made), (History, history)]
    bound = [laid_out(dialect, table, rows) for table, rows in tables if rows]
    keys = [(rows.listing["id"], rows.listing["content_hash"]) for rows in made]
    found = [one for one in bound if one is not None]
    return Ready(keys, bodies_of(made), found) if len(found) == len(bound) else None
