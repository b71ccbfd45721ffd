"""Feeds with what became of them, and the items of those that only tell what changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, false
from sqlmodel import Field, SQLModel

from app.db.types import UtcDateTime


class Feed(SQLModel, table=True):
    """A feed that is read again and again. Its name is the `source` of its listings; taken away, it stays `removed`."""

    __tablename__ = "feed"
    name: str = Field(primary_key=True)
    title: str  # as it is named on pages
    kind: str
    urls: list[str] = Field(default_factory=list, sa_type=JSON)
    licence: str = ""
    area_code: str = ""  # what its listings serve when they say no place
    listing_kind: str | None = None
    every_minutes: int
    removed: bool = False
    added_at: datetime = Field(sa_type=UtcDateTime)
    tried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    worked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    etag: str = ""
    modified: str = ""
    next_urls: list[str] = Field(default_factory=list, sa_type=JSON)  # where an RPDE feed goes on, in the order of urls
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)  # of the last time that it worked
    problem: str = ""  # of the last time, in words; "" when it worked
    trust_once: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # somebody said: it is right
    state: str = Field(default="on", sa_column_kwargs={"server_default": "on"})
    # It was added on a page: it may lead to no address but on the open web, each time that it is read.
    open_web: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # The first names that a trial found.
    samples: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    # The first that were refused the last time that it worked: row, field, why; never what stood there.
    refusals: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )


class FeedItem(SQLModel, table=True):
    """An item of an RPDE feed as last heard of: later pages speak of what changed alone."""

    __tablename__ = "feed_item"
    feed: str = Field(primary_key=True, foreign_key="feed.name")
    kind: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    parent: str = Field(index=True)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
