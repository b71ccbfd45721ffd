"""The outbox: letters that wait, are on their way, went or failed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.db.types import PASSING, UtcDateTime


class OutboxLetter(SQLModel, table=True):
    """One letter. `to`, subject and words are wiped some days after it went; its key stays, so that it goes once."""

    __tablename__ = "outbox"
    # A backup that held letters would send them a second time where it is restored.
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"), {"info": {PASSING: True}})
    id: UUID = Field(primary_key=True)
    key: str = Field(unique=True)
    message_id: (
        str  # fixed when it is queued: a letter that goes twice after a crash is known as the same by its reader
    )
    to: str
    subject: str
    text: str
    state: str
    tries: int = 0
    queued_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)  # next try; while it is on its way, since when
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    problem: str = ""  # the server's status or our own word; never an address
