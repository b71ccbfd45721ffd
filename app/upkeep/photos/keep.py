"""A photo is kept with a draft, goes over to its listing when that is sent, and is forgotten when somebody says so."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.db.changes import Change, note_revision, record_changes
from app.directory.store import snapshots
from app.kernel.ids import new_id
from app.kernel.text import one_line
from app.upkeep.model import Photo
from app.upkeep.photos import store
from app.upkeep.photos.redraw import Redrawn, redraw, refusal
from app.upkeep.photos.rules import NONE_SENT, words_problem
from app.upkeep.photos.shown import PHOTOS_CHANGED


def read_photo(sent: bytes, alt: str, agreed: bool) -> tuple[Redrawn, str]:
    """A photo drawn anew and the words beside it. Takes up to a second; needs no database. Raises NotUsable."""
    words = one_line(alt)
    if not sent:
        raise refusal(NONE_SENT)
    if wrong := words_problem(words, agreed):
        raise refusal(wrong[1], wrong[0])
    return redraw(sent), words


def keep_photo(session: Session, key: str, drawn: Redrawn, alt: str, at: datetime) -> None:
    """Keep a photo with a draft; the one it had goes."""
    store.delete_of_draft(session, key)
    made = Photo(
        id=new_id(), draft=key, alt=alt, mark=drawn.mark, large=drawn.large.data, small=drawn.small.data,
        width=drawn.large.width, height=drawn.large.height,
        small_width=drawn.small.width, small_height=drawn.small.height, at=at,
    )  # fmt: skip
    store.add_photo(session, made)


def lend_photo(session: Session, listing_id: UUID, key: str, at: datetime) -> None:
    """A draft that changes a listing begins with its photo."""
    if (found := store.photo_of(session, listing_id)) is not None:
        copy = found.model_dump() | {"id": new_id(), "listing_id": None, "draft": key, "at": at}
        store.add_photo(session, Photo(**copy))


def hand_over(session: Session, key: str, listing_id: UUID, *, who: str, at: datetime) -> bool:
    """What a draft has for a photo, or that it has none, goes over to its listing; False when it was so already."""
    before, after = store.photo_of(session, listing_id), store.photo_of_draft(session, key)
    was, now = _told(before), _told(after)
    if was == now:
        store.delete_of_draft(session, key)
        return False
    store.delete_of_listing(session, listing_id)
    store.give_to_listing(session, key, listing_id, at)
    _note(session, listing_id, was, now, who, at)
    return True


def take_down(session: Session, listing_id: UUID, *, who: str, at: datetime) -> bool:
    """Forget a listing's photo for good; False when it has none."""
    was = _told(store.photo_of(session, listing_id))
    if store.delete_of_listing(session, listing_id):
        _note(session, listing_id, was, "", who, at)
    return bool(was)


def _told(photo: Photo | None) -> str:
    return f"{photo.alt} ({photo.mark[:6]})" if photo else ""


def _note(session: Session, listing_id: UUID, was: str, now: str, who: str, at: datetime) -> None:
    # History keeps that there was a photo and what its words were; the picture itself is not kept anywhere.
    whole = snapshots(session, [listing_id])[listing_id]
    record_changes(session, [Change(listing_id, whole | {"photo": was}, whole | {"photo": now})], who=who, at=at)
    note_revision(session, PHOTOS_CHANGED)
