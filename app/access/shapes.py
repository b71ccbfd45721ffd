"""What the audit looks like from outside."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class AuditLineOut(BaseModel):
    """Somebody did something."""

    seq: int
    at: datetime
    who: str = Field(description="An account's id, a key's name, or the command line.")
    what: str
    about: str = Field(description="What it was done to: an id or a key's name.")
    detail: dict[str, Any]


class AuditOut(BaseModel):
    """A stretch of the audit, the newest first."""

    lines: list[AuditLineOut]
    next: int | None = Field(description="Give this as `before` for the lines below; null at the end.")
