"""Puts a listing back to what it was before a change: a steward whole, its keeper no more than their own."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.db.model import History
from app.directory.change import change_listing, put_back
from app.directory.rules import Status
from app.directory.store import snapshots
from app.kernel.errors import NotFound, Refused
from app.kernel.text import N_
from app.upkeep.answers import names_the_door
from app.upkeep.changing import GONE
from app.upkeep.keepers.store import follow
from app.upkeep.photos.keep import photo_told, put_back_photo, take_down
from app.upkeep.register import BARRED
from app.upkeep.retire import is_barred
from app.upkeep.rules import CHANGEABLE
from app.upkeep.store import done_by, exact_place, history_entry, hold_listing, listing_row
from app.upkeep.taken_back import says_something, taken_back

CHANGED_SINCE = N_("It was changed again since then, so it stays as it is now. If that is wrong, please ring us.")
DOOR = N_("The street of a home would stand where everybody reads it, so it stays as it is now.")
NO_CHANGE = "There is no such change of yours here."
DOUBLE_TAP = timedelta(seconds=20)  # the second tap changes nothing: what the first one did is what is meant


def undo_change(session: Session, listing_id: UUID, entry_id: UUID, *, who: str, at: datetime) -> bool:
    """As it was before one change; False when it is so already. What made it is undone by resting. Raises NotFound.

    Refused for a photo that is not kept any more.
    """
    entry = _entry(session, listing_id, entry_id)
    if entry is None:
        raise NotFound("There is no such change here.")
    if entry.before is None:
        return change_listing(session, listing_id, who=who, at=at, status=Status.WITHDRAWN.value)
    if told := entry.before.get("photo"):
        put_back_photo(session, listing_id, told, who=who, at=at)
        return True
    if "photo" in entry.before:
        return take_down(session, listing_id, who=who, at=at)
    return put_back(session, listing_id, entry.before, who=who, at=at)


def undo_own(
    session: Session, listing_id: UUID, entry_id: UUID, mine: Collection[str], *, who: str, at: datetime
) -> bool:
    """As it was before one change that is among `mine` in the history; False when it is so already.

    What was said since stays. Raises Refused when the same was changed since, or what stood there may stand no more;
    NotFound for anybody else's change, and for the first one, with which it came in.
    """
    hold_listing(session, listing_id)
    entry = _entry(session, listing_id, entry_id)
    if entry is None or entry.who not in mine or not entry.before or not entry.after:
        raise NotFound(NO_CHANGE)
    if "photo" in entry.before:
        return _undo_photo(session, entry, who, at)
    held = snapshots(session, [listing_id])[listing_id]
    again = taken_back(entry.before, entry.after, held)
    if held["listing"]["status"] not in CHANGEABLE and not _ended_it(entry):
        raise Refused(GONE)
    if again is None:
        raise Refused(CHANGED_SINCE)
    if not put_back(session, listing_id, again, who=who, at=at):
        return False
    _still_may_stand(session, listing_id)
    was, now = entry.after["listing"], entry.before["listing"]
    follow(session, listing_id, was=(was["phone"], was["email"]), now=(now["phone"], now["email"]))
    return True


def _entry(session: Session, listing_id: UUID, entry_id: UUID) -> History | None:
    entry = history_entry(session, entry_id)
    return entry if entry and entry.entity_id == listing_id and entry.entity == "listing" else None


def _ended_it(entry: History) -> bool:
    assert entry.before is not None
    assert entry.after is not None
    return bool(entry.before["listing"]["status"] != entry.after["listing"]["status"])


def _undo_photo(session: Session, entry: History, who: str, at: datetime) -> bool:
    assert entry.before is not None
    assert entry.after is not None
    told = photo_told(session, entry.entity_id)
    if told == entry.before["photo"]:
        return False
    if told != entry.after["photo"]:
        raise Refused(CHANGED_SINCE)
    return undo_change(session, entry.entity_id, entry.id, who=who, at=at)


def _still_may_stand(session: Session, listing_id: UUID) -> None:
    """What was barred meanwhile does not come back by this door, nor the street of what is a home now (rule 10)."""
    row = listing_row(session, listing_id)
    assert row is not None
    session.refresh(row)
    if is_barred(session, row):
        raise Refused(BARRED)
    _, exact = exact_place(session, row)
    told = f"{row.name} {row.summary} {row.opening} {row.way_in_note}"
    if exact is not None and names_the_door(told, exact.address, exact.postcode):
        raise Refused(DOOR)


def just_done(session: Session, listing_id: UUID, who: str, at: datetime) -> UUID | None:
    """The change that somebody has just made; of several that belong together the one that says most."""
    entries = [one for one in done_by(session, who, at - DOUBLE_TAP) if one.entity_id == listing_id]
    telling = [one for one in entries if one.before and one.after and says_something(one.before, one.after)]
    telling.sort(key=lambda one: "photo" in (one.before or {}))
    return telling[0].id if telling else None
