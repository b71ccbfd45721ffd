"""Keys for machines: shown once, kept as a hash, good for what they name."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.access.audit import record
from app.access.rules import LONGEST_NAME, SCOPES
from app.access.store import KeyRow, add_key, end_key, find_keys, name_is_taken
from app.access.tokens import new_token, token_hash
from app.kernel.callers import Caller
from app.kernel.errors import NotFound, NotUsable
from app.kernel.ids import new_id

PREFIX = "kith_"  # so that somebody who finds one in a file knows what it opens


def make_key(
    session: Session,
    name: str,
    scopes: Collection[str],
    area_id: UUID | None,
    *,
    who: Caller | str,
    now: datetime,
    lasts: timedelta | None = None,
) -> str:
    """A new key, which cannot be shown again. Raises NotUsable for a name that was used or an unknown scope.

    It opens nothing after `lasts`; None is for ever.
    """
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise NotUsable("A key needs a name that says who uses it.")
    if unknown := set(scopes) - SCOPES:
        raise NotUsable(f"--scope does not know {', '.join(sorted(unknown))}. It knows: {', '.join(sorted(SCOPES))}.")
    if name_is_taken(session, plain):
        raise NotUsable("There is, or was, a key of that name. Choose another.")
    key = PREFIX + new_token()
    ends = now + lasts if lasts else None
    add_key(session, KeyRow(new_id(), plain, tuple(sorted(scopes)), area_id, now, ends), token_hash(key))
    record(session, who, "key made", at=now, about=plain, scopes=" ".join(sorted(scopes)))
    return key


def stop_key(session: Session, name: str, *, who: Caller | str, now: datetime) -> None:
    """A key opens nothing any more; raises NotFound."""
    found = find_keys(session, name=name)
    if not found:
        raise NotFound("There is no key of that name in use.")
    end_key(session, found[0].id, now)
    record(session, who, "key ended", at=now, about=name)
