"""What is gone from the source it came from is taken down here, not deleted; it comes back when its source has it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session

from app.db.changes import Change, history_of, record_changes
from app.db.statements import columns_of
from app.directory.local_edits import BY_SOURCE, Entry, edited_here
from app.directory.model import Listing
from app.directory.rules import Status
from app.directory.store import CHUNK, snapshots
from app.kernel.batches import batched
from app.kernel.clock import Clock


def withdraw(session: Session, ids: Sequence[UUID], *, source: str, clock: Clock) -> int:
    """Take these down and keep in history that their source no longer has them; how many. The caller commits.

    Where a person said what becomes of one, their word stands.
    """
    listings, now, taken = columns_of(Listing), clock(), 0
    for all_ in batched(ids, CHUNK):
        some = _left_to_source(session, all_)
        taken += len(some)
        before = snapshots(session, some)
        # Without its hash the source's row counts as changed if it comes again, and so the listing returns.
        gone = {"status": Status.WITHDRAWN.value, "content_hash": "", "updated_at": now}
        session.execute(update(Listing).where(listings.id.in_(list(some))).values(**gone))
        session.expire_all()
        after = snapshots(session, some)
        changes = [Change(key, before[key], after[key]) for key in before]
        record_changes(session, changes, who=f"{BY_SOURCE}{source}", at=now)
    return taken


def _left_to_source(session: Session, ids: Sequence[UUID]) -> list[UUID]:
    """Those whose status no person has set."""
    past: dict[UUID, list[Entry]] = {key: [] for key in ids}
    for key, who, was, became in history_of(session, ids):
        past[key].append(Entry(who, was, became))
    return [key for key, entries in past.items() if "status" not in edited_here(entries)]
