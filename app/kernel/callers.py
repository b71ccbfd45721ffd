"""Who is asking, as a plain value: an account with its grants, a machine with its key, or nobody in particular."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Grant:
    """One role within one area; `area_id` None is everywhere."""

    role: str
    area_id: UUID | None


@dataclass(frozen=True)
class Caller:
    """Somebody who asks. What they may do is decided in `access.rules`.

    An address is somebody's own: it stays out of `repr`, and so out of every log.
    """

    account_id: UUID | None
    name: str | None = field(repr=False)
    email: str | None = field(repr=False)
    grants: tuple[Grant, ...]
    key_scopes: frozenset[str] | None = None


NOBODY = Caller(None, None, None, ())
