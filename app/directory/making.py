"""What becomes of drafts before any database is asked: their places and their rows, in a thread beside the writing."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from app.directory.placing import LookUp, Placed, place_it
from app.directory.rows import Rows, make_rows
from app.directory.shapes import Draft, Refusal
from geo.gazetteer import Gazetteer

FEW = 20  # drafts that are made sooner than a thread is started


@dataclass(frozen=True)
class Made:
    """A draft with its place and its rows."""

    draft: Draft
    placed: Placed | None
    rows: Rows

    @property
    def id(self) -> UUID:
        """What it is known by."""
        listing_id: UUID = self.rows.listing["id"]
        return listing_id

    @property
    def content_hash(self) -> str:
        """By which it is seen whether its source has changed it."""
        return str(self.rows.listing["content_hash"])


@dataclass(frozen=True)
class Batch:
    """Some records of the file, and the moment their rows bear."""

    now: datetime
    items: Sequence[Made | Refusal]


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


class Maker:
    """Makes batches in a thread while others are written; the first that was begun is the first that is made."""

    def __init__(self, origin: Origin) -> None:
        self._origin, self._aside = origin, ThreadPoolExecutor(1, "bring-in")

    def begin(self, drafts: Sequence[Draft | Refusal], now: datetime) -> "Future[Batch]":
        """Make their rows; a few are made at once."""
        if len(drafts) < FEW:
            now_made: Future[Batch] = Future()
            now_made.set_result(self._made(drafts, now))
            return now_made
        return self._aside.submit(copy_context().run, self._made, drafts, now)

    def __enter__(self) -> Self:
        """A thread is started when it is wanted."""
        return self

    def __exit__(self, *_: object) -> None:
        """What is being made is waited for; what was only begun is not."""
        self._aside.shutdown(cancel_futures=True)

    def _made(self, drafts: Sequence[Draft | Refusal], now: datetime) -> Batch:
        return Batch(now, [one if isinstance(one, Refusal) else self._one(one, now) for one in drafts])

    def _one(self, draft: Draft, now: datetime) -> Made:
        placed = self._origin.place(draft)
        source = draft.source or self._origin.source
        rows = make_rows(draft.listing, placed, source=source, key=draft.key, now=now)
        rows.keep = draft.silent
        return Made(draft, placed, rows)
