"""Tables of upkeep: drafts, photos, keepers, calls, reports, links, cards, merges, what is barred, views."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.db.types import UtcDateTime


class GroupDraft(SQLModel, table=True):
    """What somebody typed so far, under the hash of a code that only they have. Its words go when it is sent.

    A draft that changes a listing names it, who changes it, and what stood there when it was begun.
    """

    __tablename__ = "group_draft"
    key: str = Field(primary_key=True)
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    done: list[str] = Field(default_factory=list, sa_type=JSON)
    helped: bool = False  # somebody types it for somebody else
    others_seen: str = ""  # the name and place for which they said "none of these"
    listing_id: UUID | None = None
    changes_id: UUID | None = None
    changes_by: str = ""
    began_as: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    made_at: datetime = Field(sa_type=UtcDateTime)
    kept_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Photo(SQLModel, table=True):
    """A photo of a group, drawn anew in two sizes: of a draft until that is sent, then of its listing.

    One that was taken away is nobody's for a month, and names the listing to which it can be given back.
    """

    __tablename__ = "photo"
    id: UUID = Field(primary_key=True)
    listing_id: UUID | None = Field(default=None, foreign_key="listing.id", unique=True)
    draft: str | None = Field(default=None, unique=True)
    alt: str  # what can be seen, for those who cannot see it
    mark: str  # stands in its address: another picture has another
    large: bytes
    small: bytes
    width: int
    height: int
    small_width: int
    small_height: int
    at: datetime = Field(sa_type=UtcDateTime)
    taken_from: UUID | None = Field(default=None, foreign_key="listing.id", index=True)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class Keeper(SQLModel, table=True):
    """Somebody who looks after a listing, or asked to: how to reach them, and what they agreed to."""

    __tablename__ = "keeper"
    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)
    name: str = ""
    email: str = Field(default="", index=True)
    phone: str = ""
    account_id: UUID | None = None
    care: str = Field(index=True)
    via: str
    show_agreed: bool = False  # that number and e-mail are shown
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    helper: str = ""  # "Sam, Leeds Library"
    confirm_by: str = ""
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_by: str = ""
    words: str = ""  # of a claim: how they know the group
    made_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = ""
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class KeptCall(SQLModel, table=True):
    """One call to a group, and what came of it."""

    __tablename__ = "upkeep_call"
    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)
    day: date
    outcome: str
    note: str = ""
    who: str
    at: datetime = Field(sa_type=UtcDateTime)


class Report(SQLModel, table=True):
    """Something that may be wrong with a listing; who said it is asked only if they want to be told."""

    __tablename__ = "upkeep_report"
    id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)
    what: str
    words: str = ""
    from_keeper: bool = False
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    closed_by: str = ""
    closed_note: str = ""  # what a steward found out


class CheckLink(SQLModel, table=True):
    """A link that a keeper got by mail, as a hash; good for one answer until its last moment."""

    __tablename__ = "check_link"
    key: str = Field(primary_key=True)
    keeper_id: UUID = Field(foreign_key="keeper.id", index=True)
    listing_id: UUID = Field(foreign_key="listing.id")
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reply: str = ""


class ReplyCard(SQLModel, table=True):
    """A card or a text that asks a keeper without e-mail; its code is typed in by a steward when it comes back."""

    __tablename__ = "reply_card"
    id: UUID = Field(primary_key=True)
    sheet: UUID = Field(index=True)  # made and printed together
    code: str = Field(unique=True)
    way: str
    keeper_id: UUID = Field(foreign_key="keeper.id", index=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)
    made_by: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reply: str = ""


class Merge(SQLModel, table=True):
    """Two listings that were made one: which stays, which rests, and how both were before."""

    __tablename__ = "upkeep_merge"
    id: UUID = Field(primary_key=True)
    kept_id: UUID = Field(foreign_key="listing.id", index=True)
    gone_id: UUID = Field(foreign_key="listing.id", index=True)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    who: str
    at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DoNotList(SQLModel, table=True):
    """A number, a page, or a name in a sector that must not stand here, as a hash; the reason is a person's own."""

    __tablename__ = "do_not_list"
    id: UUID = Field(primary_key=True)
    kind: str
    hash: str = Field(index=True)
    reason: str
    who: str
    at: datetime = Field(sa_type=UtcDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ListingViews(SQLModel, table=True):
    """How often a listing's page was looked at since somebody last checked it."""

    __tablename__ = "listing_views"
    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id")
    n: int = 0
