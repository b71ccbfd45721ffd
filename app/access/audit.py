"""The audit: who did what to what. There is a way to add a line and a way to read them, and no other."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.access.store import add_audit
from app.kernel.callers import Caller

COMMAND_LINE = "command line"


def record(
    session: Session, who: Caller | str, what: str, *, at: datetime, about: str = "", **detail: str | int | None
) -> None:
    """Add a line, in the transaction of what was done.

    `about` and `detail` are codes and ids: a name or an address could never be taken out again.
    """
    kept: dict[str, Any] = {name: value for name, value in detail.items() if value is not None}
    add_audit(session, at=at, who=who if isinstance(who, str) else _name(who), what=what, about=about, detail=kept)


def _name(caller: Caller) -> str:
    if caller.account_id is not None:
        return str(caller.account_id)
    return f"key {caller.name}" if caller.key_scopes is not None else "nobody"
