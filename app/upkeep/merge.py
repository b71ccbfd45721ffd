"""Makes two listings one: a person picks what stays, and for thirty days it can be undone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.directory.change import change_listing, put_back
from app.directory.model import Listing
from app.directory.rows import Row
from app.directory.rules import Status
from app.directory.store import snapshots
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import new_id
from app.upkeep import store
from app.upkeep.keepers import store as keepers
from app.upkeep.model import Merge
from app.upkeep.photos.keep import move_photo, move_photo_back
from app.upkeep.rules import may_undo_merge

# What can be taken over from the one that goes; the rest stays as it is.
FIELDS = ("name", "summary", "opening", "way_in_note", "cost", "contact_name", "phone", "email", "url")
_CONTACT = frozenset(("phone", "email", "contact_name"))
_STANDS = (Status.PUBLIC, Status.WAITING, Status.HIDDEN)


def merge_two(session: Session, kept_id: UUID, gone_id: UUID, taken: frozenset[str], *, who: str, at: datetime) -> UUID:
    """Let `gone` rest as merged; `taken` fields of it go over to the one that stays, and so do its keepers.

    Its photo goes over when the other has none.
    Raises NotFound, Refused when they are one already or do not stand here.
    """
    kept, gone = _two(session, kept_id, gone_id)
    before = snapshots(session, [kept_id, gone_id])
    over = {name: getattr(gone, name) for name in FIELDS if name in taken}
    if over.keys() & _CONTACT:  # what nobody agreed to show is not shown by a merge
        over["show_contact"] = kept.show_contact and gone.show_contact
    change_listing(session, kept_id, who=who, at=at, **over)
    change_listing(session, gone_id, who=who, at=at, status=Status.MERGED.value)
    moved = keepers.move_keepers(session, gone_id, kept_id)
    photo = move_photo(session, gone_id, kept_id, who=who, at=at)
    kept_before: dict[str, Any] = {"kept": before[kept_id], "gone": before[gone_id], "keepers": [str(k) for k in moved]}
    kept_before["photo"] = str(photo) if photo else None
    kept_before["wrote"] = dict(zip(("kept", "gone"), _snapshots_of(session, kept_id, gone_id), strict=True))
    made = Merge(id=new_id(), kept_id=kept_id, gone_id=gone_id, before=kept_before, who=who, at=at)
    store.add_merge(session, made)
    return made.id


def _two(session: Session, kept_id: UUID, gone_id: UUID) -> tuple[Listing, Listing]:
    kept, gone = store.listing_row(session, kept_id), store.listing_row(session, gone_id)
    if kept is None or gone is None:
        raise NotFound("There is no such listing here.")
    if kept_id == gone_id or kept.status not in _STANDS or gone.status not in _STANDS:
        raise Refused("These two cannot be made one.")
    return kept, gone


def _snapshots_of(session: Session, kept_id: UUID, gone_id: UUID) -> tuple[Row, Row]:
    found = snapshots(session, [kept_id, gone_id])
    return found[kept_id], found[gone_id]


def unmerged(was: Row, wrote: Row, now: Row) -> Row:
    """What stands now with what the merge wrote taken back, but not what somebody has changed since; pure.

    A number is shown again only if it is the one that was shown before.
    """
    whole: Row = _unless_changed(was, wrote, now)
    it = whole["listing"] = _unless_changed(was["listing"], wrote["listing"], now["listing"])
    if any(it[name] != was["listing"][name] for name in _CONTACT):
        it["show_contact"] = now["listing"]["show_contact"]
    return whole


def _unless_changed(was: Row, wrote: Row, now: Row) -> Row:
    return {name: was.get(name, value) if value == wrote.get(name) else value for name, value in now.items()}


def _as_merged(before: Row, now: Row) -> dict[str, Row]:
    """What a merge wrote that was kept before this was kept with it: what is now as the one that went was."""
    kept, gone = before["kept"], before["gone"]
    same = [name for name in (*FIELDS, "show_contact") if now["kept"]["listing"][name] == gone["listing"][name]]
    took = {name: gone["listing"][name] for name in same}
    return {
        "kept": kept | {"listing": kept["listing"] | took},
        "gone": gone | {"listing": gone["listing"] | {"status": Status.MERGED.value}},
    }


def part_again(session: Session, merge_id: UUID, *, who: str, at: datetime) -> Merge:
    """What the merge changed is as it was, within thirty days; what was changed since stays.

    Raises NotFound, Refused.
    """
    found = store.merge(session, merge_id)
    if found is None:
        raise NotFound("There is nothing to undo here.")
    if found.undone_at is None:
        if not may_undo_merge(found.at, at):
            raise Refused("That is more than thirty days ago. Register the one that is missing again.")
        now = dict(zip(("kept", "gone"), _snapshots_of(session, found.kept_id, found.gone_id), strict=True))
        wrote = found.before.get("wrote") or _as_merged(found.before, now)
        for name, listing_id in (("kept", found.kept_id), ("gone", found.gone_id)):
            put_back(session, listing_id, unmerged(found.before[name], wrote[name], now[name]), who=who, at=at)
        keepers.move_back(session, [UUID(key) for key in found.before["keepers"]], found.gone_id)
        if photo := found.before.get("photo"):
            move_photo_back(session, UUID(photo), found.kept_id, found.gone_id, who=who, at=at)
        found.undone_at = at
        session.add(found)
    return found
